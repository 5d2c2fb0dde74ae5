/* What the two halves of the JSON reader share: its state and how it tells a mistake. Only json_read.c
 * (shapes and numbers) and json_text.c (text) include this. */
#ifndef RSP_BASE_JSON_READER_H
#define RSP_BASE_JSON_READER_H

#include <string.h>

#include "base/json.h"
#include "base/map.h"

typedef struct rsp_json_open { /* an array or object being read */
    rsp_json *v;
    rsp_json *last; /* its newest child */
    rsp_map keys;   /* once there are many */
} rsp_json_open;

typedef struct rsp_json_reader {
    rsp_arena *arena;
    const rsp_ctx *ctx;
    const char *file, *at, *end, *line_start, *seen;
    uint32_t line, seen_column;
    const rsp_json *in; /* the innermost value being read; NULL before the first and after the last */
    bool not_utf8;      /* told: a file in another encoding has one mistake, not one in every name */
    bool unclear;       /* some text or key may be another than was meant, or the parse ended early */
    rsp_diag *d;
    rsp_json_open stack[RSP_JSON_DEPTH_MOST];
    int depth;
    int rc;
} rsp_json_reader;

/* Tells a mistake at `where`, which is on the line being read. */
#define RSP_JSON_REFUSE(r, where, ...)                                                                       \
    do {                                                                                                     \
        rsp_diag_error((r)->d, rsp_json_place(r, where), __VA_ARGS__);                                       \
        (r)->rc = RSP_EINPUT;                                                                                \
    } while (0)

/* `where` on the line being read, with the pointer of the innermost value. */
rsp_src rsp_json_place(rsp_json_reader *r, const char *where);

/* The text of a string whose opening quote is at r->at, in the arena; NULL where it has no end (told) or
 * memory ran out (r->rc). Mistakes inside it are told and passed over. */
const char *rsp_json_text(rsp_json_reader *r);
/* Text in single quotes, or in the curly ones of a word processor, up to the end of its line, which is told;
 * NULL where there is none, where its end cannot be made out, or where memory ran out (r->rc). */
const char *rsp_json_other_quotes(rsp_json_reader *r);

static inline bool rsp_json_starts(const rsp_json_reader *r, const char *with) {
    size_t n = strlen(with);
    return (size_t)(r->end - r->at) >= n && memcmp(r->at, with, n) == 0;
}

static inline bool rsp_json_one_of(char c, const char *set) {
    return c != '\0' && strchr(set, c) != NULL;
}

#endif
