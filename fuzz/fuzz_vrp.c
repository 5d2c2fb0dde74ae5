/* Text files of routing problems: the first byte chooses the format, any bytes after it give a problem whose
 * every index is one there is, or errors with their places. */
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

static void walk(const rsp_vrp_file *f) {
    const rsp_vrp *p = &f->problem;
    expect(p->n_depots > 0 && p->n_depots <= p->n_nodes && p->n_nodes == f->n_rows, "nodes");
    for (uint32_t i = 0; i < p->n_nodes; i++) {
        const rsp_vrp_node *n = &p->nodes[i];
        expect((n->kind == RSP_VRP_DEPOT) == (i < p->n_depots), "a depot among the customers");
        expect(n->location < p->n_locations && n->n_windows == 1 && n->service >= 0 && n->prize >= 0 &&
                   n->load[0] >= 0 && n->windows[0].open <= n->windows[0].close,
               "a node");
        expect(n->other == RSP_VRP_NONE || (n->other < p->n_nodes && p->nodes[n->other].other == i),
               "a half");
    }
    for (uint32_t i = 0; i < p->n_vehicles; i++) {
        const rsp_vrp_vehicle *v = &p->vehicles[i];
        expect(v->count > 0 && v->start < p->n_depots && v->end < p->n_depots && v->capacity[0] >= 0 &&
                   (v->reload == RSP_VRP_NONE || v->reload < p->n_depots),
               "a vehicle");
    }
    for (size_t i = 0; i < (size_t)p->n_locations * p->n_locations; i++) {
        expect(p->matrices[0].distance[i] >= 0 && p->matrices[0].distance[i] <= RSP_VRP_NEVER32,
               "a distance");
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    rsp_ctx ctx = rsp_ctx_init(NULL, NULL);
    rsp_arena *a = NULL;
    rsp_diag d = {0};
    rsp_err err = {0};
    rsp_vrp_file *f = NULL;
    if (size == 0 || size > 1 << 13 || rsp_arena_new(&ctx, (size_t)1 << 30, &a, &err) != 0) {
        return 0;
    }
    rsp_vrp_read_options o = RSP_VRP_READ_USUAL;
    o.format = (rsp_vrp_format)(data[0] % 5);
    o.convention = (rsp_vrp_convention)(data[0] / 5 % 3);
    expect(rsp_diag_init(&ctx, &d, &err) == 0, "out of memory");
    int rc = rsp_vrp_read(&ctx, a, &o, "f", (const char *)data + 1, size - 1, &d, &f, &err);
    expect(rc == 0 || rc == RSP_EINPUT || rc == RSP_ENOMEM, "a code of another kind");
    expect((rc == 0) == (f != NULL) && (rc != RSP_EINPUT || d.errors > 0), "no problem and no error");
    if (f != NULL && f->vroom == NULL) { /* guessed to be VROOM's: fuzz_vroom.c */
        walk(f);
    }
    rsp_diag_done(&d);
    rsp_arena_free(a);
    return 0;
}
