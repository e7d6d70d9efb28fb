/*
 * One connection to a TLS service: a hello goes out, the first flight comes back, the conversation
 * is kept as evidence, and the device gets its rest.
 */
#pragma once

#include "base/base.h"
#include "base/buf.h"
#include "base/time.h"
#include "crypto/hash.h"
#include "wire/tls_flight.h"

struct probe_context;
struct stream;

#define TLS_REPLY_TIME (6 * TIME_SECOND) /* for all of it, once the hello is sent */

struct tls_reply {
	bool connected;
	int result;               /* 0: the flight is whole, or an alert; or why it ended early */
	size_t received;          /* bytes */
	struct tls_flight flight; /* as far as it came; borrows from scratch */
	struct buf scratch;
	char sha256[HASH_HEX_MAX]; /* of the evidence */
};

/* Never fails: out->result tells.  Ends with tls_reply_done(), also before the next into out. */
void tls_reply_get(struct tls_reply *out, struct probe_context *cx, uint16_t port,
		   struct bytes hello, const char *what);
void tls_reply_done(struct tls_reply *r);

/* What keeps it from being an answer in TLS, as a coverage reason; NULL: it is one. */
const char *tls_reply_trouble(const struct tls_reply *r);

/* Connect, with patience for a server of one client at a time.  As stream_open(). */
int tls_reply_open(struct stream *s, const struct probe_context *cx, uint16_t port) MUST_USE;
