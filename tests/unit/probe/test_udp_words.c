/* What is said to each port fits nobody's answer; captured answers fit their own protocol alone. */
#include "wire/corpus.h"

#include "probe/udp_words.h"

static const struct udp_words words = {
	.host = "10.0.0.5",
	.local = "10.0.0.1:5060",
	/* The ids of the captures begin with 12 34; NTP's stamp is another. */
	.random = { 0x12, 0x34, 0x56, 0x78, 0x9a, 0xbc, 0xde, 0xf0 },
	.authorized = true,
};

static bool fits(const struct udp_protocol *p, struct bytes in)
{
	CLEANUP(buf_done) struct buf banner = BUF(1 << 16);

	return p->fits(&words, in, &banner);
}

static void an_echo_is_no_answer(void **state)
{
	unsigned known = 0;

	(void)state;
	for (size_t i = 0; i < udp_words_n_ports; i++) {
		const struct udp_protocol *p = udp_words_find(udp_words_ports[i]);
		struct buf said[UDP_WORDS_SAID_MAX];

		assert_true(i == 0 || udp_words_ports[i - 1] < udp_words_ports[i]);
		if (!p)
			continue;
		known++;
		for (size_t k = 0; k < ARRAY_LEN(said); k++)
			said[k] = BUF(2048);
		unsigned n = p->ask(&words, said);
		TAP_CHECK(p->service, n > 0 && n <= UDP_WORDS_SAID_MAX);
		for (unsigned k = 0; k < n; k++) {
			TAP_CHECK(p->service, buf_ok(&said[k]) && said[k].n > 0);
			TAP_CHECK(p->service, !fits(p, buf_view(&said[k])));
		}
		TAP_CHECK(p->service, !fits(p, bytes_of("\xff\xfe<garbage>")));
		TAP_CHECK(p->service, !fits(p, (struct bytes){ .n = 0 }));
		for (size_t k = 0; k < ARRAY_LEN(said); k++)
			buf_done(&said[k]);
	}
	assert_int_equal(known, 13);
	assert_null(udp_words_find(9));
}

/* Nobody who was not allowed to says a community. */
static void no_password_without_leave(void **state)
{
	struct udp_words careful = words;
	struct buf said[UDP_WORDS_SAID_MAX] = { BUF(256), BUF(256), BUF(256), BUF(256) };

	(void)state;
	careful.authorized = false;
	assert_int_equal(udp_words_find(161)->ask(&careful, said), 1);
	assert_null(text_find(buf_view(&said[0]), bytes_of("public")));
	buf_clear(&said[0]);
	assert_int_equal(udp_words_find(161)->ask(&words, said), 3);
	assert_non_null(text_find(buf_view(&said[1]), bytes_of("public")));
	for (size_t k = 0; k < ARRAY_LEN(said); k++)
		buf_done(&said[k]);
}

static void captured_answers(void **state)
{
	static const struct {
		const char *file;
		uint16_t port; /* 0: nobody's, as its id is not ours */
	} rows[] = {
		{ "datagram_answer/ssdp-answer", 1900 },
		{ "datagram_answer/sip-ok", 5060 },
		{ "datagram_answer/tftp-error", 69 },
		{ "datagram_answer/netbios-status", 137 },
		{ "datagram_answer/bacnet-model", 47808 },
		{ "datagram_answer/bacnet-i-am", 47808 },
		{ "datagram_answer/dtls-cookie", 5684 },
		{ "datagram_answer/coap-reset", 5683 },
		{ "datagram_answer/ssdp-notify", 0 },
		{ "datagram_answer/ntp-server", 0 },
		{ "datagram_answer/coap-core", 0 },
		{ "snmp/report", 0 },
		{ "snmp/v2c", 0 },
		{ "echonet/announce", 3610 },
		{ "echonet/instances", 0 },
		{ "dns/version", 53 },
		{ "dns/service", 5353 },
		{ "xml/match", 3702 },
		{ "xml/device", 0 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(buf_done) struct buf file = corpus_read(rows[i].file);

		for (size_t k = 0; k < udp_words_n_ports; k++) {
			const struct udp_protocol *p = udp_words_find(udp_words_ports[k]);
			/* A NetBIOS answer is well formed as one of DNS. */
			bool dns = p && rows[i].port == 137 && p->port == 53;

			if (p && !dns)
				TAP_INT(rows[i].file, fits(p, buf_view(&file)),
					p->port == rows[i].port);
		}
	}
}

static const struct CMUnitTest udp_words[] = {
	cmocka_unit_test(an_echo_is_no_answer),
	cmocka_unit_test(no_password_without_leave),
	cmocka_unit_test(captured_answers),
};

TAP_MAIN(udp_words)
