/* A device that is there all the time, and one that never answered.  One that goes away:
 * weather_logins.t. */
#include "tap.h"

#include <unistd.h>

#include "base/err.h"
#include "base/time.h"
#include "probe/guess_watch.h"

static int port_new(struct addr *address, bool listens, uint16_t *port)
{
	struct addr bound = { .length = sizeof(bound.in4) };

	assert_int_equal(addr_resolve(address, "127.0.0.1", NULL), 0);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_true(fd >= 0);
	assert_int_equal(bind(fd, &address->sa, address->length), 0);
	if (listens)
		assert_int_equal(listen(fd, 0), 0);
	assert_int_equal(getsockname(fd, &bound.sa, &bound.length), 0);
	*port = ntohs(bound.in4.sin_port);
	return fd;
}

static void well(void **state)
{
	struct addr address;
	uint16_t port;
	int fd = port_new(&address, false, &port);
	struct guess_watch w;

	(void)state;
	guess_watch_start(&w, &address, port);
	assert_true(w.side.ran);
	int64_t silence = guess_watch_stop(&w);
	assert_true(silence >= 0 && silence < 5 * TIME_SECOND);
	assert_false(w.side.ran);
	assert_int_equal(guess_watch_stop(&w), 0);
	(void)close(fd);
}

/* A full queue says nothing: that it still does not shows nothing. */
static void silent(void **state)
{
	struct addr address;
	uint16_t port;
	int fd = port_new(&address, true, &port), waiting[3];
	struct guess_watch w;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(waiting); i++) {
		struct addr to = addr_with_port(&address, port);

		waiting[i] = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
		(void)connect(waiting[i], &to.sa, to.length);
	}
	guess_watch_start(&w, &address, port);
	assert_false(w.side.ran);
	assert_int_equal(guess_watch_stop(&w), 0);
	for (size_t i = 0; i < ARRAY_LEN(waiting); i++)
		(void)close(waiting[i]);
	(void)close(fd);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(well),
	cmocka_unit_test(silent),
};

TAP_MAIN(tests)
