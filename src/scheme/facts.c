#include "scheme/facts.h"

#include "base/buf.h"
#include "base/day.h"
#include "base/err.h"
#include "base/num.h"
#include "base/text.h"
#include "store/store.h"
#include "workflow/form_check.h"
#include "workflow/settings.h"

#define DAY_SECONDS (INT64_C(24) * 3600)
#define DIGEST_MAX (16u << 20)

/* A row that may be absent. */
static int maybe_row(struct store *store, const char *statement, int64_t id, json_t **row,
		     struct err *err)
{
	int r = store_row(store, statement, STORE_VALUES(STORE_INT(id)), row, err);

	return r == E_MISSING ? 0 : r;
}

/* The evaluation body that the application names, if it is one. */
static int evaluation_body(const struct facts *f, const json_t *body, json_t **out, struct err *err)
{
	const char *text = json_text(json_object_get(body, "evaluation_body"), "id");
	int64_t id;

	if (!text || num_i64(text, 1, INT64_MAX, &id) < 0)
		return 0;
	int r = maybe_row(f->store, "organisation_by_id", id, out, err);
	if (r == 0 && *out && !text_equal(json_text(*out, "kind"), "evaluator")) {
		json_decref(*out);
		*out = NULL;
	}
	return r;
}

/* What was found out today or yesterday about the addresses in it. */
static int known_links(const struct facts *f, int64_t id, json_t **out, struct err *err)
{
	int64_t since = 0;

	if (!json_flag(f->settings->doc, "link_checks"))
		return 0;
	int r = day_start(f->today, &since);
	return r < 0 ? r
		     : store_rows(f->store, "web_links_known",
				  STORE_VALUES(STORE_INT(id), STORE_INT(since - DAY_SECONDS)), out,
				  err);
}

/* The form check of an application as it stands. */
static json_t *findings_of(const struct facts *f, const json_t *application,
			   const json_t *checklist, const json_t *evaluator, const json_t *links)
{
	const json_t *body = json_object_get(application, "body");
	const json_t *report = json_object_get(application, "report");
	const json_t *handed_in = json_object_get(checklist, "body");

	return form_check(&(struct form_check){ .body = body,
						.checklist = handed_in,
						.manifest = json_object_get(handed_in, "manifest"),
						.settings = f->settings,
						.pack = f->pack,
						.day = f->today,
						.evaluation_body = evaluator,
						.evaluated_on = json_text(report, "on"),
						.links = links });
}

int facts_of_application(const struct facts *f, const json_t *application, json_t **out,
			 struct err *err)
{
	CLEANUP(json_done) json_t *checklist = NULL;
	CLEANUP(json_done) json_t *evaluator = NULL;
	CLEANUP(json_done) json_t *inquiries = NULL;
	CLEANUP(json_done) json_t *decisions = NULL;
	CLEANUP(json_done) json_t *fee = NULL;
	CLEANUP(json_done) json_t *links = NULL;
	int64_t id = json_int(application, "id", 0);
	const json_t *body = json_object_get(application, "body");
	const struct store_values of_it = STORE_VALUES(STORE_INT(id));
	int r = maybe_row(f->store, "checklist_by_application", id, &checklist, err);

	if (r == 0)
		r = evaluation_body(f, body, &evaluator, err);
	if (r == 0)
		r = known_links(f, id, &links, err);
	if (r == 0)
		r = store_rows(f->store, "inquiries_of", of_it, &inquiries, err);
	if (r == 0)
		r = store_rows(f->store, "decisions_of_application", of_it, &decisions, err);
	if (r == 0)
		r = maybe_row(f->store, "fee_of", id, &fee, err);
	if (r < 0)
		return r;
	*out =
	    json_pack("{s:{s:I, s:O, s:b, s:s?}, s:o, s:O, s:O, s:O?, s:O?, s:O?, s:O?, s:I, s:s}",
		      "application", "level", (json_int_t)json_int(application, "level", 0), "body",
		      body, "provisional_asked", json_flag(application, "is_provisional_asked"),
		      "provisional_number", json_text(application, "provisional_number"),
		      "findings", findings_of(f, application, checklist, evaluator, links),
		      "inquiries", inquiries, "decisions", decisions, "fee", fee, "evaluation_body",
		      evaluator, "report", json_object_get(application, "report"), "checklist",
		      checklist, "actor", (json_int_t)f->actor, "today", f->today);
	return *out ? 0 : err_set(err, E_FORMAT, "application %" PRId64 " is not whole", id);
}

int facts_of_registration(const struct facts *f, const json_t *registration, json_t **out,
			  struct err *err)
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
			 json_object_get(f->settings->doc, "renewal"), "actor",
			 (json_int_t)f->actor, "today", f->today);
	return *out ? 0 : err_set(err, E_FORMAT, "a registration is not whole");
}

bool facts_owner_sees(const json_t *application)
{
	return json_text(application, "submitted") ||
	       !text_equal(json_text(application, "received_as"), "online");
}

int facts_digest(struct store *store, const json_t *application, char out[static HASH_HEX_MAX],
		 struct err *err)
{
	CLEANUP(json_done) json_t *checklist = NULL;
	CLEANUP(buf_done) struct buf text = BUF(DIGEST_MAX);
	int r = maybe_row(store, "checklist_by_application", json_int(application, "id", 0),
			  &checklist, err);

	if (r < 0)
		return r;
	json_write(&text, json_object_get(application, "body"), false);
	if (checklist)
		json_write(&text, json_object_get(checklist, "body"), false);
	if (!buf_ok(&text))
		return err_set(err, E_LIMIT, "the papers of an application are too long");
	hash_sha256_hex(out, buf_view(&text));
	return 0;
}
