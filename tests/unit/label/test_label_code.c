/* Which of the codes in a picture is the label's: tables of codes, and what is said of them. */
#include "fixture.h"

#include "label/label_code.h"
#include "label/picture_code.h"

#define A "HTTPS://A.EXAMPLE/L/N-1"
#define B "HTTPS://B.EXAMPLE/L/N-1"
#define C "HTTPS://A.EXAMPLE/L/N-2"
#define MOST 4

static const struct {
	const char *what, *texts[MOST];
	int code;
	const char *says; /* the statement's first byte in decimals, or part of the message */
} rows[] = {
	{ "one", { A "#AA" }, 0, "0" },
	{ "one in another case", { "https://a.example/L/N-1#AE" }, 0, "1" },
	{ "the same in two cases", { A "#AE", "https://a.example/L/N-1#AE" }, 0, "1" },
	{ "beside codes that are none", { "tel:1", A "#AE", "https://shop.example/" }, 0, "1" },
	{ "beside its plain address", { A, A "#AE" }, 0, "1" },
	{ "before its plain address", { A "#AE", A }, 0, "1" },
	{ "two statements",
	  { A "#AA", A "#AE" },
	  E_LIMIT,
	  "2 label codes: cut it so that one is left; each with the bytes of its statement: "
	  "a.example/L/N-1 (1), a.example/L/N-1 (1)" },
	{ "two hosts", { A "#AA", B "#AA" }, E_LIMIT, "b.example/L/N-1 (1)" },
	{ "beside the plain address of another", { A "#AA", C }, E_LIMIT, "a.example/L/N-2 (0)" },
	{ "two plain ones", { A, C }, E_LIMIT, "2 label codes" },
	{ "three", { A "#AA", C, B }, E_LIMIT, "3 label codes" },
	{ "plain", { A }, E_MISSING, "can only be looked up, at https://a.example/L/N-1" },
	{ "no label",
	  { "https://shop.example/" },
	  E_FORMAT,
	  "not the address of a label: 'https://shop.example/'" },
	{ "no text", { "a\033[31mb\n" }, E_FORMAT, "'a" },
	{ "nothing behind #", { A "#" }, E_FORMAT, "not the address of a label" },
	{ "no base32", { A "#a" }, E_FORMAT, "not the address of a label" },
	{ "no code", { NULL }, E_MISSING, "no code" },
};

static void chosen(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(picture_code_done) struct picture_codes codes = { 0 };
		struct label_url url = { .statement_size = 77 };
		struct err err = { 0 };

		for (size_t k = 0; k < MOST && rows[i].texts[k]; k++)
			assert_int_equal(picture_code_add(&codes, bytes_of(rows[i].texts[k]), NULL),
					 0);
		TAP_INT(rows[i].what, label_code_choose(&url, &codes, &err), rows[i].code);
		if (rows[i].code == 0) {
			TAP_INT(rows[i].what, url.statement[0], rows[i].says[0] - '0');
			continue;
		}
		TAP_CHECK(err.text, strstr(err.text, rows[i].says) != NULL);
		TAP_CHECK(rows[i].what, err.ja[0] != '\0' && !strchr(err.text, '\033'));
		TAP_INT(rows[i].what, url.statement_size, 77);
	}
}

/* As many as there may be, with the longest names: the list is cut, never the sentence. */
static void long_list(void **state)
{
	CLEANUP(picture_code_done) struct picture_codes codes = { 0 };
	struct label_url url;
	struct err err = { 0 };

	(void)state;
	for (size_t i = 0; i < PICTURE_CODES_MAX; i++) {
		CLEANUP(mem_freep)
		char *text =
		    mem_format("HTTPS://LABEL.REGISTRY.OF.A.LONG.NAME.EXAMPLE/L/%064zu", i);

		assert_int_equal(picture_code_add(&codes, bytes_of(text), NULL), 0);
	}
	assert_int_equal(label_code_choose(&url, &codes, &err), E_LIMIT);
	assert_non_null(strstr(err.text, "16 label codes"));
	assert_true(text_ends(err.text, "(0), ..."));
	assert_true(text_ends(err.ja, "(0), ..."));
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(chosen),
	cmocka_unit_test(long_list),
};

TAP_MAIN(tests)
