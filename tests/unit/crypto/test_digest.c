/*
 * The examples of RFC 7616 3.9.1, RFC 2617 3.5 and RFC 2069 2.4 (with its erratum); for the
 * variants that no RFC shows, values computed by Python's hashlib from the formulas.
 */
#include "tap.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "crypto/digest.h"

#define NONCE_2617 "dcd98b7102dd2f0e8b11d0f600bfb0c093"
#define NONCE_7616 "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v"
#define CNONCE_7616 "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ"
#define REALM_7616 "http-auth@example.org"
#define LIFE "Circle of Life"

static void vectors(void **state)
{
	static const struct {
		const char *what, *challenge, *account, *secret, *method, *uri, *body, *cnonce;
		const char *response;
	} rows[] = {
		{ "RFC 7616, MD5",
		  "realm=\"" REALM_7616
		  "\", qop=\"auth, auth-int\", algorithm=MD5, nonce=\"" NONCE_7616 "\"",
		  "Mufasa", LIFE, "GET", "/dir/index.html", "", CNONCE_7616,
		  "8ca523f5e9506fed4657c9700eebdbec" },
		{ "RFC 7616, SHA-256",
		  "realm=\"" REALM_7616 "\", qop=\"auth\", algorithm=SHA-256, nonce=\"" NONCE_7616
		  "\"",
		  "Mufasa", LIFE, "GET", "/dir/index.html", "", CNONCE_7616,
		  "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1" },
		{ "RFC 2617",
		  "realm=\"testrealm@host.com\", qop=\"auth,auth-int\", nonce=\"" NONCE_2617
		  "\", opaque=\"5c\"",
		  "Mufasa", "Circle Of Life", "GET", "/dir/index.html", "", "0a4f113b",
		  "6629fae49393a05397450978507c4ef1" },
		{ "RFC 2069", "realm=\"testrealm@host.com\", nonce=\"" NONCE_2617 "\"", "Mufasa",
		  "CircleOfLife", "GET", "/dir/index.html", "", "",
		  "1949323746fe6a43ef61f9606e7febea" },
		{ "MD5-sess",
		  "realm=\"" REALM_7616 "\", qop=auth, algorithm=MD5-sess, nonce=\"" NONCE_7616
		  "\"",
		  "Mufasa", LIFE, "GET", "/dir/index.html", "", CNONCE_7616,
		  "e783283f46242139c486a698fec7211d" },
		{ "SHA-256-sess, auth-int",
		  "realm=\"" REALM_7616
		  "\", qop=auth-int, algorithm=SHA-256-sess, nonce=\"" NONCE_7616 "\"",
		  "Mufasa", LIFE, "POST", "/dir/index.html", "a=b", CNONCE_7616,
		  "71ac396009a409bd294b547deb74a744afa1d1680d14f13a63ed1da85ec9e622" },
		{ "SHA-512-256",
		  "realm=\"" REALM_7616 "\", qop=auth, algorithm=SHA-512-256, nonce=\"" NONCE_7616
		  "\"",
		  "Mufasa", LIFE, "GET", "/dir/index.html", "", CNONCE_7616,
		  "430d05014cecc49cab6fbe03176d41a1da86cbfe24a16580e22aaad928d960d0" },
		{ "quotes in names", "realm=\"say \\\"hi\\\"\", qop=auth, nonce=\"" NONCE_7616 "\"",
		  "us\"er\\", LIFE, "GET", "/", "", CNONCE_7616,
		  "c095dfe13e83942b097e4b840e7fad08" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(buf_done) struct buf out = BUF(8192);
		CLEANUP(mem_freep)
		char *expected = mem_format(" response=\"%s\"", rows[i].response);
		struct digest_request r = { .account = rows[i].account,
					    .secret = rows[i].secret,
					    .method = rows[i].method,
					    .uri = rows[i].uri,
					    .body = bytes_of(rows[i].body),
					    .cnonce = rows[i].cnonce,
					    .count = 1 };
		struct digest_challenge c;

		TAP_INT(rows[i].what, digest_challenge_decode(bytes_of(rows[i].challenge), &c), 0);
		TAP_INT(rows[i].what, digest_answer(&out, &c, &r), 0);
		if (!text_find(buf_view(&out), bytes_of(expected)))
			fail_msg("[%s] %s", rows[i].what, buf_cstr(&out));
	}
}

static void whole_header(void **state)
{
	CLEANUP(buf_done) struct buf out = BUF(8192);
	struct digest_request r = { .account = "a\"b",
				    .secret = "s",
				    .method = "GET",
				    .uri = "/",
				    .cnonce = "c",
				    .count = 2 };
	struct digest_challenge c;

	(void)state;
	assert_int_equal(
	    digest_challenge_decode(
		bytes_of("realm=\"r\\\"\", nonce=n, opaque=o, qop=auth, algorithm=MD5"), &c),
	    0);
	assert_int_equal(digest_answer(&out, &c, &r), 0);
	const char *text = buf_cstr(&out), *end = strstr(text, "\", algorithm");
	assert_non_null(end);
	assert_true(text_starts(text, "Digest username=\"a\\\"b\", realm=\"r\\\"\", nonce=\"n\", "
				      "uri=\"/\", response=\""));
	assert_string_equal(end,
			    "\", algorithm=MD5, opaque=\"o\", qop=auth, nc=00000002, cnonce=\"c\"");
}

static void refused(void **state)
{
	CLEANUP(buf_done) struct buf out = BUF(8192);
	struct digest_request r = { .account = "a\r\nX: y",
				    .secret = "s",
				    .method = "GET",
				    .uri = "/",
				    .cnonce = "c",
				    .count = 1 };
	struct digest_challenge c;
	char large[DIGEST_CHALLENGE_VALUE_MAX + 2];

	(void)state;
	assert_int_equal(digest_challenge_decode(bytes_of("realm=r, nonce=n"), &c), 0);
	assert_int_equal(digest_answer(&out, &c, &r), E_FORMAT);
	for (size_t n = DIGEST_CHALLENGE_VALUE_MAX; n < sizeof(large); n++) {
		memset(large, 'a', n);
		large[n] = '\0';
		r.account = large;
		assert_int_equal(digest_answer(&out, &c, &r),
				 n > DIGEST_CHALLENGE_VALUE_MAX ? E_FORMAT : 0);
	}
}

static void hashes_of_pages(void **state)
{
	static const struct {
		const char *name, *expected;
	} rows[] = {
		{ "md5", "900150983cd24fb0d6963f7d28e17f72" },
		{ "sha1", "a9993e364706816aba3e25717850c26c9cd0d89d" },
		{ "sha256", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" },
		{ "sha512", "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
			    "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f" },
	};
	char hex[DIGEST_HEX_MAX];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		assert_int_equal(digest_hex(hex, rows[i].name, bytes_of("abc")), 0);
		TAP_TEXT(rows[i].name, hex, rows[i].expected);
	}
	assert_int_equal(digest_hex(hex, "crc", bytes_of("abc")), E_UNSUPPORTED);
	assert_int_equal(digest_hex(hex, "md5", (struct bytes){ 0 }), 0);
	assert_string_equal(hex, "d41d8cd98f00b204e9800998ecf8427e");
}

static void client_nonces(void **state)
{
	char a[DIGEST_NONCE_SIZE], b[DIGEST_NONCE_SIZE];

	(void)state;
	digest_cnonce(a);
	digest_cnonce(b);
	assert_int_equal(strlen(a), DIGEST_NONCE_SIZE - 1);
	assert_string_not_equal(a, b);
}

static const struct CMUnitTest digest[] = {
	cmocka_unit_test(vectors),       cmocka_unit_test(whole_header),
	cmocka_unit_test(refused),       cmocka_unit_test(hashes_of_pages),
	cmocka_unit_test(client_nonces),
};

TAP_MAIN(digest)
