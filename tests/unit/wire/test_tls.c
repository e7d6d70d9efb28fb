/* Our hellos are taken apart again; OpenSSL and GnuTLS answered them in test_tls_flight.c. */
#include "corpus.h"

#include "base/cursor.h"
#include "wire/tls.h"
#include "wire/tls_suite.h"

static const uint8_t random_bytes[TLS_RANDOM_SIZE] = { 1, 2, 3 };
static const uint8_t share[TLS_X25519_SIZE] = { 9 };
static uint16_t many[TLS_SUITES_MAX];

static void names(void **state)
{
	static const struct {
		unsigned version;
		const char *name;
	} rows[] = {
		{ TLS_SSL2, "SSL 2.0" }, { TLS_SSL3, "SSL 3.0" }, { TLS_1_0, "TLS 1.0" },
		{ TLS_1_1, "TLS 1.1" },  { TLS_1_2, "TLS 1.2" },  { TLS_1_3, "TLS 1.3" },
	};
	unsigned version = 7;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		TAP_TEXT(rows[i].name, tls_version_name(rows[i].version), rows[i].name);
		TAP_INT(rows[i].name, tls_version_find(rows[i].name, &version), 0);
		TAP_INT(rows[i].name, version, rows[i].version);
	}
	assert_string_equal(tls_version_name(0x0305), "unknown");
	assert_int_equal(tls_version_find("TLS 1.4", &version), E_MISSING);
	assert_int_equal(version, TLS_1_3);
	assert_string_equal(tls_group_name(0x0017), "secp256r1");
	assert_string_equal(tls_group_name(0x001d), "x25519");
	assert_string_equal(tls_group_name(0x0100), "ffdhe2048");
	assert_string_equal(tls_group_name(0x11ec), "X25519MLKEM768");
	assert_string_equal(tls_group_name(0), "unknown");
	assert_string_equal(tls_alert_name(0), "close_notify");
	assert_string_equal(tls_alert_name(40), "handshake_failure");
	assert_string_equal(tls_alert_name(70), "protocol_version");
	assert_string_equal(tls_alert_name(255), "unknown");
}

static int record(struct bytes in)
{
	struct tls_record r;

	return tls_record_decode(in, &r);
}

static void records_by_table(void **state)
{
	static const struct {
		const char *what;
		uint8_t input[8];
		size_t n;
		int expected;
	} rows[] = {
		{ "alert", { 21, 3, 1, 0, 2, 2, 40 }, 7, 0 },
		{ "more follows", { 21, 3, 1, 0, 2, 2, 40, 22 }, 8, 0 },
		{ "empty", { 23, 3, 3, 0, 0 }, 5, 0 },
		{ "heartbeat", { 24, 3, 3, 0, 1, 1 }, 6, 0 },
		{ "type below", { 19, 3, 1, 0, 0 }, 5, E_FORMAT },
		{ "type above", { 25, 3, 1, 0, 0 }, 5, E_FORMAT },
		{ "type, at once", { 'H' }, 1, E_FORMAT },
		{ "major version", { 22, 2 }, 2, E_FORMAT },
		{ "DTLS", { 22, 0xfe, 0xfd }, 3, E_FORMAT },
		{ "minor version", { 22, 3, 5 }, 3, E_FORMAT },
		{ "length", { 22, 3, 1, 0x48, 0x01 }, 5, E_LIMIT },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		TAP_INT(rows[i].what, record((struct bytes){ rows[i].input, rows[i].n }),
			rows[i].expected);
	corpus_prefixes("record", (struct bytes){ rows[0].input, 7 }, record, E_TRUNC);

	CLEANUP(mem_freep) uint8_t *big = mem_array(5 + TLS_RECORD_MAX, 1);
	struct tls_record r;
	memcpy(big, (const uint8_t[]){ 22, 3, 3, TLS_RECORD_MAX >> 8, TLS_RECORD_MAX & 0xff }, 5);
	assert_int_equal(tls_record_decode((struct bytes){ big, 5 + TLS_RECORD_MAX }, &r), 0);
	assert_int_equal(r.fragment.n, TLS_RECORD_MAX);
	assert_int_equal(r.used, 5 + TLS_RECORD_MAX);
	assert_int_equal(r.type, TLS_HANDSHAKE);
	assert_int_equal(r.version, TLS_1_2);
}

/* What a server would read. */
struct seen {
	unsigned version, n_suites, n_extensions;
	struct bytes compressions;
	uint16_t types[32];
	struct bytes data[32];
	size_t handshake;
};

static struct bytes extension(const struct seen *s, uint16_t type)
{
	for (unsigned i = 0; i < s->n_extensions; i++)
		if (s->types[i] == type)
			return s->data[i];
	return (struct bytes){ .n = 0 };
}

static bool has_extension(const struct seen *s, uint16_t type)
{
	for (unsigned i = 0; i < s->n_extensions; i++)
		if (s->types[i] == type)
			return true;
	return false;
}

static struct seen look(struct bytes hello)
{
	struct seen s = { .version = 0 };
	struct tls_record r;

	assert_int_equal(tls_record_decode(hello, &r), 0);
	assert_int_equal(r.used, hello.n);
	assert_int_equal(r.type, TLS_HANDSHAKE);
	s.handshake = r.fragment.n;
	struct cursor c = cursor_of(r.fragment);
	assert_int_equal(cursor_u8(&c), 1);
	struct cursor body = cursor_sub(&c, cursor_u24(&c));
	assert_true(cursor_done(&c));
	s.version = cursor_u16(&body);
	assert_int_equal(r.version, s.version == TLS_SSL3 ? TLS_SSL3 : TLS_1_0);
	assert_memory_equal(cursor_bytes(&body, TLS_RANDOM_SIZE).p, random_bytes, TLS_RANDOM_SIZE);
	assert_int_equal(cursor_u8(&body), 0);
	struct bytes suites = cursor_bytes(&body, cursor_u16(&body));
	assert_int_equal(suites.n % 2, 0);
	s.n_suites = (unsigned)(suites.n / 2);
	s.compressions = cursor_bytes(&body, cursor_u8(&body));
	assert_true(cursor_ok(&body));
	if (cursor_left(&body) > 0) {
		struct cursor list = cursor_sub(&body, cursor_u16(&body));
		while (cursor_left(&list) > 0) {
			uint16_t type = cursor_u16(&list);
			struct bytes data = cursor_bytes(&list, cursor_u16(&list));
			assert_false(has_extension(&s, type));
			s.types[s.n_extensions] = type;
			s.data[s.n_extensions++] = data;
		}
		assert_true(cursor_done(&list));
	}
	assert_true(cursor_done(&body));
	return s;
}

static struct tls_hello offer(unsigned version, unsigned n_suites)
{
	for (unsigned i = 0; i < TLS_SUITES_MAX; i++)
		many[i] = tls_suite_at(i)->id;
	return (struct tls_hello){
		.version = version,
		.suites = many,
		.n_suites = n_suites,
		.random = random_bytes,
		.x25519 = share,
	};
}

static void hellos_by_version(void **state)
{
	static const struct {
		unsigned version, seen;
		size_t compressions;
		bool extensions, signatures, versions;
	} rows[] = {
		{ TLS_SSL3, TLS_SSL3, 2, false, false, false },
		{ TLS_1_0, TLS_1_0, 2, true, false, false },
		{ TLS_1_1, TLS_1_1, 2, true, false, false },
		{ TLS_1_2, TLS_1_2, 2, true, true, false },
		{ TLS_1_3, TLS_1_2, 1, true, true, true },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(buf_done) struct buf b = BUF(4096);
		struct tls_hello hello = offer(rows[i].version, 3);
		const char *what = tls_version_name(rows[i].version);

		hello.server_name = "device.example";
		tls_hello_encode(&b, &hello);
		assert_true(buf_ok(&b));
		struct seen s = look(buf_view(&b));
		TAP_INT(what, s.version, rows[i].seen);
		/* SSL 3.0 gets the renegotiation signal in place of an extension. */
		TAP_INT(what, s.n_suites, rows[i].extensions ? 3 : 4);
		TAP_INT(what, s.compressions.n, rows[i].compressions);
		TAP_INT(what, s.compressions.p[s.compressions.n - 1], 0);
		TAP_INT(what, s.n_extensions > 0, rows[i].extensions);
		TAP_INT(what, has_extension(&s, 0), rows[i].extensions);
		TAP_INT(what, has_extension(&s, 10), rows[i].extensions);
		TAP_INT(what, has_extension(&s, 11), rows[i].extensions);
		TAP_INT(what, has_extension(&s, 22), rows[i].extensions);
		TAP_INT(what, has_extension(&s, 23), rows[i].extensions);
		TAP_INT(what, has_extension(&s, 0xff01), rows[i].extensions);
		TAP_INT(what, has_extension(&s, 13), rows[i].signatures);
		TAP_INT(what, has_extension(&s, 43), rows[i].versions);
		TAP_INT(what, has_extension(&s, 51), rows[i].versions);
		/* Some servers refuse a hello whose last extension is empty. */
		if (s.n_extensions > 0)
			TAP_CHECK(what, s.data[s.n_extensions - 1].n > 0);
	}
}

static void sizes(void **state)
{
	(void)state;
	for (unsigned version = TLS_SSL3; version <= TLS_1_3; version++) {
		for (unsigned n = 1; n <= TLS_SUITES_MAX; n++) {
			CLEANUP(buf_done) struct buf b = BUF(4096);
			struct tls_hello hello = offer(version, n);

			tls_hello_encode(&b, &hello);
			assert_true(buf_ok(&b));
			size_t size = look(buf_view(&b)).handshake;
			if (version <= TLS_1_2 && n <= 64)
				assert_true(size < 256);
			if (version > TLS_SSL3)
				assert_true(size < 256 || size >= 512);
		}
	}

	CLEANUP(buf_done) struct buf small = BUF(100);
	struct tls_hello hello = offer(TLS_1_2, 64);
	tls_hello_encode(&small, &hello);
	assert_false(buf_ok(&small));
}

static void server_names(void **state)
{
	static const struct {
		const char *name;
		bool sent;
	} rows[] = {
		{ "device.example", true },
		{ "d", true },
		{ "", false },
		{ "192.0.2.1", false },
		{ "2001:db8::1", false },
		{ "fe80::1%eth0", false },
		{ "1.2.3.4.example", true },
	};
	char name[TLS_SERVER_NAME_MAX + 2];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(buf_done) struct buf b = BUF(4096);
		struct tls_hello hello = offer(TLS_1_2, 1);

		hello.server_name = rows[i].name;
		tls_hello_encode(&b, &hello);
		struct seen s = look(buf_view(&b));
		TAP_INT(rows[i].name, has_extension(&s, 0), rows[i].sent);
		if (rows[i].sent)
			TAP_INT(rows[i].name, extension(&s, 0).n, strlen(rows[i].name) + 5);
	}
	for (size_t n = TLS_SERVER_NAME_MAX; n <= TLS_SERVER_NAME_MAX + 1; n++) {
		CLEANUP(buf_done) struct buf b = BUF(4096);
		struct tls_hello hello = offer(TLS_1_2, 1);

		memset(name, 'a', n);
		name[n] = 0;
		hello.server_name = name;
		tls_hello_encode(&b, &hello);
		struct seen s = look(buf_view(&b));
		assert_int_equal(has_extension(&s, 0), n <= TLS_SERVER_NAME_MAX);
	}
}

static void key_shares(void **state)
{
	static const uint16_t nist[] = { 0x0017, 0x0018 };
	static const uint16_t with[] = { 0x0017, 0x001d };
	static const struct {
		const char *what;
		const uint16_t *groups;
		unsigned n;
		bool none, only_1_3;
		size_t share_n, versions_n;
	} rows[] = {
		{ "default", NULL, 0, false, false, 38, 9 },
		{ "only 1.3", NULL, 0, false, true, 38, 3 },
		{ "none wanted", NULL, 0, true, true, 2, 3 },
		{ "x25519 not offered", nist, 2, false, true, 2, 3 },
		{ "x25519 second", with, 2, false, true, 38, 3 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(buf_done) struct buf b = BUF(4096);
		struct tls_hello hello = offer(TLS_1_3, 2);

		hello.groups = rows[i].groups;
		hello.n_groups = rows[i].n;
		hello.no_key_share = rows[i].none;
		hello.only_1_3 = rows[i].only_1_3;
		tls_hello_encode(&b, &hello);
		struct seen s = look(buf_view(&b));
		TAP_INT(rows[i].what, extension(&s, 51).n, rows[i].share_n);
		TAP_INT(rows[i].what, extension(&s, 43).n, rows[i].versions_n);
		TAP_INT(rows[i].what, extension(&s, 10).n, 2 + 2 * (rows[i].n ? rows[i].n : 4));
	}
}

static void ssl2_hello(void **state)
{
	static const uint8_t challenge[TLS_CHALLENGE_SIZE] = { 0xc1, 0xc2 };
	static const uint8_t expected[] = {
		0x80, 0x2e, 1, 0,    2, 0, 21,   0, 0, 0,    16, 1, 0,    0x80, 2, 0,
		0x80, 3,    0, 0x80, 4, 0, 0x80, 5, 0, 0x80, 6,  0, 0x40, 7,    0, 0xc0,
		0xc1, 0xc2, 0, 0,    0, 0, 0,    0, 0, 0,    0,  0, 0,    0,    0, 0,
	};
	CLEANUP(buf_done) struct buf b = BUF(256);

	(void)state;
	tls_hello_ssl2_encode(&b, challenge);
	assert_int_equal(b.n, sizeof(expected));
	assert_memory_equal(b.p, expected, sizeof(expected));
}

static const struct CMUnitTest tls[] = {
	cmocka_unit_test(names),
	cmocka_unit_test(records_by_table),
	cmocka_unit_test(hellos_by_version),
	cmocka_unit_test(sizes),
	cmocka_unit_test(server_names),
	cmocka_unit_test(key_shares),
	cmocka_unit_test(ssl2_hello),
};

TAP_MAIN(tls)
