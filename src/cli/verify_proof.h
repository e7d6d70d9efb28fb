/* hoshi verify of a proof file (tlog/tlog_proof.h): that an entry is in a registry's log. */
#pragma once

#include "base/base.h"
#include "label/key_set.h"

/*
 * entry: the file with the entry's bytes, or NULL where the proof carries them as extra data.
 * Prints; the exit code.
 */
int verify_proof(struct bytes file, const char *entry, const struct key_set *keys);
