/* Challenges of servers by table, and limits. */
#include "corpus.h"

#include "wire/digest_challenge.h"
#include "wire/http.h"

#define LIGHTTPD \
	"Digest realm=\"x\", charset=\"UTF-8\", algorithm=SHA-256, nonce=\"6f:1a\", qop=\"auth\""

static void challenges_by_table(void **state)
{
	static const struct {
		const char *what, *value;
		int expected;
		enum digest_hash hash;
		bool session, auth, integrity, stale;
		const char *realm, *nonce, *opaque;
	} rows[] = {
		{ "RFC 2069", "Digest realm=\"r\", nonce=\"n\"", 0, DIGEST_MD5, 0, 0, 0, 0, "r",
		  "n", "" },
		{ "RFC 7616",
		  "Digest realm=\"http-auth@example.org\", qop=\"auth, auth-int\", "
		  "algorithm=SHA-256, nonce=\"7y/x\", opaque=\"FQ\"",
		  0, DIGEST_SHA_256, 0, 1, 1, 0, "http-auth@example.org", "7y/x", "FQ" },
		{ "lighttpd", LIGHTTPD, 0, DIGEST_SHA_256, 0, 1, 0, 0, "x", "6f:1a", "" },
		{ "no quotes", "digest realm=r,nonce=n,algorithm=md5-sess,qop=auth-int,stale=TRUE",
		  0, DIGEST_MD5, 1, 0, 1, 1, "r", "n", "" },
		{ "escapes stay", "Digest realm=\"a\\\"b\", nonce=\"n\"", 0, DIGEST_MD5, 0, 0, 0, 0,
		  "a\\\"b", "n", "" },
		{ "the strongest",
		  "Digest realm=a, nonce=1, algorithm=MD5, Digest realm=b, nonce=2, "
		  "algorithm=SHA-512-256, Digest realm=c, nonce=3, algorithm=SHA-256",
		  0, DIGEST_SHA_512_256, 0, 0, 0, 0, "b", "2", "" },
		{ "after Basic", "Basic realm=\"x\", Digest realm=\"r\", nonce=\"n\", qop=\"auth\"",
		  0, DIGEST_MD5, 0, 1, 0, 0, "r", "n", "" },
		{ "one we know", "Digest realm=a, nonce=1, algorithm=SHA3, Digest realm=b, nonce=2",
		  0, DIGEST_MD5, 0, 0, 0, 0, "b", "2", "" },
		{ "an empty realm", "Digest realm=\"\", nonce=\"n\"", 0, DIGEST_MD5, 0, 0, 0, 0, "",
		  "n", "" },
		{ "unknown qop besides", "Digest realm=r, nonce=n, qop=\"auth-conf,auth\"", 0,
		  DIGEST_MD5, 0, 1, 0, 0, "r", "n", "" },
		{ .what = "no realm", .value = "Digest nonce=\"n\"", .expected = E_FORMAT },
		{ .what = "no nonce", .value = "Digest realm=\"r\"", .expected = E_FORMAT },
		{ .what = "empty nonce",
		  .value = "Digest realm=\"r\", nonce=\"\"",
		  .expected = E_FORMAT },
		{ .what = "unknown algorithm",
		  .value = "Digest realm=r, nonce=n, algorithm=SHA-3",
		  .expected = E_UNSUPPORTED },
		{ .what = "unknown qop",
		  .value = "Digest realm=r, nonce=n, qop=\"auth-conf\"",
		  .expected = E_UNSUPPORTED },
		{ .what = "none", .value = "Basic realm=\"x\"", .expected = E_MISSING },
		{ .what = "nothing", .value = "", .expected = E_FORMAT },
		{ .what = "open quote", .value = "Digest realm=\"r", .expected = E_FORMAT },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct bytes in = corpus_exact(bytes_of(rows[i].value));
		struct digest_challenge c = { 0 };

		TAP_INT(rows[i].what, digest_challenge_find(in, &c), rows[i].expected);
		if (rows[i].expected == 0) {
			TAP_INT(rows[i].what, c.hash, rows[i].hash);
			TAP_INT(rows[i].what, c.session, rows[i].session);
			TAP_INT(rows[i].what, c.qop_auth, rows[i].auth);
			TAP_INT(rows[i].what, c.qop_int, rows[i].integrity);
			TAP_INT(rows[i].what, c.stale, rows[i].stale);
			TAP_CHECK(rows[i].what, bytes_equal(c.realm, bytes_of(rows[i].realm)));
			TAP_CHECK(rows[i].what, bytes_equal(c.nonce, bytes_of(rows[i].nonce)));
			TAP_CHECK(rows[i].what, bytes_equal(c.opaque, bytes_of(rows[i].opaque)));
		}
		corpus_drop(in);
	}
}

static void limits(void **state)
{
	(void)state;
	for (size_t n = DIGEST_CHALLENGE_VALUE_MAX; n <= DIGEST_CHALLENGE_VALUE_MAX + 1; n++) {
		CLEANUP(buf_done) struct buf b = BUF(8192);
		struct digest_challenge c;

		buf_text(&b, "Digest realm=r, nonce=\"");
		for (size_t i = 0; i < n; i++)
			buf_u8(&b, 'n');
		buf_text(&b, "\"");
		assert_int_equal(digest_challenge_find(buf_view(&b), &c),
				 n > DIGEST_CHALLENGE_VALUE_MAX ? E_LIMIT : 0);
	}
}

static void in_several_fields(void **state)
{
	static const struct {
		const char *head;
		int expected;
		const char *realm;
	} rows[] = {
		{ "HTTP/1.1 401 x\r\nWWW-Authenticate: Digest realm=a, nonce=1\r\n"
		  "WWW-Authenticate: Digest realm=b, nonce=2, algorithm=SHA-256\r\n\r\n",
		  0, "b" },
		{ "HTTP/1.1 401 x\r\nWWW-Authenticate: Digest realm=b, nonce=2, "
		  "algorithm=SHA-256\r\n"
		  "WWW-Authenticate: Digest realm=a, nonce=1\r\n\r\n",
		  0, "b" },
		{ "HTTP/1.1 401 x\r\nWWW-Authenticate: Basic realm=a\r\n"
		  "WWW-Authenticate: Digest realm=b, nonce=2\r\n\r\n",
		  0, "b" },
		{ "HTTP/1.1 401 x\r\nWWW-Authenticate: Basic realm=a\r\n\r\n", E_MISSING, NULL },
		{ "HTTP/1.1 401 x\r\n\r\n", E_MISSING, NULL },
		{ "HTTP/1.1 401 x\r\nWWW-Authenticate: Digest realm=a, nonce=1, "
		  "algorithm=X\r\n\r\n",
		  E_UNSUPPORTED, NULL },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct digest_challenge c = { 0 };
		struct http_head h;

		assert_int_equal(http_head_decode(bytes_of(rows[i].head), &h), 0);
		TAP_INT(rows[i].head, digest_challenge_choose(&h, &c), rows[i].expected);
		if (rows[i].expected == 0)
			TAP_CHECK(rows[i].head, bytes_equal(c.realm, bytes_of(rows[i].realm)));
	}
}

/* Whatever it is cut to, it is read without a step too far. */
static void prefixes(void **state)
{
	struct digest_challenge c;

	(void)state;
	for (size_t n = 0; n < strlen(LIGHTTPD); n++) {
		struct bytes in = corpus_exact((struct bytes){ (const uint8_t *)LIGHTTPD, n });

		(void)!digest_challenge_find(in, &c);
		corpus_drop(in);
	}
}

static const struct CMUnitTest digest_challenge[] = {
	cmocka_unit_test(challenges_by_table),
	cmocka_unit_test(in_several_fields),
	cmocka_unit_test(limits),
	cmocka_unit_test(prefixes),
};

TAP_MAIN(digest_challenge)
