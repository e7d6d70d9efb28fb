/* Who answers at a port: a service, the device itself, or nobody.  A firewall's word needs one:
 * weather_logins.t. */
#include "tap.h"

#include <unistd.h>

#include "base/err.h"
#include "base/time.h"
#include "net/knock.h"

#define PATIENCE (200 * TIME_MS)

static int64_t soon(void)
{
	return time_now(&time_system) + PATIENCE;
}

/* A port of ours, listening or only taken. */
static int port_new(const char *name, int backlog, struct addr *address, uint16_t *port)
{
	assert_int_equal(addr_resolve(address, name, NULL), 0);
	int fd = socket(address->sa.sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	struct addr bound = { .length = sizeof(bound.in6) };

	assert_true(fd >= 0);
	assert_int_equal(bind(fd, &address->sa, address->length), 0);
	if (backlog >= 0)
		assert_int_equal(listen(fd, backlog), 0);
	assert_int_equal(getsockname(fd, &bound.sa, &bound.length), 0);
	*port = ntohs(bound.sa.sa_family == AF_INET6 ? bound.in6.sin6_port : bound.in4.sin_port);
	return fd;
}

static void ports(void **state)
{
	static const char *const names[] = { "127.0.0.1", "::1" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		struct addr address;
		uint16_t port;
		int fd = port_new(names[i], 8, &address, &port);

		TAP_INT(names[i], knock_port(&address, port, soon()), KNOCK_OPEN);
		(void)close(fd);
		fd = port_new(names[i], -1, &address, &port);
		TAP_INT(names[i], knock_port(&address, port, soon()), KNOCK_RESET);
		(void)close(fd);
	}
}

/* A queue that is full drops what comes, as a firewall would. */
static void silence(void **state)
{
	struct addr address;
	uint16_t port;
	int fd = port_new("127.0.0.1", 0, &address, &port), waiting[3];
	int64_t end = soon();

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(waiting); i++) {
		struct addr to = addr_with_port(&address, port);

		waiting[i] = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
		(void)connect(waiting[i], &to.sa, to.length);
	}
	assert_int_equal(knock_port(&address, port, end), KNOCK_SILENT);
	assert_true(time_now(&time_system) >= end);
	/* No time at all. */
	assert_int_equal(knock_port(&address, port, 1), KNOCK_SILENT);
	for (size_t i = 0; i < ARRAY_LEN(waiting); i++)
		(void)close(waiting[i]);
	(void)close(fd);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(ports),
	cmocka_unit_test(silence),
};

TAP_MAIN(tests)
