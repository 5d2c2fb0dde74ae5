/* UTF-8, languages, nearest spelling, direction (text.h). */
#include "base/text.h"

#include <string.h>

static const struct {
    const char *code;
    bool rtl;
} LANGS[RSP_LANG_COUNT] = {
    {"en", false}, {"ar", true},  {"fr", false}, {"es", false}, {"ru", false}, {"zh", false},
    {"uk", false}, {"ku", true},  {"tr", false}, {"fa", true},  {"he", true},  {"so", false},
    {"am", false}, {"ti", false}, {"my", false}, {"ps", true},
};

const char *rsp_lang_code(rsp_lang l) {
    return LANGS[l].code;
}

int rsp_lang_from_code(const char *code, rsp_lang *ret) {
    for (int i = 0; i < RSP_LANG_COUNT; i++) {
        if (strcmp(code, LANGS[i].code) == 0) {
            *ret = (rsp_lang)i;
            return 0;
        }
    }
    return RSP_ENOTFOUND;
}

bool rsp_lang_is_rtl(rsp_lang l) {
    return LANGS[l].rtl;
}

const char *rsp_name_in(const rsp_name *n, rsp_lang l, const char *fallback) {
    if (n->in[l] != NULL) {
        return n->in[l];
    }
    for (int i = 0; i < RSP_LANG_COUNT; i++) { /* English is first */
        if (n->in[i] != NULL) {
            return n->in[i];
        }
    }
    return fallback;
}

size_t rsp_utf8_len(const char *s, size_t n) {
    const unsigned char *u = (const unsigned char *)s;
    if (n == 0) {
        return 0;
    }
    if (u[0] < 0x80) {
        return 1;
    }
    size_t len = u[0] >= 0xC2 && u[0] <= 0xDF
                     ? 2
                     : ((u[0] & 0xF0) == 0xE0 ? 3 : (u[0] >= 0xF0 && u[0] <= 0xF4 ? 4 : 0));
    if (len == 0 || len > n) {
        return 0;
    }
    for (size_t i = 1; i < len; i++) {
        if ((u[i] & 0xC0) != 0x80) {
            return 0;
        }
    }
    bool overlong = (u[0] == 0xE0 && u[1] < 0xA0) || (u[0] == 0xF0 && u[1] < 0x90);
    bool surrogate = u[0] == 0xED && u[1] > 0x9F;
    bool too_large = u[0] == 0xF4 && u[1] > 0x8F;
    return overlong || surrogate || too_large ? 0 : len;
}

bool rsp_utf8_valid(const char *s, size_t n) {
    for (size_t i = 0; i < n;) {
        size_t len = rsp_utf8_len(s + i, n - i);
        if (len == 0) {
            return false;
        }
        i += len;
    }
    return true;
}

size_t rsp_utf8_count(const char *s) {
    size_t n = 0;
    for (; *s != '\0'; s++) {
        n += ((unsigned char)*s & 0xC0) != 0x80;
    }
    return n;
}

#define WORD_MOST 64 /* longer words have no nearest */

/* Optimal string alignment distance over bytes, at most 64 each (Damerau 1964 with restricted transposition).
 */
static unsigned distance(const char *a, size_t n, const char *b, size_t m) {
    unsigned row[3][WORD_MOST + 1];
    for (size_t j = 0; j <= m; j++) {
        row[0][j] = (unsigned)j;
    }
    for (size_t i = 1; i <= n; i++) {
        unsigned *now = row[i % 3];
        const unsigned *up = row[(i - 1) % 3];
        const unsigned *upup = row[(i + 1) % 3];
        now[0] = (unsigned)i;
        for (size_t j = 1; j <= m; j++) {
            unsigned best = up[j - 1] + (a[i - 1] != b[j - 1]);
            best = up[j] + 1 < best ? up[j] + 1 : best;
            best = now[j - 1] + 1 < best ? now[j - 1] + 1 : best;
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] && upup[j - 2] + 1 < best) {
                best = upup[j - 2] + 1;
            }
            now[j] = best;
        }
    }
    return row[n % 3][m];
}

const char *rsp_text_nearest(const char *word, const char *const *candidates, size_t n) {
    size_t len = strlen(word);
    const char *best = NULL;
    unsigned best_d = (unsigned)(len < 6 ? 2 : len / 3) + 1;
    for (size_t i = 0; i < n && len > 0 && len <= WORD_MOST; i++) {
        size_t m = candidates[i] == NULL ? 0 : strlen(candidates[i]);
        if (m == 0 || m > WORD_MOST) {
            continue;
        }
        unsigned d = distance(word, len, candidates[i], m);
        if (d < best_d && d < len && d < m) {
            best = candidates[i];
            best_d = d;
        }
    }
    return best;
}

#define PDI "\xE2\x81\xA9" /* U+2069 POP DIRECTIONAL ISOLATE */

/* A mark of its own inside s must neither end this isolate early nor leave one open behind it (UAX 9, BD9).
 */
static void isolate(rsp_buf *b, const char *open, const char *s) {
    size_t inside = 0;
    rsp_buf_str(b, open);
    for (; *s != '\0'; s++) {
        bool stray = false;
        if (strncmp(s, "\xE2\x81", 2) == 0) {
            unsigned char last = (unsigned char)s[2];
            stray = last == 0xA9 && inside == 0;
            inside += last >= 0xA6 && last <= 0xA8; /* LRI, RLI, FSI */
            inside -= last == 0xA9 && !stray;
        }
        if (stray) {
            s += 2;
        } else {
            rsp_buf_char(b, *s);
        }
    }
    for (; inside > 0; inside--) {
        rsp_buf_str(b, PDI);
    }
    rsp_buf_str(b, PDI);
}

void rsp_text_isolate(rsp_buf *b, const char *s) {
    isolate(b, "\xE2\x81\xA8", s); /* U+2068 FIRST STRONG ISOLATE */
}

void rsp_text_isolate_ltr(rsp_buf *b, const char *s) {
    isolate(b, "\xE2\x81\xA6", s); /* U+2066 LEFT-TO-RIGHT ISOLATE */
}

void rsp_text_xml(rsp_buf *b, const char *s) {
    for (; *s != '\0'; s++) {
        unsigned char c = (unsigned char)*s;
        switch (c) {
        case '&':
            rsp_buf_str(b, "&amp;");
            break;
        case '<':
            rsp_buf_str(b, "&lt;");
            break;
        case '>':
            rsp_buf_str(b, "&gt;");
            break;
        case '"':
            rsp_buf_str(b, "&quot;");
            break;
        case '\'':
            rsp_buf_str(b, "&#39;");
            break;
        default:
            /* XML 1.0, production 2: no controls, no U+FFFE, no U+FFFF. */
            if (strncmp(s, "\xEF\xBF\xBE", 3) == 0 || strncmp(s, "\xEF\xBF\xBF", 3) == 0) {
                s += 2;
            } else if (c >= 0x20 || c == '\t' || c == '\n' || c == '\r') {
                rsp_buf_char(b, (char)c);
            }
        }
    }
}

void rsp_text_element(rsp_buf *b, const char *tag, const char *text) {
    if (text != NULL && text[0] != '\0') {
        rsp_buf_char(b, '<');
        rsp_buf_str(b, tag);
        rsp_buf_char(b, '>');
        rsp_text_xml(b, text);
        rsp_buf_str(b, "</");
        rsp_buf_str(b, tag);
        rsp_buf_char(b, '>');
    }
}

bool rsp_text_is_id(const char *s) {
    size_t n = 0;
    for (; s[n] != '\0'; n++) {
        char c = s[n];
        bool alnum = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (n >= 64 || !(alnum || (n > 0 && (c == '.' || c == '_' || c == '-')))) {
            return false;
        }
    }
    return n > 0;
}
