/* Time zones (time.h). ICU's calendar tells every change of offset from 1900 to 2200 when a zone is opened;
 * after that a conversion is a binary search in a table that never changes, so that threads may share it. */
#include "base/time.h"

#include <string.h>
#include <unicode/ucal.h>
#include <unicode/uenum.h>
#include <unicode/ustring.h>

#include "base/text.h"

#define FIRST_S      (-2208988800LL) /* 1900-01-01 */
#define LAST_S       7258118400LL    /* 2200-01-01 */
#define CHANGES_MOST 1200
#define INSTANT_MOST (86400LL * (INT32_MAX - 2)) /* its date still fits */

typedef struct change {
    int64_t at;       /* from this instant */
    int32_t offset_s; /* local less UTC */
} change;

struct rsp_zone_time {
    rsp_ctx ctx;
    char name[64];
    uint32_t n;
    change at[CHANGES_MOST];
};

static int32_t offset_now(UCalendar *cal, UErrorCode *status) {
    return (ucal_get(cal, UCAL_ZONE_OFFSET, status) + ucal_get(cal, UCAL_DST_OFFSET, status)) / 1000;
}

static void read_changes(UCalendar *cal, rsp_tz *tz, UErrorCode *status) {
    double now = (double)FIRST_S * 1000;
    tz->n = 0;
    for (;;) {
        ucal_setMillis(cal, now, status);
        int32_t offset = offset_now(cal, status);
        if (U_FAILURE(*status)) {
            return;
        }
        if (tz->n == 0 || tz->at[tz->n - 1].offset_s != offset) {
            int64_t from = tz->n == 0 ? INT64_MIN / 4 : (int64_t)(now / 1000);
            tz->at[tz->n++] = (change){from, offset};
        }
        UDate next = 0;
        if (tz->n == CHANGES_MOST ||
            !ucal_getTimeZoneTransitionDate(cal, UCAL_TZ_TRANSITION_NEXT, &next, status) ||
            next > (double)LAST_S * 1000) {
            return;
        }
        now = next;
    }
}

/* The known zone whose name is nearest, in *ret (64 bytes), or "". */
static void nearest_zone(const char *name, char *ret) {
    UErrorCode status = U_ZERO_ERROR;
    UEnumeration *all =
        ucal_openTimeZoneIDEnumeration(UCAL_ZONE_TYPE_CANONICAL_LOCATION, NULL, NULL, &status);
    ret[0] = '\0';
    if (U_FAILURE(status)) {
        return;
    }
    const char *best[2] = {NULL, NULL};
    char kept[64] = "";
    int32_t n = 0;
    const char *id = NULL;
    while ((id = uenum_next(all, &n, &status)) != NULL && U_SUCCESS(status)) {
        best[0] = kept;
        best[1] = id;
        const char *city = strrchr(id, '/');
        const char *nearer = rsp_text_nearest(name, best, 2);
        bool same_city = city != NULL && strcmp(city + 1, name) == 0;
        if ((nearer == id || same_city) && strlen(id) < sizeof kept) {
            memcpy(kept, id, strlen(id) + 1);
        }
        if (same_city) {
            break;
        }
    }
    uenum_close(all);
    memcpy(ret, kept, strlen(kept) + 1);
}

static bool is_known(const char *name, UChar ret_id[64]) {
    UErrorCode status = U_ZERO_ERROR;
    if (name[0] == '\0' || strlen(name) >= 64) {
        return false;
    }
    for (const char *p = name; *p != '\0'; p++) {
        if ((unsigned char)*p <= ' ' || (unsigned char)*p > '~') {
            return false;
        }
    }
    u_charsToUChars(name, ret_id, (int32_t)strlen(name) + 1);
    UChar canonical[64];
    UBool system = false;
    (void)ucal_getCanonicalTimeZoneID(ret_id, -1, canonical, 64, &system, &status);
    return U_SUCCESS(status) && system && (strchr(name, '/') != NULL || strcmp(name, "UTC") == 0);
}

int rsp_tz_open(const rsp_ctx *ctx, const char *name, rsp_tz **ret, rsp_err *err) {
    UChar id[64];
    if (!is_known(name, id)) {
        char near[64];
        nearest_zone(name, near);
        return rsp_fail(err, RSP_EINPUT, "\"%.60s\" is not an IANA time zone; %s%s%s", name,
                        near[0] != '\0' ? "did you mean \"" : "e.g. \"Asia/Damascus", near, "\"");
    }
    rsp_tz *tz = rsp_calloc(ctx, 1, sizeof *tz);
    if (tz == NULL) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory");
    }
    UErrorCode status = U_ZERO_ERROR;
    UCalendar *cal = ucal_open(id, -1, "en_US_POSIX", UCAL_GREGORIAN, &status);
    if (U_SUCCESS(status)) {
        read_changes(cal, tz, &status);
        ucal_close(cal);
    }
    if (U_FAILURE(status)) {
        rsp_free(ctx, tz);
        return rsp_fail(err, RSP_ENOMEM, "time zone %s: %s", name, u_errorName(status));
    }
    tz->ctx = *ctx;
    memcpy(tz->name, name, strlen(name) + 1);
    *ret = tz;
    return 0;
}

rsp_tz *rsp_tz_free(rsp_tz *tz) {
    if (tz != NULL) {
        rsp_ctx ctx = tz->ctx;
        rsp_free(&ctx, tz);
    }
    return NULL;
}

const char *rsp_tz_name(const rsp_tz *tz) {
    return tz->name;
}

const char *rsp_tz_data_version(void) {
    UErrorCode status = U_ZERO_ERROR;
    const char *v = ucal_getTZDataVersion(&status);
    return U_SUCCESS(status) ? v : "";
}

static uint32_t change_before(const rsp_tz *tz, int64_t instant) {
    uint32_t low = 0;
    uint32_t high = tz->n;
    while (high - low > 1) {
        uint32_t mid = (low + high) / 2;
        if (tz->at[mid].at <= instant) {
            low = mid;
        } else {
            high = mid;
        }
    }
    return low;
}

void rsp_tz_local(const rsp_tz *tz, int64_t instant, int32_t *ret_date, int32_t *ret_clock_s,
                  int32_t *ret_offset_s) {
    instant = instant > INSTANT_MOST ? INSTANT_MOST : (instant < -INSTANT_MOST ? -INSTANT_MOST : instant);
    int32_t offset = tz->at[change_before(tz, instant)].offset_s;
    int64_t local = instant + offset;
    int64_t day = (local >= 0 ? local : local - 86399) / 86400;
    if (ret_date != NULL) {
        *ret_date = (int32_t)day;
    }
    if (ret_clock_s != NULL) {
        *ret_clock_s = (int32_t)(local - day * 86400);
    }
    if (ret_offset_s != NULL) {
        *ret_offset_s = offset;
    }
}

int64_t rsp_tz_instant(const rsp_tz *tz, int32_t date, int32_t clock_s, rsp_local_kind *kind) {
    int64_t local = (int64_t)date * 86400 + clock_s;
    /* A change moves local time by at most a day, so only the changes around it matter. */
    uint32_t i = change_before(tz, local - 86400 * 2);
    int64_t found = 0;
    int hits = 0;
    for (uint32_t k = i; k < tz->n && (k == i || tz->at[k].at <= local + 86400 * 2); k++) {
        int64_t t = local - tz->at[k].offset_s;
        bool within = (k == 0 || t >= tz->at[k].at) && (k + 1 == tz->n || t < tz->at[k + 1].at);
        if (within && hits++ == 0) {
            found = t; /* the first of two */
        }
    }
    if (hits == 0) { /* a gap: the offset before it moves the time forward by its length */
        for (uint32_t k = i; k + 1 < tz->n; k++) {
            if (local - tz->at[k].offset_s >= tz->at[k + 1].at &&
                local - tz->at[k + 1].offset_s < tz->at[k + 1].at) {
                found = local - tz->at[k].offset_s;
                break;
            }
        }
    }
    if (kind != NULL) {
        *kind = hits == 0 ? RSP_LOCAL_GAP : (hits > 1 ? RSP_LOCAL_OVERLAP : RSP_LOCAL_ONCE);
    }
    return found;
}
