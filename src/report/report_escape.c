/*
 * text_visible_step decides what may be seen; this adds only what differs by place: the five
 * characters HTML reserves, and line ends in transcripts.
 */
#include "report/report_escape.h"

#include "base/buf.h"
#include "base/text.h"

/*
 * The next character as it may be shown, without regard to HTML.  Returns the bytes in shown;
 * *hidden when it had to be made visible.
 */
static size_t step(char shown[static TEXT_STEP_MAX], struct bytes *text, bool *hidden)
{
	uint8_t first = text->p[0];
	size_t taken = 1, n = 1;

	if (first == '\\')
		shown[0] = '\\';
	else
		n = text_visible_step(shown, *text, &taken);
	*hidden = n != taken || memcmp(shown, text->p, n) != 0;
	text->p += taken;
	text->n -= taken;
	return n;
}

static void add_html(struct buf *out, const char *shown, size_t n)
{
	switch (shown[0]) {
	case '&':
		buf_text(out, "&amp;");
		break;
	case '<':
		buf_text(out, "&lt;");
		break;
	case '>':
		buf_text(out, "&gt;");
		break;
	case '"':
		buf_text(out, "&quot;");
		break;
	case '\'':
		buf_text(out, "&#39;");
		break;
	default:
		buf_add(out, shown, n);
	}
}

void report_escape_plain(struct buf *out, struct bytes text)
{
	char shown[TEXT_STEP_MAX];
	bool hidden;

	while (text.n) {
		size_t n = step(shown, &text, &hidden);
		buf_add(out, shown, n);
	}
}

void report_escape_html(struct buf *out, const char *text)
{
	struct bytes rest = text ? bytes_of(text) : (struct bytes){ 0 };
	char shown[TEXT_STEP_MAX];
	bool hidden;

	while (rest.n) {
		size_t n = step(shown, &rest, &hidden);
		add_html(out, shown, n);
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
		size_t n = step(shown, &text, &hidden);
		if (hidden)
			buf_text(out, "<i>");
		add_html(out, shown, n);
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
