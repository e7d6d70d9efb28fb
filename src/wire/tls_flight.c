/*
 * Records are appended to scratch, and each handshake message is read as soon as it is whole.
 * Certificates are only located on the way and cut up at the end, because scratch may move while
 * it grows.
 */
#include "wire/tls_flight.h"

#include "base/buf.h"
#include "base/cursor.h"
#include "base/err.h"
#include "wire/tls.h"
#include "wire/tls_suite.h"

enum {
	MSG_SERVER_HELLO = 2,
	MSG_CERTIFICATE = 11,
	MSG_SERVER_KEY_EXCHANGE = 12,
	MSG_CERTIFICATE_REQUEST = 13,
	MSG_SERVER_HELLO_DONE = 14,
	MSG_CERTIFICATE_STATUS = 22,
	MSG_SUPPLEMENTAL_DATA = 23,
	MSG_TYPES = 24,
};

enum {
	EXT_ENCRYPT_THEN_MAC = 22,
	EXT_EXTENDED_MASTER_SECRET = 23,
	EXT_SUPPORTED_VERSIONS = 43,
	EXT_KEY_SHARE = 51,
	EXT_RENEGOTIATION_INFO = 0xff01,
};

enum { ALERT_WARNING = 1, ALERT_FATAL = 2 };
enum { ALERT_CLOSE_NOTIFY = 0, ALERT_HANDSHAKE_FAILURE = 40 };
enum { CURVE_EXPLICIT_PRIME = 1, CURVE_EXPLICIT_CHAR2 = 2, CURVE_NAMED = 3 };
enum { GROUP_EXPLICIT_PRIME = 0xff01, GROUP_EXPLICIT_CHAR2 = 0xff02 };
enum { SSL2_ERROR = 0, SSL2_SERVER_HELLO = 4, SSL2_X509 = 1, SSL2_KIND_SIZE = 3 };

#define MESSAGE_HEAD 4
#define SESSION_ID_MAX 32

/* RFC 8446 4.1.3: the SHA-256 of "HelloRetryRequest". */
static const uint8_t retry_random[TLS_RANDOM_SIZE] = {
	0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11, 0xbe, 0x1d, 0x8c,
	0x02, 0x1e, 0x65, 0xb8, 0x91, 0xc2, 0xa2, 0x11, 0x16, 0x7a, 0xbb,
	0x8c, 0x5e, 0x07, 0x9e, 0x09, 0xe2, 0xc8, 0xa8, 0x33, 0x9c,
};

struct reader {
	struct tls_flight *out;
	struct buf *scratch;
	size_t edge;              /* end of the last whole message in scratch */
	size_t chain_at, chain_n; /* the Certificate body within scratch */
	uint32_t seen;            /* handshake types, a bit each */
};

static int key_share_decode(struct cursor data, struct tls_flight *out)
{
	uint16_t group = cursor_u16(&data);

	if (!out->retry) {
		struct bytes key = cursor_bytes(&data, cursor_u16(&data));
		if (key.n == 0)
			return E_FORMAT;
	}
	if (!cursor_done(&data))
		return E_FORMAT;
	out->group = group;
	return 0;
}

static int extension_decode(uint16_t type, struct cursor data, struct tls_flight *out)
{
	switch (type) {
	case EXT_SUPPORTED_VERSIONS:
		if (cursor_u16(&data) != TLS_1_3 || !cursor_done(&data))
			return E_FORMAT;
		out->version = TLS_1_3;
		return 0;
	case EXT_KEY_SHARE:
		return key_share_decode(data, out);
	case EXT_RENEGOTIATION_INFO:
		/* RFC 5746 3.4: a first handshake has nothing to bind to. */
		if (cursor_u8(&data) != 0 || !cursor_done(&data))
			return E_FORMAT;
		out->secure_renegotiation = true;
		return 0;
	case EXT_EXTENDED_MASTER_SECRET:
		out->extended_master_secret = true;
		return cursor_done(&data) ? 0 : E_FORMAT;
	case EXT_ENCRYPT_THEN_MAC:
		out->encrypt_then_mac = true;
		return cursor_done(&data) ? 0 : E_FORMAT;
	default:
		return 0;
	}
}

static int extensions_decode(struct cursor c, struct tls_flight *out)
{
	uint16_t types[TLS_EXTENSIONS_MAX];
	size_t n = 0;

	while (cursor_left(&c) > 0) {
		uint16_t type = cursor_u16(&c);
		struct cursor data = cursor_sub(&c, cursor_u16(&c));

		if (!cursor_ok(&c))
			return E_FORMAT;
		for (size_t i = 0; i < n; i++)
			if (types[i] == type)
				return E_FORMAT;
		if (n == TLS_EXTENSIONS_MAX)
			return E_LIMIT;
		types[n++] = type;
		int r = extension_decode(type, data, out);
		if (r < 0)
			return r;
	}
	return 0;
}

static int hello_decode(struct cursor c, struct tls_flight *out)
{
	struct tls_flight hello = *out;

	hello.version = cursor_u16(&c);
	struct bytes random = cursor_bytes(&c, TLS_RANDOM_SIZE);
	struct bytes session = cursor_bytes(&c, cursor_u8(&c));
	hello.suite = cursor_u16(&c);
	hello.compression = cursor_u8(&c);
	if (!cursor_ok(&c) || session.n > SESSION_ID_MAX)
		return E_FORMAT;
	/* Version 1.3 and later are told in an extension only (RFC 8446 4.1.3). */
	if (hello.version < TLS_SSL3 || hello.version > TLS_1_2)
		return E_FORMAT;

	hello.retry = memcmp(random.p, retry_random, TLS_RANDOM_SIZE) == 0;
	if (cursor_left(&c) > 0) {
		struct cursor extensions = cursor_sub(&c, cursor_u16(&c));
		if (!cursor_done(&c))
			return E_FORMAT;
		int r = extensions_decode(extensions, &hello);
		if (r < 0)
			return r;
	}
	if (hello.retry && hello.version != TLS_1_3)
		return E_FORMAT;
	hello.have_hello = true;
	hello.done = hello.version == TLS_1_3;
	*out = hello;
	return 0;
}

static unsigned significant_bits(struct bytes number)
{
	struct cursor c = cursor_of(number);
	unsigned bits = 0;

	while (cursor_left(&c) > 0) {
		uint8_t byte = cursor_u8(&c);

		if (bits > 0)
			bits += 8;
		else
			for (; byte > 0; byte >>= 1)
				bits++;
	}
	return bits;
}

static int dhe_decode(struct cursor c, struct tls_flight *out)
{
	struct bytes prime = cursor_bytes(&c, cursor_u16(&c));
	struct bytes generator = cursor_bytes(&c, cursor_u16(&c));
	struct bytes share = cursor_bytes(&c, cursor_u16(&c));
	unsigned bits = significant_bits(prime);

	if (!cursor_ok(&c) || bits == 0 || generator.n == 0 || share.n == 0)
		return E_FORMAT;
	out->dh_bits = bits;
	return 0;
}

static int ecdhe_decode(struct cursor c, struct tls_flight *out)
{
	uint8_t kind = cursor_u8(&c);

	if (!cursor_ok(&c))
		return E_FORMAT;
	if (kind == CURVE_EXPLICIT_PRIME || kind == CURVE_EXPLICIT_CHAR2) {
		out->group =
		    kind == CURVE_EXPLICIT_PRIME ? GROUP_EXPLICIT_PRIME : GROUP_EXPLICIT_CHAR2;
		return 0;
	}
	uint16_t group = cursor_u16(&c);
	struct bytes point = cursor_bytes(&c, cursor_u8(&c));
	if (kind != CURVE_NAMED || !cursor_ok(&c) || point.n == 0)
		return E_FORMAT;
	out->group = group;
	return 0;
}

/* The signature after the parameters is not looked at. */
static int key_exchange_decode(struct cursor c, struct tls_flight *out)
{
	const struct tls_suite *suite = tls_suite_find(out->suite);
	uint32_t traits = suite ? suite->traits : 0;
	int r = 0;

	if (traits & TLS_PSK) /* psk_identity_hint, RFC 4279 */
		(void)cursor_bytes(&c, cursor_u16(&c));
	if (traits & TLS_ECDHE)
		r = ecdhe_decode(c, out);
	else if (traits & TLS_DHE)
		r = dhe_decode(c, out);
	else if (!cursor_ok(&c))
		r = E_FORMAT;
	if (r == 0)
		out->have_key_exchange = true;
	return r;
}

static int chain_decode(struct bytes body, struct tls_flight *out)
{
	struct cursor c = cursor_of(body);
	struct cursor list = cursor_sub(&c, cursor_u24(&c));
	unsigned n = 0;

	if (!cursor_done(&c) || cursor_left(&list) == 0)
		return E_FORMAT;
	while (cursor_left(&list) > 0) {
		struct bytes der = cursor_bytes(&list, cursor_u24(&list));

		if (der.n == 0)
			return E_FORMAT;
		if (n == TLS_CERTIFICATES_MAX)
			return E_LIMIT;
		out->certificates[n++] = der;
	}
	if (!cursor_ok(&list))
		return E_FORMAT;
	out->n_certificates = n;
	out->have_certificate = true;
	return 0;
}

/* One whole message; body lies at body_at of scratch. */
static int message_decode(struct reader *r, uint8_t type, struct cursor body, size_t body_at)
{
	/* Each at most once, and nothing before ServerHello. */
	if (type >= MSG_TYPES || r->seen & 1u << type)
		return E_FORMAT;
	if (r->out->have_hello == (type == MSG_SERVER_HELLO))
		return E_FORMAT;
	r->seen |= 1u << type;

	switch (type) {
	case MSG_SERVER_HELLO:
		return hello_decode(body, r->out);
	case MSG_CERTIFICATE:
		r->chain_at = body_at;
		r->chain_n = cursor_left(&body);
		return r->chain_n > 0 ? 0 : E_FORMAT;
	case MSG_SERVER_KEY_EXCHANGE:
		return key_exchange_decode(body, r->out);
	case MSG_SERVER_HELLO_DONE:
		r->out->done = cursor_done(&body);
		return r->out->done ? 0 : E_FORMAT;
	case MSG_CERTIFICATE_REQUEST:
	case MSG_CERTIFICATE_STATUS:
	case MSG_SUPPLEMENTAL_DATA:
		return 0;
	default:
		return E_FORMAT;
	}
}

static int handshake_feed(struct reader *r, struct bytes fragment)
{
	/* RFC 8446 5.1; without this, any number of records could bring nothing. */
	if (fragment.n == 0)
		return E_FORMAT;
	buf_bytes(r->scratch, fragment);
	if (!buf_ok(r->scratch))
		return E_LIMIT;

	while (!r->out->done) {
		struct cursor c = cursor_of(buf_view(r->scratch));

		cursor_skip(&c, r->edge);
		uint8_t type = cursor_u8(&c);
		uint32_t length = cursor_u24(&c);
		if (!cursor_ok(&c))
			return 0;
		if (length > TLS_MESSAGE_MAX)
			return E_LIMIT;
		struct cursor body = cursor_sub(&c, length);
		if (!cursor_ok(&c))
			return 0;
		int result = message_decode(r, type, body, r->edge + MESSAGE_HEAD);
		if (result < 0)
			return result;
		r->edge += MESSAGE_HEAD + length;
	}
	/* The keys change here, or it is our turn: nothing may follow in this record. */
	return buf_view(r->scratch).n == r->edge ? 0 : E_FORMAT;
}

static int alert_feed(struct tls_flight *out, struct bytes fragment)
{
	struct cursor c = cursor_of(fragment);
	uint8_t level = cursor_u8(&c);
	uint8_t alert = cursor_u8(&c);

	if (!cursor_done(&c) || (level != ALERT_WARNING && level != ALERT_FATAL))
		return E_FORMAT;
	out->have_alert = true;
	out->alert_level = level;
	out->alert = alert;
	out->done = level == ALERT_FATAL || alert == ALERT_CLOSE_NOTIFY;
	return 0;
}

static int record_feed(struct reader *r, const struct tls_record *record)
{
	if (record->type == TLS_HANDSHAKE)
		return handshake_feed(r, record->fragment);
	/* RFC 8446 5.1: no other record within a handshake message. */
	if (buf_view(r->scratch).n != r->edge)
		return E_FORMAT;
	if (record->type == TLS_ALERT)
		return alert_feed(r->out, record->fragment);
	/* ChangeCipherSpec after ServerHello is a resumed session, which we never ask for. */
	return E_FORMAT;
}

static int records_read(struct reader *r, struct bytes in)
{
	struct cursor c = cursor_of(in);

	while (!r->out->done) {
		struct tls_record record;
		struct cursor rest = c;
		int result = tls_record_decode(cursor_bytes(&rest, cursor_left(&rest)), &record);

		if (result < 0)
			return result;
		cursor_skip(&c, record.used);
		result = record_feed(r, &record);
		if (result < 0)
			return result;
	}
	return 0;
}

/* The SSL 2.0 specification, 5.1 and 5.6: a two-byte header, whose top bit says "no padding". */
static int ssl2_decode(struct bytes in, struct buf *scratch, struct tls_flight *out)
{
	struct cursor c = cursor_of(in);
	uint16_t length = cursor_u16(&c) & 0x7fff;
	struct cursor ahead = c;
	uint8_t type = cursor_u8(&ahead);

	if (cursor_ok(&ahead) && type != SSL2_SERVER_HELLO && type != SSL2_ERROR)
		return E_FORMAT;
	struct cursor body = cursor_sub(&c, length);
	if (!cursor_ok(&c))
		return E_TRUNC;
	cursor_skip(&body, 1); /* the type */
	if (type == SSL2_ERROR) {
		cursor_skip(&body, 2); /* the code */
		if (!cursor_done(&body))
			return E_FORMAT;
		out->ssl2 = out->have_alert = out->done = true;
		out->alert_level = ALERT_FATAL;
		out->alert = ALERT_HANDSHAKE_FAILURE;
		return 0;
	}
	cursor_skip(&body, 1); /* session id hit */
	uint8_t kind = cursor_u8(&body);
	uint16_t version = cursor_u16(&body);
	uint16_t certificate_n = cursor_u16(&body);
	uint16_t kinds_n = cursor_u16(&body);
	uint16_t connection_n = cursor_u16(&body);
	struct bytes certificate = cursor_bytes(&body, certificate_n);
	cursor_skip(&body, kinds_n);
	cursor_skip(&body, connection_n);
	if (!cursor_done(&body) || version != TLS_SSL2 || kinds_n % SSL2_KIND_SIZE != 0)
		return E_FORMAT;
	buf_bytes(scratch, certificate);
	if (!buf_ok(scratch))
		return E_LIMIT;
	out->ssl2 = out->have_hello = out->done = true;
	out->version = version;
	out->n_ssl2_kinds = kinds_n / SSL2_KIND_SIZE;
	if (kind == SSL2_X509 && certificate_n > 0) {
		out->certificates[0] = buf_view(scratch);
		out->n_certificates = 1;
		out->have_certificate = true;
	}
	return 0;
}

int tls_flight_decode(struct bytes in, struct buf *scratch, struct tls_flight *out)
{
	struct reader r = { .out = out, .scratch = scratch };
	struct cursor ahead = cursor_of(in);

	*out = (struct tls_flight){ .done = false };
	buf_clear(scratch);
	/* No TLS record type has the top bit. */
	if (cursor_u8(&ahead) & 0x80)
		return ssl2_decode(in, scratch, out);

	int result = records_read(&r, in);
	if (r.chain_n > 0) {
		struct cursor c = cursor_of(buf_view(scratch));

		cursor_skip(&c, r.chain_at);
		int chain = chain_decode(cursor_bytes(&c, r.chain_n), out);
		if (chain < 0)
			return chain;
	}
	return result;
}
