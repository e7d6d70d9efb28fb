/* The answer to a search, what is none, and the search. */
#include "corpus.h"

#include "wire/ssdp.h"

static int decode(struct bytes in)
{
	struct ssdp_answer a;

	return ssdp_decode(in, &a);
}

static void answers(void **state)
{
	CLEANUP(buf_done) struct buf file = corpus_read("datagram_answer/ssdp-answer");
	CLEANUP(buf_done) struct buf notify = corpus_read("datagram_answer/ssdp-notify");
	CLEANUP(buf_done) struct buf request = BUF(1024);
	struct ssdp_answer a;

	(void)state;
	assert_int_equal(ssdp_decode(buf_view(&file), &a), 0);
	assert_true(bytes_equal(a.location, bytes_of("http://10.77.0.3:5000/rootDesc.xml")));
	assert_true(bytes_equal(a.server, bytes_of("Linux UPnP/1.1 MiniUPnPd/2.3.1")));
	corpus_prefixes("answer", buf_view(&file), decode, E_TRUNC);
	assert_int_equal(decode(buf_view(&notify)), E_FORMAT);
	assert_int_equal(decode(bytes_of("HTTP/1.1 404 x\r\nST: y\r\n\r\n")), E_FORMAT);
	assert_int_equal(decode(bytes_of("HTTP/1.1 200 OK\r\n\r\n")), E_FORMAT);

	ssdp_search_encode(&request, "239.255.255.250:1900", "ssdp:all");
	assert_true(buf_ok(&request));
	assert_int_equal(decode(buf_view(&request)), E_FORMAT);
}

static const struct CMUnitTest ssdp[] = {
	cmocka_unit_test(answers),
};

TAP_MAIN(ssdp)
