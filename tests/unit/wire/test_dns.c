/* Messages of DNS and multicast DNS, hostile names, limits, and our own questions. */
#include "corpus.h"

#include "wire/dns.h"

static int decode(struct bytes in)
{
	struct dns_message m;

	return dns_decode(in, &m);
}

static void version(void **state)
{
	CLEANUP(buf_done) struct buf file = corpus_read("dns/version");
	struct dns_message m;
	struct dns_record record;

	(void)state;
	assert_int_equal(dns_decode(buf_view(&file), &m), 0);
	assert_int_equal(m.id, 0x1234);
	assert_true(dns_next(&m, &record));
	assert_string_equal(record.name, "version.bind");
	assert_int_equal(record.type, DNS_TXT);
	assert_int_equal(record.class, DNS_CHAOS);
	assert_false(dns_next(&m, &record));
	corpus_prefixes("version", buf_view(&file), decode, E_TRUNC);
}

static void service(void **state)
{
	static const char *const names[] = { "_http._tcp.local", "HSH cam\\. 200._http._tcp.local",
					     "HSH cam\\. 200._http._tcp.local", "cam.local" };
	static const uint16_t types[] = { DNS_PTR, DNS_SRV, DNS_TXT, DNS_A };
	CLEANUP(buf_done) struct buf file = corpus_read("dns/service");
	struct dns_message m;
	struct dns_record record;
	char target[DNS_NAME_TEXT];

	(void)state;
	assert_int_equal(dns_decode(buf_view(&file), &m), 0);
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		assert_true(dns_next(&m, &record));
		assert_string_equal(record.name, names[i]);
		assert_int_equal(record.type, types[i]);
		assert_int_equal(record.class, DNS_IN);
		int r = dns_target(&m, &record, target);
		if (types[i] == DNS_PTR)
			assert_string_equal(target, names[1]);
		else if (types[i] == DNS_SRV)
			assert_string_equal(target, "cam.local");
		else
			assert_int_equal(r, E_FORMAT);
		if (types[i] != DNS_TXT)
			continue;
		assert_true(bytes_equal(dns_txt_find(record.data, "Model"), bytes_of("HSH-C200")));
		assert_int_equal(dns_txt_find(record.data, "secret").n, 0);
		assert_int_equal(dns_txt_find(record.data, "path").n, 0);
		assert_int_equal(dns_txt_find(record.data, "mode").n, 0);
	}
	corpus_prefixes("service", buf_view(&file), decode, E_TRUNC);
}

#define HEAD(questions) "\0\0\x84\0\0" questions "\0\0\0\0\0\0"

static void hostile(void **state)
{
	static const struct {
		const char *what, *input;
		size_t n;
		int expected;
	} rows[] = {
		{ "a root", HEAD("\1") "\0\0\1\0\1", 17, 0 },
		{ "points at itself", HEAD("\1") "\xc0\x0c\0\1\0\1", 18, E_FORMAT },
		{ "points forward", HEAD("\1") "\xc0\x0e\0\0\1\0\1", 19, E_FORMAT },
		{ "two that point at each other",
		  HEAD("\2") "\1a\xc0\x14\0\1\0\1\1b\xc0\x0c\0\1\0\1", 28, E_FORMAT },
		{ "a label of 64", HEAD("\1") "\x40", 13, E_FORMAT },
		{ "a NUL in a label", HEAD("\1") "\1\0\0\0\1\0\1", 19, E_FORMAT },
		{ "more behind it", HEAD("\1") "\0\0\1\0\1\0", 18, E_FORMAT },
		{ "17 questions", HEAD("\x11"), 12, E_LIMIT },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct bytes in =
		    corpus_exact((struct bytes){ (const uint8_t *)rows[i].input, rows[i].n });

		TAP_INT(rows[i].what, decode(in), rows[i].expected);
		corpus_drop(in);
	}
}

/* A name of labels up to so many bytes, as the only question. */
static int long_name(size_t size)
{
	CLEANUP(buf_done) struct buf b = BUF(1024);

	buf_add(&b, HEAD("\1"), 12);
	for (size_t left = size - 1; left > 0;) {
		size_t n = left > 64 ? 63 : left - 1;

		/* A label has two bytes at least. */
		if (left - 1 - n == 1)
			n--;
		buf_u8(&b, (uint8_t)n);
		for (size_t i = 0; i < n; i++)
			buf_u8(&b, '.');
		left -= n + 1;
	}
	buf_add(&b, "\0\0\1\0\1", 5);
	return decode(buf_view(&b));
}

static void limits(void **state)
{
	(void)state;
	assert_int_equal(long_name(DNS_NAME_MAX), 0);
	assert_int_equal(long_name(DNS_NAME_MAX + 1), E_FORMAT);

	/* Each name points at the one before it. */
	for (unsigned jumps = DNS_JUMPS_MAX; jumps <= DNS_JUMPS_MAX + 1; jumps++) {
		CLEANUP(buf_done) struct buf b = BUF(1024);

		/* The chain lies in the data of a record, the name that uses it behind. */
		buf_add(&b, "\0\0\x84\0\0\0\0\2\0\0\0\0", 12);
		buf_add(&b, "\0\0\1\0\1\0\0\0\0", 9);
		size_t mark = buf_open(&b, 2);
		size_t at = b.n;
		buf_u8(&b, 0);
		for (unsigned i = 1; i < jumps; i++) {
			size_t next = b.n;

			buf_u16(&b, (uint16_t)(0xc000 | at));
			at = next;
		}
		buf_close(&b, mark, 2);
		buf_u16(&b, (uint16_t)(0xc000 | at));
		buf_add(&b, "\0\1\0\1\0\0\0\0\0\0", 10);
		assert_int_equal(decode(buf_view(&b)), jumps > DNS_JUMPS_MAX ? E_FORMAT : 0);
	}

	/* Records up to the limit, each eleven bytes. */
	for (unsigned n = DNS_RECORDS_MAX; n <= DNS_RECORDS_MAX + 1; n++) {
		CLEANUP(buf_done) struct buf b = BUF(1 << 16);

		buf_add(&b, "\0\0\x84\0\0\0", 6);
		buf_u16(&b, (uint16_t)n);
		buf_u32(&b, 0);
		for (unsigned i = 0; i < n; i++)
			buf_add(&b, "\0\0\1\0\1\0\0\0\0\0\0", 11);
		assert_int_equal(decode(buf_view(&b)), n > DNS_RECORDS_MAX ? E_LIMIT : 0);
	}
	CLEANUP(mem_freep) uint8_t *big = mem_array(DNS_MESSAGE_MAX + 1, 1);
	assert_int_equal(decode((struct bytes){ big, DNS_MESSAGE_MAX }), E_FORMAT);
	assert_int_equal(decode((struct bytes){ big, DNS_MESSAGE_MAX + 1 }), E_LIMIT);
}

static void what_we_send(void **state)
{
	static const char question[] = "\x12\x34\1\0\0\1\0\0\0\0\0\0\4a.b\\\5local\0\0\x0c\x80\1";
	static const struct {
		const char *what, *name;
		bool ok;
	} rows[] = {
		{ "two dots", "a..b", false },
		{ "a label of 63",
		  "123456789012345678901234567890123456789012345678901234567890123", true },
		{ "a label of 64",
		  "1234567890123456789012345678901234567890123456789012345678901234", false },
	};
	CLEANUP(buf_done) struct buf b = BUF(1024);

	(void)state;
	dns_query_encode(&b, 0x1234, DNS_RECURSION, "a\\.b\\\\.local", DNS_PTR,
			 DNS_IN | DNS_UNICAST);
	assert_int_equal(b.n, sizeof(question) - 1);
	assert_memory_equal(b.p, question, b.n);
	assert_int_equal(decode(buf_view(&b)), 0);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		buf_clear(&b);
		dns_query_encode(&b, 0, 0, rows[i].name, DNS_A, DNS_IN);
		TAP_INT(rows[i].what, buf_ok(&b), rows[i].ok);
	}
}

static const struct CMUnitTest dns[] = {
	cmocka_unit_test(version), cmocka_unit_test(service),      cmocka_unit_test(hostile),
	cmocka_unit_test(limits),  cmocka_unit_test(what_we_send),
};

TAP_MAIN(dns)
