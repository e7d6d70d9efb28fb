/*
 * The opening of SSH in the clear: identification strings (RFC 4253 4.2), the binary packet
 * without encryption (6), and KEXINIT (7.1).  Enough to read a server's posture, no more.
 */
#pragma once

#include "base/base.h"

struct buf;

#define SSH_BANNER_LINE_MAX 255 /* RFC 4253 4.2, with CR LF */
#define SSH_BANNER_LINES_MAX 32 /* lines a server may send before its version */
#define SSH_PACKET_MAX 35000    /* RFC 4253 6.1, with its length field */
#define SSH_LIST_MAX 128        /* names in one list */
#define SSH_NAME_MAX 64         /* RFC 4251 6 */
#define SSH_COOKIE_SIZE 16

/* The server's version line within what came so far. */
struct ssh_banner {
	struct bytes version; /* "SSH-2.0-..." without CR LF; borrowed from the input */
	size_t used;          /* bytes up to and with its line end */
	bool protocol_1;      /* "SSH-1.x" other than 1.99: no KEXINIT will follow */
};

/*
 * E_TRUNC: more bytes needed.  E_FORMAT: this is not SSH.  E_LIMIT: a line or the number of lines
 * before the version is too much, which in practice means the same.
 */
int ssh_banner_decode(struct bytes in, struct ssh_banner *out) MUST_USE;

/*
 * Payload of the first packet in in, never empty; *used counts its bytes on the wire.  E_TRUNC,
 * E_FORMAT, E_LIMIT above SSH_PACKET_MAX.
 */
int ssh_packet_decode(struct bytes in, struct bytes *payload, size_t *used) MUST_USE;

/* Block size 8, zero padding bytes.  A payload that makes a packet too long marks out bad. */
void ssh_packet_encode(struct buf *out, struct bytes payload);

struct ssh_list {
	struct bytes names[SSH_LIST_MAX]; /* borrowed from the payload */
	unsigned n;
};

/* _in: client to server, _out: server to client. */
struct ssh_kexinit {
	struct ssh_list kex, host_key;
	struct ssh_list cipher_in, cipher_out;
	struct ssh_list mac_in, mac_out;
	struct ssh_list compress_in, compress_out;
	bool first_kex_follows;
};

/*
 * E_TRUNC: the payload ends too early.  E_FORMAT: another message, bytes left over, an empty name
 * within a list, or a name that RFC 4251 6 refuses.  E_LIMIT above SSH_LIST_MAX.
 */
int ssh_kexinit_decode(struct bytes payload, struct ssh_kexinit *out) MUST_USE;

/* Lists as comma-separated text; both directions get the same. */
struct ssh_offer {
	const char *kex, *host_key, *cipher, *mac, *compress;
};

/* The payload; ssh_packet_encode makes a packet of it. */
void ssh_kexinit_encode(struct buf *out, const uint8_t cookie[static SSH_COOKIE_SIZE],
			const struct ssh_offer *offer);
