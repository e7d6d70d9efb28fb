#include "sandbox/channel.h"

#include <sys/socket.h>

#include "base/buf.h"
#include "base/cursor.h"
#include "base/err.h"

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
	CLEANUP(buf_done) struct buf header = BUF(CHANNEL_HEADER_SIZE);

	if (payload.n > CHANNEL_MESSAGE_MAX)
		return E_LIMIT;
	buf_u8(&header, (uint8_t)type);
	buf_u32(&header, (uint32_t)payload.n);
	int r = send_all(fd, buf_view(&header));
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
