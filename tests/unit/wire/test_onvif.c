/* The answer, the fault, what is neither, and our request. */
#include "corpus.h"

#include "wire/onvif.h"

static int decode(struct bytes in)
{
	struct onvif_answer a;

	return onvif_decode(in, &a);
}

static void answers(void **state)
{
	CLEANUP(buf_done) struct buf information = corpus_read("xml/information");
	CLEANUP(buf_done) struct buf fault = corpus_read("xml/fault");
	struct onvif_answer a;

	(void)state;
	assert_int_equal(onvif_decode(buf_view(&information), &a), 0);
	assert_false(a.is_fault);
	assert_string_equal(a.manufacturer, "Hoshimi");
	assert_string_equal(a.model, "HSH-C200");
	assert_string_equal(a.firmware, "1.0");
	assert_string_equal(a.serial, "0001");
	corpus_prefixes("answer", text_trim(buf_view(&information)), decode, E_FORMAT);

	assert_int_equal(onvif_decode(buf_view(&fault), &a), 0);
	assert_true(a.is_fault);
	assert_string_equal(a.fault, "ter:NotAuthorized");
	assert_string_equal(a.model, "");
	corpus_prefixes("fault", text_trim(buf_view(&fault)), decode, E_FORMAT);

	assert_int_equal(decode(bytes_of("<Envelope><Model>x</Model></Envelope>")), E_FORMAT);
	assert_int_equal(decode(bytes_of("<GetDeviceInformationResponse/>")), E_FORMAT);
	assert_int_equal(decode(bytes_of("<html/>")), E_FORMAT);
	/* SOAP 1.1. */
	assert_int_equal(onvif_decode(bytes_of("<Envelope><Fault><faultcode>c</faultcode></Fault>"
					       "</Envelope>"),
				      &a),
			 0);
	assert_string_equal(a.fault, "c");
}

static void what_we_send(void **state)
{
	CLEANUP(buf_done) struct buf b = BUF(4096);

	(void)state;
	onvif_information_encode(&b);
	assert_true(buf_ok(&b));
	/* Well formed, and no answer. */
	assert_int_equal(decode(buf_view(&b)), E_FORMAT);
	assert_non_null(text_find(buf_view(&b), bytes_of("<GetDeviceInformation xmlns=")));
}

static const struct CMUnitTest onvif[] = {
	cmocka_unit_test(answers),
	cmocka_unit_test(what_we_send),
};

TAP_MAIN(onvif)
