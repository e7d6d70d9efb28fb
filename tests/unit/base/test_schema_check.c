/* Each keyword against values that fit and values that do not, with the place and the reason. */
#include "tap.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/schema.h"

struct row {
	const char *schema; /* NULL is that of the row before */
	const char *value;
	const char *pointer; /* NULL fits */
	const char *reason;
};

static json_t *parse(const char *text)
{
	json_t *value = NULL;
	struct err err = { 0 };
	int r = json_read(&value, bytes_of(text), text, &err);

	TAP_TEXT(text, err.text, "");
	assert_int_equal(r, 0);
	return value;
}

static void compile(struct schema **schema, const char *text)
{
	CLEANUP(json_done) json_t *document = parse(text);
	struct err err = { 0 };
	int r = schema_compile(schema, document, &err);

	TAP_TEXT(text, err.text, "");
	assert_int_equal(r, 0);
}

static void run(const struct row *rows, size_t n)
{
	CLEANUP(schema_freep) struct schema *schema = NULL;

	for (size_t i = 0; i < n; i++) {
		CLEANUP(json_done) json_t *value = parse(rows[i].value);
		struct schema_fault fault = { 0 };
		if (rows[i].schema) {
			schema_freep(&schema);
			compile(&schema, rows[i].schema);
		}
		int r = schema_check(schema, value, &fault);
		TAP_TEXT(rows[i].value, r ? fault.reason : NULL, rows[i].reason);
		/* Another sentence, in Japanese. */
		TAP_CHECK(rows[i].value,
			  !r || (fault.ja[0] && strcmp(fault.ja, fault.reason) != 0 &&
				 strpbrk(fault.ja, "\xe3")));
		TAP_TEXT(rows[i].value, r ? fault.pointer : NULL, rows[i].pointer);
		TAP_INT(rows[i].value, r, rows[i].pointer ? E_FORMAT : 0);
	}
}

static void types(void **state)
{
	static const struct row rows[] = {
		{ "true", "1", NULL, NULL },
		{ "false", "1", "", "is not allowed here" },
		{ "{\"type\": \"string\"}", "\"\"", NULL, NULL },
		{ NULL, "1", "", "must be text" },
		{ "{\"type\": \"integer\"}", "1", NULL, NULL },
		{ NULL, "1.0", "", "must be a whole number" },
		{ "{\"type\": \"number\"}", "1", NULL, NULL },
		{ NULL, "1.5", NULL, NULL },
		{ NULL, "\"1\"", "", "must be a number" },
		{ "{\"type\": \"boolean\"}", "false", NULL, NULL },
		{ NULL, "null", "", "must be true or false" },
		{ "{\"type\": \"null\"}", "null", NULL, NULL },
		{ NULL, "false", "", "must be null" },
		{ "{\"type\": \"array\"}", "[]", NULL, NULL },
		{ NULL, "{}", "", "must be a list" },
		{ "{\"type\": \"object\"}", "{}", NULL, NULL },
		{ NULL, "[]", "", "must be an object" },
		{ "{\"type\": [\"string\", \"null\"]}", "null", NULL, NULL },
		{ NULL, "1", "", "must be null or text" },
	};

	(void)state;
	run(rows, ARRAY_LEN(rows));
}

static void choices(void **state)
{
	static const struct row rows[] = {
		{ "{\"const\": 1}", "1", NULL, NULL },
		{ NULL, "1.0", "", "must be 1" },
		{ "{\"const\": [1, {\"a\": null}]}", "[1, {\"a\": null}]", NULL, NULL },
		{ NULL, "[1]", "", "must be [1,{\"a\":null}]" },
		{ "{\"enum\": [\"a\", \"b\", 3, null]}", "\"b\"", NULL, NULL },
		{ NULL, "null", NULL, NULL },
		{ NULL, "\"B\"", "", "must be one of 'a', 'b', 3, null" },
		{ "{\"enum\": [\"a\\n\\u202e\"]}", "1", "", "must be 'a\\n\\u{202E}'" },
		{ "{\"enum\": "
		  "[\"0123456789012345678901234567890123456789012345678901234567890123\", "
		  "\"1123456789012345678901234567890123456789012345678901234567890123\", \"x\"]}",
		  "1", "",
		  "must be one of "
		  "'0123456789012345678901234567890123456789012345678901234567890123', "
		  "... (3 in all)" },
	};

	(void)state;
	run(rows, ARRAY_LEN(rows));
}

static void texts(void **state)
{
	static const struct row rows[] = {
		{ "{\"minLength\": 1}", "\"a\"", NULL, NULL },
		{ NULL, "\"\"", "", "must not be empty" },
		{ NULL, "[]", NULL, NULL },
		{ "{\"minLength\": 2, \"maxLength\": 3}", "\"\\u00e9\\ud83d\\ude00\"", NULL, NULL },
		{ NULL, "\"\\ud83d\\ude00\"", "", "must have at least 2 characters" },
		{ NULL, "\"abc\"", NULL, NULL },
		{ NULL, "\"\\u00e9\\u00e9\\u00e9\\u00e9\"", "", "must have at most 3 characters" },
		{ "{\"maxLength\": 0}", "\"\"", NULL, NULL },
		{ NULL, "\"a\"", "", "must have at most 0 characters" },
		{ "{\"pattern\": \"b\"}", "\"abc\"", NULL, NULL },
		{ NULL, "\"ac\"", "", "does not match the pattern b" },
		{ NULL, "1", NULL, NULL },
		{ "{\"pattern\": \"^[a-z]+$\"}", "\"abc\"", NULL, NULL },
		{ NULL, "\"abc\\n\"", "", "does not match the pattern ^[a-z]+$" },
		{ "{\"pattern\": \"^.$\"}", "\"\\ud83d\\ude00\"", NULL, NULL },
		{ "{\"pattern\": \"^\\\\d$\"}", "\"7\"", NULL, NULL },
		{ NULL, "\"\\u0661\"", "", "does not match the pattern ^\\\\d$" },
	};

	(void)state;
	run(rows, ARRAY_LEN(rows));
}

static void numbers(void **state)
{
	static const struct row rows[] = {
		{ "{\"minimum\": 1, \"maximum\": 65535}", "1", NULL, NULL },
		{ NULL, "65535", NULL, NULL },
		{ NULL, "0", "", "must be at least 1" },
		{ NULL, "65536", "", "must be at most 65535" },
		{ NULL, "0.9", "", "must be at least 1" },
		{ NULL, "65535.1", "", "must be at most 65535" },
		{ NULL, "\"0\"", NULL, NULL },
		{ "{\"minimum\": 9.8}", "9.8", NULL, NULL },
		{ NULL, "9", "", "must be at least 9.8" },
		{ "{\"maximum\": 9223372036854775806}", "9223372036854775806", NULL, NULL },
		{ NULL, "9223372036854775807", "", "must be at most 9223372036854775806" },
	};

	(void)state;
	run(rows, ARRAY_LEN(rows));
}

static void lists(void **state)
{
	static const struct row rows[] = {
		{ "{\"items\": {\"type\": \"string\"}}", "[\"a\", \"b\"]", NULL, NULL },
		{ NULL, "[]", NULL, NULL },
		{ NULL, "[\"a\", 1, 2]", "/1", "must be text" },
		{ NULL, "{\"a\": 1}", NULL, NULL },
		{ "{\"items\": false}", "[1]", "/0", "is not allowed here" },
		{ "{\"minItems\": 1}", "[]", "", "must not be empty" },
		{ "{\"minItems\": 2, \"maxItems\": 3}", "[1, 2]", NULL, NULL },
		{ NULL, "[1]", "", "must have at least 2 items" },
		{ NULL, "[1, 2, 3]", NULL, NULL },
		{ NULL, "[1, 2, 3, 4]", "", "must have at most 3 items" },
		{ "{\"uniqueItems\": true}", "[1, 1.0, \"1\", null, [1], [2]]", NULL, NULL },
		{ NULL, "[{\"a\": 1, \"b\": 2}, 0, {\"b\": 2, \"a\": 1}]", "/2",
		  "is the same as an item before it" },
		{ "{\"uniqueItems\": false}", "[1, 1]", NULL, NULL },
	};

	(void)state;
	run(rows, ARRAY_LEN(rows));
}

static void objects(void **state)
{
	static const struct row rows[] = {
		{ "{\"required\": [\"id\", \"na/me\"]}", "{\"na/me\": 1, \"id\": null}", NULL,
		  NULL },
		{ NULL, "{\"id\": 1}", "", "member 'na/me' is missing" },
		{ NULL, "[]", NULL, NULL },
		{ "{\"properties\": {\"a\": {\"type\": \"string\"}}}", "{\"b\": 1}", NULL, NULL },
		{ NULL, "{\"a\": 1}", "/a", "must be text" },
		{ "{\"properties\": {\"a\": {}}, \"additionalProperties\": false}", "{\"a\": 1}",
		  NULL, NULL },
		{ NULL, "{\"a\": 1, \"b/~\": 1}", "/b~1~0", "unknown member 'b/~'" },
		{ NULL, "{\"b\\u001b\": 1}", "/b\x1b", "unknown member 'b\\x1b'" },
		{ "{\"properties\": {\"a\": {}}, \"additionalProperties\": {\"type\": \"null\"}}",
		  "{\"a\": 1, \"b\": null}", NULL, NULL },
		{ NULL, "{\"b\": 1}", "/b", "must be null" },
		{ "{\"patternProperties\": {\"^x-\": {\"type\": \"null\"}}, "
		  "\"additionalProperties\": false}",
		  "{\"x-a\": null}", NULL, NULL },
		{ NULL, "{\"x-a\": 1}", "/x-a", "must be null" },
		{ NULL, "{\"ax-\": null}", "/ax-", "unknown member 'ax-'" },
		{ "{\"properties\": {\"a\": {\"minimum\": 1}}, \"patternProperties\": {\"a\": "
		  "{\"maximum\": 2}}}",
		  "{\"a\": 2}", NULL, NULL },
		{ NULL, "{\"a\": 0}", "/a", "must be at least 1" },
		{ NULL, "{\"a\": 3}", "/a", "must be at most 2" },
		{ "{\"properties\": {\"a\": false}}", "{\"a\": 1}", "/a", "is not allowed here" },
		/* A misspelt name is reported before the name that is missing because of it. */
		{ "{\"properties\": {\"name\": {}}, \"required\": [\"name\"], "
		  "\"additionalProperties\": false}",
		  "{\"nmae\": 1}", "/nmae", "unknown member 'nmae'" },
		/* Depth first, in document order. */
		{ "{\"properties\": {\"a\": {\"type\": \"string\"}, \"b\": {\"items\": {\"type\": "
		  "\"string\"}}}}",
		  "{\"b\": [\"x\", 1], \"a\": 1}", "/b/1", "must be text" },
	};

	(void)state;
	run(rows, ARRAY_LEN(rows));
}

static void all_not_if(void **state)
{
	static const struct row rows[] = {
		{ "{\"allOf\": [{\"minimum\": 1}, {\"maximum\": 2}]}", "2", NULL, NULL },
		{ NULL, "0", "", "must be at least 1" },
		{ NULL, "3", "", "must be at most 2" },
		{ "{\"not\": {\"type\": \"string\"}}", "1", NULL, NULL },
		{ NULL, "\"1\"", "", "has a form that is not allowed here" },
		{ "{\"if\": {\"properties\": {\"k\": {\"const\": 1}}, \"required\": [\"k\"]}, "
		  "\"then\": {\"required\": [\"a\"]}, \"else\": {\"required\": [\"b\"]}}",
		  "{\"k\": 1, \"a\": 0}", NULL, NULL },
		{ NULL, "{\"k\": 1, \"b\": 0}", "", "member 'a' is missing" },
		{ NULL, "{\"k\": 2, \"b\": 0}", NULL, NULL },
		{ NULL, "{\"a\": 0}", "", "member 'b' is missing" },
		{ "{\"if\": false, \"then\": false}", "1", NULL, NULL },
		{ "{\"if\": true, \"else\": false}", "1", NULL, NULL },
	};

	(void)state;
	run(rows, ARRAY_LEN(rows));
}

#define SHAPES                                                                                 \
	"{\"properties\": {\"kind\": {\"const\": \"a\"}, \"port\": {\"type\": \"integer\"}}, " \
	"\"required\": [\"kind\", \"port\"], \"additionalProperties\": false}, {\"$ref\": "    \
	"\"#/$defs/b\"}], \"$defs\": {\"b\": {\"properties\": {\"kind\": {\"const\": \"b\"}, " \
	"\"path\": {\"type\": \"string\"}}, \"required\": [\"kind\", \"path\"], "              \
	"\"additionalProperties\": false}}}"

static void alternatives(void **state)
{
	static const struct row rows[] = {
		{ "{\"anyOf\": [{\"type\": \"string\"}, {\"type\": \"integer\"}]}", "1", NULL,
		  NULL },
		{ NULL, "\"1\"", NULL, NULL },
		{ NULL, "null", "", "must be text, or must be a whole number" },
		{ "{\"oneOf\": [{\"type\": \"string\"}, {\"type\": \"string\"}]}", "null", "",
		  "must be text" },
		{ NULL, "\"1\"", "", "fits more than one of the forms allowed here" },
		{ "{\"anyOf\": [{\"type\": \"string\"}, {\"anyOf\": [{\"type\": \"string\"}, "
		  "{\"type\": \"null\"}]}]}",
		  "1", "", "must be text, or must be null" },
		{ "{\"oneOf\": [{\"minimum\": 5}, {\"maximum\": 3}]}", "4", "",
		  "must be at least 5, or must be at most 3" },
		{ NULL, "3", NULL, NULL },
		/* The branch that went deepest has the better story. */
		{ "{\"anyOf\": [{\"type\": \"string\"}, {\"items\": {\"type\": \"string\"}, "
		  "\"type\": "
		  "\"array\"}]}",
		  "[1]", "/0", "must be text" },
		{ "{\"anyOf\": [{\"items\": {\"type\": \"string\"}, \"type\": \"array\"}, "
		  "{\"type\": "
		  "\"string\"}]}",
		  "[1]", "/0", "must be text" },
		/* The branch that a constant member names has the best one. */
		{ "{\"oneOf\": [" SHAPES, "{\"kind\": \"a\", \"port\": 1}", NULL, NULL },
		{ NULL, "{\"path\": \"/\", \"kind\": \"b\"}", NULL, NULL },
		{ NULL, "{\"path\": 1, \"kind\": \"b\"}", "/path", "must be text" },
		{ NULL, "{\"kind\": \"b\"}", "", "member 'path' is missing" },
		{ NULL, "{\"kind\": \"a\", \"path\": \"/\"}", "/path", "unknown member 'path'" },
		{ NULL, "{\"path\": 1, \"kind\": \"c\"}", "/kind", "must be 'a', or must be 'b'" },
		{ NULL, "7", "", "fits more than one of the forms allowed here" },
		{ "{\"anyOf\": [" SHAPES, "{\"kind\": \"b\"}", "", "member 'path' is missing" },
	};

	(void)state;
	run(rows, ARRAY_LEN(rows));
}

static void references(void **state)
{
	static const struct row rows[] = {
		{ "{\"type\": \"object\", \"additionalProperties\": {\"$ref\": \"#\"}}",
		  "{\"a\": {\"b\": {}}}", NULL, NULL },
		{ NULL, "{\"a\": {\"b\": [1]}}", "/a/b", "must be an object" },
		{ "{\"items\": {\"$ref\": \"#/$defs/port\", \"minimum\": 1024}, \"$defs\": "
		  "{\"port\": "
		  "{\"type\": \"integer\", \"maximum\": 65535}}}",
		  "[1024, 65535]", NULL, NULL },
		{ NULL, "[80]", "/0", "must be at least 1024" },
		{ NULL, "[65536]", "/0", "must be at most 65535" },
	};

	(void)state;
	run(rows, ARRAY_LEN(rows));
}

static void pointers_are_cut_at_a_token(void **state)
{
	CLEANUP(schema_freep) struct schema *schema = NULL;
	struct schema_fault fault;

	(void)state;
	compile(&schema, "{\"additionalProperties\": {\"additionalProperties\": false}}");
	/* "/", the name, "/x": 255 characters fit. */
	for (size_t n = SCHEMA_POINTER_MAX - 4; n <= SCHEMA_POINTER_MAX - 3; n++) {
		char name[SCHEMA_POINTER_MAX] = { 0 };
		memset(name, 'n', n);
		CLEANUP(json_done) json_t *value = json_pack("{s:{s:i}}", name, "x", 1);
		assert_int_equal(schema_check(schema, value, &fault), E_FORMAT);
		assert_int_equal(strlen(fault.pointer),
				 n == SCHEMA_POINTER_MAX - 4 ? SCHEMA_POINTER_MAX - 1 : n + 1);
		assert_string_equal(fault.reason, "unknown member 'x'");
	}
}

static void reasons_in_japanese(void **state)
{
	static const struct {
		const char *schema, *value, *ja;
	} cases[] = {
		{ "{\"type\": [\"string\", \"null\"]}", "1",
		  "nullまたは文字列でなければなりません" },
		{ "{\"type\": [\"null\", \"boolean\", \"integer\", \"array\", \"object\"]}",
		  "\"x\"",
		  "nullまたはtrueかfalseまたは整数または配列またはオブジェクトでなければなりませ"
		  "ん" },
		{ "{\"enum\": [\"a\", 1]}", "2", "次のいずれかでなければなりません（'a', 1）" },
		{ "{\"minimum\": 3}", "2", "3以上でなければなりません" },
		{ "{\"maximum\": 3}", "4", "3以下でなければなりません" },
		{ "{\"maxLength\": 2}", "\"xyz\"", "2文字以内でなければなりません" },
		{ "{\"required\": [\"a\"]}", "{}", "「a」がありません" },
		{ "{\"anyOf\": [{\"const\": 1}, {\"const\": 2}]}", "3",
		  "1でなければなりません。または、2でなければなりません" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		CLEANUP(schema_freep) struct schema *schema = NULL;
		CLEANUP(json_done) json_t *value = parse(cases[i].value);
		struct schema_fault fault = { .ja = "" };

		compile(&schema, cases[i].schema);
		assert_int_equal(schema_check(schema, value, &fault), E_FORMAT);
		TAP_TEXT(cases[i].schema, fault.ja, cases[i].ja);
	}
}

static void names_in_reasons_are_cut(void **state)
{
	CLEANUP(schema_freep) struct schema *schema = NULL;
	struct schema_fault fault;
	char name[1000] = { 0 };

	(void)state;
	memset(name, 'n', sizeof(name) - 1);
	CLEANUP(json_done) json_t *value = json_pack("{s:i}", name, 1);
	compile(&schema, "{\"additionalProperties\": false}");
	assert_int_equal(schema_check(schema, value, &fault), E_FORMAT);
	assert_string_equal(fault.pointer, "");
	assert_true(text_ends(fault.reason, "nnn...'"));
	assert_int_equal(strlen(fault.reason), strlen("unknown member ''") + 64);
}

static void depth_has_a_limit(void **state)
{
	CLEANUP(schema_freep) struct schema *schema = NULL;
	struct schema_fault fault = { 0 };

	(void)state;
	compile(&schema, "{\"items\": {\"$ref\": \"#\"}}");
	for (size_t n = JSON_DEPTH_MAX; n <= JSON_DEPTH_MAX + 1; n++) {
		CLEANUP(json_done) json_t *value = json_null();
		for (size_t i = 0; i < n; i++) {
			json_t *outer = json_array();
			json_array_append_new(outer, value);
			value = outer;
		}
		int r = schema_check(schema, value, &fault);
		assert_int_equal(r, n == JSON_DEPTH_MAX ? 0 : E_LIMIT);
	}
	assert_string_equal(fault.reason, "is nested too deep");
}

/* Giving up is no answer: "not" and "anyOf" must not turn it into one. */
static void giving_up_is_told(void **state)
{
	static const char *const schemas[] = {
		"{\"pattern\": \"^(a+)+$\"}",
		"{\"not\": {\"pattern\": \"^(a+)+$\"}}",
		"{\"anyOf\": [{\"pattern\": \"^(a+)+$\"}, true]}",
		"{\"oneOf\": [true, {\"pattern\": \"^(a+)+$\"}]}",
		"{\"if\": {\"pattern\": \"^(a+)+$\"}, \"then\": true}",
		"{\"allOf\": [{\"pattern\": \"^(a+)+$\"}]}",
	};
	CLEANUP(json_done) json_t *value = json_string("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!");

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(schemas); i++) {
		CLEANUP(schema_freep) struct schema *schema = NULL;
		struct schema_fault fault = { 0 };
		compile(&schema, schemas[i]);
		TAP_INT(schemas[i], schema_check(schema, value, &fault), E_LIMIT);
		TAP_TEXT(schemas[i], fault.reason, "is too intricate for its pattern");
	}
}

/* Each definition looks ten times at the next: 10^9 looks at one value are not taken. */
static void work_has_a_limit(void **state)
{
	CLEANUP(buf_done) struct buf text = BUF(10000);
	CLEANUP(schema_freep) struct schema *schema = NULL;
	CLEANUP(json_done) json_t *value = json_integer(1);
	struct schema_fault fault = { 0 };

	(void)state;
	buf_text(&text, "{\"$ref\": \"#/$defs/0\", \"$defs\": {");
	for (int i = 0; i < 9; i++) {
		buf_format(&text, "\"%d\": {\"allOf\": [true", i);
		for (int k = 0; k < 10; k++)
			buf_format(&text, ", {\"$ref\": \"#/$defs/%d\"}", i + 1);
		buf_text(&text, "]}, ");
	}
	buf_text(&text, "\"9\": {}}}");
	compile(&schema, buf_cstr(&text));
	assert_int_equal(schema_check(schema, value, &fault), E_LIMIT);
	assert_string_equal(fault.reason, "the document takes too long to check");
}

/* As many looks at each value as are allowed, on as many levels as are. */
static void the_deepest_walk_fits_the_stack(void **state)
{
	CLEANUP(buf_done) struct buf text = BUF(10000);
	CLEANUP(schema_freep) struct schema *schema = NULL;
	CLEANUP(json_done) json_t *value = json_integer(1);
	struct schema_fault fault = { 0 };

	(void)state;
	buf_text(&text, "{\"$ref\": \"#/$defs/0\", \"$defs\": {");
	for (int i = 0; i < 10; i++)
		buf_format(&text, "\"%d\": {\"anyOf\": [false, {\"$ref\": \"#/$defs/%d\"}]}, ", i,
			   i + 1);
	buf_text(&text, "\"10\": {\"items\": {\"$ref\": \"#\"}, \"type\": \"array\"}}}");
	compile(&schema, buf_cstr(&text));
	for (size_t i = 0; i < JSON_DEPTH_MAX; i++) {
		json_t *outer = json_array();
		json_array_append_new(outer, value);
		value = outer;
	}
	assert_int_equal(schema_check(schema, value, &fault), E_FORMAT);
	assert_string_equal(fault.reason, "is not allowed here, or must be a list");
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(types),
	cmocka_unit_test(choices),
	cmocka_unit_test(texts),
	cmocka_unit_test(numbers),
	cmocka_unit_test(lists),
	cmocka_unit_test(objects),
	cmocka_unit_test(all_not_if),
	cmocka_unit_test(alternatives),
	cmocka_unit_test(references),
	cmocka_unit_test(pointers_are_cut_at_a_token),
	cmocka_unit_test(reasons_in_japanese),
	cmocka_unit_test(names_in_reasons_are_cut),
	cmocka_unit_test(depth_has_a_limit),
	cmocka_unit_test(giving_up_is_told),
	cmocka_unit_test(work_has_a_limit),
	cmocka_unit_test(the_deepest_walk_fits_the_stack),
};

TAP_MAIN(tests)
