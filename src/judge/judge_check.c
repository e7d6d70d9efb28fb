/*
 * One check is run by six steps in a fixed order (decide): does it apply, is a failure proven, was
 * everything covered, is something in the way, is there positive evidence, does a person have to
 * say.  The order is what keeps a pass honest: a proven failure stands whatever is missing, and no
 * answer makes up for missing coverage.
 */
#include "judge/judge_check.h"

#include "base/mem.h"
#include "base/text.h"
#include "criteria/catalogue.h"
#include "judge/judge.h"
#include "judge/match.h"
#include "judge/say.h"
#include "judge/verdict.h"
#include "product/declaration.h"
#include "run/coverage.h"

/*
 * What a check comes to.  Ids and hashes are keys of objects, which keep the order and know in one
 * step what they hold: a device can make thousands of them.
 */
struct outcome {
	enum verdict verdict;
	json_t *said, *notes;            /* arrays of {"ja","en"} */
	json_t *observations, *evidence; /* ids; hashes */
	json_t *coverage;                /* ids of the records the verdict rests on */
};

static void add_all(json_t *set, const json_t *values)
{
	size_t i;
	json_t *item;

	json_array_foreach (values, i, item)
		json_object_set_new(set, json_string_value(item), json_null());
}

/* The keys as an array; takes the set over. */
static json_t *list_of(json_t *set)
{
	json_t *list = json_array();
	const char *key;
	json_t *nothing;

	json_object_foreach (set, key, nothing)
		json_array_append_new(list, json_string(key));
	json_decref(set);
	return list;
}

/* A new {"ja","en"} to say something with, at the end of what was said. */
static json_t *say_more(struct outcome *o)
{
	json_array_append_new(o->said, json_object());
	return json_array_get(o->said, json_array_size(o->said) - 1);
}

static void cite(struct outcome *o, const json_t *observations)
{
	size_t i;
	json_t *observation;

	json_array_foreach (observations, i, observation) {
		json_object_set_new(o->observations, json_text(observation, "id"), json_null());
		add_all(o->evidence, json_object_get(observation, "evidence"));
	}
}

static const json_t *says(const json_t *check, const char *verdict)
{
	return json_object_get(json_object_get(check, "says"), verdict);
}

static void conclude(struct outcome *o, enum verdict verdict, const json_t *check,
		     const json_t *matched)
{
	o->verdict = verdict;
	say_each(say_more(o), says(check, verdict_name(verdict)), matched);
	cite(o, matched);
}

/* ---- Step 1: does the check apply? ---- */

static void not_applicable(struct outcome *o, const json_t *rule, const char *reason)
{
	o->verdict = VERDICT_NOT_APPLICABLE;
	say_text(say_more(o), json_object_get(rule, "because"));
	if (reason) {
		CLEANUP(mem_freep) char *ja = mem_format("申告された理由: %s", reason);
		CLEANUP(mem_freep) char *en = mem_format("Declared reason: %s", reason);

		say_add(say_more(o), ja, en);
	}
}

static bool applies(const struct judge_input *in, const json_t *check, struct outcome *o)
{
	size_t i;
	json_t *rule;
	const char *reason;

	json_array_foreach (json_object_get(check, "applies_unless"), i, rule)
		if (declaration_fact(in->declaration, json_text(rule, "fact"), &reason) ==
		    DECLARATION_YES) {
			not_applicable(o, rule, reason);
			return false;
		}
	/* Unknown is not "no": a check may only fall away by what the maker declared. */
	json_array_foreach (json_object_get(check, "applies_if"), i, rule)
		if (declaration_fact(in->declaration, json_text(rule, "fact"), &reason) ==
		    DECLARATION_NO) {
			not_applicable(o, rule, reason);
			return false;
		}
	return true;
}

/* ---- Step 3: is everything covered that must be? ---- */

static void lacking(struct outcome *o, enum verdict verdict, const char *ja, const char *en)
{
	o->verdict = verdict_worse(o->verdict, verdict);
	say_add(say_more(o), ja, en);
}

static enum verdict verdict_without(const char *state)
{
	return text_equal(state, "error") ? VERDICT_ERROR : VERDICT_INCONCLUSIVE;
}

static void lacking_coverage(struct outcome *o, const char *area, const json_t *observation,
			     const char *state, const json_t *record)
{
	const char *reason = json_text(record, "reason");
	const char *proto = json_text(observation, "proto");
	CLEANUP(mem_freep)
	char *place = proto ? mem_format("%" PRId64 "/%s", json_int(observation, "port", 0), proto)
			    : mem_text("");
	CLEANUP(mem_freep)
	char *sentence_ja =
	    mem_format("%s%s%s%sが完了していません%s%s%s。", proto ? "ポート" : "", place,
		       proto ? "について、" : "", coverage_area_say(area, "ja"), reason ? "（" : "",
		       reason ? coverage_reason_say(reason, "ja") : "", reason ? "）" : "");
	CLEANUP(mem_freep)
	char *sentence_en = mem_format("%s%s%s is not complete%s%s.", coverage_area_say(area, "en"),
				       proto ? " on port " : "", place, reason ? ": " : "",
				       reason ? coverage_reason_say(reason, "en") : "");

	if (*sentence_en >= 'a' && *sentence_en <= 'z')
		*sentence_en = (char)(*sentence_en - 'a' + 'A');
	lacking(o, verdict_without(state), sentence_ja, sentence_en);
}

/* The area as a whole (observation is NULL), or at the port of an observation. */
static bool covered(const json_t *coverage, const char *area, const json_t *observation,
		    size_t *missing, struct outcome *o)
{
	const json_t *record;
	const char *proto = json_text(observation, "proto");
	const char *state = coverage_state(coverage, area, proto, json_int(observation, "port", -1),
					   o->coverage, &record);

	if (text_equal(state, "complete"))
		return true;
	if ((*missing)++ < SAY_EACH_MAX)
		lacking_coverage(o, area, observation, state, record);
	else
		o->verdict = verdict_worse(o->verdict, verdict_without(state));
	return false;
}

static bool each_covered(const struct judge_input *in, const char *area, const json_t *each,
			 struct outcome *o)
{
	CLEANUP(json_done) json_t *index = coverage_index(in->coverage, area);
	size_t i, missing = 0;
	json_t *observation;

	json_array_foreach (in->observations, i, observation) {
		if (!match_one(in, each, observation))
			continue;
		CLEANUP(json_done)
		json_t *near = coverage_near(index, json_text(observation, "proto"),
					     json_int(observation, "port", -1));
		(void)covered(near, area, observation, &missing, o);
	}
	if (missing > SAY_EACH_MAX)
		say_rest(say_more(o), missing - SAY_EACH_MAX);
	return missing == 0;
}

static bool need_met(const struct judge_input *in, const json_t *need, struct outcome *o)
{
	const char *document = json_text(need, "document");
	const char *area = json_text(need, "coverage");
	const json_t *each = json_object_get(need, "each");
	size_t missing = 0;

	if (json_flag(need, "declaration") && !in->declaration) {
		lacking(o, VERDICT_INCONCLUSIVE,
			"申告書がないため、本来あるべき姿と比べることができません。",
			"There is no declaration to compare the device with.");
		return false;
	}
	if (document && !declaration_document(in->declaration, document)) {
		CLEANUP(mem_freep)
		char *ja =
		    mem_format("公開文書のURLが申告されていません(documents.%s)。", document);
		CLEANUP(mem_freep)
		char *en = mem_format("The declaration names no public document (documents.%s).",
				      document);

		lacking(o, VERDICT_INCONCLUSIVE, ja, en);
		return false;
	}
	if (!area)
		return true;
	return each ? each_covered(in, area, each, o)
		    : covered(in->coverage, area, NULL, &missing, o);
}

static bool needs_met(const struct judge_input *in, const json_t *check, struct outcome *o)
{
	bool met = true;
	size_t i;
	json_t *need;

	/* All of them, so that the reason names everything that is missing. */
	json_array_foreach (json_object_get(check, "needs"), i, need)
		met = need_met(in, need, o) && met;
	return met;
}

/* ---- Step 6: what a person said ---- */

static const json_t *answer_to(const struct judge_input *in, const json_t *question)
{
	const json_t *last = NULL;
	size_t i;
	json_t *answer;

	json_array_foreach (in->answers, i, answer)
		if (question &&
		    text_equal(json_text(answer, "question"), json_text(question, "id")))
			last = answer;
	return last;
}

static void answered(struct outcome *o, enum verdict verdict, const json_t *answer)
{
	static const struct {
		enum verdict verdict;
		const char *ja, *en;
	} words[] = {
		{ VERDICT_PASS, "「はい」と回答しました", "answered yes" },
		{ VERDICT_FAIL, "「いいえ」と回答しました", "answered no" },
		{ VERDICT_NOT_APPLICABLE, "「該当しない」と回答しました",
		  "answered that it does not apply" },
	};
	const char *because = json_text(answer, "because");

	o->verdict = verdict;
	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		if (words[i].verdict != verdict)
			continue;
		CLEANUP(mem_freep)
		char *ja = mem_format("%s（%s）が%s%s%s。", json_text(answer, "name"),
				      json_text(answer, "role"), words[i].ja, because ? "：" : "",
				      because ? because : "");
		CLEANUP(mem_freep)
		char *en = mem_format("%s (%s) %s%s%s.", json_text(answer, "name"),
				      json_text(answer, "role"), words[i].en, because ? ": " : "",
				      because ? because : "");

		say_add(say_more(o), ja, en);
	}
}

static void ask(struct outcome *o, const json_t *check, const json_t *answer, const json_t *matched)
{
	const char *said = json_text(answer, "answer");
	const json_t *question = json_object_get(check, "question");

	cite(o, matched);
	if (text_equal(said, "yes"))
		answered(o, VERDICT_PASS, answer);
	else if (text_equal(said, "na") && json_flag(question, "may_be_na"))
		answered(o, VERDICT_NOT_APPLICABLE, answer);
	else
		conclude(o, VERDICT_NEEDS_HUMAN, check, matched);
}

/* ---- The six steps ---- */

static bool any_match(const struct judge_input *in, const json_t *check, const char *list,
		      json_t **matched)
{
	json_decref(*matched);
	*matched = match_list(in, json_object_get(check, list));
	return json_array_size(*matched) > 0;
}

static void decide(const struct judge_input *in, const json_t *check, struct outcome *o)
{
	CLEANUP(json_done) json_t *matched = NULL;
	const json_t *question = json_object_get(check, "question");
	const json_t *answer = answer_to(in, question);
	bool says_no = text_equal(json_text(answer, "answer"), "no");

	if (!applies(in, check, o))
		return;
	if (any_match(in, check, "fail_if", &matched))
		conclude(o, VERDICT_FAIL, check, matched);
	if (says_no)
		answered(o, VERDICT_FAIL, answer);
	if (o->verdict == VERDICT_FAIL || !needs_met(in, check, o))
		return;
	if (any_match(in, check, "inconclusive_if", &matched)) {
		conclude(o, VERDICT_INCONCLUSIVE, check, matched);
		return;
	}
	if (any_match(in, check, "pass_if", &matched)) {
		conclude(o, VERDICT_PASS, check, matched);
		return;
	}
	bool asks = any_match(in, check, "ask_if", &matched);
	bool lacks_proof = json_object_get(check, "pass_if") != NULL;
	bool only_a_question = question && !json_object_get(check, "ask_if") && !lacks_proof;

	if (asks || lacks_proof || only_a_question)
		ask(o, check, answer, matched);
	else
		conclude(o, VERDICT_PASS, check, NULL);
}

static void add_notes(const struct judge_input *in, const json_t *check, struct outcome *o)
{
	CLEANUP(json_done) json_t *matched = match_list(in, json_object_get(check, "note_if"));

	if (o->verdict == VERDICT_NOT_APPLICABLE || json_array_size(matched) == 0)
		return;
	json_t *note = json_object();
	say_each(note, says(check, "note"), matched);
	json_array_append_new(o->notes, note);
	cite(o, matched);
}

/* Parameters the check rests on that no official source stands behind. */
static bool is_provisional(const struct judge_input *in, const json_t *check)
{
	size_t i;
	json_t *id;

	json_array_foreach (json_object_get(check, "parameters"), i, id)
		if (!json_flag(
			catalogue_parameter(in->catalogue, in->parameters, json_string_value(id)),
			"official"))
			return true;
	return false;
}

json_t *judge_check(const struct judge_input *in, const json_t *check, json_t *said)
{
	struct outcome o = {
		.verdict = VERDICT_NOT_APPLICABLE,
		.said = json_array(),
		.notes = json_array(),
		.observations = json_object(),
		.evidence = json_object(),
		.coverage = json_object(),
	};
	json_t *record = json_object();
	const json_t *remedy = json_object_get(check, "remedy");
	const json_t *question = json_object_get(check, "question");

	decide(in, check, &o);
	add_notes(in, check, &o);

	bool rests = o.verdict != VERDICT_NOT_APPLICABLE && is_provisional(in, check);
	json_t *parameters = json_object_get(check, "parameters");

	json_object_set(record, "check", json_object_get(check, "id"));
	json_object_set_new(record, "verdict", json_string(verdict_name(o.verdict)));
	json_object_set_new(record, "provisional", json_boolean(rests));
	json_object_set_new(record, "because", say_join(o.said));
	json_array_append_new(said, o.said);
	if (remedy && o.verdict > VERDICT_PASS)
		json_object_set(record, "remedy", json_lend(remedy));
	if (question)
		json_object_set(record, "question", json_object_get(question, "id"));
	json_object_set_new(record, "notes", o.notes);
	json_object_set_new(record, "observations", list_of(o.observations));
	json_object_set_new(record, "evidence", list_of(o.evidence));
	json_object_set_new(record, "coverage", list_of(o.coverage));
	json_object_set_new(record, "parameters", rests ? json_incref(parameters) : json_array());
	return record;
}
