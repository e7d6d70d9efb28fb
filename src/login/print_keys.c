/* Objects are walked to a depth; a list counts as its name, as its length is data. */
#include "login/print_keys.h"

#include "base/buf.h"
#include "base/text.h"

#define NUMBER_MAX 99999 /* codes are below; times and identifiers above */
#define KEYS_MAX 4096

static const char *const results[] = {
	"code",       "status",      "statuscode",    "status_code", "result",
	"resultcode", "result_code", "ret",           "retcode",     "ret_code",
	"rc",         "err",         "errno",         "errcode",     "err_code",
	"error",      "errorcode",   "error_code",    "success",     "ok",
	"state",      "valid",       "authenticated", "type",
};

static const char *const messages[] = { "message", "msg",       "error",  "error_description",
					"detail",  "title",     "reason", "description",
					"errmsg",  "error_msg", "text" };

static bool is_one_of(const char *name, const char *const *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (text_equal_nocase(bytes_of(name), list[i]))
			return true;
	return false;
}

static void text_value(struct buf *out, const char *text, const struct print_typed *typed)
{
	CLEANUP(buf_done) struct buf plain = BUF(KEYS_MAX);

	if (strlen(text) > PRINT_KEYS_VALUE_MAX) {
		buf_text(out, "=#");
		return;
	}
	print_text_add(&plain, bytes_of(text), typed);
	buf_u8(out, '=');
	text_visible(out, buf_view(&plain), KEYS_MAX);
}

static void value_add(struct buf *out, const char *name, const json_t *value,
		      const struct print_typed *typed)
{
	json_int_t number = json_integer_value(value);

	if (json_is_boolean(value))
		buf_text(out, json_is_true(value) ? "=true" : "=false");
	if (!is_one_of(name, results, ARRAY_LEN(results)))
		return;
	if (json_is_null(value))
		buf_text(out, "=null");
	else if (json_is_string(value))
		text_value(out, json_string_value(value), typed);
	else if (json_is_integer(value) && number >= -NUMBER_MAX && number <= NUMBER_MAX)
		buf_format(out, "=%" JSON_INTEGER_FORMAT, number);
}

static void keys_add(struct buf *out, const char *path, const json_t *value, unsigned depth,
		     const struct print_typed *typed)
{
	const char *name;
	json_t *member;

	json_object_foreach (json_lend(value), name, member) {
		CLEANUP(buf_done) struct buf here = BUF(LOGIN_TEXT_MAX);

		buf_format(&here, "%s%s", path, *path ? "." : "");
		text_visible(&here, bytes_of(name), LOGIN_TEXT_MAX / 2);
		if (!buf_ok(&here) || !buf_ok(out))
			return;
		if (json_is_object(member) && depth < PRINT_KEYS_DEPTH_MAX) {
			keys_add(out, buf_cstr(&here), member, depth + 1, typed);
			continue;
		}
		buf_format(out, "%s%s", out->n > 0 ? "," : "", buf_cstr(&here));
		value_add(out, name, member, typed);
	}
}

void print_keys(char out[static LOGIN_TEXT_MAX], const json_t *value,
		const struct print_typed *typed)
{
	CLEANUP(buf_done) struct buf keys = BUF(KEYS_MAX);
	size_t n = 0, step;

	if (json_is_array(value))
		buf_text(&keys, "[]");
	keys_add(&keys, "", value, 1, typed);
	while (n < keys.n && (step = text_utf8_step(keys.p + n, keys.n - n)) > 0 &&
	       n + step < LOGIN_TEXT_MAX)
		n += step;
	memcpy(out, n > 0 ? keys.p : (const uint8_t *)"", n);
	out[n] = '\0';
}

static void texts_add(struct buf *out, const json_t *value, unsigned depth, bool all)
{
	const char *name;
	json_t *member;
	size_t i;

	json_object_foreach (json_lend(value), name, member) {
		if (all)
			buf_format(out, "%s ", name);
		if (json_is_string(member) &&
		    (all || is_one_of(name, messages, ARRAY_LEN(messages))))
			buf_format(out, "%s ", json_string_value(member));
		if (depth < JSON_DEPTH_MAX && !json_is_string(member))
			texts_add(out, member, depth + 1, all);
	}
	json_array_foreach (json_lend(value), i, member) {
		if (json_is_string(member) && all)
			buf_format(out, "%s ", json_string_value(member));
		if (depth < JSON_DEPTH_MAX)
			texts_add(out, member, depth + 1, all);
	}
}

void print_keys_texts(struct buf *out, const json_t *value)
{
	texts_add(out, value, 1, false);
}

void print_keys_all(struct buf *out, const json_t *value)
{
	texts_add(out, value, 1, true);
}
