/*
 * Hosts on the network that the jobs process talks to: found here once, and libcurl is held to what
 * was found.  It must not look names up itself: that would be a second answer, which may be another
 * one, and it would take a thread, which the process may not start.
 */
#pragma once

#include "base/base.h"

#include <curl/curl.h>
#include <sys/socket.h>

struct addrinfo;
struct err;

#define OUTSIDE_ADDRESSES_MAX 8 /* of one host; more are left out */

struct outside {
	struct addrinfo *list;  /* owned */
	struct curl_slist *pin; /* owned */
	bool is_public;         /* all of them are addresses of the public internet */
	bool is_loopback;       /* all of them are this machine */
};

/* Called about once a second while a transfer goes on; true ends it. */
struct outside_pulse {
	bool (*stop)(void *context);
	void *context;
};

/*
 * host: a name, or an address without brackets.  E_MISSING: there is none of that name; -EAGAIN:
 * nobody could say.
 */
int outside_find(struct outside *out, const char *host, uint16_t port, struct err *err) MUST_USE;
void outside_done(struct outside *o);

/*
 * Is it an address that anybody on the internet could reach?  Not private, not this machine, not
 * kept for something else (IANA's special-purpose registries), nor one of IPv4 in the clothes of
 * IPv6 that is.
 */
bool outside_is_public(const struct sockaddr *sa);

/*
 * A handle with what every transfer needs: no proxy, no signals, the host as it was found, a time
 * for all of it, the pulse.  public_only: at each connection once more, by its address.
 */
CURL *outside_curl(const struct outside *o, const struct outside_pulse *pulse, int64_t seconds,
		   bool public_only) MUST_USE;
