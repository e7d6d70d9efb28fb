/*
 * The model is plain JSON, put together here from its parts.  Members that the run does not have
 * are left out rather than empty, so that a reader can ask for a member and be done.
 */
#include "report/report_model.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"
#include "criteria/catalogue.h"
#include "report/report_fact.h"
#include "report/report_access.h"
#include "report/report_guess.h"
#include "run/run.h"
#include "run/value_word.h"

#define SENTENCE_MAX 4096

/* ---- Small things ---- */

void report_model_set(json_t *object, const char *key, const char *text)
{
	if (text && *text)
		json_object_set_new(object, key, json_string(text));
}

void report_model_title(json_t *object, const char *key, const char *text)
{
	CLEANUP(mem_freep) char *copy = mem_text(text);

	if (copy && *copy >= 'a' && *copy <= 'z')
		*copy = (char)(*copy - 'a' + 'A');
	report_model_set(object, key, copy);
}

void report_model_word(json_t *object, const char *key, enum report_word word,
		       const struct report_input *in)
{
	report_model_set(object, key, report_words_get(word, in->language));
}

enum verdict report_model_verdict(const json_t *record)
{
	enum verdict v = VERDICT_ERROR;

	/* A name we do not know is not taken for anything better. */
	(void)!verdict_find(json_text(record, "verdict"), &v);
	return v;
}

const json_t *report_model_find(const json_t *list, const char *key, const char *text)
{
	size_t i;
	json_t *item;

	json_array_foreach (list, i, item)
		if (text && text_equal(json_text(item, key), text))
			return item;
	return NULL;
}

const json_t *report_model_judged(const struct report_input *in, const char *criterion)
{
	return report_model_find(json_object_get(in->run->doc, "verdicts"), "criterion", criterion);
}

/* ---- Summary ---- */

static json_t *summary_new(const struct report_input *in, size_t criteria)
{
	struct report_summary s;
	json_t *out = json_object();

	report_summarise(in->run, &s);
	json_object_set_new(out, "criteria", json_integer((json_int_t)criteria));
	for (size_t v = VERDICT_COUNT; v-- > 0;)
		json_object_set_new(out, verdict_name((enum verdict)v), json_integer(s.count[v]));
	json_object_set_new(out, "provisional", json_integer(s.provisional));
	json_object_set_new(out, "exit_code", json_integer(s.exit_code));
	return out;
}

/* What a reader must know before the first verdict. */
static json_t *warnings_new(const struct report_input *in)
{
	const json_t *doc = in->run->doc;
	const char *sha256 = json_text(json_object_get(doc, "pack"), "sha256");
	json_t *out = json_array();

	if (json_array_size(json_object_get(doc, "verdicts")) == 0)
		json_array_append_new(out,
				      json_string(report_words_get(WORD_NOT_JUDGED, in->language)));
	if (text_equal(json_text(doc, "state"), "interrupted"))
		json_array_append_new(
		    out, json_string(report_words_get(WORD_INTERRUPTED, in->language)));
	if (text_equal(json_text(doc, "state"), "running"))
		json_array_append_new(out,
				      json_string(report_words_get(WORD_RUNNING, in->language)));
	if (sha256 && !text_equal(sha256, in->catalogue->pack_sha256))
		json_array_append_new(out,
				      json_string(report_words_get(WORD_OTHER_PACK, in->language)));
	return out;
}

/* ---- What to do next ---- */

static json_t *step_new(const json_t *criterion, const json_t *check)
{
	const json_t *question = json_object_get(check, "question");
	bool failed = report_model_verdict(check) == VERDICT_FAIL;
	const char *remedy = json_text(check, "remedy");
	json_t *out = json_object();

	report_model_set(out, "criterion", json_text(criterion, "id"));
	report_model_set(out, "check", json_text(check, "id"));
	report_model_set(out, "question", failed ? NULL : json_text(question, "id"));
	report_model_set(out, "text",
			 !failed && json_is_object(question) ? json_text(question, "asks")
			 : remedy                            ? remedy
							     : json_text(check, "because"));
	return out;
}

/* Failures are to be fixed, open questions to be answered; the rest is what was not examined. */
static json_t *next_new(const json_t *criteria)
{
	json_t *fix = json_array(), *answer = json_array();
	size_t i, k;
	json_t *criterion, *check;

	json_array_foreach (criteria, i, criterion)
		json_array_foreach (json_object_get(criterion, "checks"), k, check) {
			enum verdict v = report_model_verdict(check);

			if (v == VERDICT_FAIL)
				json_array_append_new(fix, step_new(criterion, check));
			else if (v == VERDICT_NEEDS_HUMAN)
				json_array_append_new(answer, step_new(criterion, check));
		}
	return json_pack("{s:o, s:o}", "fix", fix, "answer", answer);
}

/* ---- Product, run, pack ---- */

static void copy_texts(json_t *to, const json_t *from, const char *const *keys, size_t n)
{
	for (size_t i = 0; i < n; i++)
		report_model_set(to, keys[i], json_text(from, keys[i]));
}

static json_t *product_new(const struct report_input *in)
{
	static const char *const keys[] = { "maker", "name", "model" };
	const json_t *product = json_at(in->run->doc, "/declaration/product");
	json_t *out = json_object();

	copy_texts(out, product, keys, ARRAY_LEN(keys));
	return out;
}

/* An operator or an authorisation is a text, or "who, when, why". */
static void set_person(json_t *to, const char *key, const json_t *value)
{
	static const char *const members[] = { "who", "name", "role", "when", "why" };
	CLEANUP(buf_done) struct buf text = BUF(SENTENCE_MAX);

	report_fact_value(&text, value);
	for (size_t i = 0; i < ARRAY_LEN(members) && json_is_object(value); i++) {
		const char *part = json_text(value, members[i]);

		if (part)
			buf_format(&text, "%s%s", text.n ? ", " : "", part);
	}
	report_model_set(to, key, buf_cstr(&text));
}

static json_t *run_new_model(const struct report_input *in)
{
	static const char *const keys[] = { "id", "started", "ended", "state", "pace" };
	static const char *const target_keys[] = { "name", "address", "vantage" };
	const json_t *doc = in->run->doc;
	const json_t *tool = json_object_get(doc, "tool");
	json_t *out = json_object();
	json_t *target = json_object();

	copy_texts(out, doc, keys, ARRAY_LEN(keys));
	copy_texts(target, json_object_get(doc, "target"), target_keys, ARRAY_LEN(target_keys));
	json_object_set_new(out, "target", target);
	report_model_set(out, "tool", json_text(tool, "name"));
	report_model_set(out, "tool_version", json_text(tool, "version"));
	set_person(out, "operator", json_object_get(doc, "operator"));
	set_person(out, "authorization", json_object_get(doc, "authorization"));
	json_object_set_new(out, "declaration",
			    json_boolean(json_is_object(json_object_get(doc, "declaration"))));
	return out;
}

static json_t *pack_new(const struct report_input *in)
{
	static const char *const keys[] = { "id", "edition", "sha256" };
	const json_t *pack = in->catalogue->pack;
	const json_t *used = json_object_get(in->run->doc, "pack");
	json_t *out = json_object();

	copy_texts(out, json_is_object(used) ? used : pack, keys, ARRAY_LEN(keys));
	report_model_set(out, "title", catalogue_say(json_object_get(pack, "title"), in->language));
	report_model_set(out, "based_on", json_text(json_object_get(pack, "based_on"), "document"));
	report_model_set(out, "based_on_note",
			 catalogue_say(json_at(pack, "/based_on/note"), in->language));
	return out;
}

static json_t *notes_new(const struct report_input *in)
{
	json_t *out = json_array();
	size_t i;
	json_t *note;

	json_array_foreach (json_object_get(in->catalogue->pack, "notes"), i, note)
		if (*catalogue_say(note, in->language))
			json_array_append_new(out, json_string(catalogue_say(note, in->language)));
	return out;
}

/* ---- Parameters ---- */

static json_t *parameter_new(const json_t *parameter, const struct report_input *in)
{
	const char *id = json_text(parameter, "id");
	const json_t *used =
	    catalogue_parameter(in->catalogue, json_object_get(in->run->doc, "parameters"), id);
	CLEANUP(buf_done) struct buf value = BUF(SENTENCE_MAX);
	json_t *out = json_object();

	if (json_is_integer(json_object_get(used, "value")))
		value_word_number(&value, "value", json_int(used, "value", 0));
	else
		report_fact_value(&value, json_object_get(used, "value"));
	report_model_set(out, "id", id);
	report_model_set(out, "title",
			 catalogue_say(json_object_get(parameter, "title"), in->language));
	report_model_set(out, "value", buf_cstr(&value));
	report_model_set(out, "unit", json_text(parameter, "unit"));
	report_model_set(out, "source", json_text(used, "source"));
	json_object_set_new(out, "official", json_boolean(json_flag(used, "official")));
	report_model_word(out, "standing",
			  json_flag(used, "official") ? WORD_OFFICIAL : WORD_UNOFFICIAL_VALUE, in);
	report_model_set(out, "note",
			 catalogue_say(json_object_get(parameter, "note"), in->language));
	return out;
}

static json_t *parameters_new(const struct report_input *in)
{
	json_t *out = json_array();
	size_t i;
	json_t *parameter;

	json_array_foreach (json_object_get(in->catalogue->pack, "parameters"), i, parameter)
		json_array_append_new(out, parameter_new(parameter, in));
	return out;
}

/* ---- Evidence ---- */

static json_t *evidence_new(const struct report_input *in)
{
	json_t *out = json_array();
	size_t i;
	json_t *item;

	json_array_foreach (json_object_get(in->run->doc, "evidence"), i, item) {
		const char *sha256 = json_text(item, "sha256");
		json_t *piece = json_object();

		json_object_set_new(piece, "number", json_integer((json_int_t)i + 1));
		report_model_set(piece, "sha256", sha256);
		json_object_set_new(piece, "bytes", json_integer(json_int(item, "bytes", 0)));
		report_model_set(piece, "label", json_text(item, "label"));
		report_model_set(piece, "probe", json_text(item, "probe"));
		/* Where it lies in the run's folder: docs/formats/run.md. */
		if (sha256 && strlen(sha256) > 2)
			json_object_set_new(piece, "path",
					    json_sprintf("evidence/%.2s/%s", sha256, sha256 + 2));
		json_array_append_new(out, piece);
	}
	return out;
}

/* ---- All of it ---- */

json_t *report_model_new(const struct report_input *in)
{
	CLEANUP(buf_done) struct buf headline = BUF(SENTENCE_MAX);
	json_t *criteria = report_criteria_new(in);
	json_t *model = json_object();

	report_headline(&headline, in);
	report_model_set(model, "format", "hoshi-report");
	json_object_set_new(model, "version", json_integer(1));
	report_model_set(model, "language", in->language);
	report_model_word(model, "notice", WORD_UNOFFICIAL, in);
	report_model_set(model, "headline", buf_cstr(&headline));
	json_object_set_new(model, "warnings", warnings_new(in));
	json_object_set_new(model, "summary", summary_new(in, json_array_size(criteria)));
	json_object_set_new(model, "product", product_new(in));
	json_object_set_new(model, "run", run_new_model(in));
	json_object_set_new(model, "pack", pack_new(in));
	json_object_set_new(model, "next", next_new(criteria));
	json_object_set_new(model, "not_examined", report_gaps_new(in));
	json_object_set_new(model, "notes", notes_new(in));
	json_object_set_new(model, "criteria", criteria);
	json_object_set_new(model, "parameters", parameters_new(in));
	json_object_set_new(model, "ports", report_device_ports(in));
	json_object_set_new(model, "crypto", report_device_crypto(in));
	json_object_set_new(model, "access", report_access_rows(in));
	json_object_set_new(model, "guessing", report_guess_doors(in));
	json_object_set_new(model, "attempts", report_guess_ledger(in));
	json_object_set_new(model, "observations", report_device_observations(in));
	json_object_set_new(model, "coverage", report_device_coverage(in));
	json_object_set_new(model, "evidence", evidence_new(in));
	return model;
}
