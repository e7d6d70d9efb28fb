/*
 * Blocks in a list, filled from the front; the newest is the one being filled.  The budget counts
 * what was asked for, rounded up to the alignment, so that it does not depend on the block size.
 */
#include "base/arena.h"

#include "base/mem.h"
#include "base/num.h"

/* Under AddressSanitizer each piece is a block of its own, so that running past it is noticed. */
#if defined(__SANITIZE_ADDRESS__)
#define BLOCK_ROOM 0
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define BLOCK_ROOM 0
#endif
#endif
#ifndef BLOCK_ROOM
#define BLOCK_ROOM 4064
#endif

#define UNIT _Alignof(max_align_t)

struct arena_block {
	struct arena_block *next;
	size_t used;
	size_t room;
	_Alignas(max_align_t) uint8_t data[];
};

void *arena_alloc(struct arena *a, size_t n, size_t size)
{
	size_t bytes;
	size_t rounded;

	if (!num_mul(n, size, &bytes) || !num_add(bytes, UNIT - 1, &rounded))
		return NULL;
	rounded -= rounded % UNIT;
	if (rounded == 0)
		rounded = UNIT;
	if (rounded > a->budget - a->used)
		return NULL;

	struct arena_block *block = a->blocks;
	if (!block || rounded > block->room - block->used) {
		size_t room = bytes > BLOCK_ROOM ? bytes : BLOCK_ROOM;
		block = mem_array(sizeof(*block) + room, 1);
		block->room = room;
		block->next = a->blocks;
		a->blocks = block;
	}

	void *p = block->data + block->used;
	block->used = rounded < block->room - block->used ? block->used + rounded : block->room;
	a->used += rounded;
	return p;
}

char *arena_textn(struct arena *a, const char *text, size_t n)
{
	size_t room;
	char *copy = num_add(n, 1, &room) ? arena_alloc(a, room, 1) : NULL;

	if (copy && n)
		memcpy(copy, text, n);
	return copy;
}

void arena_done(struct arena *a)
{
	while (a->blocks) {
		struct arena_block *next = a->blocks->next;
		mem_free(a->blocks);
		a->blocks = next;
	}
	a->used = 0;
}
