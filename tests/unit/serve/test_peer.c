/* Channels between processes: whole messages, pieces, garbage, and an other side that does not
 * read. */
#include "fixture.h"

#include <poll.h>
#include <sys/socket.h>

#include "sandbox/channel.h"
#include "serve/control.h"
#include "serve/peer.h"

struct heard {
	unsigned n;
	char type;
	int64_t id;
	int answer;
};

static int take(void *context, struct peer *p, char type, const json_t *message)
{
	struct heard *h = context;

	(void)p;
	h->n++;
	h->type = type;
	h->id = json_int(message, "id", -1);
	return h->answer;
}

static void pair_of(struct peer *a, int *b)
{
	int pair[2];

	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair), 0);
	assert_int_equal(peer_open(a, pair[0], "other", 7), 0);
	*b = pair[1];
}

static void messages(void **state)
{
	CLEANUP(json_done) json_t *m = json_pack("{s:i}", "id", 5);
	struct heard h = { 0 };
	struct peer a = { 0 }, b = { 0 };
	int fd;

	(void)state;
	assert_false(peer_there(&a));
	assert_int_equal(peer_send(&a, 'Q', m), -EPIPE);
	pair_of(&a, &fd);
	assert_int_equal(peer_open(&b, fd, "one", 0), 0);
	assert_true(peer_there(&a));
	assert_true(a.serial != b.serial);
	assert_int_equal(peer_send(&a, 'Q', m), 0);
	assert_int_equal(peer_send(&a, 'T', m), 0);
	assert_int_equal(peer_turn(&b, POLLIN, take, &h), 0);
	assert_int_equal(h.n, 2);
	assert_int_equal(h.type, 'T');
	assert_int_equal(h.id, 5);
	peer_done(&a);
	assert_int_equal(peer_turn(&b, POLLIN, take, &h), E_EOF);
	assert_int_equal(peer_send(&b, 'A', m), -EPIPE);
	peer_done(&b);
}

/* Byte by byte: nothing is heard before it is whole. */
static void pieces(void **state)
{
	static const char whole[] = "A\0\0\0\x08{\"id\":3}";
	struct heard h = { 0 };
	struct peer a;
	int fd;

	(void)state;
	pair_of(&a, &fd);
	for (size_t i = 0; i < sizeof(whole) - 1; i++) {
		assert_int_equal(h.n, 0);
		assert_int_equal(send(fd, whole + i, 1, 0), 1);
		assert_int_equal(peer_turn(&a, POLLIN, take, &h), 0);
	}
	assert_int_equal(h.n, 1);
	assert_int_equal(h.id, 3);
	assert_int_equal(send(fd, whole, 4, 0), 4);
	assert_int_equal(peer_turn(&a, POLLIN, take, &h), 0);
	close(fd);
	/* The end in the middle of a message is no end. */
	assert_int_equal(peer_turn(&a, POLLIN, take, &h), E_FORMAT);
	peer_done(&a);
}

static void garbage(void **state)
{
	static const struct {
		const char *what, *bytes;
		size_t n;
		int answer;
	} rows[] = {
		{ "no JSON", "A\0\0\0\x03{x}", 8, 0 },
		{ "nothing", "A\0\0\0\0", 5, 0 },
		{ "no object", "A\0\0\0\x02[]", 7, 0 },
		{ "two values", "A\0\0\0\x04{}{}", 9, 0 },
		{ "bad UTF-8", "A\0\0\0\x09{\"a\":\"\xff\"}", 14, 0 },
		{ "the same key twice", "A\0\0\0\x0d{\"a\":1,\"a\":2}", 18, 0 },
		{ "a length beyond the limit", "A\xff\xff\xff\xff", 5, 0 },
		{ "what the taker refuses", "A\0\0\0\x02{}", 7, E_FORMAT },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct heard h = { .answer = rows[i].answer };
		struct peer a;
		int fd;

		pair_of(&a, &fd);
		assert_int_equal(send(fd, rows[i].bytes, rows[i].n, 0), rows[i].n);
		TAP_INT(rows[i].what, peer_turn(&a, POLLIN, take, &h), E_FORMAT);
		peer_done(&a);
		close(fd);
	}
}

/* What is not read is kept, up to a limit; then it is read, and all of it is there. */
static void does_not_read(void **state)
{
	CLEANUP(mem_freep) char *large = mem_array((1u << 20) + 1, 1);
	struct heard h = { 0 };
	struct peer a, b;
	unsigned sent = 0;
	int fd, r;

	(void)state;
	memset(large, 'x', 1u << 20);
	CLEANUP(json_done) json_t *m = json_pack("{s:i, s:s}", "id", 1, "text", large);
	pair_of(&a, &fd);
	while ((r = peer_send(&a, 'Q', m)) == 0)
		assert_true(++sent < 100);
	assert_int_equal(r, E_LIMIT);
	assert_true(sent >= 30);
	assert_true(peer_poll(&a).events & POLLOUT);
	assert_int_equal(peer_open(&b, fd, "reader", 0), 0);
	for (unsigned i = 0; i < 100000 && h.n < sent; i++) {
		assert_int_equal(peer_turn(&a, POLLOUT, take, &h), 0);
		assert_int_equal(peer_turn(&b, POLLIN, take, &h), 0);
	}
	assert_int_equal(h.n, sent);
	assert_false(peer_poll(&a).events & POLLOUT);
	peer_done(&a);
	peer_done(&b);
}

static void control(void **state)
{
	CLEANUP(json_done) json_t *m = json_pack("{s:s}", "do", "peer");
	CLEANUP(json_done) json_t *got = NULL;
	int pair[2], fd = -1, passed[2];

	(void)state;
	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair), 0);
	assert_int_equal(pipe(passed), 0);
	assert_int_equal(control_send(pair[0], m, passed[1]), 0);
	assert_int_equal(control_receive(pair[1], &got, &fd), 0);
	assert_string_equal(json_text(got, "do"), "peer");
	assert_true(fd >= 0);
	assert_int_equal(write(fd, "x", 1), 1);
	close(fd);
	json_done(&got);
	assert_int_equal(control_send(pair[0], m, -1), 0);
	assert_int_equal(control_receive(pair[1], &got, &fd), 0);
	assert_int_equal(fd, -1);
	json_done(&got);
	assert_int_equal(send(pair[0], "nonsense", 8, 0), 8);
	assert_true(control_receive(pair[1], &got, &fd) < 0);
	close(pair[0]);
	assert_int_equal(control_receive(pair[1], &got, &fd), E_EOF);
	close(pair[1]);
	close(passed[0]);
	close(passed[1]);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(messages),      cmocka_unit_test(pieces),  cmocka_unit_test(garbage),
	cmocka_unit_test(does_not_read), cmocka_unit_test(control),
};

TAP_MAIN(tests)
