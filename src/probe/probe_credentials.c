/*
 * Published default passwords on HTTP Basic.  Only with an authorisation.  A wrong pair first: if
 * the door opens to it, or answers anything but "no", a right one could not be told apart, and
 * nothing is concluded.  A few tries per account, stop at the first success, stop when
 * the device begins to lock.
 */
#include "probe/probe.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/time.h"
#include "criteria/catalogue.h"
#include "net/fetch.h"
#include "run/coverage.h"

#define SERVICE "http-basic"
#define ATTEMPTS_MAX 60 /* per mechanism: DESIGN.md section 9 */
#define PER_ACCOUNT_PARAMETER "credentials.tries_per_account"
#define PER_ACCOUNT_MAX 5 /* whatever a parameter says: accounts lock */
#define PAUSE_MAX 16      /* seconds between attempts, at the most */
#define WRONG_ACCOUNT "hoshi-nobody"
#define WRONG_PASSWORD "hoshi-7Qk2vX9-wrong"

enum answer { ANSWER_NO, ANSWER_YES, ANSWER_LOCKED, ANSWER_UNCLEAR };

struct door {
	struct probe_context *cx;
	uint16_t port;
	bool tls;
	const char *path;
	char *url;
	unsigned attempts;
	unsigned pause; /* seconds before each attempt, learned from the device */
	const char *trouble;
	json_t *per_account; /* tries so far, by account */
	int64_t per_account_max;
	char sha256[HASH_HEX_MAX];
};

static enum answer read_status(int status)
{
	if (status == 401)
		return ANSWER_NO;
	if (status == 403 || status == 423 || status == 429 || status == 503)
		return ANSWER_LOCKED;
	/* "Not found" behind a door that said 401 to a wrong pair is beyond the door. */
	if ((status >= 200 && status < 400) || status == 404 || status == 405)
		return ANSWER_YES;
	return ANSWER_UNCLEAR;
}

/* One request; label says whose pair it was, never what it was. */
static enum answer ask(struct door *d, const char *account, const char *password, const char *whose)
{
	CLEANUP(fetch_done) struct fetch_reply reply = { 0 };
	CLEANUP(mem_freep)
	char *label = mem_format("port %u: login at %s, %s", d->port, d->path, whose);
	int r = probe_get(d->cx, &reply, d->url, account, password);

	d->attempts++;
	probe_transcript(d->cx, &reply.transcript, label, d->sha256);
	if (r < 0) {
		d->trouble = probe_reason(r);
		return ANSWER_UNCLEAR;
	}
	return read_status(reply.status);
}

static bool is_for(const struct probe_account *account, uint16_t port)
{
	CLEANUP(mem_freep) char *place = mem_format("tcp/%u", port);
	size_t i;
	json_t *door;

	json_array_foreach (account->interfaces, i, door)
		if (text_equal(json_string_value(door), place))
			return true;
	return false;
}

/*
 * One attempt, as slowly as the device wants it: when it says "too fast", the pause doubles and is
 * kept for all that follow.  A lock that outlasts the longest pause is a lock.
 */
static enum answer attempt(struct door *d, const char *account, const char *password,
			   const char *whose)
{
	for (;;) {
		if (d->pause > 0)
			(void)nanosleep(&(struct timespec){ .tv_sec = (time_t)d->pause }, NULL);
		if (d->attempts >= ATTEMPTS_MAX) {
			d->trouble = "budget";
			return ANSWER_UNCLEAR;
		}
		enum answer a = ask(d, account, password, whose);

		if (a != ANSWER_LOCKED || d->pause >= PAUSE_MAX)
			return a;
		d->pause = d->pause ? d->pause * 2 : 1;
	}
}

/* The declared account, if its secret is to be had, shows what a right answer looks like. */
static enum answer ask_declared(struct door *d)
{
	for (unsigned i = 0; i < d->cx->n_accounts; i++) {
		const struct probe_account *account = &d->cx->accounts[i];

		if (is_for(account, d->port))
			return attempt(d, account->name, account->secret,
				       "the declared account (right on purpose)");
	}
	return ANSWER_YES;
}

static bool calibrate(struct door *d)
{
	enum answer wrong = attempt(d, WRONG_ACCOUNT, WRONG_PASSWORD, "a wrong pair (control)");
	enum answer right = wrong == ANSWER_NO ? ask_declared(d) : ANSWER_UNCLEAR;

	if (wrong == ANSWER_LOCKED || right == ANSWER_LOCKED)
		d->trouble = "locked";
	else if (right != ANSWER_YES)
		d->trouble = d->trouble ? d->trouble : "no_control";
	return d->trouble == NULL;
}

static bool offered_for(const json_t *entry)
{
	size_t i;
	json_t *service;

	json_array_foreach (json_object_get(entry, "services"), i, service)
		if (text_equal(json_string_value(service), SERVICE))
			return true;
	return false;
}

static bool account_has_tries(struct door *d, const char *account)
{
	json_int_t used = json_integer_value(json_object_get(d->per_account, account));

	if (used >= d->per_account_max)
		return false;
	json_object_set_new(d->per_account, account, json_integer(used + 1));
	return true;
}

static void observe(struct door *d, const json_t *entry)
{
	probe_observe(d->cx,
		      json_pack("{s:s, s:s, s:i, s:b, s:s, s:s, s:s, s:s, s:b}", "kind",
				"credential", "proto", "tcp", "port", d->port, "tls", d->tls,
				"service", "http", "path", d->path, "account",
				json_text(entry, "account"), "entry", json_text(entry, "id"),
				"accepted", 1),
		      d->sha256);
}

/* true: go on with the next pair. */
static bool try_entry(struct door *d, const json_t *entry)
{
	CLEANUP(mem_freep)
	char *whose = mem_format("published default %s", json_text(entry, "id"));

	switch (attempt(d, json_text(entry, "account"), json_text(entry, "password"), whose)) {
	case ANSWER_NO:
		return true;
	case ANSWER_LOCKED:
		d->trouble = "locked";
		return false;
	case ANSWER_UNCLEAR:
		d->trouble = d->trouble ? d->trouble : "garbage";
		return false;
	case ANSWER_YES:
		break;
	}
	/* Does the door still say no to a wrong pair?  Otherwise it was no yes. */
	char sha256[HASH_HEX_MAX];
	memcpy(sha256, d->sha256, sizeof(sha256));
	if (attempt(d, WRONG_ACCOUNT, WRONG_PASSWORD, "a wrong pair again (control)") !=
	    ANSWER_NO) {
		d->trouble = d->trouble ? d->trouble : "no_control";
		return false;
	}
	memcpy(d->sha256, sha256, sizeof(sha256));
	observe(d, entry);
	return false;
}

/* The pack's parameter, or the official value that was loaded for it. */
static int64_t tries_allowed(const struct probe_context *cx)
{
	int64_t tries = json_int(
	    catalogue_parameter(cx->catalogue, cx->parameters, PER_ACCOUNT_PARAMETER), "value", 1);

	return tries < PER_ACCOUNT_MAX ? tries : PER_ACCOUNT_MAX;
}

static void try_door(struct door *d)
{
	size_t i;
	json_t *entry;

	if (!calibrate(d))
		return;
	json_array_foreach (json_object_get(d->cx->catalogue->credentials, "entries"), i, entry) {
		if (!offered_for(entry) || !account_has_tries(d, json_text(entry, "account")))
			continue;
		/* One try is kept for the control after a success. */
		if (d->attempts + 1 >= ATTEMPTS_MAX) {
			d->trouble = "budget";
			return;
		}
		if (time_now(&time_system) >= d->cx->deadline) {
			d->trouble = "deadline";
			return;
		}
		probe_progress(d->cx, d->attempts, ATTEMPTS_MAX);
		if (!try_entry(d, entry))
			return;
	}
}

void probe_credentials(struct probe_context *cx)
{
	size_t i;
	json_t *login;

	json_array_foreach (cx->observations, i, login) {
		const char *mechanism = json_text(login, "mechanism");
		struct door d = { .cx = cx,
				  .port = probe_port(login),
				  .tls = json_flag(login, "tls"),
				  .path = json_text(login, "path") };

		if (!text_equal(json_text(login, "kind"), "login") ||
		    text_equal(mechanism, "publickey"))
			continue;
		if (!cx->authorized) {
			probe_cover(cx, COVERAGE_CREDENTIALS, d.port, "not_done", "not_authorized");
			continue;
		}
		if (!text_equal(mechanism, "basic") || !d.path) {
			probe_cover(cx, COVERAGE_CREDENTIALS, d.port, "not_done", "unsupported");
			continue;
		}
		d.url = probe_url(cx, login, d.path);
		d.per_account = json_object();
		d.per_account_max = tries_allowed(cx);
		try_door(&d);
		json_decref(d.per_account);
		mem_free(d.url);
		probe_cover(cx, COVERAGE_CREDENTIALS, d.port, d.trouble ? "partial" : "complete",
			    d.trouble);
	}
}
