/* Proof files: there and back, what is none, and that nothing in them can be changed. */
#include "log_fixture.h"

#include "base/base64.h"
#include "tlog/log_read.h"
#include "tlog/tlog_proof.h"

#define HASH "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I="
#define HEADER "c2sp.org/tlog-proof@v1\n"

static void form(void **state)
{
	static const struct {
		const char *what, *text;
		int r;
		uint64_t index;
		size_t n;
		const char *extra;
	} rows[] = {
		{ "a log of one entry", HEADER "index 0\n\nc\n", 0, 0, 0, NULL },
		{ "two hashes", HEADER "index 5\n" HASH "\n" HASH "\n\nc\n", 0, 5, 2, NULL },
		{ "extra", HEADER "extra Zm9v\nindex 5\n" HASH "\n\nc\n", 0, 5, 1, "foo" },
		{ "empty extra", HEADER "extra \nindex 5\n\nc\n", 0, 5, 0, "" },
		{ "largest index", HEADER "index 9223372036854775806\n\nc\n", 0, INT64_MAX - 1, 0,
		  NULL },
		{ "larger", HEADER "index 9223372036854775807\n\nc\n", E_FORMAT, 0, 0, NULL },
		{ "nothing", "", E_FORMAT, 0, 0, NULL },
		{ "another version", "c2sp.org/tlog-proof@v2\nindex 0\n\nc\n", E_FORMAT, 0, 0,
		  NULL },
		{ "carriage return", "c2sp.org/tlog-proof@v1\r\nindex 0\n\nc\n", E_FORMAT, 0, 0,
		  NULL },
		{ "no index", HEADER HASH "\n\nc\n", E_FORMAT, 0, 0, NULL },
		{ "empty index", HEADER "index \n\nc\n", E_FORMAT, 0, 0, NULL },
		{ "index without a blank", HEADER "index5\n\nc\n", E_FORMAT, 0, 0, NULL },
		{ "leading zero", HEADER "index 05\n\nc\n", E_FORMAT, 0, 0, NULL },
		{ "negative", HEADER "index -5\n\nc\n", E_FORMAT, 0, 0, NULL },
		{ "extra after index", HEADER "index 5\nextra Zm9v\n\nc\n", E_FORMAT, 0, 0, NULL },
		{ "extra twice", HEADER "extra Zm9v\nextra Zm9v\nindex 5\n\nc\n", E_FORMAT, 0, 0,
		  NULL },
		{ "extra is no base 64", HEADER "extra Zm9\nindex 5\n\nc\n", E_FORMAT, 0, 0, NULL },
		{ "short hash", HEADER "index 5\nZm9v\n\nc\n", E_FORMAT, 0, 0, NULL },
		{ "hash not canonical",
		  HEADER "index 5\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2J=\n\nc\n", E_FORMAT,
		  0, 0, NULL },
		{ "no empty line", HEADER "index 5\n" HASH "\n", E_TRUNC, 0, 0, NULL },
		{ "no checkpoint", HEADER "index 5\n" HASH "\n\n", E_TRUNC, 0, 0, NULL },
		{ "the header alone", HEADER, E_FORMAT, 0, 0, NULL },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct tlog_proof proof;
		struct err err = { 0 };

		TAP_INT(rows[i].what, tlog_proof_decode(&proof, bytes_of(rows[i].text), &err),
			rows[i].r);
		if (rows[i].r < 0) {
			TAP_CHECK(rows[i].what, err.text[0] && proof.extra.p == NULL);
			continue;
		}
		CLEANUP(buf_done) struct buf again = BUF(1000);
		TAP_INT(rows[i].what, proof.index, rows[i].index);
		TAP_INT(rows[i].what, proof.hashes.n, rows[i].n);
		TAP_INT(rows[i].what, proof.has_extra, rows[i].extra != NULL);
		if (rows[i].extra)
			TAP_TEXT(rows[i].what, buf_cstr(&proof.extra), rows[i].extra);
		tlog_proof_encode(&again, &proof);
		TAP_TEXT(rows[i].what, buf_cstr(&again), rows[i].text);
		tlog_proof_done(&proof);
	}
}

static void limits(void **state)
{
	CLEANUP(buf_done) struct buf text = BUF(2 * TLOG_PROOF_SIZE_MAX);
	struct tlog_proof proof;

	(void)state;
	for (size_t n = MERKLE_PROOF_MAX; n <= MERKLE_PROOF_MAX + 1; n++) {
		buf_clear(&text);
		buf_text(&text, HEADER "index 5\n");
		for (size_t i = 0; i < n; i++)
			buf_text(&text, HASH "\n");
		buf_text(&text, "\nc\n");
		assert_int_equal(tlog_proof_decode(&proof, buf_view(&text), NULL),
				 n == MERKLE_PROOF_MAX ? 0 : E_LIMIT);
	}
	for (size_t n = TLOG_PROOF_EXTRA_MAX; n <= TLOG_PROOF_EXTRA_MAX + 1; n++) {
		CLEANUP(mem_freep) uint8_t *extra = mem_array(n, 1);

		buf_clear(&text);
		buf_text(&text, HEADER "extra ");
		base64_encode(&text, (struct bytes){ extra, n });
		buf_text(&text, "\nindex 5\n\nc\n");
		assert_int_equal(tlog_proof_decode(&proof, buf_view(&text), NULL),
				 n == TLOG_PROOF_EXTRA_MAX ? 0 : E_LIMIT);
		tlog_proof_done(&proof);
	}
	for (size_t n = TLOG_PROOF_SIZE_MAX; n <= TLOG_PROOF_SIZE_MAX + 1; n++) {
		buf_clear(&text);
		buf_text(&text, HEADER "index 5\n\n");
		while (text.n < n)
			buf_text(&text, "c");
		assert_int_equal(tlog_proof_decode(&proof, buf_view(&text), NULL),
				 n == TLOG_PROOF_SIZE_MAX ? 0 : E_LIMIT);
	}
}

/* A proof of a real log: it holds for its entry and no other, and not a bit of it can be changed.
 */
static void a_real_one(void **state)
{
	CLEANUP(log_write_freep) struct log_write *w = NULL;
	CLEANUP(log_read_freep) struct log_read *r = NULL;
	CLEANUP(buf_done) struct buf file = BUF(TLOG_PROOF_SIZE_MAX);
	struct log_fixture f;
	struct tlog_proof proof;
	struct checkpoint c;
	struct err err = { 0 };
	char text[64];

	(void)state;
	log_fixture_init(&f, "proof");
	assert_int_equal(log_fixture_open(&f, &w, &err), 0);
	log_fixture_append(w, 11);
	assert_int_equal(log_read_open(&r, f.dir, &f.key, &err), 0);
	assert_int_equal(log_read_prove(r, 6, false, &file, &err), 0);
	assert_int_equal(tlog_proof_decode(&proof, buf_view(&file), &err), 0);
	assert_int_equal(tlog_proof_verify(&proof, log_fixture_entry(6, text), &f.key, &c, &err),
			 0);
	assert_int_equal(c.size, 11);
	assert_int_equal(tlog_proof_verify(&proof, log_fixture_entry(7, text), &f.key, &c, &err),
			 E_VERIFY);
	FIXTURE_SAYS("another entry", err.text, "entry 6 of the log is this one");
	tlog_proof_done(&proof);
	for (size_t i = 0; i < file.n; i++)
		for (unsigned bit = 0; bit < 8; bit++) {
			file.p[i] ^= (uint8_t)(1u << bit);
			int code = tlog_proof_decode(&proof, buf_view(&file), &err);
			if (code == 0)
				code = tlog_proof_verify(&proof, log_fixture_entry(6, text), &f.key,
							 &c, &err);
			tlog_proof_done(&proof);
			file.p[i] ^= (uint8_t)(1u << bit);
			TAP_CHECK("altered", code < 0);
		}
	log_fixture_done(&f);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(form),
	cmocka_unit_test(limits),
	cmocka_unit_test(a_real_one),
};

TAP_MAIN_WITHIN(tests, fixture_enter, fixture_leave)
