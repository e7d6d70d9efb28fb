/* Addresses of labels: built, read, refused; the size of the codes that they make. */
#include "statement_sample.h"

#include "label/qr.h"

static void known_address(void **state)
{
	CLEANUP(buf_done) struct buf url = BUF(LABEL_URL_MAX);
	struct label_url back;

	(void)state;
	assert_int_equal(
	    label_url_build(&url, "label.example.jp:8443", "A-1", bytes_of("foobar"), NULL), 0);
	assert_string_equal(buf_cstr(&url), "HTTPS://LABEL.EXAMPLE.JP:8443/L/A-1#MZXW6YTBOI");
	assert_int_equal(label_url_parse(&back, buf_view(&url), NULL), 0);
	assert_string_equal(back.host, "label.example.jp:8443");
	assert_string_equal(back.number, "A-1");
	assert_int_equal(back.statement_size, 6);
	assert_memory_equal(back.statement, "foobar", 6);

	buf_clear(&url);
	assert_int_equal(label_url_build(&url, "h", "1", (struct bytes){ 0 }, NULL), 0);
	assert_string_equal(buf_cstr(&url), "HTTPS://H/L/1");
	assert_int_equal(label_url_parse(&back, buf_view(&url), NULL), 0);
	assert_int_equal(back.statement_size, 0);
}

static void what_is_read(void **state)
{
	static const struct {
		const char *url, *host;
		int code;
	} rows[] = {
		{ "https://label.example.jp/L/A-1", "label.example.jp", 0 },
		{ "HtTpS://Label.Example.JP/L/A-1#MY", "label.example.jp", 0 },
		{ "", NULL, E_FORMAT },
		{ "http://h/L/A", NULL, E_FORMAT },
		{ "https:/h/L/A", NULL, E_FORMAT },
		{ "https:///L/A", NULL, E_FORMAT },
		{ "https://h", NULL, E_FORMAT },
		{ "https://h/", NULL, E_FORMAT },
		{ "https://h/L", NULL, E_FORMAT },
		{ "https://h/L/", NULL, E_FORMAT },
		{ "https://h/l/A", NULL, E_FORMAT },
		{ "https://h/X/A", NULL, E_FORMAT },
		{ "https://h//L/A", NULL, E_FORMAT },
		{ "https://h/L/A/", NULL, E_FORMAT },
		{ "https://h/L/A?x=1", NULL, E_FORMAT },
		{ "https://h/L/a", NULL, E_FORMAT },
		{ "https://h/L/%41", NULL, E_FORMAT },
		{ "https://h/L/A#", NULL, E_FORMAT },
		{ "https://h/L/A#M", NULL, E_FORMAT },
		{ "https://h/L/A#my", NULL, E_FORMAT },
		{ "https://h/L/A#MY======", NULL, E_FORMAT },
		{ "https://h/L/A#MY#MY", NULL, E_FORMAT },
		{ "https://h?/L/A", NULL, E_FORMAT },
		{ "https://h#/L/A", NULL, E_FORMAT },
		{ "https://me@h/L/A", NULL, E_FORMAT },
		{ "https://label.example.jp@evil.example/L/A", NULL, E_FORMAT },
		{ "https://evil.example\\@label.example.jp/L/A", NULL, E_FORMAT },
		{ "https://ラベル.jp/L/A", NULL, E_FORMAT },
		{ "https://[::1]/L/A", NULL, E_FORMAT },
		{ " https://h/L/A", NULL, E_FORMAT },
		{ "https://h/L/A\n", NULL, E_FORMAT },
		{ "https://h/L/A#MY ", NULL, E_FORMAT },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct label_url url = { 0 };
		struct err err = { 0 };

		TAP_INT(rows[i].url, label_url_parse(&url, bytes_of(rows[i].url), &err),
			rows[i].code);
		TAP_TEXT(rows[i].url, url.host, rows[i].host ? rows[i].host : "");
		TAP_CHECK(rows[i].url, !err.text[0] == !rows[i].code);
	}
	struct label_url url;
	assert_int_equal(
	    label_url_parse(&url, (struct bytes){ (const uint8_t *)"https://h\0/L/A", 14 }, NULL),
	    E_FORMAT);
	assert_int_equal(
	    label_url_parse(&url, (struct bytes){ (const uint8_t *)"https://h/L/A\0", 14 }, NULL),
	    E_FORMAT);
	/* A NUL does not stand for the '#'. */
	assert_int_equal(
	    label_url_parse(&url, (struct bytes){ (const uint8_t *)"https://h/L/A\0MY", 16 }, NULL),
	    E_FORMAT);
}

static void the_longest(void **state)
{
	char host[STATEMENT_ISSUER_MAX + 2] = "";
	char number[STATEMENT_NUMBER_MAX + 2] = "";
	uint8_t bytes[STATEMENT_MAX + 1] = { 0 };
	CLEANUP(buf_done) struct buf url = BUF(LABEL_URL_MAX + 1), wide = BUF(LABEL_URL_MAX);
	CLEANUP(qr_done) struct qr qr = { 0 };
	struct label_url back;

	(void)state;
	memset(host, 'h', STATEMENT_ISSUER_MAX);
	memset(number, 'N', STATEMENT_NUMBER_MAX);
	assert_int_equal(
	    label_url_build(&url, host, number, (struct bytes){ bytes, STATEMENT_MAX }, NULL), 0);
	assert_int_equal(url.n, LABEL_URL_MAX);
	assert_int_equal(label_url_parse(&back, buf_view(&url), NULL), 0);
	assert_int_equal(back.statement_size, STATEMENT_MAX);
	/* It goes into a code. */
	assert_int_equal(qr_encode(&qr, buf_cstr(&url), NULL), 0);
	assert_int_equal(qr_url(&wide, buf_cstr(&url), NULL), 0);
	assert_true(bytes_equal(buf_view(&wide), buf_view(&url)));
	buf_u8(&url, 'A');
	assert_int_equal(label_url_parse(&back, buf_view(&url), NULL), E_LIMIT);
	buf_clear(&url);
	assert_int_equal(
	    label_url_build(&url, host, number, (struct bytes){ bytes, STATEMENT_MAX + 1 }, NULL),
	    E_LIMIT);
	host[STATEMENT_ISSUER_MAX] = 'h';
	assert_int_equal(label_url_build(&url, host, number, (struct bytes){ 0 }, NULL), E_FORMAT);
	host[STATEMENT_ISSUER_MAX] = '\0';
	number[STATEMENT_NUMBER_MAX] = 'N';
	assert_int_equal(label_url_build(&url, host, number, (struct bytes){ 0 }, NULL), E_FORMAT);
	assert_int_equal(label_url_build(&url, "h/L/1#", "1", (struct bytes){ 0 }, NULL), E_FORMAT);
	assert_int_equal(url.n, 0);
}

/* ISO/IEC 18004, table 7: S1 is a code of version 12 (65 modules), S2 of version 15 at most. */
static void codes_of_the_budget(void **state)
{
	struct statement statements[] = { sample_s1(), sample_s2() };
	static const unsigned versions[] = { 12, 15 };
	CLEANUP(signing_key_done) struct signing_key key = { 0 };

	(void)state;
	assert_int_equal(signing_key_create(&key, NULL), 0);
	for (size_t i = 0; i < ARRAY_LEN(statements); i++) {
		CLEANUP(buf_done) struct buf bytes = BUF(STATEMENT_MAX), url = BUF(LABEL_URL_MAX);
		CLEANUP(qr_done) struct qr qr = { 0 };

		assert_int_equal(statement_sign(&bytes, &statements[i], &key, NULL), 0);
		assert_true(bytes.n <= (i ? 310 : 212));
		assert_int_equal(label_url_build(&url, statements[i].issuer, statements[i].number,
						 buf_view(&bytes), NULL),
				 0);
		assert_int_equal(qr_encode(&qr, buf_cstr(&url), NULL), 0);
		TAP_INT(i ? "S2" : "S1", qr.modules, 17 + 4 * versions[i]);
	}
}

/* The code of the whole budget: segments of their own mode, else 212 bytes would need version 15.
 */
static void segments_of_their_own_mode(void **state)
{
	static const struct {
		size_t bytes;
		unsigned version;
	} rows[] = { { 140, 10 }, { 212, 12 }, { 229, 12 }, { 230, 13 }, { 310, 15 } };
	uint8_t bytes[STATEMENT_MAX];

	(void)state;
	memset(bytes, 0xa5, sizeof(bytes));
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(buf_done) struct buf url = BUF(LABEL_URL_MAX);
		CLEANUP(qr_done) struct qr qr = { 0 };

		assert_int_equal(label_url_build(&url, SAMPLE_HOST, SAMPLE_NUMBER,
						 (struct bytes){ bytes, rows[i].bytes }, NULL),
				 0);
		assert_int_equal(qr_encode(&qr, buf_cstr(&url), NULL), 0);
		TAP_INT("version", (qr.modules - 17) / 4, rows[i].version);
	}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(known_address),
	cmocka_unit_test(what_is_read),
	cmocka_unit_test(the_longest),
	cmocka_unit_test(codes_of_the_budget),
	cmocka_unit_test(segments_of_their_own_mode),
};

TAP_MAIN(tests)
