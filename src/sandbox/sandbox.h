/*
 * Giving up what a process does not need before it reads the first byte from a device: root,
 * capabilities, new privileges, files, other programs.  One way only; there is no way back.
 */
#pragma once

#include "base/base.h"

struct err;

enum sandbox {
	SANDBOX_NETWORK, /* a probe: may talk, may not write files or run programs */
};

/*
 * As root: to "nobody" without groups or capabilities; as anyone else: no new privileges.  Then
 * limits on memory and files, and a seccomp filter.  On failure the process must not go on.
 */
int sandbox_enter(enum sandbox kind, struct err *err) MUST_USE;
