/* Another address of this machine: on the loopback there always is one, for IPv6 none is looked
 * for. */
#include "tap.h"

#include "base/err.h"
#include "probe/guess_source.h"

static void addresses(void **state)
{
	struct addr target, other;
	struct err err = { 0 };

	(void)state;
	assert_int_equal(addr_resolve(&target, "127.0.0.1", &err), 0);
	assert_true(guess_source_find(&other, &target, 80));
	assert_string_equal(other.text, "127.0.0.77");
	assert_int_equal(other.sa.sa_family, AF_INET);
	assert_int_equal(addr_resolve(&target, "::1", &err), 0);
	assert_false(guess_source_find(&other, &target, 80));
}

static const struct CMUnitTest tests[] = { cmocka_unit_test(addresses) };

TAP_MAIN(tests)
