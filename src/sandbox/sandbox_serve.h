/*
 * The sandboxes of the registry's processes.  Each gives up root, capabilities and new privileges,
 * sets limits, and loads a filter of system calls; where the kernel has Landlock, what of the file
 * system can still be named is what is said here.  One way only, as sandbox.h.
 */
#pragma once

#include "base/base.h"
#include <sys/types.h>

#include "sandbox/sandbox.h"

struct err;

#define SANDBOX_SERVE_NOBODY 65534
#define SANDBOX_SERVE_SIGNER                                                \
	1 /* "daemon": a user of every Debian who owns nothing else of ours \
	   */

struct sandbox_serve {
	enum sandbox kind;
	uid_t uid; /* who to be, if root; of no effect for anyone else */
	gid_t gid;
	int folder; /* SANDBOX_FRONT, _REGISTRAR, _SIGNER: where files are made; -1: nowhere */
	int reads;  /* SANDBOX_FRONT: where files are read, too; 0: nowhere */
	uint64_t file_max;    /* bytes of a file that is written; 0: none, UINT64_MAX: any */
	unsigned descriptors; /* RLIMIT_NOFILE; 0: as it is; never raised above the hard limit */
};

/* On failure the process must not go on. */
int sandbox_serve_enter(const struct sandbox_serve *s, struct err *err) MUST_USE;

/*
 * In SANDBOX_PARSE, after it was entered: from now on files are opened for reading below this
 * folder alone, and by its descriptor.
 */
int sandbox_serve_confine(int folder, struct err *err) MUST_USE;
