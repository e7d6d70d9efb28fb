#include "report/report_transcript.h"

#include "base/num.h"

#define MS_MAX UINT64_C(86400000) /* a day; nothing of ours takes that long */

static bool read_header(struct bytes line, uint64_t *ms, uint64_t *length)
{
	struct cursor c = cursor_of(line);
	struct bytes first = cursor_until(&c, ' ');
	struct bytes second = cursor_bytes(&c, cursor_left(&c));

	return cursor_ok(&c) && num_u64n(first, 0, MS_MAX, ms) == 0 &&
	       num_u64n(second, 0, SIZE_MAX, length) == 0;
}

static bool fail(struct cursor *c)
{
	c->bad = true;
	return false;
}

bool report_transcript_next(struct cursor *c, struct report_record *out)
{
	struct report_record r = { 0 };
	uint64_t length = 0;

	if (!cursor_ok(c) || cursor_done(c))
		return false;
	uint8_t mark = cursor_u8(c);
	uint8_t blank = cursor_u8(c);
	struct bytes line = cursor_until(c, '\n');

	if (!cursor_ok(c) || blank != ' ')
		return fail(c);
	if (mark == '#') {
		*out = (struct report_record){ .side = REPORT_REMARK, .data = line };
		return true;
	}
	if ((mark != '>' && mark != '<') || !read_header(line, &r.ms, &length))
		return fail(c);
	r.side = mark == '>' ? REPORT_SENT : REPORT_RECEIVED;
	r.data = cursor_bytes(c, (size_t)length);
	if (cursor_u8(c) != '\n' || !cursor_ok(c))
		return fail(c);
	*out = r;
	return true;
}

bool report_transcript_is(struct bytes data)
{
	struct cursor c = cursor_of(data);
	struct report_record r;

	while (report_transcript_next(&c, &r))
		;
	return data.n > 0 && cursor_ok(&c);
}
