/* One connection to a peer on the loopback: how it begins, goes on, ends; what is written down. */
#include "peer.h"

#include <netinet/tcp.h>

#include "base/buf.h"
#include "base/err.h"
#include "net/stream.h"

static void send_and_close(int fd, const void *what)
{
	peer_send(fd, what);
}

static void echo(int fd, const void *what)
{
	char piece[65536];
	ssize_t got;

	(void)what;
	while ((got = recv(fd, piece, sizeof(piece), 0)) > 0)
		if (send(fd, piece, (size_t)got, MSG_NOSIGNAL) != got)
			return;
}

/* Unread bytes and no lingering: the close is a reset. */
static void reset(int fd, const void *what)
{
	char byte;

	(void)what;
	(void)recv(fd, &byte, 1, MSG_WAITALL);
	(void)setsockopt(fd, SOL_SOCKET, SO_LINGER, &(struct linger){ .l_onoff = 1 },
			 sizeof(struct linger));
}

static void drip(int fd, const void *what)
{
	(void)what;
	for (;;) {
		peer_send(fd, ".");
		peer_pause(20 * TIME_MS);
	}
}

static void say_nothing(int fd, const void *what)
{
	(void)what;
	(void)fd;
	for (;;)
		(void)pause();
}

/* The times in a transcript are not the same each time: every number of milliseconds becomes 0. */
static const char *written(struct stream *s)
{
	static char out[400];
	const char *p = buf_cstr(&s->transcript.bytes);
	size_t n = 0;
	bool in_time = false, starts = true;

	for (; *p && n + 1 < sizeof(out); p++) {
		if (starts && (*p == '<' || *p == '>') && p[1] == ' ') {
			out[n++] = *p++;
			in_time = true;
		}
		starts = *p == '\n';
		if (in_time && *p >= '0' && *p <= '9')
			continue;
		if (in_time && *p == ' ' && p[-1] >= '0' && p[-1] <= '9') {
			in_time = false;
			out[n++] = 'T';
		}
		out[n++] = *p;
	}
	out[n] = '\0';
	return out;
}

static void open_to(struct stream *s, const struct peer *p)
{
	assert_int_equal(stream_open(s, &p->addr, p->port, peer_deadline(5000)), 0);
}

static void refused(void **state)
{
	struct peer p = peer_new(NULL, NULL);
	struct stream s = STREAM_NONE;
	uint16_t port = peer_closed_port();

	(void)state;
	assert_int_equal(stream_open(&s, &p.addr, port, peer_deadline(5000)), E_REFUSED);
	assert_int_equal(s.fd, -1);
	stream_done(&s);
	peer_done(&p);
}

static void a_full_queue_is_a_timeout(void **state)
{
	struct peer p = peer_new(NULL, NULL);
	struct stream waiting[64];
	size_t n = 0;
	int r = 0;

	(void)state;
	assert_int_equal(listen(p.listener, 0), 0);
	while (n < ARRAY_LEN(waiting)) {
		int64_t start = time_now(&time_system);

		waiting[n] = STREAM_NONE;
		r = stream_open(&waiting[n], &p.addr, p.port, peer_deadline(200));
		if (r < 0) {
			assert_true(time_now(&time_system) - start >= 200 * TIME_MS);
			break;
		}
		n++;
	}
	assert_int_equal(r, E_TIMEOUT);
	for (size_t i = 0; i < n; i++)
		stream_done(&waiting[i]);
	peer_done(&p);
}

static void read_to_the_end(void **state)
{
	struct peer p = peer_new(send_and_close, "hello\n");
	CLEANUP(stream_done) struct stream s = STREAM_NONE;
	CLEANUP(buf_done) struct buf out = BUF(100);
	char expected[100];

	(void)state;
	open_to(&s, &p);
	assert_true(s.connect_time > 0 && s.connect_time < 5 * TIME_SECOND);
	/* No more than there is room for, even if more has come. */
	assert_int_equal(stream_read(&s, &out, 2, peer_deadline(5000)), 0);
	assert_int_equal(out.n, 2);
	while (out.n < 6)
		assert_int_equal(stream_read(&s, &out, 50, peer_deadline(5000)), 0);
	assert_int_equal(stream_read(&s, &out, 50, peer_deadline(5000)), E_EOF);
	assert_int_equal(stream_read(&s, &out, 50, peer_deadline(5000)), E_EOF);
	assert_string_equal(buf_cstr(&out), "hello\n");
	(void)snprintf(expected, sizeof(expected),
		       "# tcp 127.0.0.1 port %u\n< T 2\nhe\n< T 4\nllo\n\n", p.port);
	assert_string_equal(written(&s), expected);
	peer_done(&p);
}

static void written_and_answered(void **state)
{
	struct peer p = peer_new(echo, NULL);
	CLEANUP(stream_done) struct stream s = STREAM_NONE;
	CLEANUP(buf_done) struct buf out = BUF(100);
	char expected[100];

	(void)state;
	open_to(&s, &p);
	assert_int_equal(stream_write(&s, bytes_of("ping"), peer_deadline(5000)), 0);
	assert_int_equal(stream_write(&s, (struct bytes){ 0 }, 0), 0);
	while (out.n < 4)
		assert_int_equal(stream_read(&s, &out, 50, peer_deadline(5000)), 0);
	assert_string_equal(buf_cstr(&out), "ping");
	(void)snprintf(expected, sizeof(expected),
		       "# tcp 127.0.0.1 port %u\n> T 4\nping\n> T 0\n\n< T 4\nping\n", p.port);
	assert_string_equal(written(&s), expected);

	/* The record of the conversation outlives the connection. */
	stream_close(&s);
	assert_int_equal(s.fd, -1);
	assert_string_equal(written(&s), expected);
	stream_close(&s);
	peer_done(&p);
}

/*
 * A peer that answers only the second of two small messages, and acknowledges the first as late as
 * its kernel lets it: with RFC 896's wait each round would last as long as that is put off.
 */
static void answers_pairs(int fd, const void *what)
{
	char two[2];

	(void)what;
	do
		(void)setsockopt(fd, IPPROTO_TCP, TCP_QUICKACK, &(int){ 0 }, sizeof(int));
	while (recv(fd, two, 2, MSG_WAITALL) == 2 && send(fd, "!", 1, MSG_NOSIGNAL) == 1);
}

static void two_small_messages_do_not_wait(void **state)
{
	struct peer p = peer_new(answers_pairs, NULL);
	CLEANUP(stream_done) struct stream s = STREAM_NONE;
	CLEANUP(buf_done) struct buf out = BUF(100);
	int64_t fastest = TIME_SECOND;

	(void)state;
	open_to(&s, &p);
	for (unsigned i = 0; i < 20; i++) {
		int64_t start = time_now(&time_system);

		assert_int_equal(stream_write(&s, bytes_of("a"), peer_deadline(5000)), 0);
		assert_int_equal(stream_write(&s, bytes_of("b"), peer_deadline(5000)), 0);
		assert_int_equal(stream_read(&s, &out, 1, peer_deadline(5000)), 0);
		int64_t took = time_now(&time_system) - start;
		/* The first ones are acknowledged at once in any case (RFC 1122's "may"). */
		if (i >= 10 && took < fastest)
			fastest = took;
	}
	assert_true(fastest < 20 * TIME_MS);
	peer_done(&p);
}

static void more_than_the_caller_wants(void **state)
{
	struct peer p = peer_new(send_and_close, "0123456789");
	CLEANUP(stream_done) struct stream s = STREAM_NONE;
	CLEANUP(buf_done) struct buf out = BUF(4);
	int r;

	(void)state;
	open_to(&s, &p);
	do
		r = stream_read(&s, &out, 50, peer_deadline(5000));
	while (r == 0);
	assert_int_equal(r, E_LIMIT);
	peer_done(&p);
}

static void a_reset_is_told(void **state)
{
	struct peer p = peer_new(reset, NULL);
	CLEANUP(stream_done) struct stream s = STREAM_NONE;
	CLEANUP(buf_done) struct buf out = BUF(100);

	(void)state;
	open_to(&s, &p);
	assert_int_equal(stream_write(&s, bytes_of("xyz"), peer_deadline(5000)), 0);
	assert_int_equal(stream_read(&s, &out, 50, peer_deadline(5000)), -ECONNRESET);
	assert_int_equal(out.n, 0);
	peer_done(&p);
}

static void silence_ends_at_the_deadline(void **state)
{
	static const int64_t rows[] = { -1000, 0, 50, 200 };
	struct peer p = peer_new(say_nothing, NULL);
	CLEANUP(stream_done) struct stream s = STREAM_NONE;
	CLEANUP(buf_done) struct buf out = BUF(100);

	(void)state;
	open_to(&s, &p);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		int64_t deadline = peer_deadline(rows[i]), start = time_now(&time_system);

		assert_int_equal(stream_read(&s, &out, 50, deadline), E_TIMEOUT);
		assert_true(time_now(&time_system) >= deadline);
		assert_true(time_now(&time_system) - start < 3 * TIME_SECOND);
	}
	peer_done(&p);
}

static void slow_bytes_do_not_outlast_the_deadline(void **state)
{
	struct peer p = peer_new(drip, NULL);
	CLEANUP(stream_done) struct stream s = STREAM_NONE;
	CLEANUP(buf_done) struct buf out = BUF(1000);
	int64_t start = time_now(&time_system);
	int r;

	(void)state;
	open_to(&s, &p);
	int64_t deadline = peer_deadline(300);
	do
		r = stream_read(&s, &out, 50, deadline);
	while (r == 0);
	assert_int_equal(r, E_TIMEOUT);
	assert_true(time_now(&time_system) - start < 3 * TIME_SECOND);
	assert_true(out.n > 0 && out.n < 200);
	peer_done(&p);
}

/* A peer that takes nothing: what the kernel does not hold waits until the deadline. */
static void writing_to_a_deaf_peer(void **state)
{
	static uint8_t block[1 << 20];
	struct peer p = peer_new(say_nothing, NULL);
	CLEANUP(stream_done) struct stream s = STREAM_NONE;
	int r = 0;

	(void)state;
	open_to(&s, &p);
	for (unsigned i = 0; r == 0 && i < 64; i++)
		r = stream_write(&s, (struct bytes){ block, sizeof(block) }, peer_deadline(200));
	assert_int_equal(r, E_TIMEOUT);
	assert_true(s.transcript.cut);
	peer_done(&p);
}

static void writing_to_a_closed_peer(void **state)
{
	struct peer p = peer_new(send_and_close, "bye");
	CLEANUP(stream_done) struct stream s = STREAM_NONE;
	CLEANUP(buf_done) struct buf out = BUF(100);
	int r;

	(void)state;
	open_to(&s, &p);
	do
		r = stream_read(&s, &out, 50, peer_deadline(5000));
	while (r == 0);
	assert_int_equal(r, E_EOF);
	/* The first write is answered by a reset, a later one finds it. */
	for (unsigned i = 0; i < 100; i++) {
		r = stream_write(&s, bytes_of("x"), peer_deadline(5000));
		if (r < 0)
			break;
		peer_pause(TIME_MS);
	}
	assert_true(r == -EPIPE || r == -ECONNRESET);
	peer_done(&p);
}

static void tls_with_a_peer_that_has_none(void **state)
{
	static const struct {
		const char *what;
		void (*serve)(int fd, const void *what);
		const char *answer;
		int r;
	} rows[] = {
		{ "plain text", send_and_close, "220 ready\r\n", E_VERIFY },
		{ "silence", say_nothing, NULL, E_TIMEOUT },
		{ "end", send_and_close, "", E_EOF },
	};

	(void)state;
	/* OpenSSL writes without MSG_NOSIGNAL; workers ignore the signal too. */
	(void)signal(SIGPIPE, SIG_IGN);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct peer p = peer_new(rows[i].serve, rows[i].answer);
		CLEANUP(stream_done) struct stream s = STREAM_NONE;
		CLEANUP(buf_done) struct buf der = BUF(100);

		open_to(&s, &p);
		assert_int_equal(stream_certificate(&s, &der), E_MISSING);
		int r = stream_start_tls(&s, peer_deadline(rows[i].r == E_TIMEOUT ? 200 : 5000));
		/* Closing with our greeting unread is a reset; whether it comes first is chance. */
		TAP_CHECK(rows[i].what, r == rows[i].r || (rows[i].answer && r == -ECONNRESET));
		assert_int_equal(stream_certificate(&s, &der), E_MISSING);
		peer_done(&p);
	}
}

static void from_an_address_of_ours(void **state)
{
	struct peer p = peer_new(say_nothing, NULL);
	struct addr from = { .length = sizeof(struct sockaddr_in), .text = "127.0.0.3" };
	CLEANUP(stream_done) struct stream s = STREAM_NONE;
	struct stream none = STREAM_NONE;
	struct sockaddr_in bound;
	socklen_t size = sizeof(bound);

	(void)state;
	from.in4.sin_family = AF_INET;
	from.in4.sin_addr.s_addr = htonl(INADDR_LOOPBACK + 2);
	assert_int_equal(stream_open_from(&s, &from, &p.addr, p.port, peer_deadline(5000)), 0);
	assert_int_equal(getsockname(s.fd, (struct sockaddr *)&bound, &size), 0);
	assert_int_equal(bound.sin_addr.s_addr, from.in4.sin_addr.s_addr);
	from.in4.sin_addr.s_addr = htonl(0xc0000209); /* 192.0.2.9 */
	assert_int_equal(stream_open_from(&none, &from, &p.addr, p.port, peer_deadline(5000)),
			 -EADDRNOTAVAIL);
	peer_done(&p);
}

static void datagrams(void **state)
{
	struct addr a = { .length = sizeof(struct sockaddr_in), .text = "127.0.0.1" };
	CLEANUP(stream_done) struct stream s = STREAM_NONE;
	CLEANUP(stream_done) struct stream none = STREAM_NONE;
	CLEANUP(buf_done) struct buf in = BUF(100);
	struct sockaddr_in bound, from;
	socklen_t size = sizeof(bound);
	char said[16];
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	(void)state;
	a.in4.sin_family = AF_INET;
	a.in4.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	assert_int_equal(bind(fd, &a.sa, a.length), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&bound, &size), 0);
	assert_int_equal(stream_open_datagrams(&s, NULL, &a, ntohs(bound.sin_port)), 0);
	assert_int_equal(stream_write(&s, bytes_of("ask"), peer_deadline(5000)), 0);
	size = sizeof(from);
	assert_int_equal(recvfrom(fd, said, sizeof(said), 0, (struct sockaddr *)&from, &size), 3);
	assert_int_equal(stream_read(&s, &in, 100, peer_deadline(50)), E_TIMEOUT);
	assert_int_equal(sendto(fd, "first", 5, 0, (struct sockaddr *)&from, size), 5);
	assert_int_equal(sendto(fd, "second", 6, 0, (struct sockaddr *)&from, size), 6);
	assert_int_equal(stream_read(&s, &in, 100, peer_deadline(5000)), 0);
	assert_string_equal(buf_cstr(&in), "first");

	assert_int_equal(stream_open_datagrams(&none, NULL, &a, peer_closed_port()), 0);
	assert_int_equal(stream_write(&none, bytes_of("ask"), peer_deadline(5000)), 0);
	buf_clear(&in);
	assert_int_equal(stream_read(&none, &in, 100, peer_deadline(5000)), -ECONNREFUSED);
	close(fd);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(from_an_address_of_ours),
	cmocka_unit_test(datagrams),
	cmocka_unit_test(refused),
	cmocka_unit_test(a_full_queue_is_a_timeout),
	cmocka_unit_test(read_to_the_end),
	cmocka_unit_test(written_and_answered),
	cmocka_unit_test(two_small_messages_do_not_wait),
	cmocka_unit_test(more_than_the_caller_wants),
	cmocka_unit_test(a_reset_is_told),
	cmocka_unit_test(silence_ends_at_the_deadline),
	cmocka_unit_test(slow_bytes_do_not_outlast_the_deadline),
	cmocka_unit_test(writing_to_a_deaf_peer),
	cmocka_unit_test(writing_to_a_closed_peer),
	cmocka_unit_test(tls_with_a_peer_that_has_none),
};

TAP_MAIN(tests)
