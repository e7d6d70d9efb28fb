#include "web/route.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"
#include "web/template_value.h"

#define FILLED_MAX 2048
#define NAME_MAX_BYTES 32
#define SEGMENTS_MAX 16

/* A path or pattern: what stands between slashes. */
static struct bytes segment(const char **p)
{
	size_t n = strcspn(*p + 1, "/");
	struct bytes s = { (const uint8_t *)*p + 1, n };

	*p += n + 1;
	return s;
}

static bool is_name(struct bytes s)
{
	return s.n > 1 && s.p[0] == ':';
}

static bool is_rest(struct bytes s)
{
	return s.n > 1 && s.p[0] == '*';
}

/* Bit i, from the left, is set where segment i is a literal: more means more specific. */
static bool matches(const char *pattern, const char *path, unsigned *specific)
{
	unsigned bit = 1u << (SEGMENTS_MAX - 1);

	*specific = 0;
	while (*pattern && *path) {
		struct bytes want = segment(&pattern);
		struct bytes got = segment(&path);

		if (is_rest(want))
			return got.n > 0;
		if (is_name(want) ? got.n == 0 : !bytes_equal(want, got))
			return false;
		if (!is_name(want))
			*specific |= bit;
		bit >>= 1;
	}
	return !*pattern && !*path;
}

static json_t *names(const char *pattern, const char *path)
{
	json_t *at = json_object();

	while (*pattern && *path) {
		struct bytes want = segment(&pattern);
		struct bytes got = segment(&path);

		if (is_rest(want)) {
			got.n += strlen(path);
			path += strlen(path);
		}
		if (is_name(want) || is_rest(want))
			json_object_setn_new(at, (const char *)want.p + 1, want.n - 1,
					     json_stringn((const char *)got.p, got.n));
	}
	return at;
}

const struct route *route_find_in(const struct route *table, size_t n, enum method method,
				  const char *path, json_t **at, unsigned *allowed)
{
	const struct route *found = NULL;
	enum method wanted = method == METHOD_HEAD ? METHOD_GET : method;
	unsigned best = 0, specific;

	*allowed = 0;
	for (size_t i = 0; i < n; i++) {
		if (!matches(table[i].pattern, path, &specific))
			continue;
		*allowed |= METHOD_BIT(table[i].method);
		if (table[i].method == METHOD_GET)
			*allowed |= METHOD_BIT(METHOD_HEAD);
		if (table[i].method == wanted && (!found || specific > best)) {
			found = &table[i];
			best = specific;
		}
	}
	if (found)
		*at = names(found->pattern, path);
	return found;
}

const struct route *route_find(enum method method, const char *path, json_t **at, unsigned *allowed)
{
	size_t n;
	const struct route *table = routes_table(&n);

	return route_find_in(table, n, method, path, at, allowed);
}

static bool fill(struct buf *out, const char *name, const json_t *const from[], size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const json_t *value = json_object_get(from[i], name);

		if (json_is_string(value) && json_string_length(value)) {
			template_value_part(out, json_string_value(value));
			return true;
		}
		if (json_is_integer(value)) {
			buf_format(out, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
			return true;
		}
	}
	return false;
}

char *route_fill(const char *pattern, const json_t *const from[], size_t n)
{
	CLEANUP(buf_done) struct buf out = BUF(FILLED_MAX);

	while (*pattern) {
		/* "/labels/:number?saved=1#models" */
		size_t name = pattern[0] == ':' ? strcspn(pattern + 1, "/?#&") : 0;
		char key[NAME_MAX_BYTES + 1];

		if (name == 0 || name > NAME_MAX_BYTES) {
			buf_u8(&out, (uint8_t)*pattern++);
			continue;
		}
		memcpy(key, pattern + 1, name);
		key[name] = 0;
		if (!fill(&out, key, from, n))
			return NULL;
		pattern += name + 1;
	}
	return buf_ok(&out) ? buf_take(&out) : NULL;
}
