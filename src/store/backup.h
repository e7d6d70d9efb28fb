/*
 * A copy of a registry, and putting it back: the database and the signer's folder together.
 *
 * A backup is a folder of mode 0700:
 *
 *     registry.db   one state of the database, as one file
 *     trust/        the signer's folder (store/trust.h), where there is one
 *
 * The database is copied first, the log after it: what the database has made public is in the log,
 * in a copy too, and a database that is behind its log catches up from it.  The other way round
 * there would be labels in the database that no log knows.
 */
#pragma once

#include "base/base.h"
#include "store/trust.h"

struct err;

/*
 * Copy the registry in dir to path, which is not there yet (E_EXISTS), whatever is being written:
 * whole or not at all.  What a backup that was killed left in the same folder is removed.
 */
int backup_make(struct trust_size *log, const char *dir, const char *path,
		struct err *err) MUST_USE;

/* What became of a restore. */
struct backup_restored {
	char *kept, *kept_trust;      /* names of what was there; NULL: nothing was */
	bool has_trust;               /* the backup has a signer's folder */
	bool took_trust;              /* and it took the place of the one that was there */
	enum trust_relation relation; /* of the one that was there to the backup's */
	uint64_t entries, backup;     /* signed by the one that was there; in the backup */
};
void backup_restored_done(struct backup_restored *r);

/*
 * from is a backup, or the file of a database alone.  dir's server is not running (E_EXISTS,
 * E_REFUSED).  The database of the backup takes the place of the one that is there.
 *
 * So does the signer's folder, unless the log that is there goes on from the backup's: then it
 * stays, with its keys, and the database catches up from it.  A log that forks is not made
 * (E_REFUSED), unless fork_log says so.
 *
 * Cut short, what is there is the old registry, the new one, or the old database with the backup's
 * signer; the same restore once more comes to its end.
 */
int backup_restore(struct backup_restored *out, const char *dir, const char *from, bool fork_log,
		   struct err *err) MUST_USE;
