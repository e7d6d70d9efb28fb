/* Hexadecimal both ways, and the dump's layout. */
#include "tap.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/hex.h"

static void decoding(void **state)
{
	static const struct {
		const char *text;
		size_t n;
		int r;
		uint8_t expected[2];
	} rows[] = {
		{ "", 0, 0, { 9, 9 } },
		{ "00ff", 2, 0, { 0x00, 0xff } },
		{ "aBC9", 2, 0, { 0xab, 0xc9 } },
		{ "00f", 2, E_FORMAT, { 9, 9 } },
		{ "00ff0", 2, E_FORMAT, { 9, 9 } },
		{ "00ff00", 2, E_FORMAT, { 9, 9 } },
		{ "00", 2, E_FORMAT, { 9, 9 } },
		{ "00fg", 2, E_FORMAT, { 9, 9 } },
		{ "0x00", 2, E_FORMAT, { 9, 9 } },
		{ "0 0 ", 2, E_FORMAT, { 9, 9 } },
		{ "/:@G", 2, E_FORMAT, { 9, 9 } },
		{ "`gff", 2, E_FORMAT, { 9, 9 } },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		uint8_t out[2] = { 9, 9 };
		TAP_INT(rows[i].text, hex_decode(out, rows[i].n, rows[i].text), rows[i].r);
		TAP_CHECK(rows[i].text, memcmp(out, rows[i].expected, 2) == 0);
	}
}

static void encoding_is_the_inverse(void **state)
{
	uint8_t all[256];
	uint8_t back[256];
	char text[2 * 256 + 1];

	(void)state;
	for (unsigned i = 0; i < 256; i++)
		all[i] = (uint8_t)i;
	hex_encode(text, (struct bytes){ all, 256 });
	assert_int_equal(strlen(text), 512);
	assert_int_equal(hex_decode(back, 256, text), 0);
	assert_memory_equal(all, back, 256);
	hex_encode(text, (struct bytes){ 0 });
	assert_string_equal(text, "");
}

static void dumps(void **state)
{
	static const struct {
		const char *input;
		size_t max;
		const char *expected;
	} rows[] = {
		{ "", 16, "" },
		{ "hoshi\n\x7f\xff", 16,
		  "00000000  68 6f 73 68 69 0a 7f ff                           |hoshi...|\n" },
		{ "0123456789abcdefg", 32,
		  "00000000  30 31 32 33 34 35 36 37  38 39 61 62 63 64 65 66  |0123456789abcdef|\n"
		  "00000010  67                                                |g|\n" },
		{ "hoshi", 2,
		  "00000000  68 6f                                             |ho|\n"
		  "... 3 more bytes\n" },
		{ "hoshi", 0, "... 5 more bytes\n" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(buf_done) struct buf out = BUF(1000);
		hex_dump(&out, bytes_of(rows[i].input), rows[i].max);
		TAP_TEXT(rows[i].input, buf_cstr(&out), rows[i].expected);
	}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(decoding),
	cmocka_unit_test(encoding_is_the_inverse),
	cmocka_unit_test(dumps),
};

TAP_MAIN(tests)
