#include "scheme/issue.h"

#include "scheme/event.h"
#include "scheme/publish.h"
#include "workflow/settings.h"

enum outcome issue_last_day(struct call *c, const char *from, char out[static DAY_TEXT_MAX])
{
	int r = settings_label_end(c->scheme->settings, out, from);

	return r == 0 ? OUTCOME_OK : call_broken(c, r);
}

static enum outcome add_registration(struct call *c, const json_t *application, const char *end)
{
	return call_run(c, "registration_add",
			STORE_VALUES(STORE_TEXT(json_text(application, "registration_number")),
				     STORE_INT(json_int(application, "id", 0)),
				     STORE_INT(json_int(application, "organisation", 0)),
				     STORE_INT(json_int(application, "level", 0)),
				     STORE_TEXT("valid"), STORE_TEXT(c->today), STORE_TEXT(end),
				     STORE_INT(c->now)));
}

static enum outcome add_event(struct call *c, const char *kind, const char *label,
			      const json_t *body)
{
	int r = event_add(c->store, c->now, kind, label, body, &c->err);

	return r == 0 ? OUTCOME_OK : call_broken(c, r);
}

enum outcome issue_label(struct call *c, const json_t *application)
{
	CLEANUP(json_done) json_t *checklist = NULL;
	CLEANUP(json_done) json_t *event = NULL;
	CLEANUP(json_done) json_t *pack = NULL;
	unsigned level = (unsigned)json_int(application, "level", 0);
	const char *number = json_text(application, "registration_number");
	const char *support = json_text(json_object_get(application, "body"), "support_until");
	char end[DAY_TEXT_MAX];
	enum outcome o = issue_last_day(c, c->today, end);

	if (o == OUTCOME_OK)
		o = call_row(c, "checklist_by_application",
			     STORE_VALUES(STORE_INT(json_int(application, "id", 0))), &checklist);
	/* Where the owner certifies, the evaluation report stands in for it. */
	if (o == OUTCOME_MISSING && settings_third_party(c->scheme->settings, level))
		o = OUTCOME_OK;
	if (o == OUTCOME_OK)
		o = add_registration(c, application, end);
	if (o != OUTCOME_OK)
		return o;
	pack = publish_pack(c->scheme->settings, c->scheme->pack, level, c->today);
	event = json_pack("{s:i, s:s, s:s, s:s?, s:o, s:o}", "level", (int)level, "issued",
			  c->today, "valid_until", end, "support_until", support, "models",
			  publish_models(application), "body",
			  publish_body(application, json_object_get(checklist, "body"), pack));
	return add_event(c, "label_issued", number, event);
}

enum outcome issue_status(struct call *c, const char *number, const char *status,
			  const char *valid_until, const char *reason_ja, const char *reason_en)
{
	CLEANUP(json_done)
	json_t *event = json_pack("{s:s, s:s}", "status", status, "valid_until", valid_until);

	if (reason_ja && reason_en)
		json_object_set_new(event, "reason",
				    json_pack("{s:s, s:s}", "ja", reason_ja, "en", reason_en));
	return add_event(c, "label_status", number, event);
}
