#include "serve/control.h"

#include <sys/socket.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/fd.h"
#include "base/mem.h"

/* Room for one descriptor, aligned as the kernel wants it. */
union ancillary {
	struct cmsghdr head;
	char room[CMSG_SPACE(sizeof(int))];
};

int control_send(int control, const json_t *message, int fd)
{
	CLEANUP(buf_done) struct buf text = BUF(CONTROL_MESSAGE_MAX);
	union ancillary extra = { .room = { 0 } };
	ssize_t sent;

	json_write(&text, message, false);
	if (!buf_ok(&text))
		return E_LIMIT;
	struct iovec part = { .iov_base = text.p, .iov_len = text.n };
	struct msghdr m = { .msg_iov = &part, .msg_iovlen = 1 };
	if (fd >= 0) {
		m.msg_control = extra.room;
		m.msg_controllen = sizeof(extra.room);
		extra.head = (struct cmsghdr){ .cmsg_len = CMSG_LEN(sizeof(int)),
					       .cmsg_level = SOL_SOCKET,
					       .cmsg_type = SCM_RIGHTS };
		memcpy(CMSG_DATA(&extra.head), &fd, sizeof(fd));
	}
	do
		sent = sendmsg(control, &m, MSG_NOSIGNAL);
	while (sent < 0 && errno == EINTR);
	return sent < 0 ? -errno : 0;
}

int control_receive(int control, json_t **message, int *fd)
{
	CLEANUP(mem_freep) char *text = mem_array(CONTROL_MESSAGE_MAX, 1);
	union ancillary extra = { .room = { 0 } };
	struct iovec part = { .iov_base = text, .iov_len = CONTROL_MESSAGE_MAX };
	struct msghdr m = { .msg_iov = &part,
			    .msg_iovlen = 1,
			    .msg_control = extra.room,
			    .msg_controllen = sizeof(extra.room) };
	CLEANUP(fd_close) int came = -1;
	ssize_t got;

	do
		got = recvmsg(control, &m, MSG_CMSG_CLOEXEC);
	while (got < 0 && errno == EINTR);
	if (got < 0)
		return -errno;
	const struct cmsghdr *head = CMSG_FIRSTHDR(&m);
	if (head && head->cmsg_level == SOL_SOCKET && head->cmsg_type == SCM_RIGHTS &&
	    head->cmsg_len == CMSG_LEN(sizeof(int)))
		memcpy(&came, CMSG_DATA(head), sizeof(came));
	if (got == 0)
		return E_EOF;
	if (m.msg_flags & (MSG_TRUNC | MSG_CTRUNC))
		return E_FORMAT;
	struct bytes view = { .p = (const uint8_t *)text, .n = (size_t)got };
	int r = json_read(message, view, "message", NULL);
	if (r < 0)
		return r;
	*fd = came;
	came = -1;
	return 0;
}
