#include "corpus.h"

#include "wire/percent.h"

static void both_ways(void **state)
{
	static const struct {
		const char *plain, *encoded;
	} rows[] = {
		{ "", "" },         { "aZ09-._~", "aZ09-._~" },
		{ "a b", "a%20b" }, { "+&=%", "%2B%26%3D%25" },
		{ "é", "%C3%A9" },  { "\r\n", "%0D%0A" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(buf_done) struct buf a = BUF(256);
		CLEANUP(buf_done) struct buf b = BUF(256);

		percent_encode(&a, bytes_of(rows[i].plain));
		TAP_TEXT(rows[i].plain, buf_cstr(&a), rows[i].encoded);
		percent_decode(&b, bytes_of(rows[i].encoded));
		TAP_TEXT(rows[i].encoded, buf_cstr(&b), rows[i].plain);
	}
}

static void what_others_write(void **state)
{
	static const struct {
		const char *encoded, *plain;
	} rows[] = {
		{ "a+b", "a b" }, { "%7e%7E", "~~" },   { "%", "%" },
		{ "%4", "%4" },   { "%4g%41", "%4gA" }, { "100%", "100%" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct bytes in = corpus_exact(bytes_of(rows[i].encoded));
		CLEANUP(buf_done) struct buf out = BUF(256);

		percent_decode(&out, in);
		corpus_drop(in);
		TAP_TEXT(rows[i].encoded, buf_cstr(&out), rows[i].plain);
	}
}

static const struct CMUnitTest percent[] = {
	cmocka_unit_test(both_ways),
	cmocka_unit_test(what_others_write),
};

TAP_MAIN(percent)
