/*
 * A line is filled with units that must not be broken: a run of letters without a blank, or one
 * wide character with the closing marks after it or the opening ones before it.
 */
#include "report/report_wrap.h"

#include "base/buf.h"
#include "base/text.h"
#include "report/report_escape.h"

#define TEXT_MAX (1u << 20)
#define CHARACTER_MAX 5 /* 4 bytes and a NUL */
#define WIDTH_MIN 20

struct unit {
	size_t n; /* bytes */
	size_t columns;
};

static const char no_start[] =
    "、。，．・：；？！ー々）」』】〕〉》ぁぃぅぇぉっゃゅょァィゥェォッャュョ,.:;?!)]}";
static const char no_end[] = "（「『【〔〈《";

static size_t character(char out[static CHARACTER_MAX], struct bytes text)
{
	size_t n = text_utf8_step(text.p, text.n);

	if (n == 0)
		n = 1;
	memcpy(out, text.p, n);
	out[n] = 0;
	return n;
}

static bool is_one_of(const char *c, const char *set)
{
	return strstr(set, c) != NULL;
}

/* The unit at the start of text, which is not empty and does not start with a blank. */
static struct unit unit_at(struct bytes text, size_t width)
{
	struct unit u = { 0 };
	bool open = true;  /* more belongs to it whatever comes */
	bool word = false; /* so far letters of one column */
	char c[CHARACTER_MAX];

	while (u.n < text.n) {
		struct bytes rest = { .p = text.p + u.n, .n = text.n - u.n };
		size_t n = character(c, rest);
		size_t columns = text_columns(c);
		bool narrow = columns < 2;

		if (*c == ' ')
			break;
		/* What takes no column (an accent) stays with what it sits on. */
		if (!open && !(word && narrow) && columns > 0 && !is_one_of(c, no_start))
			break;
		/* A word longer than a line has to be broken somewhere. */
		if (u.columns + columns > width)
			break;
		u.n += n;
		u.columns += columns;
		word = narrow;
		open = is_one_of(c, no_end);
	}
	return u;
}

static void indent_by(struct buf *out, size_t n)
{
	while (n-- > 0)
		buf_u8(out, ' ');
}

void report_wrap(struct buf *out, const char *text, size_t first, size_t indent, size_t width)
{
	CLEANUP(buf_done) struct buf plain = BUF(TEXT_MAX);
	size_t room = width > indent + WIDTH_MIN ? width - indent : WIDTH_MIN;
	size_t used = first > indent ? first - indent : 0;
	size_t blanks = 0; /* seen, not yet written */
	bool fresh = true; /* nothing of the text on this line yet */

	report_escape_plain(&plain, bytes_of(text));
	struct bytes rest = buf_view(&plain);
	while (rest.n) {
		if (*rest.p == ' ') {
			blanks = 1;
			rest.p++;
			rest.n--;
			continue;
		}
		struct unit u = unit_at(rest, room);

		if (used + blanks + u.columns > room && !fresh) {
			buf_u8(out, '\n');
			indent_by(out, indent);
			used = blanks = 0;
		} else if (!fresh && blanks) {
			buf_u8(out, ' ');
			used++;
		}
		buf_add(out, rest.p, u.n);
		used += u.columns;
		rest.p += u.n;
		rest.n -= u.n;
		blanks = 0;
		fresh = false;
	}
	buf_u8(out, '\n');
}

size_t report_wrap_cut(struct buf *out, const char *text, size_t columns)
{
	CLEANUP(buf_done) struct buf plain = BUF(TEXT_MAX);
	char c[CHARACTER_MAX];
	size_t used = 0;

	report_escape_plain(&plain, bytes_of(text));
	bool whole = text_columns(buf_cstr(&plain)) <= columns;
	struct bytes rest = buf_view(&plain);

	while (rest.n) {
		size_t n = character(c, rest);
		size_t wide = text_columns(c);

		if (used + wide + (whole ? 0 : 1) > columns)
			break;
		buf_add(out, c, n);
		used += wide;
		rest.p += n;
		rest.n -= n;
	}
	if (!whole && columns > 0) {
		buf_text(out, "…");
		used++;
	}
	return used;
}
