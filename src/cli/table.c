/* The table of commands. To add one: write cmd_<name>.c after the pattern of cmd_schema.c, declare it in
 * cmd.h, add its line here; parsing, help, the man page and completion follow. */
#include "cli/cmd.h"

static const rsp_cmd *const TABLE[] = {
    &rsp_cmd_plan,          &rsp_cmd_check,       &rsp_cmd_new,        &rsp_cmd_tables_export,
    &rsp_cmd_tables_import, &rsp_cmd_roads_build, &rsp_cmd_roads_info, &rsp_cmd_roads_route,
    &rsp_cmd_roads_matrix,  &rsp_cmd_generate,    &rsp_cmd_solve,      &rsp_cmd_schema,
    &rsp_cmd_completion,    &rsp_cmd_help,
};

/* Names that will not mean anything else later. */
static const char *const LATER[] = {
    "account", "adopt",  "backup",      "compare", "curve",  "init", "read",   "rehearse",
    "replan",  "review", "roads reach", "serve",   "status", "user", "verify", "why",
};

const rsp_cmd *const *rsp_cmd_table(uint32_t *ret_n) {
    *ret_n = (uint32_t)(sizeof TABLE / sizeof TABLE[0]);
    return TABLE;
}

const char *const *rsp_cmd_later(uint32_t *ret_n) {
    *ret_n = (uint32_t)(sizeof LATER / sizeof LATER[0]);
    return LATER;
}
