/* Matches, every prefix of them, what is no answer, and our probes. */
#include "corpus.h"

#include "wire/wsd.h"

static int decode(struct bytes in)
{
	struct wsd_match m;

	return wsd_decode(in, &m);
}

static void matches(void **state)
{
	CLEANUP(buf_done) struct buf file = corpus_read("xml/match");
	struct wsd_match m;

	(void)state;
	assert_int_equal(wsd_decode(buf_view(&file), &m), 0);
	assert_true(m.found);
	assert_string_equal(m.types, "dn:NetworkVideoTransmitter tds:Device");
	assert_string_equal(m.scopes, "onvif://www.onvif.org/hardware/HSH-C200");
	assert_string_equal(m.addresses, "http://10.0.0.5:8080/onvif/device_service");
	corpus_prefixes("match", text_trim(buf_view(&file)), decode, E_FORMAT);

	assert_int_equal(wsd_decode(bytes_of("<e><ProbeMatches/></e>"), &m), 0);
	assert_false(m.found);
	assert_int_equal(decode(bytes_of("<e><Types>x</Types></e>")), E_FORMAT);
}

static void what_we_send(void **state)
{
	static const uint8_t message[16] = { 0, 1, 2, 3, 4, 5, 0xff, 7, 0xff };

	(void)state;
	for (int dialect = WSD_2005; dialect <= WSD_2009; dialect++) {
		CLEANUP(buf_done) struct buf b = BUF(4096);

		wsd_probe_encode(&b, (enum wsd_dialect)dialect,
				 dialect == WSD_2005 ? WSD_CAMERA : WSD_DEVICE, message);
		assert_non_null(text_find(
		    buf_view(&b),
		    bytes_of(dialect == WSD_2005 ? ">dn:NetworkVideo" : ">wsdp:Device<")));
		assert_true(buf_ok(&b));
		assert_int_equal(decode(buf_view(&b)), E_FORMAT); /* XML, and no answer */
		assert_non_null(text_find(
		    buf_view(&b), bytes_of("urn:uuid:00010203-0405-4f07-bf00-000000000000<")));
		assert_non_null(text_find(
		    buf_view(&b),
		    bytes_of(dialect == WSD_2005 ? "2005/04/discovery/Probe<" : "2009/01/Probe<")));
	}
}

static const struct CMUnitTest wsd[] = {
	cmocka_unit_test(matches),
	cmocka_unit_test(what_we_send),
};

TAP_MAIN(wsd)
