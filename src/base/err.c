/* Error codes and their exit statuses (err.h). */
#include "base/err.h"

#include <stdarg.h>
#include <stdio.h>

int(rsp_fail)(rsp_err *err, int code, const char *fmt, ...) {
    if (err != NULL) {
        va_list args;
        va_start(args, fmt);
        (void)vsnprintf(err->msg, sizeof err->msg, fmt, args); /* a longer message is cut: still one line */
        va_end(args);
        err->code = code;
    }
    return code;
}

int rsp_err_exit(int code) {
    switch (code) {
    case RSP_OK:
        return 0;
    case RSP_EVIOLATION:
        return 1;
    case RSP_EUSAGE:
        return 2;
    case RSP_EINPUT:
    case RSP_ELIMIT:
    case RSP_ECORRUPT:
    case RSP_ENOTFOUND:
        return 3;
    default:
        return 4;
    }
}
