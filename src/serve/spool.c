#include "serve/spool.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/random.h>
#include <unistd.h>

#include "base/err.h"
#include "base/fd.h"
#include "base/hex.h"
#include "base/text.h"

/* What the request has there already is given back at once. */
static void give_up(struct spool_upload *u)
{
	spool_done(u);
	u->full = true;
}

static bool is_no_room(int r)
{
	return r == -ENOSPC || r == -EDQUOT;
}

static int begin(void *context, char spool[static FORM_MULTIPART_SPOOL_MAX])
{
	struct spool_upload *u = context;
	uint8_t name[(SPOOL_NAME_SIZE - 1) / 2];

	spool[0] = '\0';
	if (u->full)
		return 0;
	if (u->n >= SPOOL_FILES_MAX)
		return E_LIMIT;
	if (getrandom(name, sizeof(name), 0) != (ssize_t)sizeof(name))
		return -EIO;
	name[0] = (uint8_t)u->spool->front;
	hex_encode(u->names[u->n], (struct bytes){ .p = name, .n = sizeof(name) });
	u->fd = openat(u->spool->folder, u->names[u->n],
		       O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (u->fd < 0 && is_no_room(-errno)) {
		give_up(u);
		return 0;
	}
	if (u->fd < 0)
		return -errno;
	(void)snprintf(spool, FORM_MULTIPART_SPOOL_MAX, "%s", u->names[u->n]);
	u->n++;
	return 0;
}

static int data(void *context, struct bytes data)
{
	struct spool_upload *u = context;
	int r = -ENOSPC;

	if (u->full)
		return 0;
	if ((int64_t)data.n <= SPOOL_TOTAL_MAX - u->spool->bytes) {
		u->spool->bytes += (int64_t)data.n;
		u->bytes += (int64_t)data.n;
		r = fd_write_full(u->fd, data);
	}
	if (!is_no_room(r))
		return r;
	give_up(u);
	return 0;
}

static int end(void *context)
{
	struct spool_upload *u = context;

	fd_close(&u->fd);
	u->fd = -1;
	return 0;
}

struct form_multipart_sink spool_sink(struct spool_upload *u)
{
	return (
	    struct form_multipart_sink){ .begin = begin, .data = data, .end = end, .context = u };
}

int spool_tidy(const struct spool *s, struct err *err)
{
	const uint8_t front = (uint8_t)s->front;
	int copy = fcntl(s->folder, F_DUPFD_CLOEXEC, 0);
	DIR *d = copy < 0 ? NULL : fdopendir(copy);
	const struct dirent *entry;
	char own[3];
	int r = 0;

	if (!d) {
		fd_close(&copy);
		return err_errno(err, "cannot read the spool");
	}
	hex_encode(own, (struct bytes){ .p = &front, .n = 1 });
	/* The position is shared with other users of the descriptor's file. */
	rewinddir(d);
	while (r == 0 && (entry = readdir(d)) != NULL)
		if (text_starts(entry->d_name, own) && unlinkat(s->folder, entry->d_name, 0) < 0)
			r = err_errno(err, "cannot remove '%s' from the spool", entry->d_name);
	(void)closedir(d);
	return r;
}

void spool_done(struct spool_upload *u)
{
	if (!u->spool)
		return;
	fd_close(&u->fd);
	u->fd = -1;
	for (unsigned i = 0; i < u->n; i++)
		(void)unlinkat(u->spool->folder, u->names[i], 0);
	u->n = 0;
	u->spool->bytes -= u->bytes;
	u->bytes = 0;
}
