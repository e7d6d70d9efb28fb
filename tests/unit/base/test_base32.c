/* Base32 and base64url: the vectors of RFC 4648 10 without padding, every length, each refusal. */
#include "tap.h"

#include "base/base32.h"
#include "base/base64url.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"

static void known_answers(void **state)
{
	static const struct {
		const char *data, *base32, *base64;
	} rows[] = {
		{ "", "", "" },
		{ "f", "MY", "Zg" },
		{ "fo", "MZXQ", "Zm8" },
		{ "foo", "MZXW6", "Zm9v" },
		{ "foob", "MZXW6YQ", "Zm9vYg" },
		{ "fooba", "MZXW6YTB", "Zm9vYmE" },
		{ "foobar", "MZXW6YTBOI", "Zm9vYmFy" },
		{ "\xff\xef\xbe", "77X34", "_---" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(buf_done) struct buf text = BUF(100), url = BUF(100), back = BUF(100);

		base32_encode(&text, bytes_of(rows[i].data));
		base64url_encode(&url, bytes_of(rows[i].data));
		TAP_TEXT(rows[i].data, buf_cstr(&text), rows[i].base32);
		TAP_TEXT(rows[i].data, buf_cstr(&url), rows[i].base64);
		TAP_INT(rows[i].data, text.n, BASE32_LENGTH(strlen(rows[i].data)));
		TAP_INT(rows[i].data, base32_decode(&back, buf_view(&text)), 0);
		TAP_TEXT(rows[i].data, buf_cstr(&back), rows[i].data);
		buf_clear(&back);
		TAP_INT(rows[i].data, base64url_decode(&back, buf_view(&url)), 0);
		TAP_TEXT(rows[i].data, buf_cstr(&back), rows[i].data);
	}
}

static void refusals(void **state)
{
	static const char *const base32[] = { "A",        "MZX", "MZXW6Y", "MZ", "MZXR", "my",
					      "MY======", "M1",  "M0",     "M8", "MY ",  "Ｍ" };
	static const char *const base64[] = { "Z",    "Zm9vY", "Zh",  "Zm9",  "Zg==",
					      "Zm+v", "Zm/v",  "Z g", "Zm9vé" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(base32); i++) {
		CLEANUP(buf_done) struct buf out = BUF(100);

		buf_u8(&out, 'x');
		TAP_INT(base32[i], base32_decode(&out, bytes_of(base32[i])), E_FORMAT);
		TAP_TEXT(base32[i], buf_cstr(&out), "x");
	}
	for (size_t i = 0; i < ARRAY_LEN(base64); i++) {
		CLEANUP(buf_done) struct buf out = BUF(100);

		buf_u8(&out, 'x');
		TAP_INT(base64[i], base64url_decode(&out, bytes_of(base64[i])), E_FORMAT);
		TAP_TEXT(base64[i], buf_cstr(&out), "x");
	}
	CLEANUP(buf_done) struct buf nul = BUF(100), full = BUF(5);
	assert_int_equal(base32_decode(&nul, (struct bytes){ (const uint8_t *)"A\0", 2 }),
			 E_FORMAT);
	assert_int_equal(base64url_decode(&nul, (struct bytes){ (const uint8_t *)"A\0", 2 }),
			 E_FORMAT);
	assert_int_equal(base32_decode(&full, bytes_of("MZXW6YTBOI")), E_LIMIT);
	CLEANUP(buf_done) struct buf full64 = BUF(5);
	assert_int_equal(base64url_decode(&full64, bytes_of("Zm9vYmFy")), E_LIMIT);
}

/* One text for each sequence of bytes: what can be read is what would be written. */
static void all_ways_back(void **state)
{
	uint64_t seed = 1;

	(void)state;
	for (unsigned round = 0; round < 2000; round++) {
		CLEANUP(buf_done) struct buf text = BUF(200), back = BUF(200), again = BUF(200);
		uint8_t data[40];
		size_t n = tap_below(&seed, sizeof(data) + 1);

		for (size_t i = 0; i < n; i++)
			data[i] = (uint8_t)tap_random(&seed);
		base32_encode(&text, (struct bytes){ data, n });
		assert_int_equal(base32_decode(&back, buf_view(&text)), 0);
		assert_true(bytes_equal(buf_view(&back), (struct bytes){ data, n }));
		if (!n)
			continue;
		text.p[tap_below(&seed, text.n)] =
		    (uint8_t) "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"[tap_below(&seed, 32)];
		buf_clear(&back);
		if (base32_decode(&back, buf_view(&text)) == 0) {
			base32_encode(&again, buf_view(&back));
			assert_true(bytes_equal(buf_view(&again), buf_view(&text)));
		}
		buf_clear(&text);
		buf_clear(&back);
		base64url_encode(&text, (struct bytes){ data, n });
		assert_int_equal(base64url_decode(&back, buf_view(&text)), 0);
		assert_true(bytes_equal(buf_view(&back), (struct bytes){ data, n }));
	}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(known_answers),
	cmocka_unit_test(refusals),
	cmocka_unit_test(all_ways_back),
};

TAP_MAIN(tests)
