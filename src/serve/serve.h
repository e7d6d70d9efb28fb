/*
 * hoshi serve: one program that executes itself in parts under a small supervisor.
 *
 *   front      HTTP and pages; reads the store, writes uploads to the spool (as many as asked for)
 *   registrar  the only writer of the store
 *   jobs       asks the registrar to do what time does
 *   worker     has one job at a time done by a child that can do nothing else
 *
 * Configuration, one JSON object: data, listen ("ADDRESS:PORT"), fronts, patience (seconds),
 * per_address, behind_proxy, forwarders (list of addresses), tls_cert, tls_key, catalogue,
 * language, verbose; what is absent was not given.
 */
#pragma once

#include "base/base.h"
#include "base/json.h"

struct err;

#define SERVE_FRONTS_MAX 64
#define SERVE_WORKERS 2
#define SERVE_PATIENCE 20 /* seconds */
#define SERVE_PATIENCE_MAX 600
#define SERVE_PER_ADDRESS 64 /* connections to one front */
#define SERVE_FORWARDERS_MAX 16

/*
 * The supervisor: starts the parts, prints where it listens, keeps them alive until SIGTERM or
 * SIGINT.  0 after an orderly end; on failure nothing is left running.
 */
int serve_run(const json_t *config, struct err *err) MUST_USE;

/* Environment by which the program knows that it is to be a part. */
#define SERVE_PART_VARIABLE "HOSHI_SERVE_PART"

/* The part of that name; the exit code. */
int serve_part(const char *name);
