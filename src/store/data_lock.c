#include "store/data_lock.h"

#include <fcntl.h>
#include <sys/file.h>

#include "base/err.h"
#include "base/fd.h"

int data_lock(int *out, const char *dir, struct err *err)
{
	CLEANUP(fd_close) int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0)
		return errno == ENOENT ? err_set(err, E_MISSING, "there is no folder '%s'", dir)
				       : err_errno(err, "cannot open '%s'", dir);
	if (flock(fd, LOCK_EX | LOCK_NB) < 0)
		return errno == EWOULDBLOCK
			   ? err_set(err, E_REFUSED, "a server uses '%s': stop it first", dir)
			   : err_errno(err, "cannot lock '%s'", dir);
	*out = fd;
	fd = -1;
	return 0;
}
