/* Model numbers as they go into the digest, the digest itself, what has none. */
#include "fixture.h"

#include "base/hex.h"
#include "label/model_list.h"

static void folding(void **state)
{
	static const struct {
		const char *model, *folded;
	} rows[] = {
		{ "NC-100", "nc-100" },
		{ "ＮＣ－１００", "nc-100" },
		{ "nc 100", "nc100" },
		{ "NC\u3000100", "nc100" },
		{ "NC\u2010100", "nc-100" },
		{ "NC\u2015100", "nc-100" },
		{ "NC\u2212100", "nc-100" },
		{ "NCー100", "nc-100" },
		{ "ｶﾒﾗ", "カメラ" },
		{ "サーバー", "サ-バ-" },
		{ "①型", "1型" },
		{ "Ä-É", "Ä-É" }, /* small letters of ASCII alone: no table of languages */
		{ "A\u0308", "Ä" },
		{ "ﬁ", "fi" },
		{ "a_b.c/d", "a_b.c/d" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(buf_done) struct buf out = BUF(1000);

		TAP_INT(rows[i].model, model_list_fold(&out, rows[i].model, NULL), 0);
		TAP_TEXT(rows[i].model, buf_cstr(&out), rows[i].folded);
	}
}

static void what_is_no_model(void **state)
{
	static const struct {
		const char *model;
		int code;
	} rows[] = {
		{ "", E_FORMAT },          { " ", E_FORMAT },    { "\u3000", E_FORMAT },
		{ "a\nb", E_FORMAT },      { "a\tb", E_FORMAT }, { "a\x7f", E_FORMAT },
		{ "a\xc2\x85", E_FORMAT }, { "\xff", E_FORMAT }, { "a\xc0\x80", E_FORMAT },
		{ "\u0378", E_FORMAT }, /* not assigned */
	};
	CLEANUP(buf_done) struct buf out = BUF(10000);
	char longest[MODEL_LIST_NUMBER_MAX + 2];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		TAP_INT(rows[i].model, model_list_fold(&out, rows[i].model, NULL), rows[i].code);
	memset(longest, 'a', sizeof(longest));
	longest[MODEL_LIST_NUMBER_MAX + 1] = '\0';
	assert_int_equal(model_list_fold(&out, longest, NULL), E_LIMIT);
	longest[MODEL_LIST_NUMBER_MAX] = '\0';
	assert_int_equal(model_list_fold(&out, longest, NULL), 0);
}

static void digest_text(char out[static 33], const char *const *models, size_t n, uint32_t count)
{
	struct model_list list;

	assert_int_equal(model_list_make(&list, models, n, NULL), 0);
	assert_int_equal(list.count, count);
	hex_encode(out, (struct bytes){ list.digest, sizeof(list.digest) });
}

/* printf 'nc-100\nnc-200\n' | sha256sum */
static void digests(void **state)
{
	static const char *const two[] = { "NC-200", "NC-100" };
	static const char *const alike[] = { "nc-100", "ＮＣ－２００", "NC-100", "NC-200 " };
	static const char *const one[] = { "NC-100" };
	char text[33];

	(void)state;
	digest_text(text, two, 2, 2);
	assert_string_equal(text, "5a49f1809aef7be7d410b4e807edc578");
	digest_text(text, alike, 4, 2);
	assert_string_equal(text, "5a49f1809aef7be7d410b4e807edc578");
	digest_text(text, one, 1, 1);
	assert_string_equal(text, "0d620c1804a77305bf8e621a17c0a282");
}

static void limits(void **state)
{
	CLEANUP(mem_freep) const char **many = mem_array(MODEL_LIST_MAX + 1, sizeof(*many));
	static const char *const bad[] = { "NC-100", "a\nb" };
	struct model_list list = { .count = 7 };
	struct err err = { 0 };

	(void)state;
	for (size_t i = 0; i <= MODEL_LIST_MAX; i++)
		many[i] = "x";
	assert_int_equal(model_list_make(&list, many, 0, &err), E_LIMIT);
	assert_int_equal(model_list_make(&list, many, MODEL_LIST_MAX + 1, &err), E_LIMIT);
	assert_int_equal(model_list_make(&list, bad, 2, &err), E_FORMAT);
	FIXTURE_SAYS("which", err.text, "a\\nb");
	assert_int_equal(list.count, 7);
	assert_int_equal(model_list_make(&list, many, MODEL_LIST_MAX, &err), 0);
	assert_int_equal(list.count, 1);
}

/* The largest list there can be, of characters that grow most when normalised. */
static void the_longest_list(void **state)
{
	CLEANUP(mem_freep) char *texts = mem_array(MODEL_LIST_MAX, 32);
	CLEANUP(mem_freep) const char **models = mem_array(MODEL_LIST_MAX, sizeof(*models));
	char widest[MODEL_LIST_NUMBER_MAX + 1] = "";
	CLEANUP(buf_done) struct buf out = BUF(100000);
	struct model_list list;

	(void)state;
	for (size_t i = 0; i < MODEL_LIST_MAX; i++) {
		(void)snprintf(texts + 32 * i, 32, "M%zu", i);
		models[i] = texts + 32 * i;
	}
	assert_int_equal(model_list_make(&list, models, MODEL_LIST_MAX, NULL), 0);
	assert_int_equal(list.count, MODEL_LIST_MAX);
	assert_true(model_list_has(models, MODEL_LIST_MAX, "m-9999") == false);
	assert_true(model_list_has(models, MODEL_LIST_MAX, "m 9999"));
	assert_false(model_list_has(models, MODEL_LIST_MAX, "a\nb"));
	/* U+FDFA: 3 bytes become 33, three of them blanks that go. */
	for (size_t i = 0; i + 3 <= MODEL_LIST_NUMBER_MAX; i += 3)
		memcpy(widest + i, "\uFDFA", 4);
	models[0] = widest;
	assert_int_equal(model_list_make(&list, models, MODEL_LIST_MAX, NULL), E_LIMIT);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(folding), cmocka_unit_test(what_is_no_model), cmocka_unit_test(digests),
	cmocka_unit_test(limits),  cmocka_unit_test(the_longest_list),
};

TAP_MAIN(tests)
