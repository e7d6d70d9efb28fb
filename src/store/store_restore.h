/* Putting a backup in the place of a registry's database. */
#pragma once

#include "base/base.h"

struct err;

/*
 * dir is a data directory that nobody writes to (E_REFUSED otherwise) and nobody should read from;
 * it may have no database yet.  from is what store_backup made: it is checked (E_FORMAT, E_VERIFY,
 * E_MISSING) before anything changes.  *kept: the name under which the old database stands beside
 * the new one, the caller's; NULL when there was none.  Migrations run when a writer opens it.
 */
int store_restore(const char *dir, const char *from, char **kept, struct err *err) MUST_USE;
