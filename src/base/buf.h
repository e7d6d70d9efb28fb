/*
 * A growing byte buffer with a maximum: the mirror of struct cursor.  Appends never fail one by
 * one; the first that would pass the maximum marks the buffer bad and leaves it as it was, later
 * ones do nothing, and buf_ok() is asked once at the end.
 */
#pragma once

#include "base/base.h"

struct buf {
	uint8_t *p;
	size_t n;
	size_t room;
	size_t max;
	bool bad;
};

#define BUF(maximum) ((struct buf){ .max = (maximum) })

void buf_add(struct buf *b, const void *p, size_t n); /* p must not point into b */
void buf_bytes(struct buf *b, struct bytes bytes);
void buf_text(struct buf *b, const char *text); /* without its NUL */
void buf_format(struct buf *b, const char *format, ...) PRINTF_LIKE(2, 3);
void buf_grouped(struct buf *b, uint64_t n); /* decimal, with commas: 9,404,090 */
void buf_u8(struct buf *b, uint8_t v);
void buf_u16(struct buf *b, uint16_t v); /* big endian, as on the wire */
void buf_u24(struct buf *b, uint32_t v); /* v above 2^24-1 is our own mistake */
void buf_u32(struct buf *b, uint32_t v);

/*
 * Length-prefixed vectors (TLS, SSH, MQTT): remember where the length goes, write the body, then
 * fill it in.  width is 1, 2, 3 or 4 bytes; a body too long for it marks the buffer bad.
 */
size_t buf_open(struct buf *b, unsigned width);
void buf_close(struct buf *b, size_t mark, unsigned width);

bool buf_ok(const struct buf *b);
struct bytes buf_view(const struct buf *b); /* borrowed until the next append */
const char *buf_cstr(struct buf *b);        /* adds a NUL after the bytes; borrowed */
char *buf_take(struct buf *b) MUST_USE;     /* terminated, owned by the caller; b is empty */
void buf_clear(struct buf *b);              /* empty and ok again, memory kept */
void buf_done(struct buf *b);
