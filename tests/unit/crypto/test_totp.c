/* One-time codes against the appendix of RFC 6238. */
#include "tap.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "crypto/totp.h"

static const char secret[] = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"; /* 12345678901234567890 */

static void known_answers(void **state)
{
	static const struct {
		int64_t time;
		const char *code;
	} rows[] = {
		{ 59, "287082" },         { 1111111109, "081804" }, { 1111111111, "050471" },
		{ 1234567890, "005924" }, { 2000000000, "279037" }, { 20000000000, "353130" },
	};
	char code[TOTP_CODE_MAX];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		assert_int_equal(totp_code(code, secret, rows[i].time / 30), 0);
		TAP_TEXT(rows[i].code, code, rows[i].code);
	}
}

static void works_once_and_near(void **state)
{
	char code[TOTP_CODE_MAX];
	int64_t step = 0;

	(void)state;
	assert_int_equal(totp_code(code, secret, 100), 0);
	assert_false(totp_fits(secret, code, 98 * 30 + 29, 0, &step));
	assert_true(totp_fits(secret, code, 99 * 30, 0, &step));
	assert_int_equal(step, 100);
	assert_true(totp_fits(secret, code, 101 * 30 + 29, 0, &step));
	assert_false(totp_fits(secret, code, 102 * 30, 0, &step));
	assert_false(totp_fits(secret, code, 100 * 30, 100, &step));
	assert_true(totp_fits(secret, code, 100 * 30, 99, &step));
}

static void refuses(void **state)
{
	static const char *const secrets[] = { "",
					       "A",
					       "gezdgnbvgy3tqojqgezdgnbvgy3tqojq",
					       "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJ",
					       "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQA",
					       "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJ1" };
	static const char *const codes[] = { "", "1", "28708", "2870820", "28708a" };
	char code[TOTP_CODE_MAX];
	int64_t step = 0;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(secrets); i++)
		assert_int_equal(totp_code(code, secrets[i], 1), E_FORMAT);
	for (size_t i = 0; i < ARRAY_LEN(codes); i++)
		assert_false(totp_fits(secret, codes[i], 59, 0, &step));
}

static void new_secrets(void **state)
{
	char a[TOTP_SECRET_MAX], b[TOTP_SECRET_MAX], code[TOTP_CODE_MAX];

	(void)state;
	totp_secret_new(a);
	totp_secret_new(b);
	assert_int_equal(strlen(a), TOTP_SECRET_MAX - 1);
	assert_string_not_equal(a, b);
	assert_int_equal(totp_code(code, a, 1), 0);

	CLEANUP(buf_done) struct buf uri = BUF(1000);
	totp_uri(&uri, "Hoshi 星", "a+b@example.jp", secret);
	assert_string_equal(buf_cstr(&uri),
			    "otpauth://totp/Hoshi%20%E6%98%9F:a%2Bb@example.jp?secret="
			    "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Hoshi%20%E6%98%9F");
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(known_answers),
	cmocka_unit_test(works_once_and_near),
	cmocka_unit_test(refuses),
	cmocka_unit_test(new_secrets),
};

TAP_MAIN(tests)
