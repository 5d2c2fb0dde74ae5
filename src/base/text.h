/* Text: UTF-8, nearest spelling, languages, direction, safe inclusion in HTML/XML. */
#ifndef RSP_BASE_TEXT_H
#define RSP_BASE_TEXT_H

#include "base/buf.h"

/* The languages a name or a page may be in. The order is fixed: files of ours name them by code. */
typedef enum {
    RSP_LANG_EN,
    RSP_LANG_AR,
    RSP_LANG_FR,
    RSP_LANG_ES,
    RSP_LANG_RU,
    RSP_LANG_ZH,
    RSP_LANG_UK,
    RSP_LANG_KU,
    RSP_LANG_TR,
    RSP_LANG_FA,
    RSP_LANG_HE,
    RSP_LANG_SO,
    RSP_LANG_AM,
    RSP_LANG_TI,
    RSP_LANG_MY,
    RSP_LANG_PS,
    RSP_LANG_COUNT
} rsp_lang;
const char *rsp_lang_code(rsp_lang l);                   /* "en", "ar", ... */
int rsp_lang_from_code(const char *code, rsp_lang *ret); /* 0 or RSP_ENOTFOUND */
bool rsp_lang_is_rtl(rsp_lang l);

/* A name in several scripts; unset languages are NULL. */
typedef struct rsp_name {
    const char *in[RSP_LANG_COUNT];
} rsp_name;
/* The name in l, else English, else the first there is, else fallback (e.g. the id). Borrowed. */
const char *rsp_name_in(const rsp_name *n, rsp_lang l, const char *fallback);

/* Length of the UTF-8 character at s (1..4) if it is well formed (RFC 3629) within n bytes, else 0. */
size_t rsp_utf8_len(const char *s, size_t n);
bool rsp_utf8_valid(const char *s, size_t n);
size_t rsp_utf8_count(const char *s); /* code points of a valid string */

/* The nearest of n candidates to word (Damerau-Levenshtein over bytes, restricted transpositions), the
 * first of equals; NULL where it is further than a third of the word's length (2 for words of less than 6
 * bytes), where nothing of the word is left, or where the word is longer than 64 bytes. */
const char *rsp_text_nearest(const char *word, const char *const *candidates, size_t n);

/* Wraps s in FSI ... PDI (Unicode bidi isolates): the one helper for ids, plates, phone numbers,
 * coordinates and names inside text of another direction. Appends to b. */
void rsp_text_isolate(rsp_buf *b, const char *s);     /* FSI: direction from its content */
void rsp_text_isolate_ltr(rsp_buf *b, const char *s); /* LRI: codes, numbers with signs, times */
void rsp_text_xml(rsp_buf *b, const char *s);         /* escapes & < > " ' ; drops what XML 1.0 forbids */
/* <tag>text</tag>, the text escaped; nothing where it is empty or NULL. */
void rsp_text_element(rsp_buf *b, const char *tag, const char *text);
/* Whether s is 1 to 64 of [A-Za-z0-9._-], beginning with a letter or digit. */
bool rsp_text_is_id(const char *s);

#endif
