/* Base 64: the vectors of RFC 4648 10, and everything that must not be taken for one of them. */
#include "tap.h"

#include "base/base64.h"
#include "base/buf.h"
#include "base/err.h"

static const struct {
	const char *plain;
	const char *text;
} rows[] = {
	{ "", "" },
	{ "f", "Zg==" },
	{ "fo", "Zm8=" },
	{ "foo", "Zm9v" },
	{ "foob", "Zm9vYg==" },
	{ "fooba", "Zm9vYmE=" },
	{ "foobar", "Zm9vYmFy" },
	{ "\xfb\xff\xfe", "+//+" },
};

static void both_ways(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(buf_done) struct buf text = BUF(strlen(rows[i].text));
		CLEANUP(buf_done) struct buf plain = BUF(strlen(rows[i].plain));
		uint8_t exact[8];

		base64_encode(&text, bytes_of(rows[i].plain));
		TAP_CHECK(rows[i].text, buf_ok(&text));
		TAP_TEXT(rows[i].text, buf_cstr(&text), rows[i].text);
		TAP_INT(rows[i].text, base64_decode(&plain, bytes_of(rows[i].text)), 0);
		TAP_CHECK(rows[i].text, bytes_equal(buf_view(&plain), bytes_of(rows[i].plain)));
		TAP_INT(rows[i].text, base64_decode_exact(exact, plain.n, bytes_of(rows[i].text)),
			0);
		TAP_CHECK(rows[i].text, plain.n == 0 || memcmp(exact, plain.p, plain.n) == 0);
		TAP_INT(rows[i].text,
			base64_decode_exact(exact, plain.n + 1, bytes_of(rows[i].text)), E_FORMAT);
		if (plain.n)
			TAP_INT(rows[i].text,
				base64_decode_exact(exact, plain.n - 1, bytes_of(rows[i].text)),
				E_FORMAT);
	}
}

static void refused(void **state)
{
	static const char *const bad[] = {
		"Z",        "Zg",     "Zg=",      "=",          "==",   "===",  "====",
		"Z===",     "Zg===",  "Zg==Zg==", "Zm8=Zm8=",   "Zh==", "Zm9=", "Zm8=\n",
		"Zm9v\n",   "Zm\n9v", " Zm9v",    "Zm9v ",      "Zm 9", "Zm-v", "Zm_v",
		"Zm9v====", "Zg=g",   "Z=g=",     "\xc3\xa9Z9", "Zm9@", "Zm9[", "Zm9`",
		"Zm9{",     "Zm9:",   "Zm9.",     "Zm9,",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		CLEANUP(buf_done) struct buf out = BUF(100);

		buf_text(&out, "kept");
		TAP_INT(bad[i], base64_decode(&out, bytes_of(bad[i])), E_FORMAT);
		TAP_TEXT(bad[i], buf_cstr(&out), "kept");
		for (size_t n = 0; n < 8; n++) {
			uint8_t exact[8] = "kept...";

			TAP_INT(bad[i], base64_decode_exact(exact, n, bytes_of(bad[i])), E_FORMAT);
			TAP_TEXT(bad[i], (const char *)exact, "kept...");
		}
	}
}

static void too_long_for_the_buffer(void **state)
{
	CLEANUP(buf_done) struct buf out = BUF(5);

	(void)state;
	assert_int_equal(base64_decode(&out, bytes_of("Zm9vYmFy")), E_LIMIT);
	assert_true(buf_ok(&out) && out.n == 0);
	assert_int_equal(base64_decode(&out, bytes_of("Zm9vYmE=")), 0);
	assert_int_equal(out.n, 5);
}

/* Whatever decodes is what encoding gives: no two texts for the same bytes. */
static void one_text_for_each_value(void **state)
{
	static const char some[] = "AQgwZz+/=5 B";
	unsigned taken = 0;

	(void)state;
	for (size_t n = 0; n < (sizeof(some) - 1) * (sizeof(some) - 1); n++)
		for (size_t m = 0; m < (sizeof(some) - 1) * (sizeof(some) - 1); m++) {
			const char text[] = { some[n % (sizeof(some) - 1)],
					      some[n / (sizeof(some) - 1)],
					      some[m % (sizeof(some) - 1)],
					      some[m / (sizeof(some) - 1)], '\0' };
			CLEANUP(buf_done) struct buf out = BUF(10);
			CLEANUP(buf_done) struct buf again = BUF(10);

			if (base64_decode(&out, bytes_of(text)) < 0)
				continue;
			base64_encode(&again, buf_view(&out));
			TAP_TEXT(text, buf_cstr(&again), text);
			taken++;
		}
	assert_true(taken > 5000);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(both_ways),
	cmocka_unit_test(refused),
	cmocka_unit_test(too_long_for_the_buffer),
	cmocka_unit_test(one_text_for_each_value),
};

TAP_MAIN(tests)
