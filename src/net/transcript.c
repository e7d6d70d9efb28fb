#include "net/transcript.h"

#include <stdarg.h>

#include "base/cursor.h"
#include "base/mem.h"
#include "base/num.h"
#include "base/text.h"
#include "base/time.h"

#define NOTE_MAX 240

void transcript_init(struct transcript *t, int64_t now)
{
	*t = (struct transcript){ .bytes = BUF(TRANSCRIPT_MAX), .start = now };
}

static void record(struct transcript *t, char direction, struct bytes data, int64_t now)
{
	/* Header, bytes and newline go in together or not at all, so that records stay whole. */
	size_t room = t->bytes.max - t->bytes.n;

	if (t->cut || data.n > room || room - data.n < 48) {
		if (!t->cut && room >= 48)
			buf_text(&t->bytes, "# the rest was not kept\n");
		t->cut = true;
		return;
	}
	buf_format(&t->bytes, "%c %" PRId64 " %zu\n", direction, (now - t->start) / TIME_MS,
		   data.n);
	buf_bytes(&t->bytes, data);
	buf_u8(&t->bytes, '\n');
}

void transcript_sent(struct transcript *t, struct bytes data, int64_t now)
{
	record(t, '>', data, now);
}

void transcript_received(struct transcript *t, struct bytes data, int64_t now)
{
	record(t, '<', data, now);
}

static void note(struct transcript *t, struct bytes line)
{
	if (t->cut || t->bytes.max - t->bytes.n < NOTE_MAX + 64 || line.n > NOTE_MAX)
		return;
	buf_text(&t->bytes, "# ");
	buf_bytes(&t->bytes, line);
	buf_u8(&t->bytes, '\n');
}

void transcript_note(struct transcript *t, const char *format, ...)
{
	char text[200];
	va_list args;

	va_start(args, format);
	(void)vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	CLEANUP(buf_done) struct buf line = BUF(NOTE_MAX);
	/* Part of it may come from the device, and must not begin a line of its own. */
	text_visible(&line, bytes_of(text), NOTE_MAX);
	note(t, buf_view(&line));
}

void transcript_done(struct transcript *t)
{
	buf_done(&t->bytes);
}

/* ---- masking ---- */

static void mask_plain(uint8_t *data, struct bytes original, struct bytes secret)
{
	struct bytes left = original;
	const uint8_t *found;

	while ((found = text_find(left, secret))) {
		size_t at = (size_t)(found - original.p);

		memset(data + at, '*', secret.n);
		/* From the next byte on, as a secret may overlap itself. */
		left = (struct bytes){ .p = found + 1, .n = original.n - at - 1 };
	}
}

static int digit(uint8_t c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	if (c == '+' || c == '-')
		return 62;
	return c == '/' || c == '_' ? 63 : -1;
}

/* What four digits at a time mean; an incomplete byte at the end is left out. */
static size_t decode(uint8_t *out, struct bytes run)
{
	size_t made = 0;
	uint32_t bits = 0;
	unsigned have = 0;

	for (size_t i = 0; i < run.n; i++) {
		bits = bits << 6 | (uint32_t)digit(run.p[i]);
		have += 6;
		if (have >= 8) {
			have -= 8;
			out[made++] = (uint8_t)(bits >> have);
		}
	}
	return made;
}

/* A path may stand before it ("/auth/dXNlcg"), so the run need not begin where the base64 does. */
static bool run_holds(struct bytes run, const struct transcript_secrets *secrets)
{
	CLEANUP(mem_freep) uint8_t *plain = mem_array(run.n, 1);

	for (size_t skip = 0; skip < 4 && skip < run.n; skip++) {
		struct bytes text = { .p = plain };

		text.n = decode(plain, (struct bytes){ .p = run.p + skip, .n = run.n - skip });
		for (unsigned i = 0; i < secrets->n; i++)
			if (text_find(text, bytes_of(secrets->text[i])))
				return true;
	}
	return false;
}

static void mask_base64(uint8_t *data, struct bytes original,
			const struct transcript_secrets *secrets)
{
	for (size_t i = 0; i < original.n; i++) {
		size_t end = i;

		while (end < original.n && digit(original.p[end]) >= 0)
			end++;
		if (end > i &&
		    run_holds((struct bytes){ .p = original.p + i, .n = end - i }, secrets))
			memset(data + i, '*', end - i);
		i = end;
	}
}

static int hex_digit(uint8_t c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/*
 * How many bytes stand for this one where text is encoded: itself or a "+" for a blank, "%2B" of
 * forms and URLs, "\\\"" and "\\u003c" of JSON.  0: they stand for another.
 */
static size_t encoded_step(struct bytes at, uint8_t byte)
{
	static const uint8_t unicode[] = { '\\', 'u', '0', '0' };
	size_t size = at.n >= 3 && at.p[0] == '%' ? 3 : 0;

	if (at.n >= 6 && memcmp(at.p, unicode, sizeof(unicode)) == 0)
		size = 6;
	if (size > 0 && hex_digit(at.p[size - 2]) == byte >> 4 &&
	    hex_digit(at.p[size - 1]) == (byte & 15))
		return size;
	if (at.n >= 2 && at.p[0] == '\\' && at.p[1] == byte)
		return 2;
	return at.n >= 1 && (at.p[0] == byte || (byte == ' ' && at.p[0] == '+')) ? 1 : 0;
}

static void mask_encoded(uint8_t *data, struct bytes original, struct bytes secret)
{
	for (size_t i = 0; secret.n > 0 && i < original.n; i++) {
		size_t end = i, step = 1;

		for (size_t j = 0; j < secret.n && step > 0; j++) {
			step = encoded_step(
			    (struct bytes){ .p = original.p + end, .n = original.n - end },
			    secret.p[j]);
			end += step;
		}
		if (step > 0)
			memset(data + i, '*', end - i);
	}
}

/* The rest of a value that begins at this offset, up to what ends it. */
static void mask_value(uint8_t *data, size_t n, size_t at, const char *ends)
{
	while (at < n && data[at] >= ' ' && !strchr(ends, data[at]))
		data[at++] = '*';
}

/* Passwords that were tried travel here, whether they are anybody's secret or not. */
static void mask_authorization(uint8_t *data, size_t n)
{
	static const char basic[] = "\r\nAuthorization: Basic ";
	static const char digest[] = "\r\nAuthorization: Digest ", response[] = " response=\"";
	static const char token[] = "#PasswordDigest\">";
	struct bytes left = { .p = data, .n = n };
	const uint8_t *found;

	while ((found = text_find(left, bytes_of(basic)))) {
		size_t at = (size_t)(found - data) + strlen(basic);

		mask_value(data, n, at, " ");
		left = (struct bytes){ .p = data + at, .n = n - at };
	}
	left = (struct bytes){ .p = data, .n = n };
	while ((found = text_find(left, bytes_of(token)))) {
		size_t at = (size_t)(found - data) + strlen(token);

		mask_value(data, n, at, "<");
		left = (struct bytes){ .p = data + at, .n = n - at };
	}
	left = (struct bytes){ .p = data, .n = n };
	while ((found = text_find(left, bytes_of(digest)))) {
		left = (struct bytes){ .p = found + 2, .n = n - (size_t)(found - data) - 2 };
		const uint8_t *end = memchr(left.p, '\r', left.n);
		struct bytes line = { .p = left.p, .n = end ? (size_t)(end - left.p) : left.n };

		found = text_find(line, bytes_of(response));
		if (found)
			mask_value(data, n, (size_t)(found - data) + strlen(response), "\"");
	}
}

static void mask_secret(uint8_t *data, struct bytes original, struct bytes secret)
{
	mask_plain(data, original, secret);
	mask_encoded(data, original, secret);
}

void transcript_mask(uint8_t *data, size_t n, const struct transcript_secrets *secrets)
{
	mask_authorization(data, n);
	if (n == 0 || secrets->n == 0)
		return;
	/* Looked for in the bytes as they were: secrets may overlap one another. */
	CLEANUP(mem_freep) uint8_t *copy = mem_copy(data, n);
	struct bytes original = { .p = copy, .n = n };
	for (unsigned i = 0; i < secrets->n; i++)
		mask_secret(data, original, bytes_of(secrets->text[i]));
	mask_base64(data, original, secrets);
}

/* ---- records ---- */

/* The next record's mark and what it holds; false at the end and (c is bad) where there is none. */
static bool next_timed(struct cursor *c, uint8_t *mark, uint64_t *ms, struct bytes *body)
{
	uint64_t length = 0;

	if (cursor_left(c) == 0)
		return false;
	*mark = cursor_u8(c);
	c->bad |= cursor_u8(c) != ' ' || (*mark != '<' && *mark != '>' && *mark != '#');
	struct cursor line = cursor_of(cursor_until(c, '\n'));
	*body = (struct bytes){ .p = line.p, .n = line.n };
	if (*mark == '#')
		return cursor_ok(c);
	c->bad |= num_u64n(cursor_until(&line, ' '), 0, INT64_MAX / TIME_MS, ms) < 0 ||
		  !cursor_ok(&line) ||
		  num_u64n((struct bytes){ .p = line.p, .n = line.n }, 0, SIZE_MAX, &length) < 0;
	*body = cursor_bytes(c, (size_t)length);
	c->bad |= cursor_u8(c) != '\n';
	return cursor_ok(c);
}

static bool next(struct cursor *c, uint8_t *mark, struct bytes *body)
{
	uint64_t ms;

	return next_timed(c, mark, &ms, body);
}

static bool is_transcript(struct bytes all)
{
	struct cursor c = cursor_of(all);
	struct bytes body;
	uint8_t mark;

	while (next(&c, &mark, &body))
		;
	return cursor_ok(&c);
}

/* What one side sent, in one piece; answers how much it is. */
static size_t join(uint8_t *stream, struct bytes all, uint8_t side)
{
	struct cursor c = cursor_of(all);
	struct bytes body;
	uint8_t mark;
	size_t n = 0;

	while (next(&c, &mark, &body))
		if (mark == side && body.n > 0) {
			memcpy(stream + n, body.p, body.n);
			n += body.n;
		}
	return n;
}

/* And back to where it came from: its length has not changed. */
static void spread(uint8_t *data, struct bytes all, uint8_t side, const uint8_t *stream)
{
	struct cursor c = cursor_of(all);
	struct bytes body;
	uint8_t mark;

	while (next(&c, &mark, &body))
		if (mark == side && body.n > 0) {
			memcpy(data + (body.p - all.p), stream, body.n);
			stream += body.n;
		}
}

void transcript_mask_records(uint8_t *data, size_t n, const struct transcript_secrets *secrets)
{
	struct bytes all = { .p = data, .n = n };

	if (n == 0 || !is_transcript(all)) {
		transcript_mask(data, n, secrets);
		return;
	}
	CLEANUP(mem_freep) uint8_t *stream = mem_array(n, 1);
	for (const char *side = "<>"; *side; side++) {
		transcript_mask(stream, join(stream, all, (uint8_t)*side), secrets);
		spread(data, all, (uint8_t)*side, stream);
	}
	/* Remarks are lines of their own, not a stream. */
	struct cursor c = cursor_of(all);
	struct bytes body;
	uint8_t mark;
	while (next(&c, &mark, &body))
		if (mark == '#')
			transcript_mask(data + (body.p - all.p), body.n, secrets);
}

void transcript_join(struct transcript *t, struct transcript *more)
{
	struct transcript from = *more;
	struct cursor c = cursor_of(buf_view(&from.bytes));
	struct bytes body;
	uint8_t mark;
	uint64_t ms = 0;

	*more = (struct transcript){ 0 };
	if (!t->bytes.max) {
		transcript_done(t);
		*t = from;
		return;
	}
	while (next_timed(&c, &mark, &ms, &body)) {
		int64_t when = from.start + (int64_t)ms * TIME_MS;

		if (mark == '#')
			note(t, body);
		else
			record(t, (char)mark, body, when > t->start ? when : t->start);
	}
	t->cut |= from.cut;
	transcript_done(&from);
}
