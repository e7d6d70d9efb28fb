/*
 * The criteria of the report: pack order, texts of the pack, results of the run.  A criterion that
 * the run has no verdict for stays in the list and says so: what is missing must not look decided.
 */
#include "report/report_model.h"

#include "base/buf.h"
#include "base/text.h"
#include "criteria/catalogue.h"
#include "report/report_fact.h"
#include "run/run.h"
#include "report/report_wrap.h"

#define REASON_COLUMNS 110
#define REASON_MAX 2048

static void say(json_t *object, const char *key, const json_t *text, const struct report_input *in)
{
	report_model_set(object, key, catalogue_say(text, in->language));
}

static void copy(json_t *to, const char *key, const json_t *from)
{
	json_t *value = json_object_get(from, key);

	json_object_set_new(to, key, value ? json_incref(value) : json_array());
}

/* ---- Question and answer ---- */

static const json_t *last_answer(const struct report_input *in, const char *question)
{
	const json_t *last = NULL;
	size_t i;
	json_t *answer;

	json_array_foreach (json_object_get(in->run->doc, "answers"), i, answer)
		if (text_equal(json_text(answer, "question"), question))
			last = answer;
	return last;
}

static enum report_word answer_word(const char *answer)
{
	if (text_equal(answer, "yes"))
		return WORD_ANSWER_YES;
	if (text_equal(answer, "no"))
		return WORD_ANSWER_NO;
	return WORD_ANSWER_NA;
}

static json_t *answer_new(const json_t *answer, const struct report_input *in)
{
	static const char *const members[] = { "answer", "because", "name", "role", "time" };
	json_t *out = json_object();

	for (size_t i = 0; i < ARRAY_LEN(members); i++)
		report_model_set(out, members[i], json_text(answer, members[i]));
	report_model_word(out, "label", answer_word(json_text(answer, "answer")), in);
	return out;
}

/* A question is shown when it is open or was answered; elsewhere nobody is waiting for the answer.
 */
static json_t *question_new(const json_t *record, const json_t *check,
			    const struct report_input *in)
{
	const json_t *question = json_object_get(check, "question");
	const char *id = json_text(question, "id");
	const json_t *answer = last_answer(in, id);
	bool open = report_model_verdict(record) == VERDICT_NEEDS_HUMAN;

	if (!id || (!answer && !open))
		return NULL;
	json_t *out = json_object();
	report_model_set(out, "id", id);
	say(out, "asks", json_object_get(question, "asks"), in);
	say(out, "hint", json_object_get(question, "hint"), in);
	json_object_set_new(out, "answer", answer ? answer_new(answer, in) : json_null());
	return out;
}

/* ---- One check ---- */

static json_t *notes_new(const json_t *notes, const struct report_input *in)
{
	json_t *out = json_array();
	size_t i;
	json_t *note;

	json_array_foreach (notes, i, note)
		if (*catalogue_say(note, in->language))
			json_array_append_new(out, json_string(catalogue_say(note, in->language)));
	return out;
}

static void add_verdict(json_t *out, const json_t *record, const struct report_input *in)
{
	enum verdict v = report_model_verdict(record);

	report_model_set(out, "verdict", verdict_name(v));
	report_model_set(out, "label", report_words_verdict(v, in->language));
	json_object_set_new(out, "provisional", json_boolean(json_flag(record, "provisional")));
	say(out, "because", json_object_get(record, "because"), in);
	if (!json_text(out, "because"))
		report_model_word(out, "because", WORD_NO_REASON, in);
	say(out, "remedy", json_object_get(record, "remedy"), in);
}

static json_t *check_new(const json_t *record, const json_t *criterion,
			 const struct report_input *in)
{
	const char *id = json_text(record, "check");
	const json_t *check = report_model_find(json_object_get(criterion, "checks"), "id", id);
	json_t *out = json_object();

	report_model_set(out, "id", id);
	say(out, "title", json_object_get(check, "title"), in);
	add_verdict(out, record, in);
	json_object_set_new(out, "notes", notes_new(json_object_get(record, "notes"), in));
	json_t *question = question_new(record, check, in);
	json_object_set_new(out, "question", question ? question : json_null());
	copy(out, "parameters", check);
	copy(out, "observations", record);
	copy(out, "evidence", record);
	return out;
}

/* ---- One criterion ---- */

/* Bytes of the first sentence: up to "。", or to a full stop that a blank follows. */
static size_t first_sentence(const char *text)
{
	const char *ja = strstr(text, "。");
	const char *en = strstr(text, ". ");
	size_t n = strlen(text);

	if (ja && (size_t)(ja - text) < n)
		n = (size_t)(ja - text) + strlen("。");
	if (en && (size_t)(en - text) < n)
		n = (size_t)(en - text) + 1;
	return n;
}

/* One line for the summary: the first sentence, and how many more checks say the same verdict. */
static void add_reason(json_t *out, const struct report_input *in)
{
	CLEANUP(buf_done) struct buf sentence = BUF(REASON_MAX);
	CLEANUP(buf_done) struct buf reason = BUF(REASON_MAX);
	const char *because = json_text(out, "because");
	size_t i, alike = 0;
	json_t *check;

	buf_add(&sentence, because, first_sentence(because));
	report_wrap_cut(&reason, buf_cstr(&sentence), REASON_COLUMNS);
	json_array_foreach (json_object_get(out, "checks"), i, check)
		alike += text_equal(json_text(check, "verdict"), json_text(out, "verdict"));
	if (alike > 1 && text_equal(json_text(out, "verdict"), "fail")) {
		buf_text(&reason, text_equal(in->language, "ja") ? "（" : " (");
		report_words_more(&reason, alike - 1, in->language);
		buf_text(&reason, text_equal(in->language, "ja") ? "）" : ")");
	}
	report_model_set(out, "reason", buf_cstr(&reason));
}

static void add_parameters(json_t *out)
{
	json_t *all = json_array();
	size_t i, k;
	json_t *check, *id;

	json_array_foreach (json_object_get(out, "checks"), i, check)
		json_array_foreach (json_object_get(check, "parameters"), k, id) {
			size_t n = 0;

			while (n < json_array_size(all) && !json_equal(json_array_get(all, n), id))
				n++;
			if (n == json_array_size(all))
				json_array_append(all, id);
		}
	json_object_set_new(out, "parameters", all);
}

/* The worst first; equal ones in the order of the pack. */
static void add_checks(json_t *out, const json_t *record, const json_t *criterion,
		       const struct report_input *in)
{
	json_t *checks = json_array();
	size_t i;
	json_t *check;

	for (size_t v = VERDICT_COUNT; v-- > 0;)
		json_array_foreach (json_object_get(record, "checks"), i, check)
			if (report_model_verdict(check) == (enum verdict)v)
				json_array_append_new(checks, check_new(check, criterion, in));
	json_object_set_new(out, "checks", checks);
}

static json_t *criterion_new(const json_t *criterion, const json_t *record,
			     const struct report_input *in)
{
	json_t *out = json_object();
	json_t *number = json_object_get(criterion, "number");

	report_model_set(out, "id",
			 json_text(record ? record : criterion, record ? "criterion" : "id"));
	if (number)
		json_object_set(out, "number", number);
	say(out, "title", json_object_get(criterion, "title"), in);
	say(out, "guidance", json_object_get(criterion, "guidance"), in);
	say(out, "group", json_object_get(criterion, "group"), in);
	json_object_set_new(out, "judged", json_boolean(record != NULL));
	if (record) {
		add_verdict(out, record, in);
	} else {
		report_model_set(out, "verdict", verdict_name(VERDICT_INCONCLUSIVE));
		report_model_set(out, "label",
				 report_words_verdict(VERDICT_INCONCLUSIVE, in->language));
		json_object_set_new(out, "provisional", json_false());
		report_model_word(out, "because", WORD_NO_VERDICT, in);
	}
	add_checks(out, record, criterion, in);
	add_reason(out, in);
	add_parameters(out);
	copy(out, "observations", record);
	copy(out, "evidence", record);
	copy(out, "coverage", record);
	return out;
}

json_t *report_criteria_new(const struct report_input *in)
{
	const json_t *verdicts = json_object_get(in->run->doc, "verdicts");
	const json_t *criteria = json_object_get(in->catalogue->pack, "criteria");
	json_t *out = json_array();
	size_t i;
	json_t *item;

	json_array_foreach (criteria, i, item)
		json_array_append_new(
		    out, criterion_new(item, report_model_judged(in, json_text(item, "id")), in));
	/* Verdicts under another pack may speak of criteria that this one does not have. */
	json_array_foreach (verdicts, i, item)
		if (!catalogue_criterion(in->catalogue, json_text(item, "criterion")))
			json_array_append_new(out, criterion_new(NULL, item, in));
	return out;
}
