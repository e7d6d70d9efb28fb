/*
 * The access-control matrix of an RTSP server: its streams are the resources, and DESCRIBE asks for
 * what they are.  Whether pictures would follow is not tried (SETUP and PLAY take up a device).
 */
#pragma once

#include "base/base.h"
#include "base/json.h"
#include "probe/access_answer.h"

struct ledger;
struct login_print;
struct probe_context;

#define ACCESS_STREAMS_MAX 8 /* found ones; then no more are looked for */

/* All of it at one server: observations and coverage. */
void access_streams_run(struct probe_context *cx, const json_t *service, struct ledger *ledger);

/* What somebody got of a stream: by the reply's status (RFC 2326 7.1.1). */
enum access_outcome access_streams_judge(const struct login_print *print);
