/* YAML against the JSON it stands for, the lines of its values, and what is refused where. */
#include "tap.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/yaml.h"

static int read_text(json_t **out, struct yaml **lines, const char *text, struct err *err)
{
	return yaml_read(out, lines, bytes_of(text), "in.yaml", err);
}

static void values(void **state)
{
	static const struct {
		const char *yaml;
		const char *json;
	} rows[] = {
		{ "a: b", "{\"a\":\"b\"}" },
		{ "[1, two, 'three']", "[1,\"two\",\"three\"]" },
		{ "- a\n- b: c\n  d:\n  - e\n", "[\"a\",{\"b\":\"c\",\"d\":[\"e\"]}]" },
		{ "{}", "{}" },
		{ "[]", "[]" },
		{ "# only text\ntext", "\"text\"" },
		{ "--- # start\na: b\n...\n", "{\"a\":\"b\"}" },
		{ "%YAML 1.2\n---\na: b\n", "{\"a\":\"b\"}" },
		{ "\xef\xbb\xbf"
		  "a: b",
		  "{\"a\":\"b\"}" },
		{ "[~, null, Null, NULL]", "[null,null,null,null]" },
		{ "a:\nb: ''\n", "{\"a\":null,\"b\":\"\"}" },
		{ "[true, True, TRUE, false, False, FALSE]", "[true,true,true,false,false,false]" },
		{ "[yes, no, on, off, y, n, No, tRue]",
		  "[\"yes\",\"no\",\"on\",\"off\",\"y\",\"n\",\"No\",\"tRue\"]" },
		{ "['null', \"true\", '1']", "[\"null\",\"true\",\"1\"]" },
		{ "[0, -0, +1, -7, 007, 9223372036854775807, -9223372036854775808]",
		  "[0,0,1,-7,7,9223372036854775807,-9223372036854775808]" },
		{ "[0x1F, 0xff, 0o17, 0x7fffffffffffffff]", "[31,255,15,9223372036854775807]" },
		{ "[0x, 0o8, 0xg, -0x1, 0b1, 1_000, +, -, +-1, 1:30, 12e3, 1.5, .inf, .nan, '1']",
		  "[\"0x\",\"0o8\",\"0xg\",\"-0x1\",\"0b1\",\"1_000\",\"+\",\"-\",\"+-1\",\"1:30\","
		  "\"12e3\",\"1.5\",\".inf\",\".nan\",\"1\"]" },
		{ "2026-11-21", "\"2026-11-21\"" },
		{ "80: http\ntrue: x\nno: y\nnull: z\n",
		  "{\"80\":\"http\",\"true\":\"x\",\"no\":\"y\",\"null\":\"z\"}" },
		{ "'': x", "{\"\":\"x\"}" },
		{ "<<: x", "{\"<<\":\"x\"}" },
		{ "a: |\n  one\n  two\n", "{\"a\":\"one\\ntwo\\n\"}" },
		{ "a: >-\n  one\n  two\n", "{\"a\":\"one two\"}" },
		{ "a: \"\\u00e9\\x41\\t\"", "{\"a\":\"\xc3\xa9"
					    "A\\t\"}" },
		{ "a: 'it''s'", "{\"a\":\"it's\"}" },
		{ "b: 1\na: 2\n", "{\"b\":1,\"a\":2}" },
		{ "a: b # comment\n", "{\"a\":\"b\"}" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(json_done) json_t *value = NULL;
		CLEANUP(yaml_lines_freep) struct yaml *lines = NULL;
		CLEANUP(buf_done) struct buf text = BUF(1000);
		struct err err = { 0 };
		int r = read_text(&value, &lines, rows[i].yaml, &err);
		TAP_TEXT(rows[i].yaml, err.text, "");
		TAP_INT(rows[i].yaml, r, 0);
		json_write(&text, value, false);
		text.n--;
		TAP_TEXT(rows[i].yaml, buf_cstr(&text), rows[i].json);
	}
}

static void refused(void **state)
{
	static const struct {
		const char *yaml;
		int r;
		const char *text;
	} rows[] = {
		{ "", E_FORMAT, "in.yaml: is empty" },
		{ "# nothing\n", E_FORMAT, "in.yaml: is empty" },
		{ "a: 1\nb: 2\na: 3\n", E_FORMAT,
		  "in.yaml:3: key 'a' stands twice in its mapping" },
		{ "x:\n  - {k: 1, \"k\": 2}", E_FORMAT,
		  "in.yaml:2: key 'k' stands twice in its mapping" },
		{ "1: a\n'1': b\n", E_FORMAT, "in.yaml:2: key '1' stands twice in its mapping" },
		{ "\"a\\e\": 1\n\"a\\e\": 2\n", E_FORMAT,
		  "in.yaml:2: key 'a\\x1b' stands twice in its mapping" },
		{ "a: &x 1\nb: *x\n", E_UNSUPPORTED, "in.yaml:1: anchors are not supported" },
		{ "a: &x {}\n", E_UNSUPPORTED, "in.yaml:1: anchors are not supported" },
		{ "a: &x []\n", E_UNSUPPORTED, "in.yaml:1: anchors are not supported" },
		{ "&x a: 1\n", E_UNSUPPORTED, "in.yaml:1: anchors are not supported" },
		{ "a: 1\nb: *x\n", E_UNSUPPORTED, "in.yaml:2: aliases are not supported" },
		{ "a:\n- !!str 1\n", E_UNSUPPORTED, "in.yaml:2: tags are not supported" },
		{ "a: ! 1\n", E_UNSUPPORTED, "in.yaml:1: tags are not supported" },
		{ "a: !x {}\n", E_UNSUPPORTED, "in.yaml:1: tags are not supported" },
		{ "a: !x []\n", E_UNSUPPORTED, "in.yaml:1: tags are not supported" },
		{ "!x a: 1\n", E_UNSUPPORTED, "in.yaml:1: tags are not supported" },
		{ "%TAG ! tag:x,2026:\n---\na: 1\n", E_UNSUPPORTED,
		  "in.yaml:1: tags are not supported" },
		{ "a: 1\n---\nb: 2\n", E_UNSUPPORTED, "in.yaml:2: a second document begins" },
		{ "? [a]\n: 1\n", E_UNSUPPORTED, "in.yaml:1: a key must be text" },
		{ "? {a: b}\n: 1\n", E_UNSUPPORTED, "in.yaml:1: a key must be text" },
		{ "a: 1\n?\n: 2\n", E_FORMAT, "in.yaml:2: a key is missing before ':'" },
		{ "a: 1\nb: 9223372036854775808\n", E_LIMIT,
		  "in.yaml:2: the number is too large (quote it if it is text)" },
		{ "0x8000000000000000", E_LIMIT,
		  "in.yaml:1: the number is too large (quote it if it is text)" },
		{ "a: \"x\\0y\"\n", E_FORMAT, "in.yaml:1: text contains a NUL character" },
		{ "a: \xff\n", E_FORMAT, "in.yaml: is not UTF-8" },
		{ "\xff\xfe"
		  "a",
		  E_FORMAT, "in.yaml: is not UTF-8" },
		{ "a: 1\nb: \x01\n", E_FORMAT, "in.yaml:2: control characters are not allowed" },
		{ "a: [1\nb: 2\n", E_FORMAT, "in.yaml:2: did not find expected ',' or ']'" },
		{ "a: b: c\n", E_FORMAT,
		  "in.yaml:1: mapping values are not allowed in this context" },
		{ "a:\n\tb: c\n", E_FORMAT,
		  "in.yaml:2: found character that cannot start any token" },
		{ "a: @b\n", E_FORMAT, "in.yaml:1: found character that cannot start any token" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		json_t *value = NULL;
		struct yaml *lines = NULL;
		struct err err = { 0 };
		TAP_INT(rows[i].yaml, read_text(&value, &lines, rows[i].yaml, &err), rows[i].r);
		TAP_TEXT(rows[i].yaml, err.text, rows[i].text);
		TAP_CHECK(rows[i].yaml, !value && !lines);
	}
}

static void lines_by_pointer(void **state)
{
	static const char document[] = "# 1\n"
				       "name: x\n"      /* 2 */
				       "list:\n"        /* 3 */
				       "  - one\n"      /* 4 */
				       "  - two: 2\n"   /* 5 */
				       "    'a/b': 3\n" /* 6 */
				       "  -\n"          /* 7 */
				       "    - deep\n"   /* 8 */
				       "text: |\n"      /* 9 */
				       "  1\n"          /* 10 */
				       "  2\n"          /* 11 */
				       "flow: {x: 1,\n" /* 12 */
				       "       y: 2}\n" /* 13 */
				       "last:\n"        /* 14 */
				       "0: zero\n"      /* 15 */
				       "'': empty\n";   /* 16 */
	static const struct {
		const char *pointer;
		unsigned line;
	} rows[] = {
		{ "", 2 },
		{ "/name", 2 },
		{ "/list", 3 },
		{ "/list/0", 4 },
		{ "/list/1", 5 },
		{ "/list/1/two", 5 },
		{ "/list/1/a~1b", 6 },
		{ "/list/2/0", 8 },
		{ "/text", 9 },
		{ "/flow", 12 },
		{ "/flow/y", 13 },
		{ "/last", 14 },
		{ "/0", 15 },
		{ "/", 16 },
		{ "/none", 2 },
		{ "/list/7", 3 },
		{ "/list/1/none/deeper", 5 },
		{ "/list/x", 3 },
		{ "/name/0", 2 },
		{ "malformed", 2 },
		{ "/list/1/~", 5 },
	};
	CLEANUP(json_done) json_t *value = NULL;
	CLEANUP(yaml_lines_freep) struct yaml *lines = NULL;

	(void)state;
	assert_int_equal(read_text(&value, &lines, document, NULL), 0);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		TAP_INT(rows[i].pointer, yaml_line(lines, rows[i].pointer), rows[i].line);
}

static int read_repeated(const char *open, size_t n, const char *middle, const char *close)
{
	CLEANUP(buf_done) struct buf text = BUF(4u << 20);
	CLEANUP(json_done) json_t *value = NULL;
	CLEANUP(yaml_lines_freep) struct yaml *lines = NULL;

	for (size_t i = 0; i < n; i++)
		buf_text(&text, open);
	buf_text(&text, middle);
	for (size_t i = 0; i < n; i++)
		buf_text(&text, close);
	assert_true(buf_ok(&text));
	return yaml_read(&value, &lines, buf_view(&text), "in.yaml", NULL);
}

static void limits(void **state)
{
	static const struct {
		const char *what;
		const char *open;
		size_t limit;
		const char *middle;
		const char *close;
	} rows[] = {
		{ "depth of sequences", "[", YAML_DEPTH_MAX, "x", "]" },
		{ "depth of mappings", "{a: ", YAML_DEPTH_MAX, "x", "}" },
		/* The root is a value too. */
		{ "values", "- x\n", YAML_NODES_MAX - 1, "", "" },
		{ "bytes", "#", YAML_FILE_MAX - 2, "\nx", "" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		TAP_INT(rows[i].what,
			read_repeated(rows[i].open, rows[i].limit, rows[i].middle, rows[i].close),
			0);
		TAP_INT(
		    rows[i].what,
		    read_repeated(rows[i].open, rows[i].limit + 1, rows[i].middle, rows[i].close),
		    E_LIMIT);
	}
	assert_int_equal(read_repeated("[", 100000, "", ""), E_LIMIT);
}

/* A prefix may well be YAML too, but never crashes and never gives half an answer. */
static void every_prefix_is_read_or_refused(void **state)
{
	static const char whole[] =
	    "---\nkey: \"t\\u00e9\xc3\xa9\"\nlist:\n  - {a: 1, b: [x, 'y']}\n"
	    "  - |\n    text\n  - >\n    more\n'q': ~\n? k\n: v\n...\n";

	(void)state;
	for (size_t n = 0; n <= sizeof(whole) - 1; n++) {
		CLEANUP(json_done) json_t *value = NULL;
		CLEANUP(yaml_lines_freep) struct yaml *lines = NULL;
		/* A copy of its own size, so that reading past the end is noticed. */
		CLEANUP(mem_freep) uint8_t *part = mem_copy(whole, n);
		struct err err = { 0 };
		int r = yaml_read(&value, &lines, (struct bytes){ part, n }, "x", &err);
		assert_int_equal(r == 0, value != NULL);
		assert_int_equal(r == 0, lines != NULL);
		assert_int_equal(r == 0, err.text[0] == 0);
	}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(values),
	cmocka_unit_test(refused),
	cmocka_unit_test(lines_by_pointer),
	cmocka_unit_test(limits),
	cmocka_unit_test(every_prefix_is_read_or_refused),
};

TAP_MAIN(tests)
