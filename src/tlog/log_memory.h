/*
 * The signer's memory: one file with the text of the checkpoint that was signed last, or is about
 * to be.  It is ahead of every signature.
 */
#pragma once

#include "base/base.h"
#include "tlog/merkle.h"

struct err;

struct log_memory {
	uint64_t size;
	struct merkle_hash root;
};

/* E_MISSING: no such file.  E_VERIFY: it is of another log than origin, or no checkpoint's text. */
int log_memory_read(struct log_memory *out, const char *path, const char *origin,
		    struct err *err) MUST_USE;

/* Durable when it returns 0.  Only one process writes it (the log's lock). */
int log_memory_write(const char *path, const char *origin, const struct log_memory *memory,
		     struct err *err) MUST_USE;
