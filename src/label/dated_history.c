#include "label/dated_history.h"

#include "base/day.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/text.h"
#include "label/verify.h"

/* ---- the chain ---- */

static int check_one(const struct dated_answer *a, size_t i, struct err *err)
{
	const struct dated_entry *e = &a->entries[i];
	const int64_t previous = i > 0 ? (int64_t)a->entries[i - 1].index : -1;

	if (!text_equal(e->entry.subject, a->number))
		return err_both(err, E_VERIFY, "entry %" PRIu64 " is about '%s', not this label",
				"記録%" PRIu64 "は別のもの（%s）についての記録です", e->index,
				e->entry.subject);
	if (!log_entry_of_label(e->entry.kind))
		return err_both(err, E_VERIFY,
				"entry %" PRIu64 " is of a kind that this program does not weigh",
				"記録%" PRIu64 "は、このプログラムの知らない種類のものです",
				e->index);
	if ((i == 0) != (e->entry.kind == LOG_LABEL_ISSUED))
		return err_both(err, E_VERIFY,
				"the history does not begin with the issue and have no other",
				"履歴が発行の記録1件から始まっていません");
	if (e->entry.previous != previous)
		return err_both(
		    err, E_VERIFY,
		    "entry %" PRIu64 " does not follow the one before it: one is missing",
		    "記録%" PRIu64 "が前の記録につながりません。抜けている記録があります",
		    e->index);
	if (i > 0 && e->entry.at < e[-1].entry.at)
		return err_both(err, E_VERIFY,
				"entry %" PRIu64 " was decided before the one before it",
				"記録%" PRIu64 "の日時が、前の記録より前になっています", e->index);
	if (i + 1 < a->n && e->entry.at > a->at)
		return err_both(err, E_VERIFY,
				"more than one entry is after the moment that was asked for",
				"指定された時点より後の記録が2件以上あります");
	if (e->entry.at > a->made + VERIFY_CLOCK_SLACK)
		return err_both(err, E_VERIFY,
				"entry %" PRIu64 " was decided after the answer was made",
				"記録%" PRIu64 "の日時が、回答の作成日時より後です", e->index);
	return 0;
}

int dated_history_check(const struct dated_answer *a, struct err *err)
{
	int r = 0;

	for (size_t i = 0; i < a->n && r == 0; i++)
		r = check_one(a, i, err);
	return r;
}

/* ---- status ---- */

static void set_status(struct dated_history *h, const struct dated_entry *e)
{
	h->stand = e;
	h->status = (enum status)e->entry.status;
	h->since = e->entry.at;
	memcpy(h->valid_until, e->entry.valid_until, sizeof(h->valid_until));
}

/* What the calendar makes of the last status. */
static void let_time_pass(struct dated_history *h, int64_t at)
{
	char day[DAY_TEXT_MAX];

	day_of(day, at);
	h->is_term_over = day_compare(day, h->valid_until) > 0;
	switch (h->status) {
	case STATUS_VALID:
		h->standing = h->is_term_over ? DATED_OVER : DATED_IN_FORCE;
		if (h->is_term_over && dated_answer_end_of_day(h->valid_until, &h->since) == 0) {
			h->status = STATUS_EXPIRED;
			h->since++;
		}
		break;
	case STATUS_EXTENSION_PENDING:
		h->standing = h->is_term_over ? DATED_OPEN : DATED_IN_FORCE;
		break;
	case STATUS_REVOKED:
	case STATUS_SUSPENDED:
	case STATUS_EXPIRED:
	case STATUS_WITHDRAWN:
	case STATUS_NONE:
		h->standing = DATED_OVER;
		break;
	}
}

/* ---- records ---- */

/* Members of the second take the place of the first's; null takes one away (event.md). */
static void put_over(json_t *body, const json_t *change)
{
	const char *name;
	json_t *value;

	json_object_foreach (json_lend(change), name, value) {
		if (json_is_null(value))
			(void)json_object_del(body, name);
		else
			json_object_set(body, name, value);
	}
}

static void forget(json_t **value)
{
	json_decref(*value);
	*value = NULL;
}

static void take_record(struct dated_history *h, const struct dated_entry *e)
{
	const json_t *event = json_object_get(e->json, "body");
	const json_t *body = json_object_get(event, "body");
	json_t *models = json_object_get(event, "models");

	if (!e->json) {
		h->is_withheld = true;
		/* It may have changed any of it. */
		if (e->entry.kind == LOG_LABEL_UPDATED || e->entry.kind == LOG_LABEL_ISSUED) {
			forget(&h->models);
			forget(&h->body);
		}
		return;
	}
	if (e->entry.kind == LOG_LABEL_ISSUED)
		h->body = json_is_object(body) ? json_copy(json_lend(body)) : NULL;
	else if (h->body && e->entry.kind == LOG_LABEL_UPDATED)
		put_over(h->body, body);
	if (json_is_array(models) && e->entry.kind != LOG_LABEL_STATUS) {
		forget(&h->models);
		h->models = json_incref(models);
	}
}

static bool is_covered(const json_t *models, const char *model)
{
	const size_t n = json_array_size(models);
	CLEANUP(mem_freep) const char **numbers = mem_array(n, sizeof(*numbers));
	size_t known = 0;

	for (size_t i = 0; i < n; i++) {
		const char *number = json_text(json_array_get(models, i), "number");

		if (number)
			numbers[known++] = number;
	}
	return model_list_has(numbers, known, model);
}

static enum dated_model model_of(const struct dated_history *h, const char *model)
{
	if (!model[0])
		return DATED_MODEL_NOT_ASKED;
	if (!h->models)
		return DATED_MODEL_UNKNOWN;
	return is_covered(h->models, model) ? DATED_MODEL_COVERED : DATED_MODEL_NOT_COVERED;
}

void dated_history_fold(struct dated_history *out, const struct dated_answer *a)
{
	struct dated_history h = { .standing = DATED_NOT_ISSUED, .issue = &a->entries[0] };

	h.level = h.issue->entry.level;
	for (size_t i = 0; i < a->n; i++) {
		const struct dated_entry *e = &a->entries[i];

		if (e->entry.at > a->at) {
			h.after = e;
			break;
		}
		if (e->entry.kind == LOG_LABEL_ISSUED || e->entry.kind == LOG_LABEL_STATUS)
			set_status(&h, e);
		if (!log_entry_is_words(e->entry.kind))
			take_record(&h, e);
	}
	if (h.stand)
		let_time_pass(&h, a->at);
	h.model = model_of(&h, a->model);
	*out = h;
}

void dated_history_done(struct dated_history *h)
{
	json_decref(h->models);
	json_decref(h->body);
	*h = (struct dated_history){ .standing = DATED_NOT_ISSUED };
}
