/* Import: the first byte says whether the rest is PBF (0), XML (1), gzip (2), or the unpacked block of a PBF
 * (3: it is packed and framed here, so that mutations reach the inside). */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

#include "base/file.h"
#include "roads/net.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static size_t put_varint(uint8_t *to, uint64_t v) {
    size_t n = 0;
    for (; v >= 0x80; v >>= 7) {
        to[n++] = (uint8_t)(v | 0x80);
    }
    to[n++] = (uint8_t)v;
    return n;
}

/* One blob of the kind, packed. */
static void put_blob(rsp_buf *b, const char *kind, const uint8_t *p, size_t n) {
    static uint8_t packed[1 << 17];
    uint8_t blob[32];
    uint8_t head[64];
    uLongf len = sizeof packed;
    if (compress(packed, &len, p, n) != Z_OK) {
        return;
    }
    size_t k = 0;
    blob[k++] = 2 << 3;
    k += put_varint(blob + k, n);
    blob[k++] = 3 << 3 | 2;
    k += put_varint(blob + k, len);
    size_t h = 0;
    head[h++] = 1 << 3 | 2;
    h += put_varint(head + h, strlen(kind));
    memcpy(head + h, kind, strlen(kind));
    h += strlen(kind);
    head[h++] = 3 << 3;
    h += put_varint(head + h, k + len);
    uint8_t size[4] = {0, 0, 0, (uint8_t)h};
    rsp_buf_add(b, size, 4);
    rsp_buf_add(b, head, h);
    rsp_buf_add(b, blob, k);
    rsp_buf_add(b, packed, len);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const char *const ends[] = {".osm.pbf", ".osm", ".osm.gz", ".osm.pbf"};
    rsp_ctx ctx = rsp_ctx_init(NULL, NULL);
    rsp_err err;
    if (size < 2 || size > 1 << 16) {
        return 0;
    }
    ctx.max_input_bytes = 1 << 20;
    char path[64];
    char out[64];
    unsigned kind = data[0] & 3U;
    snprintf(path, sizeof path, "/tmp/respite-fuzz-%d%s", (int)getpid(), ends[kind]);
    snprintf(out, sizeof out, "/tmp/respite-fuzz-%d.roads", (int)getpid());
    RSP_CLEANUP(rsp_buf_done) rsp_buf b = rsp_buf_init(&ctx, 1 << 20);
    if (kind == 3) {
        put_blob(&b, "OSMHeader",
                 (const uint8_t *)"\x22\x0eOsmSchema-V0.6\x22\x0a"
                                  "DenseNodes",
                 28);
        put_blob(&b, "OSMData", data + 1, size - 1);
    } else {
        rsp_buf_add(&b, data + 1, size - 1);
    }
    if (rsp_file_write(&ctx, path, b.at, b.n, &err) == 0) {
        rsp_net_report r;
        rsp_net *net = NULL;
        if (rsp_net_build(&ctx, path, out, NULL, &r, &err) == 0) {
            if (rsp_net_open(&ctx, out, &net, &err) != 0) {
                fprintf(stderr, "what was built does not open: %s\n", err.msg);
                abort();
            }
            rsp_net_close(net);
            unlink(out);
        }
        unlink(path);
    }
    return 0;
}
