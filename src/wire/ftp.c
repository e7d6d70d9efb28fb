/* A reply of several lines ends with the first line that repeats the code and a blank. */
#include "wire/ftp.h"

#include "base/cursor.h"
#include "base/err.h"

#define CODE_DIGITS 3

/* The code at the start of an unfinished or finished line; what came is judged as far as it goes.
 */
static int code_decode(struct bytes line, unsigned *code)
{
	unsigned v = 0;

	for (size_t i = 0; i < line.n && i < CODE_DIGITS; i++) {
		uint8_t most = i == 0 ? '5' : '9';
		uint8_t least = i == 0 ? '1' : '0';

		if (line.p[i] < least || line.p[i] > most)
			return E_FORMAT;
		v = 10 * v + (unsigned)(line.p[i] - '0');
	}
	if (line.n > CODE_DIGITS &&
	    (line.p[CODE_DIGITS] == 0 || !strchr(" -\r\n", line.p[CODE_DIGITS])))
		return E_FORMAT;
	*code = v;
	return line.n < CODE_DIGITS ? E_TRUNC : 0;
}

/* The next line without its end; its maximum holds for an unfinished line too. */
static int line_decode(struct cursor *c, struct bytes *out)
{
	size_t left = cursor_left(c);
	struct bytes line = cursor_until(c, '\n');

	if (!cursor_ok(c))
		return left >= FTP_LINE_MAX ? E_LIMIT : E_TRUNC;
	if (line.n + 1 > FTP_LINE_MAX)
		return E_LIMIT;
	if (line.n > 0 && line.p[line.n - 1] == '\r')
		line.n--;
	*out = line;
	return 0;
}

int ftp_reply_decode(struct bytes in, struct ftp_reply *out)
{
	struct cursor c = cursor_of(in);
	struct bytes first, line;
	unsigned code = 0, again = 0;

	int r = code_decode(in, &code);
	if (r < 0)
		return r;
	r = line_decode(&c, &first);
	if (r < 0)
		return r;

	bool more = first.n > CODE_DIGITS && first.p[CODE_DIGITS] == '-';
	while (more) {
		r = line_decode(&c, &line);
		if (in.n - cursor_left(&c) > FTP_REPLY_MAX)
			return E_LIMIT;
		if (r < 0)
			return r;
		more = code_decode(line, &again) < 0 || again != code ||
		       (line.n > CODE_DIGITS && line.p[CODE_DIGITS] != ' ');
	}

	struct cursor text = cursor_of(first);
	cursor_skip(&text, first.n > CODE_DIGITS ? CODE_DIGITS + 1 : CODE_DIGITS);
	*out = (struct ftp_reply){
		.code = code,
		.text = { .p = text.p, .n = cursor_left(&text) },
		.used = in.n - cursor_left(&c),
	};
	return 0;
}
