/*
 * What neither the schema nor pack_check asks of a pack, but a reader of its sentences does: that
 * there is one for every verdict a check can come to and none besides, and that {field} is a field
 * of what was observed.  That pack_check refuses what it should: test_catalogue.c.
 */
#include "fixture.h"

#include "criteria/pack_check.h"

static struct catalogue *catalogue;
static json_t *kinds; /* $defs of run.schema.json */

static int load(void **state)
{
	CLEANUP(json_done) json_t *schema = NULL;

	(void)state;
	catalogue = fixture_catalogue();
	if (json_read_file(&schema, "catalogue/schema/run.schema.json", 1 << 20, NULL) < 0)
		return -1;
	kinds = json_incref(json_object_get(schema, "$defs"));
	return 0;
}

static int unload(void **state)
{
	(void)state;
	catalogue_free(catalogue);
	json_decref(kinds);
	return 0;
}

/* Calls fn for every check of the pack. */
static void each_check(void (*fn)(const json_t *check))
{
	size_t i, k;
	json_t *criterion, *check;

	json_array_foreach (json_object_get(catalogue->pack, "criteria"), i, criterion)
		json_array_foreach (json_object_get(criterion, "checks"), k, check)
			fn(check);
}

static bool has(const json_t *object, const char *key)
{
	return json_object_get(object, key) != NULL;
}

static void sentences_of(const json_t *check)
{
	const char *id = json_text(check, "id");
	const json_t *says = json_object_get(check, "says");
	bool question = has(check, "question");
	/* A check with nothing but a question passes by its answer, which speaks for itself. */
	bool passes_alone = !question || has(check, "ask_if") || has(check, "pass_if");

	TAP_INT(id, has(says, "fail"), has(check, "fail_if"));
	TAP_INT(id, has(says, "inconclusive"), has(check, "inconclusive_if"));
	TAP_INT(id, has(says, "note"), has(check, "note_if"));
	TAP_INT(id, has(says, "needs_human"), question);
	TAP_INT(id, has(says, "pass"), passes_alone);
	TAP_CHECK(id, has(check, "needs"));
}

static void a_sentence_for_every_verdict(void **state)
{
	(void)state;
	each_check(sentences_of);
}

/* The next {field} at or after *text, as a new string; NULL when there is none. */
static char *next_field(const char **text)
{
	const char *start = strchr(*text, '{');
	const char *end = start ? strchr(start, '}') : NULL;

	if (!end)
		return NULL;
	*text = end + 1;
	return mem_textn(start + 1, (size_t)(end - start - 1));
}

static void field_is_known(const char *id, const json_t *matchers, const char *field)
{
	size_t i;
	json_t *matcher;

	if (json_array_size(matchers) == 0)
		fail_msg("%s says {%s}, but nothing is matched there", id, field);
	json_array_foreach (matchers, i, matcher) {
		CLEANUP(mem_freep) char *kind = mem_format("is_%s", json_text(matcher, "kind"));
		const json_t *definition = json_object_get(kinds, kind);

		if (!has(json_object_get(definition, "properties"), field))
			fail_msg("%s says {%s}, which %s has not", id, field, kind);
	}
}

static void fields_of(const json_t *check)
{
	static const struct {
		const char *said, *matchers;
	} lists[] = { { "fail", "fail_if" },
		      { "inconclusive", "inconclusive_if" },
		      { "pass", "pass_if" },
		      { "needs_human", "ask_if" },
		      { "note", "note_if" } };
	static const char *const languages[] = { "ja", "en" };

	for (size_t i = 0; i < ARRAY_LEN(lists); i++) {
		const json_t *text = json_object_get(json_object_get(check, "says"), lists[i].said);
		CLEANUP(json_done) json_t *first = json_object();
		CLEANUP(json_done) json_t *second = json_object();

		for (size_t l = 0; l < 2; l++) {
			const char *rest = catalogue_say(text, languages[l]);
			char *field;

			while ((field = next_field(&rest))) {
				field_is_known(json_text(check, "id"),
					       json_object_get(check, lists[i].matchers), field);
				json_object_set_new(l ? second : first, field, json_true());
				mem_free(field);
			}
		}
		TAP_CHECK(json_text(check, "id"), json_equal(first, second));
	}
}

static void fields_exist_in_both_languages(void **state)
{
	(void)state;
	each_check(fields_of);
}

/* q07.easy belongs to S1.1-07, so that an answer file can be read without the pack. */
static void ids_tell_their_criterion(void **state)
{
	size_t i, k;
	json_t *criterion, *check;

	(void)state;
	json_array_foreach (json_object_get(catalogue->pack, "criteria"), i, criterion) {
		const char *id = json_text(criterion, "id");

		TAP_INT(id, json_int(criterion, "number", 0), i + 1);
		json_array_foreach (json_object_get(criterion, "checks"), k, check) {
			const char *question = json_text(json_object_get(check, "question"), "id");

			TAP_CHECK(json_text(check, "id"), text_starts(json_text(check, "id"), id));
			if (question)
				TAP_CHECK(question, strncmp(question + 1, id + 5, 2) == 0);
		}
	}
}

/* A name without a file is enough for pack_check: it only reads what is loaded. */
static void the_shipped_pack_is_sound(void **state)
{
	struct err err = { 0 };

	(void)state;
	assert_int_equal(pack_check(catalogue, "name", &err), 0);
	assert_string_equal(err.text, "");
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(a_sentence_for_every_verdict),
	cmocka_unit_test(fields_exist_in_both_languages),
	cmocka_unit_test(ids_tell_their_criterion),
	cmocka_unit_test(the_shipped_pack_is_sound),
};

TAP_MAIN_WITHIN(tests, load, unload)
