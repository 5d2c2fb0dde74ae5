/* On the real streets of Aleppo: the whole map stays under the limit, roads and turns are there. */
#include <unistd.h>

#include "fixture.h"

int main(void) {
    static const char osm[] = RSP_SHARED_DIR "/mapdata/aleppo.osm.pbf";
    static const rsp_lang langs[] = {RSP_LANG_EN};
    if (!rsp_path_exists(osm)) {
        return 77;
    }
    rsp_ctx ctx = rsp_ctx_init(NULL, NULL);
    rsp_err err = {0};
    rsp_net_report report;
    rsp_net *net = NULL;
    char dir[] = "/tmp/rsp-aleppo-XXXXXX", roads[64], sheet[64];
    if (mkdtemp(dir) == NULL) {
        return 1;
    }
    snprintf(roads, sizeof roads, "%s/aleppo.roads", dir);
    snprintf(sheet, sizeof sheet, "%s/C1-en.pdf", dir);
    if (rsp_net_build(&ctx, osm, roads, &(rsp_net_build_options){0}, &report, &err) != 0 ||
        rsp_net_open(&ctx, roads, &net, &err) != 0) {
        print_error("%s\n", err.msg);
        return 1;
    }
    fixture f;
    /* A place at the far end makes the map hold the whole city and its surroundings. */
    fixture_make(&f, "\"lat\": 36.188,\n   \"lon\": 37.15", "\"lat\": 36.36,\n   \"lon\": 37.38", net, NULL);
    rsp_buf html = rsp_buf_init(&f.ctx, 1 << 26);
    rsp_sheets_report r = {0};
    int bad = rsp_print_html(&f.ctx, f.p, HASH, &html, &err) != 0;
    bad = bad || html.n > RSP_HTML_MAX_BYTES ||
          html.n < 400000; /* tables alone are 120 kB: the rest is roads */
    bad = bad || strstr(html.at, "\"levels_left_out\":0") == NULL ||
          strstr(html.at, "OpenStreetMap contributors") == NULL;
    bad = bad || rsp_print_sheets(&f.ctx, f.p, HASH, langs, 1, dir, &r, &err) != 0 || r.unknown_glyphs != 0;
    bad = bad || r.pages > 4 * r.files; /* a leader has to find a line while driving */
    if (bad) {
        print_error("plan.html: %zu bytes; %u sheets of %u pages; %s\n", html.n, r.files, r.pages, err.msg);
    }
    rsp_buf_done(&html);
    uint32_t n = f.p->n_convoys;
    fixture_done(&f);
    for (uint32_t i = 1; i <= n; i++) {
        snprintf(sheet, sizeof sheet, "%s/C%u-en.pdf", dir, i);
        unlink(sheet);
    }
    unlink(roads);
    rmdir(dir);
    return bad;
}
