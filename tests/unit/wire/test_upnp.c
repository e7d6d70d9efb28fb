/* A description with an embedded device, every prefix of it, and the limit on services. */
#include "corpus.h"

#include "wire/upnp.h"

static int decode(struct bytes in)
{
	struct upnp_device d;

	return upnp_decode(in, &d);
}

static void description(void **state)
{
	CLEANUP(buf_done) struct buf file = corpus_read("xml/device");
	struct upnp_device d;

	(void)state;
	assert_int_equal(upnp_decode(buf_view(&file), &d), 0);
	assert_string_equal(d.friendly_name, "ゲートウェイ");
	assert_string_equal(d.manufacturer, "Hoshimi");
	assert_string_equal(d.model_name, "HSH GW");
	assert_string_equal(d.model_number, "HSH-GW200"); /* and not the inner one's */
	assert_string_equal(d.serial_number, "0001");
	assert_int_equal(d.n_services, 2);
	assert_string_equal(d.services[1], "urn:schemas-upnp-org:service:WANIPConnection:1");
	struct bytes whole = text_trim(buf_view(&file));
	corpus_prefixes("description", whole, decode, E_FORMAT);
}

static void others(void **state)
{
	(void)state;
	assert_int_equal(decode(bytes_of("<root/>")), E_FORMAT);
	assert_int_equal(decode(bytes_of("<device/>")), E_FORMAT);
	assert_int_equal(decode(bytes_of("<root><device/></root>")), 0);
	CLEANUP(buf_done) struct buf b = BUF(1 << 16);
	struct upnp_device d;

	buf_text(&b, "<root><device>");
	for (unsigned i = 0; i <= UPNP_SERVICES_MAX; i++)
		buf_format(&b, "<serviceType>%u</serviceType>", i);
	buf_text(&b, "</device></root>");
	assert_int_equal(upnp_decode(buf_view(&b), &d), 0);
	assert_int_equal(d.n_services, UPNP_SERVICES_MAX);
	assert_string_equal(d.services[UPNP_SERVICES_MAX - 1], "31");
}

static const struct CMUnitTest upnp[] = {
	cmocka_unit_test(description),
	cmocka_unit_test(others),
};

TAP_MAIN(upnp)
