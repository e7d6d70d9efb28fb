/*
 * text_visible_step decides what may be seen; this adds only what HTML asks for besides: the five
 * characters it reserves.
 */
#include "base/html_escape.h"

#include "base/buf.h"

size_t html_escape_step(char shown[static TEXT_STEP_MAX], struct bytes *text, bool *hidden)
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

void html_escape_shown(struct buf *out, const char *shown, size_t n)
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

void html_escape(struct buf *out, struct bytes text)
{
	char shown[TEXT_STEP_MAX];
	bool hidden;

	while (text.n) {
		size_t n = html_escape_step(shown, &text, &hidden);
		html_escape_shown(out, shown, n);
	}
}

/* Printable ASCII that HTML does not reserve: most of what is ever printed. */
static bool is_plain(uint8_t c)
{
	return c >= ' ' && c < 0x7f && c != '&' && c != '<' && c != '>' && c != '"' && c != '\'';
}

void html_escape_lines(struct buf *out, struct bytes text)
{
	char shown[TEXT_STEP_MAX];
	bool hidden;

	while (text.n) {
		size_t run = 0;

		while (run < text.n &&
		       (is_plain(text.p[run]) || text.p[run] == '\n' || text.p[run] == '\t'))
			run++;
		buf_add(out, text.p, run);
		text.p += run;
		text.n -= run;
		if (text.n > 1 && text.p[0] == '\r' && text.p[1] == '\n') {
			text.p++;
			text.n--;
		} else if (text.n) {
			size_t n = html_escape_step(shown, &text, &hidden);
			html_escape_shown(out, shown, n);
		}
	}
}
