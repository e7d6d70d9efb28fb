/*
 * One walk over the pack with a pointer that names the place.  Ids of criteria, checks, questions
 * and parameters live in one set each; references are looked up in the file that owns them.
 */
#include "criteria/pack_check.h"

#include <stdarg.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "criteria/catalogue.h"

#define FAULT_MAX 512

struct walk {
	const struct catalogue *c;
	const char *name;
	json_t *checks, *questions; /* sets of ids seen so far */
	struct err *err;
	int code;
};

PRINTF_LIKE(3, 4)
static void fault(struct walk *w, int code, const char *format, ...)
{
	char text[FAULT_MAX];
	va_list args;

	if (w->code)
		return;
	va_start(args, format);
	(void)vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	w->code = err_set(w->err, code, "%s: %s", w->name, text);
}

static bool has_id(const json_t *list, const char *id)
{
	size_t i;
	json_t *item;

	json_array_foreach (list, i, item)
		if (text_equal(json_text(item, "id"), id))
			return true;
	return false;
}

static void unique_ids(struct walk *w, const json_t *list, const char *pointer)
{
	CLEANUP(json_done) json_t *seen = json_object();
	size_t i;
	json_t *item;

	json_array_foreach (list, i, item) {
		const char *id = json_text(item, "id");

		if (json_object_get(seen, id))
			fault(w, E_EXISTS, "%s/%zu/id: '%s' is used twice", pointer, i, id);
		json_object_set_new(seen, id, json_true());
	}
}

static void claim_id(struct walk *w, json_t *seen, const char *pointer, const char *id)
{
	if (json_object_get(seen, id))
		fault(w, E_EXISTS, "%s/id: '%s' is used twice", pointer, id);
	json_object_set_new(seen, id, json_true());
}

/* Every text of list must be the id of something in owners. */
static void references(struct walk *w, const json_t *list, const json_t *owners, const char *what,
		       const char *pointer)
{
	size_t i;
	json_t *item;

	json_array_foreach (list, i, item)
		if (!has_id(owners, json_string_value(item)))
			fault(w, E_MISSING, "%s/%zu: there is no %s '%s'", pointer, i, what,
			      json_string_value(item));
}

static bool requirement_exists(const struct catalogue *c, const char *scheme, const char *id)
{
	size_t i;
	json_t *item;

	json_array_foreach (json_object_get(c->requirements, "requirements"), i, item)
		if (text_equal(json_text(item, "scheme"), scheme) &&
		    text_equal(json_text(item, "id"), id))
			return true;
	return false;
}

/* A check names what it rests on; otherwise its verdict would not be called provisional. */
static void uses(struct walk *w, const json_t *check, const char *id, const char *pointer,
		 const char *field)
{
	if (!has_id(json_object_get(w->c->pack, "parameters"), id)) {
		fault(w, E_MISSING, "%s/%s: there is no parameter '%s'", pointer, field, id);
		return;
	}
	if (json_has_text(json_object_get(check, "parameters"), id))
		return;
	fault(w, E_MISSING, "%s/%s: the check's 'parameters' do not name '%s'", pointer, field, id);
}

static void check_matcher(struct walk *w, const json_t *check, const json_t *matcher,
			  const char *pointer)
{
	const char *field;
	json_t *test;

	if (json_object_get(matcher, "grade")) {
		if (!text_equal(json_text(matcher, "kind"), "crypto"))
			fault(w, E_FORMAT, "%s/grade: only 'crypto' observations have a grade",
			      pointer);
		uses(w, check, CATALOGUE_POLICY_PARAMETER, pointer, "grade");
	}
	json_object_foreach (json_lend(matcher), field, test) {
		static const char *const kinds[] = { "parameter", "not_parameter",
						     "below_parameter", "at_least_parameter" };

		for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
			const char *id = json_is_object(test) ? json_text(test, kinds[i]) : NULL;

			if (id)
				uses(w, check, id, pointer, field);
		}
	}
}

static void check_check(struct walk *w, const json_t *check, const char *pointer)
{
	static const char *const lists[] = { "fail_if", "inconclusive_if", "pass_if", "ask_if",
					     "note_if" };
	const json_t *question = json_object_get(check, "question");
	size_t i;
	json_t *item;

	claim_id(w, w->checks, pointer, json_text(check, "id"));
	if (question) {
		CLEANUP(mem_freep) char *at = mem_format("%s/question", pointer);
		claim_id(w, w->questions, at, json_text(question, "id"));
	}
	CLEANUP(mem_freep) char *parameters = mem_format("%s/parameters", pointer);
	references(w, json_object_get(check, "parameters"),
		   json_object_get(w->c->pack, "parameters"), "parameter", parameters);
	for (size_t k = 0; k < ARRAY_LEN(lists); k++)
		json_array_foreach (json_object_get(check, lists[k]), i, item) {
			CLEANUP(mem_freep) char *at = mem_format("%s/%s/%zu", pointer, lists[k], i);
			check_matcher(w, check, item, at);
		}
	json_array_foreach (json_object_get(check, "needs"), i, item) {
		const json_t *each = json_object_get(item, "each");

		CLEANUP(mem_freep) char *at = mem_format("%s/needs/%zu/each", pointer, i);
		if (each)
			check_matcher(w, check, each, at);
	}
}

static void check_criterion(struct walk *w, const json_t *criterion, size_t index)
{
	const char *scheme = json_text(w->c->pack, "scheme");
	const struct {
		const char *key, *what;
		const json_t *owners;
	} lists[] = {
		{ "sources", "source", json_object_get(w->c->pack, "sources") },
		{ "threats", "threat", json_object_get(w->c->threats, "threats") },
		{ "assets", "asset", json_object_get(w->c->threats, "assets") },
	};
	size_t i;
	json_t *item;

	for (size_t k = 0; k < ARRAY_LEN(lists); k++) {
		CLEANUP(mem_freep)
		char *at = mem_format("/criteria/%zu/%s", index, lists[k].key);

		references(w, json_object_get(criterion, lists[k].key), lists[k].owners,
			   lists[k].what, at);
	}
	json_array_foreach (json_object_get(criterion, "requirements"), i, item)
		if (!requirement_exists(w->c, scheme, json_string_value(item)))
			fault(w, E_MISSING,
			      "/criteria/%zu/requirements/%zu: there is no requirement '%s'", index,
			      i, json_string_value(item));
	json_array_foreach (json_object_get(criterion, "checks"), i, item) {
		CLEANUP(mem_freep) char *at = mem_format("/criteria/%zu/checks/%zu", index, i);
		check_check(w, item, at);
	}
}

/* The policy that grades is a file of its own: the pack must mean the one that is loaded. */
static void check_policy(struct walk *w)
{
	const char *loaded = json_text(w->c->crypto_policy, "id");
	size_t i;
	json_t *item;

	json_array_foreach (json_object_get(w->c->pack, "parameters"), i, item)
		if (text_equal(json_text(item, "id"), CATALOGUE_POLICY_PARAMETER) &&
		    !text_equal(json_text(item, "value"), loaded))
			fault(w, E_MISSING, "/parameters/%zu/value: the crypto policy here is '%s'",
			      i, loaded);
}

int pack_check(const struct catalogue *c, const char *name, struct err *err)
{
	CLEANUP(json_done) json_t *checks = json_object();
	CLEANUP(json_done) json_t *questions = json_object();
	struct walk w = {
		.c = c, .name = name, .checks = checks, .questions = questions, .err = err
	};
	size_t i;
	json_t *criterion;

	if (!has_id(json_object_get(c->schemes, "schemes"), json_text(c->pack, "scheme")))
		fault(&w, E_MISSING, "/scheme: there is no scheme '%s'",
		      json_text(c->pack, "scheme"));
	unique_ids(&w, json_object_get(c->pack, "sources"), "/sources");
	unique_ids(&w, json_object_get(c->pack, "parameters"), "/parameters");
	unique_ids(&w, json_object_get(c->pack, "criteria"), "/criteria");
	check_policy(&w);
	json_array_foreach (json_object_get(c->pack, "criteria"), i, criterion)
		check_criterion(&w, criterion, i);
	return w.code;
}
