#include "scheme/facts.h"

#include "base/buf.h"
#include "base/num.h"
#include "base/text.h"
#include "workflow/form_check.h"
#include "workflow/settings.h"

#define DAY_SECONDS (24 * 3600)
#define DIGEST_MAX (16u << 20)

/* What was found out today or yesterday about the addresses in it. */
static int known_links(struct store *store, const json_t *application, const char *today,
		       json_t **out, struct err *err)
{
	int64_t since = 0;
	int r = day_start(today, &since);

	return r < 0 ? r
		     : store_rows(store, "web_links_known",
				  STORE_VALUES(STORE_INT(json_int(application, "id", 0)),
					       STORE_INT(since - DAY_SECONDS)),
				  out, err);
}

static int evaluation_body(struct store *store, const json_t *body, json_t **out, struct err *err)
{
	const char *text = json_text(json_object_get(body, "evaluation_body"), "id");
	int64_t id;
	int r;

	*out = NULL;
	if (!text || num_i64(text, 1, INT64_MAX, &id) < 0)
		return 0;
	r = store_row(store, "organisation_by_id", STORE_VALUES(STORE_INT(id)), out, err);
	if (r == 0 && !text_equal(json_text(*out, "kind"), "evaluator")) {
		json_decref(*out);
		*out = NULL;
	}
	return r == E_MISSING ? 0 : r;
}

/* The form check of an application as it stands. */
static enum outcome findings_of(struct store *store, const struct settings *settings,
				const json_t *pack, const json_t *application, const char *today,
				json_t **findings, struct err *err)
{
	CLEANUP(json_done) json_t *checklist = NULL;
	CLEANUP(json_done) json_t *evaluator = NULL;
	CLEANUP(json_done) json_t *links = NULL;
	const json_t *body = json_object_get(application, "body");
	int r = store_row(store, "checklist_by_application",
			  STORE_VALUES(STORE_INT(json_int(application, "id", 0))), &checklist, err);

	if (r == E_MISSING)
		r = 0;
	if (r == 0)
		r = evaluation_body(store, body, &evaluator, err);
	if (r == 0 && json_flag(settings->doc, "link_checks"))
		r = known_links(store, application, today, &links, err);
	if (r < 0)
		return OUTCOME_BROKEN;
	const json_t *handed_in = json_object_get(checklist, "body");
	*findings =
	    form_check(&(struct form_check){ .body = body,
					     .checklist = handed_in,
					     .manifest = json_object_get(handed_in, "manifest"),
					     .settings = settings,
					     .pack = pack,
					     .day = today,
					     .evaluation_body = evaluator,
					     .links = links });
	return OUTCOME_OK;
}

enum outcome facts_of_application(struct call *c, const json_t *application, json_t **out)
{
	CLEANUP(json_done) json_t *inquiries = NULL;
	CLEANUP(json_done) json_t *fee = NULL;
	CLEANUP(json_done) json_t *decisions = NULL;
	CLEANUP(json_done) json_t *findings = NULL;
	CLEANUP(json_done) json_t *evaluator = NULL;
	int64_t id = json_int(application, "id", 0);
	const json_t *body = json_object_get(application, "body");
	enum outcome o = findings_of(c->store, c->scheme->settings, c->scheme->pack, application,
				     c->today, &findings, &c->err);

	if (o == OUTCOME_OK)
		o = call_rows(c, "inquiries_of", STORE_VALUES(STORE_INT(id)), &inquiries);
	if (o == OUTCOME_OK)
		o = call_rows(c, "decisions_of_application", STORE_VALUES(STORE_INT(id)),
			      &decisions);
	if (o == OUTCOME_OK)
		o = call_row(c, "fee_of", STORE_VALUES(STORE_INT(id)), &fee);
	if (o == OUTCOME_MISSING)
		o = OUTCOME_OK;
	if (o != OUTCOME_OK)
		return o;
	int r = evaluation_body(c->store, body, &evaluator, &c->err);
	if (r < 0)
		return call_broken(c, r);
	*out = json_pack(
	    "{s:{s:I, s:O, s:b, s:s?}, s:O, s:O, s:O, s:O?, s:O?, s:O?, s:I, s:s}", "application",
	    "level", (json_int_t)json_int(application, "level", 0), "body", body,
	    "provisional_asked", json_flag(application, "is_provisional_asked"),
	    "provisional_number", json_text(application, "provisional_number"), "findings",
	    findings, "inquiries", inquiries, "decisions", decisions, "fee", fee, "evaluation_body",
	    evaluator, "report", json_object_get(application, "report"), "actor",
	    (json_int_t)call_account_id(c), "today", c->today);
	return *out ? OUTCOME_OK : call_broken(c, E_FORMAT);
}

enum outcome facts_of_registration(struct call *c, const json_t *registration, json_t **out)
{
	CLEANUP(json_done) json_t *hearing = json_object();
	const char *held = json_text(registration, "hearing_held");
	int64_t opened = json_int(registration, "hearing_opened", 0);
	char opened_on[DAY_TEXT_MAX];

	day_of(opened_on, opened);
	if (opened)
		json_object_set_new(hearing, "opened_on", json_string(opened_on));
	if (held)
		json_object_set_new(hearing, "held_on", json_string(held));
	*out = json_pack("{s:{s:s}, s:O, s:O?, s:I, s:s}", "label", "valid_until",
			 json_text(registration, "valid_until"), "hearing", hearing, "renewal",
			 json_object_get(c->scheme->settings->doc, "renewal"), "actor",
			 (json_int_t)call_account_id(c), "today", c->today);
	return *out ? OUTCOME_OK : call_broken(c, E_FORMAT);
}

enum outcome facts_digest(struct call *c, const json_t *application, char out[static HASH_HEX_MAX])
{
	CLEANUP(json_done) json_t *checklist = NULL;
	CLEANUP(buf_done) struct buf text = BUF(DIGEST_MAX);
	enum outcome o =
	    call_row(c, "checklist_by_application",
		     STORE_VALUES(STORE_INT(json_int(application, "id", 0))), &checklist);

	if (o != OUTCOME_OK && o != OUTCOME_MISSING)
		return o;
	json_write(&text, json_object_get(application, "body"), false);
	if (checklist)
		json_write(&text, json_object_get(checklist, "body"), false);
	if (!buf_ok(&text))
		return call_broken(c, E_LIMIT);
	hash_sha256_hex(out, buf_view(&text));
	return OUTCOME_OK;
}
