#include "tlog/log_memory.h"

#include <unistd.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/fd.h"
#include "tlog/checkpoint.h"

int log_memory_read(struct log_memory *out, const char *path, const char *origin, struct err *err)
{
	CLEANUP(buf_done) struct buf file = BUF(CHECKPOINT_BODY_MAX);
	struct checkpoint c;

	if (access(path, F_OK) < 0 && errno == ENOENT)
		return err_set(err, E_MISSING, "there is no memory '%s'", path);
	int r = fd_read_file(&file, path, CHECKPOINT_BODY_MAX, err);
	if (r < 0)
		return r;
	if (checkpoint_parse(&c, buf_view(&file), NULL) < 0 || c.extensions.n)
		return err_set(err, E_VERIFY, "the signer's memory '%s' is damaged", path);
	if (!bytes_equal(c.origin, bytes_of(origin)))
		return err_set(err, E_VERIFY,
			       "the signer's memory '%s' is of another log than '%s'", path,
			       origin);
	*out = (struct log_memory){ c.size, c.root };
	return 0;
}

int log_memory_write(const char *path, const char *origin, const struct log_memory *memory,
		     struct err *err)
{
	CLEANUP(buf_done) struct buf text = BUF(CHECKPOINT_BODY_MAX);

	checkpoint_body(&text, origin, memory->size, &memory->root);
	assert(buf_ok(&text));
	return fd_write_file(path, buf_view(&text), 0600, err);
}
