/* Errors: a negative code says what kind, an rsp_err says what, where and what would be right.
 *
 * Every fallible function returns int: 0, or one of the negative codes below. Outputs (ret_...) are
 * untouched on failure. Infeasible is an answer, not an error. The code table also gives the exit
 * status of the program (docs: 2-interface). Thread-safety: an rsp_err belongs to one thread. */
#ifndef RSP_BASE_ERR_H
#define RSP_BASE_ERR_H

#include <stddef.h>

enum {
    RSP_OK = 0,
    RSP_EINPUT = -1,       /* a file or value from outside is wrong: exit 3 */
    RSP_EUSAGE = -2,       /* the command line is wrong: exit 2 */
    RSP_ENOMEM = -3,       /* memory: exit 4 */
    RSP_EIO = -4,          /* disk, pipe, rename: exit 4 */
    RSP_ELIMIT = -5,       /* a stated limit was passed: exit 3 */
    RSP_ENOTFOUND = -6,    /* an expected absence, e.g. no path, no such id */
    RSP_ECORRUPT = -7,     /* a file of ours is truncated or altered: exit 3 */
    RSP_ECANCELLED = -8,   /* asked to stop before there was a result: exit 4 */
    RSP_EUNAVAILABLE = -9, /* this part is not there yet, or a helper program is missing: exit 4 */
    RSP_EVIOLATION = -10,  /* the answer is no: exit 1 */
    RSP_EINTERNAL = -11,   /* a mistake of ours: exit 4 */
};

typedef struct rsp_err {
    int code;       /* 0 while nothing failed */
    char msg[1024]; /* one line: "FILE:LINE:COLUMN: POINTER: what is wrong; what would be right", or less */
} rsp_err;

/* Sets *err (which may be NULL) from a printf format and returns code, for `return rsp_fail(...)`. */
int rsp_fail(rsp_err *err, int code, const char *fmt, ...) __attribute__((format(printf, 3, 4)));

#ifdef __clang_analyzer__ /* which does not look into another file to see that the code comes back */
#define rsp_fail(err, code, ...) (rsp_fail((err), (code), __VA_ARGS__), (code))
#endif

/* The exit status 0..4 that a code ends the program with. */
int rsp_err_exit(int code);

#define RSP_MUST_CHECK __attribute__((warn_unused_result))

/* Returns from the calling function with the code of a failed call. */
#define RSP_TRY(expr)                                                                                        \
    do {                                                                                                     \
        int rsp_try_rc_ = (expr);                                                                            \
        if (rsp_try_rc_ != 0) {                                                                              \
            return rsp_try_rc_;                                                                              \
        }                                                                                                    \
    } while (0)

#endif
