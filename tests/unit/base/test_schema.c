/* What a schema may say, and what schema_compile refuses. */
#include "tap.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/schema.h"

static int compile_text(struct schema **out, const char *text, struct err *err)
{
	CLEANUP(json_done) json_t *document = NULL;

	assert_int_equal(json_read(&document, bytes_of(text), "schema", NULL), 0);
	return schema_compile(out, document, err);
}

static void accepted(void **state)
{
	static const char *const rows[] = {
		"true",
		"false",
		"{}",
		"{\"title\": 1, \"description\": 2, \"$schema\": 3, \"$id\": 4, \"$comment\": 5, "
		"\"default\": {\"unknown\": 6}}",
		"{\"type\": [\"null\", \"boolean\", \"integer\", \"number\", \"string\", "
		"\"array\", "
		"\"object\"]}",
		"{\"enum\": [null]}",
		"{\"const\": {\"type\": \"what?\"}}",
		"{\"required\": []}",
		"{\"properties\": {\"unknown\": {}}}",
		"{\"$ref\": \"#/$defs/a~1b\", \"$defs\": {\"a/b\": {}}}",
		"{\"items\": {\"$ref\": \"#\"}}",
		"{\"$defs\": {\"a\": {\"items\": {\"$ref\": \"#/$defs/b\"}}, "
		"\"b\": {\"properties\": {\"x\": {\"$ref\": \"#/$defs/a\"}}}}}",
		"{\"if\": {}, \"then\": {}, \"else\": false}",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(schema_freep) struct schema *schema = NULL;
		struct err err = { 0 };
		int r = compile_text(&schema, rows[i], &err);
		TAP_TEXT(rows[i], err.text, "");
		TAP_INT(rows[i], r, 0);
	}
}

static void refused(void **state)
{
	static const struct {
		const char *text;
		const char *expected;
	} rows[] = {
		{ "1", "schema #: must be a schema" },
		{ "{\"items\": []}", "schema #/items: must be a schema" },
		{ "{\"properties\": {\"a/b\": {\"tpye\": 1}}}",
		  "schema #/properties/a~1b/tpye: unknown keyword" },
		{ "{\"prefixItems\": []}", "schema #/prefixItems: unknown keyword" },
		{ "{\"format\": \"date\"}", "schema #/format: unknown keyword" },
		{ "{\"type\": \"text\"}", "schema #/type: unknown type" },
		{ "{\"type\": [\"string\", 1]}", "schema #/type: unknown type" },
		{ "{\"type\": []}", "schema #/type: names no type" },
		{ "{\"type\": null}", "schema #/type: unknown type" },
		{ "{\"enum\": []}", "schema #/enum: must be a list of values" },
		{ "{\"enum\": \"a\"}", "schema #/enum: must be a list of values" },
		{ "{\"required\": \"a\"}", "schema #/required: must be a list of names" },
		{ "{\"required\": [\"a\", 1]}", "schema #/required: must be a list of names" },
		{ "{\"properties\": []}", "schema #/properties: must be an object of schemas" },
		{ "{\"patternProperties\": {\"(\": {}}}",
		  "schema #/patternProperties/(: missing closing parenthesis" },
		{ "{\"pattern\": \"[\"}",
		  "schema #/pattern: missing terminating ] for character class" },
		{ "{\"pattern\": \"\\\\C\"}",
		  "schema #/pattern: using \\C is disabled by the application" },
		{ "{\"pattern\": 1}", "schema #/pattern: must be text" },
		{ "{\"minItems\": -1}", "schema #/minItems: must be a whole number from 0" },
		{ "{\"maxItems\": 1.0}", "schema #/maxItems: must be a whole number from 0" },
		{ "{\"minLength\": \"1\"}", "schema #/minLength: must be a whole number from 0" },
		{ "{\"maxLength\": null}", "schema #/maxLength: must be a whole number from 0" },
		{ "{\"minimum\": \"1\"}", "schema #/minimum: must be a number" },
		{ "{\"maximum\": []}", "schema #/maximum: must be a number" },
		{ "{\"uniqueItems\": 1}", "schema #/uniqueItems: must be true or false" },
		{ "{\"allOf\": {}}", "schema #/allOf: must be a list of schemas" },
		{ "{\"anyOf\": []}", "schema #/anyOf: must be a list of schemas" },
		{ "{\"oneOf\": [{}, 7]}", "schema #/oneOf/1: must be a schema" },
		{ "{\"then\": {}}", "schema #: 'then' and 'else' need an 'if'" },
		{ "{\"else\": {}}", "schema #: 'then' and 'else' need an 'if'" },
		{ "{\"$ref\": 1}", "schema #/$ref: refers neither to '#' nor to one of '#/$defs'" },
		{ "{\"$ref\": \"#/$defs/a\"}",
		  "schema #/$ref: refers neither to '#' nor to one of '#/$defs'" },
		{ "{\"$ref\": \"#/$defs/a/b\", \"$defs\": {\"a\": {}}}",
		  "schema #/$ref: refers neither to '#' nor to one of '#/$defs'" },
		{ "{\"$ref\": \"#/$defs/~\", \"$defs\": {\"~\": {}}}",
		  "schema #/$ref: refers neither to '#' nor to one of '#/$defs'" },
		{ "{\"items\": {\"$ref\": \"http://example.org/\"}}",
		  "schema #/items/$ref: refers neither to '#' nor to one of '#/$defs'" },
		{ "{\"$defs\": []}", "schema #/$defs: must be an object of schemas" },
		{ "{\"$defs\": {\"a\": 1}}", "schema #/$defs/a: must be a schema" },
		{ "{\"items\": {\"$defs\": {}}}",
		  "schema #/items/$defs: is only allowed at the top" },
		{ "{\"$ref\": \"#\"}", "schema: a '$ref' leads back to itself" },
		{ "{\"allOf\": [{\"not\": {\"if\": {\"$ref\": \"#\"}}}]}",
		  "schema: a '$ref' leads back to itself" },
		{ "{\"$defs\": {\"a\": {\"anyOf\": [{}, {\"$ref\": \"#/$defs/b\"}]}, "
		  "\"b\": {\"oneOf\": [{\"$ref\": \"#/$defs/a\"}]}}}",
		  "schema: a '$ref' leads back to itself" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct schema *schema = NULL;
		struct err err = { 0 };
		TAP_INT(rows[i].text, compile_text(&schema, rows[i].text, &err), E_FORMAT);
		TAP_TEXT(rows[i].text, err.text, rows[i].expected);
		TAP_CHECK(rows[i].text, !schema);
	}
}

/* n definitions, each referring to the next. */
static int compile_chain(size_t n)
{
	CLEANUP(buf_done) struct buf text = BUF(100000);
	struct schema *schema = NULL;

	buf_text(&text, "{\"$defs\": {");
	for (size_t i = 1; i < n; i++)
		buf_format(&text, "\"%zu\": {\"$ref\": \"#/$defs/%zu\"},", i, i + 1);
	buf_format(&text, "\"%zu\": {}}}", n);
	assert_true(buf_ok(&text));
	int r = compile_text(&schema, buf_cstr(&text), NULL);
	schema_free(schema);
	return r;
}

static void chains_have_a_limit(void **state)
{
	(void)state;
	assert_int_equal(compile_chain(24), 0);
	assert_int_equal(compile_chain(25), E_LIMIT);
	assert_int_equal(compile_chain(1000), E_LIMIT);
}

static void patterns_have_a_limit(void **state)
{
	(void)state;
	for (size_t n = 1024; n <= 1025; n++) {
		CLEANUP(buf_done) struct buf text = BUF(2000);
		CLEANUP(schema_freep) struct schema *schema = NULL;
		buf_text(&text, "{\"pattern\": \"");
		for (size_t i = 0; i < n; i++)
			buf_u8(&text, 'x');
		buf_text(&text, "\"}");
		assert_int_equal(compile_text(&schema, buf_cstr(&text), NULL),
				 n == 1024 ? 0 : E_FORMAT);
	}
}

/* Documents that were not read by json_read may be deeper than it allows. */
static void depth_has_a_limit(void **state)
{
	(void)state;
	for (size_t n = 32; n <= 33; n++) {
		CLEANUP(json_done) json_t *document = json_object();
		CLEANUP(schema_freep) struct schema *schema = NULL;
		for (size_t i = 0; i < n; i++) {
			json_t *outer = json_object();
			json_object_set_new(outer, "items", document);
			document = outer;
		}
		assert_int_equal(schema_compile(&schema, document, NULL), n == 32 ? 0 : E_FORMAT);
	}
}

static void the_schema_keeps_its_document(void **state)
{
	CLEANUP(json_done) json_t *value = json_string("b");
	CLEANUP(schema_freep) struct schema *schema = NULL;
	struct schema_fault fault;

	(void)state;
	assert_int_equal(compile_text(&schema, "{\"enum\": [\"a\"]}", NULL), 0);
	assert_int_equal(schema_check(schema, value, &fault), E_FORMAT);
	assert_string_equal(fault.reason, "must be 'a'");
	schema_free(NULL);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(accepted),
	cmocka_unit_test(refused),
	cmocka_unit_test(chains_have_a_limit),
	cmocka_unit_test(patterns_have_a_limit),
	cmocka_unit_test(depth_has_a_limit),
	cmocka_unit_test(the_schema_keeps_its_document),
};

TAP_MAIN(tests)
