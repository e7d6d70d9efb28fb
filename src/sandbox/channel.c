#include "sandbox/channel.h"

#include <sys/socket.h>

#include "base/buf.h"
#include "base/cursor.h"
#include "base/err.h"

/* A payload up to here goes out with its header, so that it wakes the reader once and not twice. */
#define TOGETHER_MAX 4096

static int send_all(int fd, struct bytes data)
{
	while (data.n > 0) {
		ssize_t sent = send(fd, data.p, data.n, MSG_NOSIGNAL);

		if (sent < 0 && errno == EINTR)
			continue;
		if (sent < 0)
			return -errno;
		data.p += sent;
		data.n -= (size_t)sent;
	}
	return 0;
}

int channel_send(int fd, char type, struct bytes payload)
{
	CLEANUP(buf_done) struct buf first = BUF(CHANNEL_HEADER_SIZE + TOGETHER_MAX);

	if (payload.n > CHANNEL_MESSAGE_MAX)
		return E_LIMIT;
	buf_u8(&first, (uint8_t)type);
	buf_u32(&first, (uint32_t)payload.n);
	if (payload.n <= TOGETHER_MAX) {
		buf_bytes(&first, payload);
		payload.n = 0;
	}
	int r = send_all(fd, buf_view(&first));
	return r < 0 ? r : send_all(fd, payload);
}

int channel_decode(struct bytes in, struct channel_message *out)
{
	struct cursor c = cursor_of(in);
	uint8_t type = cursor_u8(&c);
	uint32_t length = cursor_u32(&c);

	if (!cursor_ok(&c))
		return E_TRUNC;
	if (length > CHANNEL_MESSAGE_MAX)
		return E_LIMIT;
	struct bytes payload = cursor_bytes(&c, length);
	if (!cursor_ok(&c))
		return E_TRUNC;
	*out = (struct channel_message){ .type = (char)type,
					 .payload = payload,
					 .used = CHANNEL_HEADER_SIZE + payload.n };
	return 0;
}
