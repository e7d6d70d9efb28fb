#include "net/stream.h"

#include <fcntl.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <unistd.h>

#include "base/err.h"
#include "base/fd.h"
#include "base/time.h"

static int wait_for(int fd, short events, int64_t deadline)
{
	for (;;) {
		struct pollfd p = { .fd = fd, .events = events };

		/* Inside TLS a flood of records without data would keep poll ready for ever. */
		if (time_now(&time_system) >= deadline)
			return E_TIMEOUT;
		int r = poll(&p, 1, time_left_ms(&time_system, deadline));

		if (r > 0)
			return 0;
		if (r == 0)
			return E_TIMEOUT;
		if (errno != EINTR)
			return -errno;
	}
}

static int connect_error(int number)
{
	return number == ECONNREFUSED ? E_REFUSED : number == ETIMEDOUT ? E_TIMEOUT : -number;
}

static int finish_connect(int fd, int64_t deadline)
{
	int number = 0;
	socklen_t size = sizeof(number);
	int r = wait_for(fd, POLLOUT, deadline);

	if (r < 0)
		return r;
	if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &number, &size) < 0)
		return -errno;
	return number ? connect_error(number) : 0;
}

int stream_open(struct stream *s, const struct addr *a, uint16_t port, int64_t deadline)
{
	return stream_open_from(s, NULL, a, port, deadline);
}

int stream_open_from(struct stream *s, const struct addr *from, const struct addr *a, uint16_t port,
		     int64_t deadline)
{
	struct addr to = addr_with_port(a, port);
	int64_t start = time_now(&time_system);
	CLEANUP(fd_close)
	int fd = socket(a->sa.sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return -errno;
	/* Close means gone: the device keeps nothing of us in memory afterwards. */
	(void)setsockopt(fd, SOL_SOCKET, SO_LINGER, &(struct linger){ .l_onoff = 1 },
			 sizeof(struct linger));
	/*
	 * What is said goes out at once: a second small message would otherwise wait until the
	 * device acknowledges the first (RFC 896), which many put off for 40 ms (RFC 1122 4.2.3.2).
	 */
	(void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &(int){ 1 }, sizeof(int));
	if (from && bind(fd, &from->sa, from->length) < 0)
		return -errno;
	if (connect(fd, &to.sa, to.length) < 0) {
		if (errno != EINPROGRESS)
			return connect_error(errno);
		int r = finish_connect(fd, deadline);

		if (r < 0)
			return r;
	}
	*s = (struct stream){ .fd = fd, .connect_time = time_now(&time_system) - start };
	fd = -1;
	transcript_init(&s->transcript, start);
	transcript_note(&s->transcript, "tcp %s port %u%s%s", a->text, port, from ? " from " : "",
			from ? from->text : "");
	return 0;
}

int stream_open_datagrams(struct stream *s, const struct addr *from, const struct addr *a,
			  uint16_t port)
{
	struct addr to = addr_with_port(a, port);
	CLEANUP(fd_close)
	int fd = socket(a->sa.sa_family, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

	if (fd < 0 || (from && bind(fd, &from->sa, from->length) < 0) ||
	    connect(fd, &to.sa, to.length) < 0)
		return -errno;
	*s = (struct stream){ .fd = fd };
	fd = -1;
	transcript_init(&s->transcript, time_now(&time_system));
	transcript_note(&s->transcript, "udp %s port %u%s%s", a->text, port, from ? " from " : "",
			from ? from->text : "");
	return 0;
}

static int tls_wait(struct stream *s, int result, int64_t deadline)
{
	switch (SSL_get_error(s->tls, result)) {
	case SSL_ERROR_WANT_READ:
		return wait_for(s->fd, POLLIN, deadline);
	case SSL_ERROR_WANT_WRITE:
		return wait_for(s->fd, POLLOUT, deadline);
	case SSL_ERROR_ZERO_RETURN:
		return E_EOF;
	case SSL_ERROR_SYSCALL:
		return errno ? -errno : E_EOF;
	default:
		return E_VERIFY;
	}
}

int stream_start_tls(struct stream *s, int64_t deadline)
{
	s->tls_context = SSL_CTX_new(TLS_client_method());
	if (!s->tls_context)
		return E_UNSUPPORTED;
	SSL_CTX_set_security_level(s->tls_context, 0);
	(void)SSL_CTX_set_min_proto_version(s->tls_context, 0);
	(void)SSL_CTX_set_cipher_list(s->tls_context, "ALL:COMPLEMENTOFALL");
	SSL_CTX_set_options(s->tls_context,
			    SSL_OP_LEGACY_SERVER_CONNECT | SSL_OP_IGNORE_UNEXPECTED_EOF);
	SSL_CTX_set_verify(s->tls_context, SSL_VERIFY_NONE, NULL);
	s->tls = SSL_new(s->tls_context);
	if (!s->tls || SSL_set_fd(s->tls, s->fd) != 1)
		return E_UNSUPPORTED;
	for (;;) {
		ERR_clear_error();
		errno = 0;
		int done = SSL_connect(s->tls);

		if (done == 1)
			break;
		int r = tls_wait(s, done, deadline);
		if (r < 0)
			return r;
	}
	transcript_note(&s->transcript, "inside %s %s", SSL_get_version(s->tls),
			SSL_get_cipher_name(s->tls));
	return 0;
}

int stream_certificate(const struct stream *s, struct buf *out)
{
	X509 *x = s->tls ? SSL_get1_peer_certificate(s->tls) : NULL;
	unsigned char *der = NULL;
	int n = x ? i2d_X509(x, &der) : 0;

	X509_free(x);
	if (n <= 0)
		return E_MISSING;
	buf_add(out, der, (size_t)n);
	OPENSSL_free(der);
	return 0;
}

/* One attempt; 0 bytes never comes back: it is E_EOF. */
static int read_once(struct stream *s, uint8_t *p, size_t room, int64_t deadline)
{
	for (;;) {
		if (s->tls) {
			ERR_clear_error();
			errno = 0;
			int got = SSL_read(s->tls, p, (int)room);

			if (got > 0)
				return got;
			int r = tls_wait(s, got, deadline);
			if (r < 0)
				return r;
			continue;
		}
		ssize_t got = recv(s->fd, p, room, 0);
		if (got > 0)
			return (int)got;
		if (got == 0)
			return E_EOF;
		if (errno != EAGAIN && errno != EINTR)
			return -errno;
		int r = wait_for(s->fd, POLLIN, deadline);
		if (r < 0)
			return r;
	}
}

int stream_read(struct stream *s, struct buf *out, size_t room, int64_t deadline)
{
	uint8_t piece[16384];
	int got = read_once(s, piece, room < sizeof(piece) ? room : sizeof(piece), deadline);

	if (got < 0)
		return got;
	struct bytes data = { .p = piece, .n = (size_t)got };
	transcript_received(&s->transcript, data, time_now(&time_system));
	buf_bytes(out, data);
	return buf_ok(out) ? 0 : E_LIMIT;
}

int stream_write(struct stream *s, struct bytes data, int64_t deadline)
{
	transcript_sent(&s->transcript, data, time_now(&time_system));
	while (data.n > 0) {
		int r;

		if (s->tls) {
			ERR_clear_error();
			errno = 0;
			r = SSL_write(s->tls, data.p, (int)(data.n < 16384 ? data.n : 16384));
			if (r <= 0)
				r = tls_wait(s, r, deadline);
		} else {
			r = (int)send(s->fd, data.p, data.n < 65536 ? data.n : 65536, MSG_NOSIGNAL);
			if (r < 0)
				r = errno == EAGAIN || errno == EINTR
					? wait_for(s->fd, POLLOUT, deadline)
					: -errno;
		}
		if (r < 0)
			return r;
		data.p += r;
		data.n -= (size_t)r;
	}
	return 0;
}

void stream_close(struct stream *s)
{
	SSL_free(s->tls);
	SSL_CTX_free(s->tls_context);
	s->tls = NULL;
	s->tls_context = NULL;
	fd_close(&s->fd);
	s->fd = -1;
}

void stream_done(struct stream *s)
{
	stream_close(s);
	transcript_done(&s->transcript);
}
