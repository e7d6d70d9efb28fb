/* The table of mechanisms. */
#include "tap.h"

#include "login/login.h"

static void each_is_found(void **state)
{
	unsigned n = 0;

	(void)state;
	for (const struct login_mechanism *m = login_mechanisms; m->name; m++, n++) {
		assert_ptr_equal(login_find(m->service, m->name), m);
		assert_non_null(m->attempt);
		assert_true(*m->title_ja && *m->title_en);
	}
	assert_true(n >= 12);
}

static void others_are_not(void **state)
{
	(void)state;
	assert_null(login_find("ssh", "basic"));
	assert_null(login_find("http", "password"));
	assert_null(login_find("ssh", "publickey"));
	assert_null(login_find("http", NULL));
	assert_null(login_find(NULL, NULL));
}

static const struct CMUnitTest login_tests[] = {
	cmocka_unit_test(each_is_found),
	cmocka_unit_test(others_are_not),
};

TAP_MAIN(login_tests)
