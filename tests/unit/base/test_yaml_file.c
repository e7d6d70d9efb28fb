/*
 * What a person wrote, in a file or a text: one that fits its schema, one that does not with the
 * place named, and files that are none.
 */
#include "fixture.h"

#include "base/yaml.h"
#include "base/yaml_file.h"

#define PERSON "person: {name: N, role: R}\n"

static void texts(void **state)
{
	static const struct {
		const char *what, *text;
		int r;
		const char *message;
	} rows[] = {
		{ "YAML", PERSON "answers: {}\n", 0, "" },
		{ "JSON", "{\"person\": {\"name\": \"N\", \"role\": \"R\"}, \"answers\": {}}", 0,
		  "" },
		{ "no YAML", PERSON "answers: [\n", E_FORMAT, "in.yaml:" },
		{ "empty", "", E_FORMAT, "in.yaml: is empty" },
		{ "the whole", "- a\n", E_FORMAT, "in.yaml:1: (file): " },
		{ "a member that is missing", PERSON, E_FORMAT, "in.yaml:1: (file): " },
		{ "a member that is too much", PERSON "answers: {}\ncolour: red\n", E_FORMAT,
		  "in.yaml:3: colour: " },
		{ "a value deep inside", PERSON "answers:\n\n  q11.listed: {answer: maybe}\n",
		  E_FORMAT, "in.yaml:4: answers/q11.listed/answer: " },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(yaml_file_done) struct yaml_file f = { 0 };
		struct err err = { 0 };
		int r = yaml_file_parse(&f, bytes_of(rows[i].text), "in.yaml", "answers", &err);

		TAP_INT(rows[i].what, r, rows[i].r);
		TAP_CHECK(rows[i].what, text_starts(err.text, rows[i].message));
		TAP_CHECK(rows[i].what, (f.value != NULL) == (r == 0));
		TAP_CHECK(rows[i].what, (f.lines != NULL) == (r == 0));
		TAP_INT(rows[i].what, yaml_file_parse(&f, bytes_of(""), "x", "answers", NULL),
			E_FORMAT);
	}
}

static void files(void **state)
{
	CLEANUP(yaml_file_done) struct yaml_file f = { 0 };
	CLEANUP(mem_freep) char *path = fixture_path("answers.yaml");
	CLEANUP(mem_freep) char *none = fixture_path("none.yaml");
	CLEANUP(buf_done) struct buf text = BUF(YAML_FILE_MAX + 1);
	struct err err = { 0 };

	(void)state;
	assert_int_equal(yaml_file_read(&f, none, "answers", &err), -ENOENT);
	FIXTURE_SAYS("none", err.text, none);
	assert_int_equal(yaml_file_read(&f, fixture_folder, "answers", &err), E_UNSUPPORTED);
	assert_int_equal(yaml_file_read(&f, "/dev/zero", "answers", &err), E_UNSUPPORTED);

	fixture_write(path, bytes_of(PERSON "answers: [1]\n"));
	assert_int_equal(yaml_file_read(&f, path, "answers", &err), E_FORMAT);
	CLEANUP(mem_freep) char *place = mem_format("%s:2: answers: ", path);
	FIXTURE_SAYS("place", err.text, place);
	assert_null(f.value);

	/* As large as may be, and a byte more. */
	buf_text(&text, PERSON "answers: {}\n");
	while (text.n < YAML_FILE_MAX)
		buf_u8(&text, '\n');
	fixture_write(path, buf_view(&text));
	assert_int_equal(yaml_file_read(&f, path, "answers", &err), 0);
	assert_string_equal(f.name, path);
	yaml_file_done(&f);
	buf_u8(&text, '\n');
	fixture_write(path, buf_view(&text));
	assert_int_equal(yaml_file_read(&f, path, "answers", &err), E_LIMIT);
	FIXTURE_SAYS("large", err.text, "is larger than 1048576 bytes");
	assert_int_equal(yaml_file_parse(&f, buf_view(&text), "in.yaml", "answers", &err), E_LIMIT);
	assert_int_equal(yaml_file_parse(&f, bytes_of("{}"), "x", "nothing", &err), E_MISSING);
}

static void a_value_without_lines(void **state)
{
	CLEANUP(json_done)
	json_t *good = fixture_json("{'person':{'name':'N','role':'R'},"
				    "'answers':{}}");
	CLEANUP(json_done) json_t *bad = fixture_json("{'person':{'name':'N'},'answers':{}}");
	CLEANUP(json_done) json_t *list = json_array();
	struct err err = { 0 };

	(void)state;
	assert_int_equal(
	    yaml_file_check(&(struct yaml_file){ .name = "kept", .value = good }, "answers", &err),
	    0);
	assert_int_equal(
	    yaml_file_check(&(struct yaml_file){ .name = "kept", .value = bad }, "answers", &err),
	    E_FORMAT);
	assert_true(text_starts(err.text, "kept: person: "));
	assert_int_equal(
	    yaml_file_check(&(struct yaml_file){ .name = "kept", .value = list }, "answers", &err),
	    E_FORMAT);
	assert_true(text_starts(err.text, "kept: (file): "));
}

static void what_a_schema_cannot_say(void **state)
{
	CLEANUP(yaml_file_done) struct yaml_file f = { 0 };
	struct err err = { 0 };

	(void)state;
	assert_int_equal(yaml_file_parse(&f,
					 bytes_of(PERSON "answers:\n  q11.listed: {answer: no}\n"),
					 "in.yaml", "answers", &err),
			 0);
	(void)err_set(&err, E_EXISTS, "it is known");
	assert_int_equal(yaml_file_fault(&f, "/answers/q11.listed", E_EXISTS, &err), E_EXISTS);
	assert_string_equal(err.text, "in.yaml:3: answers/q11.listed: it is known");
	assert_int_equal(err.code, E_EXISTS);
	(void)err_set(&err, E_LIMIT, "too much");
	assert_int_equal(yaml_file_fault(&f, "", E_LIMIT, &err), E_LIMIT);
	assert_string_equal(err.text, "in.yaml:1: (file): too much");
	assert_int_equal(yaml_file_fault(&f, "/answers", E_LIMIT, NULL), E_LIMIT);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(texts),
	cmocka_unit_test(files),
	cmocka_unit_test(a_value_without_lines),
	cmocka_unit_test(what_a_schema_cannot_say),
};

TAP_MAIN_WITHIN(tests, fixture_enter, fixture_leave)
