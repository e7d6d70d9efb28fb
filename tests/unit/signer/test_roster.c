/* Who may decide: enrolled with a code, checked with codes that work once, guesses counted, all of
 * it across restarts. */
#include "fixture.h"

#include "base/time.h"
#include "crypto/totp.h"
#include "signer/roster.h"

static int64_t now = 1800000000;

static int64_t seconds(void *context)
{
	(void)context;
	return now;
}

static const struct time_clock test_clock = { .seconds = seconds };
static char folder[256];
static const char alice[] = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
static const char bob[] = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";

static const char *code_of(const char *secret)
{
	static char code[TOTP_CODE_MAX];

	assert_int_equal(totp_code(code, secret, now / 30), 0);
	return code;
}

static struct roster *open_roster(void)
{
	struct roster *r = NULL;
	struct err err = { 0 };

	if (roster_open(&r, folder, &test_clock, &err) < 0)
		fail_msg("%s", err.text);
	return r;
}

static int setup(void **state)
{
	CLEANUP(mem_freep) char *path = NULL;
	static int n;
	char name[16];

	(void)state;
	(void)snprintf(name, sizeof(name), "r%d", ++n);
	path = fixture_path(name);
	(void)snprintf(folder, sizeof(folder), "%s", path);
	return mkdir(folder, 0700);
}

static void enrol(struct roster *r, int64_t account, enum role role, const char *secret)
{
	struct err err = { 0 };

	if (roster_enrol(r, &(struct roster_entry){ account, role, secret, 5 }, code_of(secret),
			 &err) < 0)
		fail_msg("%s", err.text);
}

static int check(struct roster *r, int64_t account, const char *code)
{
	enum role role;

	return roster_check(r, account, code, &role, NULL);
}

static void begins_empty(void **state)
{
	CLEANUP(roster_freep) struct roster *r = open_roster();

	(void)state;
	assert_false(roster_founded(r));
	assert_int_equal(check(r, 1, "123456"), E_REFUSED);
	assert_int_equal(roster_close(r, 1, NULL), E_MISSING);
}

static void a_code_works_once(void **state)
{
	CLEANUP(roster_freep) struct roster *r = open_roster();
	enum role role = ROLE_MAKER;

	(void)state;
	enrol(r, 7, ROLE_OFFICER, alice);
	assert_false(roster_founded(r));
	enrol(r, 8, ROLE_ADMINISTRATOR, bob);
	assert_true(roster_founded(r));
	/* The one that enrolled is used up. */
	assert_int_equal(check(r, 7, code_of(alice)), E_REFUSED);
	now += 30;
	assert_int_equal(check(r, 8, code_of(alice)), E_REFUSED);
	assert_int_equal(roster_check(r, 7, code_of(alice), &role, NULL), 0);
	assert_int_equal(role, ROLE_OFFICER);
	assert_int_equal(check(r, 7, code_of(alice)), E_REFUSED);
}

static void remembers(void **state)
{
	CLEANUP(roster_freep) struct roster *r = open_roster();

	(void)state;
	enrol(r, 7, ROLE_OFFICER, alice);
	enrol(r, 3, ROLE_MAKER, bob);
	now += 30;
	assert_int_equal(check(r, 7, code_of(alice)), 0);
	/* Once more after a death, and after one in the middle of a record. */
	for (int i = 0; i < 2; i++) {
		CLEANUP(mem_freep) char *path = mem_format("%s/codes", folder);

		roster_freep(&r);
		if (i == 1) {
			FILE *f = fopen(path, "a");

			assert_non_null(f);
			assert_int_equal(fwrite("half", 4, 1, f), 1);
			assert_int_equal(fclose(f), 0);
		}
		r = open_roster();
		assert_int_equal(check(r, 7, code_of(alice)), E_REFUSED);
	}
	now += 30;
	assert_int_equal(check(r, 3, code_of(bob)), 0);
	assert_int_equal(roster_close(r, 3, NULL), 0);
	roster_freep(&r);
	r = open_roster();
	assert_int_equal(roster_granted(r, 7), 5);
	assert_int_equal(roster_granted(r, 3), 0);
	now += 30;
	assert_int_equal(check(r, 3, code_of(bob)), E_REFUSED);
	assert_int_equal(check(r, 7, code_of(alice)), 0);
}

static void guesses_are_counted(void **state)
{
	CLEANUP(roster_freep) struct roster *r = open_roster();

	(void)state;
	enrol(r, 7, ROLE_OFFICER, alice);
	now += 30;
	for (int i = 0; i < ROSTER_TRIES; i++) {
		/* Dying does not help the one who guesses. */
		if (i == 5) {
			roster_freep(&r);
			r = open_roster();
		}
		assert_int_equal(check(r, 7, "00000"), E_REFUSED);
	}
	assert_int_equal(check(r, 7, code_of(alice)), E_LIMIT);
	roster_freep(&r);
	r = open_roster();
	assert_int_equal(check(r, 7, code_of(alice)), E_LIMIT);
	now += ROSTER_WINDOW - 1;
	assert_int_equal(check(r, 7, code_of(alice)), E_LIMIT);
	/* Nor does a clock that is set back. */
	now -= 10 * ROSTER_WINDOW;
	assert_int_equal(check(r, 7, code_of(alice)), E_LIMIT);
	now += 11 * ROSTER_WINDOW;
	assert_int_equal(check(r, 7, code_of(alice)), 0);
}

static void a_new_factor(void **state)
{
	CLEANUP(roster_freep) struct roster *r = open_roster();
	struct err err = { 0 };

	(void)state;
	enrol(r, 7, ROLE_OFFICER, alice);
	now += 30;
	assert_int_equal(
	    roster_enrol(r, &(struct roster_entry){ 7, ROLE_OFFICER, bob, 0 }, "000000", &err),
	    E_REFUSED);
	assert_int_equal(
	    roster_enrol(r, &(struct roster_entry){ 7, ROLE_OFFICER, "short", 0 }, "000000", &err),
	    E_FORMAT);
	assert_int_equal(check(r, 7, code_of(alice)), 0);
	now += 30;
	enrol(r, 7, ROLE_OFFICER, bob);
	now += 30;
	assert_int_equal(check(r, 7, code_of(alice)), E_REFUSED);
	assert_int_equal(check(r, 7, code_of(bob)), 0);
}

static void refuses_what_is_damaged(void **state)
{
	static const char *const files[] = {
		"{}",
		"{\"members\": {}}",
		"{\"members\": [{}]}",
		"{\"members\": [{\"account\": 1, \"role\": \"king\", \"secret\": "
		"\"GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ\"}]}",
		"{\"members\": [{\"account\": 1, \"role\": \"officer\", \"secret\": \"x\"}]}",
		"{\"members\": [{\"account\": 1, \"role\": \"officer\", \"secret\": "
		"\"GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ\"}, {\"account\": 1, \"role\": \"officer\", "
		"\"secret\": \"GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ\"}]}",
	};
	CLEANUP(mem_freep) char *path = mem_format("%s/roster.json", folder);

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(files); i++) {
		struct roster *r = NULL;
		struct err err = { 0 };

		fixture_write(path, bytes_of(files[i]));
		assert_int_equal(roster_open(&r, folder, &test_clock, &err), E_FORMAT);
		FIXTURE_SAYS(files[i], err.text, "roster.json");
	}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test_setup(begins_empty, setup),
	cmocka_unit_test_setup(a_code_works_once, setup),
	cmocka_unit_test_setup(remembers, setup),
	cmocka_unit_test_setup(guesses_are_counted, setup),
	cmocka_unit_test_setup(a_new_factor, setup),
	cmocka_unit_test_setup(refuses_what_is_damaged, setup),
};

TAP_MAIN_WITHIN(tests, fixture_enter, fixture_leave)
