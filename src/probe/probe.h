/*
 * What a probe is: one function that runs in a worker (dropped privileges, no files), talks to the
 * device, and reports facts.  It never judges.  Each statement names the raw bytes that show it,
 * and each probe says by coverage records what it tried and whether it finished.
 */
#pragma once

#include "base/base.h"
#include "base/json.h"
#include "crypto/hash.h"
#include "net/addr.h"
#include "net/pace.h"
#include "net/transcript.h"

struct catalogue;
struct declaration;
struct stream;
struct fetch_kept;
struct fetch_reply;
struct fetch_request;

/* Read before privileges are dropped; all borrowed. */
struct probe_account {
	const char *name, *secret;
	const json_t *interfaces; /* ["tcp/443"] */
	bool low;                 /* may do less than the owner */
};

struct probe_context {
	const struct catalogue *catalogue;
	const json_t *parameters;              /* official overrides, or NULL */
	const struct declaration *declaration; /* or NULL */
	const json_t *observations;            /* of the probes before this one */
	struct addr target;
	const char *name; /* how the user named the target */
	enum pace pace;
	bool authorized;                      /* password attempts are allowed */
	const struct probe_account *accounts; /* declared, with a secret we could read */
	unsigned n_accounts;
	const json_t *recipes; /* declared_recipe.h */
	struct bytes trust;    /* PEM of the authorities the maker's sites use, or empty */
	int64_t deadline;      /* monotonic; the whole probe */
	int64_t waited;        /* for a turn, since the device last took a connection */
	unsigned
	    outages; /* how often the device was away for a while when it was asked for a page */
	struct transcript_secrets secrets; /* to be masked in evidence */
	const char *probe;                 /* the running probe's name */
	int channel;
	/* Takes what would be sent by the channel, in place of it (lanes.h); NULL: it is sent. */
	void (*keep)(void *keeper, char type, struct bytes payload);
	void *keeper;
};

struct probe {
	const char *name;
	const char *title_ja, *title_en; /* for the progress line */
	int64_t time_max;                /* nanoseconds */
	const char *const *areas;        /* coverage areas it answers for; ends with NULL */
	void (*run)(struct probe_context *cx);
	enum {
		PROBE_IN_TURN,
		/*
		 * Most of its time it waits: it runs beside those that follow, which do not see
		 * what it observes, until one that waits for it.  One at a time.
		 */
		PROBE_BESIDE,
		PROBE_AFTER, /* in turn, when the one beside has ended */
	} order;
};

/* In the order they run; ends with a NULL name. */
extern const struct probe probe_table[];

/* ---- reporting ---- */

/* Store bytes as evidence; their hash goes to sha256.  Secrets are masked first. */
void probe_evidence(struct probe_context *cx, struct bytes data, const char *label,
		    char sha256[static HASH_HEX_MAX]);

/* The same for a conversation; the label says which. */
void probe_transcript(struct probe_context *cx, struct transcript *t, const char *label,
		      char sha256[static HASH_HEX_MAX]);

/* Report a fact.  Takes the reference over.  sha256: its evidence, or NULL. */
void probe_observe(struct probe_context *cx, json_t *observation, const char *sha256);

/* Report coverage: of an area, or (port not 0) of an area on a TCP port.  reason: NULL if complete.
 */
void probe_cover(struct probe_context *cx, const char *area, uint16_t port, const char *state,
		 const char *reason);

/* The same on a UDP port. */
void probe_cover_udp(struct probe_context *cx, const char *area, uint16_t port, const char *state,
		     const char *reason);

/* How far it is; the parent draws it.  total 0: unknown. */
void probe_progress(struct probe_context *cx, unsigned done, unsigned total);

/* ---- helpers that every probe needs ---- */

/* A path that no server has: what it answers there is how it says that there is nothing. */
#define PROBE_NOWHERE "/hoshi-7q3kx0zjv2"

/*
 * Was a question refused because the device serves one connection at a time?  Waits, longer each
 * time, and then it may be asked again; false: it is not busy, or was for too long.  n: how often
 * this question was asked again before.  Every question that was heard says so by busy false.
 */
bool probe_wait_turn(struct probe_context *cx, bool busy, unsigned n);

/* Time for one exchange with the device: generous, bounded by the probe's own deadline. */
int64_t probe_deadline(const struct probe_context *cx, int64_t nanoseconds);

/* Observations of a service, in order: start with *i = 0; NULL at the end.  NULL service: any. */
const json_t *probe_next_service(const struct probe_context *cx, size_t *i, const char *service);
uint16_t probe_port(const json_t *observation);

/* The coverage reason for an error code of stream_* or fetch_get. */
const char *probe_reason(int code);

/* "https://10.0.0.5:8443" + path; the default port is left out.  Owned by the caller. */
char *probe_url(const struct probe_context *cx, const json_t *service, const char *path) MUST_USE;

/*
 * GET on the device itself with the usual bounds: pinned address, nothing verified, no redirects.
 * Who refuses the connection is asked again, as it may be busy.  One that was away for seconds
 * again and again is not asked any more: E_TIMEOUT.
 */
int probe_get(struct probe_context *cx, struct fetch_reply *out, const char *url, const char *user,
	      const char *password) MUST_USE;

/* The same, as nobody, on a connection that is kept (net/fetch.h) from one request to the next. */
int probe_get_kept(struct probe_context *cx, struct fetch_reply *out, const char *url,
		   struct fetch_kept *kept) MUST_USE;

/* The probes, one file each. */
void probe_sweep(struct probe_context *cx);
void probe_identify(struct probe_context *cx);
void probe_udp(struct probe_context *cx);
void probe_http(struct probe_context *cx);
void probe_tls(struct probe_context *cx);
void probe_ssh(struct probe_context *cx);
void probe_guest(struct probe_context *cx);
void probe_credentials(struct probe_context *cx);
void probe_access(struct probe_context *cx);
void probe_guess(struct probe_context *cx);
void probe_model(struct probe_context *cx);
void probe_documents(struct probe_context *cx);
