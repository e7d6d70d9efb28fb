#include "signer/signer.h"

#include <sys/stat.h>

#include "base/base64.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/hex.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/time.h"
#include "signer/attest.h"
#include "signer/keyring.h"
#include "signer/publication.h"
#include "signer/roster.h"

#define MICROSECONDS INT64_C(1000000)

struct signer {
	const struct time_clock *clock;
	struct keyring keyring;
	struct roster *roster;
	int64_t last; /* the last decision's time; the next one is later */
};

int signer_open(struct signer **out, const char *dir, const struct time_clock *clock,
		struct err *err)
{
	CLEANUP(signer_freep) struct signer *s = mem_array(1, sizeof(*s));

	CLEANUP(mem_freep) char *keys = mem_format("%s/keys", dir);

	s->clock = clock;
	if (mkdir(keys, 0700) < 0 && errno != EEXIST)
		return err_errno(err, "cannot make the folder '%s'", keys);
	int r = keyring_open(&s->keyring, keys, err);
	if (r == 0)
		r = roster_open(&s->roster, keys, clock, err);
	if (r == 0)
		*out = steal(s);
	return r;
}

void signer_freep(struct signer **signer)
{
	struct signer *s = *signer;

	if (!s)
		return;
	keyring_done(&s->keyring);
	roster_freep(&s->roster);
	mem_free(s);
	*signer = NULL;
}

/* ---- decisions ---- */

static json_t *broken(const char *what, const struct err *err)
{
	log_error("signer", "%s: %s", what, err->text);
	return json_pack("{s:b}", "broken", 1);
}

static json_t *answer_of(int code, const char *what, const struct err *err)
{
	if (code == 0)
		return json_pack("{s:b}", "fits", 1);
	if (code == E_REFUSED)
		return json_pack("{s:b}", "fits", 0);
	if (code == E_LIMIT)
		return json_pack("{s:b}", "limit", 1);
	return broken(what, err);
}

static json_t *factor(struct signer *s, const json_t *job)
{
	const char *code = json_text(job, "code");
	struct err err = { 0 };
	enum role role;
	int r = roster_check(s->roster, json_int(job, "account", 0), code ? code : "", &role, &err);

	return answer_of(r, "a second factor", &err);
}

/* No two are alike, so that one can be told from another by its time. */
static int64_t next_time(struct signer *s)
{
	int64_t now = time_unix(s->clock) * MICROSECONDS;

	s->last = now > s->last ? now : s->last + 1;
	return s->last;
}

static json_t *attest(struct signer *s, const struct decision *d)
{
	CLEANUP(buf_done) struct buf message = BUF(ATTEST_MAX);
	CLEANUP(buf_done) struct buf text = BUF(2 * ATTEST_MAX);
	char covers[HASH_HEX_MAX];
	struct err err = { 0 };

	if (attest_write(&message, d, &s->keyring.decision, &err) < 0)
		return broken("a decision", &err);
	base64_encode(&text, buf_view(&message));
	hex_encode(covers, (struct bytes){ d->digest, HASH_SIZE });
	return json_pack("{s:b, s:s, s:s}", "fits", 1, "decision", buf_cstr(&text), "covers",
			 covers);
}

static json_t *decide(struct signer *s, const json_t *job)
{
	const char *code = json_text(job, "code"), *action = json_text(job, "action");
	const char *covers = json_text(job, "covers");
	struct decision d = { .account = json_int(job, "account", 0) };
	struct err err = { 0 };

	if (!action || strlen(action) >= sizeof(d.action) || !covers ||
	    hex_decode(d.digest, HASH_SIZE, covers) < 0) {
		(void)err_set(&err, E_FORMAT, "it says not what is decided");
		return broken("a decision", &err);
	}
	int r = roster_check(s->roster, d.account, code ? code : "", &d.role, &err);
	if (r < 0)
		return answer_of(r, "a decision", &err);
	(void)snprintf(d.action, sizeof(d.action), "%s", action);
	d.at = next_time(s);
	return attest(s, &d);
}

/* ---- who may decide ---- */

static int read_decision(struct signer *s, const char *text, struct decision *out, struct err *err)
{
	CLEANUP(buf_done) struct buf message = BUF(ATTEST_MAX);

	if (!text || base64_decode(&message, bytes_of(text)) < 0)
		return err_set(err, E_FORMAT, "this is no decision");
	return attest_read(out, buf_view(&message), &s->keyring.decision.public_key, err);
}

/* An administrator's decision by one of these actions over this, younger than after. */
static bool is_granted(struct signer *s, const json_t *job, const char *const *actions,
		       json_t *subject, int64_t after, int64_t *at)
{
	CLEANUP(json_done) json_t *owned = subject;
	uint8_t digest[HASH_SIZE];
	struct decision d;
	struct err err = { 0 };
	bool known = false;

	if (read_decision(s, json_text(job, "grant"), &d, &err) < 0)
		return false;
	publication_digest(digest, subject);
	for (; *actions; actions++)
		known = known || text_equal(*actions, d.action);
	*at = d.at;
	return known && d.role == ROLE_ADMINISTRATOR && d.at > after &&
	       memcmp(digest, d.digest, HASH_SIZE) == 0;
}

/* The first administrator founds the registry, and nobody is there yet to let him in. */
static bool may_enrol(struct signer *s, const json_t *job, struct roster_entry *e)
{
	static const char *const actions[] = { "invite", "reissue", NULL };

	if (!roster_needs_grant(e->role))
		return true;
	if (e->role == ROLE_ADMINISTRATOR && !roster_founded(s->roster))
		return true;
	return is_granted(s, job, actions,
			  json_pack("[{s:s, s:I, s:s}]", "kind", "enrol", "account",
				    (json_int_t)e->account, "role", role_name(e->role)),
			  roster_granted(s->roster, e->account), &e->granted);
}

static json_t *enrol(struct signer *s, const json_t *job)
{
	const char *role = json_text(job, "role"), *secret = json_text(job, "secret");
	const char *code = json_text(job, "code");
	int role_number = role ? role_find(role) : -1;
	struct err err = { 0 };

	if (role_number < 0 || role_number == ROLE_SYSTEM || !secret || !code) {
		(void)err_set(&err, E_FORMAT, "it says not who is to be let in");
		return broken("somebody new", &err);
	}
	struct roster_entry e = { .account = json_int(job, "account", 0),
				  .role = (enum role)role_number,
				  .secret = secret };
	if (!may_enrol(s, job, &e))
		return json_pack("{s:b}", "refused", 1);
	int r = roster_enrol(s->roster, &e, code, &err);
	return r == E_LIMIT ? broken("somebody new", &err) : answer_of(r, "somebody new", &err);
}

static json_t *close_account(struct signer *s, const json_t *job)
{
	static const char *const actions[] = { "close", NULL };
	int64_t account = json_int(job, "account", 0), at;
	struct err err = { 0 };

	if (!is_granted(s, job, actions,
			json_pack("[{s:s, s:I}]", "kind", "close", "account", (json_int_t)account),
			roster_granted(s->roster, account), &at))
		return json_pack("{s:b}", "refused", 1);
	int r = roster_close(s->roster, account, &err);
	/* Who never came has no factor to lose. */
	return r == 0 || r == E_MISSING ? json_pack("{s:b}", "closed", 1)
					: broken("an account", &err);
}

/* ---- outside ---- */

static const struct {
	const char *kind;
	json_t *(*run)(struct signer *s, const json_t *job);
} kinds[] = {
	{ "factor", factor },
	{ "decide", decide },
	{ "enrol", enrol },
	{ "close", close_account },
};

bool signer_does(const char *kind)
{
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
		if (text_equal(kinds[i].kind, kind))
			return true;
	return false;
}

void signer_job(struct signer *s, const json_t *job, json_t **result)
{
	const char *kind = json_text(job, "kind");

	*result = NULL;
	for (size_t i = 0; i < ARRAY_LEN(kinds) && !*result; i++)
		if (text_equal(kinds[i].kind, kind))
			*result = kinds[i].run(s, job);
	if (!*result)
		*result = json_pack("{s:b}", "broken", 1);
}
