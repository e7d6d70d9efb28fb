/* A node's names, every prefix of them, the limit, and our request. */
#include "corpus.h"

#include "wire/netbios.h"

static int decode(struct bytes in)
{
	struct netbios_status s;

	return netbios_decode(in, 0x1234, &s);
}

/* An answer with so many names of blanks. */
static int names(unsigned n)
{
	CLEANUP(buf_done) struct buf b = BUF(2048);

	buf_add(&b, "\x12\x34\x84\0\0\0\0\1\0\0\0\0\x20", 13);
	for (unsigned i = 0; i < 32; i++)
		buf_u8(&b, 'A');
	buf_add(&b, "\0\0\x21\0\1\0\0\0\0", 9);
	size_t mark = buf_open(&b, 2);
	buf_u8(&b, (uint8_t)n);
	for (unsigned i = 0; i < 18 * n; i++)
		buf_u8(&b, ' ');
	buf_close(&b, mark, 2);
	return decode(buf_view(&b));
}

static void status(void **state)
{
	CLEANUP(buf_done) struct buf file = corpus_read("datagram_answer/netbios-status");
	CLEANUP(buf_done) struct buf request = BUF(64);
	struct netbios_status s;

	(void)state;
	assert_int_equal(netbios_decode(buf_view(&file), 0x1234, &s), 0);
	assert_int_equal(s.n, 3);
	assert_string_equal(s.names[0].text, "CAMERA");
	assert_false(s.names[0].group);
	assert_string_equal(s.names[1].text, "WORKGROUP");
	assert_true(s.names[1].group);
	assert_int_equal(s.names[2].suffix, 0x20);
	assert_int_equal(netbios_decode(buf_view(&file), 0x1235, &s), E_FORMAT);
	corpus_prefixes("status", buf_view(&file), decode, E_TRUNC);
	assert_int_equal(names(NETBIOS_NAMES_MAX), 0);
	assert_int_equal(names(NETBIOS_NAMES_MAX + 1), E_LIMIT);

	netbios_encode(&request, 0x1234);
	assert_int_equal(request.n, 50);
	assert_true(decode(buf_view(&request)) < 0);
}

static const struct CMUnitTest netbios[] = {
	cmocka_unit_test(status),
};

TAP_MAIN(netbios)
