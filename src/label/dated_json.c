#include "label/dated_json.h"

#include "base/time.h"
#include "crypto/hash.h"

static const char *const steps[] = { "form",    "key",     "signature", "log",
				     "entries", "history", "statement", "records" };
static const char *const outcomes[] = { "not_done", "holds", "fails" };
static const char *const verdicts[] = { "not_genuine", "no", "undecided", "yes" };
static const char *const standings[] = { "not_issued", "in_force", "not_in_force", "open" };
static const char *const models[] = { "not_asked", "covered", "not_covered", "unknown" };

const char *dated_json_step(enum dated_step step)
{
	return steps[step];
}

static json_t *time_of(int64_t seconds)
{
	char text[TIME_TEXT_MAX];

	time_format(text, seconds);
	return json_string(text);
}

static json_t *entry_of(const struct dated_entry *e)
{
	json_t *json = json_pack("{s:I, s:s, s:o}", "index", (json_int_t)e->index, "kind",
				 log_entry_kind_name(e->entry.kind), "at", time_of(e->entry.at));
	const char *status = status_list_word((enum status)e->entry.status);

	if (e->entry.decided > 0)
		json_object_set_new(json, "decided", time_of(e->entry.decided / 1000000));
	if (e->entry.valid_until[0]) {
		json_object_set_new(json, "status", status ? json_string(status) : json_null());
		json_object_set_new(json, "valid_until", json_string(e->entry.valid_until));
	}
	if (!log_entry_is_words(e->entry.kind))
		json_object_set_new(json, "withheld", json_boolean(!e->json));
	return json;
}

/* A member of the public body, where it is known. */
static void put(json_t *out, const char *name, const json_t *body, const char *pointer)
{
	json_t *value = json_at(body, pointer);

	if (value)
		json_object_set(out, name, value);
}

static void put_history(json_t *out, const struct dated_result *r)
{
	const struct dated_history *h = &r->history;
	const char *status = status_list_word(h->status);

	json_object_set_new(out, "standing", json_string(standings[h->standing]));
	json_object_set_new(out, "model_covered", json_string(models[h->model]));
	json_object_set_new(out, "level", json_integer((json_int_t)h->level));
	json_object_set_new(out, "criteria", json_string(r->statement.criteria));
	json_object_set_new(out, "issued", json_string(r->statement.issued));
	if (h->stand) {
		json_object_set_new(out, "status", status ? json_string(status) : json_null());
		json_object_set_new(out, "since", time_of(h->since));
		json_object_set_new(out, "valid_until", json_string(h->valid_until));
		json_object_set_new(out, "term_over", json_boolean(h->is_term_over));
	}
	json_object_set_new(out, "next_entry",
			    h->after ? json_integer((json_int_t)h->after->index) : json_null());
	json_object_set_new(out, "records_withheld", json_boolean(h->is_withheld));
	if (h->models)
		json_object_set(out, "models", h->models);
	put(out, "applicant", h->body, "/applicant");
	put(out, "product", h->body, "/product/name");
	put(out, "edition", h->body, "/criteria/edition");
}

static void put_log(json_t *out, const struct dated_result *r)
{
	json_t *log =
	    json_pack("{s:s, s:I, s:i, s:i}", "origin", r->answer.issuer, "size",
		      (json_int_t)r->log.checkpoint.size, "cosignatures_verified",
		      (int)r->log.cosignatures, "signatures_not_verified", (int)r->log.others);

	if (r->log.witnessed > 0)
		json_object_set_new(log, "witnessed", time_of((int64_t)r->log.witnessed));
	json_object_set_new(out, "log", log);
}

static void put_answer(json_t *out, const struct dated_result *r)
{
	const struct dated_answer *a = &r->answer;
	json_t *entries = json_array();

	json_object_set_new(out, "issuer", json_string(a->issuer));
	json_object_set_new(out, "number", json_string(a->number));
	json_object_set_new(out, "at", time_of(a->at));
	json_object_set_new(out, "made", time_of(a->made));
	if (a->model[0])
		json_object_set_new(out, "model", json_string(a->model));
	if (r->has_owner)
		json_object_set_new(out, "owner",
				    json_pack("{s:s, s:s}", "ja", r->owner_ja, "en", r->owner_en));
	put_history(out, r);
	json_object_set_new(out, "label_key_revoked", json_boolean(r->is_label_key_revoked));
	put_log(out, r);
	for (size_t i = 0; i < a->n; i++)
		json_array_append_new(entries, entry_of(&a->entries[i]));
	json_object_set_new(out, "entries", entries);
}

json_t *dated_json(const struct dated_result *r)
{
	json_t *out = json_pack("{s:s, s:b, s:{}}", "verdict", verdicts[r->verdict], "signed",
				r->checks[DATED_SIGNATURE].outcome == VERIFY_HOLDS, "checks");

	for (unsigned i = 0; i < DATED_STEPS; i++)
		json_object_set_new(json_object_get(out, "checks"), steps[i],
				    json_pack("{s:s}", "outcome", outcomes[r->checks[i].outcome]));
	/* Nothing of an answer that is not genuine: it would be a forger's words. */
	if (r->verdict != DATED_NOT_GENUINE)
		put_answer(out, r);
	return out;
}
