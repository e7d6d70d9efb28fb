/*
 * What the signer does for the registrar: codes, decisions, who is let in and by whose decision;
 * and what it does not, whatever the registrar says.
 */
#include "fixture.h"

#include "base/base64.h"
#include "base/hex.h"
#include "base/time.h"
#include "crypto/totp.h"
#include "signer/attest.h"
#include "signer/keyring.h"
#include "signer/publication.h"
#include "signer/signer.h"

static int64_t now = 1800000000;

static int64_t seconds(void *context)
{
	(void)context;
	return now;
}

static const struct time_clock test_clock = { .seconds = seconds };
static const char admin[] = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
static const char officer[] = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";
static const char maker[] = "KRUGKIDROVUWG2ZAKRUGKIDROVUWG2ZA";
static struct signer *signer;
static char folder[256];

/* How far the clock of the one with the code is ahead: 30 seconds, mostly as the signer's. */
static int64_t ahead;

static const char *code_of(const char *secret)
{
	static char code[TOTP_CODE_MAX];

	now += 30 - ahead;
	assert_int_equal(totp_code(code, secret, (now + ahead) / 30), 0);
	return code;
}

/* A job as in the header, ' for "; the code of the secret in the place of $. */
static json_t *ask(const char *text, const char *secret)
{
	CLEANUP(mem_freep) char *copy = mem_text(text);
	CLEANUP(json_done) json_t *job = NULL;
	json_t *result = NULL;

	if (secret)
		memcpy(strstr(copy, "$$$$$$"), code_of(secret), 6);
	job = fixture_json(copy);
	signer_job(signer, job, &result);
	assert_non_null(result);
	return result;
}

static bool says(json_t *result, const char *member, bool value)
{
	const json_t *found = json_object_get(result, member);
	bool is = found && json_is_boolean(found) && json_boolean_value(found) == value;

	json_decref(result);
	return is;
}

/* The digest that a decision covers, in hex. */
static const char *covers_of(const char *events)
{
	static char hex[HASH_HEX_MAX];
	CLEANUP(json_done) json_t *list = fixture_json(events);
	uint8_t digest[HASH_SIZE];

	publication_digest(digest, list);
	hex_encode(hex, (struct bytes){ digest, HASH_SIZE });
	return hex;
}

/* A decision, in base64; new. */
static char *decide(int64_t account, const char *secret, const char *action, const char *events)
{
	CLEANUP(mem_freep)
	char *text = mem_format("{'kind': 'decide', 'account': %" PRId64
				", 'code': '$$$$$$', 'action': '%s', 'covers': '%s'}",
				account, action, covers_of(events));
	CLEANUP(json_done) json_t *result = ask(text, secret);

	TAP_CHECK("decided", json_flag(result, "fits"));
	TAP_TEXT("covers", json_text(result, "covers"), covers_of(events));
	return mem_text(json_text(result, "decision"));
}

static bool enrol(int64_t account, const char *role, const char *secret, const char *grant,
		  const char *member, bool value)
{
	CLEANUP(mem_freep)
	char *text = mem_format("{'kind': 'enrol', 'account': %" PRId64
				", 'role': '%s', 'secret': '%s', 'code': '$$$$$$', 'grant': '%s'}",
				account, role, secret, grant);

	return says(ask(text, secret), member, value);
}

static void reopen(void)
{
	struct err err = { 0 };

	signer_freep(&signer);
	if (signer_open(&signer,
			&(struct signer_options){ .dir = folder,
						  .issuer = "hoshi.example",
						  .owner_ja = "見本機構",
						  .owner_en = "Sample Agency",
						  .clock = &test_clock },
			&err) < 0)
		fail_msg("%s", err.text);
}

static int setup(void **state)
{
	static int n;
	char name[16];

	(void)state;
	(void)snprintf(name, sizeof(name), "s%d", ++n);
	CLEANUP(mem_freep) char *path = fixture_path(name);
	(void)snprintf(folder, sizeof(folder), "%s", path);
	if (mkdir(folder, 0700) < 0)
		return -1;
	reopen();
	return enrol(1, "administrator", admin, "", "fits", true) ? 0 : -1;
}

static int teardown(void **state)
{
	(void)state;
	signer_freep(&signer);
	return 0;
}

/* ---- people ---- */

static void the_founder_is_one(void **state)
{
	(void)state;
	/* A second one does not come in by the registrar's word. */
	assert_true(enrol(2, "administrator", officer, "", "refused", true));
	assert_true(enrol(2, "officer", officer, "", "refused", true));
	assert_true(enrol(2, "officer", officer, "bm90aGluZw==", "refused", true));
	assert_true(enrol(2, "maker", maker, "", "fits", true));
	reopen();
	assert_true(enrol(3, "administrator", officer, "", "refused", true));
}

static void invited(void **state)
{
	CLEANUP(mem_freep)
	char *grant =
	    decide(1, admin, "invite", "[{'kind': 'enrol', 'account': 2, 'role': 'officer'}]");
	CLEANUP(mem_freep)
	char *other =
	    decide(1, admin, "suspend", "[{'kind': 'enrol', 'account': 2, 'role': 'officer'}]");

	(void)state;
	/* For that person in that role, and for nothing else. */
	assert_true(enrol(3, "officer", officer, grant, "refused", true));
	assert_true(enrol(2, "administrator", officer, grant, "refused", true));
	assert_true(enrol(2, "officer", officer, other, "refused", true));
	assert_true(enrol(2, "officer", officer, grant, "fits", true));
	/* Once: who has the old letter cannot take the officer's place. */
	assert_true(enrol(2, "officer", maker, grant, "refused", true));
	reopen();
	assert_true(enrol(2, "officer", maker, grant, "refused", true));
	assert_true(
	    says(ask("{'kind': 'factor', 'account': 2, 'code': '$$$$$$'}", officer), "fits", true));
	CLEANUP(mem_freep)
	char *again =
	    decide(1, admin, "reissue", "[{'kind': 'enrol', 'account': 2, 'role': 'officer'}]");
	assert_true(enrol(2, "officer", maker, again, "fits", true));
	assert_true(says(ask("{'kind': 'factor', 'account': 2, 'code': '$$$$$$'}", officer), "fits",
			 false));
}

/* What an officer or a maker decided lets nobody in. */
static void granted_by_whom(void **state)
{
	CLEANUP(mem_freep)
	char *grant =
	    decide(1, admin, "invite", "[{'kind': 'enrol', 'account': 2, 'role': 'officer'}]");

	(void)state;
	assert_true(enrol(2, "officer", officer, grant, "fits", true));
	assert_true(enrol(4, "maker", maker, "", "fits", true));
	CLEANUP(mem_freep)
	char *by_officer =
	    decide(2, officer, "invite", "[{'kind': 'enrol', 'account': 3, 'role': 'officer'}]");
	CLEANUP(mem_freep)
	char *by_maker =
	    decide(4, maker, "invite", "[{'kind': 'enrol', 'account': 3, 'role': 'officer'}]");
	assert_true(enrol(3, "officer", maker, by_officer, "refused", true));
	assert_true(enrol(3, "officer", maker, by_maker, "refused", true));
}

static void closed(void **state)
{
	CLEANUP(mem_freep) char *text = NULL;

	(void)state;
	assert_true(enrol(4, "maker", maker, "", "fits", true));
	assert_true(
	    says(ask("{'kind': 'close', 'account': 4, 'grant': ''}", NULL), "refused", true));
	CLEANUP(mem_freep)
	char *grant = decide(1, admin, "close", "[{'kind': 'close', 'account': 4}]");
	text = mem_format("{'kind': 'close', 'account': 4, 'grant': '%s'}", grant);
	assert_true(says(ask(text, NULL), "closed", true));
	assert_true(
	    says(ask("{'kind': 'factor', 'account': 4, 'code': '$$$$$$'}", maker), "fits", false));
	/* Done twice is done. */
	assert_true(says(ask(text, NULL), "closed", true));
}

/* ---- decisions ---- */

static void decisions(void **state)
{
	CLEANUP(keyring_done) struct keyring keys = { 0 };
	CLEANUP(mem_freep) char *keys_folder = mem_format("%s/keys", folder);
	CLEANUP(buf_done) struct buf message = BUF(ATTEST_MAX);
	struct decision d;
	struct err err = { 0 };
	int64_t last = 0;

	(void)state;
	assert_int_equal(keyring_open(&keys, keys_folder, &err), 0);
	for (int i = 0; i < 3; i++) {
		CLEANUP(mem_freep) char *text = decide(1, admin, "suspend", "[{'kind': 'x'}]");

		buf_clear(&message);
		assert_int_equal(base64_decode(&message, bytes_of(text)), 0);
		assert_int_equal(
		    attest_read(&d, buf_view(&message), &keys.decision.public_key, &err), 0);
		assert_int_equal(d.account, 1);
		assert_int_equal(d.role, ROLE_ADMINISTRATOR);
		assert_string_equal(d.action, "suspend");
		assert_true(d.at > last);
		last = d.at;
		/* Two within the same second are two. */
		ahead = i == 0 ? 30 : 0;
		now += i == 1 ? 30 : 0;
	}
	/* By another key, or with any byte another one, it is none. */
	assert_int_equal(attest_read(&d, buf_view(&message), &keys.label.public_key, &err),
			 E_VERIFY);
	for (size_t i = 0; i < message.n; i++) {
		message.p[i] ^= 1;
		assert_true(attest_read(&d, buf_view(&message), &keys.decision.public_key, NULL) <
			    0);
		message.p[i] ^= 1;
	}
	for (size_t n = 0; n < message.n; n++) {
		CLEANUP(mem_freep) uint8_t *part = mem_copy(message.p, n);

		assert_true(attest_read(&d, (struct bytes){ part, n }, &keys.decision.public_key,
					NULL) < 0);
	}
}

static void wrong_codes(void **state)
{
	(void)state;
	assert_true(says(ask("{'kind': 'decide', 'account': 1, 'code': '12', 'action': 'x', "
			     "'covers': "
			     "'00000000000000000000000000000000000000000000000000000000000000"
			     "00'}",
			     NULL),
			 "fits", false));
	for (int i = 0; i < 9; i++)
		assert_true(says(ask("{'kind': 'factor', 'account': 1, 'code': '1'}", NULL), "fits",
				 false));
	assert_true(
	    says(ask("{'kind': 'factor', 'account': 1, 'code': '$$$$$$'}", admin), "limit", true));
}

static void nonsense(void **state)
{
	static const char *const jobs[] = {
		"{}",
		"{'kind': 'sign'}",
		"{'kind': 'decide'}",
		"{'kind': 'decide', 'account': 1, 'code': '1', 'action': 'x', 'covers': '00'}",
		"{'kind': 'enrol'}",
		"{'kind': 'enrol', 'account': 5, 'role': 'king', 'secret': 'x', 'code': '1'}",
		"{'kind': 'enrol', 'account': 5, 'role': 'system', 'secret': 'x', 'code': '1'}",
		"{'kind': 'enrol', 'account': 5, 'role': 'maker', 'secret': 'x', 'code': '1'}",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(jobs); i++)
		TAP_CHECK(jobs[i], says(ask(jobs[i], NULL), "broken", true));
	assert_true(says(ask("{'kind': 'factor'}", NULL), "fits", false));
	assert_false(signer_does("password_hash"));
	assert_false(signer_does(NULL));
}

/* ---- keys ---- */

static void keys_of_others(void **state)
{
	static const char *const names[] = { "label.pem", "decision.pem", "log.key" };
	CLEANUP(mem_freep) char *keys = mem_format("%s/keys", folder);
	struct keyring k;
	struct err err = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		CLEANUP(mem_freep) char *path = mem_format("%s/%s", keys, names[i]);

		assert_int_equal(chmod(path, 0640), 0);
		assert_int_equal(keyring_open(&k, keys, &err), E_REFUSED);
		FIXTURE_SAYS(names[i], err.text, names[i]);
		assert_int_equal(chmod(path, 0600), 0);
		fixture_write(path, bytes_of("not a key"));
		assert_int_equal(keyring_open(&k, keys, &err), E_FORMAT);
		FIXTURE_SAYS(names[i], err.text, names[i]);
		assert_int_equal(unlink(path), 0);
		assert_int_equal(symlink("/dev/null", path), 0);
		assert_int_equal(keyring_open(&k, keys, &err), E_REFUSED);
		assert_int_equal(unlink(path), 0);
	}
	assert_int_equal(chmod(keys, 0711), 0);
	assert_int_equal(keyring_open(&k, keys, &err), E_REFUSED);
	assert_int_equal(keyring_open(&k, "/nowhere/at/all", &err), E_MISSING);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test_setup_teardown(the_founder_is_one, setup, teardown),
	cmocka_unit_test_setup_teardown(invited, setup, teardown),
	cmocka_unit_test_setup_teardown(granted_by_whom, setup, teardown),
	cmocka_unit_test_setup_teardown(closed, setup, teardown),
	cmocka_unit_test_setup_teardown(decisions, setup, teardown),
	cmocka_unit_test_setup_teardown(wrong_codes, setup, teardown),
	cmocka_unit_test_setup_teardown(nonsense, setup, teardown),
	cmocka_unit_test_setup_teardown(keys_of_others, setup, teardown),
};

TAP_MAIN_WITHIN(tests, fixture_enter, fixture_leave)
