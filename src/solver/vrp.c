/* Comparing the scores of two answers to a plain routing problem (vrp.h), by the order its objective states.
 */
#include "solver/vrp.h"

static int order(int64_t a, int64_t b) {
    return (a > b) - (a < b);
}

int rsp_vrp_compare(const rsp_vrp *p, const rsp_vrp_score *a, const rsp_vrp_score *b) {
    int c = order(a->missing, b->missing);
    if (c == 0 && p->objective == RSP_VRP_FEWEST_VEHICLES) {
        c = order(a->vehicles, b->vehicles);
    }
    if (p->objective == RSP_VRP_MOST_PRIZE) {
        for (int t = 0; c == 0 && t < RSP_VRP_TIERS; t++) {
            c = order(b->prize[t], a->prize[t]);
        }
    }
    return c != 0 ? c : order(a->cost, b->cost);
}
