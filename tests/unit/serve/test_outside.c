/* Which addresses anybody on the internet could reach; and what is found for a host. */
#include "fixture.h"

#include <arpa/inet.h>

#include "serve/outside.h"

static bool is_public(const char *text)
{
	struct sockaddr_in6 in6 = { .sin6_family = AF_INET6 };
	struct sockaddr_in in4 = { .sin_family = AF_INET };

	if (inet_pton(AF_INET6, text, &in6.sin6_addr) == 1)
		return outside_is_public((const struct sockaddr *)&in6);
	assert_int_equal(inet_pton(AF_INET, text, &in4.sin_addr), 1);
	return outside_is_public((const struct sockaddr *)&in4);
}

/* Each kept range by its first and last address, and the ones beside it. */
static void ranges(void **state)
{
	static const char *const kept[] = {
		"0.0.0.0",         "0.255.255.255",    "10.0.0.0",    "10.255.255.255",
		"100.64.0.0",      "100.127.255.255",  "127.0.0.1",   "127.255.255.255",
		"169.254.0.0",     "169.254.169.254",  "172.16.0.0",  "172.31.255.255",
		"192.0.0.0",       "192.0.0.255",      "192.0.2.0",   "192.88.99.1",
		"192.168.0.0",     "192.168.255.255",  "198.18.0.0",  "198.19.255.255",
		"198.51.100.7",    "203.0.113.255",    "224.0.0.1",   "239.255.255.255",
		"240.0.0.1",       "255.255.255.255",  "::",          "::1",
		"::ffff:10.0.0.1", "::ffff:127.0.0.1", "::127.0.0.1", "64:ff9b::10.0.0.1",
		"64:ff9b:1::1",    "100::1",           "fc00::1",     "fdff::1",
		"fe80::1",         "fec0::1",          "ff02::1",     "2001::1",
		"2001:0:1::1",     "2001:1ff::1",      "2001:db8::1", "2002:7f00:1::",
		"3fff::1",         "3fff:fff::1",      "4000::1",     "5f00::1",
	};
	static const char *const given_out[] = {
		"1.1.1.1",        "9.255.255.255",    "11.0.0.0",     "100.63.255.255",
		"100.128.0.0",    "126.255.255.255",  "128.0.0.0",    "169.253.255.255",
		"169.255.0.0",    "172.15.255.255",   "172.32.0.0",   "192.0.1.0",
		"192.0.3.0",      "192.167.255.255",  "192.169.0.0",  "198.17.255.255",
		"198.20.0.0",     "203.0.112.255",    "203.0.114.0",  "223.255.255.255",
		"::ffff:1.1.1.1", "64:ff9b::1.1.1.1", "2001:200::1",  "2400:4000::1",
		"2606:4700::1",   "2a00::1",          "3fff:1000::1",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(kept); i++)
		if (is_public(kept[i]))
			fail_msg("%s is not public", kept[i]);
	for (size_t i = 0; i < ARRAY_LEN(given_out); i++)
		if (!is_public(given_out[i]))
			fail_msg("%s is public", given_out[i]);
	struct sockaddr other = { .sa_family = AF_UNIX };
	assert_false(outside_is_public(&other));
}

static void found(void **state)
{
	struct err err = { 0 };
	struct outside o;

	(void)state;
	assert_int_equal(outside_find(&o, "127.0.0.1", 25, &err), 0);
	assert_true(o.is_loopback && !o.is_public);
	assert_string_equal(o.pin->data, "127.0.0.1:25:127.0.0.1");
	outside_done(&o);
	assert_int_equal(outside_find(&o, "::1", 65535, &err), 0);
	assert_true(o.is_loopback && !o.is_public);
	assert_string_equal(o.pin->data, "::1:65535:[::1]");
	outside_done(&o);
	assert_int_equal(outside_find(&o, "9.9.9.9", 443, &err), 0);
	assert_true(o.is_public && !o.is_loopback);
	outside_done(&o);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(ranges),
	cmocka_unit_test(found),
};

TAP_MAIN(tests)
