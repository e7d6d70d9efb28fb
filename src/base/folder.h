/*
 * Whole folders: a copy of one that lasts, and removing one.  No link is followed, and none copied.
 */
#pragma once

#include "base/base.h"

#include <sys/stat.h>

struct err;

#define FOLDER_DEPTH_MAX 16 /* folders in folders */

/* Shall this be left out?  name: without the folders above it; depth: 0 in the folder itself. */
typedef bool folder_skip_fn(const char *name, unsigned depth);

/*
 * Copy all that lies in the open folder from into the open folder to, which has nothing of these
 * names: with the modes, and by root with the owners.  A file that goes while this runs is passed
 * over; E_UNSUPPORTED for what is neither file nor folder.  skip may be NULL.
 */
int folder_copy(int from, int to, folder_skip_fn *skip, struct err *err) MUST_USE;

/* One file of it, under the same name, which may have folders before it.  E_MISSING. */
int folder_copy_file(int from, int to, const char *name, struct err *err) MUST_USE;

/* A file or folder that is not there yet, with mode and owner of another. */
int folder_write(int to, const char *name, struct bytes data, const struct stat *like,
		 struct err *err) MUST_USE;
int folder_make(int to, const char *name, const struct stat *like, struct err *err) MUST_USE;

/* Open a folder below the open one, but no link to one. */
int folder_open(int *out, int at, const char *name, struct err *err) MUST_USE;

/* Everything in the open folder, and itself, is on the disk when this returns 0. */
int folder_sync(int folder, struct err *err) MUST_USE;

/* Remove name from the open folder at, with all that is in it.  Fine when it is not there. */
int folder_remove(int at, const char *name, struct err *err) MUST_USE;
