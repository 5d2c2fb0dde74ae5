/* Plans with librespite, commits the first stop of each convoy, learns that a place has shut, and plans
 * again: cc $(pkg-config --cflags --libs respite) replan.c -o replan && ./replan One hub, one truck in each
 * of two convoys, four villages of 10 loads on a line, 10 minutes apart. */
#include <respite/solver.h>
#include <stdio.h>

#define VILLAGES 4
#define HUB      0

/* Ends with the library's own words where a call failed. */
static int failed(const rsp_solver *s, int rc) {
    if (rc != 0) {
        fprintf(stderr, "replan: %s\n", rsp_solver_message(s));
    }
    return rc != 0;
}

/* Location 0 is the hub, 1 .. VILLAGES stand on a line; the village `shut` (0: none) closes at 1200 s. */
static int build(rsp_solver *s, uint32_t shut) {
    uint32_t trucks = 0;
    int rc = rsp_solver_add_resource(s, 2, &trucks);
    for (uint32_t i = 0; i <= VILLAGES && rc == 0; i++) {
        rc = rsp_solver_add_place(s, 1, NULL);
        rc = rc != 0 ? rc : rsp_solver_add_location(s, i, i != HUB, NULL);
    }
    for (uint32_t from = 0; from <= VILLAGES; from++) {
        for (uint32_t to = 0; to <= VILLAGES && rc == 0; to++) {
            rsp_solver_arc way = RSP_SOLVER_INIT(way);
            way.duration_s = 600 * (int32_t)(from > to ? from - to : to - from);
            way.latest_s = RSP_SOLVER_TIME_MAX;
            way.floor_s = -RSP_SOLVER_TIME_MAX;
            way.cost = way.duration_s;
            rc = from == to ? 0 : rsp_solver_add_arc(s, 0, from, to, &way);
        }
    }
    const rsp_solver_use one_truck = {trucks, 0, 1};
    rsp_solver_class convoy = RSP_SOLVER_INIT(convoy);
    convoy.until_s = 7200;
    convoy.vehicles = convoy.cargo_vehicles = 1;
    convoy.missions = 1;
    convoy.capacity[0] = 20;
    convoy.uses = &one_truck;
    convoy.n_uses = 1;
    rc = rc != 0 ? rc : rsp_solver_add_class(s, &convoy, NULL);
    for (uint32_t i = 1; i <= VILLAGES && rc == 0; i++) {
        const rsp_solver_share worth = {10, 1000 * (int64_t)i}; /* the far ones are worse off */
        const rsp_solver_site here = {i, 0, i == shut ? 1200 : 7200, 7200, RSP_SOLVER_NONE, 0};
        rsp_solver_task food = RSP_SOLVER_INIT(food);
        food.kind = RSP_SOLVER_DELIVERY;
        food.activity = 1;
        food.quantity = 10;
        food.load[0] = 1;
        food.service_us = 30 * 1000000; /* 30 s for each load */
        food.docks = 1;
        food.shares = &worth;
        food.n_shares = 1;
        food.sites = &here;
        food.n_sites = 1;
        rc = rsp_solver_add_task(s, &food, NULL);
    }
    return rc;
}

typedef struct watch {
    rsp_solver *s;
    uint64_t enough; /* steps */
    unsigned calls;
} watch;

static void on_progress(void *user, const rsp_solver_progress *p) {
    watch *w = user;
    w->calls++;
    if (p->steps >= w->enough) {
        rsp_solver_cancel(w->s);
    }
}

static int run_and_print(rsp_solver *s, const char *title) {
    watch w = {s, 2000, 0};
    rsp_solver_options how = RSP_SOLVER_INIT(how);
    rsp_solver_result r = RSP_SOLVER_INIT(r);
    how.steps = 640;
    how.seed = 1;
    how.bound_share = 0.3;
    how.progress = on_progress;
    how.user = &w;
    if (failed(s, rsp_solver_run(s, &how)) || failed(s, rsp_solver_get_result(s, &r))) {
        return 1;
    }
    printf("%s: value %lld, bound %lld, %d tier(s) proved, %u reports\n", title, (long long)r.value[0],
           (long long)r.bound[0], (int)r.proved, w.calls);
    for (size_t i = 0; i < r.n_routes; i++) {
        rsp_solver_route route = RSP_SOLVER_INIT(route);
        if (failed(s, rsp_solver_get_route(s, i, &route))) {
            return 1;
        }
        printf("  convoy %zu:", i);
        for (size_t k = 0; k < route.n_steps; k++) {
            printf("%s village %u at %d s", k < route.n_fixed ? " (committed)" : "",
                   (unsigned)route.steps[k].task + 1, (int)route.steps[k].start_s);
        }
        printf(", back at %d s\n", (int)route.back_s);
    }
    return 0;
}

/* The routes of `from` as a start of `to`, the first stop of each committed. */
static int carry_over(rsp_solver *from, rsp_solver *to) {
    rsp_solver_result r = RSP_SOLVER_INIT(r);
    int bad = failed(from, rsp_solver_get_result(from, &r));
    for (size_t i = 0; i < r.n_routes && !bad; i++) {
        rsp_solver_route route = RSP_SOLVER_INIT(route);
        bad = failed(from, rsp_solver_get_route(from, i, &route));
        route.n_fixed = 1;
        bad = bad || failed(to, rsp_solver_add_start(to, &route));
    }
    return bad;
}

int main(void) {
    rsp_solver *before = NULL;
    rsp_solver *after = NULL;
    if (rsp_solver_new(&before) != 0 || rsp_solver_new(&after) != 0) {
        rsp_solver_free(before);
        fprintf(stderr, "replan: out of memory\n");
        return 1;
    }
    int bad = failed(before, build(before, 0)) || run_and_print(before, "planned") ||
              failed(after, build(after, 2)) || carry_over(before, after) || run_and_print(after, "again");
    /* The same once more, stopped before it begins: the start is the answer, never less. */
    if (!bad) {
        rsp_solver_cancel(after);
        bad = run_and_print(after, "stopped");
    }
    rsp_solver_free(before);
    rsp_solver_free(after);
    return bad;
}
