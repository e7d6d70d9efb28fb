/* Putting a backup in the place of a registry's database, in two steps. */
#pragma once

#include "base/base.h"

struct err;

struct store_restore {
	char *path, *part;
	int lock;
};

/*
 * dir is a data directory that nobody writes to (E_REFUSED otherwise) and nobody should read from;
 * it may have no database yet.  from is what store_backup made: it is checked (E_FORMAT, E_VERIFY,
 * E_MISSING) and copied beside the database.  Nothing has changed then, and store_restore_done
 * leaves it so.
 */
int store_restore_begin(struct store_restore *out, const char *dir, const char *from,
			struct err *err) MUST_USE;

/*
 * The copy takes the database's place.  *kept: the name under which the old one stands beside it,
 * the caller's; NULL when there was none.  Migrations run when a writer opens it.
 */
int store_restore_finish(struct store_restore *s, char **kept, struct err *err) MUST_USE;

/* Gives the lock back.  For CLEANUP, also of one with lock -1 that was never begun. */
void store_restore_done(struct store_restore *s);
