/* Values by table: lengths, integers, identifiers; what is written is read back. */
#include "corpus.h"

#include "wire/ber.h"

static void values_by_table(void **state)
{
	static const struct {
		const char *what, *input;
		size_t n;
		bool ok;
		size_t body;
	} rows[] = {
		{ "short", "\4\2ab", 4, true, 2 },
		{ "empty", "\5\0", 2, true, 0 },
		{ "long form", "\4\x81\2ab", 5, true, 2 },
		{ "four bytes of length", "\4\x84\0\0\0\2ab", 8, true, 2 },
		{ "five bytes of length", "\4\x85\0\0\0\0\2ab", 9, false, 0 },
		{ "indefinite",
		  "\4\x80"
		  "ab\0\0",
		  6, false, 0 },
		{ "a tag of two bytes", "\x1f\x01\2ab", 5, false, 0 },
		{ "longer than there is", "\4\3ab", 4, false, 0 },
		{ "much longer",
		  "\4\x84\xff\xff\xff\xff"
		  "ab",
		  8, false, 0 },
		{ "nothing", "", 0, false, 0 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct bytes in =
		    corpus_exact((struct bytes){ (const uint8_t *)rows[i].input, rows[i].n });
		struct cursor c = cursor_of(in);
		struct ber value;

		TAP_INT(rows[i].what, ber_next(&c, &value), rows[i].ok);
		TAP_INT(rows[i].what, cursor_ok(&c), rows[i].ok);
		TAP_INT(rows[i].what, cursor_left(&value.body), rows[i].body);
		corpus_drop(in);
	}
}

static void integers(void **state)
{
	static const struct {
		const char *what, *input;
		size_t n;
		bool ok;
		int64_t value;
	} rows[] = {
		{ "zero", "\2\1\0", 3, true, 0 },
		{ "negative", "\2\1\xff", 3, true, -1 },
		{ "two bytes", "\2\2\1\0", 4, true, 256 },
		{ "the least", "\2\x08\x80\0\0\0\0\0\0\0", 10, true, INT64_MIN },
		{ "nine bytes", "\2\x09\0\0\0\0\0\0\0\0\0", 11, false, 0 },
		{ "none", "\2\0", 2, false, 0 },
		{ "another tag", "\4\1\0", 3, false, 0 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct cursor c =
		    cursor_of((struct bytes){ (const uint8_t *)rows[i].input, rows[i].n });

		TAP_INT(rows[i].what, ber_int(&c), rows[i].value);
		TAP_INT(rows[i].what, cursor_ok(&c), rows[i].ok);
	}
}

static void identifiers(void **state)
{
	static const struct {
		const char *what, *input;
		size_t n;
		int expected;
		const char *text;
	} rows[] = {
		{ "net-snmp", "\x2b\6\1\4\1\xbf\x08\3\2\x0a", 10, 0, "1.3.6.1.4.1.8072.3.2.10" },
		{ "first arc 2", "\x88\x37", 2, 0, "2.999" },
		{ "unfinished", "\x2b\x86", 2, E_FORMAT, NULL },
		{ "an endless number", "\x2b\xff\xff\xff\xff\xff\xff\xff\x01", 9, E_FORMAT, NULL },
		{ "nothing", "", 0, E_FORMAT, NULL },
	};
	static const uint8_t ones[BER_OID_MAX + 1] = { 1 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(buf_done) struct buf out = BUF(256);
		struct bytes in = { (const uint8_t *)rows[i].input, rows[i].n };

		TAP_INT(rows[i].what, ber_oid_text(&out, in), rows[i].expected);
		if (rows[i].text)
			TAP_TEXT(rows[i].what, buf_cstr(&out), rows[i].text);
	}
	CLEANUP(buf_done) struct buf out = BUF(256);
	assert_int_equal(ber_oid_text(&out, (struct bytes){ ones, BER_OID_MAX }), 0);
	assert_int_equal(ber_oid_text(&out, (struct bytes){ ones, BER_OID_MAX + 1 }), E_LIMIT);
}

static void written_and_read(void **state)
{
	static const uint32_t numbers[] = { 0,     1,       127,        128,       255,
					    256,   0x7fff,  0x8000,     0xffffff,  0x800000,
					    65507, 1 << 24, 0x80000000, UINT32_MAX };
	static const uint8_t body[128];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(numbers); i++) {
		CLEANUP(buf_done) struct buf b = BUF(16);

		ber_put_int(&b, numbers[i]);
		struct cursor c = cursor_of(buf_view(&b));
		assert_int_equal(ber_int(&c), numbers[i]);
		assert_true(cursor_done(&c));
	}
	CLEANUP(buf_done) struct buf b = BUF(1024);
	ber_put(&b, BER_OCTETS, (struct bytes){ body, 127 });
	assert_true(buf_ok(&b));
	ber_put(&b, BER_OCTETS, (struct bytes){ body, 128 });
	assert_false(buf_ok(&b));
}

static const struct CMUnitTest ber[] = {
	cmocka_unit_test(values_by_table),
	cmocka_unit_test(integers),
	cmocka_unit_test(identifiers),
	cmocka_unit_test(written_and_read),
};

TAP_MAIN(ber)
