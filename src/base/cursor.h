/*
 * The only way bytes from outside are read.  A read past the end gives zero and marks the cursor
 * bad; a bad cursor has nothing left, so loops on cursor_left() end.  Read straight through, ask
 * cursor_ok() once, and do so before a value is used to allocate, index or loop.
 */
#pragma once

#include "base/base.h"

struct cursor {
	const uint8_t *p;
	size_t n; /* bytes left */
	bool bad;
};

static inline struct cursor cursor_of(struct bytes b)
{
	return (struct cursor){ .p = b.p, .n = b.n };
}

uint8_t cursor_u8(struct cursor *c);
uint16_t cursor_u16(struct cursor *c); /* big endian */
uint32_t cursor_u24(struct cursor *c);
uint32_t cursor_u32(struct cursor *c);
uint64_t cursor_u64(struct cursor *c);
struct bytes cursor_bytes(struct cursor *c, size_t n); /* borrowed; empty when bad */
void cursor_skip(struct cursor *c, size_t n);

/* Takes n bytes as a cursor of their own, which confines a nested structure; bad with its parent.
 */
struct cursor cursor_sub(struct cursor *c, size_t n);

/*
 * Bytes up to and without the delimiter, which is consumed.  Without a delimiter in what is left
 * the cursor becomes bad: an unfinished line is not a line.
 */
struct bytes cursor_until(struct cursor *c, uint8_t delimiter);

size_t cursor_left(const struct cursor *c);
bool cursor_ok(const struct cursor *c);
bool cursor_done(const struct cursor *c); /* ok and nothing left */
