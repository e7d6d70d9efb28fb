/*
 * Giving up what a process does not need before it reads the first byte from a device: root,
 * capabilities, new privileges, files, other programs.  One way only; there is no way back.
 */
#pragma once

#include "base/base.h"

struct err;

enum sandbox {
	SANDBOX_NETWORK,   /* a probe: may talk, may not write files or run programs */
	SANDBOX_PARSE,     /* one job on a file: no network, no writing, no other process */
	SANDBOX_FRONT,     /* accepts connections, writes uploads; opens no socket of its own */
	SANDBOX_REGISTRAR, /* writes the data directory; no network, no other process */
	SANDBOX_JOBS,      /* may talk; writes nothing, starts nothing */
	SANDBOX_SIGNER,    /* writes its own folder; no network, no other process */
	SANDBOX_HAND,      /* starts children that enter SANDBOX_PARSE; no network */
};

/*
 * As root: to "nobody" without groups or capabilities; as anyone else: no new privileges.  Then
 * limits on memory and files, and a seccomp filter.  On failure the process must not go on.
 * The last five kinds have more to say (sandbox_serve.h): E_USAGE here.
 */
int sandbox_enter(enum sandbox kind, struct err *err) MUST_USE;
