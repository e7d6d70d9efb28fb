/*
 * Every read goes through take(), the one place that compares with what is left.
 */
#include "base/cursor.h"

static const uint8_t *take(struct cursor *c, size_t n)
{
	if (c->bad || n > c->n) {
		*c = (struct cursor){ .bad = true };
		return NULL;
	}

	const uint8_t *p = c->p;
	/* An empty cursor may have no pointer, and adding even 0 to NULL is undefined. */
	if (n) {
		c->p += n;
		c->n -= n;
	}
	return p;
}

static uint64_t number(struct cursor *c, size_t width)
{
	const uint8_t *p = take(c, width);
	uint64_t v = 0;

	for (size_t i = 0; p && i < width; i++)
		v = v << 8 | p[i];
	return v;
}

uint8_t cursor_u8(struct cursor *c)
{
	return (uint8_t)number(c, 1);
}

uint16_t cursor_u16(struct cursor *c)
{
	return (uint16_t)number(c, 2);
}

uint32_t cursor_u24(struct cursor *c)
{
	return (uint32_t)number(c, 3);
}

uint32_t cursor_u32(struct cursor *c)
{
	return (uint32_t)number(c, 4);
}

uint64_t cursor_u64(struct cursor *c)
{
	return number(c, 8);
}

struct bytes cursor_bytes(struct cursor *c, size_t n)
{
	const uint8_t *p = take(c, n);

	return (struct bytes){ .p = p, .n = p ? n : 0 };
}

void cursor_skip(struct cursor *c, size_t n)
{
	take(c, n);
}

struct cursor cursor_sub(struct cursor *c, size_t n)
{
	struct bytes b = cursor_bytes(c, n);

	return (struct cursor){ .p = b.p, .n = b.n, .bad = c->bad };
}

struct bytes cursor_until(struct cursor *c, uint8_t delimiter)
{
	const uint8_t *end = c->n ? memchr(c->p, delimiter, c->n) : NULL;

	if (!end) {
		take(c, SIZE_MAX);
		return (struct bytes){ 0 };
	}
	struct bytes b = cursor_bytes(c, (size_t)(end - c->p));
	take(c, 1);
	return b;
}

size_t cursor_left(const struct cursor *c)
{
	return c->n;
}

bool cursor_ok(const struct cursor *c)
{
	return !c->bad;
}

bool cursor_done(const struct cursor *c)
{
	return !c->bad && c->n == 0;
}
