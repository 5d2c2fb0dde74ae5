/* The words that files use for every enum of the situation, in the order of the enum. */
#include "situation/fields.h"

#include <string.h>

#define WORDS(name, ...)                                                                                     \
    static const char *const name##_at[] = {__VA_ARGS__};                                                    \
    const rsp_words rsp_words_##name = {name##_at, (uint32_t)(sizeof name##_at / sizeof name##_at[0])}

WORDS(activity, "delivery", "medical_evacuation", "civilian_evacuation", "detention_visit", "assessment",
      "mobile_health");
WORDS(org, "red_cross_red_crescent", "un", "ngo", "government", "community", "commercial", "other");
WORDS(party, "state", "armed_group");
WORDS(third, "backs", "mediates", "observes");
WORDS(access, "pause", "open");
WORDS(consent, "asked", "agreed", "refused", "withdrawn");
WORDS(permit, "goods", "persons", "delegation");
WORDS(permit_state, "asked", "granted", "limited", "blocked", "revoked", "refused");
WORDS(ack, "acknowledged", "queried", "objected", "no_response");
WORDS(triage, "immediate", "delayed", "minor", "expectant");
WORDS(urgency, "life_saving", "severe", "moderate");
WORDS(visit, "detention", "assessment", "mobile_health");
WORDS(profile, "truck", "light", "ambulance");
WORDS(travel, "roads", "table", "schematic");

_Static_assert(sizeof activity_at / sizeof activity_at[0] == RSP_ACT_COUNT, "one word for each activity");
_Static_assert(sizeof triage_at / sizeof triage_at[0] == RSP_TRIAGE_COUNT, "one word for each category");
_Static_assert(sizeof urgency_at / sizeof urgency_at[0] == RSP_URGENCY_COUNT, "one word for each urgency");

int rsp_words_find(const rsp_words *w, const char *word) {
    for (uint32_t i = 0; i < w->n; i++) {
        if (strcmp(w->at[i], word) == 0) {
            return (int)i;
        }
    }
    return -1;
}

const char *rsp_activity_name(rsp_activity a) {
    return activity_at[a];
}

const char *rsp_triage_name(rsp_triage t) {
    return triage_at[t];
}

const char *rsp_urgency_name(rsp_urgency u) {
    return urgency_at[u];
}

const char *rsp_consent_state_name(rsp_consent_state s) {
    return consent_at[s];
}

const char *rsp_permit_state_name(rsp_permit_state s) {
    return permit_state_at[s];
}

const char *rsp_visit_kind_name(rsp_visit_kind k) {
    return visit_at[k];
}
