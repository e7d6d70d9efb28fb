/*
 * Each check looks at what the earlier ones left in the result.  Once it is clear that the
 * statement is not genuine nothing else is looked at: what it says would be a forger's words.
 */
#include "label/verify.h"

#include "base/day.h"
#include "base/text.h"
#include "crypto/cose.h"
#include "label/key_choice.h"
#include "label/label_url.h"

#define DAY 86400

static void note(struct verify_result *r, enum verify_step step, enum verify_outcome outcome,
		 enum verify_why why)
{
	r->checks[step] = (struct verify_check){ outcome, why };
}

static bool holds(const struct verify_result *r, enum verify_step step)
{
	return r->checks[step].outcome == VERIFY_HOLDS;
}

/* ---- who made it ---- */

static enum verify_why why_of(enum key_fault fault)
{
	switch (fault) {
	case KEY_FINE:
		return WHY_NONE;
	case KEY_IS_REVOKED:
		return WHY_KEY_REVOKED;
	case KEY_OTHER_ISSUER:
		return WHY_KEY_ISSUER;
	case KEY_NOT_ON_DAY:
		return WHY_KEY_DAY;
	}
	return WHY_KEY_UNKNOWN;
}

static void check_maker(struct verify_result *r, const struct verify_input *in,
			const struct cose *message)
{
	bool fits;
	const struct key_set_key *key = key_choice_find(in->keys, KEY_LABEL, message, &fits);

	if (!key) {
		note(r, VERIFY_KEY, VERIFY_FAILS, WHY_KEY_UNKNOWN);
		return;
	}
	enum verify_why why =
	    why_of(key_choice_fault(key, r->statement.issuer, r->statement.issued));

	r->has_key = true;
	memcpy(r->owner_ja, key->owner_ja, sizeof(r->owner_ja));
	memcpy(r->owner_en, key->owner_en, sizeof(r->owner_en));
	memcpy(r->revoked, key->revoked, sizeof(r->revoked));
	note(r, VERIFY_KEY, why == WHY_NONE ? VERIFY_HOLDS : VERIFY_FAILS, why);
	/* Told in any case: a statement that a revoked key did make is another matter than none. */
	note(r, VERIFY_SIGNATURE, fits ? VERIFY_HOLDS : VERIFY_FAILS,
	     fits ? WHY_NONE : WHY_SIGNATURE);
}

static void check_host(struct verify_result *r, const struct verify_input *in)
{
	if (!in->url) {
		note(r, VERIFY_HOST, VERIFY_NOT_DONE, WHY_NO_ADDRESS);
		return;
	}
	memcpy(r->host, in->url->host, sizeof(r->host));
	if (!text_equal(in->url->host, r->statement.issuer))
		note(r, VERIFY_HOST, VERIFY_FAILS, WHY_OTHER_HOST);
	else if (!text_equal(in->url->number, r->statement.number))
		note(r, VERIFY_HOST, VERIFY_FAILS, WHY_OTHER_NUMBER);
	else
		note(r, VERIFY_HOST, VERIFY_HOLDS, WHY_NONE);
}

/* ---- what is known of it today ---- */

static int64_t start_of(const char *day)
{
	int64_t seconds = 0;
	int r = day_start(day, &seconds);

	assert(r == 0);
	(void)r;
	return seconds;
}

static void check_term(struct verify_result *r, int64_t now)
{
	char today[DAY_TEXT_MAX];

	day_of(today, now);
	if (now + VERIFY_CLOCK_SLACK < start_of(r->statement.issued))
		note(r, VERIFY_TERM, VERIFY_NOT_DONE, WHY_CLOCK);
	else if (day_compare(today, r->statement.valid_until) > 0)
		note(r, VERIFY_TERM, VERIFY_FAILS, WHY_OVER);
	else
		note(r, VERIFY_TERM, VERIFY_HOLDS, WHY_NONE);
}

bool verify_status_final(enum status status)
{
	return status == STATUS_REVOKED || status == STATUS_WITHDRAWN || status == STATUS_EXPIRED;
}

/* The list is genuine and the right one. */
static void check_entry(struct verify_result *r, const struct status_list *list, int64_t now)
{
	int64_t issued = start_of(r->statement.issued);
	int found = status_list_get(list, r->statement.status_index, &r->status);
	bool knows = found == 0 && r->status != STATUS_NONE;

	if (list->made < issued) {
		note(r, VERIFY_STATUS, VERIFY_NOT_DONE, WHY_LIST_BEFORE);
		return;
	}
	if (!knows) {
		/* Made on the day of issue, it may have been made before the label. */
		note(r, VERIFY_STATUS, VERIFY_NOT_DONE,
		     list->made < issued + DAY ? WHY_LIST_BEFORE : WHY_NO_ENTRY);
		return;
	}
	r->has_status = true;
	r->status_made = list->made;
	r->status_age = now > list->made ? now - list->made : 0;
	bool is_stale = (list->expires && now >= list->expires) ||
			(list->ttl && now - list->made > list->ttl + VERIFY_CLOCK_SLACK);
	bool in_force = r->status == STATUS_VALID || r->status == STATUS_EXTENSION_PENDING;

	if (list->made > now + VERIFY_CLOCK_SLACK)
		note(r, VERIFY_STATUS, VERIFY_NOT_DONE, WHY_CLOCK);
	else if (is_stale && !verify_status_final(r->status))
		note(r, VERIFY_STATUS, VERIFY_NOT_DONE, WHY_LIST_STALE);
	else
		note(r, VERIFY_STATUS, in_force ? VERIFY_HOLDS : VERIFY_FAILS,
		     in_force ? WHY_NONE : WHY_NOT_IN_FORCE);
	/* What ended for good was over before this clock began to run. */
	if (verify_status_final(r->status))
		note(r, VERIFY_STATUS, VERIFY_FAILS, WHY_NOT_IN_FORCE);
}

static void check_status(struct verify_result *r, const struct verify_input *in)
{
	CLEANUP(status_list_done) struct status_list list = { 0 };
	struct cose message;
	char made[DAY_TEXT_MAX];
	bool fits;

	if (in->status_list.n == 0) {
		note(r, VERIFY_STATUS, VERIFY_NOT_DONE, WHY_NO_LIST);
		return;
	}
	if (status_list_read(&list, &message, in->status_list, &r->list_error) < 0) {
		note(r, VERIFY_STATUS, VERIFY_NOT_DONE, WHY_LIST_FORM);
		return;
	}
	const struct key_set_key *key = key_choice_find(in->keys, KEY_STATUS, &message, &fits);

	day_of(made, list.made);
	if (!key || !fits || key_choice_fault(key, list.issuer, made) != KEY_FINE)
		note(r, VERIFY_STATUS, VERIFY_NOT_DONE, WHY_LIST_KEY);
	else if (!text_equal(list.issuer, r->statement.issuer) ||
		 list.id != r->statement.status_list)
		note(r, VERIFY_STATUS, VERIFY_NOT_DONE, WHY_LIST_OTHER);
	else
		check_entry(r, &list, in->now);
}

static void check_model(struct verify_result *r, const struct verify_input *in)
{
	const struct model_list *printed = &r->statement.models;
	struct model_list given;

	if (!in->model) {
		note(r, VERIFY_MODEL, VERIFY_NOT_DONE, WHY_NO_MODEL);
		return;
	}
	if (in->models_count) {
		/* Whoever brings the list: the digest tells whether it is the printed one. */
		bool known = model_list_make(&given, in->models, in->models_count, NULL) == 0 &&
			     model_list_equal(&given, printed);

		if (!known)
			note(r, VERIFY_MODEL, VERIFY_NOT_DONE, WHY_MODELS_OTHER);
		else if (model_list_has(in->models, in->models_count, in->model))
			note(r, VERIFY_MODEL, VERIFY_HOLDS, WHY_NONE);
		else
			note(r, VERIFY_MODEL, VERIFY_FAILS, WHY_MODEL_NOT_THERE);
		return;
	}
	if (model_list_make(&given, &in->model, 1, NULL) == 0 && model_list_equal(&given, printed))
		note(r, VERIFY_MODEL, VERIFY_HOLDS, WHY_NONE);
	else if (printed->count == 1)
		note(r, VERIFY_MODEL, VERIFY_FAILS, WHY_MODEL_NOT_THERE);
	else
		note(r, VERIFY_MODEL, VERIFY_NOT_DONE, WHY_MODELS_UNKNOWN);
}

static enum verify_verdict verdict_of(const struct verify_result *r)
{
	if (r->checks[VERIFY_STATUS].outcome == VERIFY_FAILS)
		return VERIFY_NOT_IN_FORCE;
	if (r->checks[VERIFY_MODEL].outcome == VERIFY_FAILS)
		return VERIFY_OTHER_MODEL;
	/* The list decides: a label that was extended is printed as over. */
	if (!holds(r, VERIFY_TERM) && !holds(r, VERIFY_STATUS))
		return VERIFY_UNDECIDED;
	return VERIFY_GENUINE;
}

void verify_label(struct verify_result *out, const struct verify_input *in)
{
	struct verify_result r = { .verdict = VERIFY_NOT_GENUINE };
	struct cose message;

	for (unsigned step = 0; step < VERIFY_STEPS; step++)
		note(&r, (enum verify_step)step, VERIFY_NOT_DONE, WHY_EARLIER);
	if (statement_read(&r.statement, &message, in->statement, &r.form_error) < 0) {
		note(&r, VERIFY_FORM, VERIFY_FAILS, WHY_FORM);
		*out = r;
		return;
	}
	note(&r, VERIFY_FORM, VERIFY_HOLDS, WHY_NONE);
	check_maker(&r, in, &message);
	if (holds(&r, VERIFY_KEY) && holds(&r, VERIFY_SIGNATURE)) {
		check_host(&r, in);
		if (r.checks[VERIFY_HOST].outcome != VERIFY_FAILS) {
			check_term(&r, in->now);
			check_status(&r, in);
			check_model(&r, in);
			r.verdict = verdict_of(&r);
		}
	}
	*out = r;
}

/* ---- names ---- */

const char *verify_step_name(enum verify_step step)
{
	static const char *const names[] = {
		[VERIFY_FORM] = "form",    [VERIFY_KEY] = "key",   [VERIFY_SIGNATURE] = "signature",
		[VERIFY_HOST] = "address", [VERIFY_TERM] = "term", [VERIFY_STATUS] = "status",
		[VERIFY_MODEL] = "model",
	};

	return names[step];
}

const char *verify_outcome_name(enum verify_outcome outcome)
{
	static const char *const names[] = {
		[VERIFY_NOT_DONE] = "not_done", [VERIFY_HOLDS] = "holds", [VERIFY_FAILS] = "fails"
	};

	return names[outcome];
}

const char *verify_why_name(enum verify_why why)
{
	static const char *const names[] = {
		[WHY_NONE] = "none",
		[WHY_EARLIER] = "earlier",
		[WHY_FORM] = "form",
		[WHY_KEY_UNKNOWN] = "key_unknown",
		[WHY_KEY_REVOKED] = "key_revoked",
		[WHY_KEY_DAY] = "key_day",
		[WHY_KEY_ISSUER] = "key_issuer",
		[WHY_SIGNATURE] = "signature",
		[WHY_NO_ADDRESS] = "no_address",
		[WHY_OTHER_HOST] = "other_host",
		[WHY_OTHER_NUMBER] = "other_number",
		[WHY_CLOCK] = "clock",
		[WHY_OVER] = "over",
		[WHY_NO_LIST] = "no_list",
		[WHY_LIST_FORM] = "list_form",
		[WHY_LIST_KEY] = "list_key",
		[WHY_LIST_OTHER] = "list_other",
		[WHY_LIST_BEFORE] = "list_before",
		[WHY_LIST_STALE] = "list_stale",
		[WHY_NO_ENTRY] = "no_entry",
		[WHY_NOT_IN_FORCE] = "not_in_force",
		[WHY_NO_MODEL] = "no_model",
		[WHY_MODELS_UNKNOWN] = "models_unknown",
		[WHY_MODELS_OTHER] = "models_other",
		[WHY_MODEL_NOT_THERE] = "model_not_there",
	};

	return names[why];
}

const char *verify_verdict_name(enum verify_verdict verdict)
{
	static const char *const names[] = { [VERIFY_NOT_GENUINE] = "not_genuine",
					     [VERIFY_NOT_IN_FORCE] = "not_in_force",
					     [VERIFY_OTHER_MODEL] = "other_model",
					     [VERIFY_UNDECIDED] = "undecided",
					     [VERIFY_GENUINE] = "genuine" };

	return names[verdict];
}
