/*
 * What people do with their own accounts.  Answers never tell whether an address has an account:
 * signing in takes the same time and says the same, recovery and registration always say yes.
 */
#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"
#include "crypto/password.h"
#include "crypto/token.h"
#include "scheme/account.h"
#include "scheme/action.h"
#include "scheme/mail.h"
#include "signer/roster.h"
#include "workflow/corporate_number.h"

#define PERSON_NAME_MAX 100
#define ORGANISATION_NAME_MAX 200
#define ALL_ROLES                                                                   \
	(ROLE_BIT(ROLE_MAKER) | ROLE_BIT(ROLE_OFFICER) | ROLE_BIT(ROLE_AUTHORITY) | \
	 ROLE_BIT(ROLE_AUDITOR) | ROLE_BIT(ROLE_ADMINISTRATOR))

/* Unofficial; ours. */
#define SIGN_IN_TRIES 20 /* by address */
#define SIGN_IN_WINDOW 900
#define FAILURES_BEFORE_PAUSE 10 /* by account */
#define PAUSE 900
#define LETTERS 10 /* registrations and recoveries, by address */
#define LETTERS_WINDOW 3600

static enum outcome bad_mail(struct call *c)
{
	return call_problem(c, "mail", "メールアドレスを確認してください。",
			    "Please check the mail address.");
}

static int64_t account_of_mail(struct call *c, const char *mail)
{
	int64_t id = 0;
	struct err none = { 0 };

	return store_int(c->store, "account_id_by_mail", STORE_VALUES(STORE_TEXT(mail)), &id,
			 &none) == 0
		   ? id
		   : 0;
}

/* ---- signing in ---- */

static enum outcome wrong(struct call *c)
{
	return call_problem(
	    c, "",
	    "サインインできません。メールアドレス、パスワード、認証コードを確認してください。",
	    "This does not sign you in. Please check address, password and code.");
}

/* As long for nobody's password as for somebody's. */
static enum outcome ask_password(struct call *c, const json_t *secrets, bool *fits)
{
	const char *hash = json_text(secrets, "password_hash");
	const json_t *result;
	enum outcome o = call_job(c,
				  json_pack("{s:s, s:s, s:s}", "kind", "password_verify",
					    "password", json_text(c->args, "password"), "hash",
					    hash ? hash : password_of_nobody()),
				  &result);

	*fits = o == OUTCOME_OK && json_flag(result, "fits");
	return o;
}

static enum outcome failed(struct call *c, int64_t id, const json_t *secrets)
{
	bool pause = json_int(secrets, "failures", 0) + 1 >= FAILURES_BEFORE_PAUSE;

	c->keep = true;
	if (call_run(c, "account_failed",
		     STORE_VALUES(STORE_INT(id), STORE_INT(pause ? c->now + PAUSE : 0))) !=
	    OUTCOME_OK)
		return OUTCOME_BROKEN;
	if (pause && call_audit(c, &(struct trail){ .kind = "account",
						    .subject = json_text(c->args, "mail"),
						    .to = "paused" }) != OUTCOME_OK)
		return OUTCOME_BROKEN;
	return wrong(c);
}

static enum outcome signed_in(struct call *c, int64_t id)
{
	enum outcome o = call_run(c, "account_succeeded", STORE_VALUES(STORE_INT(id)));

	if (o == OUTCOME_OK)
		o = call_row(c, "account_by_id", STORE_VALUES(STORE_INT(id)), &c->account);
	if (o == OUTCOME_OK)
		o = account_open_session(c, id);
	CLEANUP(mem_freep) char *subject = mem_format("%" PRId64, id);
	return o == OUTCOME_OK
		   ? call_audit(c, &(struct trail){ .kind = "account", .subject = subject })
		   : o;
}

static enum outcome session_open(struct call *c)
{
	CLEANUP(mem_freep) char *mail = account_mail_address(call_arg(c, "mail"));
	CLEANUP(json_done) json_t *secrets = NULL;
	const char *password = call_arg(c, "password"), *code = call_arg(c, "factor");
	int64_t id = mail ? account_of_mail(c, mail) : 0;
	bool fits = false;
	enum outcome o;

	if (!mail || !password || strlen(password) > PASSWORD_MAX)
		return wrong(c);
	if (id) {
		o = call_row(c, "account_secrets", STORE_VALUES(STORE_INT(id)), &secrets);
		if (o != OUTCOME_OK)
			return o;
	}
	if (!c->done) {
		c->keep = true;
		o = account_rate(c, "sign-in", c->address ? c->address : "", SIGN_IN_TRIES,
				 SIGN_IN_WINDOW);
		if (o != OUTCOME_OK)
			return o;
	}
	o = ask_password(c, secrets, &fits);
	if (o != OUTCOME_OK)
		return o;
	if (!secrets || !text_equal(json_text(secrets, "state"), "active"))
		return wrong(c);
	if (json_int(secrets, "locked_until", 0) > c->now)
		return wrong(c);
	o = fits && code ? account_factor(c, id, code) : OUTCOME_FACTOR;
	if (o == OUTCOME_FACTOR || o == OUTCOME_LIMIT)
		return failed(c, id, secrets);
	if (o != OUTCOME_OK)
		return o;
	/* The session that was there, if any, is not the new one's. */
	json_decref(c->account);
	c->account = NULL;
	return signed_in(c, id);
}

static enum outcome session_close(struct call *c)
{
	char hash[HASH_HEX_MAX];

	token_hash(hash, c->session);
	json_object_set_new(c->result, "session", json_string(""));
	return call_run(c, "session_close", STORE_VALUES(STORE_TEXT(hash)));
}

/* ---- links that work once ---- */

static enum outcome check_password(struct call *c, const char *password)
{
	if (!password || strlen(password) < PASSWORD_MIN || strlen(password) > PASSWORD_MAX)
		return call_problem(c, "password", "12文字以上、200バイト以内にしてください。",
				    "12 characters or more, at most 200 bytes, please.");
	if (!text_equal(password, call_arg(c, "password_again")))
		return call_problem(c, "password_again", "2回の入力が違います。",
				    "The two are not the same.");
	return OUTCOME_OK;
}

static enum outcome ask_hash(struct call *c, const char *password, const char **hash)
{
	const json_t *result;
	enum outcome o = call_job(
	    c, json_pack("{s:s, s:s}", "kind", "password_hash", "password", password), &result);

	*hash = o == OUTCOME_OK ? json_text(result, "hash") : NULL;
	return o;
}

static enum outcome wrong_code(struct call *c)
{
	return call_problem(
	    c, "factor",
	    "認証コードが違います。認証アプリに表示される新しいコードを入力してください。",
	    "This is not the code. Please type a new one that the app shows.");
}

/* The signer takes the new factor in, or sees a code of the one that stays. */
static enum outcome set_factor(struct call *c, const json_t *link, const char *code)
{
	const char *secret = json_text(link, "totp_secret"), *grant = json_text(link, "grant_text");
	const json_t *result;
	int64_t id = json_int(link, "account", 0);
	enum outcome o;

	if (!*secret) {
		o = account_factor(c, id, code);
		return o == OUTCOME_FACTOR || o == OUTCOME_LIMIT ? wrong_code(c) : o;
	}
	o = call_job(c,
		     json_pack("{s:s, s:I, s:s, s:s, s:s, s:s}", "kind", "enrol", "account",
			       (json_int_t)id, "role", json_text(link, "role"), "secret", secret,
			       "code", code, "grant", grant ? grant : ""),
		     &result);
	if (o != OUTCOME_OK)
		return o;
	if (json_flag(result, "refused"))
		return call_problem(c, "",
				    "この招待は管理者による承認が必要です。管理者に再発行を依頼し"
				    "てください。",
				    "This invitation needs an administrator's decision. Please ask "
				    "for a new one.");
	return json_flag(result, "fits") ? OUTCOME_OK : wrong_code(c);
}

static enum outcome link_use(struct call *c)
{
	CLEANUP(json_done) json_t *link = NULL;
	const char *token = call_arg(c, "token"), *password = call_arg(c, "password");
	const char *code = call_arg(c, "factor"), *name = NULL, *stored = NULL;
	char hash[HASH_HEX_MAX];
	enum outcome o;

	if (!token)
		return OUTCOME_MISSING;
	token_hash(hash, token);
	o = call_row(c, "link_by_hash", STORE_VALUES(STORE_TEXT(hash), STORE_INT(c->now)), &link);
	if (o != OUTCOME_OK)
		return o;
	o = call_text(c, "name", PERSON_NAME_MAX, true, &name);
	if (check_password(c, password) != OUTCOME_OK)
		o = OUTCOME_INVALID;
	if (!code)
		o = wrong_code(c);
	if (o == OUTCOME_OK)
		o = ask_hash(c, password, &stored);
	if (o == OUTCOME_OK)
		o = set_factor(c, link, code);
	if (o != OUTCOME_OK)
		return o;
	int64_t id = json_int(link, "account", 0);
	o = call_change_one(c, "link_use", STORE_VALUES(STORE_TEXT(hash), STORE_INT(c->now)));
	if (o == OUTCOME_OK)
		o = call_run(c, "sessions_close", STORE_VALUES(STORE_INT(id)));
	if (o == OUTCOME_OK)
		o = call_run(c, "account_activate",
			     STORE_VALUES(STORE_INT(id), STORE_TEXT(stored), STORE_TEXT(name)));
	json_decref(c->account);
	c->account = NULL;
	return o == OUTCOME_OK ? signed_in(c, id) : o;
}

static enum role role_of(const json_t *account)
{
	const char *name = json_text(account, "role");
	int role = name ? role_find(name) : -1;

	return role < 0 ? ROLE_ADMINISTRATOR : (enum role)role;
}

static enum outcome account_recover(struct call *c)
{
	CLEANUP(mem_freep) char *mail = account_mail_address(call_arg(c, "mail"));
	CLEANUP(json_done) json_t *row = NULL;
	enum outcome o;

	if (!mail)
		return bad_mail(c);
	c->keep = true;
	o = account_rate(c, "letter", c->address ? c->address : "", LETTERS, LETTERS_WINDOW);
	int64_t id = account_of_mail(c, mail);
	if (o != OUTCOME_OK || !id)
		return o;
	o = call_row(c, "account_by_id", STORE_VALUES(STORE_INT(id)), &row);
	const char *state = json_text(row, "state");
	if (o != OUTCOME_OK || text_equal(state, "closed"))
		return o;
	if (text_equal(state, "invited"))
		return account_send_link(c, id, "invitation", true);
	/* Who may decide keeps the second factor: a mailbox alone is not enough to take it over. */
	return account_send_link(c, id, "recovery", !roster_needs_grant(role_of(row)));
}

static enum outcome account_password(struct call *c)
{
	const char *password = call_arg(c, "password"), *hash = NULL;
	int64_t id = call_account_id(c);
	enum outcome o = check_password(c, password);

	if (o == OUTCOME_OK)
		o = ask_hash(c, password, &hash);
	if (o == OUTCOME_OK)
		o = account_factor(c, id, call_arg(c, "factor"));
	if (o == OUTCOME_OK)
		o = call_run(c, "account_password", STORE_VALUES(STORE_INT(id), STORE_TEXT(hash)));
	if (o == OUTCOME_OK)
		o = call_run(c, "sessions_close", STORE_VALUES(STORE_INT(id)));
	if (o == OUTCOME_OK)
		o = account_open_session(c, id);
	CLEANUP(mem_freep) char *subject = mem_format("%" PRId64, id);
	return o == OUTCOME_OK
		   ? call_audit(c, &(struct trail){ .kind = "account", .subject = subject })
		   : o;
}

static enum outcome account_language(struct call *c)
{
	const char *language = call_arg(c, "language");

	if (!text_equal(language, "ja") && !text_equal(language, "en"))
		return call_problem(c, "language", "言語を選んでください。",
				    "Please choose a language.");
	return call_run(c, "account_language",
			STORE_VALUES(STORE_INT(call_account_id(c)), STORE_TEXT(language)));
}

/* On every other machine; here one stays signed in. */
static enum outcome session_close_others(struct call *c)
{
	CLEANUP(mem_freep) char *subject = mem_format("%" PRId64, call_account_id(c));
	char hash[HASH_HEX_MAX];
	enum outcome o;

	token_hash(hash, c->session);
	o = call_run(c, "sessions_close_others",
		     STORE_VALUES(STORE_INT(call_account_id(c)), STORE_TEXT(hash)));
	return o == OUTCOME_OK
		   ? call_audit(c, &(struct trail){ .kind = "account", .subject = subject })
		   : o;
}

/* ---- a maker registers itself ---- */

static enum outcome add_maker(struct call *c, const char *mail, const char *number,
			      const char *proof, const char *language)
{
	const char *ja = call_arg(c, "name_ja"), *en = call_arg(c, "name_en");
	const char *person = call_arg(c, "name");
	enum outcome o;

	if (account_of_mail(c, mail)) {
		CLEANUP(json_done)
		json_t *there = json_pack("{s:s, s:s}", "mail", mail, "language", language);

		return mail_send(c, there, MAIL_HAS_ACCOUNT,
				 &(struct mail_words){ .path = "/recover" });
	}
	int r = store_run(c->store, "organisation_add",
			  STORE_VALUES(STORE_TEXT("maker"), STORE_TEXT(ja), STORE_TEXT(en),
				       STORE_TEXT(number), STORE_TEXT(proof), STORE_NULL,
				       STORE_NULL, STORE_NULL, STORE_NULL, STORE_INT(c->now)),
			  NULL, &c->err);
	if (r == E_EXISTS)
		return call_problem(
		    c, "corporate_number",
		    "この法人番号はすでに登録されています。社内の担当者に招待を依頼してください。",
		    "This corporate number is registered. Please ask your "
		    "colleague there for an invitation.");
	if (r < 0)
		return call_broken(c, r);
	int64_t organisation = store_last_id(c->store);
	o = call_run(c, "account_add",
		     STORE_VALUES(STORE_INT(organisation), STORE_TEXT(mail), STORE_TEXT(person),
				  STORE_TEXT("maker"), STORE_TEXT(language), STORE_INT(c->now)));
	int64_t id = store_last_id(c->store);
	CLEANUP(mem_freep) char *subject = mem_format("%" PRId64, organisation);
	if (o == OUTCOME_OK)
		o = call_audit(c, &(struct trail){ .kind = "organisation", .subject = subject });
	return o == OUTCOME_OK ? account_send_link(c, id, "invitation", true) : o;
}

static enum outcome maker_register(struct call *c)
{
	CLEANUP(mem_freep) char *mail = account_mail_address(call_arg(c, "mail"));
	const char *number = call_arg(c, "corporate_number"), *proof = NULL, *text = NULL;
	const char *language = call_arg(c, "language");
	enum outcome o;

	/* All that is wrong at once, in the order of the form. */
	(void)call_text(c, "name_ja", ORGANISATION_NAME_MAX, true, &text);
	(void)call_text(c, "name_en", ORGANISATION_NAME_MAX, true, &text);
	if (number && !corporate_number_valid(number))
		(void)call_problem(c, "corporate_number",
				   "法人番号を確認してください（13桁、検査数字が合いません）。",
				   "Please check the corporate number: 13 digits, of which the "
				   "first is a check digit.");
	o = call_text(c, "identity_proof", 500, false, &proof);
	if (!number && !proof && o == OUTCOME_OK)
		(void)call_problem(c, "corporate_number",
				   "法人番号、または法人格を証明する書類を入力してください。",
				   "Please give the corporate number, or another proof of legal "
				   "personality.");
	(void)call_text(c, "name", PERSON_NAME_MAX, true, &text);
	if (!mail)
		(void)bad_mail(c);
	if (!language || (!text_equal(language, "ja") && !text_equal(language, "en")))
		language = "ja";
	if (c->problems)
		return OUTCOME_INVALID;
	o = account_rate(c, "letter", c->address ? c->address : "", LETTERS, LETTERS_WINDOW);
	return o == OUTCOME_OK ? add_maker(c, mail, number, proof, language) : o;
}

const struct action action_account_table[] = {
	{ "session.open", ROLE_PUBLIC, session_open },
	{ "session.close", ALL_ROLES, session_close },
	{ "link.use", ROLE_PUBLIC, link_use },
	{ "account.recover", ROLE_PUBLIC, account_recover },
	{ "account.password", ALL_ROLES, account_password },
	{ "account.language", ALL_ROLES, account_language },
	{ "session.close_others", ALL_ROLES, session_close_others },
	{ "maker.register", ROLE_PUBLIC, maker_register },
	{ .name = NULL },
};
