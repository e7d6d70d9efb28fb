/*
 * jansson does the reading; what it does not refuse by itself (depth) is looked for beforehand, and
 * its errors become ours.
 */
#include "base/json.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/fd.h"
#include "base/mem.h"
#include "base/num.h"
#include "base/text.h"

static void *allocate(size_t n)
{
	return mem_resize(NULL, n, 1);
}

/*
 * Before main: jansson out of memory ends the process like everything else, instead of dropping a
 * member of an object; and it takes its hash seed now, not in a sandbox that has no /dev/urandom.
 */
__attribute__((constructor)) static void set_up(void)
{
	json_set_alloc_funcs(allocate, mem_free);
	json_object_seed(0);
}

void json_done(json_t **value)
{
	json_decref(*value);
	*value = NULL;
}

/*
 * Counts brackets outside strings without caring whether they match, as jansson will.  jansson's
 * own limit (2048) is too deep for the recursion of those who read the value.
 */
static int check_depth(struct bytes text, const char *name, struct err *err)
{
	bool in_string = false;
	size_t depth = 0;
	size_t line = 1;

	for (size_t i = 0; i < text.n; i++) {
		uint8_t c = text.p[i];

		line += c == '\n';
		if (in_string && c == '\\')
			i++;
		else if (c == '"')
			in_string = !in_string;
		else if (!in_string && (c == '[' || c == '{'))
			depth++;
		else if (!in_string && (c == ']' || c == '}') && depth > 0)
			depth--;
		if (depth > JSON_DEPTH_MAX)
			return err_both(err, E_LIMIT, "%s:%zu: nested more than %d levels deep",
					"%s の%zu行目：入れ子が%d段を超えています", name, line,
					JSON_DEPTH_MAX);
	}
	return 0;
}

int json_read(json_t **out, struct bytes text, const char *name, struct err *err)
{
	json_error_t error;
	int r = check_depth(text, name, err);

	if (r < 0)
		return r;
	/* jansson takes a NULL pointer for a caller's mistake, but empty text is just empty. */
	json_t *value = json_loadb(text.n ? (const char *)text.p : "", text.n,
				   JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &error);
	if (!value) {
		bool truncated = json_error_code(&error) == json_error_premature_end_of_input;
		return err_both(err, truncated ? E_TRUNC : E_FORMAT, "%s:%d:%d: %s",
				"%s の%d行目%d字目：JSONとして読めません%.0s", name, error.line,
				error.column, error.text);
	}
	*out = value;
	return 0;
}

int json_read_file(json_t **out, const char *path, size_t max, struct err *err)
{
	CLEANUP(buf_done) struct buf text = BUF(max);
	int r = fd_read_file(&text, path, max, err);

	return r < 0 ? r : json_read(out, buf_view(&text), path, err);
}

static int append(const char *text, size_t n, void *out)
{
	buf_add(out, text, n);
	return buf_ok(out) ? 0 : -1;
}

void json_write(struct buf *out, const json_t *value, bool indent)
{
	size_t layout = indent ? JSON_INDENT(2) : JSON_COMPACT;
	size_t flags = layout | JSON_ENCODE_ANY | JSON_REAL_PRECISION(15);

	/* Besides a full buffer only a value that contains itself makes this fail. */
	if (json_dump_callback(value, append, out, flags) < 0)
		out->bad = true;
	buf_u8(out, '\n');
}

int json_write_file(const char *path, const json_t *value, unsigned mode, struct err *err)
{
	CLEANUP(buf_done) struct buf text = BUF(JSON_FILE_MAX);

	json_write(&text, value, true);
	if (!buf_ok(&text))
		return err_set(err, E_LIMIT, "'%s' would be larger than %u bytes", path,
			       JSON_FILE_MAX);
	return fd_write_file(path, buf_view(&text), mode, err);
}

char *json_pointer_take(const char **pointer)
{
	if (**pointer != '/')
		return NULL;

	const char *from = *pointer + 1;
	size_t length = strcspn(from, "/");
	CLEANUP(mem_freep) char *token = mem_array(length + 1, 1);
	size_t n = 0;

	/* RFC 6901 3: "~1" is "/" and "~0" is "~"; no other "~" is allowed. */
	for (size_t i = 0; i < length; i++) {
		char c = from[i];
		if (c == '~') {
			c = from[++i];
			if (c != '0' && c != '1')
				return NULL;
			c = c == '0' ? '~' : '/';
		}
		token[n++] = c;
	}
	*pointer = from + length;
	return steal(token);
}

static json_t *child(const json_t *value, const char *token)
{
	uint64_t index;

	if (json_is_object(value))
		return json_object_get(value, token);
	/* RFC 6901 4: no leading zeros, and "-" is the element after the last, which is none. */
	if (num_u64(token, 0, SIZE_MAX, &index) < 0 || (token[0] == '0' && token[1]))
		return NULL;
	return json_array_get(value, (size_t)index);
}

json_t *json_at(const json_t *root, const char *pointer)
{
	json_t *value = json_lend(root);

	while (value && *pointer) {
		CLEANUP(mem_freep) char *token = json_pointer_take(&pointer);
		value = token ? child(value, token) : NULL;
	}
	return value;
}

void json_pointer_add(struct buf *pointer, const char *token)
{
	buf_u8(pointer, '/');
	for (; *token; token++) {
		if (*token == '~')
			buf_text(pointer, "~0");
		else if (*token == '/')
			buf_text(pointer, "~1");
		else
			buf_u8(pointer, (uint8_t)*token);
	}
}

const char *json_text(const json_t *object, const char *key)
{
	return json_string_value(json_object_get(object, key));
}

int64_t json_int(const json_t *object, const char *key, int64_t otherwise)
{
	const json_t *value = json_object_get(object, key);

	return json_is_integer(value) ? json_integer_value(value) : otherwise;
}

bool json_flag(const json_t *object, const char *key)
{
	return json_is_true(json_object_get(object, key));
}

bool json_has(const json_t *list, const json_t *value)
{
	size_t i;
	json_t *item;

	json_array_foreach (list, i, item)
		if (json_equal(item, value))
			return true;
	return false;
}

bool json_has_text(const json_t *list, const char *text)
{
	size_t i;
	json_t *item;

	json_array_foreach (json_lend(list), i, item)
		if (text && text_equal(json_string_value(item), text))
			return true;
	return false;
}
