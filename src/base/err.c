/*
 * A message is formatted into a local array first: its arguments may point into the very err that
 * is being set, and what comes out must be made visible before anyone reads it.
 */
#include "base/err.h"

#include <stdarg.h>

#include "base/text.h"

/* Every byte of text gives at least one in the message, so more than this is never needed. */
#define RAW_MAX (sizeof(((struct err *)0)->text) * 2)

static const char dots[] = "...";

/*
 * Like text_visible, but a backslash stays as it is: arguments have often been made visible
 * already, and a second time would double their escapes.
 */
static void show(char out[static ERR_TEXT_MAX], const char *text)
{
	struct bytes rest = bytes_of(text);
	size_t n = 0;
	size_t keep = 0;

	while (rest.n) {
		char step[TEXT_STEP_MAX] = { '\\' };
		size_t taken = 1;
		size_t length = rest.p[0] == '\\' ? 1 : text_visible_step(step, rest, &taken);

		if (length > ERR_TEXT_MAX - 1 - n) {
			memcpy(out + keep, dots, sizeof(dots));
			return;
		}
		memcpy(out + n, step, length);
		n += length;
		if (ERR_TEXT_MAX - n >= sizeof(dots))
			keep = n;
		rest.p += taken;
		rest.n -= taken;
	}
	out[n] = 0;
}

static PRINTF_LIKE(2, 0) void format_raw(char raw[static RAW_MAX], const char *format, va_list args)
{
	if (vsnprintf(raw, RAW_MAX, format, args) < 0)
		raw[0] = 0;
}

int err_set(struct err *err, int code, const char *format, ...)
{
	char raw[RAW_MAX];
	va_list args;

	if (!err)
		return code;
	va_start(args, format);
	format_raw(raw, format, args);
	va_end(args);
	err->code = code;
	err->ja[0] = 0;
	show(err->text, raw);
	return code;
}

int err_both(struct err *err, int code, const char *en, const char *ja, ...)
{
	char raw[RAW_MAX], raw_ja[RAW_MAX];
	va_list args;

	if (!err)
		return code;
	va_start(args, ja);
	format_raw(raw, en, args);
	va_end(args);
	va_start(args, ja);
	format_raw(raw_ja, ja, args);
	va_end(args);
	err->code = code;
	show(err->text, raw);
	show(err->ja, raw_ja);
	return code;
}

int err_errno(struct err *err, const char *format, ...)
{
	int saved = errno;
	int code = saved > 0 ? -saved : -EIO;
	char raw[RAW_MAX];
	va_list args;

	if (err) {
		va_start(args, format);
		format_raw(raw, format, args);
		va_end(args);
		err_set(err, code, "%s: %s", raw, err_name(code));
	}
	errno = saved;
	return code;
}

int err_prefix(struct err *err, const char *format, ...)
{
	char raw[RAW_MAX];
	va_list args;

	if (!err)
		return E_FORMAT;
	va_start(args, format);
	format_raw(raw, format, args);
	va_end(args);
	if (err->ja[0])
		return err_both(err, err->code, "%s: %s%.0s", "%s: %.0s%s", raw, err->text,
				err->ja);
	return err_set(err, err->code, "%s: %s", raw, err->text);
}

const char *err_name(int code)
{
	static const struct {
		int code;
		const char *name;
	} names[] = {
		{ 0, "no error" },
		{ E_TRUNC, "ends too early" },
		{ E_FORMAT, "malformed" },
		{ E_LIMIT, "too large" },
		{ E_UNSUPPORTED, "not supported" },
		{ E_VERIFY, "does not verify" },
		{ E_TIMEOUT, "timed out" },
		{ E_REFUSED, "refused" },
		{ E_EOF, "ended by the other side" },
		{ E_CANCELLED, "cancelled" },
		{ E_EXISTS, "exists already" },
		{ E_MISSING, "missing" },
		{ E_USAGE, "not possible as asked" },
	};
	const char *name = NULL;

	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (code == names[i].code)
			return names[i].name;
	if (code < 0 && code > E_TRUNC)
		name = strerrordesc_np(-code);
	return name ? name : "unknown error";
}
