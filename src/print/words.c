/* The message catalogues (data/messages): patterns of ICU MessageFormat with named arguments and plurals.
 *
 * A subset is read here: {name}, {name, plural, =0 {...} one {...} other {... # ...}}, because ICU's C
 * interface takes arguments only by number and type through varargs. Which plural a number takes is ICU's
 * answer (CLDR). A test opens every pattern with ICU itself. Apostrophes have no meaning here; catalogues use
 * the typographic one. https://unicode-org.github.io/icu/userguide/format_parse/messages/ */
#include <inttypes.h>
#include <stdarg.h>
#include <string.h>

#include <unicode/upluralrules.h>

#include "base/embed.h"
#include "print/inner.h"

RSP_EMBED(data_messages_en_json);
RSP_EMBED(data_messages_ar_json);
RSP_EMBED(data_messages_fr_json);

#define TEXT_MAX    65536 /* bytes of one text */
#define NEST_MAX    3     /* plurals within plurals */
#define KEYWORD_MAX 16

int pr_catalogue(const rsp_ctx *ctx, rsp_lang lang, rsp_arena *a, const rsp_json **ret, rsp_err *err) {
    const char *text = NULL;
    size_t n = 0;
    switch (lang) {
    case RSP_LANG_EN:
        text = rsp_data_messages_en_json;
        n = RSP_EMBED_SIZE(data_messages_en_json);
        break;
    case RSP_LANG_AR:
        text = rsp_data_messages_ar_json;
        n = RSP_EMBED_SIZE(data_messages_ar_json);
        break;
    case RSP_LANG_FR:
        text = rsp_data_messages_fr_json;
        n = RSP_EMBED_SIZE(data_messages_fr_json);
        break;
    default:
        return rsp_fail(err, RSP_ENOTFOUND, "there are no messages in '%s'; en, ar and fr have them",
                        rsp_lang_code(lang));
    }
    rsp_diag d;
    RSP_TRY(rsp_diag_init(ctx, &d, err));
    int rc = rsp_json_parse(a, "data/messages", text, n, &d, ret);
    if (rc != 0) {
        rsp_fail(err, rc, "data/messages/%s.json: %s", rsp_lang_code(lang),
                 d.n > 0 ? d.at[0].text : "cannot be read");
    }
    rsp_diag_done(&d);
    return rc;
}

int pr_open(const rsp_ctx *ctx, const rsp_plan *p, rsp_lang lang, rsp_arena *a, pr *ret, rsp_err *err) {
    pr o = {.ctx = ctx, .p = p, .s = p->situation, .a = a, .lang = lang, .isolates = true};
    RSP_TRY(pr_catalogue(ctx, lang, a, &o.words, err));
    UErrorCode status = U_ZERO_ERROR;
    o.plurals = uplrules_open(rsp_lang_code(lang), &status);
    if (U_FAILURE(status)) {
        return rsp_fail(err, status == U_MEMORY_ALLOCATION_ERROR ? RSP_ENOMEM : RSP_EINTERNAL,
                        "plural rules of '%s': %s", rsp_lang_code(lang), u_errorName(status));
    }
    *ret = o;
    return 0;
}

void pr_close(pr *o) {
    if (o->plurals != NULL) {
        uplrules_close(o->plurals);
        o->plurals = NULL;
    }
}

int pr_ok(const pr *o, rsp_err *err) {
    if (o->failed == RSP_EINTERNAL) {
        return rsp_fail(err, RSP_EINTERNAL, "data/messages/%s.json has no usable '%s'",
                        rsp_lang_code(o->lang), o->missing_key);
    }
    return o->failed == 0 ? 0 : rsp_fail(err, o->failed, "out of memory for the texts of a plan");
}

static const char *fail(pr *o, int code, const char *key) {
    if (o->failed == 0) {
        o->failed = code;
        o->missing_key = key;
    }
    return "";
}

/* The end of the braces that open at s[0] == '{': the index of their '}', or 0. */
static size_t closing(const char *s, size_t n) {
    size_t depth = 0;
    for (size_t i = 0; i < n; i++) {
        if (s[i] == '{') {
            depth++;
        } else if (s[i] == '}' && --depth == 0) {
            return i;
        }
    }
    return 0;
}

static size_t skip_space(const char *s, size_t n, size_t i) {
    while (i < n && (s[i] == ' ' || s[i] == '\n')) {
        i++;
    }
    return i;
}

static const pr_arg *find_arg(const pr_arg *args, const char *key, size_t n) {
    for (const pr_arg *a = args; a != NULL && a->kind != PR_ARG_END; a++) {
        if (strlen(a->key) == n && memcmp(a->key, key, n) == 0) {
            return a;
        }
    }
    return NULL;
}

static size_t keyword_of(pr *o, int64_t number, char ret[KEYWORD_MAX]) {
    UChar word[KEYWORD_MAX];
    UErrorCode status = U_ZERO_ERROR;
    int32_t n = uplrules_select(o->plurals, (double)number, word, KEYWORD_MAX - 1, &status);
    for (int32_t i = 0; U_SUCCESS(status) && i < n; i++) {
        ret[i] = (char)word[i];
    }
    return U_SUCCESS(status) ? (size_t)n : 0;
}

/* The branch of "one {..} other {..}" for a number: its text without braces. */
static bool branch_of(pr *o, const char *s, size_t n, int64_t number, const char **ret, size_t *ret_n) {
    char keyword[KEYWORD_MAX], exact[32];
    size_t keyword_n = keyword_of(o, number, keyword);
    size_t exact_n = (size_t)snprintf(exact, sizeof exact, "=%" PRId64, number);
    int best = 0; /* 1 other, 2 keyword, 3 exact */
    for (size_t i = skip_space(s, n, 0); i < n;) {
        size_t word = i;
        while (i < n && s[i] != ' ' && s[i] != '{') {
            i++;
        }
        size_t word_n = i - word;
        i = skip_space(s, n, i);
        size_t end = i < n && s[i] == '{' ? closing(s + i, n - i) : 0;
        if (end == 0) {
            return false;
        }
        int rank = word_n == exact_n && memcmp(s + word, exact, exact_n) == 0         ? 3
                   : word_n == keyword_n && memcmp(s + word, keyword, keyword_n) == 0 ? 2
                   : word_n == 5 && memcmp(s + word, "other", 5) == 0                 ? 1
                                                                                      : 0;
        if (rank > best) {
            best = rank;
            *ret = s + i + 1;
            *ret_n = end - 1;
        }
        i = skip_space(s, n, i + end + 1);
    }
    return best > 0;
}

static void put(pr *o, rsp_buf *b, const pr_arg *a) {
    switch (a->kind) {
    case PR_ARG_TEXT:
        rsp_buf_str(b, pr_iso(o, a->text));
        break;
    case PR_ARG_CODE:
        rsp_buf_str(b, pr_code(o, a->text));
        break;
    default:
        rsp_buf_str(b, pr_int(o, a->number));
    }
}

/* The name of a zone may begin with the word that the pattern has before it ("zone Zone ..." in Arabic, which
 * has no capitals): it is said once. */
static pr_arg said_once(const rsp_buf *b, const pr_arg *a) {
    pr_arg x = *a;
    size_t from = b->n;
    if (a->kind != PR_ARG_TEXT || strcmp(a->key, "zone") != 0 || b->n == 0 || b->at[b->n - 1] != ' ') {
        return x;
    }
    while (from > 1 && b->at[from - 2] != ' ') {
        from--;
    }
    from--;
    size_t n = b->n - from;
    if (n > 1 && strncmp(x.text, b->at + from, n) == 0 && x.text[n] != '\0') {
        x.text += n;
    }
    return x;
}

/* Fills a pattern in. `hash`: the number that # stands for. Nesting is that of our own catalogues, bounded.
 */
static bool fill(pr *o, rsp_buf *b, const char *s, size_t n, const pr_arg *args, const pr_arg *hash,
                 int nest) {
    for (size_t i = 0; i < n;) {
        if (s[i] == '#' && hash != NULL) {
            rsp_buf_str(b, pr_int(o, hash->number));
            i++;
            continue;
        }
        if (s[i] != '{') {
            rsp_buf_char(b, s[i++]);
            continue;
        }
        size_t end = closing(s + i, n - i);
        const char *in = s + i + 1;
        const char *comma = end == 0 ? NULL : memchr(in, ',', end - 1);
        const pr_arg *a =
            end == 0 ? NULL : find_arg(args, in, comma != NULL ? (size_t)(comma - in) : end - 1);
        if (a == NULL) {
            return false;
        }
        if (comma == NULL) {
            pr_arg once = said_once(b, a);
            put(o, b, &once);
        } else {
            size_t rest = end - 1 - (size_t)(comma - in);
            const char *plural = memchr(comma + 1, ',', rest - 1);
            const char *text = NULL;
            size_t text_n = 0;
            if (plural == NULL || a->kind != PR_ARG_NUMBER || nest >= NEST_MAX ||
                !branch_of(o, plural + 1, rest - 1 - (size_t)(plural - comma), a->number, &text, &text_n) ||
                !fill(o, b, text, text_n, args, a, nest + 1)) {
                return false;
            }
        }
        i += end + 1;
    }
    return true;
}

const char *pr_say(pr *o, const char *key, const pr_arg *args) {
    const rsp_json *v = rsp_json_get(o->words, key);
    if (v == NULL || v->kind != RSP_JSON_STRING) {
        return fail(o, RSP_EINTERNAL, key);
    }
    rsp_buf b RSP_CLEANUP(rsp_buf_done) = rsp_buf_init(o->ctx, TEXT_MAX);
    if (!fill(o, &b, v->string, strlen(v->string), args, NULL, 0)) {
        return fail(o, RSP_EINTERNAL, key);
    }
    const char *text = b.failed != 0 || b.at == NULL ? NULL : rsp_arena_strdup(o->a, b.at);
    return text != NULL ? text : (b.failed == 0 && b.n == 0 ? "" : fail(o, RSP_ENOMEM, key));
}

const char *pr_word(pr *o, const char *key) {
    return pr_say(o, key, NULL);
}

const char *pr_none_unserved(pr *o) {
    const rsp_situation *s = o->s;
    bool asked = s->n_needs + s->n_wounded + s->n_civilians + s->n_visits > 0;
    return pr_word(o, asked ? "none.unserved" : "none.to_do");
}

const char *pr_word_of(pr *o, const char *prefix, const char *name) {
    return pr_word(o, pr_printf(o, "%s.%s", prefix, name));
}

const char *pr_printf(pr *o, const char *fmt, ...) {
    va_list args;
    va_start(args, fmt);
    int n = vsnprintf(NULL, 0, fmt, args);
    va_end(args);
    if (n < 0) {
        return fail(o, RSP_EINTERNAL, fmt);
    }
    char *text = rsp_arena_alloc(o->a, (size_t)n + 1, 1);
    if (text == NULL) {
        return fail(o, RSP_ENOMEM, fmt);
    }
    va_start(args, fmt);
    vsnprintf(text, (size_t)n + 1, fmt, args);
    va_end(args);
    return text;
}
