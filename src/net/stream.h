/*
 * One TCP connection with deadlines, plain or inside TLS, that writes its own transcript.  Reads
 * and writes block until data, the deadline or the end; nothing waits for ever.
 */
#pragma once

#include "base/base.h"
#include "net/addr.h"
#include "net/transcript.h"

struct stream {
	int fd;
	struct ssl_st *tls; /* NULL: plain */
	struct ssl_ctx_st *tls_context;
	struct transcript transcript;
	int64_t connect_time; /* nanoseconds the connect took: a round trip */
};

/* E_REFUSED (RST or ICMP), E_TIMEOUT, -EHOSTUNREACH ...  On failure there is nothing to close. */
int stream_open(struct stream *s, const struct addr *a, uint16_t port, int64_t deadline) MUST_USE;

/* The same from that address of ours (NULL: any).  Another -errno when it is none of ours. */
int stream_open_from(struct stream *s, const struct addr *from, const struct addr *a, uint16_t port,
		     int64_t deadline) MUST_USE;

/*
 * UDP to one port, with nobody else heard: a read is one datagram (cut at room), a write is one.
 * -ECONNREFUSED comes from a read or write, when an ICMP message said so.
 */
int stream_open_datagrams(struct stream *s, const struct addr *from, const struct addr *a,
			  uint16_t port) MUST_USE;

/*
 * TLS with everything old allowed and nothing verified: the posture is judged elsewhere, here we
 * only want to get in.  The transcript then holds the plain text.  E_VERIFY when the handshake
 * fails.
 */
int stream_start_tls(struct stream *s, int64_t deadline) MUST_USE;

/* Append the certificate the device showed in TLS (DER).  E_MISSING: none, or not inside TLS. */
int stream_certificate(const struct stream *s, struct buf *out) MUST_USE;

/* Append what comes next, at least one byte, at most room bytes.  E_EOF, E_TIMEOUT, -ECONNRESET. */
int stream_read(struct stream *s, struct buf *out, size_t room, int64_t deadline) MUST_USE;

/* All of it.  E_TIMEOUT, -EPIPE ... */
int stream_write(struct stream *s, struct bytes data, int64_t deadline) MUST_USE;

/* Close at once (RST): frees the device's side without TIME_WAIT.  The transcript stays. */
void stream_close(struct stream *s);
void stream_done(struct stream *s); /* for CLEANUP: closes and frees the transcript */
#define STREAM_NONE ((struct stream){ .fd = -1 })
