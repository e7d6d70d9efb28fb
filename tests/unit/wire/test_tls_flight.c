/*
 * First flights of OpenSSL 3.0 and GnuTLS 3.7 answering our hellos, whole, cut, and put into other
 * records; then flights made by hand for what those servers do not do.
 */
#include "corpus.h"

#include "base/cursor.h"
#include "wire/tls.h"
#include "wire/tls_flight.h"

#define NOTHING ((struct bytes){ .n = 0 })

static int flight(struct bytes in)
{
	CLEANUP(buf_done) struct buf scratch = BUF(TLS_FLIGHT_MAX);
	struct tls_flight f;

	return tls_flight_decode(in, &scratch, &f);
}

static const struct {
	const char *file;
	struct tls_flight f;
	bool whole; /* the file ends where the flight does */
} captured[] = {
	{ "tls/openssl-1.3",
	  { .have_hello = true, .version = TLS_1_3, .suite = 0x1301, .group = 0x001d },
	  false },
	{ "tls/openssl-1.3-retry",
	  { .have_hello = true,
	    .retry = true,
	    .version = TLS_1_3,
	    .suite = 0x1302,
	    .group = 0x001d },
	  false },
	{ "tls/openssl-1.3-p384-retry",
	  { .have_hello = true,
	    .retry = true,
	    .version = TLS_1_3,
	    .suite = 0x1302,
	    .group = 0x0018 },
	  false },
	{ "tls/openssl-1.2-ecdhe-rsa",
	  { .have_hello = true,
	    .have_certificate = true,
	    .have_key_exchange = true,
	    .version = TLS_1_2,
	    .suite = 0xc02f,
	    .group = 0x001d,
	    .secure_renegotiation = true,
	    .extended_master_secret = true,
	    .n_certificates = 1 },
	  true },
	{ "tls/openssl-1.2-ecdhe-ecdsa",
	  { .have_hello = true,
	    .have_certificate = true,
	    .have_key_exchange = true,
	    .version = TLS_1_2,
	    .suite = 0xc02b,
	    .group = 0x0017,
	    .secure_renegotiation = true,
	    .extended_master_secret = true,
	    .n_certificates = 1 },
	  true },
	{ "tls/openssl-1.2-dhe",
	  { .have_hello = true,
	    .have_certificate = true,
	    .have_key_exchange = true,
	    .version = TLS_1_2,
	    .suite = 0x009e,
	    .dh_bits = 1024,
	    .secure_renegotiation = true,
	    .extended_master_secret = true,
	    .n_certificates = 1 },
	  true },
	{ "tls/openssl-1.2-ecdh-anon",
	  { .have_hello = true,
	    .have_key_exchange = true,
	    .version = TLS_1_2,
	    .suite = 0xc018,
	    .group = 0x001d,
	    .secure_renegotiation = true,
	    .extended_master_secret = true,
	    .encrypt_then_mac = true },
	  true },
	{ "tls/openssl-1.2-dhe-psk",
	  { .have_hello = true,
	    .have_key_exchange = true,
	    .version = TLS_1_2,
	    .suite = 0x00b2,
	    .dh_bits = 1024,
	    .secure_renegotiation = true,
	    .extended_master_secret = true,
	    .encrypt_then_mac = true },
	  true },
	{ "tls/openssl-1.2-ecdhe-psk",
	  { .have_hello = true,
	    .have_key_exchange = true,
	    .version = TLS_1_2,
	    .suite = 0xc037,
	    .group = 0x001d,
	    .secure_renegotiation = true,
	    .extended_master_secret = true,
	    .encrypt_then_mac = true },
	  true },
	{ "tls/openssl-1.2-psk",
	  { .have_hello = true,
	    .have_key_exchange = true,
	    .version = TLS_1_2,
	    .suite = 0x00ae,
	    .secure_renegotiation = true,
	    .extended_master_secret = true,
	    .encrypt_then_mac = true },
	  true },
	{ "tls/openssl-1.1-ecdhe-rsa",
	  { .have_hello = true,
	    .have_certificate = true,
	    .have_key_exchange = true,
	    .version = TLS_1_1,
	    .suite = 0xc013,
	    .group = 0x001d,
	    .secure_renegotiation = true,
	    .extended_master_secret = true,
	    .encrypt_then_mac = true,
	    .n_certificates = 1 },
	  true },
	{ "tls/openssl-1.0-rsa",
	  { .have_hello = true,
	    .have_certificate = true,
	    .version = TLS_1_0,
	    .suite = 0x002f,
	    .secure_renegotiation = true,
	    .extended_master_secret = true,
	    .encrypt_then_mac = true,
	    .n_certificates = 1 },
	  true },
	{ "tls/openssl-alert", { .have_alert = true, .alert_level = 2, .alert = 40 }, true },
	{ "tls/gnutls-1.3",
	  { .have_hello = true, .version = TLS_1_3, .suite = 0x1301, .group = 0x001d },
	  false },
	{ "tls/gnutls-1.3-retry",
	  { .have_hello = true,
	    .retry = true,
	    .version = TLS_1_3,
	    .suite = 0x1301,
	    .group = 0x001d },
	  false },
	{ "tls/gnutls-1.3-ffdhe-retry",
	  { .have_hello = true,
	    .retry = true,
	    .version = TLS_1_3,
	    .suite = 0x1301,
	    .group = 0x0101 },
	  false },
	{ "tls/gnutls-1.2-dhe",
	  { .have_hello = true,
	    .have_certificate = true,
	    .have_key_exchange = true,
	    .version = TLS_1_2,
	    .suite = 0x0033,
	    .dh_bits = 1024,
	    .secure_renegotiation = true,
	    .extended_master_secret = true,
	    .encrypt_then_mac = true,
	    .n_certificates = 1 },
	  true },
	{ "tls/gnutls-1.2-ffdhe",
	  { .have_hello = true,
	    .have_certificate = true,
	    .have_key_exchange = true,
	    .version = TLS_1_2,
	    .suite = 0x009e,
	    .dh_bits = 2048,
	    .secure_renegotiation = true,
	    .extended_master_secret = true,
	    .n_certificates = 1 },
	  true },
	{ "tls/gnutls-1.0-rsa",
	  { .have_hello = true,
	    .have_certificate = true,
	    .version = TLS_1_0,
	    .suite = 0x002f,
	    .secure_renegotiation = true,
	    .extended_master_secret = true,
	    .encrypt_then_mac = true,
	    .n_certificates = 1 },
	  true },
	{ "tls/gnutls-alert", { .have_alert = true, .alert_level = 2, .alert = 70 }, true },
};

static void flight_is(const char *what, const struct tls_flight *got, const struct tls_flight *want)
{
	TAP_INT(what, got->have_hello, want->have_hello);
	TAP_INT(what, got->have_alert, want->have_alert);
	TAP_INT(what, got->have_certificate, want->have_certificate);
	TAP_INT(what, got->have_key_exchange, want->have_key_exchange);
	TAP_CHECK(what, got->done);
	TAP_INT(what, got->ssl2, want->ssl2);
	TAP_INT(what, got->retry, want->retry);
	TAP_INT(what, got->version, want->version);
	TAP_INT(what, got->suite, want->suite);
	TAP_INT(what, got->group, want->group);
	TAP_INT(what, got->dh_bits, want->dh_bits);
	TAP_INT(what, got->compression, want->compression);
	TAP_INT(what, got->secure_renegotiation, want->secure_renegotiation);
	TAP_INT(what, got->extended_master_secret, want->extended_master_secret);
	TAP_INT(what, got->encrypt_then_mac, want->encrypt_then_mac);
	TAP_INT(what, got->alert_level, want->alert_level);
	TAP_INT(what, got->alert, want->alert);
	TAP_INT(what, got->n_certificates, want->n_certificates);
	for (unsigned i = 0; i < got->n_certificates; i++) {
		TAP_CHECK(what, got->certificates[i].n > 300);
		TAP_INT(what, got->certificates[i].p[0], 0x30); /* DER: SEQUENCE */
	}
}

static void servers_are_understood(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(captured); i++) {
		CLEANUP(buf_done) struct buf file = corpus_read(captured[i].file);
		CLEANUP(buf_done) struct buf scratch = BUF(TLS_FLIGHT_MAX);
		struct tls_flight f;

		TAP_INT(captured[i].file, tls_flight_decode(buf_view(&file), &scratch, &f), 0);
		flight_is(captured[i].file, &f, &captured[i].f);
	}
}

/* Cut anywhere before its end a flight asks for more; cut after its end it is done. */
static void prefixes_ask_for_more(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(captured); i++) {
		CLEANUP(buf_done) struct buf file = corpus_read(captured[i].file);
		bool done = false;

		for (size_t n = 0; n < file.n; n++) {
			struct bytes in = corpus_exact((struct bytes){ file.p, n });
			int r = flight(in);

			corpus_drop(in);
			done = done || (r == 0 && !captured[i].whole);
			TAP_INT(captured[i].file, r, done ? 0 : E_TRUNC);
		}
	}
}

static void record_add(struct buf *out, uint8_t type, struct bytes fragment)
{
	buf_u8(out, type);
	buf_u16(out, TLS_1_2);
	buf_u16(out, (uint16_t)fragment.n);
	buf_bytes(out, fragment);
}

/* The handshake bytes of in, up to the first other record. */
static void handshake_take(struct buf *out, struct bytes in)
{
	struct tls_record r;

	while (in.n > 0 && tls_record_decode(in, &r) == 0 && r.type == TLS_HANDSHAKE) {
		buf_bytes(out, r.fragment);
		in = (struct bytes){ in.p + r.used, in.n - r.used };
	}
}

static void records_do_not_matter(void **state)
{
	static const size_t sizes[] = { 1, 2, 3, 5, 7, 100, 16384 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(captured); i++) {
		CLEANUP(buf_done) struct buf file = corpus_read(captured[i].file);
		CLEANUP(buf_done) struct buf handshake = BUF(CORPUS_FILE_MAX);

		handshake_take(&handshake, buf_view(&file));
		for (size_t s = 0; handshake.n > 0 && s < ARRAY_LEN(sizes); s++) {
			CLEANUP(buf_done) struct buf again = BUF(CORPUS_FILE_MAX);
			CLEANUP(buf_done) struct buf scratch = BUF(TLS_FLIGHT_MAX);
			struct cursor c = cursor_of(buf_view(&handshake));
			struct tls_flight f;

			while (cursor_left(&c) > 0) {
				size_t left = cursor_left(&c);
				size_t n = left < sizes[s] ? left : sizes[s];

				record_add(&again, TLS_HANDSHAKE, cursor_bytes(&c, n));
			}
			TAP_INT(captured[i].file, tls_flight_decode(buf_view(&again), &scratch, &f),
				0);
			flight_is(captured[i].file, &f, &captured[i].f);
		}
	}
}

static void message_add(struct buf *out, uint8_t type, struct bytes body)
{
	buf_u8(out, type);
	buf_u24(out, (uint32_t)body.n);
	buf_bytes(out, body);
}

/* A ServerHello body; extensions NULL leaves their list out. */
static void hello_body(struct buf *out, unsigned version, uint16_t suite,
		       const struct buf *extensions)
{
	static const uint8_t random[TLS_RANDOM_SIZE] = { 7 };

	buf_u16(out, (uint16_t)version);
	buf_add(out, random, sizeof(random));
	buf_u8(out, 0);
	buf_u16(out, suite);
	buf_u8(out, 0);
	if (extensions) {
		buf_u16(out, (uint16_t)extensions->n);
		buf_bytes(out, buf_view(extensions));
	}
}

/* Records with a ServerHello and one more message, and what they come to. */
static int two_messages(uint16_t suite, uint8_t type, struct bytes body, struct tls_flight *f)
{
	CLEANUP(buf_done) struct buf hello = BUF(4096), handshake = BUF(1 << 20), in = BUF(1 << 20);
	CLEANUP(buf_done) struct buf scratch = BUF(TLS_FLIGHT_MAX);

	hello_body(&hello, TLS_1_2, suite, NULL);
	message_add(&handshake, 2, buf_view(&hello));
	message_add(&handshake, type, body);
	struct cursor c = cursor_of(buf_view(&handshake));
	while (cursor_left(&c) > 0)
		record_add(&in, TLS_HANDSHAKE,
			   cursor_bytes(&c, cursor_left(&c) < 16384 ? cursor_left(&c) : 16384));
	assert_true(buf_ok(&in));
	int r = tls_flight_decode(buf_view(&in), &scratch, f);
	/* They point into scratch, which ends here. */
	memset(f->certificates, 0, sizeof(f->certificates));
	return r;
}

static void extensions_by_table(void **state)
{
	static const struct {
		const char *what, *input;
		size_t n;
		int expected;
	} rows[] = {
		{ "none", "", 0, E_TRUNC },
		{ "unknown", "\x12\x34\0\2xx", 6, E_TRUNC },
		{ "renegotiation", "\xff\1\0\1\0", 5, E_TRUNC },
		{ "renegotiation with data", "\xff\1\0\2\1x", 6, E_FORMAT },
		{ "renegotiation empty", "\xff\1\0\0", 4, E_FORMAT },
		{ "master secret with data", "\0\x17\0\1x", 5, E_FORMAT },
		{ "twice the same", "\0\x17\0\0\0\x16\0\0\0\x17\0\0", 12, E_FORMAT },
		{ "length beyond", "\0\x17\0\1", 4, E_FORMAT },
		{ "half a type", "\0", 1, E_FORMAT },
		{ "1.3", "\0\x2b\0\2\3\4", 6, 0 },
		{ "1.2 in the extension", "\0\x2b\0\2\3\3", 6, E_FORMAT },
		{ "version of one byte", "\0\x2b\0\1\3", 5, E_FORMAT },
		{ "version of three bytes", "\0\x2b\0\3\3\4\0", 7, E_FORMAT },
		{ "key share", "\0\x2b\0\2\3\4\0\x33\0\5\0\x17\0\1x", 15, 0 },
		{ "key share without key", "\0\x2b\0\2\3\4\0\x33\0\4\0\x17\0\0", 14, E_FORMAT },
		{ "key share as in a retry", "\0\x2b\0\2\3\4\0\x33\0\2\0\x17", 12, E_FORMAT },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(buf_done) struct buf list = BUF(64), hello = BUF(256), handshake = BUF(256);
		CLEANUP(buf_done) struct buf in = BUF(512);

		buf_add(&list, rows[i].input, rows[i].n);
		hello_body(&hello, TLS_1_2, 0x1301, &list);
		message_add(&handshake, 2, buf_view(&hello));
		record_add(&in, TLS_HANDSHAKE, buf_view(&handshake));
		TAP_INT(rows[i].what, flight(buf_view(&in)), rows[i].expected);
	}
}

static void extension_limit(void **state)
{
	(void)state;
	for (unsigned n = TLS_EXTENSIONS_MAX; n <= TLS_EXTENSIONS_MAX + 1; n++) {
		CLEANUP(buf_done) struct buf list = BUF(1024), hello = BUF(1024), in = BUF(1024);
		CLEANUP(buf_done) struct buf handshake = BUF(1024);

		for (unsigned i = 0; i < n; i++)
			buf_u32(&list, 0x12000000 + (i << 16));
		hello_body(&hello, TLS_1_2, 0xc02f, &list);
		message_add(&handshake, 2, buf_view(&hello));
		record_add(&in, TLS_HANDSHAKE, buf_view(&handshake));
		assert_int_equal(flight(buf_view(&in)), n > TLS_EXTENSIONS_MAX ? E_LIMIT : E_TRUNC);
	}
}

static void hellos_that_are_none(void **state)
{
	static const struct {
		const char *what;
		size_t at;
		uint8_t value;
	} rows[] = {
		{ "1.3 in the legacy field", 1, 4 },
		{ "SSL 2.0 in the legacy field", 0, 0 },
		{ "session id beyond the end", 34, 33 },
		{ "session id eats the rest", 34, 3 },
	};
	CLEANUP(buf_done) struct buf hello = BUF(256);

	(void)state;
	hello_body(&hello, TLS_1_2, 0xc02f, NULL);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(buf_done) struct buf handshake = BUF(256), in = BUF(256);

		message_add(&handshake, 2, buf_view(&hello));
		handshake.p[4 + rows[i].at] = rows[i].value;
		record_add(&in, TLS_HANDSHAKE, buf_view(&handshake));
		TAP_INT(rows[i].what, flight(buf_view(&in)), E_FORMAT);
	}
	/* One byte after the body is neither nothing nor a list of extensions. */
	CLEANUP(buf_done) struct buf handshake = BUF(256), in = BUF(256);
	buf_u8(&hello, 0);
	message_add(&handshake, 2, buf_view(&hello));
	record_add(&in, TLS_HANDSHAKE, buf_view(&handshake));
	assert_int_equal(flight(buf_view(&in)), E_FORMAT);
}

static void a_retry_needs_1_3(void **state)
{
	CLEANUP(buf_done) struct buf file = corpus_read("tls/gnutls-1.3-retry");

	(void)state;
	/* supported_versions 0x0304 follows its type and length. */
	uint8_t *version = file.p;
	while (memcmp(version, "\0\x2b\0\2\3\4", 6) != 0)
		version++;
	version[1] = 0x2c;
	assert_int_equal(flight(buf_view(&file)), E_FORMAT);
}

static void order_of_messages(void **state)
{
	static const struct {
		const char *what;
		uint8_t types[4];
		int expected;
	} rows[] = {
		{ "hello alone", { 2 }, E_TRUNC },
		{ "hello and done", { 2, 14 }, 0 },
		{ "request between", { 2, 13, 14 }, 0 },
		{ "status and supplement", { 2, 22, 23, 14 }, 0 },
		{ "done first", { 14 }, E_FORMAT },
		{ "two hellos", { 2, 2 }, E_FORMAT },
		{ "two requests", { 2, 13, 13 }, E_FORMAT },
		{ "more after done", { 2, 14, 13 }, E_FORMAT },
		{ "session ticket", { 2, 4 }, E_FORMAT },
		{ "finished", { 2, 20 }, E_FORMAT },
		{ "unknown", { 2, 99 }, E_FORMAT },
		{ "a client's message", { 1 }, E_FORMAT },
	};
	CLEANUP(buf_done) struct buf hello = BUF(256);

	(void)state;
	hello_body(&hello, TLS_1_2, 0x002f, NULL);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(buf_done) struct buf handshake = BUF(1024), in = BUF(1024);

		for (size_t m = 0; m < 4 && rows[i].types[m]; m++)
			message_add(&handshake, rows[i].types[m],
				    rows[i].types[m] == 2 ? buf_view(&hello) : NOTHING);
		record_add(&in, TLS_HANDSHAKE, buf_view(&handshake));
		TAP_INT(rows[i].what, flight(buf_view(&in)), rows[i].expected);
	}
}

static void other_records(void **state)
{
	CLEANUP(buf_done) struct buf hello = BUF(256), handshake = BUF(256), in = BUF(1024);
	static const uint8_t warning[] = { 1, 112 }, fatal[] = { 2, 40 }, closing[] = { 1, 0 };
	static const uint8_t strange[] = { 3, 40 }, three[] = { 2, 40, 0 };
	CLEANUP(buf_done) struct buf scratch = BUF(TLS_FLIGHT_MAX);
	struct tls_flight f;

	(void)state;
	hello_body(&hello, TLS_1_2, 0x002f, NULL);
	message_add(&handshake, 2, buf_view(&hello));

	/* unrecognized_name as a warning, then the flight (RFC 6066 3). */
	record_add(&in, TLS_ALERT, (struct bytes){ warning, 2 });
	record_add(&in, TLS_HANDSHAKE, buf_view(&handshake));
	assert_int_equal(tls_flight_decode(buf_view(&in), &scratch, &f), E_TRUNC);
	assert_true(f.have_alert && f.have_hello && !f.done);
	assert_int_equal(f.alert_level, 1);
	record_add(&in, TLS_ALERT, (struct bytes){ fatal, 2 });
	assert_int_equal(tls_flight_decode(buf_view(&in), &scratch, &f), 0);
	assert_true(f.have_hello && f.done);
	assert_int_equal(f.alert, 40);

	/* Another record within a message; *out still has what came before. */
	buf_clear(&in);
	record_add(&in, TLS_HANDSHAKE, buf_view(&handshake));
	record_add(&in, TLS_HANDSHAKE, (struct bytes){ handshake.p, 5 });
	record_add(&in, TLS_ALERT, (struct bytes){ fatal, 2 });
	assert_int_equal(tls_flight_decode(buf_view(&in), &scratch, &f), E_FORMAT);
	assert_true(f.have_hello && !f.have_alert);

	static const struct {
		const char *what;
		uint8_t type;
		const uint8_t *p;
		size_t n;
		int expected;
	} rows[] = {
		{ "close_notify", TLS_ALERT, closing, 2, 0 },
		{ "alert level 3", TLS_ALERT, strange, 2, E_FORMAT },
		{ "alert of three bytes", TLS_ALERT, three, 3, E_FORMAT },
		{ "alert of one byte", TLS_ALERT, fatal, 1, E_FORMAT },
		{ "empty alert", TLS_ALERT, fatal, 0, E_FORMAT },
		{ "empty handshake", TLS_HANDSHAKE, fatal, 0, E_FORMAT },
		{ "application data", TLS_APPLICATION, fatal, 2, E_FORMAT },
		{ "change of cipher", TLS_CHANGE_CIPHER, fatal, 1, E_FORMAT },
		{ "heartbeat", 24, fatal, 2, E_FORMAT },
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		buf_clear(&in);
		record_add(&in, rows[i].type, (struct bytes){ rows[i].p, rows[i].n });
		TAP_INT(rows[i].what, flight(buf_view(&in)), rows[i].expected);
	}
}

static void key_exchanges(void **state)
{
	static const struct {
		const char *what;
		uint16_t suite;
		const char *body;
		size_t n;
		int expected;
		unsigned dh_bits;
		uint16_t group;
	} rows[] = {
		{ "prime of 9 bits", 0x0033, "\0\2\1\xff\0\1\2\0\1\3", 10, E_TRUNC, 9, 0 },
		{ "leading zeros", 0x0033, "\0\4\0\0\1\xff\0\1\2\0\1\3", 12, E_TRUNC, 9, 0 },
		{ "anonymous", 0x0034, "\0\1\x80\0\1\2\0\1\3", 9, E_TRUNC, 8, 0 },
		{ "prime of nothing", 0x0033, "\0\0\0\1\2\0\1\3", 8, E_FORMAT, 0, 0 },
		{ "prime of zeros", 0x0033, "\0\2\0\0\0\1\2\0\1\3", 10, E_FORMAT, 0, 0 },
		{ "no generator", 0x0033, "\0\1\x80\0\0\0\1\3", 8, E_FORMAT, 0, 0 },
		{ "no share", 0x0033, "\0\1\x80\0\1\2\0\0", 8, E_FORMAT, 0, 0 },
		{ "prime beyond the end", 0x0033, "\0\7\x80\0\1\2\0\0", 8, E_FORMAT, 0, 0 },
		{ "hint, then prime", 0x00b2, "\0\1h\0\1\x80\0\1\2\0\1\3", 12, E_TRUNC, 8, 0 },
		{ "named curve", 0xc02f, "\3\0\x17\1p", 5, E_TRUNC, 0, 0x0017 },
		{ "explicit prime curve", 0xc02f, "\1xyz", 4, E_TRUNC, 0, 0xff01 },
		{ "explicit binary curve", 0xc02f, "\2xyz", 4, E_TRUNC, 0, 0xff02 },
		{ "no kind of curve", 0xc02f, "\4\0\x17\1p", 5, E_FORMAT, 0, 0 },
		{ "no point", 0xc02f, "\3\0\x17\0", 4, E_FORMAT, 0, 0 },
		{ "point beyond the end", 0xc02f, "\3\0\x17\2p", 5, E_FORMAT, 0, 0 },
		{ "empty", 0xc02f, "", 0, E_FORMAT, 0, 0 },
		{ "export RSA, unread", 0x0003, "whatever", 8, E_TRUNC, 0, 0 },
		{ "unknown suite, unread", 0xfafa, "whatever", 8, E_TRUNC, 0, 0 },
		{ "hint beyond the end", 0x00ae, "\0\x20", 2, E_FORMAT, 0, 0 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct bytes body = { (const uint8_t *)rows[i].body, rows[i].n };
		struct tls_flight f;

		TAP_INT(rows[i].what, two_messages(rows[i].suite, 12, body, &f), rows[i].expected);
		TAP_INT(rows[i].what, f.have_key_exchange, rows[i].expected == E_TRUNC);
		TAP_INT(rows[i].what, f.dh_bits, rows[i].dh_bits);
		TAP_INT(rows[i].what, f.group, rows[i].group);
	}
}

static void certificate_lists(void **state)
{
	static const struct {
		const char *what, *body;
		size_t n;
		int expected;
		unsigned certificates;
	} rows[] = {
		{ "two", "\0\0\x09\0\0\1a\0\0\2bc", 12, E_TRUNC, 2 },
		{ "none", "\0\0\0", 3, E_FORMAT, 0 },
		{ "nothing at all", "", 0, E_FORMAT, 0 },
		{ "empty one", "\0\0\3\0\0\0", 6, E_FORMAT, 0 },
		{ "beyond the list", "\0\0\4\0\0\2a", 7, E_FORMAT, 0 },
		{ "list beyond the message", "\0\0\5\0\0\1a", 7, E_FORMAT, 0 },
		{ "left over", "\0\0\4\0\0\1ax", 8, E_FORMAT, 0 },
	};
	struct tls_flight f;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct bytes body = { (const uint8_t *)rows[i].body, rows[i].n };

		TAP_INT(rows[i].what, two_messages(0x002f, 11, body, &f), rows[i].expected);
		TAP_INT(rows[i].what, f.n_certificates, rows[i].certificates);
		TAP_INT(rows[i].what, f.have_certificate, rows[i].certificates > 0);
	}
	for (unsigned n = TLS_CERTIFICATES_MAX; n <= TLS_CERTIFICATES_MAX + 1; n++) {
		CLEANUP(buf_done) struct buf body = BUF(256);

		buf_u24(&body, 4 * n);
		for (unsigned i = 0; i < n; i++)
			buf_u32(&body, 0x00000141);
		assert_int_equal(two_messages(0x002f, 11, buf_view(&body), &f),
				 n > TLS_CERTIFICATES_MAX ? E_LIMIT : E_TRUNC);
		assert_int_equal(f.have_certificate, n <= TLS_CERTIFICATES_MAX);
	}
}

static void message_limits(void **state)
{
	CLEANUP(mem_freep) uint8_t *big = mem_array(TLS_MESSAGE_MAX + 1, 1);
	struct tls_flight f;

	(void)state;
	assert_int_equal(two_messages(0x002f, 13, (struct bytes){ big, TLS_MESSAGE_MAX }, &f),
			 E_TRUNC);
	assert_int_equal(two_messages(0x002f, 13, (struct bytes){ big, TLS_MESSAGE_MAX + 1 }, &f),
			 E_LIMIT);

	CLEANUP(buf_done) struct buf file = corpus_read("tls/openssl-1.2-dhe");
	CLEANUP(buf_done) struct buf scratch = BUF(200);
	assert_int_equal(tls_flight_decode(buf_view(&file), &scratch, &f), E_LIMIT);
	assert_true(f.have_hello);
}

static void ssl2_servers(void **state)
{
	static const uint8_t hello[] = {
		0x80, 19, 4, 0, 1, 0, 2, 0, 2, 0, 3, 0, 3, 'c', 'c', 7, 0, 0xc0, 'i', 'i', 'i',
	};
	static const uint8_t error[] = { 0x80, 3, 0, 0, 1 };
	static const struct {
		const char *what;
		size_t at;
		uint8_t value;
	} rows[] = {
		{ "another message", 2, 1 },     { "record too long", 1, 20 },
		{ "another version", 6, 3 },     { "certificate too long", 8, 3 },
		{ "half a cipher kind", 10, 2 }, { "connection id too short", 12, 2 },
	};
	CLEANUP(buf_done) struct buf scratch = BUF(TLS_FLIGHT_MAX);
	struct tls_flight f;

	(void)state;
	assert_int_equal(tls_flight_decode((struct bytes){ hello, sizeof(hello) }, &scratch, &f),
			 0);
	assert_true(f.ssl2 && f.have_hello && f.have_certificate && f.done);
	assert_int_equal(f.version, TLS_SSL2);
	assert_int_equal(f.n_ssl2_kinds, 1);
	assert_int_equal(f.n_certificates, 1);
	assert_true(bytes_equal(f.certificates[0], bytes_of("cc")));
	corpus_prefixes("hello", (struct bytes){ hello, sizeof(hello) }, flight, E_TRUNC);

	assert_int_equal(tls_flight_decode((struct bytes){ error, sizeof(error) }, &scratch, &f),
			 0);
	assert_true(f.ssl2 && f.have_alert && f.done && !f.have_hello);
	assert_int_equal(f.alert, 40);
	corpus_prefixes("error", (struct bytes){ error, sizeof(error) }, flight, E_TRUNC);

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		uint8_t wrong[sizeof(hello)];

		memcpy(wrong, hello, sizeof(hello));
		wrong[rows[i].at] = rows[i].value;
		TAP_INT(rows[i].what, flight((struct bytes){ wrong, sizeof(wrong) }),
			rows[i].at == 1 ? E_TRUNC : E_FORMAT);
	}
	CLEANUP(buf_done) struct buf small = BUF(1);
	assert_int_equal(tls_flight_decode((struct bytes){ hello, sizeof(hello) }, &small, &f),
			 E_LIMIT);
}

static const struct CMUnitTest tls_flight[] = {
	cmocka_unit_test(servers_are_understood), cmocka_unit_test(prefixes_ask_for_more),
	cmocka_unit_test(records_do_not_matter),  cmocka_unit_test(extensions_by_table),
	cmocka_unit_test(extension_limit),        cmocka_unit_test(hellos_that_are_none),
	cmocka_unit_test(a_retry_needs_1_3),      cmocka_unit_test(order_of_messages),
	cmocka_unit_test(other_records),          cmocka_unit_test(key_exchanges),
	cmocka_unit_test(certificate_lists),      cmocka_unit_test(message_limits),
	cmocka_unit_test(ssl2_servers),
};

TAP_MAIN(tls_flight)
