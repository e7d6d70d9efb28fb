/* The data directory as the server needs it: there, one server's alone, with an empty spool. */
#pragma once

#include "base/base.h"

struct err;

/*
 * Makes dir (mode 0700) if it is not there, takes the lock of the one server that may use it (held
 * as long as *lock is open), makes the spool, removes what an earlier server left in it, and
 * makes the folder for mail.
 */
int datadir_prepare(const char *dir, int *lock, struct err *err) MUST_USE;
