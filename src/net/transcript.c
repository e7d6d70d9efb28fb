#include "net/transcript.h"

#include <stdarg.h>

#include "base/text.h"
#include "base/time.h"

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
	buf_format(&t->bytes, "%c %" PRId64 " %zu\n", direction, (now - t->start) / TIME_MS, data.n);
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

void transcript_note(struct transcript *t, const char *format, ...)
{
	char text[200];
	va_list args;

	va_start(args, format);
	(void)vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	if (!t->cut && t->bytes.max - t->bytes.n > sizeof(text) + 64)
		buf_format(&t->bytes, "# %s\n", text);
}

void transcript_done(struct transcript *t)
{
	buf_done(&t->bytes);
}

static void mask_plain(uint8_t *data, size_t n, const char *secret)
{
	size_t length = strlen(secret);

	for (size_t i = 0; length > 0 && length <= n && i <= n - length;)
		if (memcmp(data + i, secret, length) == 0) {
			memset(data + i, '*', length);
			i += length;
		} else {
			i++;
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

/* Decodes a run of base64 digits four at a time and looks for the secret in the result. */
static bool run_holds(const uint8_t *run, size_t n, const char *secret)
{
	uint8_t plain[3 * 256];
	size_t made = 0, length = strlen(secret);
	uint32_t bits = 0;
	unsigned have = 0;

	for (size_t i = 0; i < n && made < sizeof(plain); i++) {
		bits = bits << 6 | (uint32_t)digit(run[i]);
		have += 6;
		if (have >= 8) {
			have -= 8;
			plain[made++] = (uint8_t)(bits >> have);
		}
	}
	return length > 0 && text_find((struct bytes){ .p = plain, .n = made },
				       (struct bytes){ .p = (const uint8_t *)secret, .n = length });
}

static void mask_base64(uint8_t *data, size_t n, const char *secret)
{
	for (size_t i = 0; i < n;) {
		size_t end = i;

		while (end < n && end - i < 1024 && digit(data[end]) >= 0)
			end++;
		if (end - i >= 4 && run_holds(data + i, end - i, secret))
			memset(data + i, '*', end - i);
		i = end + 1;
	}
}

/* Passwords that were tried travel here, whether they are anybody's secret or not. */
static void mask_authorization(uint8_t *data, size_t n)
{
	static const char header[] = "\r\nAuthorization: Basic ";
	struct bytes left = { .p = data, .n = n };
	const uint8_t *found;

	while ((found = text_find(left, bytes_of(header)))) {
		size_t at = (size_t)(found - data) + strlen(header);

		while (at < n && data[at] > ' ')
			data[at++] = '*';
		left = (struct bytes){ .p = data + at, .n = n - at };
	}
}

void transcript_mask(uint8_t *data, size_t n, const struct transcript_secrets *secrets)
{
	mask_authorization(data, n);
	for (unsigned i = 0; i < secrets->n; i++) {
		mask_plain(data, n, secrets->text[i]);
		mask_base64(data, n, secrets->text[i]);
	}
}
