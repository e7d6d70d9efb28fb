#include "wire/dtls.h"

#include "base/buf.h"
#include "base/cursor.h"
#include "base/err.h"

enum { VERSION_1_0 = 0xfeff, VERSION_1_2 = 0xfefd };
enum { RECORD_ALERT = 21, RECORD_HANDSHAKE = 22 };
enum { CLIENT_HELLO = 1, SERVER_HELLO = 2, COOKIE = 3 };
enum { FATAL = 2, FRAGMENT = 8 /* number, offset and length of a fragment */ };

int dtls_decode(struct bytes in, enum dtls_kind *out)
{
	struct cursor c = cursor_of(in);
	uint8_t type = cursor_u8(&c);
	uint16_t version = cursor_u16(&c);

	cursor_skip(&c, 8); /* epoch and number */
	struct cursor body = cursor_sub(&c, cursor_u16(&c));
	uint8_t first = cursor_u8(&body);
	if (!cursor_ok(&c))
		return E_TRUNC;
	if (version != VERSION_1_0 && version != VERSION_1_2)
		return E_FORMAT;
	if (type == RECORD_ALERT) {
		cursor_skip(&body, 1);
		if (first == 0 || first > FATAL || !cursor_done(&body))
			return E_FORMAT;
		*out = DTLS_ALERT;
		return 0;
	}
	if (type != RECORD_HANDSHAKE || (first != SERVER_HELLO && first != COOKIE))
		return E_FORMAT;
	cursor_skip(&body, 3 + FRAGMENT);
	if (!cursor_ok(&body))
		return E_FORMAT;
	*out = first == COOKIE ? DTLS_COOKIE : DTLS_SERVER_HELLO;
	return 0;
}

static void extensions_encode(struct buf *out)
{
	size_t all = buf_open(out, 2);

	buf_u16(out, 10); /* supported_groups: P-256, X25519 */
	buf_u16(out, 6);
	buf_u16(out, 4);
	buf_u16(out, 23);
	buf_u16(out, 29);
	buf_u16(out, 11); /* ec_point_formats: uncompressed */
	buf_u16(out, 2);
	buf_u16(out, 0x0100);
	buf_u16(out, 13); /* signature_algorithms: SHA-256 with ECDSA, RSA */
	buf_u16(out, 6);
	buf_u16(out, 4);
	buf_u16(out, 0x0403);
	buf_u16(out, 0x0401);
	buf_close(out, all, 2);
}

/* 4.2.2: a handshake message in one fragment says its length twice. */
void dtls_hello_encode(struct buf *out, const uint8_t random[static DTLS_RANDOM_SIZE])
{
	/* Those of small devices: a shared key or elliptic curves, CCM, GCM and CBC. */
	static const uint16_t suites[] = { 0xc0a8, 0xc0a4, 0x00a8, 0x00ae, 0x008c,
					   0xc0ae, 0xc02b, 0xc02f, 0xc023, 0x009c };
	CLEANUP(buf_done) struct buf body = BUF(512);

	buf_u16(&body, VERSION_1_2);
	buf_add(&body, random, DTLS_RANDOM_SIZE);
	buf_u16(&body, 0); /* neither session nor cookie */
	size_t list = buf_open(&body, 2);
	for (size_t i = 0; i < ARRAY_LEN(suites); i++)
		buf_u16(&body, suites[i]);
	buf_close(&body, list, 2);
	buf_u16(&body, 0x0100); /* no compression */
	extensions_encode(&body);

	buf_u8(out, RECORD_HANDSHAKE);
	buf_u16(out, VERSION_1_0);
	buf_u32(out, 0);
	buf_u32(out, 0);
	size_t record = buf_open(out, 2);
	buf_u8(out, CLIENT_HELLO);
	buf_u24(out, (uint32_t)body.n);
	buf_u16(out, 0);
	buf_u24(out, 0);
	buf_u24(out, (uint32_t)body.n);
	buf_bytes(out, buf_view(&body));
	buf_close(out, record, 2);
}
