#include "wire/onvif.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/text.h"
#include "wire/xml.h"

struct reading {
	struct onvif_answer *answer;
	bool envelope, information;
};

static const struct {
	const char *name;
	size_t offset;
} members[] = {
	{ "Manufacturer", offsetof(struct onvif_answer, manufacturer) },
	{ "Model", offsetof(struct onvif_answer, model) },
	{ "FirmwareVersion", offsetof(struct onvif_answer, firmware) },
	{ "SerialNumber", offsetof(struct onvif_answer, serial) },
};

static void on_element(void *context, const char *name, const char *text)
{
	struct reading *r = context;

	if (!text) {
		r->envelope = r->envelope || text_equal(name, "Envelope");
		r->information = r->information || text_equal(name, "GetDeviceInformationResponse");
		r->answer->is_fault = r->answer->is_fault || text_equal(name, "Fault");
		return;
	}
	/* SOAP 1.2 has codes within codes, 1.1 one. */
	if (r->answer->is_fault && (text_equal(name, "Value") || text_equal(name, "faultcode")))
		xml_keep(r->answer->fault, ONVIF_TEXT_MAX, text);
	for (size_t i = 0; r->information && i < ARRAY_LEN(members); i++)
		if (text_equal(name, members[i].name))
			xml_keep((char *)r->answer + members[i].offset, ONVIF_TEXT_MAX, text);
}

int onvif_decode(struct bytes in, struct onvif_answer *out)
{
	struct onvif_answer answer = { .is_fault = false };
	struct reading reading = { .answer = &answer };
	int r = xml_walk(in, on_element, &reading);

	if (r < 0)
		return r;
	if (!reading.envelope || (!reading.information && !answer.is_fault))
		return E_FORMAT;
	*out = answer;
	return 0;
}

void onvif_information_encode(struct buf *out)
{
	buf_text(out, "<?xml version=\"1.0\" encoding=\"utf-8\"?><s:Envelope "
		      "xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\"><s:Body>"
		      "<GetDeviceInformation xmlns=\"http://www.onvif.org/ver10/device/wsdl\"/>"
		      "</s:Body></s:Envelope>");
}
