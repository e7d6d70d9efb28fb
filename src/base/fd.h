/*
 * File descriptors and whole files.  Files that others may read later are written to a temporary
 * name beside the final one, synced and renamed, so that a reader sees the old or the new file and
 * never half of one.
 */
#pragma once

#include "base/base.h"

struct err;
struct buf;

void fd_close(int *fd);                                /* for CLEANUP(fd_close); -1 is fine */
int fd_read_full(int fd, void *p, size_t n) MUST_USE;  /* E_EOF if fewer bytes come */
int fd_write_full(int fd, struct bytes data) MUST_USE; /* carries on after EINTR and short writes */

/*
 * Append a whole regular file to out, which is as it was after a failure; E_LIMIT above max bytes,
 * E_UNSUPPORTED for devices, folders and pipes.
 */
int fd_read_file(struct buf *out, const char *path, size_t max, struct err *err) MUST_USE;

/*
 * Replace or make path with data: temporary file, fsync, rename, fsync of the folder.  Its mode is
 * exactly mode, whatever the umask.  Refuses (E_UNSUPPORTED) to replace what is not a regular file,
 * so that "-o /dev/null" does not end with a file there.
 */
int fd_write_file(const char *path, struct bytes data, unsigned mode, struct err *err) MUST_USE;
