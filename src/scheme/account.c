#include "scheme/account.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"
#include "crypto/token.h"
#include "crypto/totp.h"
#include "scheme/mail.h"
#include "workflow/settings.h"

char *account_mail_address(const char *text)
{
	size_t n = text ? strlen(text) : 0, ats = 0;
	const char *at = text ? strchr(text, '@') : NULL;

	if (n < 3 || n > MAIL_ADDRESS_MAX || !at || at == text || !strchr(at, '.'))
		return NULL;
	char *lower = mem_text(text);
	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)lower[i];

		ats += c == '@';
		if (c <= ' ' || c >= 0x7f || strchr("<>()[],;:\"\\", c) || ats > 1) {
			mem_free(lower);
			return NULL;
		}
		if (c >= 'A' && c <= 'Z')
			lower[i] = (char)(c - 'A' + 'a');
	}
	return lower;
}

int account_of_session(struct store *store, const char *token, int64_t now, json_t **out,
		       struct err *err)
{
	char hash[HASH_HEX_MAX];

	token_hash(hash, token);
	return store_row(
	    store, "session_by_hash",
	    STORE_VALUES(STORE_TEXT(hash), STORE_INT(now), STORE_INT(now - SESSION_IDLE)), out,
	    err);
}

static enum outcome rate_full(struct call *c, const char *key, int64_t most, int64_t window)
{
	int64_t count = 0;
	int r =
	    store_int(c->store, "rate_get",
		      STORE_VALUES(STORE_TEXT(key), STORE_INT(c->now - window)), &count, &c->err);

	if (r < 0 && r != E_MISSING)
		return call_broken(c, r);
	return r == 0 && count >= most ? OUTCOME_LIMIT : OUTCOME_OK;
}

static enum outcome rate_count(struct call *c, const char *key, int64_t window)
{
	return call_run(
	    c, "rate_count",
	    STORE_VALUES(STORE_TEXT(key), STORE_INT(c->now), STORE_INT(c->now - window)));
}

/* The signer knows the secret, counts the wrong ones, and lets a code work once. */
enum outcome account_factor(struct call *c, int64_t account, const char *code)
{
	const json_t *result;
	enum outcome o = call_job(c,
				  json_pack("{s:s, s:I, s:s}", "kind", "factor", "account",
					    (json_int_t)account, "code", code ? code : ""),
				  &result);

	if (o != OUTCOME_OK)
		return o;
	if (json_flag(result, "limit"))
		return OUTCOME_LIMIT;
	return json_flag(result, "fits") ? OUTCOME_OK : OUTCOME_FACTOR;
}

enum outcome account_open_session(struct call *c, int64_t account)
{
	char token[TOKEN_TEXT_MAX], csrf[TOKEN_TEXT_MAX], hash[HASH_HEX_MAX];
	enum outcome o;

	token_new(token);
	token_new(csrf);
	token_hash(hash, token);
	o = call_run(c, "session_add",
		     STORE_VALUES(STORE_TEXT(hash), STORE_INT(account), STORE_TEXT(csrf),
				  STORE_INT(c->now), STORE_INT(c->now + SESSION_LONGEST)));
	if (o == OUTCOME_OK)
		json_object_set_new(c->result, "session", json_string(token));
	return o;
}

enum outcome account_send_link(struct call *c, int64_t account, const char *purpose,
			       bool new_factor)
{
	CLEANUP(json_done) json_t *row = NULL;
	char token[TOKEN_TEXT_MAX], hash[HASH_HEX_MAX], secret[TOTP_SECRET_MAX] = "";
	enum outcome o = call_row(c, "account_by_id", STORE_VALUES(STORE_INT(account)), &row);

	if (o != OUTCOME_OK)
		return o;
	token_new(token);
	token_hash(hash, token);
	if (new_factor)
		totp_secret_new(secret);
	o = call_run(c, "links_void", STORE_VALUES(STORE_INT(account), STORE_INT(c->now)));
	if (o == OUTCOME_OK)
		o = call_run(c, "link_add",
			     STORE_VALUES(STORE_TEXT(hash), STORE_INT(account), STORE_TEXT(purpose),
					  STORE_TEXT(secret),
					  STORE_TEXT(c->decides ? call_attestation(c) : NULL),
					  STORE_INT(c->now), STORE_INT(c->now + LINK_LASTS)));
	if (o != OUTCOME_OK)
		return o;
	/* Only found_registry hands it on: a reply to a front never carries it. */
	if (text_equal(c->action, "registry.found"))
		json_object_set_new(c->result, "link", json_string(token));
	CLEANUP(mem_freep) char *path = mem_format("/link/%s", token);
	return mail_send(c, row, strcmp(purpose, "recovery") == 0 ? MAIL_RECOVERY : MAIL_INVITATION,
			 &(struct mail_words){ .path = path });
}

enum outcome account_rate(struct call *c, const char *what, const char *subject, int64_t most,
			  int64_t window)
{
	CLEANUP(mem_freep) char *key = mem_format("%s:%s", what, subject);
	enum outcome o = rate_full(c, key, most, window);

	return o == OUTCOME_OK ? rate_count(c, key, window) : o;
}
