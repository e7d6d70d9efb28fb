/*
 * The text is cut into runs: of characters that tokens are made of, of blanks, and single others.
 * Whether a run goes depends on the run alone, so that the same text always gives the same result.
 */
#include "login/print_text.h"

#include "base/buf.h"
#include "base/cursor.h"
#include "base/text.h"

#define HOLE '#'
#define CASE_CHANGES_MAX 2 /* "aBcDe" is no word; "JavaScript" is one */

/* What a date or time says besides numbers, and "a" of "12 a.m.". */
static const char *const dates[] = {
	"mon",      "tue",      "wed",       "thu",      "fri",    "sat",       "sun",
	"monday",   "tuesday",  "wednesday", "thursday", "friday", "saturday",  "sunday",
	"jan",      "feb",      "mar",       "apr",      "may",    "jun",       "jul",
	"aug",      "sep",      "oct",       "nov",      "dec",    "january",   "february",
	"march",    "april",    "june",      "july",     "august", "september", "october",
	"november", "december", "am",        "pm",       "a.m",    "p.m",
};

static const char *const dates_ja[] = { "(日)", "(月)", "(火)", "(水)", "(木)", "(金)",
					"(土)", "日曜", "月曜", "火曜", "水曜", "木曜",
					"金曜", "土曜", "午前", "午後" };

static bool is_digit(uint8_t c)
{
	return c >= '0' && c <= '9';
}

static bool is_lower(uint8_t c)
{
	return c >= 'a' && c <= 'z';
}

static bool is_upper(uint8_t c)
{
	return c >= 'A' && c <= 'Z';
}

static bool is_run(uint8_t c)
{
	return is_digit(c) || is_lower(c) || is_upper(c) || (c != 0 && strchr("_+/=.%~:@-", c));
}

static struct bytes run_take(struct cursor *c)
{
	size_t n = 0;

	/* "1,024" is one number; "hello, world" are two words. */
	while (n < cursor_left(c) &&
	       (is_run(c->p[n]) || (c->p[n] == ',' && n > 0 && is_digit(c->p[n - 1]) &&
				    n + 1 < cursor_left(c) && is_digit(c->p[n + 1]))))
		n++;
	return cursor_bytes(c, n);
}

static bool is_date(struct bytes run)
{
	while (run.n > 0 && strchr(".:", run.p[run.n - 1]))
		run.n--;
	for (size_t i = 0; i < ARRAY_LEN(dates); i++)
		if (text_equal_nocase(run, dates[i]))
			return true;
	return false;
}

static bool is_token(struct bytes run)
{
	unsigned changes = 0;

	for (size_t i = 0; i < run.n; i++) {
		if (is_digit(run.p[i]))
			return true;
		changes += i > 0 && is_lower(run.p[i - 1]) && is_upper(run.p[i]);
	}
	return run.n >= PRINT_TEXT_TOKEN_MIN || changes > CASE_CHANGES_MAX;
}

static void hole_add(struct buf *out)
{
	size_t n = out->n;

	while (n > 0 && out->p[n - 1] == ' ')
		n--;
	if (n == 0 || out->p[n - 1] != HOLE)
		buf_u8(out, HOLE);
}

static bool after_hole(const struct buf *out)
{
	return out->n >= 2 && out->p[out->n - 1] == ' ' && out->p[out->n - 2] == HOLE;
}

static bool is_word_part(uint8_t c)
{
	return is_digit(c) || is_lower(c) || is_upper(c);
}

/* What was typed stands here as a word of its own; its size, or 0. */
static size_t typed_size(const struct cursor *c, bool begins, const char *typed)
{
	size_t n = typed ? strlen(typed) : 0;

	if (n == 0 || !begins || n > cursor_left(c) || memcmp(c->p, typed, n) != 0)
		return 0;
	return n == cursor_left(c) || !is_word_part(c->p[n]) ? n : 0;
}

static size_t date_ja_size(const struct cursor *c)
{
	for (size_t i = 0; i < ARRAY_LEN(dates_ja); i++) {
		size_t n = strlen(dates_ja[i]);

		if (n <= cursor_left(c) && memcmp(c->p, dates_ja[i], n) == 0)
			return n;
	}
	return 0;
}

/* U+FF10 to U+FF19 */
static bool is_wide_digit(const uint8_t *p, size_t n)
{
	return n >= 3 && p[0] == 0xef && p[1] == 0xbc && p[2] >= 0x90 && p[2] <= 0x99;
}

static void run_add(struct buf *out, struct bytes run)
{
	if (is_token(run) || is_date(run)) {
		hole_add(out);
		return;
	}
	/* "1 second", "2 seconds" */
	if (after_hole(out) && run.n > 2 && run.p[run.n - 1] == 's')
		run.n--;
	buf_bytes(out, run);
}

/* One character that no token has. */
static void other_add(struct buf *out, struct cursor *c)
{
	size_t step = text_utf8_step(c->p, cursor_left(c));

	if (is_wide_digit(c->p, cursor_left(c)))
		hole_add(out);
	else if (*c->p <= ' ' || *c->p == 0x7f) {
		if (out->n > 0 && out->p[out->n - 1] != ' ')
			buf_u8(out, ' ');
	} else if (step > 0)
		buf_add(out, c->p, step);
	cursor_skip(c, step > 0 ? step : 1);
}

void print_text_add(struct buf *out, struct bytes text, const struct print_typed *typed)
{
	struct cursor c = cursor_of(text);

	while (cursor_left(&c) > 0 && buf_ok(out)) {
		bool begins = c.p == text.p || !is_word_part(c.p[-1]);
		size_t n = typed_size(&c, begins, typed->secret);

		n = n > 0 ? n : typed_size(&c, begins, typed->account);
		n = n > 0 ? n : date_ja_size(&c);
		if (n > 0) {
			hole_add(out);
			cursor_skip(&c, n);
		} else if (is_run(*c.p)) {
			run_add(out, run_take(&c));
		} else {
			other_add(out, &c);
		}
	}
	while (out->n > 0 && out->p[out->n - 1] == ' ')
		out->n--;
}

size_t print_text_length(struct bytes plain)
{
	size_t n = 0;

	for (size_t i = 0; i < plain.n; i++)
		n += plain.p[i] != ' ' && plain.p[i] != HOLE;
	return n;
}

/*
 * "Is locked" and not "locked": a login page may announce that it will lock, and a settings page
 * has a field for it.
 */
bool print_text_says_wait(struct bytes text)
{
	static const char *const phrases[] = {
		"too many failed",
		"too many login",
		"too many attempt",
		"too many invalid",
		"too many incorrect",
		"too many wrong",
		"too many unsuccessful",
		"too many authentication",
		"too many password",
		"too many tries",
		"too many request",
		"too many connection",
		"has been locked",
		"is locked due",
		"is temporarily locked",
		"is now locked",
		"is currently locked",
		"account locked",
		"temporarily disabled",
		"temporarily blocked",
		"has been blocked",
		"try again in ",
		"try again after ",
		"try again later",
		"locked out",
		"ロックされました",
		"ロックされています",
		"ロックしました",
		"ロック中",
		"しばらくしてから",
		"しばらく待って",
		"しばらくお待ち",
		"分後に再",
		"秒後に再",
		"試行回数を超え",
		"回数が上限",
		"一時的に利用",
		"一時的に停止",
		"一時的に制限",
	};

	for (size_t i = 0; i < ARRAY_LEN(phrases); i++)
		if (text_has_nocase(text, phrases[i]))
			return true;
	return false;
}
