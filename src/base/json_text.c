/* Text in JSON (RFC 8259, section 7): escapes, UTF-8, and the quotes that people write instead. */
#include "base/json_reader.h"
#include "base/text.h"

static int hex4(const char *p, const char *end) {
    int v = 0;
    for (int i = 0; i < 4; i++) {
        char c = p + i < end ? p[i] : 'x';
        int d = c >= '0' && c <= '9'
                    ? c - '0'
                    : (c >= 'a' && c <= 'f' ? c - 'a' + 10 : (c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1));
        if (d < 0) {
            return -1;
        }
        v = v * 16 + d;
    }
    return v;
}

static char *put_utf8(char *to, unsigned c) {
    if (c < 0x80) {
        *to++ = (char)c;
    } else if (c < 0x800) {
        *to++ = (char)(0xC0 | (c >> 6));
        *to++ = (char)(0x80 | (c & 63));
    } else if (c < 0x10000) {
        *to++ = (char)(0xE0 | (c >> 12));
        *to++ = (char)(0x80 | ((c >> 6) & 63));
        *to++ = (char)(0x80 | (c & 63));
    } else {
        *to++ = (char)(0xF0 | (c >> 18));
        *to++ = (char)(0x80 | ((c >> 12) & 63));
        *to++ = (char)(0x80 | ((c >> 6) & 63));
        *to++ = (char)(0x80 | (c & 63));
    }
    return to;
}

/* \uXXXX at r->at (after the u); pairs of surrogates are joined. */
static char *read_unicode(rsp_json_reader *r, char *to) {
    const char *start = r->at - 2;
    int c = hex4(r->at, r->end);
    if (c < 0) {
        RSP_JSON_REFUSE(r, start, "a \\u escape needs four hexadecimal digits; e.g. \\u0041");
        return to;
    }
    r->at += 4;
    if (c >= 0xD800 && c <= 0xDBFF && r->end - r->at >= 6 && r->at[0] == '\\' && r->at[1] == 'u') {
        int low = hex4(r->at + 2, r->end);
        if (low >= 0xDC00 && low <= 0xDFFF) {
            r->at += 6;
            return put_utf8(to, 0x10000U + (((unsigned)c & 0x3FF) << 10) + ((unsigned)low & 0x3FF));
        }
    }
    if (c >= 0xD800 && c <= 0xDFFF) {
        RSP_JSON_REFUSE(r, start, "half of a surrogate pair; both halves, or the character itself in UTF-8");
        return to;
    }
    if (c == 0) {
        RSP_JSON_REFUSE(r, start, "\\u0000, the NUL character, inside text; take it out");
        return to;
    }
    return put_utf8(to, (unsigned)c);
}

static char *read_escape(rsp_json_reader *r, char *to) {
    static const char from_chars[] = "\"\\/bfnrt";
    static const char to_chars[] = "\"\\/\b\f\n\r\t";
    char c = r->at + 1 < r->end ? r->at[1] : '\0';
    if (c == 'u') {
        r->at += 2;
        return read_unicode(r, to);
    }
    const char *hit = c == '\0' ? NULL : strchr(from_chars, c);
    if (hit == NULL) {
        RSP_JSON_REFUSE(
            r, r->at,
            "unknown escape; one of \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX; a backslash itself is \\\\");
        r->at++;
        return to;
    }
    r->at += 2;
    *to++ = to_chars[hit - from_chars];
    return to;
}

/* One character inside text, as it stands. Not UTF-8 is told once: all of the file is in another encoding. */
static char *read_character(rsp_json_reader *r, char *to) {
    if ((unsigned char)*r->at < 0x20) {
        RSP_JSON_REFUSE(r, r->at, "%s",
                        *r->at == '\0' ? "a NUL byte inside text; take it out"
                                       : "a control character inside text; write it as an escape, e.g. \\t");
        r->at++;
        return to;
    }
    size_t len = rsp_utf8_len(r->at, (size_t)(r->end - r->at));
    if (len == 0) {
        if (!r->not_utf8) {
            RSP_JSON_REFUSE(r, r->at, "bytes that are not UTF-8; save the file as UTF-8");
        }
        r->not_utf8 = true;
        r->at++;
        return to;
    }
    memcpy(to, r->at, len);
    r->at += len;
    return to + len;
}

/* Never longer than its source. */
const char *rsp_json_text(rsp_json_reader *r) {
    const char *open = r->at++;
    const char *close = r->at;
    while (close < r->end && *close != '"' && *close != '\n') {
        close += *close == '\\' && close + 1 < r->end && close[1] != '\n' ? 2 : 1;
    }
    if (close >= r->end || *close != '"') {
        RSP_JSON_REFUSE(r, open,
                        "text without its closing quote; add \", and write a line break inside text as \\n");
        return NULL;
    }
    char *text = rsp_arena_alloc(r->arena, (size_t)(close - r->at) + 1, 1);
    if (text == NULL) {
        r->rc = RSP_ENOMEM;
        return NULL;
    }
    char *to = text;
    while (r->at < close) {
        to = *r->at == '\\' ? read_escape(r, to) : read_character(r, to);
    }
    r->at = close + 1;
    return text;
}

const char *rsp_json_other_quotes(rsp_json_reader *r) {
    bool single = rsp_json_starts(r, "'"), curly = rsp_json_starts(r, "\xE2\x80\x9C");
    size_t wide = single ? 1 : 3;
    const char *close = r->at + wide;
    while ((single || curly) && close < r->end && !rsp_json_one_of(*close, "\n\"\\")) {
        bool here = single ? *close == '\'' : r->end - close >= 3 && memcmp(close, "\xE2\x80\x9D", 3) == 0;
        if (here) {
            RSP_JSON_REFUSE(r, r->at, "text in other quotes; write \" before and after it");
            const char *text = rsp_arena_strndup(r->arena, r->at + wide, (size_t)(close - r->at) - wide);
            r->rc = text == NULL ? RSP_ENOMEM : r->rc;
            r->at = close + wide;
            return text;
        }
        close++;
    }
    return NULL;
}
