#include "wire/snmp.h"

#include "base/buf.h"
#include "base/err.h"
#include "wire/ber.h"

/* RFC 3412 6.4 and RFC 3414. */
enum { FLAG_REPORTABLE = 4, FLAG_ENCRYPTED = 2, MODEL_USM = 3, ENGINE_MIN = 5, ENGINE_MAX = 32 };
/* RFC 3416 3: noSuchObject, noSuchInstance, endOfMibView. */
enum { NOTHING_FIRST = 0x80, NOTHING_LAST = 0x82 };
enum { RESPONSES_FIRST = 0xa0, RESPONSES_LAST = 0xa8 };

static const uint8_t system_group[] = { 0x2b, 6, 1, 2, 1, 1 };
#define ITEM_SIZE (sizeof(system_group) + 2)

static struct bytes all_of(struct cursor c)
{
	return (struct bytes){ .p = c.p, .n = cursor_left(&c) };
}

/* The list of names and values; RFC 3416 3. */
static int values_decode(struct cursor list, struct snmp_message *m)
{
	while (cursor_left(&list) > 0) {
		struct cursor pair = ber_take(&list, BER_SEQUENCE);
		struct cursor name = ber_take(&pair, BER_OID);
		struct ber value;

		if (!ber_next(&pair, &value) || !cursor_ok(&list))
			return E_FORMAT;
		if (m->n == SNMP_VALUES_MAX)
			return E_LIMIT;
		m->values[m->n++] = (struct snmp_value){ .name = all_of(name),
							 .tag = value.tag,
							 .data = all_of(value.body) };
	}
	return cursor_ok(&list) ? 0 : E_FORMAT;
}

static int pdu_decode(struct cursor *c, struct snmp_message *m)
{
	struct ber pdu;

	if (!ber_next(c, &pdu) || pdu.tag < RESPONSES_FIRST || pdu.tag > RESPONSES_LAST)
		return E_FORMAT;
	m->pdu = pdu.tag;
	/* The trap of v1 has other members (RFC 1157 4.1.6); nobody sends it as an answer. */
	if (pdu.tag == 0xa4)
		return E_UNSUPPORTED;
	m->request = ber_int(&pdu.body);
	m->error = ber_int(&pdu.body);
	(void)ber_int(&pdu.body);
	struct cursor list = ber_take(&pdu.body, BER_SEQUENCE);
	if (!cursor_ok(&pdu.body))
		return E_FORMAT;
	return values_decode(list, m);
}

/* RFC 3412 6 and RFC 3414 2.4. */
static int v3_decode(struct cursor *c, struct snmp_message *m)
{
	struct cursor global = ber_take(c, BER_SEQUENCE);

	m->request = ber_int(&global);
	(void)ber_int(&global);
	struct cursor flags = ber_take(&global, BER_OCTETS);
	int64_t model = ber_int(&global);
	struct cursor octets = ber_take(c, BER_OCTETS);

	if (!cursor_ok(c) || !cursor_ok(&global) || cursor_left(&flags) != 1)
		return E_FORMAT;
	if (model != MODEL_USM)
		return E_UNSUPPORTED;
	struct cursor security = ber_take(&octets, BER_SEQUENCE);
	struct cursor engine = ber_take(&security, BER_OCTETS);
	if (!cursor_ok(&octets) || !cursor_ok(&security))
		return E_FORMAT;
	m->engine = all_of(engine);
	if (m->engine.n > 0 && (m->engine.n < ENGINE_MIN || m->engine.n > ENGINE_MAX))
		return E_FORMAT;
	m->is_encrypted = cursor_u8(&flags) & FLAG_ENCRYPTED;
	if (m->is_encrypted)
		return 0;
	struct cursor scoped = ber_take(c, BER_SEQUENCE);
	(void)ber_take(&scoped, BER_OCTETS);
	(void)ber_take(&scoped, BER_OCTETS);
	return pdu_decode(&scoped, m);
}

int snmp_decode(struct bytes in, struct snmp_message *out)
{
	struct cursor c = cursor_of(in);
	struct snmp_message m = { .n = 0 };
	struct ber whole;

	if (in.n > 0 && in.p[0] != BER_SEQUENCE)
		return E_FORMAT;
	if (!ber_next(&c, &whole))
		return E_TRUNC;
	m.version = (int)ber_int(&whole.body);
	if (!cursor_ok(&whole.body))
		return E_FORMAT;
	if (m.version != SNMP_V1 && m.version != SNMP_V2C && m.version != SNMP_V3)
		return E_UNSUPPORTED;
	if (m.version != SNMP_V3) {
		m.community = all_of(ber_take(&whole.body, BER_OCTETS));
		if (!cursor_ok(&whole.body))
			return E_FORMAT;
	}
	int r = m.version == SNMP_V3 ? v3_decode(&whole.body, &m) : pdu_decode(&whole.body, &m);
	if (r == 0)
		*out = m;
	return r;
}

static void item_name(uint8_t out[static ITEM_SIZE], enum snmp_item item)
{
	memcpy(out, system_group, sizeof(system_group));
	out[sizeof(system_group)] = (uint8_t)item;
	out[sizeof(system_group) + 1] = 0;
}

const struct snmp_value *snmp_value_find(const struct snmp_message *message, enum snmp_item item)
{
	uint8_t name[ITEM_SIZE];

	item_name(name, item);
	for (unsigned i = 0; i < message->n; i++) {
		const struct snmp_value *v = &message->values[i];

		if (bytes_equal(v->name, (struct bytes){ name, sizeof(name) }) &&
		    v->tag != BER_NULL && (v->tag < NOTHING_FIRST || v->tag > NOTHING_LAST))
			return v;
	}
	return NULL;
}

static void item_encode(struct buf *out, enum snmp_item item)
{
	uint8_t name[ITEM_SIZE];
	size_t pair = ber_open(out, BER_SEQUENCE);

	item_name(name, item);
	ber_put(out, BER_OID, (struct bytes){ name, sizeof(name) });
	ber_put(out, BER_NULL, (struct bytes){ .n = 0 });
	ber_close(out, pair);
}

static void pdu_encode(struct buf *out, uint32_t request, bool items)
{
	size_t pdu = ber_open(out, SNMP_GET);

	ber_put_int(out, request);
	ber_put_int(out, 0);
	ber_put_int(out, 0);
	size_t list = ber_open(out, BER_SEQUENCE);
	if (items) {
		item_encode(out, SNMP_SYS_DESCR);
		item_encode(out, SNMP_SYS_OBJECT_ID);
		item_encode(out, SNMP_SYS_NAME);
	}
	ber_close(out, list);
	ber_close(out, pdu);
}

void snmp_get_encode(struct buf *out, int version, const char *community, uint32_t request)
{
	size_t whole = ber_open(out, BER_SEQUENCE);

	assert(version == SNMP_V1 || version == SNMP_V2C);
	assert(strlen(community) <= SNMP_COMMUNITY_MAX);
	ber_put_int(out, (uint32_t)version);
	ber_put(out, BER_OCTETS, bytes_of(community));
	pdu_encode(out, request, true);
	ber_close(out, whole);
}

void snmp_discovery_encode(struct buf *out, uint32_t request)
{
	static const uint8_t flags[] = { FLAG_REPORTABLE };
	const struct bytes nothing = { .n = 0 };
	size_t whole = ber_open(out, BER_SEQUENCE);

	ber_put_int(out, SNMP_V3);
	size_t global = ber_open(out, BER_SEQUENCE);
	ber_put_int(out, request);
	ber_put_int(out, SNMP_MESSAGE_MAX);
	ber_put(out, BER_OCTETS, (struct bytes){ flags, sizeof(flags) });
	ber_put_int(out, MODEL_USM);
	ber_close(out, global);
	/* Engine, boots, time, user, authentication, privacy: we know none of them. */
	size_t octets = ber_open(out, BER_OCTETS);
	size_t security = ber_open(out, BER_SEQUENCE);
	ber_put(out, BER_OCTETS, nothing);
	ber_put_int(out, 0);
	ber_put_int(out, 0);
	ber_put(out, BER_OCTETS, nothing);
	ber_put(out, BER_OCTETS, nothing);
	ber_put(out, BER_OCTETS, nothing);
	ber_close(out, security);
	ber_close(out, octets);
	size_t scoped = ber_open(out, BER_SEQUENCE);
	ber_put(out, BER_OCTETS, nothing);
	ber_put(out, BER_OCTETS, nothing);
	pdu_encode(out, request, false);
	ber_close(out, scoped);
	ber_close(out, whole);
}
