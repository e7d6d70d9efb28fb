/*
 * Ways to log in, all with one face: a door (where, and by which mechanism), a try (one pair of
 * account and secret, or none), and what came back, put into the few features by which a "no" is
 * told from a "yes" (oracle.h).  Nothing here judges, counts or waits: whoever calls has asked the
 * ledger (ledger.h) first.
 *
 * Calls block until an answer, the deadline or the end of the connection.  They share nothing:
 * several threads may try the same door at once, each with a try and a reply of its own.
 */
#pragma once

#include "base/base.h"
#include "base/json.h"
#include "net/addr.h"
#include "net/transcript.h"

#define LOGIN_TEXT_MAX 128 /* of a text feature, with its NUL; longer ones are cut */

struct login_door {
	struct addr target;
	uint16_t port;
	bool tls;
	const char *host; /* as the user named the target: Host, SNI; borrowed like all below */
	const char *mechanism; /* of login_mechanisms */
	const char *path;      /* HTTP and RTSP; NULL: the mechanism has none */
	const char *operation; /* ONVIF: what is asked for in place of GetUsers; or NULL */
	/* Form and JSON logins: which request, which fields (docs/formats/login-recipe.md).  NULL:
	 * read from the page.
	 */
	const json_t *recipe;
};

/* What a client keeps from one try to the next (cookies).  NULL in a try: a new client. */
struct login_session; /* login_session.h */
struct fetch_kept;

struct login_try {
	const char *account, *secret; /* both NULL: what a visitor without credential gets */
	const struct addr *from;      /* source address; NULL: any */
	struct login_session *session;
	/* HTTP: a connection kept from one try to the next (net/fetch.h); NULL: new ones. */
	struct fetch_kept *kept;
	int64_t deadline; /* monotonic, for all of it */
};

enum login_end {
	LOGIN_ANSWERED,
	LOGIN_REFUSED, /* no connection: RST, ICMP */
	LOGIN_SILENT,  /* no connection, or no answer, until the deadline */
	LOGIN_CLOSED,  /* the connection ended before an answer */
	LOGIN_GARBAGE, /* an answer that does not follow the protocol */
	LOGIN_UNABLE,  /* a variant that we do not speak; the reply's note says which */
};

/* What the protocol itself says, where it has words for it that cannot be mistaken. */
enum login_says {
	LOGIN_SAYS_NOTHING, /* HTTP forms, JSON: only comparing tells */
	LOGIN_SAYS_NO,      /* 401, 530, CONNACK 4 or 5, SSH_MSG_USERAUTH_FAILURE */
	LOGIN_SAYS_YES,
	LOGIN_SAYS_WAIT, /* 429, 423, 421 "too many", Retry-After, a known text of a lock */
};

/* The features.  Two answers of the same kind have the same ones, whatever token or time is in
 * them. */
struct login_print {
	enum login_end end;
	enum login_says says;
	int status;                    /* HTTP, RTSP, FTP code; MQTT reason; 0: none */
	char location[LOGIN_TEXT_MAX]; /* path of a redirect, without its query */
	char cookies[LOGIN_TEXT_MAX];  /* names set, in order, with commas; "-a": removed */
	char keys[LOGIN_TEXT_MAX];  /* a JSON answer's members; "code" and "status" with their value
				     */
	char words[LOGIN_TEXT_MAX]; /* an answer's own short text: title, reply text, prompt */
	bool password_field;        /* the page still asks for a password */
	uint32_t length;      /* bytes of the body without markup, numbers and tokens, rounded */
	uint32_t retry_after; /* seconds that it asks for; 0: it does not */
};

struct login_reply {
	struct login_print print;
	int64_t connected, answered; /* nanoseconds from the start of the try; 0: never */
	bool reused;  /* it began on a kept connection that an earlier one had used */
	bool unheard; /* the connection ended before the pair could be said: nothing was tried */
	const char *note; /* static text, or NULL */
	struct transcript transcript;
};

struct login_mechanism {
	const char *name;    /* "basic": as an observation of kind "login" says it */
	const char *service; /* "http" */
	const char *title_ja, *title_en;
	/* Fills a zeroed reply, whatever happens. */
	void (*attempt)(const struct login_door *door, const struct login_try *t,
			struct login_reply *reply);
};

/* Ends with a NULL name. */
extern const struct login_mechanism login_mechanisms[];

/* NULL: none of that name speaks to that service. */
const struct login_mechanism *login_find(const char *service, const char *mechanism);

void login_reply_done(struct login_reply *reply);
