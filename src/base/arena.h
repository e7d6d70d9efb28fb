/*
 * An arena owns everything that was parsed from one input and gives it back in one piece.  It has
 * a fixed budget chosen by its owner; arena_alloc returns NULL when the budget is used up, which
 * callers report as E_LIMIT.
 */
#pragma once

#include "base/base.h"

struct arena_block;

struct arena {
	struct arena_block *blocks;
	size_t used;
	size_t budget;
};

#define ARENA(bytes) ((struct arena){ .budget = (bytes) })

/* Zeroed and aligned for any type; each counts as at least one alignment unit. */
void *arena_alloc(struct arena *a, size_t n, size_t size) MUST_USE;

/* A copy of n bytes with a NUL after them. */
char *arena_textn(struct arena *a, const char *text, size_t n) MUST_USE;

/* Frees everything; the arena is empty and may be used again with the same budget. */
void arena_done(struct arena *a);
