/* Addresses: which may be examined without being asked, ports, and how they stand in a URL. */
#include "tap.h"

#include <arpa/inet.h>

#include "base/err.h"
#include "base/mem.h"
#include "net/addr.h"

static struct addr resolved(const char *name)
{
	struct addr a;
	struct err err = { 0 };

	if (addr_resolve(&a, name, &err) < 0)
		fail_msg("%s", err.text);
	return a;
}

static void private_and_public(void **state)
{
	static const struct {
		const char *text;
		bool is_private;
	} rows[] = {
		{ "10.0.0.0", true },
		{ "10.255.255.255", true },
		{ "9.255.255.255", false },
		{ "11.0.0.0", false },
		{ "172.15.255.255", false },
		{ "172.16.0.0", true },
		{ "172.31.255.255", true },
		{ "172.32.0.0", false },
		{ "192.167.255.255", false },
		{ "192.168.0.0", true },
		{ "192.168.255.255", true },
		{ "192.169.0.0", false },
		{ "127.0.0.1", true },
		{ "127.255.255.255", true },
		{ "128.0.0.0", false },
		{ "169.254.0.0", true },
		{ "169.253.255.255", false },
		{ "169.255.0.0", false },
		{ "100.63.255.255", false },
		{ "100.64.0.0", true },
		{ "100.127.255.255", true },
		{ "100.128.0.0", false },
		{ "0.0.0.0", false },
		{ "8.8.8.8", false },
		{ "255.255.255.255", false },
		{ "192.0.2.1", false },
		{ "::1", true },
		{ "::2", false },
		{ "::", false },
		{ "fe80::1", true },
		{ "febf::1", true },
		{ "fec0::1", false },
		{ "fe7f::1", false },
		{ "fbff::1", false },
		{ "fc00::1", true },
		{ "fdff:ffff::1", true },
		{ "fe00::1", false },
		{ "2001:db8::1", false },
		{ "2606:4700::1111", false },
		{ "::ffff:10.0.0.1", true },
		{ "::ffff:127.0.0.1", true },
		{ "::ffff:8.8.8.8", false },
		{ "::ffff:172.32.0.1", false },
		{ "::10.0.0.1", false },
		{ "64:ff9b::10.0.0.1", false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct addr a = resolved(rows[i].text);

		TAP_INT(rows[i].text, addr_is_private(&a), rows[i].is_private);
	}
	struct addr strange = { .sa.sa_family = AF_UNIX };
	assert_false(addr_is_private(&strange));
}

static void texts_and_ports(void **state)
{
	static const struct {
		const char *name, *text, *url;
		int family;
	} rows[] = {
		{ "10.0.0.5", "10.0.0.5", "10.0.0.5", AF_INET },
		{ "fe80::1%lo", "fe80::1%lo", "[fe80::1%25lo]", AF_INET6 },
		{ "FD00:0:0::0001", "fd00::1", "[fd00::1]", AF_INET6 },
		{ "::ffff:10.0.0.1", "::ffff:10.0.0.1", "[::ffff:10.0.0.1]", AF_INET6 },
		{ "1111:2222:3333:4444:5555:6666:7777:8888",
		  "1111:2222:3333:4444:5555:6666:7777:8888",
		  "[1111:2222:3333:4444:5555:6666:7777:8888]", AF_INET6 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct addr a = resolved(rows[i].name), b;
		char url[ADDR_TEXT_MAX + 8];

		TAP_TEXT(rows[i].name, a.text, rows[i].text);
		TAP_INT(rows[i].name, a.sa.sa_family, rows[i].family);
		addr_for_url(&a, url);
		TAP_TEXT(rows[i].name, url, rows[i].url);
		b = addr_with_port(&a, 65535);
		TAP_INT(rows[i].name,
			ntohs(rows[i].family == AF_INET ? b.in4.sin_port : b.in6.sin6_port), 65535);
		TAP_INT(rows[i].name, rows[i].family == AF_INET ? a.in4.sin_port : a.in6.sin6_port,
			0);
		TAP_INT(rows[i].name, b.length, a.length);
		TAP_TEXT(rows[i].name, b.text, rows[i].text);
	}
	/* Nothing is as long as a scope name of 15 letters. */
	struct addr long_one = { .sa.sa_family = AF_INET6,
				 .text =
				     "1111:2222:3333:4444:5555:6666:7777:8888%abcdefghijklmno" };
	char url[ADDR_TEXT_MAX + 8];
	addr_for_url(&long_one, url);
	assert_string_equal(url, "[1111:2222:3333:4444:5555:6666:7777:8888%25abcdefghijklmno]");
}

static void the_scope_is_kept(void **state)
{
	struct addr a = resolved("fe80::1%lo");

	(void)state;
	assert_true(a.in6.sin6_scope_id > 0);
}

static void what_has_no_address(void **state)
{
	CLEANUP(mem_freep) char *above = mem_array(300, 1);
	static const struct {
		const char *name;
		int r;
		const char *message;
	} rows[] = {
		{ "", E_USAGE, "is no address and no host name" },
		{ "no such.name", E_MISSING, "cannot find the address of 'no such.name'" },
		{ "256.1.1.1.", E_MISSING, "cannot find the address" },
		{ "fe80::1%nosuchif", E_MISSING, "cannot find the address" },
		{ "10.0.0.1/24", E_MISSING, "cannot find the address" },
		{ "[::1]", E_MISSING, "cannot find the address" },
		{ "a\x1b[2J", E_MISSING, "'a\\x1b[2J'" },
	};
	struct addr a = { .length = 7 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct err err = { 0 };

		TAP_INT(rows[i].name, addr_resolve(&a, rows[i].name, &err), rows[i].r);
		if (!strstr(err.text, rows[i].message))
			fail_msg("[%s] %s", rows[i].name, err.text);
	}
	memset(above, 'a', 254);
	assert_int_equal(addr_resolve(&a, above, NULL), E_USAGE);
	assert_int_equal(a.length, 7);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(private_and_public),
	cmocka_unit_test(texts_and_ports),
	cmocka_unit_test(the_scope_is_kept),
	cmocka_unit_test(what_has_no_address),
};

TAP_MAIN(tests)
