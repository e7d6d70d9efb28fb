/* The example of ONVIF's Application Programmer's Guide (6.1.1.3), and times devices tell. */
#include "tap.h"

#include "base/base64.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/time.h"
#include "crypto/user_token.h"

static void example(void **state)
{
	CLEANUP(buf_done) struct buf out = BUF(8192);
	struct user_token token = { .account = "us<er", .secret = "userpassword" };

	(void)state;
	assert_int_equal(base64_decode_exact(token.nonce, sizeof(token.nonce),
					     bytes_of("LKqI6G/AikKCQrN0zqZFlg==")),
			 0);
	assert_int_equal(time_parse("2010-09-16T07:50:45Z", &token.created), 0);
	user_token_encode(&out, &token);
	assert_true(buf_ok(&out));
	const char *text = buf_cstr(&out);
	assert_non_null(
	    strstr(text, "#PasswordDigest\">tuOSpGlFlIXsozq4HFNeeGeFLEI=</wsse:Password>"));
	assert_non_null(strstr(text, ">LKqI6G/AikKCQrN0zqZFlg==</wsse:Nonce>"));
	assert_non_null(strstr(text, ">2010-09-16T07:50:45Z</wsu:Created>"));
	assert_non_null(strstr(text, "<wsse:Username>us&#60;er</wsse:Username>"));
}

static void nonces(void **state)
{
	uint8_t a[USER_TOKEN_NONCE_SIZE], b[USER_TOKEN_NONCE_SIZE];

	(void)state;
	user_token_nonce(a);
	user_token_nonce(b);
	assert_memory_not_equal(a, b, sizeof(a));
}

#define TIME(hour, day)                                                              \
	"<tt:Time><tt:Hour>" hour "</tt:Hour><tt:Minute>5</tt:Minute><tt:Second> 9 " \
	"</tt:Second></tt:Time><tt:Date><tt:Year>2026</tt:Year><tt:Month>11</"       \
	"tt:Month><tt:Day>" day "</tt:Day></tt:Date>"

static void times(void **state)
{
	static const struct {
		const char *what, *answer;
		int expected;
		const char *at;
	} rows[] = {
		{ "UTC", "<tt:UTCDateTime>" TIME("3", "22") "</tt:UTCDateTime>", 0,
		  "2026-11-22T03:05:09Z" },
		{ "not the local one",
		  "<UTCDateTime>" TIME("3", "22") "</UTCDateTime><L>" TIME("12", "23"), 0,
		  "2026-11-22T03:05:09Z" },
		{ "none", "<s:Fault>", E_MISSING, NULL },
		{ "the local one alone", TIME("3", "22"), E_MISSING, NULL },
		{ "no such hour", "<UTCDateTime>" TIME("24", "22"), E_FORMAT, NULL },
		{ "no such day", "<UTCDateTime>" TIME("3", "31"), E_FORMAT, NULL },
		{ "a part is missing", "<UTCDateTime><Hour>1</Hour>", E_FORMAT, NULL },
		{ "no number", "<UTCDateTime>" TIME("x", "22"), E_FORMAT, NULL },
		{ "cut", "<UTCDateTime><Year>20", E_FORMAT, NULL },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		size_t n = strlen(rows[i].answer);
		CLEANUP(mem_freep) uint8_t *copy = mem_copy(rows[i].answer, n);
		int64_t got = 0, want = 0;

		TAP_INT(rows[i].what, user_token_time((struct bytes){ .p = copy, .n = n }, &got),
			rows[i].expected);
		if (rows[i].expected < 0)
			continue;
		TAP_INT(rows[i].what, time_parse(rows[i].at, &want), 0);
		TAP_INT(rows[i].what, got, want);
	}
}

static const struct CMUnitTest user_token_tests[] = {
	cmocka_unit_test(example),
	cmocka_unit_test(nonces),
	cmocka_unit_test(times),
};

TAP_MAIN(user_token_tests)
