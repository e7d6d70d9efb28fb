#include "wire/wsd.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/text.h"
#include "wire/xml.h"

struct reading {
	struct wsd_match *match;
	bool matches; /* the message is an answer to a probe */
	unsigned n;   /* matches in it */
};

/* Only what the first match says: the others are the same device's other sides. */
static void on_element(void *context, const char *name, const char *text)
{
	struct reading *r = context;

	if (!text) {
		r->matches = r->matches || text_equal(name, "ProbeMatches");
		if (text_equal(name, "ProbeMatch"))
			r->n++;
		return;
	}
	if (!r->matches || r->n != 1)
		return;
	if (text_equal(name, "Types"))
		xml_keep(r->match->types, WSD_TEXT_MAX, text);
	else if (text_equal(name, "Scopes"))
		xml_keep(r->match->scopes, WSD_TEXT_MAX, text);
	else if (text_equal(name, "XAddrs"))
		xml_keep(r->match->addresses, WSD_TEXT_MAX, text);
}

int wsd_decode(struct bytes in, struct wsd_match *out)
{
	struct wsd_match match = { .found = false };
	struct reading reading = { .match = &match };
	int r = xml_walk(in, on_element, &reading);

	if (r < 0)
		return r;
	if (!reading.matches)
		return E_FORMAT;
	match.found = reading.n > 0;
	*out = match;
	return 0;
}

static const struct {
	const char *addressing, *discovery, *to;
} dialects[] = {
	[WSD_2005] = { "http://schemas.xmlsoap.org/ws/2004/08/addressing",
		       "http://schemas.xmlsoap.org/ws/2005/04/discovery",
		       "urn:schemas-xmlsoap-org:ws:2005:04:discovery" },
	[WSD_2009] = { "http://www.w3.org/2005/08/addressing",
		       "http://docs.oasis-open.org/ws-dd/ns/discovery/2009/01",
		       "urn:docs-oasis-open-org:ws-dd:ns:discovery:2009:01" },
};

/* A UUID of version 4 (RFC 4122 4.4) made of the bytes. */
static void uuid_add(struct buf *out, const uint8_t m[static 16])
{
	for (unsigned i = 0; i < 16; i++) {
		unsigned byte = i == 6   ? (m[i] & 0x0fu) | 0x40u
				: i == 8 ? (m[i] & 0x3fu) | 0x80u
					 : m[i];

		buf_format(out, "%s%02x", i == 4 || i == 6 || i == 8 || i == 10 ? "-" : "", byte);
	}
}

/* The prefixes are those that makers use, as some responders compare texts. */
static const char *const types[] = {
	[WSD_ANY] = "<d:Probe/>",
	[WSD_DEVICE] = "<d:Probe><d:Types "
		       "xmlns:wsdp=\"http://schemas.xmlsoap.org/ws/2006/02/devprof\">wsdp:Device"
		       "</d:Types></d:Probe>",
	[WSD_CAMERA] = "<d:Probe><d:Types xmlns:dn=\"http://www.onvif.org/ver10/network/wsdl\">"
		       "dn:NetworkVideoTransmitter</d:Types></d:Probe>",
};

void wsd_probe_encode(struct buf *out, enum wsd_dialect dialect, enum wsd_type type,
		      const uint8_t message[static 16])
{
	buf_format(out,
		   "<?xml version=\"1.0\" encoding=\"utf-8\"?><s:Envelope "
		   "xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\" xmlns:a=\"%s\" "
		   "xmlns:d=\"%s\"><s:Header><a:Action>%s/Probe</a:Action><a:MessageID>urn:uuid:",
		   dialects[dialect].addressing, dialects[dialect].discovery,
		   dialects[dialect].discovery);
	uuid_add(out, message);
	buf_format(out, "</a:MessageID><a:To>%s</a:To></s:Header><s:Body>%s</s:Body></s:Envelope>",
		   dialects[dialect].to, types[type]);
}
