/* Framed messages: every prefix, the limit and one past it, and a channel with nobody behind it. */
#include "fixture.h"

#include <sys/socket.h>
#include <sys/wait.h>

#include "sandbox/channel.h"

static void decoding(void **state)
{
	static const uint8_t whole[] = { 'O', 0, 0, 0, 3, 'a', 0, 'c', 'E', 0, 0, 0, 0, 'P' };
	struct channel_message m;

	(void)state;
	assert_int_equal(channel_decode((struct bytes){ whole, sizeof(whole) }, &m), 0);
	assert_int_equal(m.type, 'O');
	assert_int_equal(m.used, 8);
	assert_int_equal(m.payload.n, 3);
	assert_memory_equal(m.payload.p, "a\0c", 3);
	assert_int_equal(channel_decode((struct bytes){ whole + 8, sizeof(whole) - 8 }, &m), 0);
	assert_int_equal(m.type, 'E');
	assert_int_equal(m.used, 5);
	assert_int_equal(m.payload.n, 0);
	assert_int_equal(channel_decode((struct bytes){ whole + 13, 1 }, &m), E_TRUNC);
	assert_int_equal(channel_decode((struct bytes){ 0 }, &m), E_TRUNC);
	assert_int_equal(m.type, 'E');
}

static void every_prefix(void **state)
{
	static const uint8_t whole[] = { 'O', 0, 0, 0, 3, 'a', 'b', 'c' };
	struct channel_message m;

	(void)state;
	for (size_t n = 0; n < sizeof(whole); n++) {
		CLEANUP(mem_freep) uint8_t *part = mem_copy(whole, n ? n : 1);

		assert_int_equal(channel_decode((struct bytes){ part, n }, &m), E_TRUNC);
	}
}

/* A length beyond the limit is refused at once, not waited for. */
static void lengths(void **state)
{
	static const struct {
		uint32_t length;
		int r;
	} rows[] = { { CHANNEL_MESSAGE_MAX - 1, E_TRUNC },
		     { CHANNEL_MESSAGE_MAX, E_TRUNC },
		     { CHANNEL_MESSAGE_MAX + 1, E_LIMIT },
		     { UINT32_MAX, E_LIMIT } };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(buf_done) struct buf head = BUF(5);
		CLEANUP(mem_freep) char *what = mem_format("%u", rows[i].length);
		struct channel_message m;

		buf_u8(&head, 'O');
		buf_u32(&head, rows[i].length);
		TAP_INT(what, channel_decode(buf_view(&head), &m), rows[i].r);
	}
	CLEANUP(mem_freep) uint8_t *large = mem_array(CHANNEL_MESSAGE_MAX + 5, 1);
	struct channel_message m;
	memcpy(large, "O\0\x90\0\0", 5);
	assert_int_equal(CHANNEL_MESSAGE_MAX, 0x900000);
	assert_int_equal(channel_decode((struct bytes){ large, CHANNEL_MESSAGE_MAX + 4 }, &m),
			 E_TRUNC);
	assert_int_equal(channel_decode((struct bytes){ large, CHANNEL_MESSAGE_MAX + 5 }, &m), 0);
	assert_int_equal(m.payload.n, CHANNEL_MESSAGE_MAX);
}

/* What is sent arrives, whatever the size; a socket takes only so much at once. */
static void sending(void **state)
{
	static const size_t sizes[] = { 0, 1, 5, 4096, 4097, 65536, 1000000, CHANNEL_MESSAGE_MAX };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
		CLEANUP(mem_freep) char *what = mem_format("%zu bytes", sizes[i]);
		CLEANUP(mem_freep) uint8_t *data = mem_array(sizes[i] + 1, 1);
		CLEANUP(buf_done) struct buf in = BUF(CHANNEL_MESSAGE_MAX + 5);
		struct channel_message m;
		int pair[2], status;

		memset(data, (int)i, sizes[i]);
		assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
		pid_t pid = fork();
		if (pid == 0)
			_exit(-channel_send(pair[1], 'E', (struct bytes){ data, sizes[i] }) & 127);
		close(pair[1]);
		for (;;) {
			uint8_t piece[4096];
			ssize_t got = read(pair[0], piece, sizeof(piece));

			if (got <= 0)
				break;
			buf_add(&in, piece, (size_t)got);
		}
		close(pair[0]);
		assert_int_equal(waitpid(pid, &status, 0), pid);
		TAP_INT(what, status, 0);
		TAP_INT(what, channel_decode(buf_view(&in), &m), 0);
		TAP_INT(what, m.used, in.n);
		TAP_CHECK(what, m.type == 'E' && m.payload.n == sizes[i]);
		TAP_CHECK(what, sizes[i] == 0 || memcmp(m.payload.p, data, sizes[i]) == 0);
	}
}

static void what_cannot_be_sent(void **state)
{
	CLEANUP(mem_freep) uint8_t *large = mem_array(CHANNEL_MESSAGE_MAX + 1, 1);
	int pair[2];

	(void)state;
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
	assert_int_equal(
	    channel_send(pair[1], 'E', (struct bytes){ large, CHANNEL_MESSAGE_MAX + 1 }), E_LIMIT);
	/* Nothing of it was sent. */
	uint8_t byte;
	assert_int_equal(recv(pair[0], &byte, 1, MSG_DONTWAIT), -1);
	/* A parent that has gone is an error code, not a signal. */
	close(pair[0]);
	assert_int_equal(channel_send(pair[1], 'E', bytes_of("x")), -EPIPE);
	close(pair[1]);
	assert_int_equal(channel_send(pair[1], 'E', bytes_of("x")), -EBADF);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(decoding),
	cmocka_unit_test(every_prefix),
	cmocka_unit_test(lengths),
	cmocka_unit_test(sending),
	cmocka_unit_test(what_cannot_be_sent),
};

TAP_MAIN(tests)
