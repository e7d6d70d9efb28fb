/* What is read and refused, pointers, and the text that is written. */
#include "tap.h"

#include <unistd.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/json.h"
#include "base/mem.h"

static int read_text(json_t **out, const char *text, struct err *err)
{
	return json_read(out, bytes_of(text), "in.json", err);
}

/* More brackets than levels are allowed, but one after the other. */
static const char wide[] = "[[],[],[],[],[],[],[],[],[],[],[],[],[],[],[],[],[],[],[],[],[],"
			   "{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{}]";

static void accepted(void **state)
{
	static const char *const rows[] = {
		"{}",
		"[]",
		"null",
		"\"x\"",
		"1",
		"-9223372036854775808",
		"9223372036854775807",
		" {\"a\": [1, 2.5, true, null, \"\\u00e9\\ud83d\\ude00\"]} \r\n\t",
		"\"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[\"",
		"\"\\\"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[\"",
		wide,
		"{\"a\": {\"a\": 1}}",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(json_done) json_t *value = NULL;
		struct err err = { 0 };
		TAP_INT(rows[i], read_text(&value, rows[i], &err), 0);
		TAP_CHECK(rows[i], value != NULL);
	}
}

static void refused(void **state)
{
	static const struct {
		const char *what;
		const char *text;
		int r;
	} rows[] = {
		{ "empty", "", E_TRUNC },
		{ "blank", " \n", E_TRUNC },
		{ "trailing text", "{} x", E_FORMAT },
		{ "two values", "1 2", E_FORMAT },
		{ "trailing comma", "[1,]", E_FORMAT },
		{ "comment", "{} // x", E_FORMAT },
		{ "single quotes", "{'a': 1}", E_FORMAT },
		{ "byte order mark", "\xef\xbb\xbf{}", E_FORMAT },
		{ "duplicate key", "{\"a\": 1, \"a\": 1}", E_FORMAT },
		{ "duplicate key by escape", "{\"a\": 1, \"\\u0061\": 1}", E_FORMAT },
		{ "duplicate key inside", "[{\"b\": {\"a\": 1, \"a\": 2}}]", E_FORMAT },
		{ "bad UTF-8", "\"\xff\"", E_FORMAT },
		{ "overlong UTF-8", "\"\xc0\xaf\"", E_FORMAT },
		{ "surrogate in UTF-8", "\"\xed\xa0\x80\"", E_FORMAT },
		{ "lone surrogate escape", "\"\\ud800\"", E_FORMAT },
		{ "NUL escape", "\"\\u0000\"", E_FORMAT },
		{ "NUL escape in a key", "{\"\\u0000\": 1}", E_FORMAT },
		{ "raw control character", "\"\n\"", E_FORMAT },
		{ "above int64", "9223372036854775808", E_FORMAT },
		{ "below int64", "-9223372036854775809", E_FORMAT },
		{ "real overflow", "1e999", E_FORMAT },
		{ "leading zero", "01", E_FORMAT },
		{ "NaN", "NaN", E_FORMAT },
		{ "closing too much", "[]]]]", E_FORMAT },
		{ "crossed brackets", "[{]}", E_FORMAT },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		json_t *value = NULL;
		struct err err = { 0 };
		TAP_INT(rows[i].what, read_text(&value, rows[i].text, &err), rows[i].r);
		TAP_CHECK(rows[i].what, value == NULL);
		TAP_CHECK(rows[i].what, text_starts(err.text, "in.json:1:") ||
					    text_starts(err.text, "in.json:2:"));
	}
	json_t *value = NULL;
	struct bytes nul = { (const uint8_t *)"{}\0", 3 };
	assert_int_equal(json_read(&value, nul, "x", NULL), E_FORMAT);
	assert_int_equal(json_read(&value, (struct bytes){ 0 }, "x", NULL), E_TRUNC);
}

static void errors_name_the_place(void **state)
{
	json_t *value = NULL;
	struct err err = { 0 };

	(void)state;
	assert_int_equal(read_text(&value, "{\n  \"a\": 1,\n  \"a\": 2\n}", &err), E_FORMAT);
	assert_string_equal(err.text, "in.json:3:5: duplicate object key near '\"a\"'");
	assert_int_equal(read_text(&value, "[\n\x1b]", &err), E_FORMAT);
	assert_string_equal(err.text, "in.json:2:1: invalid token near '\\x1b'");
}

/* n brackets of either kind around a number. */
static char *nested(size_t n, bool objects)
{
	struct buf text = BUF(100000);

	for (size_t i = 0; i < n; i++)
		buf_text(&text, objects ? "{\"a\":\n" : "[\n");
	buf_u8(&text, '1');
	for (size_t i = 0; i < n; i++)
		buf_u8(&text, objects ? '}' : ']');
	return buf_take(&text);
}

static void depth_has_a_limit(void **state)
{
	(void)state;
	for (int objects = 0; objects < 2; objects++) {
		CLEANUP(mem_freep) char *limit = nested(JSON_DEPTH_MAX, objects);
		CLEANUP(mem_freep) char *above = nested(JSON_DEPTH_MAX + 1, objects);
		CLEANUP(json_done) json_t *value = NULL;
		json_t *none = NULL;
		struct err err = { 0 };
		assert_int_equal(read_text(&value, limit, &err), 0);
		assert_int_equal(read_text(&none, above, &err), E_LIMIT);
		assert_string_equal(err.text, "in.json:33: nested more than 32 levels deep");
	}
	CLEANUP(mem_freep) char *far = nested(10000, false);
	json_t *none = NULL;
	assert_int_equal(read_text(&none, far, NULL), E_LIMIT);
}

static void every_prefix_is_refused(void **state)
{
	static const char whole[] =
	    "{\"key\": [1, -2.5e3, true, false, null, \"t\\u00e9\xc3\xa9\"], "
	    "\"o\": {\"p\": \"[\\\"{\"}}";

	(void)state;
	for (size_t n = 0; n <= sizeof(whole) - 1; n++) {
		CLEANUP(json_done) json_t *value = NULL;
		struct bytes part = { (const uint8_t *)whole, n };
		int r = json_read(&value, part, "x", NULL);
		assert_int_equal(r == 0, n == sizeof(whole) - 1);
	}
}

static void writing(void **state)
{
	static const struct {
		const char *input;
		const char *compact;
		const char *indented;
	} rows[] = {
		{ "{\"z\":1,\"a\":[],\"m\":{}}", "{\"z\":1,\"a\":[],\"m\":{}}\n",
		  "{\n  \"z\": 1,\n  \"a\": [],\n  \"m\": {}\n}\n" },
		{ "[9.8, 0.1, 1e3, -0.0, 2.0]", "[9.8,0.1,1000.0,-0.0,2.0]\n",
		  "[\n  9.8,\n  0.1,\n  1000.0,\n  -0.0,\n  2.0\n]\n" },
		{ "\"\\u00e9\\n\\\"\\/\"", "\"\xc3\xa9\\n\\\"/\"\n", "\"\xc3\xa9\\n\\\"/\"\n" },
		{ "null", "null\n", "null\n" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(json_done) json_t *value = NULL;
		CLEANUP(buf_done) struct buf compact = BUF(100);
		CLEANUP(buf_done) struct buf indented = BUF(100);
		TAP_INT(rows[i].input, read_text(&value, rows[i].input, NULL), 0);
		json_write(&compact, value, false);
		json_write(&indented, value, true);
		TAP_TEXT(rows[i].input, buf_cstr(&compact), rows[i].compact);
		TAP_TEXT(rows[i].input, buf_cstr(&indented), rows[i].indented);
	}
}

static void writing_has_a_limit(void **state)
{
	CLEANUP(json_done) json_t *value = json_string("abc");
	CLEANUP(buf_done) struct buf limit = BUF(6);
	CLEANUP(buf_done) struct buf below = BUF(5);

	(void)state;
	json_write(&limit, value, false);
	json_write(&below, value, false);
	assert_true(buf_ok(&limit));
	assert_false(buf_ok(&below));
}

static void files(void **state)
{
	char path[] = "/tmp/hoshi-test-json-XXXXXX";
	int fd = mkstemp(path);
	CLEANUP(json_done) json_t *value = NULL;
	CLEANUP(json_done) json_t *back = NULL;
	struct err err = { 0 };

	(void)state;
	assert_true(fd >= 0);
	close(fd);
	assert_int_equal(read_text(&value, "{\"a\": 1}", NULL), 0);
	assert_int_equal(json_write_file(path, value, 0600, &err), 0);
	assert_int_equal(json_read_file(&back, path, 13, &err), 0);
	assert_true(json_equal(value, back));
	assert_int_equal(json_read_file(&back, path, 12, &err), E_LIMIT);
	unlink(path);
	assert_int_equal(json_read_file(&back, path, 100, &err), -ENOENT);
}

/* RFC 6901 5 and what it says of mistakes. */
static void pointers(void **state)
{
	static const char document[] =
	    "{\"foo\": [\"bar\", \"baz\"], \"\": 0, \"a/b\": 1, \"c%d\": 2, "
	    "\"e^f\": 3, \"g|h\": 4, \"i\\\\j\": 5, \"k\\\"l\": 6, "
	    "\" \": 7, \"m~n\": 8, \"~1\": 9}";
	static const struct {
		const char *pointer;
		const char *expected; /* NULL is nothing there */
	} rows[] = {
		{ "/foo", "[\"bar\",\"baz\"]\n" },
		{ "/foo/0", "\"bar\"\n" },
		{ "/foo/1", "\"baz\"\n" },
		{ "/", "0\n" },
		{ "/a~1b", "1\n" },
		{ "/c%d", "2\n" },
		{ "/i\\j", "5\n" },
		{ "/k\"l", "6\n" },
		{ "/ ", "7\n" },
		{ "/m~0n", "8\n" },
		{ "/~01", "9\n" },
		{ "/foo/2", NULL },
		{ "/foo/00", NULL },
		{ "/foo/01", NULL },
		{ "/foo/-", NULL },
		{ "/foo/", NULL },
		{ "/foo/0/0", NULL },
		{ "/foo/18446744073709551616", NULL },
		{ "/none", NULL },
		{ "foo", NULL },
		{ "/m~n", NULL },
		{ "/m~", NULL },
		{ "/m~2n", NULL },
		{ "//", NULL },
	};
	CLEANUP(json_done) json_t *root = NULL;

	(void)state;
	assert_int_equal(read_text(&root, document, NULL), 0);
	assert_ptr_equal(json_at(root, ""), root);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(buf_done) struct buf text = BUF(100);
		const json_t *value = json_at(root, rows[i].pointer);
		if (value)
			json_write(&text, value, false);
		TAP_TEXT(rows[i].pointer, value ? buf_cstr(&text) : NULL, rows[i].expected);
	}
}

static void pointers_are_built_and_taken_apart(void **state)
{
	static const char *const tokens[] = { "a/b", "~", "", "~1", "plain" };
	CLEANUP(buf_done) struct buf text = BUF(100);

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(tokens); i++)
		json_pointer_add(&text, tokens[i]);
	assert_string_equal(buf_cstr(&text), "/a~1b/~0//~01/plain");

	const char *rest = buf_cstr(&text);
	for (size_t i = 0; i < ARRAY_LEN(tokens); i++) {
		CLEANUP(mem_freep) char *token = json_pointer_take(&rest);
		TAP_TEXT(tokens[i], token, tokens[i]);
	}
	assert_null(json_pointer_take(&rest));
}

static void members(void **state)
{
	CLEANUP(json_done) json_t *object = NULL;

	(void)state;
	assert_int_equal(
	    read_text(&object, "{\"t\": \"x\", \"i\": -3, \"r\": 1.0, \"y\": true}", NULL), 0);
	assert_string_equal(json_text(object, "t"), "x");
	assert_null(json_text(object, "i"));
	assert_null(json_text(object, "none"));
	assert_null(json_text(NULL, "t"));
	assert_int_equal(json_int(object, "i", 7), -3);
	assert_int_equal(json_int(object, "r", 7), 7);
	assert_int_equal(json_int(object, "none", 7), 7);
	assert_true(json_flag(object, "y"));
	assert_false(json_flag(object, "i"));
	assert_false(json_flag(object, "none"));
}

static void lists(void **state)
{
	CLEANUP(json_done) json_t *list = NULL;
	CLEANUP(json_done) json_t *there = json_string("b");
	CLEANUP(json_done) json_t *absent = json_real(1);

	(void)state;
	assert_int_equal(read_text(&list, "[1, \"b\", {}]", NULL), 0);
	assert_true(json_has(list, there));
	assert_false(json_has(list, absent));
	assert_false(json_has(NULL, there));
	assert_false(json_has(there, there));
	assert_true(json_has_text(list, "b"));
	assert_false(json_has_text(list, "c"));
	assert_false(json_has_text(list, NULL)); /* 1 and {} are no texts, but no NULL either */
	assert_false(json_has_text(NULL, "b"));
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(accepted),
	cmocka_unit_test(refused),
	cmocka_unit_test(errors_name_the_place),
	cmocka_unit_test(depth_has_a_limit),
	cmocka_unit_test(every_prefix_is_refused),
	cmocka_unit_test(writing),
	cmocka_unit_test(writing_has_a_limit),
	cmocka_unit_test(files),
	cmocka_unit_test(pointers),
	cmocka_unit_test(pointers_are_built_and_taken_apart),
	cmocka_unit_test(members),
	cmocka_unit_test(lists),
};

TAP_MAIN(tests)
