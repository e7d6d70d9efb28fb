/*
 * The connections of a front, each with a deadline for what it is doing.  libmicrohttpd only knows
 * how long a connection was idle, so that one byte now and then keeps it for ever; here it is the
 * whole head, the whole body and the whole answer that have a time.
 */
#pragma once

#include "base/base.h"

#include <netinet/in.h>
#include <sys/socket.h>

struct MHD_Connection;

#define VISITOR_BYTES_PER_SECOND 8192 /* the slowest who is waited for, beyond the patience */

enum visitor_phase {
	VISITOR_HEAD, /* a head is awaited, or between two requests */
	VISITOR_BODY,
	VISITOR_WORK, /* the registrar is asked */
	VISITOR_ANSWER,
};

struct visitor {
	struct visitor *next, *previous;
	int fd; /* the library's; -1 before it is known */
	char address[INET6_ADDRSTRLEN];
	bool forwarder; /* one whose word on others is believed */
	enum visitor_phase phase;
	int64_t deadline; /* monotonic */
	unsigned answered;
	bool spoke;  /* of the head that is awaited, a part has come */
	bool ending; /* was shut down; the library will notice */
};

struct visitors {
	struct visitor *first;
	unsigned n, max, per_address;
	int64_t patience; /* nanoseconds */
	bool tls;
};

struct visitor *visitor_new(struct visitors *all, const struct sockaddr *sa, bool forwarder);
void visitor_free(struct visitors *all, struct visitor *v);

/* Has this address as many connections as it may? */
bool visitor_crowded(const struct visitors *all, const struct sockaddr *sa);

/* Another phase; bytes: of the body or answer that it is about. */
void visitor_enter(const struct visitors *all, struct visitor *v, enum visitor_phase phase,
		   uint64_t bytes);

/*
 * Ends connections that are too late (where it can still be said, with 408), and with idle all that
 * are between two requests.  Those whose registrar is late are the caller's: late is asked for
 * each.
 */
void visitor_sweep(struct visitors *all, bool idle, void (*late)(void *context, struct visitor *v),
		   void *context);

/* Are any in the middle of something? */
bool visitor_busy(const struct visitors *all);
