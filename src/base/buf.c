/*
 * room does not count the one byte more that is always there for a NUL after the bytes.
 */
#include "base/buf.h"

#include <stdarg.h>

#include "base/mem.h"

#define ROOM_MIN 64

/* Make room for n more bytes and a NUL; false (and bad) when they would pass the maximum. */
static bool reserve(struct buf *b, size_t n)
{
	if (b->bad)
		return false;
	if (b->n > b->max || n > b->max - b->n) {
		b->bad = true;
		return false;
	}
	if (b->p && n <= b->room - b->n)
		return true;

	/* Doubling keeps appends linear in total; the maximum keeps the last step small. */
	size_t room = b->room <= b->max / 2 ? 2 * b->room : b->max;
	if (room < ROOM_MIN)
		room = ROOM_MIN;
	if (room < b->n + n)
		room = b->n + n;
	if (room > b->max)
		room = b->max;
	b->p = mem_resize(b->p, room + 1, 1);
	b->room = room;
	return true;
}

void buf_add(struct buf *b, const void *p, size_t n)
{
	if (n == 0 || !reserve(b, n))
		return;
	memcpy(b->p + b->n, p, n);
	b->n += n;
}

void buf_bytes(struct buf *b, struct bytes bytes)
{
	buf_add(b, bytes.p, bytes.n);
}

void buf_text(struct buf *b, const char *text)
{
	buf_add(b, text, strlen(text));
}

void buf_format(struct buf *b, const char *format, ...)
{
	va_list args;
	va_list again;

	va_start(args, format);
	va_copy(again, args);
	int n = vsnprintf(NULL, 0, format, args);
	if (n < 0)
		b->bad = true;
	else if (reserve(b, (size_t)n)) {
		(void)vsnprintf((char *)b->p + b->n, (size_t)n + 1, format, again);
		b->n += (size_t)n;
	}
	va_end(again);
	va_end(args);
}

/* The low width bytes of v, big endian. */
static void put(uint8_t out[4], uint32_t v, unsigned width)
{
	for (unsigned i = 0; i < width; i++)
		out[i] = (uint8_t)(v >> (8 * (width - 1 - i)));
}

static void add_number(struct buf *b, uint32_t v, unsigned width)
{
	uint8_t bytes[4];

	put(bytes, v, width);
	buf_add(b, bytes, width);
}

void buf_grouped(struct buf *b, uint64_t n)
{
	char digits[32];
	size_t length = (size_t)snprintf(digits, sizeof(digits), "%" PRIu64, n);

	for (size_t i = 0; i < length; i++) {
		if (i > 0 && (length - i) % 3 == 0)
			buf_add(b, ",", 1);
		buf_add(b, digits + i, 1);
	}
}

void buf_u8(struct buf *b, uint8_t v)
{
	add_number(b, v, 1);
}

void buf_u16(struct buf *b, uint16_t v)
{
	add_number(b, v, 2);
}

void buf_u24(struct buf *b, uint32_t v)
{
	assert(v < 1u << 24);
	add_number(b, v, 3);
}

void buf_u32(struct buf *b, uint32_t v)
{
	add_number(b, v, 4);
}

size_t buf_open(struct buf *b, unsigned width)
{
	size_t mark = b->n;

	assert(width >= 1 && width <= 4);
	add_number(b, 0, width);
	return mark;
}

void buf_close(struct buf *b, size_t mark, unsigned width)
{
	assert(width >= 1 && width <= 4);
	if (b->bad)
		return;
	assert(mark <= b->n && width <= b->n - mark);

	size_t body = b->n - mark - width;
	if (body > UINT32_MAX >> (8 * (4 - width))) {
		b->bad = true;
		return;
	}
	put(b->p + mark, (uint32_t)body, width);
}

bool buf_ok(const struct buf *b)
{
	return !b->bad;
}

struct bytes buf_view(const struct buf *b)
{
	return (struct bytes){ .p = b->p, .n = b->n };
}

/* Also works on a bad buffer, which still holds what was appended before. */
static char *terminate(struct buf *b)
{
	if (!b->p)
		b->p = mem_array(1, 1);
	b->p[b->n] = 0;
	return (char *)b->p;
}

const char *buf_cstr(struct buf *b)
{
	return terminate(b);
}

char *buf_take(struct buf *b)
{
	char *text = terminate(b);

	*b = BUF(b->max);
	return text;
}

void buf_clear(struct buf *b)
{
	b->n = 0;
	b->bad = false;
}

void buf_done(struct buf *b)
{
	mem_free(b->p);
	*b = BUF(b->max);
}
