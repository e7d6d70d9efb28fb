/*
 * Label statements: sizes, each member there and back, limits, what is not a label, every prefix,
 * every bit flipped, forms that are not the only one.
 */
#include "statement_sample.h"

#include "crypto/cbor.h"
#include "crypto/cose.h"

static struct signing_key key;

static int read_one(struct statement *out, struct bytes bytes, struct err *err)
{
	struct cose message;

	return statement_read(out, &message, bytes, err);
}

static void assert_same(const struct statement *a, const struct statement *b)
{
	assert_string_equal(a->issuer, b->issuer);
	assert_string_equal(a->number, b->number);
	assert_string_equal(a->issued, b->issued);
	assert_string_equal(a->valid_until, b->valid_until);
	assert_string_equal(a->support_until, b->support_until);
	assert_int_equal(a->level, b->level);
	assert_string_equal(a->criteria, b->criteria);
	assert_string_equal(a->corporate_number, b->corporate_number);
	assert_true(model_list_equal(&a->models, &b->models));
	assert_true(a->log_index == b->log_index);
	assert_int_equal(a->status_list, b->status_list);
	assert_int_equal(a->status_index, b->status_index);
	assert_string_equal(a->vendor, b->vendor);
	assert_string_equal(a->product, b->product);
}

static void there_and_back(const char *what, const struct statement *s, size_t size)
{
	CLEANUP(buf_done) struct buf bytes = BUF(STATEMENT_MAX);
	struct err err = { 0 };
	struct statement back;
	struct cose message;

	TAP_INT(what, statement_sign(&bytes, s, &key, &err), 0);
	TAP_INT(what, statement_read(&back, &message, buf_view(&bytes), &err), 0);
	assert_same(s, &back);
	TAP_INT(what, cose_verify(&message, &key.public_key, &err), 0);
	if (size)
		TAP_INT(what, bytes.n, size);
}

/* The budget of the sticker and the box: 212 and 310 bytes. */
static void sizes(void **state)
{
	struct statement s1 = sample_s1();
	struct statement s2 = sample_s2();

	(void)state;
	there_and_back("S1", &s1, 210);
	there_and_back("S2", &s2, 299);
}

static void fewest_and_most(void **state)
{
	struct statement least = sample_s1();
	struct statement most = sample_s2();

	(void)state;
	least.issuer[1] = '\0';
	least.number[1] = '\0';
	least.criteria[1] = '\0';
	least.support_until[0] = '\0';
	least.corporate_number[0] = '\0';
	least.log_index = -1;
	least.status_list = 0;
	least.status_index = 0;
	memcpy(least.issued, "1970-01-02", DAY_TEXT_MAX);
	memcpy(least.valid_until, "1970-01-02", DAY_TEXT_MAX);
	there_and_back("least", &least, 0);

	memset(most.issuer, 'a', STATEMENT_ISSUER_MAX);
	memset(most.number, 'A', STATEMENT_NUMBER_MAX);
	memset(most.criteria, 'c', STATEMENT_CRITERIA_MAX);
	memset(most.vendor, 'v', STATEMENT_NAME_MAX);
	memset(most.product, '\\', STATEMENT_NAME_MAX);
	memcpy(most.corporate_number, "9999999999999", 14);
	memcpy(most.issued, "9999-12-29", DAY_TEXT_MAX);
	memcpy(most.valid_until, "9999-12-30", DAY_TEXT_MAX);
	memcpy(most.support_until, "9999-12-31", DAY_TEXT_MAX);
	most.level = STATEMENT_LEVEL_MAX;
	most.models.count = MODEL_LIST_MAX;
	most.log_index = STATEMENT_LOG_MAX;
	most.status_list = STATEMENT_LIST_MAX;
	most.status_index = STATEMENT_INDEX_MAX;
	there_and_back("most", &most, 0);
}

/* One past each limit, and what is no such thing at all. */
static void what_no_statement_has(void **state)
{
	struct {
		const char *what, *says;
		struct statement s;
	} rows[40];
	size_t n = 0;

	(void)state;
#define ROW(name, words, change)                    \
	do {                                        \
		rows[n].what = name;                \
		rows[n].says = words;               \
		rows[n].s = sample_s2();            \
		struct statement *s = &rows[n++].s; \
		change;                             \
	} while (0)
#define SET(member, text) ((void)snprintf(s->member, sizeof(s->member), "%s", text))
	ROW("no issuer", "no host", s->issuer[0] = '\0');
	ROW("capitals", "no host", SET(issuer, "Label.example.jp"));
	ROW("scheme", "no host", SET(issuer, "https://label.example.jp"));
	ROW("path", "no host", SET(issuer, "label.example.jp/x"));
	ROW("user", "no host", SET(issuer, "a@label.example.jp"));
	ROW("dot", "no host", SET(issuer, ".example.jp"));
	ROW("port 0", "no host", SET(issuer, "example.jp:0"));
	ROW("port 65536", "no host", SET(issuer, "example.jp:65536"));
	ROW("port 080", "no host", SET(issuer, "example.jp:080"));
	ROW("no port", "no host", SET(issuer, "example.jp:"));
	ROW("no number", "registration number", s->number[0] = '\0');
	ROW("small number", "registration number", SET(number, "hsh-1"));
	ROW("number with /", "registration number", SET(number, "A/1"));
	ROW("no date", "a date is none", SET(issued, "2026-02-30"));
	ROW("no end", "a date is none", s->valid_until[0] = '\0');
	ROW("support", "a date is none", SET(support_until, "tomorrow"));
	ROW("backwards", "ends before", SET(valid_until, "2026-11-20"));
	ROW("too late", "out of range", SET(valid_until, "9999-12-31"));
	ROW("too early", "out of range", SET(issued, "1970-01-01"));
	ROW("level 0", "level 0", s->level = 0);
	ROW("level 5", "level 5", s->level = STATEMENT_LEVEL_MAX + 1);
	ROW("no criteria", "criteria", s->criteria[0] = '\0');
	ROW("criteria", "criteria", SET(criteria, "a\nb"));
	ROW("12 digits", "corporate number", SET(corporate_number, "700001205000"));
	ROW("a letter", "corporate number", SET(corporate_number, "700001205000a"));
	ROW("begins with 0", "corporate number", SET(corporate_number, "0000012050002"));
	ROW("no models", "1 to 10000", s->models.count = 0);
	ROW("10001 models", "1 to 10000", s->models.count = MODEL_LIST_MAX + 1);
	ROW("log", "index", s->log_index = STATEMENT_LOG_MAX + 1);
	ROW("log below", "index", s->log_index = -2);
	ROW("list", "index", s->status_list = STATEMENT_LIST_MAX + 1);
	ROW("status", "index", s->status_index = STATEMENT_INDEX_MAX + 1);
	ROW("no vendor", "missing", s->vendor[0] = '\0');
	ROW("no product", "missing", s->product[0] = '\0');
	ROW("vendor", "printed", SET(vendor, "a\x1b[2J"));
	ROW("right to left", "printed", SET(product, "NC\u202e001"));
	ROW("not UTF-8", "printed", SET(product, "\xff"));
	assert_true(n <= ARRAY_LEN(rows));
	for (size_t i = 0; i < n; i++) {
		CLEANUP(buf_done) struct buf bytes = BUF(STATEMENT_MAX);
		struct err err = { 0 };

		TAP_CHECK(rows[i].what, statement_sign(&bytes, &rows[i].s, &key, &err) < 0);
		TAP_CHECK(rows[i].what, bytes.n == 0);
		FIXTURE_SAYS(rows[i].what, err.text, rows[i].says);
	}
}

static void prefixes_and_flips(void **state)
{
	struct statement s = sample_s2();
	CLEANUP(buf_done) struct buf bytes = BUF(STATEMENT_MAX);
	struct statement back;
	struct cose message;

	(void)state;
	assert_int_equal(statement_sign(&bytes, &s, &key, NULL), 0);
	for (size_t n = 0; n < bytes.n; n++) {
		CLEANUP(mem_freep) uint8_t *part = mem_copy(bytes.p, n);

		assert_true(read_one(&back, (struct bytes){ part, n }, NULL) < 0);
	}
	for (size_t i = 0; i < 8 * bytes.n; i++) {
		bytes.p[i / 8] ^= (uint8_t)(1u << i % 8);
		bool fits = statement_read(&back, &message, buf_view(&bytes), NULL) == 0 &&
			    cose_verify(&message, &key.public_key, NULL) == 0;
		bytes.p[i / 8] ^= (uint8_t)(1u << i % 8);
		if (fits)
			fail_msg("bit %zu", i);
	}
	buf_u8(&bytes, 0);
	assert_int_equal(read_one(&back, buf_view(&bytes), NULL), E_FORMAT);
}

/* ---- payloads that are signed, and yet no label ---- */

static void sign_payload(struct buf *out, struct bytes payload, bool with_type)
{
	struct cose_header header = { .has_key_id = true };

	if (with_type)
		header.type = bytes_of("application/other");
	assert_int_equal(cose_sign(out, &header, payload, &key, NULL), 0);
}

/* The payload of S2 with what stands at some place replaced, so that each reader's refusal is met.
 */
static void payload_of(struct buf *out)
{
	struct statement s = sample_s2();
	CLEANUP(buf_done) struct buf bytes = BUF(STATEMENT_MAX);
	struct statement back;
	struct cose message;

	assert_int_equal(statement_sign(&bytes, &s, &key, NULL), 0);
	assert_int_equal(statement_read(&back, &message, buf_view(&bytes), NULL), 0);
	buf_bytes(out, message.payload);
}

static size_t place_of(const struct buf *payload, const char *bytes, size_t n)
{
	const uint8_t *at =
	    text_find(buf_view(payload), (struct bytes){ (const uint8_t *)bytes, n });

	assert_non_null(at);
	return (size_t)(at - payload->p);
}

static void signed_but_no_label(void **state)
{
	static const struct {
		const char *what, *from, *to;
		size_t n, m;
		const char *says;
		int code;
	} rows[] = {
		{ "another claim", "\x06\x1a", "\x03\x1a", 2, 2, "order", E_FORMAT },
		{ "no iat", "\x06\x1a", "\x07\x1a", 2, 2, "claims of a label", E_FORMAT },
		{ "another private claim", "\x3a\x00\x01\x00\x00", "\x3a\x00\x01\x00\x01", 5, 5,
		  "claims of a label", E_FORMAT },
		{ "issuer as bytes", "\x01\x70label", "\x01\x50label", 7, 7, "no text", E_FORMAT },
		{ "a NUL", "label.", "labe\0.", 6, 6, "NUL", E_FORMAT },
		{ "level 5", "\x01\x01\x02\x73", "\x01\x05\x02\x73", 4, 4, "too large", E_LIMIT },
		{ "level 0", "\x01\x01\x02\x73", "\x01\x00\x02\x73", 4, 4, "level 0", E_LIMIT },
		{ "level -1", "\x01\x01\x02\x73", "\x01\x20\x02\x73", 4, 4, "unsigned", E_FORMAT },
		{ "level in two bytes", "\x01\x01\x02\x73", "\x01\x18\x01\x02\x73", 4, 5,
		  "shortest", E_FORMAT },
		{ "digest of 15", "\x05\x50", "\x05\x4f", 2, 2, "16 bytes", E_FORMAT },
		{ "a member of tomorrow", "\x09\x19\x01\x59", "\x0c\x19\x01\x59", 4, 4,
		  "does not know", E_UNSUPPORTED },
		{ "no status index", "\x08\x01\x09\x19\x01\x59\x0a", "\x07\x01\x09\x19\x01\x59\x0a",
		  7, 7, "twice", E_FORMAT },
		{ "indefinite", "\xa5\x01", "\xbf\x01", 2, 2, "indefinite", E_FORMAT },
		{ "a float", "\x01\x01\x02\x73", "\x01\xf9\x3c\x00\x02\x73", 4, 6, "floating",
		  E_FORMAT },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(buf_done)
		struct buf payload = BUF(1000), other = BUF(1000), bytes = BUF(1000);
		struct err err = { 0 };
		struct statement back;

		payload_of(&payload);
		size_t at = place_of(&payload, rows[i].from, rows[i].n);

		buf_add(&other, payload.p, at);
		buf_add(&other, rows[i].to, rows[i].m);
		buf_add(&other, payload.p + at + rows[i].n, payload.n - at - rows[i].n);
		sign_payload(&bytes, buf_view(&other), false);
		TAP_INT(rows[i].what, read_one(&back, buf_view(&bytes), &err), rows[i].code);
		FIXTURE_SAYS(rows[i].what, err.text, rows[i].says);
	}
}

/* Times lie where days begin in Tokyo, to the second. */
static void times_within_a_day(void **state)
{
	static const char *const claims[] = { "\x04\x1a", "\x06\x1a" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(claims); i++) {
		CLEANUP(buf_done) struct buf payload = BUF(1000), bytes = BUF(1000);
		struct statement back;
		struct err err = { 0 };

		payload_of(&payload);
		payload.p[place_of(&payload, claims[i], 2) + 5] ^= 1;
		sign_payload(&bytes, buf_view(&payload), false);
		assert_int_equal(read_one(&back, buf_view(&bytes), &err), E_FORMAT);
		FIXTURE_SAYS(i ? "issued" : "expires", err.text, "day in Tokyo");
	}
}

/* A label's claims under a type are something else: what else the key signs is no label. */
static void a_type_makes_it_something_else(void **state)
{
	CLEANUP(buf_done) struct buf payload = BUF(1000), bytes = BUF(1000), plain = BUF(1000);
	struct statement back;

	(void)state;
	payload_of(&payload);
	sign_payload(&bytes, buf_view(&payload), true);
	assert_int_equal(read_one(&back, buf_view(&bytes), NULL), E_FORMAT);
	sign_payload(&plain, buf_view(&payload), false);
	assert_int_equal(read_one(&back, buf_view(&plain), NULL), 0);
	/* Without its tag. */
	assert_int_equal(read_one(&back, (struct bytes){ plain.p + 1, plain.n - 1 }, NULL),
			 E_FORMAT);
}

static void too_long(void **state)
{
	uint8_t many[STATEMENT_MAX + 1] = { 0xd2 };
	struct statement s = sample_s1();
	struct statement back;
	struct err err = { 0 };
	CLEANUP(buf_done) struct buf little = BUF(208);

	(void)state;
	assert_int_equal(read_one(&back, (struct bytes){ many, sizeof(many) }, &err), E_LIMIT);
	FIXTURE_SAYS("limit", err.text, "576");
	assert_int_equal(read_one(&back, (struct bytes){ many, STATEMENT_MAX }, &err), E_FORMAT);
	assert_int_equal(statement_sign(&little, &s, &key, &err), E_LIMIT);
}

static int make_key(void **state)
{
	(void)state;
	return signing_key_create(&key, NULL);
}

static int drop_key(void **state)
{
	(void)state;
	signing_key_done(&key);
	return 0;
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(sizes),
	cmocka_unit_test(fewest_and_most),
	cmocka_unit_test(what_no_statement_has),
	cmocka_unit_test(prefixes_and_flips),
	cmocka_unit_test(signed_but_no_label),
	cmocka_unit_test(times_within_a_day),
	cmocka_unit_test(a_type_makes_it_something_else),
	cmocka_unit_test(too_long),
};

TAP_MAIN_WITHIN(tests, make_key, drop_key)
