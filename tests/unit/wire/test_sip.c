/* An answer with its agent, what is none, the limit, and our request. */
#include "corpus.h"

#include "wire/http.h"
#include "wire/sip.h"

static int decode(struct bytes in)
{
	struct sip_answer a;

	return sip_decode(in, &a);
}

static void answers(void **state)
{
	CLEANUP(buf_done) struct buf file = corpus_read("datagram_answer/sip-ok");
	CLEANUP(buf_done) struct buf request = BUF(1024);
	CLEANUP(buf_done) struct buf big = BUF(HTTP_HEAD_MAX + 64);
	struct sip_answer a;

	(void)state;
	assert_int_equal(sip_decode(buf_view(&file), &a), 0);
	assert_int_equal(a.status, 200);
	assert_true(bytes_equal(a.agent, bytes_of("hsh-phone 1.2")));
	assert_true(a.agent.p > file.p && a.agent.p < file.p + file.n);
	corpus_prefixes("answer", buf_view(&file), decode, E_TRUNC);
	assert_int_equal(sip_decode(bytes_of("SIP/2.0 404 x\r\nUser-Agent: y\r\n\r\n"), &a), 0);
	assert_true(bytes_equal(a.agent, bytes_of("y")));
	assert_int_equal(sip_decode(bytes_of("SIP/2.0 700 x\r\n\r\n"), &a), E_FORMAT);
	assert_int_equal(sip_decode(bytes_of("HTTP/1.1 200 OK\r\n\r\n"), &a), E_FORMAT);

	sip_options_encode(&request, "10.0.0.5", "10.0.0.1:5060", 1);
	assert_true(buf_ok(&request));
	assert_int_equal(decode(buf_view(&request)), E_FORMAT);

	buf_text(&big, "SIP/2.0 200 ");
	while (big.n < HTTP_HEAD_MAX + 1)
		buf_u8(&big, 'x');
	assert_int_equal(decode(buf_view(&big)), E_LIMIT);
}

static const struct CMUnitTest sip[] = {
	cmocka_unit_test(answers),
};

TAP_MAIN(sip)
