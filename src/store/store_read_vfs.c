/*
 * SQLite opens a write-ahead log for reading and writing even where the database is opened for
 * reading alone.  The descriptors of a process that shows pages to everybody shall not be able to
 * write, so this stands before SQLite's own file system layer and asks it for less.
 */
#include "store/store_read_vfs.h"

#include <sqlite3.h>

static sqlite3_vfs reading;
static sqlite3_vfs *under;

static int open_for_reading(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags,
			    int *got)
{
	(void)vfs;
	if (flags & (SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_WAL)) {
		flags &= ~(SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
		flags |= SQLITE_OPEN_READONLY;
	}
	return under->xOpen(under, name, file, flags, got);
}

static int refuse_delete(sqlite3_vfs *vfs, const char *name, int sync)
{
	(void)vfs;
	(void)name;
	(void)sync;
	return SQLITE_READONLY;
}

const char *store_read_vfs(void)
{
	if (!under) {
		under = sqlite3_vfs_find("unix");
		assert(under);
		/* File objects are the lower layer's own, so everything else can stay as it is. */
		reading = *under;
		reading.zName = "hoshi-read";
		reading.pNext = NULL;
		reading.xOpen = open_for_reading;
		reading.xDelete = refuse_delete;
		if (sqlite3_vfs_register(&reading, 0) != SQLITE_OK)
			abort();
	}
	return reading.zName;
}
