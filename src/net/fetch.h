/*
 * One HTTP(S) request by libcurl, bounded in every direction, with the raw heads and body kept as
 * a transcript.  Redirects are not followed here unless asked: a walk wants to see them.
 */
#pragma once

#include "base/base.h"
#include "net/transcript.h"

struct addr;

/*
 * A connection that is kept from one request to the next, to the same host or, closed first, to
 * another: fewer connections for the device, and one TLS handshake instead of one for each page.
 * A device that does not get along with it loses nothing by it: a page that fails on a connection
 * that was used before is asked for once more on a fresh one, and from then on nothing is kept any
 * more.  What may count (a credential, a body, a method of its own) is never sent twice: it fails
 * with reused set, and its caller knows whether it may be tried again.
 */
struct fetch_kept;

#define FETCH_KEPT_MAX 100 /* requests on one connection; then a fresh one */

struct fetch_kept *fetch_kept_new(void) MUST_USE;
void fetch_kept_close(struct fetch_kept *kept); /* the next one starts a fresh connection */
void fetch_kept_free(struct fetch_kept *kept);  /* closes; NULL is fine */

#define FETCH_BODY_MAX (1u << 20)
#define FETCH_HEAD_MAX (64u << 10)
#define FETCH_REDIRECTS_MAX 5

struct fetch_request {
	const char *url;
	const char *method; /* NULL: GET, or POST with a body */
	struct bytes body;  /* sent as content_type; p NULL: none */
	const char *content_type;
	const char *authorization;   /* that field's value; not with a user */
	const char *cookie;          /* the same */
	char *const *fields;         /* lines "Name: value" besides, ending with NULL; or NULL */
	const struct addr *from;     /* our address; NULL: any */
	const struct addr *pin;      /* connect here whatever the URL's host is; NULL: by DNS */
	const char *user, *password; /* HTTP Basic; NULL: none */
	struct bytes ca_pem;         /* authorities trusted beside the system's; may be empty */
	bool verify;                 /* the certificate must be good; otherwise anything goes */
	bool follow;                 /* redirects, at most FETCH_REDIRECTS_MAX, http(s) only */
	size_t body_max;             /* 0: FETCH_BODY_MAX */
	int64_t time_max;            /* nanoseconds for the whole exchange */
	int64_t idle_max;            /* the same without a single byte; 0: as long as time_max */
	struct fetch_kept *kept;     /* NULL: a connection of its own, then closed */
};

struct fetch_reply {
	int status;            /* of the last response */
	struct buf head, body; /* of the last response; body may be cut */
	bool cut;              /* the body was longer than body_max */
	bool reused;           /* on a kept connection that had served another request */
	char *final_url;
	int64_t connected, answered; /* nanoseconds from the start; 0: never, or was before */
	struct transcript transcript;
};

/*
 * 0 when a response head and a body, whole or cut, came.  E_REFUSED, E_TIMEOUT, E_EOF (ended in the
 * middle), E_VERIFY (certificate), E_FORMAT (not HTTP), E_LIMIT (head or redirects), E_MISSING (no
 * such host), -EADDRNOTAVAIL (from is none of ours), -EHOSTUNREACH.  *out is filled as far as it
 * went and is always to be fetch_done.
 */
int fetch_run(struct fetch_reply *out, const struct fetch_request *request) MUST_USE;
int fetch_get(struct fetch_reply *out, const struct fetch_request *request) MUST_USE; /* by GET */
void fetch_done(struct fetch_reply *reply);
