/* What a person may answer to which question, typed in or from a file: all of a file or nothing. */
#include "run_sample.h"

#include "run/answer.h"

#define NOW 1795000000 /* 2026-11-18T11:06:40Z */

static struct catalogue *catalogue;

static int load(void **state)
{
	catalogue = fixture_catalogue();
	return fixture_enter(state);
}

static int unload(void **state)
{
	catalogue_free(catalogue);
	return fixture_leave(state);
}

static void questions(void **state)
{
	(void)state;
	assert_true(json_flag(answer_question(catalogue, "q11.protected"), "may_be_na"));
	assert_false(json_flag(answer_question(catalogue, "q11.listed"), "may_be_na"));
	assert_null(answer_question(catalogue, "q11"));
	assert_null(answer_question(catalogue, ""));
	assert_null(answer_question(catalogue, NULL));
}

static char *letters(size_t n)
{
	char *text = mem_array(n + 1, 1);

	memset(text, 'x', n);
	return text;
}

static void one_answer(void **state)
{
	CLEANUP(mem_freep) char *name_limit = letters(200);
	CLEANUP(mem_freep) char *name_above = letters(201);
	CLEANUP(mem_freep) char *limit = letters(4000);
	CLEANUP(mem_freep) char *above = letters(4001);
	const struct {
		const char *what;
		struct answer answer;
		int r;
		const char *message;
	} rows[] = {
		{ "yes", { "q11.listed", "yes", NULL, "N", "R", NOW }, 0, "" },
		{ "no with a reason", { "q11.listed", "no", "it is so", "N", "R", NOW }, 0, "" },
		{ "na", { "q11.protected", "na", "nothing stored", "N", "R", NOW }, 0, "" },
		{ "an empty reason", { "q11.listed", "yes", "", "N", "R", NOW }, 0, "" },
		{ "long texts",
		  { "q11.listed", "yes", limit, name_limit, name_limit, NOW },
		  0,
		  "" },
		{ "Japanese", { "q11.listed", "yes", "確認した", "星野", "品質保証", NOW }, 0, "" },
		{ "unknown question",
		  { "q99.x", "yes", NULL, "N", "R", NOW },
		  E_MISSING,
		  "the pack has no question 'q99.x'" },
		{ "a check is no question",
		  { "S1.1-11.listed", "yes", NULL, "N", "R", NOW },
		  E_MISSING,
		  "no question" },
		{ "maybe",
		  { "q11.listed", "maybe", NULL, "N", "R", NOW },
		  E_FORMAT,
		  "an answer is 'yes', 'no' or 'na', not 'maybe'" },
		{ "YES", { "q11.listed", "YES", NULL, "N", "R", NOW }, E_FORMAT, "not 'YES'" },
		{ "na where it may not be",
		  { "q11.listed", "na", "so", "N", "R", NOW },
		  E_FORMAT,
		  "'na' is not possible here" },
		{ "na without a reason",
		  { "q11.protected", "na", NULL, "N", "R", NOW },
		  E_FORMAT,
		  "'na' needs a reason" },
		{ "na with an empty reason",
		  { "q11.protected", "na", "", "N", "R", NOW },
		  E_FORMAT,
		  "'na' needs a reason" },
		{ "no name",
		  { "q11.listed", "yes", NULL, "", "R", NOW },
		  E_FORMAT,
		  "name and role" },
		{ "no role",
		  { "q11.listed", "yes", NULL, "N", "", NOW },
		  E_FORMAT,
		  "name and role" },
		{ "a long name",
		  { "q11.listed", "yes", NULL, name_above, "R", NOW },
		  E_FORMAT,
		  "1 to 200 bytes" },
		{ "a long role",
		  { "q11.listed", "yes", NULL, "N", name_above, NOW },
		  E_FORMAT,
		  "1 to 200 bytes" },
		{ "a long reason",
		  { "q11.listed", "yes", above, "N", "R", NOW },
		  E_LIMIT,
		  "longer than 4000 bytes" },
		{ "a name in Latin-1",
		  { "q11.listed", "yes", NULL, "M\xfcller", "R", NOW },
		  E_FORMAT,
		  "not valid UTF-8" },
		{ "a reason in Latin-1",
		  { "q11.listed", "yes", "f\xfcr", "N", "R", NOW },
		  E_FORMAT,
		  "not valid UTF-8" },
		{ "na with a reason in Latin-1",
		  { "q11.protected", "na", "f\xfcr", "N", "R", NOW },
		  E_FORMAT,
		  "not valid UTF-8" },
	};
	CLEANUP(run_freep) struct run *r = run_sample("one.run");

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		size_t before = json_array_size(run_list(r, "answers"));
		struct err err = { 0 };

		TAP_INT(rows[i].what, answer_add(r, catalogue, &rows[i].answer, &err), rows[i].r);
		FIXTURE_SAYS(rows[i].what, err.text, rows[i].message);
		TAP_INT(rows[i].what, json_array_size(run_list(r, "answers")),
			before + (rows[i].r == 0));
	}
	assert_int_equal(run_save(r, NULL), 0);
	const json_t *na = json_at(r->doc, "/answers/2");
	assert_string_equal(json_text(na, "because"), "nothing stored");
	assert_string_equal(json_text(na, "time"), "2026-11-18T11:06:40Z");
	assert_null(json_text(json_at(r->doc, "/answers/3"), "because"));
}

static void a_file_of_answers(void **state)
{
	static const struct {
		const char *what, *text;
		int r;
		unsigned added;
		const char *message;
	} rows[] = {
		{ "two",
		  "person: {name: N, role: R}\nanswers:\n  q11.listed: {answer: yes}\n"
		  "  q11.protected: {answer: na, because: nothing stored}\n",
		  0, 2, "" },
		{ "no answers yet", "person: {name: N, role: R}\nanswers: {}\n", 0, 0, "" },
		{ "no person", "answers: {}\n", E_FORMAT, 0, ":1: (file): " },
		{ "an unknown question",
		  "person: {name: N, role: R}\nanswers:\n  q11.listed: {answer: yes}\n"
		  "  q11.secret: {answer: yes}\n",
		  E_MISSING, 0, ":4: answers/q11.secret: the pack has no question 'q11.secret'" },
		{ "a misspelt question",
		  "person: {name: N, role: R}\nanswers:\n  11: {answer: yes}\n", E_FORMAT, 0,
		  ":3: answers/11: " },
		{ "na where it may not be",
		  "person: {name: N, role: R}\nanswers:\n  q11.listed: {answer: na, because: x}\n",
		  E_FORMAT, 0, ":3: answers/q11.listed: 'na' is not possible here" },
		{ "na without a reason",
		  "person: {name: N, role: R}\nanswers:\n  q11.protected: {answer: na}\n", E_FORMAT,
		  0, ":3: answers/q11.protected: " },
		{ "a flag", "person: {name: N, role: R}\nanswers:\n  q11.listed: {answer: true}\n",
		  E_FORMAT, 0, ":3: answers/q11.listed/answer: " },
		{ "no braces", "person: {name: N, role: R}\nanswers:\n  q11.listed: yes\n",
		  E_FORMAT, 0, ":3: answers/q11.listed: " },
		{ "the same twice",
		  "person: {name: N, role: R}\nanswers:\n  q11.listed: {answer: yes}\n"
		  "  q11.listed: {answer: no}\n",
		  E_FORMAT, 0, ":4: " },
		{ "empty", "", E_FORMAT, 0, "is empty" },
	};
	CLEANUP(run_freep) struct run *r = run_sample("file.run");
	CLEANUP(mem_freep) char *path = fixture_path("answers.yaml");

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		size_t before = json_array_size(run_list(r, "answers"));
		unsigned added = 99;
		struct err err = { 0 };

		fixture_write(path, bytes_of(rows[i].text));
		TAP_INT(rows[i].what, answer_read(r, catalogue, path, NOW, &added, &err),
			rows[i].r);
		CLEANUP(mem_freep)
		char *message = mem_format("%s%s", rows[i].r == 0 ? "" : path, rows[i].message);
		FIXTURE_SAYS(rows[i].what, err.text,
			     text_starts(rows[i].message, ":") ? message : rows[i].message);
		TAP_INT(rows[i].what, added, rows[i].r == 0 ? rows[i].added : 99);
		TAP_INT(rows[i].what, json_array_size(run_list(r, "answers")),
			before + rows[i].added);
	}
	unsigned added;
	assert_int_equal(answer_read(r, catalogue, "/nowhere.yaml", NOW, &added, NULL), -ENOENT);
}

/* The lab's own file answers every question that the sound gateway leaves open. */
static void the_lab_file(void **state)
{
	CLEANUP(run_freep) struct run *r = run_sample("lab.run");
	unsigned added = 0;
	struct err err = { 0 };

	(void)state;
	assert_int_equal(
	    answer_read(r, catalogue, "lab/devices/sound-gateway/answers.yaml", NOW, &added, &err),
	    0);
	assert_true(added > 30);
	assert_int_equal(run_save(r, &err), 0);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(questions),
	cmocka_unit_test(one_answer),
	cmocka_unit_test(a_file_of_answers),
	cmocka_unit_test(the_lab_file),
};

TAP_MAIN_WITHIN(tests, load, unload)
