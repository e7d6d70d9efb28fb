#include "serve/peer.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/err.h"
#include "base/fd.h"
#include "sandbox/channel.h"

#define PIECE 65536

int peer_open(struct peer *p, int fd, const char *name, unsigned index)
{
	static int64_t serial;
	int flags = fcntl(fd, F_GETFL);

	if (flags < 0 || fcntl(fd, F_SETFL, flags | O_NONBLOCK) < 0)
		return -errno;
	serial++;
	*p = (struct peer){ .fd = fd,
			    .index = index,
			    .serial = serial,
			    .in = BUF(CHANNEL_HEADER_SIZE + CHANNEL_MESSAGE_MAX + PIECE),
			    .out = BUF(PEER_WAITING_MAX) };
	(void)snprintf(p->name, sizeof(p->name), "%s", name);
	return 0;
}

void peer_done(struct peer *p)
{
	if (!peer_there(p))
		return;
	fd_close(&p->fd);
	buf_done(&p->in);
	buf_done(&p->out);
	p->fd = -1;
	p->sent = 0;
}

bool peer_there(const struct peer *p)
{
	return p->serial > 0 && p->fd >= 0;
}

static int flush(struct peer *p)
{
	while (p->sent < p->out.n) {
		ssize_t n = send(p->fd, p->out.p + p->sent, p->out.n - p->sent, MSG_NOSIGNAL);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return errno == EAGAIN ? 0 : -errno;
		p->sent += (size_t)n;
	}
	buf_clear(&p->out);
	p->sent = 0;
	return 0;
}

int peer_send(struct peer *p, char type, const json_t *message)
{
	CLEANUP(buf_done) struct buf text = BUF(CHANNEL_MESSAGE_MAX);

	if (!peer_there(p))
		return -EPIPE;
	json_write(&text, message, false);
	if (!buf_ok(&text))
		return E_LIMIT;
	if (PEER_WAITING_MAX - p->out.n < text.n + CHANNEL_HEADER_SIZE)
		return E_LIMIT;
	buf_u8(&p->out, (uint8_t)type);
	buf_u32(&p->out, (uint32_t)text.n);
	buf_bytes(&p->out, buf_view(&text));
	return flush(p);
}

struct pollfd peer_poll(const struct peer *p)
{
	if (!peer_there(p))
		return (struct pollfd){ .fd = -1 };
	return (struct pollfd){ .fd = p->fd, .events = p->out.n > 0 ? POLLIN | POLLOUT : POLLIN };
}

/* Hand every whole message on; what is left stays. */
static int deliver(struct peer *p, peer_take *take, void *context)
{
	struct channel_message m;
	size_t used = 0;
	int r;

	while ((r = channel_decode((struct bytes){ .p = p->in.p + used, .n = p->in.n - used },
				   &m)) == 0) {
		CLEANUP(json_done) json_t *message = NULL;

		if (json_read(&message, m.payload, "message", NULL) < 0 ||
		    !json_is_object(message) || take(context, p, m.type, message) < 0)
			return E_FORMAT;
		used += m.used;
	}
	if (r != E_TRUNC)
		return E_FORMAT;
	if (used > 0) {
		memmove(p->in.p, p->in.p + used, p->in.n - used);
		p->in.n -= used;
	}
	return 0;
}

int peer_turn(struct peer *p, short happened, peer_take *take, void *context)
{
	uint8_t piece[PIECE];
	int r;

	if ((happened & POLLOUT) && flush(p) < 0)
		return E_EOF;
	if (!(happened & (POLLIN | POLLHUP | POLLERR)))
		return 0;
	ssize_t got = recv(p->fd, piece, sizeof(piece), 0);
	if (got < 0)
		return errno == EAGAIN || errno == EINTR ? 0 : E_EOF;
	if (got == 0)
		return p->in.n > 0 ? E_FORMAT : E_EOF;
	buf_add(&p->in, piece, (size_t)got);
	r = deliver(p, take, context);
	return r;
}
