/* Offers of cipher suites: together they hold every suite once, and each fits a short hello. */
#include "tap.h"

#include "base/buf.h"
#include "probe/tls_offer.h"
#include "wire/tls.h"
#include "wire/tls_suite.h"

#define ANY UINT32_MAX
#define RSA_AES128_CBC_SHA 0x002f
#define RSA_AES128_GCM_SHA256 0x009c
#define AES_128_GCM_SHA256 0x1301

static unsigned count_in_table(uint32_t wanted, uint32_t unwanted)
{
	const struct tls_suite *suite;
	unsigned n = 0;

	for (size_t i = 0; (suite = tls_suite_at(i)); i++)
		n += (suite->traits & wanted) &&
		     !(suite->traits & (unwanted | TLS_OFFER_UNUSABLE | TLS_ONLY_1_3));
	return n;
}

static void holds_each_once(void **state)
{
	bool seen[UINT16_MAX + 1] = { false };
	struct tls_offer list = { .n = 0 };
	unsigned n = 0, lists = 0;

	(void)state;
	for (;; lists++) {
		tls_offer_fill(&list, TLS_1_2, ANY, TLS_ANON, list.next);
		if (list.n == 0)
			break;
		assert_true(list.n < TLS_OFFER_MAX);
		for (unsigned i = 0; i < list.n; i++, n++) {
			assert_false(seen[list.suites[i]]);
			seen[list.suites[i]] = true;
		}
	}
	assert_int_equal(n, count_in_table(ANY, TLS_ANON));
	assert_int_equal(lists, (n + TLS_OFFER_MAX - 2) / (TLS_OFFER_MAX - 1));
}

static void holds_what_the_version_has(void **state)
{
	static const struct {
		unsigned version;
		uint16_t suite;
		bool has;
	} rows[] = {
		{ TLS_SSL3, RSA_AES128_CBC_SHA, true },    { TLS_1_1, RSA_AES128_CBC_SHA, true },
		{ TLS_1_1, RSA_AES128_GCM_SHA256, false }, { TLS_1_2, RSA_AES128_CBC_SHA, true },
		{ TLS_1_2, RSA_AES128_GCM_SHA256, true },  { TLS_1_2, AES_128_GCM_SHA256, false },
		{ TLS_1_3, RSA_AES128_GCM_SHA256, false }, { TLS_1_3, AES_128_GCM_SHA256, true },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct tls_offer list, none = { .n = 0 };

		tls_offer_fill(&list, rows[i].version, ANY, 0, 0);
		assert_int_equal(tls_offer_has(&list, rows[i].suite), rows[i].has);
		assert_int_equal(tls_offer_end(&none, rows[i].version, rows[i].suite), rows[i].has);
		assert_int_equal(none.n, rows[i].has);
	}
}

static void ends_with(void **state)
{
	struct tls_offer list;

	(void)state;
	tls_offer_fill(&list, TLS_1_2, TLS_CBC, 0, 0);
	assert_int_equal(list.n, TLS_OFFER_MAX - 1);
	uint16_t last = list.suites[list.n - 1];
	assert_true(tls_offer_end(&list, TLS_1_2, RSA_AES128_GCM_SHA256));
	assert_int_equal(list.n, TLS_OFFER_MAX);
	assert_int_equal(list.suites[TLS_OFFER_MAX - 2], last);
	/* Full: the last gives way. */
	assert_true(tls_offer_end(&list, TLS_1_2, RSA_AES128_CBC_SHA));
	assert_int_equal(list.n, TLS_OFFER_MAX);
	assert_int_equal(list.suites[TLS_OFFER_MAX - 1], RSA_AES128_CBC_SHA);
	assert_false(tls_offer_has(&list, RSA_AES128_GCM_SHA256));
	assert_false(tls_offer_end(&list, TLS_1_2, 0x0a0a));
}

static void fits_a_short_hello(void **state)
{
	static const uint8_t random[TLS_RANDOM_SIZE], share[TLS_X25519_SIZE];

	(void)state;
	for (unsigned version = TLS_SSL3; version <= TLS_1_2; version++) {
		CLEANUP(buf_done) struct buf out = BUF(4096);
		struct tls_offer list;

		tls_offer_fill(&list, version, ANY, 0, 0);
		assert_true(tls_offer_end(&list, version, RSA_AES128_CBC_SHA));
		assert_int_equal(list.n, TLS_OFFER_MAX);
		tls_hello_encode(&out, &(struct tls_hello){ .version = version,
							    .suites = list.suites,
							    .n_suites = list.n,
							    .random = random,
							    .x25519 = share });
		assert_true(buf_ok(&out) && out.n < 5 + 256);
	}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(holds_each_once),
	cmocka_unit_test(holds_what_the_version_has),
	cmocka_unit_test(ends_with),
	cmocka_unit_test(fits_a_short_hello),
};

TAP_MAIN(tests)
