/* The table of road profiles: any bytes are read or refused. */
#include <stdint.h>

#include "roads/profiles.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    rsp_ctx ctx = rsp_ctx_init(NULL, NULL);
    rsp_err err = {0};
    rsp_speed_table *table = rsp_calloc(&ctx, 1, sizeof *table);
    if (table != NULL && size <= 1 << 16 &&
        rsp_speed_table_parse(&ctx, "fuzz.json", (const char *)data, size, table, &err) == 0) {
        (void)rsp_speed_row_find(table->classes, table->n_classes, "primary");
    }
    rsp_free(&ctx, table);
    return 0;
}
