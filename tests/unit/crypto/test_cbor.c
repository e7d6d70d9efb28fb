/*
 * Deterministic CBOR: the examples of RFC 8949, appendix A (those that are deterministic are read
 * and written back to the same bytes, the others are refused with their reason), every refusal,
 * limits, and random documents.
 */
#include "tap.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/hex.h"
#include "base/mem.h"
#include "crypto/cbor.h"

static void from_hex(struct buf *out, const char *text)
{
	uint8_t bytes[512];
	size_t n = strlen(text) / 2;

	assert_true(n <= sizeof(bytes));
	assert_int_equal(hex_decode(bytes, n, text), 0);
	buf_add(out, bytes, n);
}

/* Reads one document and writes it again; the reader tells the end. */
static void copy(struct buf *out, struct cbor_reader *r)
{
	struct cbor_item item;

	while (r->left.n && cbor_read_item(r, &item)) {
		switch (item.type) {
		case CBOR_UINT:
			cbor_write_uint(out, item.number);
			break;
		case CBOR_NINT:
			if (item.number > INT64_MAX) {
				/* Beyond what the writer writes. */
				cbor_write_uint(out, item.number);
				out->p[out->n - 9] |= 0x20;
			} else {
				cbor_write_int(out, -1 - (int64_t)item.number);
			}
			break;
		case CBOR_BYTES:
			cbor_write_bytes(out, item.bytes);
			break;
		case CBOR_TEXT:
			cbor_write_text(out, item.bytes);
			break;
		case CBOR_ARRAY:
			cbor_write_array(out, (size_t)item.number);
			break;
		case CBOR_MAP:
			cbor_write_map(out, (size_t)item.number);
			break;
		case CBOR_TAG:
			cbor_write_tag(out, item.number);
			break;
		case CBOR_BOOL:
			cbor_write_bool(out, item.number != 0);
			break;
		case CBOR_NULL:
			cbor_write_null(out);
			break;
		case CBOR_NONE:
			fail();
		}
	}
}

/* RFC 8949, appendix A, in its order. */
static const struct {
	const char *hex;
	const char *why; /* NULL: deterministic */
} appendix_a[] = {
	{ "00", NULL },
	{ "01", NULL },
	{ "0a", NULL },
	{ "17", NULL },
	{ "1818", NULL },
	{ "1819", NULL },
	{ "1864", NULL },
	{ "1903e8", NULL },
	{ "1a000f4240", NULL },
	{ "1b000000e8d4a51000", NULL },
	{ "1bffffffffffffffff", NULL },
	{ "c249010000000000000000", NULL },
	{ "3bffffffffffffffff", NULL },
	{ "c349010000000000000000", NULL },
	{ "20", NULL },
	{ "29", NULL },
	{ "3863", NULL },
	{ "3903e7", NULL },
	{ "f90000", "floating" },
	{ "f98000", "floating" },
	{ "f93c00", "floating" },
	{ "fb3ff199999999999a", "floating" },
	{ "f93e00", "floating" },
	{ "f97bff", "floating" },
	{ "fa47c35000", "floating" },
	{ "fa7f7fffff", "floating" },
	{ "fb7e37e43c8800759c", "floating" },
	{ "f90001", "floating" },
	{ "f90400", "floating" },
	{ "f9c400", "floating" },
	{ "fbc010666666666666", "floating" },
	{ "f97c00", "floating" },
	{ "f97e00", "floating" },
	{ "f9fc00", "floating" },
	{ "fa7f800000", "floating" },
	{ "fa7fc00000", "floating" },
	{ "faff800000", "floating" },
	{ "fb7ff0000000000000", "floating" },
	{ "fb7ff8000000000000", "floating" },
	{ "fbfff0000000000000", "floating" },
	{ "f4", NULL },
	{ "f5", NULL },
	{ "f6", NULL },
	{ "f7", "undefined" },
	{ "f0", "simple" },
	{ "f8ff", "simple" },
	{ "c074323031332d30332d32315432303a30343a30305a", NULL },
	{ "c11a514b67b0", NULL },
	{ "c1fb41d452d9ec200000", "floating" },
	{ "d74401020304", NULL },
	{ "d818456449455446", NULL },
	{ "d82076687474703a2f2f7777772e6578616d706c652e636f6d", NULL },
	{ "40", NULL },
	{ "4401020304", NULL },
	{ "60", NULL },
	{ "6161", NULL },
	{ "6449455446", NULL },
	{ "62225c", NULL },
	{ "62c3bc", NULL },
	{ "63e6b0b4", NULL },
	{ "64f0908591", NULL },
	{ "80", NULL },
	{ "83010203", NULL },
	{ "8301820203820405", NULL },
	{ "98190102030405060708090a0b0c0d0e0f101112131415161718181819", NULL },
	{ "a0", NULL },
	{ "a201020304", NULL },
	{ "a26161016162820203", NULL },
	{ "826161a161626163", NULL },
	{ "a56161614161626142616361436164614461656145", NULL },
	{ "5f42010243030405ff", "indefinite" },
	{ "7f657374726561646d696e67ff", "indefinite" },
	{ "9fff", "indefinite" },
	{ "9f018202039f0405ffff", "indefinite" },
	{ "9f01820203820405ff", "indefinite" },
	{ "83018202039f0405ff", "indefinite" },
	{ "83019f0203ff820405", "indefinite" },
	{ "9f0102030405060708090a0b0c0d0e0f101112131415161718181819ff", "indefinite" },
	{ "bf61610161629f0203ffff", "indefinite" },
	{ "826161bf61626163ff", "indefinite" },
	{ "bf6346756ef563416d7421ff", "indefinite" },
};

static void examples_of_the_standard(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(appendix_a); i++) {
		CLEANUP(buf_done) struct buf in = BUF(1000), out = BUF(1000);
		const char *why = appendix_a[i].why;

		from_hex(&in, appendix_a[i].hex);
		struct cbor_reader r = cbor_read(buf_view(&in));

		copy(&out, &r);
		TAP_INT(appendix_a[i].hex, cbor_read_done(&r), !why);
		if (why)
			TAP_CHECK(appendix_a[i].hex, strstr(r.why, why));
		else
			TAP_CHECK(appendix_a[i].hex, bytes_equal(buf_view(&in), buf_view(&out)));
	}
}

static void refusals(void **state)
{
	static const struct {
		const char *hex, *why;
		int code;
	} rows[] = {
		{ "1817", "shortest", E_FORMAT },
		{ "190018", "shortest", E_FORMAT },
		{ "1900ff", "shortest", E_FORMAT },
		{ "1a0000ffff", "shortest", E_FORMAT },
		{ "1b00000000ffffffff", "shortest", E_FORMAT },
		{ "3800", "shortest", E_FORMAT },
		{ "580161", "shortest", E_FORMAT },
		{ "780161", "shortest", E_FORMAT },
		{ "9800", "shortest", E_FORMAT },
		{ "b800", "shortest", E_FORMAT },
		{ "d80200", "shortest", E_FORMAT },
		{ "1c", "reserves", E_FORMAT },
		{ "5d", "reserves", E_FORMAT },
		{ "fe", "reserves", E_FORMAT },
		{ "1f", "indefinite", E_FORMAT },
		{ "df00", "indefinite", E_FORMAT },
		{ "ff", "break", E_FORMAT },
		{ "e0", "simple", E_FORMAT },
		{ "f3", "simple", E_FORMAT },
		{ "f818", "simple", E_FORMAT },
		{ "f814", "simple", E_FORMAT },
		{ "61ff", "UTF-8", E_FORMAT },
		{ "62c080", "UTF-8", E_FORMAT },
		{ "63eda080", "UTF-8", E_FORMAT },
		{ "a201000100", "twice", E_FORMAT },
		{ "a202000100", "order", E_FORMAT },
		{ "a220000100", "order", E_FORMAT },
		{ "a2616200616100", "order", E_FORMAT },
		{ "a262616100616200", "order", E_FORMAT }, /* "aa" before "b": not in CBOR */
		{ "a2616100418100", "order", E_FORMAT },   /* text before bytes */
		{ "a1800000", "neither", E_UNSUPPORTED },
		{ "a1a00000", "neither", E_UNSUPPORTED },
		{ "a1c10000", "neither", E_UNSUPPORTED },
		{ "a1f400", "neither", E_UNSUPPORTED },
		{ "0000", "after", E_FORMAT },
		{ "8000", "after", E_FORMAT },
		{ "18", "early", E_TRUNC },
		{ "1900", "early", E_TRUNC },
		{ "4200", "early", E_TRUNC },
		{ "5b7fffffffffffffff", "early", E_TRUNC },
		{ "7bffffffffffffffff", "early", E_TRUNC },
		{ "81", "early", E_TRUNC },
		{ "9bffffffffffffffff00", "early", E_TRUNC },
		{ "bb800000000000000000", "early", E_TRUNC },
		{ "a101", "early", E_TRUNC },
		{ "a1", "early", E_TRUNC },
		{ "c1", "early", E_TRUNC },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(buf_done) struct buf in = BUF(1000);
		struct err err = { 0 };

		from_hex(&in, rows[i].hex);
		struct cbor_reader r = cbor_read(buf_view(&in));

		(void)cbor_read_whole(&r);
		TAP_CHECK(rows[i].hex, !cbor_read_done(&r));
		TAP_INT(rows[i].hex, cbor_read_error(&r, &err, "document"), rows[i].code);
		TAP_CHECK(rows[i].hex, strstr(err.text, rows[i].why));
		TAP_CHECK(rows[i].hex, text_starts(err.text, "document: "));
		TAP_CHECK(rows[i].hex, cbor_read_peek(&r) == CBOR_NONE);
	}
}

static void depth(void **state)
{
	static const uint8_t heads[] = { 0x81, 0xc1 };

	(void)state;
	for (size_t k = 0; k < ARRAY_LEN(heads); k++)
		for (unsigned n = CBOR_DEPTH_MAX; n <= CBOR_DEPTH_MAX + 1; n++) {
			CLEANUP(buf_done) struct buf in = BUF(1000);

			for (unsigned i = 0; i < n; i++)
				buf_u8(&in, heads[k]);
			buf_u8(&in, 0);
			struct cbor_reader r = cbor_read(buf_view(&in));
			struct bytes whole = cbor_read_whole(&r);

			assert_int_equal(cbor_read_done(&r), n == CBOR_DEPTH_MAX);
			assert_int_equal(whole.n, n == CBOR_DEPTH_MAX ? n + 1 : 0);
			if (n > CBOR_DEPTH_MAX)
				assert_int_equal(r.code, E_LIMIT);
		}
}

/* Levels end by themselves: what comes after an array may be as deep again. */
static void siblings(void **state)
{
	CLEANUP(buf_done) struct buf in = BUF(1000);

	(void)state;
	from_hex(&in, "8381818181008181818100a2008181810020f5");
	struct cbor_reader r = cbor_read(buf_view(&in));

	assert_int_equal(cbor_read_array(&r, 3), 3);
	assert_int_equal(cbor_read_whole(&r).n, 5);
	assert_int_equal(cbor_read_whole(&r).n, 5);
	assert_int_equal(cbor_read_map(&r, 2), 2);
	assert_int_equal(cbor_read_uint(&r, 0), 0);
	assert_int_equal(cbor_read_whole(&r).n, 4);
	assert_int_equal(cbor_read_int(&r), -1);
	assert_int_equal(cbor_read_peek(&r), CBOR_BOOL);
	assert_int_equal(cbor_read_whole(&r).n, 1);
	assert_true(cbor_read_done(&r));
}

static void wrong_types_and_limits(void **state)
{
	struct bytes five = { (const uint8_t *)"\x05", 1 };
	struct bytes text = { (const uint8_t *)"\x63"
					       "abc",
			      4 };
	struct bytes minimum = { (const uint8_t *)"\x3b\x7f\xff\xff\xff\xff\xff\xff\xff", 9 };
	struct bytes beyond = { (const uint8_t *)"\x3b\x80\0\0\0\0\0\0\0", 9 };
	struct cbor_reader r;

	(void)state;
	r = cbor_read(five);
	assert_int_equal(cbor_read_uint(&r, 5), 5);
	assert_true(cbor_read_done(&r));
	r = cbor_read(five);
	assert_int_equal(cbor_read_uint(&r, 4), 0);
	assert_int_equal(r.code, E_LIMIT);
	r = cbor_read(text);
	assert_int_equal(cbor_read_text(&r, 3).n, 3);
	assert_true(cbor_read_done(&r));
	r = cbor_read(text);
	assert_int_equal(cbor_read_text(&r, 2).n, 0);
	assert_int_equal(r.code, E_LIMIT);
	r = cbor_read(text);
	assert_int_equal(cbor_read_bytes(&r, 3).n, 0);
	assert_int_equal(r.code, E_FORMAT);
	r = cbor_read(text);
	assert_int_equal(cbor_read_uint(&r, 100), 0);
	assert_int_equal(r.code, E_FORMAT);
	r = cbor_read(text);
	assert_int_equal(cbor_read_array(&r, 100), 0);
	assert_int_equal(r.code, E_FORMAT);
	r = cbor_read(text);
	assert_int_equal(cbor_read_map(&r, 100), 0);
	assert_int_equal(r.code, E_FORMAT);
	r = cbor_read(text);
	assert_int_equal(cbor_read_tag(&r), 0);
	assert_int_equal(r.code, E_FORMAT);
	r = cbor_read(text);
	assert_int_equal(cbor_read_int(&r), 0);
	assert_int_equal(r.code, E_FORMAT);
	r = cbor_read(minimum);
	assert_true(cbor_read_int(&r) == INT64_MIN);
	assert_true(cbor_read_done(&r));
	r = cbor_read(beyond);
	assert_true(cbor_read_int(&r) == 0);
	assert_int_equal(r.code, E_LIMIT);
	/* The first reason stays. */
	cbor_read_refuse(&r, E_FORMAT, "another");
	assert_int_equal(r.code, E_LIMIT);
}

/* ---- random documents ---- */

static void random_item(struct buf *out, uint64_t *seed, unsigned room)
{
	uint8_t bytes[30] = { 0 };
	size_t n = tap_below(seed, sizeof(bytes));

	switch (tap_below(seed, room ? 8 : 5)) {
	case 0:
		cbor_write_uint(out, tap_random(seed) >> tap_below(seed, 64));
		break;
	case 1:
		cbor_write_int(out, -(int64_t)(tap_random(seed) >> (1 + tap_below(seed, 63))));
		break;
	case 2:
		cbor_write_bytes(out, (struct bytes){ bytes, n });
		break;
	case 3:
		cbor_write_text(out, (struct bytes){ bytes, n });
		break;
	case 4:
		if (tap_below(seed, 2))
			cbor_write_null(out);
		else
			cbor_write_bool(out, n & 1);
		break;
	case 5:
		cbor_write_array(out, n % 5);
		for (size_t i = 0; i < n % 5; i++)
			random_item(out, seed, room - 1);
		break;
	case 6:
		cbor_write_map(out, n % 5);
		for (size_t i = 0; i < n % 5; i++) {
			cbor_write_uint(out, i * 20 + tap_below(seed, 20));
			random_item(out, seed, room - 1);
		}
		break;
	default:
		cbor_write_tag(out, tap_random(seed) >> tap_below(seed, 64));
		random_item(out, seed, room - 1);
	}
}

/* What is written can be read; no prefix of it is whole; what a flipped bit leaves readable is
 * written back as it was read. */
static void random_documents(void **state)
{
	uint64_t seed = 7;

	(void)state;
	for (unsigned round = 0; round < 1500; round++) {
		CLEANUP(buf_done)
		struct buf in = BUF(100000), out = BUF(100000), flipped = BUF(100000);

		random_item(&in, &seed, 4);
		assert_true(buf_ok(&in));
		struct cbor_reader r = cbor_read(buf_view(&in));
		assert_int_equal(cbor_read_whole(&r).n, in.n);
		assert_true(cbor_read_done(&r));
		for (size_t n = 0; n < in.n && n < 40; n++) {
			r = cbor_read((struct bytes){ in.p, n });
			(void)cbor_read_whole(&r);
			assert_true(!cbor_read_done(&r) || n == 0);
			assert_true(n == 0 || r.code == E_TRUNC);
		}
		in.p[tap_below(&seed, in.n)] ^= (uint8_t)(1u << tap_below(&seed, 8));
		r = cbor_read(buf_view(&in));
		copy(&out, &r);
		if (cbor_read_done(&r))
			assert_true(bytes_equal(buf_view(&out), buf_view(&in)));
	}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(examples_of_the_standard),
	cmocka_unit_test(refusals),
	cmocka_unit_test(depth),
	cmocka_unit_test(siblings),
	cmocka_unit_test(wrong_types_and_limits),
	cmocka_unit_test(random_documents),
};

TAP_MAIN(tests)
