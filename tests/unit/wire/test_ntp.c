/* A server's answer, what is none, and our request. */
#include "corpus.h"

#include "wire/ntp.h"

#define STAMP UINT64_C(0x0123456789abcdef)

static int decode(struct bytes in)
{
	struct ntp_answer a;

	return ntp_decode(in, STAMP, &a);
}

static void answers(void **state)
{
	CLEANUP(buf_done) struct buf file = corpus_read("datagram_answer/ntp-server");
	CLEANUP(buf_done) struct buf request = BUF(64);
	struct ntp_answer a;

	(void)state;
	assert_int_equal(ntp_decode(buf_view(&file), STAMP, &a), 0);
	assert_int_equal(a.version, 4);
	assert_int_equal(a.stratum, 2);
	assert_int_equal(ntp_decode(buf_view(&file), STAMP + 1, &a), E_FORMAT);
	corpus_prefixes("answer", buf_view(&file), decode, E_TRUNC);

	ntp_encode(&request, STAMP);
	assert_int_equal(request.n, NTP_SIZE);
	assert_int_equal(request.p[0], 0x23);
	assert_int_equal(decode(buf_view(&request)), E_FORMAT); /* an echo is no server */
}

static const struct CMUnitTest ntp[] = {
	cmocka_unit_test(answers),
};

TAP_MAIN(ntp)
