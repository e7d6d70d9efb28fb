/*
 * A head as libmicrohttpd leaves it: pieces that end with NUL, pointers into them.  The first bytes
 * say how much lies between one piece and the next, so that pieces overlap, leave gaps, or tile.
 * What is let through has to be what it seems.
 */
#include "fuzz.h"

#include "base/mem.h"
#include "base/text.h"
#include "serve/head.h"

#define SKIPS 16

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct head_refusal refusal = { 0 };
	struct head h = { 0 };
	const char *pieces[3 + 2 * 8] = { "" };
	size_t n = 0;

	if (size < SKIPS)
		return 0;
	CLEANUP(mem_freep) char *text = mem_textn((const char *)data + SKIPS, size - SKIPS);
	char *at = text, *end = text + size - SKIPS;
	while (n < ARRAY_LEN(pieces) && at < end) {
		/* One NUL within the head, two after a line, or whatever the input says. */
		size_t gap = n < 2 ? 1 : n % 2 == 0 ? 2 : 1;

		pieces[n] = at;
		gap += data[n % SKIPS] % 4 == 3 ? data[n % SKIPS] % 5 : 0;
		at += strlen(at) + gap;
		n++;
	}
	if (n < 3)
		return 0;
	h.method = pieces[0];
	h.target_at = pieces[1];
	h.version = pieces[2];
	CLEANUP(mem_freep) char *target = mem_text(pieces[1]);
	h.target = target;
	for (size_t i = 3; i + 1 < n; i += 2)
		h.lines[h.n++] = (struct head_line){ .name = pieces[i], .value = pieces[i + 1] };
	/* As long as it is, or not. */
	const char *last = h.n > 0 ? h.lines[h.n - 1].value : h.version;
	h.size = (size_t)(last + strlen(last) + 4 - text) + (data[SKIPS - 1] == 0xff);
	if (!head_check(&h, &refusal)) {
		assert(refusal.status >= 400 && refusal.status < 600 && refusal.why);
		return 0;
	}
	assert(data[SKIPS - 1] != 0xff && h.size <= HEAD_SIZE_MAX);
	assert(h.target[0] == '/' || text_equal(h.target, "*"));
	assert(!h.host || strlen(h.host) <= HEAD_HOST_MAX);
	assert(h.host || !text_equal(h.version, "HTTP/1.1"));
	for (unsigned i = 0; i < h.n; i++)
		assert(!strpbrk(h.lines[i].name, " :\t\r\n") && !strpbrk(h.lines[i].value, "\r\n"));
	assert(!(h.has_length && head_value(&h, "Transfer-Encoding")));
	return 0;
}
