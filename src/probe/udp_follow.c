#include "probe/udp_follow.h"

#include <poll.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/time.h"
#include "net/datagram.h"
#include "net/fetch.h"
#include "probe/probe.h"
#include "product/declaration.h"
#include "wire/bacnet.h"
#include "wire/ber.h"
#include "wire/dns.h"
#include "wire/echonet.h"
#include "wire/snmp.h"
#include "wire/ssdp.h"
#include "wire/upnp.h"

#define EXCHANGE_TIME (1500 * TIME_MS)
#define EXCHANGE_TRIES 2
#define LOCAL_TIME (15 * TIME_SECOND) /* for a port that somebody else on this machine has */
#define NEWS_MAX 64                   /* datagrams heard in one exchange */
#define UPNP_STANDARD "urn:schemas-upnp-org:service:"
#define TEXT_MAX 200
#define CONTROL_MAX 1024 /* all 128 properties of an object have room */
#define LOCATIONS_MAX 4

/* ---- telling ---- */

static const char *declared_model(const struct probe_context *cx)
{
	return cx->declaration
		   ? json_text(json_object_get(cx->declaration->value, "product"), "model")
		   : NULL;
}

void udp_follow_told(struct probe_context *cx, const struct udp_found *found,
		     const struct udp_told *t)
{
	CLEANUP(mem_freep) char *shown = text_visible_new(text_trim(t->text), TEXT_MAX);
	CLEANUP(mem_freep)
	char *key = mem_format("%s %u %s %s", t->proto, t->port, t->item, shown);
	const char *model = declared_model(cx);
	bool named = model && text_has_word(t->text, model);

	if (!*shown || json_object_get(found->told, key))
		return;
	json_object_set_new(found->told, key, json_true());
	json_t *o =
	    json_pack("{s:s, s:s, s:i, s:s, s:s, s:s}", "kind", "identity", "proto", t->proto,
		      "port", (int)t->port, "service", t->service, "item", t->item, "text", shown);
	if (model && text_equal(t->item, "model"))
		json_object_set_new(o, "declared", json_boolean(named));
	probe_observe(cx, o, t->sha256);
	if (named)
		probe_observe(cx,
			      json_pack("{s:s, s:s, s:s, s:i, s:s, s:s}", "kind", "model",
					"channel", t->service, "proto", t->proto, "port",
					(int)t->port, "text", model, "where",
					text_equal(t->item, "model") ? "model" : "description"),
			      t->sha256);
}

static void told(struct probe_context *cx, const struct udp_found *found, const char *item,
		 struct bytes text, const char *sha256)
{
	udp_follow_told(cx, found,
			&(struct udp_told){ .proto = "udp",
					    .port = found->port,
					    .service = found->service,
					    .item = item,
					    .text = text,
					    .sha256 = sha256 });
}

static void control(struct probe_context *cx, const struct udp_found *found, const char *object,
		    const char *sha256)
{
	CLEANUP(mem_freep) char *shown = text_visible_new(bytes_of(object), CONTROL_MAX);

	if (*shown)
		probe_observe(cx,
			      json_pack("{s:s, s:s, s:i, s:s, s:s}", "kind", "control", "proto",
					"udp", "port", (int)found->port, "service", found->service,
					"object", shown),
			      sha256);
}

/* ---- one question ---- */

struct exchange {
	struct probe_context *cx;
	uint16_t port, local;
	struct transcript t;
	bool (*fits)(struct bytes in, const void *wanted);
	const void *wanted;
};

static bool hear(struct exchange *x, struct datagram *d, int64_t until, uint8_t *room,
		 struct buf *answer)
{
	struct datagram_news news;

	for (unsigned heard = 0; heard < NEWS_MAX && time_now(&time_system) < until;) {
		struct pollfd p = { .fd = d->fd, .events = POLLIN };

		if (datagram_next(d, room, &news) != 1) {
			(void)poll(&p, 1, time_left_ms(&time_system, until));
			continue;
		}
		heard++;
		if (news.kind != DATAGRAM_ANSWER)
			continue;
		transcript_received(&x->t, news.data, time_now(&time_system));
		if (x->fits(news.data, x->wanted)) {
			buf_clear(answer);
			buf_bytes(answer, news.data);
			return true;
		}
	}
	return false;
}

/* The first answer that fits; false when none came. */
static bool exchange(struct exchange *x, struct bytes said, struct buf *answer)
{
	CLEANUP(datagram_close) struct datagram d = DATAGRAM_NONE;
	CLEANUP(mem_freep) uint8_t *room = mem_array(DATAGRAM_MAX, 1);
	int r = datagram_open_at(&d, &x->cx->target, x->local, probe_deadline(x->cx, LOCAL_TIME));

	for (unsigned i = 0; r == 0 && i < EXCHANGE_TRIES; i++) {
		transcript_sent(&x->t, said, time_now(&time_system));
		(void)!datagram_send(&d, x->port, said);
		if (hear(x, &d, probe_deadline(x->cx, EXCHANGE_TIME), room, answer))
			return true;
	}
	return false;
}

/* ---- ECHONET Lite ---- */

struct echonet_wanted {
	uint16_t id;
	uint32_t object;
};

static bool fits_object(struct bytes in, const void *wanted)
{
	const struct echonet_wanted *w = wanted;
	struct echonet_frame f;

	return echonet_decode(in, &f) == 0 && f.id == w->id && f.from == w->object &&
	       (f.service == ECHONET_GET_RES || f.service == ECHONET_GET_SNA);
}

static void echonet_settable(struct probe_context *cx, const struct udp_found *found,
			     uint32_t object, const struct echonet_map *map, const char *sha256)
{
	CLEANUP(buf_done) struct buf text = BUF(CONTROL_MAX + 1);

	buf_format(&text, "0x%06" PRIX32 ":", object);
	for (unsigned i = 0; i < map->n; i++)
		buf_format(&text, " 0x%02X", map->codes[i]);
	if (map->n > 0)
		control(cx, found, buf_cstr(&text), sha256);
}

/* Product code and serial number are text filled up with zeros or blanks. */
static struct bytes filled(struct bytes data)
{
	while (data.n > 0 && data.p[data.n - 1] == 0)
		data.n--;
	return data;
}

/* NULL, or why this object was not understood. */
static const char *echonet_object(struct probe_context *cx, const struct udp_found *found,
				  uint32_t object, uint16_t id)
{
	static const uint8_t codes[] = { ECHONET_SETTABLE, ECHONET_VERSION, ECHONET_IDENTITY,
					 ECHONET_MAKER,    ECHONET_PRODUCT, ECHONET_SERIAL,
					 ECHONET_READABLE };
	CLEANUP(buf_done) struct buf said = BUF(256), answer = BUF(DATAGRAM_MAX);
	CLEANUP(mem_freep)
	char *label =
	    mem_format("port %u/udp: ECHONET Lite object %06" PRIX32, found->port, object);
	struct echonet_wanted wanted = { .id = id, .object = object };
	struct exchange x = { .cx = cx,
			      .port = found->port,
			      .local = ECHONET_PORT,
			      .fits = fits_object,
			      .wanted = &wanted };
	char sha256[HASH_HEX_MAX];
	struct echonet_frame f;
	struct echonet_map map;

	echonet_get_encode(&said, id, object, codes, ARRAY_LEN(codes));
	transcript_init(&x.t, time_now(&time_system));
	bool answered = exchange(&x, buf_view(&said), &answer);
	probe_transcript(cx, &x.t, label, sha256);
	transcript_done(&x.t);
	if (!answered)
		return "no_answer";
	if (echonet_decode(buf_view(&answer), &f) < 0 ||
	    echonet_map_decode(echonet_property_find(&f, ECHONET_SETTABLE), &map) < 0)
		return "garbage";
	echonet_settable(cx, found, object, &map, sha256);
	told(cx, found, "model", filled(echonet_property_find(&f, ECHONET_PRODUCT)), sha256);
	told(cx, found, "serial", filled(echonet_property_find(&f, ECHONET_SERIAL)), sha256);
	return NULL;
}

static const char *follow_echonet(struct probe_context *cx, const struct udp_found *found)
{
	struct echonet_frame f;
	struct echonet_list list = { .n = 0 };
	const char *trouble = "garbage";

	for (unsigned i = 0; i < found->n && trouble; i++)
		if (echonet_decode(found->answers[i], &f) == 0 && f.from == ECHONET_NODE &&
		    echonet_list_decode(echonet_property_find(&f, ECHONET_INSTANCES), &list) == 0)
			trouble = NULL;
	if (!trouble)
		trouble = echonet_object(cx, found, ECHONET_NODE, 1);
	for (unsigned i = 0; i < list.n; i++) {
		if (i == UDP_FOLLOW_OBJECTS_MAX)
			return "too_much";
		const char *why = echonet_object(cx, found, list.objects[i], (uint16_t)(i + 2));
		trouble = trouble ? trouble : why;
	}
	return trouble;
}

/* ---- UPnP ---- */

bool udp_follow_here(const struct probe_context *cx, struct bytes url, const char *scheme)
{
	char host[ADDR_TEXT_MAX + 8];

	addr_for_url(&cx->target, host);
	CLEANUP(mem_freep) char *start = mem_format("%s://%s", scheme, host);
	size_t n = strlen(start);

	return url.n > n && memcmp(url.p, start, n) == 0 && (url.p[n] == '/' || url.p[n] == ':');
}

/* One statement for all, as each by itself says little; those of the standard without its prefix.
 */
static void upnp_services(struct probe_context *cx, const struct udp_found *found,
			  const struct upnp_device *d, const char *sha256)
{
	CLEANUP(buf_done) struct buf text = BUF(UPNP_SERVICES_MAX * UPNP_TEXT_MAX);

	for (unsigned i = 0; i < d->n_services; i++) {
		bool standard = text_starts(d->services[i], UPNP_STANDARD);

		buf_format(&text, "%s%s", i > 0 ? " " : "",
			   d->services[i] + (standard ? strlen(UPNP_STANDARD) : 0));
	}
	control(cx, found, buf_cstr(&text), sha256);
}

static const char *upnp_description(struct probe_context *cx, const struct udp_found *found,
				    struct bytes location)
{
	CLEANUP(mem_freep) char *url = mem_textn((const char *)location.p, location.n);
	CLEANUP(fetch_done) struct fetch_reply reply = { 0 };
	CLEANUP(mem_freep)
	char *label = mem_format("port %u/udp: UPnP description", found->port);
	char sha256[HASH_HEX_MAX];
	struct upnp_device d;
	int r = probe_get(cx, &reply, url, NULL, NULL);

	if (r < 0)
		return probe_reason(r);
	probe_transcript(cx, &reply.transcript, label, sha256);
	if (upnp_decode(buf_view(&reply.body), &d) < 0)
		return "garbage";
	/* A name that tells the number too is not another number. */
	const char *model = declared_model(cx);
	bool by_name =
	    !*d.model_number || (model && !text_has_word(bytes_of(d.model_number), model) &&
				 text_has_word(bytes_of(d.model_name), model));
	told(cx, found, "model", bytes_of(by_name ? d.model_name : d.model_number), sha256);
	told(cx, found, "maker", bytes_of(d.manufacturer), sha256);
	told(cx, found, "name", bytes_of(d.friendly_name), sha256);
	told(cx, found, "serial", bytes_of(d.serial_number), sha256);
	upnp_services(cx, found, &d, sha256);
	return NULL;
}

static const char *follow_ssdp(struct probe_context *cx, const struct udp_found *found)
{
	struct bytes seen[LOCATIONS_MAX];
	const char *trouble = NULL;
	unsigned n = 0;

	for (unsigned i = 0; i < found->n; i++) {
		struct ssdp_answer a;
		bool known = false;

		if (ssdp_decode(found->answers[i], &a) < 0 ||
		    !udp_follow_here(cx, a.location, "http"))
			continue;
		for (unsigned k = 0; k < n; k++)
			known = known || bytes_equal(seen[k], a.location);
		if (known)
			continue;
		if (n == LOCATIONS_MAX)
			return "too_much";
		seen[n++] = a.location;
		const char *why = upnp_description(cx, found, a.location);
		trouble = trouble ? trouble : why;
	}
	return trouble;
}

/* ---- multicast DNS ---- */

static bool fits_response(struct bytes in, const void *wanted)
{
	struct dns_message m;

	(void)wanted;
	return dns_decode(in, &m) == 0 && m.flags & DNS_RESPONSE && m.records > 0;
}

/* Keys by which makers give their models away (RFC 6763 leaves them free). */
static void mdns_texts(struct probe_context *cx, const struct udp_found *found, struct bytes in,
		       const char *sha256)
{
	static const char *const keys[] = { "model", "md", "modelid", "usb_MDL", "ty" };
	struct dns_message m;
	struct dns_record record;

	if (dns_decode(in, &m) < 0)
		return;
	while (dns_next(&m, &record)) {
		for (size_t i = 0; record.type == DNS_TXT && i < ARRAY_LEN(keys); i++) {
			struct bytes text = dns_txt_find(record.data, keys[i]);

			if (text.n == 0)
				continue;
			told(cx, found, "model", text, sha256);
			break;
		}
	}
}

static void mdns_ask(struct probe_context *cx, const struct udp_found *found, const char *type)
{
	CLEANUP(buf_done) struct buf said = BUF(1024), answer = BUF(DATAGRAM_MAX);
	CLEANUP(mem_freep) char *label = mem_format("port %u/udp: a DNS-SD service", found->port);
	struct exchange x = { .cx = cx, .port = found->port, .fits = fits_response };
	char sha256[HASH_HEX_MAX];

	dns_query_encode(&said, 0, 0, type, DNS_PTR, DNS_IN | DNS_UNICAST);
	if (!buf_ok(&said))
		return;
	transcript_init(&x.t, time_now(&time_system));
	bool answered = exchange(&x, buf_view(&said), &answer);
	probe_transcript(cx, &x.t, label, sha256);
	transcript_done(&x.t);
	if (answered)
		mdns_texts(cx, found, buf_view(&answer), sha256);
}

static const char *follow_mdns(struct probe_context *cx, const struct udp_found *found)
{
	struct dns_message m;
	struct dns_record record;
	char type[DNS_NAME_TEXT];
	unsigned n = 0;

	/* One answer is enough: all answer the same question. */
	if (found->n == 0 || dns_decode(found->answers[0], &m) < 0)
		return NULL;
	while (dns_next(&m, &record)) {
		if (record.type != DNS_PTR || dns_target(&m, &record, type) < 0)
			continue;
		if (n++ == UDP_FOLLOW_TYPES_MAX)
			return "too_much";
		mdns_ask(cx, found, type);
	}
	return NULL;
}

/* ---- SNMP, BACnet ---- */

static const char *follow_snmp(struct probe_context *cx, const struct udp_found *found)
{
	bool granted = false;

	for (unsigned i = 0; i < found->n; i++) {
		struct snmp_message m;

		if (snmp_decode(found->answers[i], &m) < 0 || m.version == SNMP_V3 || granted)
			continue;
		const struct snmp_value *v = snmp_value_find(&m, SNMP_SYS_DESCR);
		if (v)
			told(cx, found, "description", v->data, found->sha256);
		v = snmp_value_find(&m, SNMP_SYS_OBJECT_ID);
		CLEANUP(buf_done) struct buf oid = BUF(1024);
		if (v && v->tag == BER_OID && ber_oid_text(&oid, v->data) == 0)
			told(cx, found, "object-id", buf_view(&oid), found->sha256);
		granted = m.pdu == SNMP_RESPONSE;
	}
	if (!cx->authorized)
		return "not_authorized";
	probe_observe(cx,
		      json_pack("{s:s, s:s, s:i, s:b, s:s, s:b, s:s}", "kind", "guest", "proto",
				"udp", "port", (int)found->port, "tls", false, "service", "snmp",
				"granted", granted, "what",
				granted ? "community-public" : "engine-discovery"),
		      found->sha256);
	return NULL;
}

static const char *follow_bacnet(struct probe_context *cx, const struct udp_found *found)
{
	for (unsigned i = 0; i < found->n; i++) {
		struct bacnet_answer a;

		if (bacnet_decode(found->answers[i], &a) == 0 && a.kind == BACNET_VALUE &&
		    a.property == BACNET_MODEL_NAME) {
			told(cx, found, "model", a.text, found->sha256);
			break;
		}
	}
	return NULL;
}

const char *udp_follow(struct probe_context *cx, const struct udp_found *found)
{
	static const struct {
		const char *service;
		const char *(*follow)(struct probe_context *cx, const struct udp_found *found);
	} ways[] = {
		{ "echonet", follow_echonet }, { "ssdp", follow_ssdp },
		{ "mdns", follow_mdns },       { "snmp", follow_snmp },
		{ "bacnet", follow_bacnet },   { "wsd", udp_follow_wsd },
	};

	for (size_t i = 0; i < ARRAY_LEN(ways); i++)
		if (text_equal(ways[i].service, found->service))
			return ways[i].follow(cx, found);
	return NULL;
}
