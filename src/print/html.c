/* plan.html: the template (assets/) filled in. One file, no address of anything outside it: a content
 * security policy allows only the style and the script whose SHA-256 it names, and nothing from the network.
 * Every language is in the file, as plain HTML; the script only shows one of them and draws the map. */
#include <string.h>

#include "base/embed.h"
#include "base/file.h"
#include "print/inner.h"

RSP_EMBED(src_print_assets_plan_html);
RSP_EMBED(src_print_assets_plan_css);
RSP_EMBED(src_print_assets_plan_js);

#define LANGS 3
static const rsp_lang langs[LANGS] = {RSP_LANG_EN, RSP_LANG_AR, RSP_LANG_FR};

/* 'sha256-...' of Content Security Policy level 2. */
static void put_hash(rsp_buf *b, const char *text, size_t n) {
    char hex[65];
    unsigned char raw[32];
    rsp_sha256_hex(text, n, hex);
    for (int i = 0; i < 32; i++) {
        unsigned v = 0;
        for (int k = 0; k < 2; k++) {
            char c = hex[2 * i + k];
            v = v * 16 + (unsigned)(c <= '9' ? c - '0' : c - 'a' + 10);
        }
        raw[i] = (unsigned char)v;
    }
    rsp_buf_str(b, "'sha256-");
    pr_base64(b, raw, sizeof raw);
    rsp_buf_str(b, "'");
}

static int csp(rsp_buf *b) {
    rsp_buf_str(b, "default-src 'none'; style-src ");
    put_hash(b, rsp_src_print_assets_plan_css, RSP_EMBED_SIZE(src_print_assets_plan_css));
    rsp_buf_str(b, "; script-src ");
    put_hash(b, rsp_src_print_assets_plan_js, RSP_EMBED_SIZE(src_print_assets_plan_js));
    rsp_buf_str(b, "; base-uri 'none'; form-action 'none'");
    return 0;
}

typedef enum { PART_HEAD, PART_MAP_TITLE, PART_TABLES } part;

/* One part in each language, the others hidden by the style sheet. */
static int in_all(pr o[LANGS], rsp_buf *b, part which, const char *plan_sha256, rsp_err *err) {
    for (int i = 0; i < LANGS; i++) {
        const char *code = rsp_lang_code(o[i].lang);
        rsp_buf_printf(b, "<div data-l=\"%s\" lang=\"%s\" dir=\"%s\">", code, code,
                       rsp_lang_is_rtl(o[i].lang) ? "rtl" : "ltr");
        switch (which) {
        case PART_HEAD:
            pr_html_head(&o[i], b, plan_sha256);
            break;
        case PART_MAP_TITLE:
            rsp_buf_str(b, "<h2>");
            rsp_text_xml(b, pr_word(&o[i], "h.map"));
            rsp_buf_str(b, "</h2><p class=\"sub\">");
            rsp_text_xml(b, pr_word(&o[i], "map.help"));
            rsp_buf_str(b, "</p>");
            break;
        case PART_TABLES:
            pr_html_timeline(&o[i], b);
            RSP_TRY(pr_html_tables(&o[i], b, err));
            break;
        }
        rsp_buf_str(b, "</div>\n");
        RSP_TRY(pr_ok(&o[i], err));
    }
    return 0;
}

/* What a {{name}} of the template stands for. */
static int put_named(pr o[LANGS], const char *name, size_t n, const char *plan_sha256, const rsp_buf *map,
                     rsp_buf *b, rsp_err *err) {
#define IS(word) (n == sizeof(word) - 1 && memcmp(name, word, n) == 0)
    if (IS("title")) {
        rsp_text_xml(b, pr_title(&o[0]));
    } else if (IS("csp")) {
        return csp(b);
    } else if (IS("style")) {
        rsp_buf_add(b, rsp_src_print_assets_plan_css, RSP_EMBED_SIZE(src_print_assets_plan_css));
    } else if (IS("script")) {
        rsp_buf_add(b, rsp_src_print_assets_plan_js, RSP_EMBED_SIZE(src_print_assets_plan_js));
    } else if (IS("data")) {
        rsp_buf_add(b, map->at, map->n);
    } else if (IS("head")) {
        return in_all(o, b, PART_HEAD, plan_sha256, err);
    } else if (IS("map")) {
        return in_all(o, b, PART_MAP_TITLE, plan_sha256, err);
    } else if (IS("tables")) {
        return in_all(o, b, PART_TABLES, plan_sha256, err);
    } else {
        return rsp_fail(err, RSP_EINTERNAL, "assets/plan.html has an unknown {{%.*s}}", (int)n, name);
    }
#undef IS
    return 0;
}

static int fill(pr o[LANGS], const char *plan_sha256, const rsp_buf *map, rsp_buf *to, rsp_err *err) {
    const char *s = rsp_src_print_assets_plan_html;
    const char *end = s + RSP_EMBED_SIZE(src_print_assets_plan_html);
    while (s < end) {
        const char *open = strstr(s, "{{");
        const char *close = open == NULL ? NULL : strstr(open, "}}");
        if (close == NULL) {
            rsp_buf_add(to, s, (size_t)(end - s));
            break;
        }
        rsp_buf_add(to, s, (size_t)(open - s));
        RSP_TRY(put_named(o, open + 2, (size_t)(close - open - 2), plan_sha256, map, to, err));
        s = close + 2;
    }
    return rsp_buf_ok(to, err);
}

static int print(const rsp_ctx *ctx, pr o[LANGS], const char *plan_sha256, rsp_buf *to, rsp_err *err) {
    /* The tables first, to know what room they leave to the map. */
    rsp_buf none = {.at = NULL};
    rsp_buf sizing RSP_CLEANUP(rsp_buf_done) = rsp_buf_init(ctx, RSP_HTML_MAX_BYTES);
    none.at = (char[]){'\0'};
    int rc = fill(o, plan_sha256, &none, &sizing, err);
    if (rc == RSP_ELIMIT) {
        return rsp_fail(
            err, RSP_ELIMIT,
            "plan.html would be longer than %d bytes by its tables alone; plan fewer days or places at once",
            RSP_HTML_MAX_BYTES);
    }
    RSP_TRY(rc);
    rsp_buf map RSP_CLEANUP(rsp_buf_done) = rsp_buf_init(ctx, RSP_HTML_MAX_BYTES);
    RSP_TRY(pr_html_map(
        &o[0], sizing.n + 1000 < RSP_HTML_MAX_BYTES ? RSP_HTML_MAX_BYTES - sizing.n - 1000 : 0, &map, err));
    RSP_TRY(rsp_buf_ok(&map, err));
    return fill(o, plan_sha256, &map, to, err);
}

int rsp_print_html(const rsp_ctx *ctx, const rsp_plan *p, const char *plan_sha256, rsp_buf *to,
                   rsp_err *err) {
    rsp_arena *a RSP_CLEANUP(rsp_arena_free_p) = NULL;
    RSP_TRY(rsp_arena_new(ctx, 0, &a, err));
    pr o[LANGS] = {{0}};
    int rc = 0;
    for (int i = 0; i < LANGS && rc == 0; i++) {
        rc = pr_open(ctx, p, langs[i], a, &o[i], err);
    }
    rc = rc != 0 ? rc : print(ctx, o, plan_sha256, to, err);
    for (int i = 0; i < LANGS; i++) {
        pr_close(&o[i]);
    }
    return rc;
}
