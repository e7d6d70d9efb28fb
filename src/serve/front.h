/*
 * A front's process: connections, HTTP by libmicrohttpd, pages from a cache or by src/web, forms to
 * the registrar.  It can read the store and what the signer publishes, and write into the spool,
 * and nothing else.
 */
#pragma once

#include "base/base.h"
#include "base/json.h"
#include "serve/peer.h"
#include "serve/spool.h"
#include "serve/visitor.h"

struct part;
struct err;
struct cache;
struct desk;
struct visit;
struct MHD_Daemon;

#define FRONT_VISITORS_MAX 1000 /* connections of one front */
#define FRONT_RESERVE 40        /* descriptors for everything else */
#define FRONT_RETRY_SECONDS 5   /* what somebody is told who finds the registrar away */
#define FRONT_PAUSE_MS 200      /* without accepting, when there are no descriptors left */

struct front {
	struct part *part;
	struct desk *desk;
	struct cache *cache;
	struct spool spool;
	struct visitors visitors;
	struct visitor *arriving; /* between accept and the library's word on it */
	struct peer registrar;
	struct visit *waiting; /* for the registrar */
	int64_t asked;         /* requests, so far; the id of the last */
	struct MHD_Daemon *daemon;
	int epoll;            /* the library's */
	int64_t accept_again; /* monotonic; 0: now */
	bool tls, behind_proxy;
	bool resumed;       /* the library has something to do */
	bool asked_version; /* in this turn: the cache is as the store is */
};

/* Until it is told to stop; the exit code. */
int front_run(struct part *part, struct err *err);

/* Is that one of the forwarders? */
bool front_forwarder(const struct front *f, const char *address);
