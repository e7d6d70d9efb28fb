/*
 * html_escape decides what may be seen and what HTML reserves; this adds only what differs by
 * place: terminals, and line ends in transcripts.
 */
#include "report/report_escape.h"

#include "base/buf.h"
#include "base/html_escape.h"

void report_escape_plain(struct buf *out, struct bytes text)
{
	char shown[TEXT_STEP_MAX];
	bool hidden;

	while (text.n) {
		size_t n = html_escape_step(shown, &text, &hidden);
		buf_add(out, shown, n);
	}
}

void report_escape_pre(struct buf *out, struct bytes text)
{
	char shown[TEXT_STEP_MAX];
	bool hidden;

	while (text.n) {
		uint8_t first = text.p[0];

		if (first == '\n' || first == '\t' ||
		    (first == '\r' && text.n > 1 && text.p[1] == '\n')) {
			if (first != '\r')
				buf_u8(out, first);
			text.p++;
			text.n--;
			continue;
		}
		size_t n = html_escape_step(shown, &text, &hidden);
		if (hidden)
			buf_text(out, "<i>");
		html_escape_shown(out, shown, n);
		if (hidden)
			buf_text(out, "</i>");
	}
}

void report_escape_cut(struct buf *out, const char *text, size_t max)
{
	size_t n = strlen(text);

	if (n <= max) {
		buf_add(out, text, n);
		return;
	}
	/* Back to the start of the character that would be cut in two. */
	while (max > 0 && ((uint8_t)text[max] & 0xc0) == 0x80)
		max--;
	buf_add(out, text, max);
	buf_text(out, "…");
}
