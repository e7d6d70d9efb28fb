#include "signer/signer.h"

#include <sys/stat.h>
#include <unistd.h>

#include "base/base64.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/fd.h"
#include "base/hex.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/time.h"
#include "label/statement.h"
#include "signer/answering.h"
#include "signer/attest.h"
#include "signer/following.h"
#include "signer/keyring.h"
#include "signer/publication.h"
#include "signer/roster.h"
#include "signer/sequencer.h"
#include "signer/shelf.h"

#define MICROSECONDS INT64_C(1000000)

struct signer {
	const struct time_clock *clock;
	struct keyring keyring;
	struct roster *roster;
	struct sequencer *sequencer;
	char *keys, *log, *memory, *issuer;
	int64_t key_changed; /* the decision by which a key was changed last */
	int64_t last;        /* the last decision's time; the next one is later */
};

/*
 * The host that the registry had when it issued its first label is its name for good: it stands on
 * labels.  Whoever moves to another host keeps an address there that leads to the new one.
 */
static int read_name(struct signer *s, const char *path, struct err *err)
{
	CLEANUP(buf_done) struct buf text = BUF((size_t)STATEMENT_ISSUER_MAX + 1);
	int r = fd_read_file(&text, path, text.max, err);

	if (r < 0)
		return r;
	struct bytes name = text_trim(buf_view(&text));
	mem_free(s->issuer);
	s->issuer = mem_format("%.*s", (int)name.n, (const char *)name.p);
	return statement_issuer_valid(s->issuer)
		   ? 0
		   : err_set(err, E_FORMAT, "'%s' holds no name of a registry", path);
}

static int write_name(struct signer *s, const char *path, const char *issuer, struct err *err)
{
	CLEANUP(buf_done) struct buf text = BUF((size_t)STATEMENT_ISSUER_MAX + 1);

	if (!statement_issuer_valid(issuer))
		return err_set(err, E_FORMAT, "'%s' cannot be the name of a registry", issuer);
	buf_format(&text, "%s\n", issuer);
	int r = fd_write_file(path, buf_view(&text), 0600, err);
	return r == 0 ? read_name(s, path, err) : r;
}

static int open_log(struct signer *s, const struct signer_options *o, struct err *err)
{
	return sequencer_open(&s->sequencer,
			      &(struct sequencer_options){ .dir = s->log,
							   .memory = s->memory,
							   .issuer = s->issuer,
							   .owner_ja = o->owner_ja,
							   .owner_en = o->owner_en,
							   .keyring = &s->keyring,
							   .clock = o->clock },
			      err);
}

/* Nothing was issued under the old name, so nothing is lost: the log begins anew under this one. */
static int rename_log(struct signer *s, const char *path, const struct signer_options *o,
		      struct err *err)
{
	CLEANUP(mem_freep) char *aside = mem_format("%s.%" PRId64, s->log, time_unix(s->clock));

	sequencer_freep(&s->sequencer);
	if (rename(s->log, aside) < 0)
		return err_errno(err, "cannot put '%s' aside", s->log);
	if (unlink(s->memory) < 0)
		return err_errno(err, "cannot remove '%s'", s->memory);
	int r = write_name(s, path, o->issuer, err);
	return r == 0 ? open_log(s, o, err) : r;
}

static int open_named(struct signer *s, const struct signer_options *o, struct err *err)
{
	CLEANUP(mem_freep) char *path = mem_format("%s/issuer", s->keys);
	int r = read_name(s, path, err);

	if (r == -ENOENT)
		r = write_name(s, path, o->issuer, err);
	if (r == 0)
		r = open_log(s, o, err);
	if (r < 0 || text_equal(s->issuer, o->issuer))
		return r;
	if (shelf_count(sequencer_shelf(s->sequencer)) == 0)
		return rename_log(s, path, o, err);
	log_warn("signer", "the settings say '%s', but labels and log go on under the name '%s'",
		 o->issuer, s->issuer);
	return 0;
}

static int open_all(struct signer *s, const struct signer_options *o, struct err *err)
{
	int r = keyring_open(&s->keyring, s->keys, err);

	if (r == 0)
		r = roster_open(&s->roster, s->keys, o->clock, err);
	return r == 0 ? open_named(s, o, err) : r;
}

int signer_open(struct signer **out, const struct signer_options *o, struct err *err)
{
	CLEANUP(signer_freep) struct signer *s = mem_array(1, sizeof(*s));

	s->clock = o->clock;
	s->keys = mem_format("%s/keys", o->dir);
	s->log = mem_format("%s/log", o->dir);
	s->memory = mem_format("%s/" SIGNER_MEMORY, s->keys);
	if (mkdir(s->keys, 0700) < 0 && errno != EEXIST)
		return err_errno(err, "cannot make the folder '%s'", s->keys);
	int r = open_all(s, o, err);
	if (r < 0)
		return r;
	/* One of the second in which its predecessor died is younger than that one's. */
	s->last = sequencer_decided(s->sequencer);
	*out = steal(s);
	return 0;
}

void signer_freep(struct signer **signer)
{
	struct signer *s = *signer;

	if (!s)
		return;
	sequencer_freep(&s->sequencer);
	keyring_done(&s->keyring);
	roster_freep(&s->roster);
	mem_free(s->keys);
	mem_free(s->log);
	mem_free(s->memory);
	mem_free(s->issuer);
	mem_free(s);
	*signer = NULL;
}

bool signer_is_broken(const struct signer *s)
{
	return sequencer_is_broken(s->sequencer);
}

void signer_tick(struct signer *s)
{
	struct err err = { 0 };

	if (sequencer_tick(s->sequencer, &err) < 0)
		log_error("signer", "%s", err.text);
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
	CLEANUP(buf_done) struct buf text = BUF((size_t)2 * ATTEST_MAX);
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
	struct decision d = { .at = 0 };
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
	int64_t account = json_int(job, "account", 0), at = 0;
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

/* ---- the log ---- */

/* All that may be published is, with one checkpoint; what may not says why. */
static int publish_all(struct signer *s, const json_t *all, json_t *result, struct err *err)
{
	json_t *refused = json_array();
	const json_t *one;
	size_t i;
	int r = 0;

	json_object_set_new(result, "refused", refused);
	json_array_foreach (json_lend(all), i, one) {
		r = sequencer_add(s->sequencer, one, err);
		if (r == E_TIMEOUT) {
			json_object_set_new(result, "waits", json_string(err->text));
			return 0;
		}
		if (r == E_REFUSED)
			json_array_append_new(refused,
					      json_pack("{s:s?, s:s}", "id", json_text(one, "id"),
							"reason", err->text));
		else if (r < 0)
			return r;
	}
	return sequencer_commit(s->sequencer, err);
}

static json_t *publish(struct signer *s, const json_t *job)
{
	CLEANUP(json_done) json_t *result = json_object();
	json_t *entries = NULL;
	struct err err = { 0 };
	bool more = false;
	int64_t after = json_int(job, "after", 0);
	int r = publish_all(s, json_object_get(job, "publications"), result, &err);

	if (r == 0 && (after < 0 || (uint64_t)after > sequencer_size(s->sequencer)))
		r = err_set(&err, E_VERIFY,
			    "the database has more than the log: it is of another registry, or the "
			    "log was restored from a backup");
	if (r == 0)
		r = following_records(s->sequencer, (uint64_t)after, &entries, &more, &err);
	if (r < 0)
		return broken("publishing", &err);
	json_object_set_new(result, "size", json_integer((json_int_t)sequencer_size(s->sequencer)));
	json_object_set_new(result, "entries", entries);
	json_object_set_new(result, "more", json_boolean(more));
	return steal(result);
}

static json_t *answer(struct signer *s, const json_t *job)
{
	struct err err = { 0 };
	json_t *result = NULL;
	int r = answering_make(&result, s->sequencer, &s->keyring.status, job, &err);

	if (r == E_MISSING)
		return json_pack("{s:b}", "missing", 1);
	if (r == E_REFUSED || r == E_FORMAT || r == E_LIMIT)
		return json_pack("{s:s}", "refused", err.text);
	return r == 0 ? result : broken("an answer", &err);
}

static json_t *change_key(struct signer *s, const json_t *job)
{
	static const char *const rotate[] = { "rotate_key", NULL }, *const revoke[] = {
		"revoke_key", NULL
	};
	const char *what = json_text(job, "do"), *name = json_text(job, "name");
	bool rotates = text_equal(what, "rotate");
	struct err err = { 0 };
	int64_t at = 0;

	if (!name || !(rotates || text_equal(what, "revoke")) ||
	    !is_granted(s, job, rotates ? rotate : revoke,
			json_pack("[{s:s, s:s, s:s}]", "kind", "key", "do", what, "name", name),
			s->key_changed, &at))
		return json_pack("{s:b}", "refused", 1);
	int r = rotates ? keyring_rotate(&s->keyring, s->keys, name, &err)
			: sequencer_revoke(s->sequencer, name, &err);
	if (r == E_MISSING)
		return json_pack("{s:b}", "refused", 1);
	if (r == 0 && rotates)
		r = sequencer_keys(s->sequencer, &err);
	if (r == 0)
		r = sequencer_commit(s->sequencer, &err);
	s->key_changed = at;
	return r == 0 ? json_pack("{s:b}", "done", 1) : broken("a key", &err);
}

/* ---- outside ---- */

static const struct {
	const char *kind;
	json_t *(*run)(struct signer *s, const json_t *job);
} kinds[] = {
	{ "factor", factor },       { "decide", decide },   { "enrol", enrol },
	{ "close", close_account }, { "publish", publish }, { "key", change_key },
	{ "answer", answer },
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
