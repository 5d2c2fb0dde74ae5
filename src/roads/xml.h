/* OSM XML, fed in pieces. Private to roads/. */
#ifndef RSP_ROADS_XML_H
#define RSP_ROADS_XML_H

#include "base/buf.h"
#include "roads/osm_types.h"

typedef struct xml_reader xml_reader;
/* NULL when out of memory; freed with xml_free. */
xml_reader *xml_new(const rsp_ctx *ctx, osm_calls calls);
xml_reader *xml_free(xml_reader *x);
/* The next bytes of the document; last: no more follow. OSM_OK or the first failure. */
int xml_feed(xml_reader *x, const char *p, size_t n, bool last) RSP_MUST_CHECK;
/* Where the reader stands, from 1. */
unsigned long xml_line(const xml_reader *x);

#endif
