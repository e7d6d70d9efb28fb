#include "scheme/issue.h"

#include "scheme/publish.h"
#include "workflow/settings.h"

enum outcome issue_last_day(struct call *c, const char *from, char out[static DAY_TEXT_MAX])
{
	int r = settings_label_end(c->scheme->settings, out, from);

	return r == 0 ? OUTCOME_OK : call_broken(c, r);
}

/* The day on which everybody may know: today, or one that who decides has chosen. */
static enum outcome first_day(struct call *c, char out[static DAY_TEXT_MAX])
{
	const char *wanted = call_arg(c, "publish_on");
	char latest[DAY_TEXT_MAX];

	(void)snprintf(out, DAY_TEXT_MAX, "%s", wanted ? wanted : c->today);
	if (!wanted)
		return OUTCOME_OK;
	if (!day_valid(wanted) || day_compare(wanted, c->today) < 0 ||
	    day_add(latest, c->today, ISSUE_AHEAD_DAYS) < 0 || day_compare(wanted, latest) > 0)
		return call_problem(c, "publish_on",
				    "公開日は、今日から90日以内の日を指定してください。",
				    "Choose a day of publication from today on, within 90 days.");
	return day_compare(wanted, c->today) == 0 || day_start(wanted, &c->due) == 0
		   ? OUTCOME_OK
		   : call_broken(c, E_FORMAT);
}

static enum outcome add_registration(struct call *c, const json_t *application, const char *from,
				     const char *end)
{
	return call_run(c, "registration_add",
			STORE_VALUES(STORE_TEXT(json_text(application, "registration_number")),
				     STORE_INT(json_int(application, "id", 0)),
				     STORE_INT(json_int(application, "organisation", 0)),
				     STORE_INT(json_int(application, "level", 0)),
				     STORE_TEXT("valid"), STORE_TEXT(from), STORE_TEXT(end),
				     STORE_INT(c->now)));
}

/* What everybody is going to know of the label. */
static enum outcome issue_content(struct call *c, const json_t *application, json_t **out)
{
	CLEANUP(json_done) json_t *checklist = NULL;
	CLEANUP(json_done) json_t *pack = NULL;
	unsigned level = (unsigned)json_int(application, "level", 0);
	const char *support = json_text(json_object_get(application, "body"), "support_until");
	char from[DAY_TEXT_MAX], end[DAY_TEXT_MAX];
	enum outcome o = first_day(c, from);

	if (o == OUTCOME_OK)
		o = issue_last_day(c, from, end);
	if (o == OUTCOME_OK)
		o = call_row(c, "checklist_by_application",
			     STORE_VALUES(STORE_INT(json_int(application, "id", 0))), &checklist);
	/* Where the owner certifies, the evaluation report stands in for it. */
	if (o == OUTCOME_MISSING && settings_third_party(c->scheme->settings, level))
		o = OUTCOME_OK;
	if (o != OUTCOME_OK)
		return o;
	pack = publish_pack(c->scheme->settings, c->scheme->pack, level, c->today);
	*out = json_pack("{s:i, s:s, s:s, s:s?, s:o, s:o}", "level", (int)level, "issued", from,
			 "valid_until", end, "support_until", support, "models",
			 publish_models(application), "body",
			 publish_body(application, json_object_get(checklist, "body"), pack));
	return OUTCOME_OK;
}

enum outcome issue_label(struct call *c, const json_t *application)
{
	CLEANUP(json_done) json_t *content = NULL;
	enum outcome o = issue_content(c, application, &content);

	if (o == OUTCOME_OK)
		o = add_registration(c, application, json_text(content, "issued"),
				     json_text(content, "valid_until"));
	return o == OUTCOME_OK
		   ? call_publish(c, "label_issued", json_text(application, "registration_number"),
				  content)
		   : o;
}

enum outcome issue_subject(struct call *c, const json_t *application, json_t **out)
{
	json_t *content = NULL;
	enum outcome o = issue_content(c, application, &content);

	if (o == OUTCOME_MISSING) {
		content = json_object();
		o = OUTCOME_OK;
	}
	if (o == OUTCOME_OK)
		*out = json_pack("[{s:s, s:o}]", "kind", "label_issued", "body", content);
	return o;
}

enum outcome issue_status(struct call *c, const char *number, const char *status,
			  const char *valid_until, const char *reason_ja, const char *reason_en)
{
	CLEANUP(json_done)
	json_t *event = json_pack("{s:s, s:s}", "status", status, "valid_until", valid_until);

	if (reason_ja && reason_en)
		json_object_set_new(event, "reason",
				    json_pack("{s:s, s:s}", "ja", reason_ja, "en", reason_en));
	return call_publish(c, "label_status", number, event);
}
