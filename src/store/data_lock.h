/* A data directory that nobody serves from: for what can only be done while the registry rests. */
#pragma once

#include "base/base.h"

struct err;

/*
 * The folder, opened and locked as a server locks it, until *out is closed (CLEANUP(fd_close)).
 * E_MISSING; E_REFUSED while a server uses it.
 */
int data_lock(int *out, const char *dir, struct err *err) MUST_USE;
