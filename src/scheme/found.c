#include "scheme/found.h"

#include "base/err.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/time.h"
#include "scheme/account.h"
#include "scheme/action.h"
#include "workflow/settings.h"

static enum outcome add_organisation(struct call *c, const char *kind, const char *ja,
				     const char *en, const char *authority)
{
	return call_run(c, "organisation_add",
			STORE_VALUES(STORE_TEXT(kind), STORE_TEXT(ja), STORE_TEXT(en), STORE_NULL,
				     STORE_NULL, STORE_TEXT(authority), STORE_NULL, STORE_NULL,
				     STORE_NULL, STORE_INT(c->now)));
}

static enum outcome add_authorities(struct call *c)
{
	size_t i;
	json_t *authority;
	enum outcome o = OUTCOME_OK;

	json_array_foreach (json_object_get(c->scheme->settings->doc, "authorities"), i,
			    authority) {
		const json_t *name = json_object_get(authority, "name");

		if (o == OUTCOME_OK)
			o = add_organisation(c, "authority", json_text(name, "ja"),
					     json_text(name, "en"), json_text(authority, "id"));
	}
	return o;
}

static bool has_owner(struct call *c)
{
	CLEANUP(json_done) json_t *rows = NULL;
	size_t i;
	json_t *row;

	if (call_rows(c, "organisations", STORE_NOTHING, &rows) != OUTCOME_OK)
		return false;
	json_array_foreach (rows, i, row)
		if (text_equal(json_text(row, "kind"), "owner"))
			return true;
	return false;
}

static enum outcome make(struct call *c, const struct found *in)
{
	CLEANUP(mem_freep) char *mail = account_mail_address(in->mail);
	enum outcome o;

	if (!mail) {
		(void)err_set(&c->err, E_USAGE, "'%s' is no mail address", in->mail);
		return OUTCOME_BROKEN;
	}
	if (has_owner(c)) {
		(void)err_set(&c->err, E_EXISTS, "this registry has an owner already");
		return OUTCOME_BROKEN;
	}
	o = add_organisation(c, "owner", in->name_ja, in->name_en, NULL);
	int64_t owner = store_last_id(c->store);
	if (o == OUTCOME_OK)
		o = add_authorities(c);
	if (o == OUTCOME_OK)
		o = call_run(c, "account_add",
			     STORE_VALUES(STORE_INT(owner), STORE_TEXT(mail),
					  STORE_TEXT(in->person), STORE_TEXT("administrator"),
					  STORE_TEXT(in->language), STORE_INT(c->now)));
	int64_t account = store_last_id(c->store);
	CLEANUP(mem_freep) char *subject = mem_format("%" PRId64, account);
	if (o == OUTCOME_OK)
		o = call_audit(c, &(struct trail){ .kind = "account",
						   .subject = subject,
						   .to = "administrator" });
	return o == OUTCOME_OK ? account_send_link(c, account, "invitation", true) : o;
}

int found_registry(struct scheme *s, const struct found *in, char token[static TOKEN_TEXT_MAX],
		   struct err *err)
{
	struct call c = { .scheme = s,
			  .store = s->store,
			  .now = time_unix(s->clock),
			  .action = "registry.found" };
	int r;

	day_of(c.today, c.now);
	c.result = json_object();
	r = store_begin(c.store, &c.err);
	if (r == 0 && make(&c, in) != OUTCOME_OK)
		r = c.err.code ? c.err.code : E_FORMAT;
	if (r == 0)
		r = store_commit(c.store, &c.err);
	store_rollback(c.store);
	if (r == 0)
		(void)snprintf(token, TOKEN_TEXT_MAX, "%s", json_text(c.result, "link"));
	else if (err)
		*err = c.err;
	json_decref(c.result);
	return r;
}
