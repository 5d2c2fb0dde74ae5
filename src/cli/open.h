/* What several commands open first: a situation, its road file. Private to cli/. */
#ifndef RSP_CLI_OPEN_H
#define RSP_CLI_OPEN_H

#include "cli/cmd.h"
#include "roads/net.h"
#include "situation/situation.h"

RSP_DEFINE_CLEANUP(rsp_net, rsp_net_close)

/* Loads a situation; prints all its errors and warnings. An exit status; *ret freed with rsp_situation_free.
 */
int rsp_cli_situation(const rsp_ctx *ctx, const char *path, rsp_situation **ret);
/* Opens a road file and takes its SHA-256. An exit status; *ret closed with rsp_net_close. */
int rsp_cli_road_file(const rsp_ctx *ctx, const char *path, rsp_net **ret, char ret_sha256[65]);
/* Opens the road file of s (override, where not NULL, instead of the one it names) and takes its SHA-256.
 * *ret is NULL and the hash "" where s travels without roads. An exit status. */
int rsp_cli_roads(const rsp_ctx *ctx, const rsp_situation *s, const char *override, rsp_net **ret,
                  char ret_sha256[65]);

#endif
