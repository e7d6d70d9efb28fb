/*
 * A registry in a scratch folder with a clock that the test sets: people are invited, sign in and
 * act through scheme_handle, exactly as a front would ask, and jobs are done on the spot.
 */
#pragma once

#include "fixture.h"

#include <fcntl.h>

#include "base/time.h"
#include "crypto/token.h"
#include "crypto/totp.h"
#include "scheme/action.h"
#include "scheme/fold.h"
#include "scheme/found.h"
#include "scheme/scheme.h"
#include "scheme/scheme_alone.h"
#include "store/store.h"
#include "workflow/settings.h"

#define CASE_PASSWORD "a long enough password"
#define CASE_TIME_MAX 20

static int64_t case_now = 1795000000; /* 2026-11-18 in Tokyo */

static int64_t case_seconds(void *context)
{
	(void)context;
	return case_now;
}

static const struct time_clock case_clock = { .seconds = case_seconds };

struct scheme_case {
	struct scheme scheme;
	struct settings settings;
	struct catalogue *catalogue;
	json_t *reply; /* the last one */
	char dir[40];
	struct alone alone;
};

/* Somebody who is signed in. */
struct person {
	char session[TOKEN_TEXT_MAX], csrf[TOKEN_TEXT_MAX], secret[TOTP_SECRET_MAX];
	int64_t id;
};

static inline void case_ok(int r, const struct err *err)
{
	if (r < 0)
		fail_msg("%s (%d)", err->text, r);
}

static inline json_t *case_row(struct scheme_case *k, const char *statement,
			       struct store_values values)
{
	struct err err = { 0 };
	json_t *row = NULL;

	case_ok(store_row(k->scheme.store, statement, values, &row, &err), &err);
	return row;
}

/* What a front does: asks, has jobs done, takes the reply.  args is taken over. */
static inline const char *case_act(struct scheme_case *k, const struct person *who,
				   const char *action, json_t *args, json_t *uploads)
{
	CLEANUP(json_done)
	json_t *request =
	    json_pack("{s:s, s:s?, s:s?, s:s, s:o, s:o*}", "action", action, "session",
		      who ? who->session : NULL, "csrf", who ? who->csrf : NULL, "address",
		      "192.0.2.1", "args", args ? args : json_object(), "uploads", uploads);

	json_done(&k->reply);
	scheme_alone(&k->alone, request, &k->reply);
	return json_text(k->reply, "outcome");
}

/* The reply, for a failure's message. */
static inline const char *case_reply(struct scheme_case *k)
{
	static char text[2000];
	CLEANUP(mem_freep) char *dump = json_dumps(k->reply, JSON_COMPACT);

	snprintf(text, sizeof(text), "%s", dump ? dump : "nothing");
	return text;
}

#define CASE_OUTCOME(k, wanted, ...)                                            \
	do {                                                                    \
		const char *outcome_ = case_act((k), __VA_ARGS__);              \
		if (!outcome_ || strcmp(outcome_, (wanted)) != 0)               \
			fail_msg("wanted %s, got %s", (wanted), case_reply(k)); \
	} while (0)

/* A code that was not used yet: each takes the clock half a minute on. */
static inline json_t *case_with_code(json_t *args, const struct person *who)
{
	char code[TOTP_CODE_MAX];

	case_now += 30;
	assert_int_equal(totp_code(code, who->secret, case_now / 30), 0);
	json_object_set_new(args, "factor", json_string(code));
	return args;
}

static inline void case_take_session(struct scheme_case *k, struct person *who)
{
	char hash[HASH_HEX_MAX];
	const char *session = json_text(json_object_get(k->reply, "result"), "session");

	assert_non_null(session);
	snprintf(who->session, sizeof(who->session), "%s", session);
	token_hash(hash, session);
	CLEANUP(json_done)
	json_t *row =
	    case_row(k, "session_by_hash",
		     STORE_VALUES(STORE_TEXT(hash), STORE_INT(case_now), STORE_INT(case_now - 60)));
	snprintf(who->csrf, sizeof(who->csrf), "%s", json_text(row, "csrf"));
	who->id = json_int(row, "id", 0);
}

/* Follow the link of the newest mail, set password and app up, be signed in. */
static inline void case_follow_link(struct scheme_case *k, struct person *who)
{
	CLEANUP(json_done) json_t *mails = NULL;
	struct err err = { 0 };
	char hash[HASH_HEX_MAX], token[TOKEN_TEXT_MAX] = "";

	case_ok(store_rows(k->scheme.store, "outbox_recent", STORE_NOTHING, &mails, &err), &err);
	CLEANUP(json_done)
	json_t *due = NULL;
	case_ok(store_rows(k->scheme.store, "outbox_due", STORE_VALUES(STORE_INT(case_now)), &due,
			   &err),
		&err);
	const char *body = json_text(json_array_get(due, json_array_size(due) - 1), "body");
	const char *at = strstr(body, "/link/");
	assert_non_null(at);
	snprintf(token, sizeof(token), "%.64s", at + 6);
	token_hash(hash, token);
	CLEANUP(json_done)
	json_t *link =
	    case_row(k, "link_by_hash", STORE_VALUES(STORE_TEXT(hash), STORE_INT(case_now)));
	snprintf(who->secret, sizeof(who->secret), "%s", json_text(link, "totp_secret"));
	json_t *args =
	    json_pack("{s:s, s:s, s:s, s:s}", "token", token, "name", json_text(link, "name"),
		      "password", CASE_PASSWORD, "password_again", CASE_PASSWORD);
	CASE_OUTCOME(k, "ok", NULL, "link.use", case_with_code(args, who), NULL);
	case_take_session(k, who);
}

static inline void case_invite(struct scheme_case *k, const struct person *administrator,
			       int64_t organisation, const char *role, const char *mail,
			       struct person *out)
{
	CLEANUP(mem_freep) char *id = mem_format("%" PRId64, organisation);
	json_t *args = json_pack("{s:s, s:s, s:s, s:s, s:s}", "organisation", id, "role", role,
				 "mail", mail, "name", mail, "language", "ja");

	CASE_OUTCOME(k, "ok", administrator, "account.invite", case_with_code(args, administrator),
		     NULL);
	case_follow_link(k, out);
}

static inline void case_open(struct scheme_case *k, struct person *administrator)
{
	struct err err = { 0 };
	char token[TOKEN_TEXT_MAX];

	memset(k, 0, sizeof(*k));
	snprintf(k->dir, sizeof(k->dir), "%s", fixture_folder);
	case_ok(settings_load(&k->settings, NULL, &err), &err);
	k->catalogue = fixture_catalogue();
	k->scheme = (struct scheme){ .settings = &k->settings,
				     .pack = k->catalogue->pack,
				     .clock = &case_clock };
	case_ok(store_open(&k->scheme.store, k->dir, STORE_WRITE, &err), &err);
	CLEANUP(mem_freep) char *signer = mem_format("%s/" SIGNER_FOLDER, k->dir);
	assert_int_equal(mkdir(signer, 0700), 0);
	k->alone =
	    (struct alone){ .scheme = &k->scheme, .spool = open(k->dir, O_RDONLY | O_DIRECTORY) };
	case_ok(signer_open(&k->alone.signer,
			    &(struct signer_options){ .dir = signer,
						      .issuer = "hoshi.example",
						      .owner_ja = "見本機構",
						      .owner_en = "Sample Agency",
						      .clock = &case_clock },
			    &err),
		&err);
	case_ok(found_registry(&k->scheme,
			       &(struct found){ .name_ja = "見本機構",
						.name_en = "Sample Agency",
						.mail = "admin@owner.example",
						.person = "管理 太郎",
						.language = "ja" },
			       token, &err),
		&err);
	case_follow_link(k, administrator);
}

static inline void case_close(struct scheme_case *k)
{
	json_decref(k->reply);
	store_free(k->scheme.store);
	settings_done(&k->settings);
	catalogue_free(k->catalogue);
	signer_freep(&k->alone.signer);
	(void)close(k->alone.spool);
	CLEANUP(mem_freep) char *signer = mem_format("%s/" SIGNER_FOLDER, k->dir);
	(void)fixture_remove(signer);
	CLEANUP(mem_freep) char *file = mem_format("%s/" STORE_FILE, k->dir);
	(void)unlink(file);
}
