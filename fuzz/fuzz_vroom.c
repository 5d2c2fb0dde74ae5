/* VROOM JSON: any bytes give a problem or errors with their places; and an answer that passes the judge can
 * be written, as JSON that is read again. The answer serves, one to a vehicle, the first tasks that it can.
 */
#include <stdlib.h>
#include <string.h>

#include "solver/read.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void expect(bool held, const char *what) {
    if (!held) {
        (void)fprintf(stderr, "%s\n", what);
        abort();
    }
}

static void write_one(const rsp_ctx *ctx, rsp_arena *a, const rsp_vrp_file *f, const rsp_vrp_solution *s) {
    rsp_buf b = rsp_buf_init(ctx, (size_t)16 << 20);
    rsp_diag d = {0};
    rsp_err err = {0};
    const rsp_json *again = NULL;
    int rc = rsp_vroom_write(ctx, f, s, (const double[]){0, 0}, &b, &err);
    expect(rc == 0 || rc == RSP_ELIMIT, "what the judge lets pass cannot be written");
    expect(rsp_diag_init(ctx, &d, &err) == 0, "out of memory");
    expect(rc != 0 || rsp_json_parse(a, "again", b.at, b.n, &d, &again) == 0, "what is written is no JSON");
    rsp_diag_done(&d);
    rsp_buf_done(&b);
}

static void answer(const rsp_ctx *ctx, rsp_arena *a, const rsp_vrp_file *f) {
    const rsp_vrp *p = &f->problem;
    rsp_vrp_route routes[8];
    uint32_t stops[8][2];
    rsp_vrp_solution s = {routes, 0};
    uint32_t next = p->n_depots;
    for (uint32_t v = 0; v < p->n_vehicles && v < 8 && next < p->n_nodes; v++) {
        rsp_vrp_score score;
        rsp_err err = {0};
        bool pair = p->nodes[next].kind == RSP_VRP_SHIP_FROM;
        stops[v][0] = next;
        stops[v][1] = next + 1;
        routes[s.n_routes++] = (rsp_vrp_route){v, stops[v], pair ? 2 : 1};
        next += pair ? 2 : 1;
        if (rsp_vrp_validate(ctx, p, &s, &score, &err) != 0) {
            s.n_routes--;
        }
    }
    write_one(ctx, a, f, &s);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    rsp_ctx ctx = rsp_ctx_init(NULL, NULL);
    rsp_arena *a = NULL;
    rsp_diag d = {0};
    rsp_err err = {0};
    rsp_vrp_file *f = NULL;
    if (size > 1 << 14 || rsp_arena_new(&ctx, (size_t)1 << 30, &a, &err) != 0) {
        return 0;
    }
    expect(rsp_diag_init(&ctx, &d, &err) == 0, "out of memory");
    rsp_vrp_read_options o = RSP_VRP_READ_USUAL;
    o.format = RSP_VRP_VROOM;
    o.great_circle_kmh = 30;
    int rc = rsp_vrp_read(&ctx, a, &o, "f", (const char *)data, size, &d, &f, &err);
    expect(rc == 0 || rc == RSP_EINPUT || rc == RSP_ENOMEM, "a code of another kind");
    expect((rc == 0) == (f != NULL) && (rc != RSP_EINPUT || d.errors > 0), "no problem and no error");
    for (size_t i = 0; i < d.n; i++) {
        expect(d.at[i].at.line > 0 && strlen(d.at[i].text) > 0, "an error without its place");
    }
    if (f != NULL) {
        answer(&ctx, a, f);
    }
    rsp_diag_done(&d);
    rsp_arena_free(a);
    return 0;
}
