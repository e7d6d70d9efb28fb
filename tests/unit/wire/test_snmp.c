/* Answers of all three versions, hostile ones by table, limits, and our own requests. */
#include "corpus.h"

#include "wire/ber.h"
#include "wire/snmp.h"

static int decode(struct bytes in)
{
	struct snmp_message m;

	return snmp_decode(in, &m);
}

static void answers(void **state)
{
	CLEANUP(buf_done) struct buf v2c = corpus_read("snmp/v2c");
	CLEANUP(buf_done) struct buf v1 = corpus_read("snmp/v1");
	CLEANUP(buf_done) struct buf report = corpus_read("snmp/report");
	CLEANUP(buf_done) struct buf oid = BUF(256);
	struct snmp_message m;

	(void)state;
	assert_int_equal(snmp_decode(buf_view(&v2c), &m), 0);
	assert_int_equal(m.version, SNMP_V2C);
	assert_int_equal(m.pdu, SNMP_RESPONSE);
	assert_int_equal(m.request, 7);
	assert_true(bytes_equal(m.community, bytes_of("public")));
	const struct snmp_value *v = snmp_value_find(&m, SNMP_SYS_DESCR);
	assert_non_null(v);
	assert_true(bytes_equal(v->data, bytes_of("Linux gateway 5.10.0 HSH-GW200")));
	v = snmp_value_find(&m, SNMP_SYS_OBJECT_ID);
	assert_non_null(v);
	assert_int_equal(ber_oid_text(&oid, v->data), 0);
	assert_string_equal(buf_cstr(&oid), "1.3.6.1.4.1.8072.3.2.10");

	assert_int_equal(snmp_decode(buf_view(&v1), &m), 0);
	assert_int_equal(m.error, 2);
	assert_null(snmp_value_find(&m, SNMP_SYS_DESCR));

	assert_int_equal(snmp_decode(buf_view(&report), &m), 0);
	assert_int_equal(m.version, SNMP_V3);
	assert_int_equal(m.pdu, SNMP_REPORT);
	assert_int_equal(m.engine.n, 13);
	corpus_prefixes("v2c", buf_view(&v2c), decode, E_TRUNC);
	corpus_prefixes("v1", buf_view(&v1), decode, E_TRUNC);
	corpus_prefixes("v3", buf_view(&report), decode, E_TRUNC);
}

static void hostile(void **state)
{
	static const struct {
		const char *what, *input;
		size_t n;
		int expected;
	} rows[] = {
		{ "no sequence", "\x31\0", 2, E_FORMAT },
		{ "nothing inside", "\x30\0", 2, E_FORMAT },
		{ "version 2", "\x30\3\2\1\2", 5, E_UNSUPPORTED },
		{ "no community", "\x30\3\2\1\1", 5, E_FORMAT },
		{ "no PDU", "\x30\7\2\1\1\4\2hi", 9, E_FORMAT },
		{ "a trap of v1", "\x30\x09\2\1\0\4\2hi\xa4\0", 11, E_UNSUPPORTED },
		{ "not a PDU", "\x30\x09\2\1\0\4\2hi\xb0\0", 11, E_FORMAT },
		{ "list beyond its PDU", "\x30\x14\2\1\0\4\2hi\xa2\x0b\2\1\1\2\1\0\2\1\0\x30\1", 22,
		  E_FORMAT },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct bytes in =
		    corpus_exact((struct bytes){ (const uint8_t *)rows[i].input, rows[i].n });

		TAP_INT(rows[i].what, decode(in), rows[i].expected);
		corpus_drop(in);
	}
}

static void list_limit(void **state)
{
	(void)state;
	for (size_t n = SNMP_VALUES_MAX; n <= SNMP_VALUES_MAX + 1; n++) {
		CLEANUP(buf_done) struct buf b = BUF(1024);
		size_t whole = ber_open(&b, BER_SEQUENCE);

		ber_put_int(&b, SNMP_V1);
		ber_put(&b, BER_OCTETS, bytes_of(""));
		size_t pdu = ber_open(&b, SNMP_RESPONSE);
		for (unsigned i = 0; i < 3; i++)
			ber_put_int(&b, 0);
		size_t list = ber_open(&b, BER_SEQUENCE);
		for (size_t i = 0; i < n; i++)
			buf_add(&b, "\x30\4\6\0\5\0", 6);
		ber_close(&b, list);
		ber_close(&b, pdu);
		ber_close(&b, whole);
		assert_true(buf_ok(&b));
		assert_int_equal(decode(buf_view(&b)), n > SNMP_VALUES_MAX ? E_LIMIT : 0);
	}
}

/* Byte for byte, put together by hand from RFC 3412, 3414 and 3416. */
static void what_we_send(void **state)
{
	static const char get[] =
	    "\x30\x42\2\1\1\4\6public\xa0\x35\2\1\x2a\2\1\0\2\1\0\x30\x2a"
	    "\x30\x0c\6\x08\x2b\6\1\2\1\1\1\0\5\0\x30\x0c\6\x08\x2b\6\1\2\1\1\2\0\5\0"
	    "\x30\x0c\6\x08\x2b\6\1\2\1\1\5\0\5\0";
	static const char discovery[] =
	    "\x30\x38\2\1\3\x30\x0e\2\1\x2a\2\3\0\xff\xe3\4\1\4\2\1\3\4\x10\x30\x0e\4\0\2\1\0\2\1\0"
	    "\4\0\4\0\4\0\x30\x11\4\0\4\0\xa0\x0b\2\1\x2a\2\1\0\2\1\0\x30\0";
	CLEANUP(buf_done) struct buf b = BUF(256);
	struct snmp_message m;

	(void)state;
	snmp_discovery_encode(&b, 42);
	assert_true(buf_ok(&b));
	assert_int_equal(b.n, sizeof(discovery) - 1);
	assert_memory_equal(b.p, discovery, b.n);
	assert_int_equal(snmp_decode(buf_view(&b), &m), 0);
	assert_int_equal(m.pdu, SNMP_GET);
	buf_clear(&b);
	snmp_get_encode(&b, SNMP_V2C, "public", 42);
	assert_int_equal(snmp_decode(buf_view(&b), &m), 0);
	assert_int_equal(m.n, 3);
	assert_null(snmp_value_find(&m, SNMP_SYS_NAME)); /* asked for, not there */
	assert_int_equal(b.n, sizeof(get) - 1);
	assert_memory_equal(b.p, get, b.n);
	buf_clear(&b);
	snmp_get_encode(&b, SNMP_V1, "12345678901234567890123456789012", 42);
	assert_true(buf_ok(&b));
}

static const struct CMUnitTest snmp[] = {
	cmocka_unit_test(answers),
	cmocka_unit_test(hostile),
	cmocka_unit_test(list_limit),
	cmocka_unit_test(what_we_send),
};

TAP_MAIN(snmp)
