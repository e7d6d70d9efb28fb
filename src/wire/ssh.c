/*
 * The banner is found line by line, because a server may greet before its version.  Packets and
 * name lists are read straight through a cursor.
 */
#include "wire/ssh.h"

#include "base/buf.h"
#include "base/cursor.h"
#include "base/err.h"

#define PADDING_MIN 4
#define BLOCK_SIZE 8
#define PACKET_MIN 16 /* RFC 4253 6, with the length field */
#define LENGTH_SIZE 4

enum { MSG_KEXINIT = 20 };

static bool starts(struct bytes text, const char *prefix)
{
	size_t n = strlen(prefix);

	return text.n >= n && memcmp(text.p, prefix, n) == 0;
}

/* "SSH-" digits and dots "-" software, all of it printable (RFC 4253 4.2). */
static int version_check(struct bytes line)
{
	struct cursor c = cursor_of(line);
	size_t digits = 0;

	for (size_t i = 0; i < line.n; i++)
		if (line.p[i] < ' ' || line.p[i] == 0x7f)
			return E_FORMAT;

	cursor_skip(&c, strlen("SSH-"));
	struct bytes protocol = cursor_until(&c, '-');
	if (!cursor_ok(&c) || cursor_left(&c) == 0)
		return E_FORMAT;
	for (size_t i = 0; i < protocol.n; i++) {
		if (protocol.p[i] >= '0' && protocol.p[i] <= '9')
			digits++;
		else if (protocol.p[i] != '.')
			return E_FORMAT;
	}
	return digits > 0 ? 0 : E_FORMAT;
}

int ssh_banner_decode(struct bytes in, struct ssh_banner *out)
{
	struct cursor c = cursor_of(in);

	for (unsigned lines = 0;; lines++) {
		size_t left = cursor_left(&c);
		struct bytes line = cursor_until(&c, '\n');

		if (lines > SSH_BANNER_LINES_MAX)
			return E_LIMIT;
		if (!cursor_ok(&c))
			return left >= SSH_BANNER_LINE_MAX ? E_LIMIT : E_TRUNC;
		if (line.n + 1 > SSH_BANNER_LINE_MAX)
			return E_LIMIT;
		if (memchr(line.p, 0, line.n))
			return E_FORMAT;
		if (!starts(line, "SSH-"))
			continue;

		/* Some old servers end it with LF alone. */
		if (line.p[line.n - 1] == '\r')
			line.n--;
		int r = version_check(line);
		if (r < 0)
			return r;
		*out = (struct ssh_banner){
			.version = line,
			.used = in.n - cursor_left(&c),
			.protocol_1 = starts(line, "SSH-1.") && !starts(line, "SSH-1.99-"),
		};
		return 0;
	}
}

int ssh_packet_decode(struct bytes in, struct bytes *payload, size_t *used)
{
	struct cursor c = cursor_of(in);
	uint32_t length = cursor_u32(&c);

	if (!cursor_ok(&c))
		return E_TRUNC;
	if (length > SSH_PACKET_MAX - LENGTH_SIZE)
		return E_LIMIT;
	if (length < PACKET_MIN - LENGTH_SIZE || (length + LENGTH_SIZE) % BLOCK_SIZE != 0)
		return E_FORMAT;

	uint8_t padding = cursor_u8(&c);
	if (!cursor_ok(&c))
		return E_TRUNC;
	/* One byte is the padding's length; a packet without any payload carries no message. */
	if (padding < PADDING_MIN || padding >= length - 1)
		return E_FORMAT;

	struct bytes body = cursor_bytes(&c, length - 1 - padding);
	cursor_skip(&c, padding);
	if (!cursor_ok(&c))
		return E_TRUNC;
	*payload = body;
	*used = in.n - cursor_left(&c);
	return 0;
}

void ssh_packet_encode(struct buf *out, struct bytes payload)
{
	static const uint8_t zeros[PADDING_MIN + BLOCK_SIZE];

	if (payload.n > SSH_PACKET_MAX - LENGTH_SIZE - 1 - sizeof(zeros)) {
		out->bad = true;
		return;
	}
	size_t padding = BLOCK_SIZE - (LENGTH_SIZE + 1 + payload.n) % BLOCK_SIZE;
	if (padding < PADDING_MIN)
		padding += BLOCK_SIZE;
	buf_u32(out, (uint32_t)(1 + payload.n + padding));
	buf_u8(out, (uint8_t)padding);
	buf_bytes(out, payload);
	buf_add(out, zeros, padding);
}

/* RFC 4251 6: printable US-ASCII without blanks and commas, at most one @. */
static bool name_ok(struct bytes name)
{
	unsigned ats = 0;

	if (name.n == 0 || name.n > SSH_NAME_MAX)
		return false;
	for (size_t i = 0; i < name.n; i++) {
		if (name.p[i] <= ' ' || name.p[i] >= 0x7f)
			return false;
		ats += name.p[i] == '@';
	}
	return ats <= 1;
}

static int list_decode(struct cursor *c, struct ssh_list *out)
{
	uint32_t length = cursor_u32(c);
	struct cursor text = cursor_sub(c, length);

	if (!cursor_ok(c))
		return E_TRUNC;
	out->n = 0;
	/* "a," would otherwise read as a list of one. */
	if (length > 0 && text.p[length - 1] == ',')
		return E_FORMAT;
	while (cursor_left(&text) > 0) {
		struct cursor rest = text;
		struct bytes name = cursor_until(&text, ',');

		if (!cursor_ok(&text)) {
			text = rest;
			name = cursor_bytes(&text, cursor_left(&text));
		}
		if (!name_ok(name))
			return E_FORMAT;
		if (out->n == SSH_LIST_MAX)
			return E_LIMIT;
		out->names[out->n++] = name;
	}
	return 0;
}

int ssh_kexinit_decode(struct bytes payload, struct ssh_kexinit *out)
{
	struct cursor c = cursor_of(payload);
	struct ssh_kexinit k = { .first_kex_follows = false };
	struct ssh_list language;
	struct ssh_list *const lists[] = {
		&k.kex,     &k.host_key,    &k.cipher_in,    &k.cipher_out, &k.mac_in,
		&k.mac_out, &k.compress_in, &k.compress_out, &language,     &language,
	};
	uint8_t type = cursor_u8(&c);

	if (cursor_ok(&c) && type != MSG_KEXINIT)
		return E_FORMAT;
	cursor_skip(&c, SSH_COOKIE_SIZE);
	for (size_t i = 0; i < ARRAY_LEN(lists); i++) {
		int r = list_decode(&c, lists[i]);
		if (r < 0)
			return r;
	}
	k.first_kex_follows = cursor_u8(&c) != 0;
	cursor_skip(&c, 4); /* reserved */
	if (!cursor_ok(&c))
		return E_TRUNC;
	if (!cursor_done(&c))
		return E_FORMAT;
	*out = k;
	return 0;
}

static void list_encode(struct buf *out, const char *list)
{
	size_t mark = buf_open(out, 4);

	buf_text(out, list);
	buf_close(out, mark, 4);
}

void ssh_kexinit_encode(struct buf *out, const uint8_t cookie[static SSH_COOKIE_SIZE],
			const struct ssh_offer *offer)
{
	const char *const lists[] = {
		offer->kex,
		offer->host_key,
		offer->cipher,
		offer->cipher,
		offer->mac,
		offer->mac,
		offer->compress,
		offer->compress,
		"",
		"",
	};

	buf_u8(out, MSG_KEXINIT);
	buf_add(out, cookie, SSH_COOKIE_SIZE);
	for (size_t i = 0; i < ARRAY_LEN(lists); i++)
		list_encode(out, lists[i]);
	buf_u8(out, 0);  /* no guessed key exchange packet follows */
	buf_u32(out, 0); /* reserved */
}
