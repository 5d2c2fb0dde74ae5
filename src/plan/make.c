/* Making a plan: situation -> model -> problem -> solution -> plan (model.h has the rooms it goes through).
 */
#include <string.h>

#include "base/file.h"
#include "plan/model.h"
#include "plan/pack.h"
#include "solver/pause_file.h"
#include "solver/together.h"

#define PROOF_SHARE       0.6 /* of the time that roads leave, the bound has a thread */
#define PROOF_SHARE_ALONE 0.3 /* and has all of it where there is one */
#define PROOF_LABELS_STEP 50  /* partial routes of the bound for each step of the search */

rsp_plan *rsp_plan_free(rsp_plan *p) {
    if (p != NULL) {
        rsp_arena_free(p->arena); /* the plan itself lives there */
    }
    return NULL;
}

int32_t rsp_model_time(const rsp_model *m, int64_t t) {
    int64_t d = t - m->origin;
    return d > RSP_NEVER / 2 ? RSP_NEVER / 2 : (d < -RSP_NEVER / 2 ? -RSP_NEVER / 2 : (int32_t)d);
}

uint32_t rsp_model_resource(rsp_model *m, int64_t amount) {
    if (rsp_vec_push(m->ctx, &m->resources, amount) != 0) {
        m->out_of_memory = true; /* asked about once, at the end of compile */
        return 0;
    }
    return (uint32_t)m->resources.n - 1;
}

rsp_work rsp_model_task_work(const rsp_model *m, uint32_t task) {
    for (size_t i = task; i < m->info.n; i++) { /* tasks keep the order of info */
        if (m->info.at[i].task == task) {
            return m->info.at[i].work;
        }
    }
    return (rsp_work){RSP_WORK_NEED, 0};
}

void rsp_model_done(rsp_model *m) {
    const rsp_ctx *ctx = m->ctx;
    rsp_overlay_free(m->overlay);
    for (uint32_t g = 0; g < m->n_grounds; g++) {
        rsp_area_free(m->ground[g].area);
    }
    for (uint32_t z = 0; m->zone_areas != NULL && z < m->s->n_zones; z++) {
        rsp_area_free(m->zone_areas[z]);
    }
    for (size_t i = 0; i < m->owned_areas.n; i++) {
        rsp_area_free(m->owned_areas.at[i]);
    }
    for (size_t i = 0; i < m->arenas.n; i++) {
        rsp_arena_free(m->arenas.at[i]);
    }
    rsp_vec_done(ctx, &m->owned_areas);
    rsp_vec_done(ctx, &m->arenas);
    rsp_vec_done(ctx, &m->travel);
    rsp_vec_done(ctx, &m->fleet);
    rsp_vec_done(ctx, &m->crew);
    rsp_vec_done(ctx, &m->formations);
    rsp_vec_done(ctx, &m->classes);
    rsp_vec_done(ctx, &m->copies);
    rsp_vec_done(ctx, &m->resources);
    rsp_vec_done(ctx, &m->tasks);
    rsp_vec_done(ctx, &m->info);
    rsp_vec_done(ctx, &m->tags);
    m->a = rsp_arena_free(m->a);
}

static int set_days(rsp_model *m, rsp_plan *plan, rsp_err *err) {
    int32_t day = m->o->day;
    if (day == INT32_MIN) {
        rsp_err none = {0};
        int rc = rsp_first_day(m->s, &day, &none);
        if (rc == RSP_ENOTFOUND) { /* nothing to wait for: the day of as_of, on open ground */
            rsp_tz_local(m->s->tz, m->s->as_of, &day, NULL, NULL);
        } else if (rc != 0) {
            *err = none;
            return rc;
        }
    }
    m->first_date = day;
    m->days = m->o->days > 0 ? (uint32_t)m->o->days : 1;
    m->origin = rsp_tz_instant(m->s->tz, day, 0, NULL);
    m->horizon_end = rsp_tz_instant(m->s->tz, day + (int32_t)m->days, 0, NULL);
    plan->first_date = day;
    plan->n_days = (int32_t)m->days;
    return 0;
}

static uint32_t routes_most(const rsp_model *m) {
    int32_t least = m->s->rules.convoy_min_vehicles > 0 ? m->s->rules.convoy_min_vehicles : 1;
    uint32_t n = m->s->n_vehicles / (uint32_t)least * m->days;
    return n < 1 ? 1 : (n > 256 ? 256 : n);
}

typedef struct relay {
    const rsp_plan_options *o;
    double before_s; /* spent before the search */
} relay;

static void on_progress(void *user, const rsp_solve_progress *p) {
    const relay *r = user;
    rsp_plan_progress pr = {.elapsed_s = r->before_s + p->elapsed_s,
                            .limit_s = r->o->time_limit_s,
                            .steps = p->steps,
                            .convoys = p->routes,
                            .stage = "search"};
    memcpy(pr.value, p->best.value, sizeof pr.value);
    r->o->progress(r->o->progress_user, &pr);
}

static void stage(const rsp_plan_options *o, const char *name) {
    if (o->progress != NULL) {
        rsp_plan_progress pr = {.limit_s = o->time_limit_s, .stage = name};
        o->progress(o->progress_user, &pr);
    }
}

static int compile(rsp_model *m, rsp_err *err) {
    RSP_TRY(rsp_model_ground(m, err));
    RSP_TRY(rsp_model_fleet(m, err));
    RSP_TRY(rsp_model_places(m, err));
    RSP_TRY(rsp_model_work(m, err));
    stage(m->o, "roads");
    RSP_TRY(rsp_model_travel(m, err));
    RSP_TRY(rsp_model_arcs(m, err));
    RSP_TRY(rsp_model_packing(m, err));
    return m->out_of_memory ? rsp_fail(err, RSP_ENOMEM, "out of memory for resources") : 0;
}

static double spent_s(const rsp_model *m) {
    return (double)(m->ctx->env->monotonic_ns(m->ctx->env->user) - m->started_ns) / 1e9;
}

static int dump_problem(const rsp_model *m, rsp_err *err) {
    RSP_CLEANUP(rsp_buf_done) rsp_buf text = rsp_buf_init(m->ctx, (size_t)4 << 30);
    rsp_pause_write(&m->problem, &text);
    RSP_TRY(rsp_buf_ok(&text, err));
    return rsp_file_write(m->ctx, m->o->dump_problem, text.at, text.n, err);
}

/* The search and its bounds. The limit is for all of it, roads too; a twentieth is always left for the
 * search. */
static int solve(rsp_model *m, rsp_solution **ret, rsp_plan *plan, rsp_err *err) {
    relay r = {m->o, spent_s(m)};
    double left = m->o->time_limit_s - r.before_s;
    double least = m->o->time_limit_s / 20;
    rsp_together t;
    rsp_solve_options so = {.time_limit_s = left > least ? left : least,
                            .steps = m->o->steps,
                            .seed = m->o->seed,
                            .threads = m->o->threads,
                            .max_routes = routes_most(m)};
    if (m->o->progress != NULL) {
        so.progress = on_progress;
        so.user = &r;
    }
    RSP_TRY(rsp_solve_together(m->ctx, &m->problem, &so, m->o->threads > 1 ? PROOF_SHARE : PROOF_SHARE_ALONE,
                               PROOF_LABELS_STEP, &t, err));
    rsp_score score = rsp_solution_score(t.solution);
    plan->status =
        t.proof.bound[0] < 0 ? "no_bound" : (t.proof.proved == RSP_SOLVER_TIERS ? "optimal" : "gap");
    for (int i = 0; i < RSP_TIERS; i++) {
        plan->tiers[i] = (rsp_tier_result){score.value[i], t.proof.bound[i]};
    }
    plan->steps = t.steps;
    *ret = t.solution;
    return 0;
}

static bool within(const rsp_box *b, rsp_point p, int32_t by_e7) {
    return p.lat_e7 >= b->min.lat_e7 - by_e7 && p.lat_e7 <= b->max.lat_e7 + by_e7 &&
           p.lon_e7 >= b->min.lon_e7 - by_e7 && p.lon_e7 <= b->max.lon_e7 + by_e7;
}

#define GROUND_MARGIN_E7 2000000 /* 0.2 degrees: a place just off the map has its own reason */

/* Where not one place lies on the map, the road file is another town's, or latitude and longitude are
 * exchanged in the whole file: that looks the same as any town to whoever has no map. */
static int check_map(const rsp_model *m, rsp_err *err) {
    const rsp_situation *s = m->s;
    rsp_box box = rsp_net_describe(m->net).box;
    uint32_t on = 0, exchanged = 0;
    for (uint32_t i = 0; i < s->n_places; i++) {
        rsp_point p = s->places[i].at;
        on += within(&box, p, GROUND_MARGIN_E7);
        exchanged += within(&box, (rsp_point){p.lat_e7, p.lon_e7}, 0);
    }
    if (on > 0 || s->n_places == 0) {
        return 0;
    }
    return rsp_fail(err, RSP_EINPUT,
                    "%s: /places: no place lies on the ground of the road file, latitude %.2f to %.2f, "
                    "longitude %.2f to %.2f; %s",
                    s->path, rsp_point_lat(box.min), rsp_point_lat(box.max), rsp_point_lon(box.min),
                    rsp_point_lon(box.max),
                    exchanged > 0
                        ? "latitude and longitude are exchanged in the whole file: exchange them, in "
                          "geometries too"
                        : "name the road file of this ground");
}

static int build(rsp_model *m, rsp_plan *plan, rsp_err *err) {
    const rsp_ctx *outer = m->ctx;
    rsp_solution *sol = NULL;
    RSP_TRY(m->net != NULL ? check_map(m, err) : 0);
    RSP_TRY(set_days(m, plan, err));
    RSP_TRY(compile(m, err));
    if (m->o->dump_problem != NULL) {
        RSP_TRY(dump_problem(m, err));
    }
    int rc = solve(m, &sol, plan, err);
    plan->interrupted = rsp_cancelled(m->ctx);
    /* What was found is brought home, whoever asked to stop. */
    rsp_ctx calm = *m->ctx;
    calm.cancel = NULL;
    stage(m->o, "schedule");
    m->ctx = &calm;
    rc = rc != 0 ? rc : rsp_decode(m, sol, plan, err);
    rc = rc != 0 ? rc : rsp_explain(m, sol, plan, err);
    rc = rc != 0 ? rc : rsp_account(m, sol, plan, err);
    rsp_solution_free(m->ctx, sol);
    m->ctx = outer;
    return rc;
}

int rsp_plan_make(const rsp_ctx *ctx, const rsp_situation *s, const rsp_net *net, const char *roads_sha256,
                  const rsp_plan_options *o, rsp_plan **ret, rsp_err *err) {
    rsp_arena *arena = NULL;
    RSP_TRY(rsp_arena_new(ctx, 0, &arena, err));
    rsp_plan *plan = rsp_arena_alloc(arena, 1, sizeof *plan);
    rsp_model *m = rsp_calloc(ctx, 1, sizeof *m);
    int rc = plan == NULL || m == NULL ? rsp_fail(err, RSP_ENOMEM, "out of memory") : 0;
    if (rc == 0) {
        *plan = (rsp_plan){
            .arena = arena, .situation = s, .seed = o->seed, .threads = o->threads, .what_if = o->what_if};
        plan->net = s->travel.kind == RSP_TRAVEL_ROADS ? net : NULL;
        if (plan->net != NULL) {
            (void)snprintf(plan->roads_sha256, sizeof plan->roads_sha256, "%.64s",
                           roads_sha256); /* 64 digits */
        }
        m->ctx = ctx;
        m->s = s;
        m->net = plan->net;
        m->o = o;
        m->started_ns = ctx->env->monotonic_ns(ctx->env->user);
        rc = s->travel.kind == RSP_TRAVEL_ROADS && net == NULL
                 ? rsp_fail(err, RSP_EINPUT,
                            "the situation travels by roads and none were opened; give a road file")
                 : 0;
        rc = rc != 0 ? rc : rsp_arena_new(ctx, 0, &m->a, err);
        rc = rc != 0 ? rc : build(m, plan, err);
        rsp_model_done(m);
    }
    rsp_free(ctx, m);
    if (rc != 0) {
        rsp_arena_free(arena);
        return rc;
    }
    *ret = plan;
    return 0;
}
