/*
 * Making outside text safe to print.  The work is done one character at a time, so that err_set
 * can do the same into a fixed array.
 */
#include "base/text.h"

#include "base/buf.h"

#define DOTS "..."

/* Only asked about valid characters of 2 or 3 bytes; none of the refused ones is longer. */
static uint32_t code_point(const uint8_t *p, size_t n)
{
	if (n == 2)
		return (uint32_t)(p[0] & 0x1f) << 6 | (p[1] & 0x3f);
	if (n == 3)
		return (uint32_t)(p[0] & 0x0f) << 12 | (uint32_t)(p[1] & 0x3f) << 6 | (p[2] & 0x3f);
	return 0;
}

/* What reorders the text around it, breaks the line, or is a blank nobody sees. */
static bool is_deceptive(uint32_t c)
{
	return c == 0x061c || c == 0x200e || c == 0x200f || (c >= 0x2028 && c <= 0x202e) ||
	       (c >= 0x2066 && c <= 0x2069) || c == 0xfeff;
}

static size_t copy(char *out, const char *text, size_t n)
{
	memcpy(out, text, n);
	return n;
}

static size_t escape_byte(char out[static TEXT_STEP_MAX], uint8_t byte)
{
	switch (byte) {
	case '\n':
		return copy(out, "\\n", 2);
	case '\r':
		return copy(out, "\\r", 2);
	case '\t':
		return copy(out, "\\t", 2);
	case '\\':
		return copy(out, "\\\\", 2);
	default:
		return (size_t)snprintf(out, TEXT_STEP_MAX, "\\x%02x", byte);
	}
}

size_t text_visible_step(char out[static TEXT_STEP_MAX], struct bytes text, size_t *taken)
{
	size_t n = text_utf8_step(text.p, text.n);
	uint8_t first = text.p[0];

	*taken = 1;
	if (n == 0 || (n == 1 && (first < 0x20 || first == 0x7f || first == '\\')))
		return escape_byte(out, first);

	*taken = n;
	uint32_t c = code_point(text.p, n);
	if (n == 2 && c < 0xa0)
		return (size_t)snprintf(out, TEXT_STEP_MAX, "\\x%02x\\x%02x", first, text.p[1]);
	if (is_deceptive(c))
		return (size_t)snprintf(out, TEXT_STEP_MAX, "\\u{%04" PRIX32 "}", c & 0xffff);
	memcpy(out, text.p, n);
	return n;
}

void text_visible(struct buf *out, struct bytes text, size_t max)
{
	char step[TEXT_STEP_MAX];
	size_t start = out->n;
	size_t keep = start; /* where the dots go if what follows does not fit */
	size_t taken;

	for (size_t i = 0; i < text.n && buf_ok(out); i += taken) {
		struct bytes rest = { .p = text.p + i, .n = text.n - i };
		size_t n = text_visible_step(step, rest, &taken);
		size_t used = out->n - start;

		if (n > max - used) {
			size_t room = max - (keep - start);
			out->n = keep;
			buf_add(out, DOTS, room < strlen(DOTS) ? room : strlen(DOTS));
			return;
		}
		buf_add(out, step, n);
		if (max - used - n >= strlen(DOTS))
			keep = out->n;
	}
}

char *text_visible_new(struct bytes text, size_t max)
{
	struct buf out = BUF(max);

	text_visible(&out, text, max);
	return buf_take(&out);
}
