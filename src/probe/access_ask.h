/*
 * One request to a web service as one of four: nobody; somebody with a wrong credential (another
 * password, or a session that nobody was given); an account that may do less than the owner;
 * the owner.  Passwords that are tried go through the ledger, wrong ones each time, right ones at
 * the login.  When the device says "not so fast" the pause before each request grows.
 */
#pragma once

#include "base/arena.h"
#include "base/base.h"
#include "base/buf.h"
#include "net/transcript.h"
#include "probe/access_accounts.h"
#include "probe/access_answer.h"
#include "probe/access_row.h"
#include "probe/door.h"
#include "wire/html.h"

struct fetch_kept;
struct login_session;

#define ACCESS_PAUSE_MAX 16 /* seconds between requests, at the most */
#define ACCESS_WAYS_MAX 8   /* logins of one port, one of a mechanism */

struct access_actor {
	bool here;
	bool refused;        /* there is a pair for it, and this login says no to it */
	const char *trouble; /* why it is not, as a coverage reason; NULL: there is none to be */
	const char *account, *secret;
	struct login_session *session; /* of a web login; owned */
};

/* What is known of the owner by one login (access_proof.h). */
struct access_proof {
	char *path;                /* what he gets and nobody else; NULL: not known; owned */
	char keys[LOGIN_TEXT_MAX]; /* of that answer, if it is JSON */
	char last[LOGIN_TEXT_MAX]; /* of the last JSON that he got */
	bool distinct;             /* there was other JSON before that */
	bool proven, searched;
};

/* One login of the port, and who comes in by it (access_ways.h). */
struct access_way {
	struct door door; /* only the place if there is no login */
	struct access_accounts accounts;
	struct access_actor actor[ACCESS_ACTORS];
	const char *trouble; /* why there is no owner by it, as a coverage reason */
	bool has_page;       /* to log in at, with a password field: page */
	struct access_answer page;
	struct access_proof proof;
};

struct access_web {
	struct probe_context *cx;
	struct access_way way[ACCESS_WAYS_MAX];
	unsigned n_ways;         /* 0: there is no login; way[0] is the place */
	struct access_way *at;   /* by which all but nobody are asked for now; never NULL */
	struct fetch_kept *kept; /* GETs go over it; NULL: over new connections; not owned */
	bool lost;               /* the last one was lost on it, and may be heard on a new one */
	unsigned pause;          /* seconds before each request */
	bool shut;               /* it held back whatever the pause: nothing more is asked */
	unsigned pause_max;      /* seconds */
	struct transcript said;  /* since access_ask_keep */
};

struct access_page {
	struct access_answer answer;
	struct arena arena;
	struct html_page *html; /* NULL: it is none; borrowed from arena */
	struct buf body;
};

struct access_request {
	const char *path;
	const char *method, *type; /* NULL: GET */
	struct bytes body;
};

/* out is always to be access_ask_page_done; its answer says what became of it. */
void access_ask(struct access_web *w, enum access_who who, const struct access_request *request,
		struct access_page *out);
void access_ask_page_done(struct access_page *page);

/* Does this login give cookies or a token to come back with? */
bool access_ask_by_session(const struct access_way *way);

/* Start with nobody alone at a port. */
void access_ask_init(struct access_web *w, struct probe_context *cx, const json_t *service,
		     struct ledger *ledger);
void access_ask_done(struct access_web *w);

/* Store what was said since the last time as evidence; false: nothing was. */
bool access_ask_keep(struct access_web *w, const char *label, char sha256[static HASH_HEX_MAX]);
