#include "probe/udp_words.h"

#include "base/cursor.h"
#include "base/err.h"
#include "wire/bacnet.h"
#include "wire/coap.h"
#include "wire/dns.h"
#include "wire/dtls.h"
#include "wire/echonet.h"
#include "wire/netbios.h"
#include "wire/ntp.h"
#include "wire/sip.h"
#include "wire/snmp.h"
#include "wire/ssdp.h"
#include "wire/tftp.h"
#include "wire/wsd.h"

/* Those that attackers and scanners ask for, without what only a client opens (68, DHCP). */
const uint16_t udp_words_ports[] = {
	7,    9,     19,    53,    67,    69,    111,   123,   137,   138,  161,  162,
	389,  427,   443,   500,   514,   520,   623,   1194,  1434,  1701, 1900, 3478,
	3610, 3671,  3702,  4500,  5060,  5351,  5353,  5355,  5540,  5683, 5684, 6666,
	9999, 10001, 30718, 32100, 37020, 37810, 47808, 48899, 56700,
};
const size_t udp_words_n_ports = ARRAY_LEN(udp_words_ports);

static uint16_t id_of(const struct udp_words *w)
{
	return (uint16_t)(w->random[0] << 8 | w->random[1]);
}

static uint32_t token_of(const struct udp_words *w)
{
	struct cursor c = cursor_of((struct bytes){ w->random, sizeof(w->random) });

	return cursor_u32(&c) >> 1; /* positive for those that have signs */
}

static uint64_t stamp_of(const struct udp_words *w)
{
	struct cursor c = cursor_of((struct bytes){ w->random, sizeof(w->random) });

	return cursor_u64(&c);
}

/* ---- DNS, multicast DNS ---- */

static unsigned ask_dns(const struct udp_words *w, struct buf *said)
{
	dns_query_encode(&said[0], id_of(w), 0, "version.bind", DNS_TXT, DNS_CHAOS);
	return 1;
}

static bool fits_dns(const struct udp_words *w, struct bytes in, struct buf *banner)
{
	struct dns_message m;
	struct dns_record record;

	if (dns_decode(in, &m) < 0 || !(m.flags & DNS_RESPONSE) || m.id != id_of(w))
		return false;
	if (dns_next(&m, &record) && record.type == DNS_TXT && record.data.n > 1)
		buf_bytes(banner, (struct bytes){ record.data.p + 1, record.data.n - 1 });
	return true;
}

static unsigned ask_mdns(const struct udp_words *w, struct buf *said)
{
	dns_query_encode(&said[0], id_of(w), 0, "_services._dns-sd._udp.local", DNS_PTR,
			 DNS_IN | DNS_UNICAST);
	return 1;
}

/* Its answers may have the id 0 (RFC 6762 18.1). */
static bool fits_mdns(const struct udp_words *w, struct bytes in, struct buf *banner)
{
	struct dns_message m;
	struct dns_record record;
	char name[DNS_NAME_TEXT];
	bool found = false;

	(void)w;
	if (dns_decode(in, &m) < 0 || !(m.flags & DNS_RESPONSE))
		return false;
	while (dns_next(&m, &record)) {
		if (record.type != DNS_PTR || dns_target(&m, &record, name) < 0)
			continue;
		buf_format(banner, "%s%s", found ? " " : "", name);
		found = true;
	}
	return found;
}

/* ---- the others ---- */

static unsigned ask_tftp(const struct udp_words *w, struct buf *said)
{
	(void)w;
	tftp_read_encode(&said[0], "hoshi-no-such-file");
	return 1;
}

static bool fits_tftp(const struct udp_words *w, struct bytes in, struct buf *banner)
{
	struct tftp_answer a;

	(void)w;
	if (tftp_decode(in, &a) < 0)
		return false;
	if (a.kind == TFTP_ERROR)
		buf_bytes(banner, a.text);
	return true;
}

static unsigned ask_ntp(const struct udp_words *w, struct buf *said)
{
	ntp_encode(&said[0], stamp_of(w));
	return 1;
}

static bool fits_ntp(const struct udp_words *w, struct bytes in, struct buf *banner)
{
	struct ntp_answer a;

	if (ntp_decode(in, stamp_of(w), &a) < 0)
		return false;
	buf_format(banner, "NTP %u, stratum %u", a.version, a.stratum);
	return true;
}

static unsigned ask_netbios(const struct udp_words *w, struct buf *said)
{
	netbios_encode(&said[0], id_of(w));
	return 1;
}

static bool fits_netbios(const struct udp_words *w, struct bytes in, struct buf *banner)
{
	struct netbios_status s;

	if (netbios_decode(in, id_of(w), &s) < 0)
		return false;
	for (unsigned i = 0; i < s.n; i++)
		buf_format(banner, "%s%s<%02x>", i > 0 ? " " : "", s.names[i].text,
			   s.names[i].suffix);
	return true;
}

static unsigned ask_snmp(const struct udp_words *w, struct buf *said)
{
	snmp_discovery_encode(&said[0], token_of(w));
	if (!w->authorized)
		return 1;
	snmp_get_encode(&said[1], SNMP_V2C, "public", token_of(w));
	snmp_get_encode(&said[2], SNMP_V1, "public", token_of(w));
	return 3;
}

static bool fits_snmp(const struct udp_words *w, struct bytes in, struct buf *banner)
{
	struct snmp_message m;

	if (snmp_decode(in, &m) < 0 || m.request != token_of(w) ||
	    (m.pdu != SNMP_RESPONSE && m.pdu != SNMP_REPORT))
		return false;
	const struct snmp_value *v = snmp_value_find(&m, SNMP_SYS_DESCR);
	if (v)
		buf_bytes(banner, v->data);
	else
		buf_format(banner, "SNMPv%s",
			   m.version == SNMP_V3    ? "3"
			   : m.version == SNMP_V2C ? "2c"
						   : "1");
	return true;
}

static unsigned ask_ssdp(const struct udp_words *w, struct buf *said)
{
	(void)w;
	ssdp_search_encode(&said[0], "239.255.255.250:1900", "upnp:rootdevice");
	ssdp_search_encode(&said[1], "239.255.255.250:1900", "ssdp:all");
	return 2;
}

static bool fits_ssdp(const struct udp_words *w, struct bytes in, struct buf *banner)
{
	struct ssdp_answer a;

	(void)w;
	if (ssdp_decode(in, &a) < 0)
		return false;
	buf_bytes(banner, a.server);
	return true;
}

static unsigned ask_echonet(const struct udp_words *w, struct buf *said)
{
	const uint8_t codes[] = { ECHONET_INSTANCES };

	echonet_get_encode(&said[0], id_of(w), ECHONET_NODE, codes, 1);
	return 1;
}

static bool fits_echonet(const struct udp_words *w, struct bytes in, struct buf *banner)
{
	struct echonet_frame f;
	struct echonet_list list;

	/* An announcement (73) of its start is one too, whoever asked. */
	if (echonet_decode(in, &f) < 0 || f.service == ECHONET_GET ||
	    (f.service != ECHONET_INF && f.id != id_of(w)))
		return false;
	if (echonet_list_decode(echonet_property_find(&f, ECHONET_INSTANCES), &list) == 0)
		for (unsigned i = 0; i < list.n; i++)
			buf_format(banner, "%s%06" PRIX32, i > 0 ? " " : "", list.objects[i]);
	return true;
}

static unsigned ask_wsd(const struct udp_words *w, struct buf *said)
{
	static const struct {
		enum wsd_dialect dialect;
		enum wsd_type type;
	} probes[UDP_WORDS_SAID_MAX] = { { WSD_2005, WSD_ANY },
					 { WSD_2005, WSD_DEVICE },
					 { WSD_2005, WSD_CAMERA },
					 { WSD_2009, WSD_ANY } };
	uint8_t message[sizeof(w->random)];

	memcpy(message, w->random, sizeof(message));
	for (size_t i = 0; i < ARRAY_LEN(probes); i++, message[0]++)
		wsd_probe_encode(&said[i], probes[i].dialect, probes[i].type, message);
	return ARRAY_LEN(probes);
}

static bool fits_wsd(const struct udp_words *w, struct bytes in, struct buf *banner)
{
	struct wsd_match m;

	(void)w;
	if (wsd_decode(in, &m) < 0)
		return false;
	buf_text(banner, m.types);
	return true;
}

static unsigned ask_sip(const struct udp_words *w, struct buf *said)
{
	sip_options_encode(&said[0], w->host, w->local, token_of(w));
	return 1;
}

static bool fits_sip(const struct udp_words *w, struct bytes in, struct buf *banner)
{
	struct sip_answer a;

	(void)w;
	if (sip_decode(in, &a) < 0)
		return false;
	buf_bytes(banner, a.agent);
	return true;
}

static unsigned ask_coap(const struct udp_words *w, struct buf *said)
{
	coap_discover_encode(&said[0], id_of(w), token_of(w));
	return 1;
}

/* The answer to our question, or the reset of who does not like it. */
static bool fits_coap(const struct udp_words *w, struct bytes in, struct buf *banner)
{
	struct coap_message m;

	if (coap_decode(in, &m) < 0)
		return false;
	if ((m.type == COAP_RST || m.type == COAP_ACK) && m.code == 0)
		return m.id == id_of(w);
	struct cursor token = cursor_of(m.token);
	if (m.code >> 5 < 2 || m.token.n != 4 || cursor_u32(&token) != token_of(w))
		return false;
	buf_bytes(banner, m.payload);
	return true;
}

static unsigned ask_dtls(const struct udp_words *w, struct buf *said)
{
	uint8_t random[DTLS_RANDOM_SIZE];

	for (size_t i = 0; i < sizeof(random); i++)
		random[i] = w->random[i % sizeof(w->random)];
	dtls_hello_encode(&said[0], random);
	return 1;
}

static bool fits_dtls(const struct udp_words *w, struct bytes in, struct buf *banner)
{
	enum dtls_kind kind;

	(void)w, (void)banner;
	return dtls_decode(in, &kind) == 0;
}

static unsigned ask_bacnet(const struct udp_words *w, struct buf *said)
{
	bacnet_read_encode(&said[0], w->random[0], BACNET_MODEL_NAME);
	bacnet_who_is_encode(&said[1]);
	return 2;
}

static bool fits_bacnet(const struct udp_words *w, struct bytes in, struct buf *banner)
{
	struct bacnet_answer a;

	(void)w;
	if (bacnet_decode(in, &a) < 0)
		return false;
	buf_bytes(banner, a.text);
	return true;
}

/* clang-format off */
static const struct udp_protocol protocols[] = {
	{ "dns", DNS_PORT, 0, NULL, NULL, ask_dns, fits_dns },
	{ "tftp", TFTP_PORT, 0, NULL, NULL, ask_tftp, fits_tftp },
	{ "ntp", NTP_PORT, 0, NULL, NULL, ask_ntp, fits_ntp },
	{ "netbios", NETBIOS_PORT, 0, NULL, NULL, ask_netbios, fits_netbios },
	{ "snmp", SNMP_PORT, 0, NULL, NULL, ask_snmp, fits_snmp },
	{ "ssdp", SSDP_PORT, 0, SSDP_GROUP, SSDP_GROUP6, ask_ssdp, fits_ssdp },
	{ "echonet", ECHONET_PORT, ECHONET_PORT, ECHONET_GROUP, "ff02::1", ask_echonet, fits_echonet },
	{ "wsd", WSD_PORT, 0, WSD_GROUP, WSD_GROUP6, ask_wsd, fits_wsd },
	{ "sip", SIP_PORT, 0, NULL, NULL, ask_sip, fits_sip },
	{ "mdns", MDNS_PORT, 0, MDNS_GROUP, MDNS_GROUP6, ask_mdns, fits_mdns },
	{ "coap", COAP_PORT, 0, COAP_GROUP, "ff02::fd", ask_coap, fits_coap },
	{ "dtls", DTLS_COAP_PORT, 0, NULL, NULL, ask_dtls, fits_dtls },
	{ "bacnet", BACNET_PORT, 0, NULL, NULL, ask_bacnet, fits_bacnet },
};
/* clang-format on */

const struct udp_protocol *udp_words_find(uint16_t port)
{
	for (size_t i = 0; i < ARRAY_LEN(protocols); i++)
		if (protocols[i].port == port)
			return &protocols[i];
	return NULL;
}
