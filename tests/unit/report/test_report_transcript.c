/* Evidence read back as records: whole ones, none beyond the end, nothing that is no transcript. */
#include "tap.h"

#include "report/report_transcript.h"

static const char example[] = "# hello\n> 0 5\nab\ncd\n< 12 0\n\n< 99 3\n> 1\n";

static void records(void **state)
{
	static const struct {
		enum report_side side;
		uint64_t ms;
		const char *data;
	} want[] = {
		{ REPORT_REMARK, 0, "hello" },
		{ REPORT_SENT, 0, "ab\ncd" },
		{ REPORT_RECEIVED, 12, "" },
		{ REPORT_RECEIVED, 99, "> 1" },
	};
	struct cursor c = cursor_of(bytes_of(example));
	struct report_record r;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(want); i++) {
		assert_true(report_transcript_next(&c, &r));
		assert_int_equal(r.side, want[i].side);
		assert_int_equal(r.ms, want[i].ms);
		assert_true(bytes_equal(r.data, bytes_of(want[i].data)));
	}
	assert_false(report_transcript_next(&c, &r));
	assert_true(cursor_ok(&c));
}

static void prefixes(void **state)
{
	(void)state;
	for (size_t n = 0; n <= strlen(example); n++) {
		struct bytes data = { .p = (const uint8_t *)example, .n = n };
		bool whole = n == 8 || n == 20 || n == 28 || n == strlen(example);

		if (report_transcript_is(data) != whole)
			fail_msg("prefix of %zu bytes", n);
	}
}

static void others(void **state)
{
	static const char *const rows[] = {
		"",
		"HTTP/1.1 200 OK\r\n",
		"> 0 5\nabc\n",                  /* shorter than it says */
		"> 0 18446744073709551615\nx\n", /* as long as can be said */
		"> 0 18446744073709551616\nx\n", /* longer */
		"> -1 1\nx\n",
		"> 0 1 \nx\n",
		"> 0\nx\n",
		">0 1\nx\n",
		"> 0 1\nxy",
		"= 0 1\nx\n",
		"> 86400001 1\nx\n",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		TAP_CHECK(rows[i], !report_transcript_is(bytes_of(rows[i])));
	assert_true(report_transcript_is(bytes_of("> 86400000 1\nx\n")));
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(records),
	cmocka_unit_test(prefixes),
	cmocka_unit_test(others),
};

TAP_MAIN(tests)
