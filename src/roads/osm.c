/* OpenStreetMap files in: the frames of a PBF (its blocks: pbf.c), the stream of XML or packed XML (xml.c).
 *
 * Why a walk over the frames before reading: sizes over those of the format, truncation, compression and
 * features that cannot be read are refused before any work is done, and the header gives the data's date.
 * Invariants: nothing is allocated on the word of the file beyond the format's own limits; an unpacked
 * .gz never passes the context's input limit. Reference: OSM wiki, PBF Format; RFC 1952. */
#include "roads/osm.h"
#include "roads/pbf.h"
#include "roads/xml.h"

#include <errno.h>
#include <string.h>
#include <zlib.h>

#define BLOB_HEADER_MAX (64U << 10)
#define BLOB_MAX        (32U << 20)

static bool is_text(pbf_span s, const char *t) {
    return s.n == strlen(t) && memcmp(s.at, t, s.n) == 0;
}

/* Seconds since 1970 as "2015-06-06T00:23:02Z". Civil date after H. Hinnant's days algorithm. */
static void format_date(uint64_t seconds, char ret[32]) {
    if (seconds == 0 || seconds > 253402300799ULL) {
        return;
    }
    uint64_t z = seconds / 86400 + 719468;
    uint64_t era = z / 146097;
    uint64_t doe = z % 146097;
    uint64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    uint64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    uint64_t mp = (5 * doy + 2) / 153;
    unsigned month = (unsigned)(mp < 10 ? mp + 3 : mp - 9);
    unsigned clock = (unsigned)(seconds % 86400);
    char text[80];
    snprintf(text, sizeof text, "%04u-%02u-%02uT%02u:%02u:%02uZ", (unsigned)(yoe + era * 400 + (month <= 2)),
             month, (unsigned)(doy - (153 * mp + 2) / 5 + 1), clock / 3600, clock / 60 % 60, clock % 60);
    snprintf(ret, 32, "%.31s", text);
}

static int read_header(const rsp_ctx *ctx, const char *name, pbf_span zipped, uint64_t raw, char date[32],
                       rsp_err *err) {
    unsigned char *out = rsp_calloc(ctx, (size_t)raw + 1, 1);
    if (out == NULL) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory");
    }
    uLongf n = (uLongf)raw;
    int rc = 0;
    if (uncompress(out, &n, zipped.at, (uLong)zipped.n) != Z_OK) {
        rc = rsp_fail(err, RSP_EINPUT,
                      "%s: the PBF header does not unpack; the file is damaged, fetch it again", name);
    }
    pbf_span s = {.at = out, .n = n};
    pbf_field f;
    int more = 0;
    while (rc == 0 && (more = pbf_next(&s, &f)) == 1) {
        if (f.number == 32) {
            format_date(f.value, date);
        } else if (f.number == 4 && !is_text(f.bytes, "OsmSchema-V0.6") && !is_text(f.bytes, "DenseNodes")) {
            rc =
                rsp_fail(err, RSP_EINPUT,
                         "%s: the PBF file needs the feature \"%.*s\", which is not known here; give a plain "
                         "extract (osmium cat -o new.osm.pbf)",
                         name, (int)(f.bytes.n < 64 ? f.bytes.n : 64), (const char *)f.bytes.at);
        }
    }
    rsp_free(ctx, out);
    return rc != 0 ? rc : more < 0 ? rsp_fail(err, RSP_EINPUT, "%s: the PBF header is broken", name) : 0;
}

/* One blob: its frame, sizes and compression. */
static int check_blob(const rsp_ctx *ctx, const char *name, size_t offset, bool header, pbf_span blob,
                      char date[32], rsp_err *err) {
    uint64_t raw = 0;
    pbf_span zipped = {0};
    pbf_field f;
    int more = 0;
    while ((more = pbf_next(&blob, &f)) == 1) {
        raw = f.number == 2 ? f.value : raw;
        zipped = f.number == 3 ? f.bytes : zipped;
    }
    if (more < 0 || zipped.n == 0 || raw == 0 || raw > BLOB_MAX) {
        return rsp_fail(
            err, RSP_EINPUT,
            "%s: the PBF block at byte %zu is broken, not packed with zlib, or unpacks to more than "
            "32 MiB; rewrite it with: osmium cat FILE -o new.osm.pbf",
            name, offset);
    }
    return header ? read_header(ctx, name, zipped, raw, date, err) : 0;
}

static int check_pbf(const rsp_ctx *ctx, const char *name, pbf_span all, char date[32], rsp_err *err) {
    size_t begin = all.n;
    bool first = true;
    if (all.n == 0) {
        return rsp_fail(err, RSP_EINPUT, "%s: the file is empty; give an OpenStreetMap extract", name);
    }
    while (all.n > 0) {
        size_t offset = begin - all.n;
        uint32_t head = 0;
        if (all.n >= 4) {
            head =
                (uint32_t)all.at[0] << 24 | (uint32_t)all.at[1] << 16 | (uint32_t)all.at[2] << 8 | all.at[3];
        }
        if (all.n < 4 || head > BLOB_HEADER_MAX || head > all.n - 4) {
            return rsp_fail(err, RSP_EINPUT,
                            "%s: this is not PBF, or it is cut off, at byte %zu; fetch the file again", name,
                            offset);
        }
        pbf_span h = {.at = all.at + 4, .n = head};
        all.at += 4 + head;
        all.n -= 4 + (size_t)head;
        uint64_t size = 0;
        bool is_header = false;
        bool is_data = false;
        pbf_field f;
        int more = 0;
        while ((more = pbf_next(&h, &f)) == 1) {
            size = f.number == 3 ? f.value : size;
            is_header = is_header || (f.number == 1 && is_text(f.bytes, "OSMHeader"));
            is_data = is_data || (f.number == 1 && is_text(f.bytes, "OSMData"));
        }
        if (more < 0 || size == 0 || size > BLOB_MAX || size > all.n || (first && !is_header)) {
            return rsp_fail(err, RSP_EINPUT,
                            "%s: this is not PBF, or it is cut off, at byte %zu; fetch the file again", name,
                            offset);
        }
        if (is_header || is_data) {
            RSP_TRY(check_blob(ctx, name, offset, is_header, (pbf_span){all.at, (size_t)size}, date, err));
        }
        all.at += size;
        all.n -= (size_t)size;
        first = false;
    }
    return 0;
}

static bool ends_with(const char *s, const char *end) {
    size_t n = strlen(s);
    size_t k = strlen(end);
    return n >= k && strcmp(s + n - k, end) == 0;
}

static pbf_span all_of(const rsp_osm *o) {
    return (pbf_span){.at = (const unsigned char *)o->bytes.at, .n = o->bytes.n};
}

int rsp_osm_open(const rsp_ctx *ctx, const char *path, rsp_osm *ret, rsp_err *err) {
    rsp_osm o = {.ctx = ctx, .path = path, .bytes = rsp_buf_init(ctx, ctx->max_input_bytes)};
    int rc = 0;
    if (ends_with(path, ".osm.gz")) {
        o.kind = RSP_OSM_GZ;
        rc = rsp_file_read(ctx, path, &o.bytes, err);
    } else if (ends_with(path, ".pbf")) {
        o.kind = RSP_OSM_PBF;
        rc = rsp_file_read(ctx, path, &o.bytes, err);
        rc = rc == 0 ? check_pbf(ctx, path, all_of(&o), o.date, err) : rc;
    } else if (ends_with(path, ".osm")) {
        o.kind = RSP_OSM_XML;
    } else {
        return rsp_fail(err, RSP_EINPUT,
                        "%s: the kind of map is not known; name it .osm, .osm.gz or .osm.pbf", path);
    }
    if (rc != 0) {
        rsp_osm_done(&o);
        return rc;
    }
    *ret = o;
    return 0;
}

void rsp_osm_done(rsp_osm *o) {
    rsp_buf_done(&o->bytes);
}

/* One blob's data unpacked and read; out is reused and grows to what a blob says (32 MiB at most). */
static int read_blob(pbf_block *b, pbf_span blob, unsigned char **out, size_t *cap) {
    pbf_span zipped = {0};
    uint64_t raw = 0;
    pbf_field f;
    while (pbf_next(&blob, &f) == 1) {
        raw = f.number == 2 ? f.value : raw;
        zipped = f.number == 3 ? f.bytes : zipped;
    }
    if (raw > *cap) {
        unsigned char *p = rsp_realloc(b->ctx, *out, (size_t)raw, 1);
        if (p == NULL) {
            return OSM_INSUFFICIENT_MEMORY;
        }
        *out = p;
        *cap = (size_t)raw;
    }
    uLongf n = (uLongf)raw;
    if (uncompress(*out, &n, zipped.at, (uLong)zipped.n) != Z_OK) {
        return OSM_UNZIP_ERROR;
    }
    return pbf_read_block(b, (pbf_span){.at = *out, .n = n});
}

/* The frames are known to be right: check_pbf has walked them. */
static int read_pbf(const rsp_osm *o, osm_calls calls) {
    unsigned char *out = NULL;
    size_t cap = 0;
    pbf_block b = {.ctx = o->ctx, .calls = calls};
    pbf_span all = all_of(o);
    int rc = OSM_OK;
    while (rc == OSM_OK && all.n > 4) {
        uint32_t head =
            (uint32_t)all.at[0] << 24 | (uint32_t)all.at[1] << 16 | (uint32_t)all.at[2] << 8 | all.at[3];
        pbf_span h = {.at = all.at + 4, .n = head};
        all.at += 4 + (size_t)head;
        all.n -= 4 + (size_t)head;
        uint64_t size = 0;
        bool is_data = false;
        pbf_field f;
        while (pbf_next(&h, &f) == 1) {
            size = f.number == 3 ? f.value : size;
            is_data = is_data || (f.number == 1 && is_text(f.bytes, "OSMData"));
        }
        if (is_data) {
            rc = read_blob(&b, (pbf_span){.at = all.at, .n = (size_t)size}, &out, &cap);
        }
        all.at += size;
        all.n -= (size_t)size;
    }
    pbf_block_done(&b);
    rsp_free(o->ctx, out);
    return rc;
}

/* Feeds the unpacked bytes of a gzip stream (maybe of several members) to the reader. */
static int feed_gz(const rsp_osm *o, xml_reader *x, rsp_err *err) {
    z_stream z;
    memset(&z, 0, sizeof z);
    if (inflateInit2(&z, 15 + 16) != Z_OK) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory");
    }
    unsigned char out[1 << 16];
    uint64_t total = 0;
    int rc = OSM_OK;
    int state = Z_OK;
    size_t used = 0;
    while (rc == OSM_OK && (state != Z_STREAM_END || used < o->bytes.n)) {
        if (state == Z_STREAM_END && inflateReset(&z) != Z_OK) { /* the next member */
            rc = OSM_UNZIP_ERROR;
            break;
        }
        size_t piece = o->bytes.n - used < (1U << 20) ? o->bytes.n - used : (1U << 20);
        z.next_in = (unsigned char *)o->bytes.at + used;
        z.avail_in = (uInt)piece;
        z.next_out = out;
        z.avail_out = sizeof out;
        state = inflate(&z, Z_NO_FLUSH);
        used += piece - z.avail_in;
        size_t n = sizeof out - z.avail_out;
        total += n;
        if ((state != Z_OK && state != Z_STREAM_END && state != Z_BUF_ERROR) ||
            (n == 0 && z.avail_in == piece)) {
            rc = OSM_UNZIP_ERROR;
        } else if (total > o->ctx->max_input_bytes) {
            rc = OSM_TOO_LARGE;
        } else {
            rc = xml_feed(x, (const char *)out, n, false);
        }
    }
    inflateEnd(&z);
    return rc == OSM_OK ? xml_feed(x, "", 0, true) : rc;
}

static int feed_file(const rsp_osm *o, xml_reader *x, rsp_err *err) {
    const rsp_env *env = o->ctx->env;
    char piece[1 << 16];
    uint64_t total = 0;
    int rc = OSM_OK;
    int fd = env->open_read(env->user, o->path);
    if (fd < 0) {
        return rsp_fail(err, fd == -EIO ? RSP_EIO : RSP_EINPUT, "%s: cannot be opened: %s", o->path,
                        strerror(-fd));
    }
    for (bool last = false; rc == OSM_OK && !last;) {
        int64_t n = env->read(env->user, fd, piece, sizeof piece);
        if (n < 0) {
            rc = n == -EISDIR ? rsp_fail(err, RSP_EINPUT, "%s: is a folder; a file is wanted", o->path)
                              : rsp_fail(err, RSP_EIO, "%s: cannot be read: %s", o->path, strerror((int)-n));
            break;
        }
        total += (uint64_t)n;
        last = n == 0;
        rc = total > o->ctx->max_input_bytes ? OSM_TOO_LARGE : xml_feed(x, piece, (size_t)n, last);
    }
    (void)env->close(env->user, fd);
    return rc;
}

/* A code of OSM_..., or a negative one with *err set. */
static int read_xml(const rsp_osm *o, osm_calls calls, unsigned long *ret_line, rsp_err *err) {
    xml_reader *x = xml_new(o->ctx, calls);
    if (x == NULL) {
        return OSM_INSUFFICIENT_MEMORY;
    }
    int rc = o->kind == RSP_OSM_GZ ? feed_gz(o, x, err) : feed_file(o, x, err);
    *ret_line = xml_line(x);
    xml_free(x);
    return rc;
}

int rsp_osm_read(const rsp_osm *o, osm_calls calls, const int *user_rc, rsp_err *err) {
    unsigned long line = 0;
    int rc = o->kind == RSP_OSM_PBF ? read_pbf(o, calls) : read_xml(o, calls, &line, err);
    if (*user_rc != 0) {
        return rsp_fail(err, *user_rc, "%s: %s", o->path,
                        *user_rc == RSP_ENOMEM   ? "out of memory"
                        : *user_rc == RSP_ELIMIT ? "the map is too large for this program"
                                                 : "reading was stopped");
    }
    switch (rc) {
    case OSM_INSUFFICIENT_MEMORY:
        return rsp_fail(err, RSP_ENOMEM, "%s: out of memory", o->path);
    case OSM_TOO_LARGE:
        return rsp_fail(err, RSP_ELIMIT, "%s: it unpacks to more than %llu bytes; give a smaller extract",
                        o->path, (unsigned long long)o->ctx->max_input_bytes);
    case OSM_UNZIP_ERROR:
        return rsp_fail(err, RSP_EINPUT,
                        "%s: the gzip or zlib stream is broken or cut off; fetch the file again", o->path);
    case OSM_READ_ERROR:
        if (line > 0) {
            return rsp_fail(err, RSP_EINPUT,
                            "%s:%lu: the map cannot be read: this is not sound OSM XML; fetch the "
                            "file again",
                            o->path, line);
        }
        return rsp_fail(err, RSP_EINPUT,
                        "%s: the map cannot be read: a PBF block is broken; fetch the file again", o->path);
    default:
        return rc; /* OSM_OK is 0; a negative code has its message */
    }
}
