/*
 * The access-control matrix of a camera's ONVIF device service: operations that read, at the path
 * where it has to be (Core Specification 5.1.1).  By the specification's default access
 * policy each of them needs a login.  None sets anything.  Others that read are asked for where the
 * declaration says who may use them: some are for everybody (its class PRE_AUTH).
 *
 * A web server is asked only where something says that it is a camera: it has RTSP or answers
 * WS-Discovery, or the declaration calls the service onvif.
 */
#pragma once

#include "base/base.h"
#include "base/json.h"

struct ledger;
struct probe_context;

/* At one web server: observations, and coverage if there is ONVIF. */
void access_onvif_run(struct probe_context *cx, const json_t *service, struct ledger *ledger);
