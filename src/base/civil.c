/* Dates and clocks without a time zone: proleptic Gregorian days (time.h). The conversions follow H. Hinnant,
 * "chrono-compatible low-level date algorithms". */
#include "base/time.h"

#include <stdio.h>

static int64_t days_of(int y, int m, int d) {
    y -= m <= 2;
    int64_t era = (y >= 0 ? y : y - 399) / 400;
    int64_t yoe = y - era * 400;
    int64_t doy = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
    int64_t doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
    return era * 146097 + doe - 719468;
}

void rsp_date_civil(int32_t date, int *ret_year, int *ret_month, int *ret_day, int *ret_weekday) {
    int64_t z = (int64_t)date + 719468;
    int64_t era = (z >= 0 ? z : z - 146096) / 146097;
    int64_t doe = z - era * 146097;
    int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    int64_t mp = (5 * doy + 2) / 153;
    int month = (int)(mp < 10 ? mp + 3 : mp - 9);
    *ret_day = (int)(doy - (153 * mp + 2) / 5 + 1);
    *ret_month = month;
    *ret_year = (int)(yoe + era * 400 + (month <= 2));
    if (ret_weekday != NULL) {
        int64_t w = ((int64_t)date + 3) % 7; /* 1970-01-01 was a Thursday */
        *ret_weekday = (int)(w < 0 ? w + 7 : w);
    }
}

/* n digits at *s; -1 where they are not there. */
static int digits(const char **s, int n) {
    int v = 0;
    for (int i = 0; i < n; i++, (*s)++) {
        if (**s < '0' || **s > '9') {
            return -1;
        }
        v = v * 10 + (**s - '0');
    }
    return v;
}

static int month_days(int y, int m) {
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;
    return m == 2 && leap ? 29 : days[m - 1];
}

static int read_date(const char **s, int32_t *ret) {
    int y = digits(s, 4);
    if (y < 1 || *(*s)++ != '-') {
        return RSP_EINPUT;
    }
    int m = digits(s, 2);
    if (m < 1 || m > 12 || *(*s)++ != '-') {
        return RSP_EINPUT;
    }
    int d = digits(s, 2);
    if (d < 1 || d > month_days(y, m)) {
        return RSP_EINPUT;
    }
    *ret = (int32_t)days_of(y, m, d);
    return 0;
}

static int read_clock(const char **s, int32_t *ret) {
    int h = digits(s, 2);
    if (h < 0 || h > 23 || *(*s)++ != ':') {
        return RSP_EINPUT;
    }
    int m = digits(s, 2);
    if (m < 0 || m > 59) {
        return RSP_EINPUT;
    }
    int sec = 0;
    if (**s == ':') {
        (*s)++;
        sec = digits(s, 2);
        if (sec < 0 || sec > 59) {
            return RSP_EINPUT;
        }
    }
    *ret = h * 3600 + m * 60 + sec;
    return 0;
}

int rsp_date_parse(const char *s, int32_t *ret) {
    int32_t date = 0;
    if (read_date(&s, &date) != 0 || *s != '\0') {
        return RSP_EINPUT;
    }
    *ret = date;
    return 0;
}

void rsp_date_format(int32_t date, char ret[16]) {
    int y = 0;
    int m = 0;
    int d = 0;
    rsp_date_civil(date, &y, &m, &d, NULL);
    (void)snprintf(ret, 16, "%04d-%02u-%02u", y % 100000, (unsigned)m % 100, (unsigned)d % 100); /* fits */
}

int rsp_clock_parse(const char *s, int32_t *ret_s) {
    int32_t clock = 0;
    if (read_clock(&s, &clock) != 0 || *s != '\0') {
        return RSP_EINPUT;
    }
    *ret_s = clock;
    return 0;
}

void rsp_clock_format(int32_t clock_s, bool seconds, char ret[16]) {
    unsigned c = (unsigned)((clock_s % 86400 + 86400) % 86400);
    if (seconds) {
        (void)snprintf(ret, 16, "%02u:%02u:%02u", c / 3600, c / 60 % 60, c % 60); /* fits */
    } else {
        (void)snprintf(ret, 16, "%02u:%02u", c / 3600, c / 60 % 60); /* fits */
    }
}

int rsp_instant_parse(const rsp_tz *tz, const char *s, int64_t *ret) {
    int32_t date = 0;
    int32_t clock = 0;
    if (read_date(&s, &date) != 0 || *s != 'T') {
        return RSP_EINPUT;
    }
    s++;
    if (read_clock(&s, &clock) != 0) {
        return RSP_EINPUT;
    }
    if (*s == '\0') {
        *ret = rsp_tz_instant(tz, date, clock, NULL);
        return 0;
    }
    int32_t offset = 0;
    if (*s == '+' || *s == '-') {
        int sign = *s++ == '-' ? -1 : 1;
        int h = digits(&s, 2);
        if (h < 0 || h > 18 || *s++ != ':') {
            return RSP_EINPUT;
        }
        int m = digits(&s, 2);
        if (m < 0 || m > 59) {
            return RSP_EINPUT;
        }
        offset = sign * (h * 3600 + m * 60);
    } else if (*s++ != 'Z') {
        return RSP_EINPUT;
    }
    if (*s != '\0') {
        return RSP_EINPUT;
    }
    *ret = (int64_t)date * 86400 + clock - offset;
    return 0;
}

void rsp_instant_format(const rsp_tz *tz, int64_t instant, char ret[40]) {
    int32_t date = 0;
    int32_t clock = 0;
    int32_t offset = 0;
    char day[16];
    char hour[16];
    rsp_tz_local(tz, instant, &date, &clock, &offset);
    rsp_date_format(date, day);
    rsp_clock_format(clock, true, hour);
    int minutes = (offset < 0 ? -offset : offset) / 60;
    (void)snprintf(ret, 40, "%.10sT%.8s%c%02d:%02d", day, hour, offset < 0 ? '-' : '+', minutes / 60,
                   minutes % 60); /* fits */
}

void rsp_instant_clock(const rsp_tz *tz, int64_t instant, bool seconds, char ret[16]) {
    int32_t clock = 0;
    rsp_tz_local(tz, instant, NULL, &clock, NULL);
    rsp_clock_format(clock, seconds, ret);
}
