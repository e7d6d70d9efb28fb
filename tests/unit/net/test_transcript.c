/* Transcripts: their form, where they are cut, and that no secret stays in them. */
#include "fixture.h"

#include "base/base64.h"
#include "base/time.h"
#include "net/transcript.h"

static void form(void **state)
{
	struct transcript t;
	const uint8_t binary[] = { 0, 255, '\n', '>' };

	(void)state;
	transcript_init(&t, 5 * TIME_SECOND);
	transcript_sent(&t, bytes_of("GET /\r\n"), 5 * TIME_SECOND);
	transcript_note(&t, "connected to port %d", 80);
	transcript_received(&t, (struct bytes){ binary, sizeof(binary) },
			    5 * TIME_SECOND + 1999999);
	transcript_received(&t, (struct bytes){ 0 }, 7 * TIME_SECOND);
	static const char expected[] = "> 0 7\nGET /\r\n\n"
				       "# connected to port 80\n"
				       "< 1 4\n\0\xff\n>\n"
				       "< 2000 0\n\n";
	assert_int_equal(t.bytes.n, sizeof(expected) - 1);
	assert_memory_equal(t.bytes.p, expected, sizeof(expected) - 1);
	assert_false(t.cut);
	transcript_done(&t);
}

/* A record is whole or not there; what is missing is said once. */
static void cut_at_the_maximum(void **state)
{
	CLEANUP(mem_freep) uint8_t *data = mem_array(TRANSCRIPT_MAX + 1, 1);
	static const size_t sizes[] = { TRANSCRIPT_MAX - 200, TRANSCRIPT_MAX - 49,
					TRANSCRIPT_MAX - 48,  TRANSCRIPT_MAX - 47,
					TRANSCRIPT_MAX,       TRANSCRIPT_MAX + 1 };

	(void)state;
	memset(data, 'x', TRANSCRIPT_MAX + 1);
	for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
		CLEANUP(mem_freep) char *what = mem_format("%zu bytes", sizes[i]);
		struct transcript t;

		transcript_init(&t, 0);
		transcript_received(&t, (struct bytes){ data, sizes[i] }, 0);
		bool kept = !t.cut;
		TAP_INT(what, kept, sizes[i] + 48 <= TRANSCRIPT_MAX);
		size_t before = t.bytes.n;
		transcript_received(&t, (struct bytes){ data, 300 }, 0);
		transcript_received(&t, bytes_of("small"), 0);
		transcript_note(&t, "too late");
		TAP_CHECK(what, t.cut);
		TAP_CHECK(what, buf_ok(&t.bytes));
		TAP_CHECK(what, t.bytes.n <= TRANSCRIPT_MAX);
		TAP_CHECK(what, t.bytes.n - before < 48);
		TAP_CHECK(what, !strstr(buf_cstr(&t.bytes), "small"));
		transcript_done(&t);
	}
}

/* A device may name itself in a note, but not write lines of its own. */
static void notes_are_one_line(void **state)
{
	static const struct {
		const char *text, *expected;
	} rows[] = {
		{ "plain", "# plain\n" },
		{ "a\n> 0 3\nabc", "# a\\n> 0 3\\nabc\n" },
		{ "\x1b[31m", "# \\x1b[31m\n" },
		{ "\xff", "# \\xff\n" },
	};
	CLEANUP(mem_freep) char *large = mem_array(5001, 1);

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct transcript t;

		transcript_init(&t, 0);
		transcript_note(&t, "%s", rows[i].text);
		TAP_TEXT(rows[i].text, buf_cstr(&t.bytes), rows[i].expected);
		transcript_done(&t);
	}
	struct transcript t;
	memset(large, 'a', 5000);
	transcript_init(&t, 0);
	transcript_note(&t, "%s", large);
	assert_true(t.bytes.n < 300);
	assert_int_equal(t.bytes.p[t.bytes.n - 1], '\n');
	transcript_done(&t);
}

/* ---- masking ---- */

static void mask(const char *what, const char *text, const char *expected,
		 const struct transcript_secrets *secrets)
{
	/* Exactly as large as it is, so that the sanitizer sees a step too far. */
	size_t n = strlen(text);
	CLEANUP(mem_freep) uint8_t *data = mem_copy(text, n ? n : 1);

	transcript_mask(data, n, secrets);
	CLEANUP(mem_freep) char *got = mem_textn((const char *)data, n);
	TAP_TEXT(what, got, expected);
}

static void as_it_is(void **state)
{
	static const struct {
		const char *text, *expected;
	} rows[] = {
		{ "", "" },
		{ "hunter2", "*******" },
		{ "xhunter2", "x*******" },
		{ "hunter2x", "*******x" },
		{ "hunter", "hunter" },
		{ "unter2", "unter2" },
		{ "hunter2hunter2", "**************" },
		{ "Hunter2 hunter22", "Hunter2 *******2" },
		{ "a hunter2 b\nhunter2", "a ******* b\n*******" },
	};
	const struct transcript_secrets secrets = { .text = { "hunter2" }, .n = 1 };
	const struct transcript_secrets none = { .n = 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		mask(rows[i].text, rows[i].text, rows[i].expected, &secrets);
		mask(rows[i].text, rows[i].text, rows[i].text, &none);
	}
}

static void several_secrets(void **state)
{
	const struct transcript_secrets secrets = { .text = { "abab", "bab-c", "", "秘密" },
						    .n = 4 };

	(void)state;
	mask("one over itself", "xababab", "x******", &secrets);
	mask("one over another", "abab-c.", "******.", &secrets);
	mask("UTF-8", "は秘密です", "は******です", &secrets);
	mask("none of them", "aba bab", "aba bab", &secrets);
}

/* The whole table of secrets is looked at. */
static void as_many_as_there_may_be(void **state)
{
	struct transcript_secrets secrets = { .n = TRANSCRIPT_SECRETS_MAX };
	char texts[TRANSCRIPT_SECRETS_MAX][12];

	(void)state;
	for (unsigned i = 0; i < TRANSCRIPT_SECRETS_MAX; i++) {
		(void)snprintf(texts[i], sizeof(texts[i]), "secret-%02u", i);
		secrets.text[i] = texts[i];
	}
	mask("first and last", "secret-00 secret-31 secret-32", "********* ********* secret-32",
	     &secrets);
}

/* As forms, URLs and JSON carry it; the encoding of each byte may be another. */
static void encoded(void **state)
{
	static const struct {
		const char *what, *text, *expected;
	} rows[] = {
		{ "a form", "u=a&p=p%40ss+%2B%22&x", "u=a&p=*************&x" },
		{ "lower digits", "p%40ss%20%2b%22", "***************" },
		{ "all of it", "%70%40%73%73%20%2B%22", "*********************" },
		{ "JSON", "{\"p\":\"p@ss +\\\"\"}", "{\"p\":\"********\"}" },
		{ "JSON by number", "p@ss +\\u0022.", "************." },
		{ "one off", "p%41ss+%2B%22", "p%41ss+%2B%22" },
		{ "cut", "p%40ss+%2B%2", "p%40ss+%2B%2" },
		{ "no digits", "p%4@ss %+\"", "p%4@ss %+\"" },
	};
	const struct transcript_secrets secrets = { .text = { "p@ss +\"" }, .n = 1 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		mask(rows[i].what, rows[i].text, rows[i].expected, &secrets);
}

/* Times of the second count from the start of the first; notes stay as they are. */
static void joined(void **state)
{
	struct transcript a = { 0 }, b, c;

	(void)state;
	transcript_init(&b, 5 * TIME_SECOND);
	transcript_note(&b, "first\n");
	transcript_sent(&b, bytes_of("x\n> 0 1\n"), 5 * TIME_SECOND + 3 * TIME_MS);
	transcript_join(&a, &b);
	assert_null(b.bytes.p);
	transcript_init(&c, 6 * TIME_SECOND);
	transcript_note(&c, "a\\b");
	transcript_received(&c, bytes_of("yes"), 6 * TIME_SECOND + 250 * TIME_MS);
	transcript_join(&a, &c);
	TAP_TEXT("both", buf_cstr(&a.bytes),
		 "# first\\n\n> 3 8\nx\n> 0 1\n\n# a\\\\b\n< 1250 3\nyes\n");
	struct transcript never = { 0 };
	transcript_join(&a, &never);
	assert_false(a.cut);
	c = (struct transcript){ .cut = true };
	transcript_join(&a, &c);
	assert_true(a.cut);
	transcript_done(&a);
}

static void authorization(void **state)
{
	static const struct {
		const char *what, *text, *expected;
	} rows[] = {
		{ "anybody's", "GET / HTTP/1.1\r\nAuthorization: Basic YTpi\r\n\r\n",
		  "GET / HTTP/1.1\r\nAuthorization: Basic ****\r\n\r\n" },
		{ "two", "\r\nAuthorization: Basic YTpi\r\n\r\nAuthorization: Basic Yzpk\r\n",
		  "\r\nAuthorization: Basic ****\r\n\r\nAuthorization: Basic ****\r\n" },
		{ "at the end", "x\r\nAuthorization: Basic YTpi",
		  "x\r\nAuthorization: Basic ****" },
		{ "nothing after it", "x\r\nAuthorization: Basic ", "x\r\nAuthorization: Basic " },
		{ "Digest",
		  "\r\nAuthorization: Digest username=\"a\", response=\"0af\", qop=auth\r\nX: "
		  "response=\"1\"",
		  "\r\nAuthorization: Digest username=\"a\", response=\"***\", qop=auth\r\nX: "
		  "response=\"1\"" },
		{ "a user name token", "<P Type=\"x#PasswordDigest\">aGk=</P><N>bm8=</N>",
		  "<P Type=\"x#PasswordDigest\">****</P><N>bm8=</N>" },
		{ "two Digests",
		  "\r\nAuthorization: Digest response=\"1\"\r\n\r\nAuthorization: Digest "
		  "response=\"2",
		  "\r\nAuthorization: Digest response=\"*\"\r\n\r\nAuthorization: Digest "
		  "response=\"*" },
		{ "no header", "x Authorization: Basic YTpi", "x Authorization: Basic YTpi" },
	};
	const struct transcript_secrets none = { .n = 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		mask(rows[i].what, rows[i].text, rows[i].expected, &none);
}

/* user:hunter2 in base64, behind a path, in its URL form, in a long run, at either end. */
static void in_base64(void **state)
{
	const struct transcript_secrets secrets = { .text = { "hunter2" }, .n = 1 };
	static const struct {
		const char *what, *plain;
	} rows[] = {
		{ "alone", "hunter2" },
		{ "one letter before", "ahunter2" },
		{ "two letters before", "abhunter2" },
		{ "user and secret", "admin:hunter2" },
		{ "and more", "admin:hunter2:and more" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		for (size_t before = 0; before < 5; before++) {
			CLEANUP(buf_done) struct buf base64 = BUF(1000);

			base64_encode(&base64, bytes_of(rows[i].plain));
			CLEANUP(mem_freep)
			char *text = mem_format("%.*s%s.", (int)before, "/a/b/", buf_cstr(&base64));
			CLEANUP(mem_freep) uint8_t *data = mem_copy(text, strlen(text));
			transcript_mask(data, strlen(text), &secrets);
			/* No part of it may decode to the secret: all of the run is gone. */
			TAP_CHECK(rows[i].what, memcmp(data + before, "****", 4) == 0);
			TAP_INT(rows[i].what, data[strlen(text) - 1], '.');
		}
	mask("something else", "YWRtaW46aHVudGVyMw==", "YWRtaW46aHVudGVyMw==", &secrets);
	mask("too short", "aHVu", "aHVu", &secrets);
}

/* Wherever the secret stands in a long run of digits. */
static void in_a_long_run(void **state)
{
	const struct transcript_secrets secrets = { .text = { "hunter2" }, .n = 1 };

	(void)state;
	for (size_t before = 0; before < 3000; before += 61) {
		CLEANUP(buf_done) struct buf plain = BUF(10000);
		CLEANUP(buf_done) struct buf base64 = BUF(20000);
		CLEANUP(mem_freep) char *what = mem_format("after %zu bytes", before);

		for (size_t i = 0; i < before; i++)
			buf_u8(&plain, (uint8_t)('a' + i % 26));
		buf_text(&plain, "hunter2");
		for (size_t i = 0; i < 1500; i++)
			buf_u8(&plain, (uint8_t)('z' - i % 26));
		base64_encode(&base64, buf_view(&plain));
		transcript_mask(base64.p, base64.n, &secrets);
		size_t at = before * 4 / 3;
		TAP_CHECK(what, memcmp(base64.p + at, "********", 8) == 0);
	}
}

/* ---- records ---- */

/* A conversation in which the device sends text in parts of the lengths given, and we answer. */
static struct buf conversation(const char *text, const size_t *lengths, size_t n, bool sent)
{
	struct transcript t;
	struct bytes left = bytes_of(text);

	transcript_init(&t, 0);
	transcript_note(&t, "tcp 10.0.0.5 port 80");
	for (size_t i = 0; i <= n; i++) {
		struct bytes part = { left.p, i < n ? lengths[i] : left.n };

		if (sent)
			transcript_sent(&t, part, (int64_t)i * TIME_MS);
		else
			transcript_received(&t, part, (int64_t)i * TIME_MS);
		left.p += part.n;
		left.n -= part.n;
		if (i == n)
			break;
		transcript_note(&t, "a remark");
		if (sent)
			transcript_received(&t, bytes_of("hunt"), 0);
		else
			transcript_sent(&t, bytes_of("er2"), 0);
	}
	return t.bytes;
}

/* What the device sent in parts is masked as what it sent at once, and the rest is untouched. */
static void parts(const char *text, const char *masked, const size_t *lengths, size_t n, bool sent,
		  const struct transcript_secrets *secrets)
{
	CLEANUP(buf_done) struct buf got = conversation(text, lengths, n, sent);
	CLEANUP(buf_done) struct buf expected = conversation(masked, lengths, n, sent);
	/* Exactly as large as it is, so that the sanitizer sees a step too far. */
	CLEANUP(mem_freep) uint8_t *data = mem_copy(got.p, got.n);

	transcript_mask_records(data, got.n, secrets);
	assert_int_equal(got.n, expected.n);
	if (memcmp(data, expected.p, got.n) != 0)
		fail_msg("[%s] \"%.*s\"", text, (int)got.n, (const char *)data);
}

/* Wherever the network cuts a secret in two, or three: plain, in base64, in a header. */
static void split_over_records(void **state)
{
	static const struct {
		const char *text, *masked;
	} rows[] = {
		{ "a hunter2 b", "a ******* b" },
		{ "hunter2", "*******" },
		{ "hunter2hunter2 hunter3", "************** hunter3" },
		{ "was YWRtaW46aHVudGVyMg== it", "was ******************== it" },
		{ "GET / HTTP/1.1\r\nAuthorization: Basic YTpi\r\n\r\n",
		  "GET / HTTP/1.1\r\nAuthorization: Basic ****\r\n\r\n" },
		{ "nothing to hide", "nothing to hide" },
		{ "pass\nword\n< 1 2\nword", "*********\n< 1 2\nword" },
	};
	const struct transcript_secrets secrets = { .text = { "hunter2", "pass\nword" }, .n = 2 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		for (size_t first = 0; first <= strlen(rows[i].text); first++)
			for (size_t second = 0; second <= strlen(rows[i].text) - first; second++)
				for (int sent = 0; sent < 2; sent++)
					parts(rows[i].text, rows[i].masked,
					      (const size_t[]){ first, second }, 2, sent, &secrets);
}

static void byte_for_byte(void **state)
{
	const struct transcript_secrets secrets = { .text = { "hunter2" }, .n = 1 };
	size_t ones[16];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(ones); i++)
		ones[i] = 1;
	parts("xx hunter2 hunter2", "xx ******* *******", ones, ARRAY_LEN(ones), false, &secrets);
}

/* What is ours (times, lengths, which side it was) stays true whatever the secret is. */
static void what_is_ours_is_not_masked(void **state)
{
	const struct transcript_secrets secrets = { .text = { "0 7", "7", "< ", "\n", "> 0" },
						    .n = 5 };
	struct transcript t;

	(void)state;
	transcript_init(&t, 0);
	transcript_sent(&t, bytes_of("0 7 > 0"), 0);
	transcript_received(&t, bytes_of("<77> 0\n"), 7 * TIME_MS);
	transcript_note(&t, "17 < 18");
	transcript_mask_records(t.bytes.p, t.bytes.n, &secrets);
	assert_string_equal(buf_cstr(&t.bytes), "> 0 7\n*** ***\n< 7 7\n<******\n# 1* **18\n");
	transcript_done(&t);
}

/* The two sides are two streams: what we sent does not complete what the device sent. */
static void sides_are_not_mixed(void **state)
{
	const struct transcript_secrets secrets = { .text = { "hunter2" }, .n = 1 };
	static const char whole[] = "< 0 4\nhunt\n> 0 3\ner2\n# hunt\n# er2\n";
	CLEANUP(mem_freep) uint8_t *data = mem_copy(whole, strlen(whole));

	(void)state;
	transcript_mask_records(data, strlen(whole), &secrets);
	assert_memory_equal(data, whole, strlen(whole));
}

/* Bytes that are no records, or stop being ones, are masked as bytes. */
static void what_is_no_transcript(void **state)
{
	static const struct {
		const char *text, *expected;
	} rows[] = {
		{ "", "" },
		{ "hunter2", "*******" },
		{ "< 0 7\nhunter2", "< 0 7\n*******" },
		{ "< 0 8\nhunter2\n", "< 0 8\n*******\n" },
		{ "< 0 6\nhunter2\n", "< 0 6\n*******\n" },
		{ "< 0 99999999999999999999\nhunter2\n", "< 0 99999999999999999999\n*******\n" },
		{ "<\nhunter2\n", "<\n*******\n" },
		{ "? 0 7\nhunter2\n", "? 0 7\n*******\n" },
		{ "# hunter2", "# *******" },
	};
	const struct transcript_secrets secrets = { .text = { "hunter2" }, .n = 1 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		size_t n = strlen(rows[i].text);
		CLEANUP(mem_freep) uint8_t *data = mem_copy(rows[i].text, n ? n : 1);

		transcript_mask_records(data, n, &secrets);
		CLEANUP(mem_freep) char *got = mem_textn((const char *)data, n);
		TAP_TEXT(rows[i].text, got, rows[i].expected);
	}
}

/* Bytes of any value and length: nothing is read or written beside them. */
static void any_bytes(void **state)
{
	const struct transcript_secrets secrets = { .text = { "a", "bc", "\xff" }, .n = 3 };

	(void)state;
	for (uint64_t n = 0; n < 300; n++) {
		uint64_t seed = n;
		CLEANUP(mem_freep) uint8_t *data = mem_array(n ? n : 1, 1);

		for (size_t i = 0; i < n; i++)
			data[i] = (uint8_t)(tap_below(&seed, 4) ? 'a' + tap_below(&seed, 4)
								: tap_random(&seed));
		if (n % 2)
			transcript_mask(data, n, &secrets);
		else
			transcript_mask_records(data, n, &secrets);
		assert_null(memchr(data, 'a', n));
		assert_null(memchr(data, 0xff, n));
	}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(form),
	cmocka_unit_test(cut_at_the_maximum),
	cmocka_unit_test(notes_are_one_line),
	cmocka_unit_test(as_it_is),
	cmocka_unit_test(several_secrets),
	cmocka_unit_test(as_many_as_there_may_be),
	cmocka_unit_test(encoded),
	cmocka_unit_test(joined),
	cmocka_unit_test(authorization),
	cmocka_unit_test(in_base64),
	cmocka_unit_test(in_a_long_run),
	cmocka_unit_test(split_over_records),
	cmocka_unit_test(byte_for_byte),
	cmocka_unit_test(what_is_ours_is_not_masked),
	cmocka_unit_test(sides_are_not_mixed),
	cmocka_unit_test(what_is_no_transcript),
	cmocka_unit_test(any_bytes),
};

TAP_MAIN(tests)
