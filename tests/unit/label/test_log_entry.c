/* Entries of the log: each kind there and back, every prefix and every flipped byte, what is
 * missing and what is too much. */
#include "fixture.h"

#include "crypto/cbor.h"
#include "label/log_entry.h"

static const uint8_t statement[] = { 0xd2, 0x84, 0x43 };

static const struct log_entry rows[] = {
	{ .kind = LOG_LABEL_ISSUED,
	  .at = 1795000000,
	  .subject = "S1-2026-00001",
	  .digest = { 1, 2, 3 },
	  .decided = 1795000000123456,
	  .level = 1,
	  .status = 0,
	  .valid_until = "2028-11-17",
	  .statement = { statement, sizeof(statement) },
	  .previous = -1 },
	{ .kind = LOG_LABEL_STATUS,
	  .at = 1795000001,
	  .subject = "S1-2026-00001",
	  .status = 3,
	  .valid_until = "2028-11-17" },
	{ .kind = LOG_LABEL_UPDATED, .at = 1, .subject = "星", .previous = INT64_MAX },
	{ .kind = LOG_LABEL_NOTICE, .at = 0, .subject = "", .previous = -1 },
	{ .kind = LOG_CORRECTION,
	  .at = 2,
	  .subject = "S1-2026-00001",
	  .decided = 1,
	  .previous = 7 },
	{ .kind = LOG_CRITERIA, .at = 3, .subject = "criteria/jc-star-1", .previous = -1 },
	{ .kind = LOG_RECOGNITION, .at = 4, .subject = "recognition/recognitions", .previous = 9 },
	{ .kind = LOG_ACCREDITATION,
	  .at = 5,
	  .subject = "evaluator/17",
	  .decided = 2,
	  .previous = 10 },
	{ .kind = LOG_KEY, .at = INT64_MAX, .subject = "0011223344556677", .decided = INT64_MAX },
};

static void write_entry(struct buf *out, const struct log_entry *e)
{
	buf_clear(out);
	log_entry_write(out, e);
	assert_true(buf_ok(out));
}

static void there_and_back(void **state)
{
	CLEANUP(buf_done) struct buf b = BUF(LOG_ENTRY_MAX);
	struct err err = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct log_entry e;

		write_entry(&b, &rows[i]);
		if (log_entry_read(&e, buf_view(&b), &err) < 0)
			fail_msg("row %zu: %s", i, err.text);
		TAP_INT("kind", e.kind, rows[i].kind);
		TAP_INT("at", e.at, rows[i].at);
		TAP_TEXT("subject", e.subject, rows[i].subject);
		TAP_CHECK("digest", memcmp(e.digest, rows[i].digest, HASH_SIZE) == 0);
		TAP_INT("decided", e.decided, rows[i].decided);
		TAP_INT("level", e.level, rows[i].level);
		TAP_INT("status", e.status, rows[i].status);
		TAP_TEXT("valid_until", e.valid_until, rows[i].valid_until);
		TAP_INT("previous", e.previous, rows[i].previous);
		TAP_CHECK("statement", bytes_equal(e.statement, rows[i].statement));
	}
}

static void every_prefix(void **state)
{
	CLEANUP(buf_done) struct buf b = BUF(LOG_ENTRY_MAX);

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		write_entry(&b, &rows[i]);
		for (size_t n = 0; n < b.n; n++) {
			CLEANUP(mem_freep) uint8_t *copy = mem_copy(b.p, n);
			struct log_entry e;

			TAP_CHECK("prefix",
				  log_entry_read(&e, (struct bytes){ copy, n }, NULL) < 0);
		}
	}
}

/* What is read has one form: a flipped byte is refused, or is another entry that writes as it was
 * read. */
static void every_flip(void **state)
{
	CLEANUP(buf_done) struct buf b = BUF(LOG_ENTRY_MAX);
	CLEANUP(buf_done) struct buf again = BUF(LOG_ENTRY_MAX);

	(void)state;
	write_entry(&b, &rows[0]);
	for (size_t i = 0; i < b.n; i++)
		for (unsigned bit = 0; bit < 8; bit++) {
			struct log_entry e;

			b.p[i] ^= (uint8_t)(1u << bit);
			if (log_entry_read(&e, buf_view(&b), NULL) == 0) {
				write_entry(&again, &e);
				TAP_CHECK("the same again",
					  bytes_equal(buf_view(&b), buf_view(&again)));
			}
			b.p[i] ^= (uint8_t)(1u << bit);
		}
}

static void refused(void **state)
{
	static const struct {
		const char *what, *hex, *says;
	} cases[] = {
		{ "nothing", "", "log entry" },
		{ "no map", "80", "log entry" },
		{ "an empty map", "a0", "members" },
		{ "a version to come", "a10102", "version" },
		{ "member 0", "a10000", "unknown member" },
		{ "member 12", "a10c00", "log entry" },
		{ "before the first", "a10b20", "log entry" },
		{ "kind 0",
		  "a2010102"
		  "00",
		  "unknown kind" },
		{ "kind 11",
		  "a2010102"
		  "0b",
		  "unknown kind" },
		{ "a short digest",
		  "a20101"
		  "0541aa",
		  "digest" },
		{ "a decision at 0",
		  "a20101"
		  "0600",
		  "no time" },
		{ "level 0",
		  "a20101"
		  "0700",
		  "level 0" },
		{ "level 5",
		  "a20101"
		  "0705",
		  "log entry" },
		{ "status 16",
		  "a20101"
		  "0810",
		  "log entry" },
		{ "no day",
		  "a20101"
		  "096a323032362d31332d3031",
		  "no day" },
		{ "a line break in the subject",
		  "a20101"
		  "04610a",
		  "control" },
		{ "a version of 23 bits more", "a1011a00000001", "shortest" },
		{ "two versions", "a201010101", "log entry" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		uint8_t raw[64];
		size_t n = strlen(cases[i].hex) / 2;
		struct log_entry e;
		struct err err = { 0 };

		for (size_t k = 0; k < n; k++) {
			unsigned v;

			assert_int_equal(sscanf(cases[i].hex + 2 * k, "%2x", &v), 1);
			raw[k] = (uint8_t)v;
		}
		TAP_CHECK(cases[i].what, log_entry_read(&e, (struct bytes){ raw, n }, &err) < 0);
		FIXTURE_SAYS(cases[i].what, err.text, cases[i].says);
	}
}

static void limits(void **state)
{
	CLEANUP(buf_done) struct buf b = BUF(2 * LOG_ENTRY_MAX);
	CLEANUP(mem_freep) uint8_t *big = mem_array(LOG_ENTRY_STATEMENT_MAX + 1, 1);
	struct log_entry e = rows[0], read;

	(void)state;
	e.statement = (struct bytes){ big, LOG_ENTRY_STATEMENT_MAX };
	memset(e.subject, 'x', LOG_ENTRY_SUBJECT_MAX - 1);
	write_entry(&b, &e);
	assert_int_equal(log_entry_read(&read, buf_view(&b), NULL), 0);
	e.statement.n++;
	write_entry(&b, &e);
	assert_int_equal(log_entry_read(&read, buf_view(&b), NULL), E_LIMIT);
	assert_int_equal(log_entry_read(&read, (struct bytes){ big, LOG_ENTRY_MAX + 1 }, NULL),
			 E_LIMIT);
}

static void names(void **state)
{
	(void)state;
	for (unsigned i = 1; i <= LOG_STATUS_LIST; i++)
		assert_int_equal(log_entry_kind_find(log_entry_kind_name(i)), (int)i);
	assert_null(log_entry_kind_name(0));
	assert_null(log_entry_kind_name(LOG_STATUS_LIST + 1));
	assert_int_equal(log_entry_kind_find("label"), -1);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(there_and_back), cmocka_unit_test(every_prefix),
	cmocka_unit_test(every_flip),     cmocka_unit_test(refused),
	cmocka_unit_test(limits),         cmocka_unit_test(names),
};

TAP_MAIN(tests)
