/*
 * What a front makes pages from: store, templates, settings, criteria; and who it is that asks.
 * Knows no connection.
 */
#pragma once

#include "base/base.h"
#include "base/json.h"

struct desk;
struct err;
struct request;
struct web;

/*
 * config: as serve.h.  Opens the store for reading and reads from it once, so that all its files
 * are open, the signer's public folder, and the fonts of the label, which has to happen before the
 * sandbox.
 */
int desk_open(struct desk **out, const json_t *config, struct err *err) MUST_USE;
void desk_freep(struct desk **d);

struct web *desk_web(struct desk *d); /* borrowed */

/* Changes when the store changes; negative when it cannot be read. */
int64_t desk_version(struct desk *d);
/* Changes when the signer publishes. */
uint64_t desk_stamp(const struct desk *d);

/* The descriptor of what the signer publishes, which is read from inside the sandbox; or 0. */
int desk_log(const struct desk *d);

/* Fills account and csrf of the request when its session is one; nobody otherwise. */
void desk_recognise(struct desk *d, struct request *rq);
