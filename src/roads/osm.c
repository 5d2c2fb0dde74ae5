/* OpenStreetMap files in, through libreadosm.
 *
 * Why a walk before reading: libreadosm trusts the sizes a PBF file states and reads past a truncated end
 * without a word. The walk refuses sizes over those of the format, truncation, compression and features it
 * cannot read, and takes the data's date from the header, which libreadosm does not hand out.
 * Invariants: nothing is allocated on the word of the file beyond the format's own limits; an unpacked
 * .gz never passes the context's input limit. Reference: OSM wiki, PBF Format; RFC 1952. */
#include "roads/osm.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

#define BLOB_HEADER_MAX (64U << 10)
#define BLOB_MAX        (32U << 20)

typedef struct span {
    const unsigned char *at;
    size_t n;
} span;

typedef struct field { /* one protobuf field */
    uint64_t number, value; /* value of a varint */
    span bytes;             /* of a length-delimited one */
} field;

static bool varint(span *s, uint64_t *ret) {
    uint64_t v = 0;
    for (unsigned shift = 0; shift < 64 && s->n > 0; shift += 7) {
        unsigned char b = *s->at++;
        s->n--;
        v |= (uint64_t)(b & 0x7F) << shift;
        if (b < 0x80) {
            *ret = v;
            return true;
        }
    }
    return false;
}

/* 1: a field was read; 0: the end; -1: broken. */
static int next_field(span *s, field *f) {
    uint64_t key = 0;
    if (s->n == 0) {
        return 0;
    }
    if (!varint(s, &key)) {
        return -1;
    }
    *f = (field){.number = key >> 3};
    uint64_t skip = 0;
    switch (key & 7) {
    case 0:
        return varint(s, &f->value) ? 1 : -1;
    case 1:
        skip = 8;
        break;
    case 2:
        if (!varint(s, &skip)) {
            return -1;
        }
        break;
    case 5:
        skip = 4;
        break;
    default:
        return -1;
    }
    if (skip > s->n) {
        return -1;
    }
    f->bytes = (span){.at = s->at, .n = (size_t)skip};
    s->at += skip;
    s->n -= (size_t)skip;
    return 1;
}

static bool is_text(span s, const char *t) {
    return s.n == strlen(t) && memcmp(s.at, t, s.n) == 0;
}

/* Seconds since 1970 as "2015-06-06T00:23:02Z". Civil date after H. Hinnant's days algorithm. */
static void format_date(uint64_t seconds, char ret[32]) {
    if (seconds == 0 || seconds > 253402300799ULL) {
        return;
    }
    uint64_t z = seconds / 86400 + 719468;
    uint64_t era = z / 146097;
    uint64_t doe = z % 146097;
    uint64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    uint64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    uint64_t mp = (5 * doy + 2) / 153;
    unsigned month = (unsigned)(mp < 10 ? mp + 3 : mp - 9);
    unsigned clock = (unsigned)(seconds % 86400);
    char text[80];
    snprintf(text, sizeof text, "%04u-%02u-%02uT%02u:%02u:%02uZ", (unsigned)(yoe + era * 400 + (month <= 2)), month,
             (unsigned)(doy - (153 * mp + 2) / 5 + 1), clock / 3600, clock / 60 % 60, clock % 60);
    snprintf(ret, 32, "%.31s", text);
}

static int read_header(const rsp_ctx *ctx, const char *name, span zipped, uint64_t raw, char date[32],
                       rsp_err *err) {
    unsigned char *out = rsp_calloc(ctx, (size_t)raw + 1, 1);
    if (out == NULL) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory");
    }
    uLongf n = (uLongf)raw;
    int rc = 0;
    if (uncompress(out, &n, zipped.at, (uLong)zipped.n) != Z_OK) {
        rc = rsp_fail(err, RSP_EINPUT, "%s: the PBF header does not unpack; the file is damaged, fetch it again",
                      name);
    }
    span s = {.at = out, .n = n};
    field f;
    int more = 0;
    while (rc == 0 && (more = next_field(&s, &f)) == 1) {
        if (f.number == 32) {
            format_date(f.value, date);
        } else if (f.number == 4 && !is_text(f.bytes, "OsmSchema-V0.6") && !is_text(f.bytes, "DenseNodes")) {
            rc = rsp_fail(err, RSP_EINPUT,
                          "%s: the PBF file needs the feature \"%.*s\", which is not known here; give a plain "
                          "extract (osmium cat -o new.osm.pbf)",
                          name, (int)(f.bytes.n < 64 ? f.bytes.n : 64), (const char *)f.bytes.at);
        }
    }
    rsp_free(ctx, out);
    return rc != 0 ? rc : more < 0 ? rsp_fail(err, RSP_EINPUT, "%s: the PBF header is broken", name) : 0;
}

/* One blob: its frame, sizes and compression. */
static int check_blob(const rsp_ctx *ctx, const char *name, size_t offset, bool header, span blob, char date[32],
                      rsp_err *err) {
    uint64_t raw = 0;
    span zipped = {0};
    field f;
    int more = 0;
    while ((more = next_field(&blob, &f)) == 1) {
        raw = f.number == 2 ? f.value : raw;
        zipped = f.number == 3 ? f.bytes : zipped;
    }
    if (more < 0 || zipped.n == 0 || raw == 0 || raw > BLOB_MAX) {
        return rsp_fail(err, RSP_EINPUT,
                        "%s: the PBF block at byte %zu is broken, not packed with zlib, or unpacks to more than "
                        "32 MiB; rewrite it with: osmium cat FILE -o new.osm.pbf",
                        name, offset);
    }
    return header ? read_header(ctx, name, zipped, raw, date, err) : 0;
}

static int check_pbf(const rsp_ctx *ctx, const char *name, span all, char date[32], rsp_err *err) {
    size_t begin = all.n;
    bool first = true;
    if (all.n == 0) {
        return rsp_fail(err, RSP_EINPUT, "%s: the file is empty; give an OpenStreetMap extract", name);
    }
    while (all.n > 0) {
        size_t offset = begin - all.n;
        uint32_t head = 0;
        if (all.n >= 4) {
            head = (uint32_t)all.at[0] << 24 | (uint32_t)all.at[1] << 16 | (uint32_t)all.at[2] << 8 | all.at[3];
        }
        if (all.n < 4 || head > BLOB_HEADER_MAX || head > all.n - 4) {
            return rsp_fail(err, RSP_EINPUT,
                            "%s: this is not PBF, or it is cut off, at byte %zu; fetch the file again", name,
                            offset);
        }
        span h = {.at = all.at + 4, .n = head};
        all.at += 4 + head;
        all.n -= 4 + (size_t)head;
        uint64_t size = 0;
        bool is_header = false;
        bool is_data = false;
        field f;
        int more = 0;
        while ((more = next_field(&h, &f)) == 1) {
            size = f.number == 3 ? f.value : size;
            is_header = is_header || (f.number == 1 && is_text(f.bytes, "OSMHeader"));
            is_data = is_data || (f.number == 1 && is_text(f.bytes, "OSMData"));
        }
        if (more < 0 || size == 0 || size > BLOB_MAX || size > all.n || (first && !is_header)) {
            return rsp_fail(err, RSP_EINPUT,
                            "%s: this is not PBF, or it is cut off, at byte %zu; fetch the file again", name,
                            offset);
        }
        if (is_header || is_data) {
            RSP_TRY(check_blob(ctx, name, offset, is_header, (span){all.at, (size_t)size}, date, err));
        }
        all.at += size;
        all.n -= (size_t)size;
        first = false;
    }
    return 0;
}

/* Unpacks text (a gzip stream, maybe of several members) to fd. */
static int unpack(const rsp_ctx *ctx, const char *name, const rsp_buf *text, int fd, rsp_err *err) {
    z_stream z;
    memset(&z, 0, sizeof z);
    if (inflateInit2(&z, 15 + 16) != Z_OK) {
        return rsp_fail(err, RSP_ENOMEM, "out of memory");
    }
    unsigned char out[1 << 16];
    uint64_t total = 0;
    int rc = 0;
    int state = Z_OK;
    size_t used = 0;
    while (rc == 0 && (state != Z_STREAM_END || used < text->n)) {
        if (state == Z_STREAM_END && inflateReset(&z) != Z_OK) { /* the next member */
            rc = rsp_fail(err, RSP_EINPUT, "%s: the gzip stream is broken", name);
            break;
        }
        size_t piece = text->n - used < (1U << 20) ? text->n - used : (1U << 20);
        z.next_in = (unsigned char *)text->at + used;
        z.avail_in = (uInt)piece;
        z.next_out = out;
        z.avail_out = sizeof out;
        state = inflate(&z, Z_NO_FLUSH);
        used += piece - z.avail_in;
        size_t n = sizeof out - z.avail_out;
        total += n;
        if ((state != Z_OK && state != Z_STREAM_END && state != Z_BUF_ERROR) || (n == 0 && z.avail_in == piece)) {
            rc = rsp_fail(err, RSP_EINPUT, "%s: the gzip stream is broken or cut off; fetch the file again", name);
        } else if (total > ctx->max_input_bytes) {
            rc = rsp_fail(err, RSP_ELIMIT, "%s: it unpacks to more than %llu bytes; give a smaller extract", name,
                          (unsigned long long)ctx->max_input_bytes);
        }
        for (size_t done = 0; rc == 0 && done < n;) {
            int64_t w = ctx->env->write(ctx->env->user, fd, out + done, n - done);
            if (w <= 0) {
                rc = rsp_fail(err, RSP_EIO, "%s: writing the unpacked file failed: %s", name,
                              strerror((int)-w));
            } else {
                done += (size_t)w;
            }
        }
    }
    inflateEnd(&z);
    return rc;
}

static int open_gz(const rsp_ctx *ctx, const char *path, rsp_osm *ret, rsp_err *err) {
    RSP_CLEANUP(rsp_buf_done) rsp_buf text = rsp_buf_init(ctx, ctx->max_input_bytes);
    RSP_TRY(rsp_file_read(ctx, path, &text, err));
    const char *dir = getenv("TMPDIR");
    snprintf(ret->path, sizeof ret->path, "%.4000s/respite-XXXXXX.osm",
             dir != NULL && dir[0] == '/' ? dir : "/tmp");
    int fd = mkstemps(ret->path, 4);
    if (fd < 0) {
        return rsp_fail(err, RSP_EIO, "%s: no temporary file can be made: %s; set TMPDIR to a writable folder",
                        path, strerror(errno));
    }
    ret->temporary = true;
    int rc = unpack(ctx, path, &text, fd, err);
    if (ctx->env->close(ctx->env->user, fd) != 0 && rc == 0) {
        rc = rsp_fail(err, RSP_EIO, "%s: writing the unpacked file failed", path);
    }
    return rc;
}

static bool ends_with(const char *s, const char *end) {
    size_t n = strlen(s);
    size_t k = strlen(end);
    return n >= k && strcmp(s + n - k, end) == 0;
}

int rsp_osm_open(const rsp_ctx *ctx, const char *path, rsp_osm *ret, rsp_err *err) {
    rsp_osm o = {.path = ""};
    int rc = 0;
    if (strlen(path) >= sizeof o.path) {
        return rsp_fail(err, RSP_EINPUT, "the path of the map is longer than %zu bytes; move it", sizeof o.path);
    }
    if (ends_with(path, ".osm.gz")) {
        rc = open_gz(ctx, path, &o, err);
    } else if (ends_with(path, ".pbf")) {
        RSP_CLEANUP(rsp_buf_done) rsp_buf text = rsp_buf_init(ctx, ctx->max_input_bytes);
        RSP_TRY(rsp_file_read(ctx, path, &text, err));
        snprintf(o.path, sizeof o.path, "%s", path);
        rc = check_pbf(ctx, path, (span){(const unsigned char *)text.at, text.n}, o.date, err);
    } else if (ends_with(path, ".osm")) {
        snprintf(o.path, sizeof o.path, "%s", path);
        int fd = ctx->env->open_read(ctx->env->user, path);
        if (fd < 0) {
            return rsp_fail(err, RSP_EINPUT, "%s: cannot be opened: %s", path, strerror(-fd));
        }
        (void)ctx->env->close(ctx->env->user, fd);
    } else {
        return rsp_fail(err, RSP_EINPUT, "%s: the kind of map is not known; name it .osm, .osm.gz or .osm.pbf",
                        path);
    }
    if (rc != 0) {
        rsp_osm_done(ctx, &o);
        return rc;
    }
    *ret = o;
    return 0;
}

void rsp_osm_done(const rsp_ctx *ctx, rsp_osm *o) {
    if (o->temporary) {
        (void)ctx->env->unlink(ctx->env->user, o->path);
        o->temporary = false;
    }
}

int rsp_osm_read(const rsp_osm *o, const char *name, void *user, const int *user_rc, readosm_node_callback node,
                 readosm_way_callback way, readosm_relation_callback relation, rsp_err *err) {
    const void *handle = NULL;
    int rc = readosm_open(o->path, &handle);
    if (rc == READOSM_OK) {
        rc = readosm_parse(handle, user, node, way, relation);
    }
    (void)readosm_close(handle);
    if (*user_rc != 0) {
        return rsp_fail(err, *user_rc, *user_rc == RSP_ENOMEM    ? "%s: out of memory"
                                       : *user_rc == RSP_ELIMIT ? "%s: the map is too large for this program"
                                                                : "%s: reading was stopped",
                        name);
    }
    if (rc == READOSM_INSUFFICIENT_MEMORY) {
        return rsp_fail(err, RSP_ENOMEM, "%s: out of memory", name);
    }
    return rc == READOSM_OK ? 0
                            : rsp_fail(err, RSP_EINPUT,
                                       "%s: the map cannot be read (libreadosm error %d); it is damaged or not "
                                       "OpenStreetMap data",
                                       name, rc);
}
