/*
 * A place to log in, as an observation of kind "login" tells of it, with what is needed to try
 * something there: the mechanism, the ledger that is asked before and told after, the oracle that
 * was taught at this door, and an account whose right secret is known, if there is one.
 */
#pragma once

#include "base/base.h"
#include "base/json.h"
#include "crypto/hash.h"
#include "login/ledger.h"
#include "login/login.h"
#include "login/oracle.h"

struct probe_context;

#define DOOR_TRY_TIME (30 * INT64_C(1000000000)) /* one attempt, nanoseconds */
#define DOOR_STRANGER "hoshi-nobody"             /* an account that no device has */
#define DOOR_STRANGER_SECRET "hoshi-7Qk2vX9-wrong"

struct door {
	struct probe_context *cx;
	struct ledger *ledger;
	const json_t *login; /* the observation */
	struct login_door at;
	const struct login_mechanism *mechanism; /* NULL: none that we speak */
	struct oracle oracle;
	/* An account that exists, and its right secret; NULL when nobody told. */
	const char *account, *secret;
	char sha256[HASH_HEX_MAX]; /* evidence of the last attempt; "" when none was kept */
	/* HTTP: attempts go over this connection; NULL: each has its own.  Not the door's. */
	struct fetch_kept *kept;
	bool reused; /* the last attempt began on the connection of an earlier one */
	/* Nanoseconds of the shortest attempt that was answered, 0: none.  It is what the device
	 * needs; where a wrong password takes longer it sleeps, and has rested by itself.
	 */
	int64_t quickest;
};

struct door_try {
	const char *account, *secret; /* both NULL: nobody; the ledger is not asked then */
	const char *whose;            /* for the evidence's label: never what it was */
	enum ledger_kind kind;
	bool again;
	struct login_session *session; /* to keep that of a web login in; or NULL */
};

/* The next login with passwords: start with *i = 0; false at the end.  Fills out but the ledger. */
bool door_next(struct probe_context *cx, size_t *i, struct door *out);

/*
 * Which account is there, and what its secret is: as declared for the port; else what a published
 * default opened.  The declared one may have no secret.
 */
void door_find_account(struct door *d);

/*
 * One attempt, evidence stored, ledger asked and told.  NULL: *print is what came back.  Otherwise
 * the reason why there was none.
 */
const char *door_ask(struct door *d, const struct door_try *t, struct login_print *print);

/* Store what was said as evidence, with the secret that was tried blotted out. */
void door_keep(struct door *d, const char *whose, const char *secret, struct login_reply *reply);

/* Is one known by cookies or a token from then on, rather than by the pair with each request? */
bool door_has_session(const struct door *d);

/* The ledger's view of an attempt here. */
struct ledger_try door_ledger_try(const struct door *d, const char *account, enum ledger_kind kind);

/* The name of this door in the list of published credentials: "http-basic", "telnet". */
const char *door_list_name(const struct door *d);

/* What the observations about it have in common: kind, place, service, mechanism, path; new. */
json_t *door_observation(const struct door *d, const char *kind) MUST_USE;
