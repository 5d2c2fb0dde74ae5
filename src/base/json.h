/* Strict JSON (RFC 8259) into a read-only tree that remembers where each value stood, and a writer.
 *
 * Refused, each with line and column: bad UTF-8, a byte-order mark, duplicate keys (with the place of
 * the first), trailing text, trailing commas, comments, NaN and infinities, numbers outside a double or
 * (integers) outside 64 bits, lone surrogates, \u0000, depth over 64, size over the context's limit.
 * Each names the innermost value being read; all are told as far as the rest can be read in one way only.
 * The reader never recurses on input. Lossless for integers of 64 bits. */
#ifndef RSP_BASE_JSON_H
#define RSP_BASE_JSON_H

#include "base/buf.h"
#include "base/diag.h"

typedef enum {
    RSP_JSON_NULL,
    RSP_JSON_BOOL,
    RSP_JSON_INT,
    RSP_JSON_REAL,
    RSP_JSON_STRING,
    RSP_JSON_ARRAY,
    RSP_JSON_OBJECT,
    RSP_JSON_TOLD /* a value that is none, told already: nothing more is to be said of it */
} rsp_json_kind;

typedef struct rsp_json rsp_json;
struct rsp_json {
    rsp_json_kind kind;
    uint32_t line, col;         /* of its first character */
    uint32_t key_line, key_col; /* of its key, where it is a member */
    const char *key;            /* where it is a member of an object, else NULL */
    uint32_t index;             /* its position in its parent */
    const rsp_json *parent;
    const rsp_json *next;  /* next sibling */
    const rsp_json *first; /* first child of an array or object */
    uint32_t n;            /* children */
    union {
        bool boolean;
        int64_t integer;
        double real;
        const char *string; /* NUL-terminated UTF-8, no NUL inside */
    };
    double number; /* the value as a double for INT and REAL */
};

#define RSP_JSON_DEPTH_MOST 64

/* Parses text[0..n) as the file `file`. Syntax errors go to d; *ret lives in the arena. Returns 0, RSP_EINPUT
 * with the error in d, RSP_ENOMEM. With RSP_EINPUT *ret is the tree all the same where every mistake left one
 * reading of the rest: who goes on with it can tell all errors of a file at once. Else it is untouched. */
int rsp_json_parse(rsp_arena *a, const char *file, const char *text, size_t n, rsp_diag *d,
                   const rsp_json **ret) RSP_MUST_CHECK;
const rsp_json *rsp_json_get(const rsp_json *object,
                             const char *key); /* NULL where absent or not an object */
/* Where v stands: line, column and JSON pointer (in the arena). file is borrowed. */
rsp_src rsp_json_src(rsp_arena *a, const char *file, const rsp_json *v);
rsp_src rsp_json_key_src(rsp_arena *a, const char *file, const rsp_json *v);
const char *rsp_json_kind_name(rsp_json_kind k); /* "a string", "an object", ... for messages */

/* The writer: streams into a buffer, two-space indentation or compact, keys in the order given. Numbers:
 * integers exactly; reals in the shortest form that reads back the same. Nesting is checked (assert). */
typedef struct rsp_json_out {
    rsp_buf *to;
    bool compact;
    int depth;
    int flat_from; /* arrays opened with _array_flat print on one line */
    bool comma[80];
    bool after_key;
} rsp_json_out;
rsp_json_out rsp_json_out_init(rsp_buf *to, bool compact);
void rsp_json_out_object(rsp_json_out *o);
void rsp_json_out_end_object(rsp_json_out *o);
void rsp_json_out_array(rsp_json_out *o);
void rsp_json_out_array_flat(rsp_json_out *o); /* on one line, ended by end_array */
void rsp_json_out_end_array(rsp_json_out *o);
void rsp_json_out_key(rsp_json_out *o, const char *key);
void rsp_json_out_string(rsp_json_out *o, const char *s); /* NULL writes null */
void rsp_json_out_int(rsp_json_out *o, int64_t v);
/* The shortest form that reads back the same; null where v is not finite, which JSON cannot say. */
void rsp_json_out_real(rsp_json_out *o, double v);
/* Rounded to 0..17 decimals, zeros at the end left out; null where v is not finite. */
void rsp_json_out_fixed(rsp_json_out *o, double v, int decimals);
void rsp_json_out_bool(rsp_json_out *o, bool v);
void rsp_json_out_null(rsp_json_out *o);
void rsp_json_out_tree(rsp_json_out *o, const rsp_json *v); /* a parsed value again */

#endif
