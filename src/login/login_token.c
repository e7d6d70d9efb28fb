/*
 * What is usual: the answer's head has X-Auth-Token or Authorization, and the same field comes
 * back; or its JSON has a member "access_token" (RFC 6749 5.1) or of a like name, which goes along
 * as a bearer token (RFC 6750 2.1).  A guess that is wrong opens nothing, and is noticed by that.
 */
#include "login/login_token.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/text.h"
#include "login/print_keys.h"
#include "login/recipe.h"
#include "wire/http.h"

#define OPEN "{{"
#define CLOSE "}}"
#define IN_BODY "answer:"
#define IN_HEAD "answer-header:"
#define ANY_NAME_MIN 16 /* bytes; so long it may be a token, whatever its name */
#define NAME_MAX_BYTES 32

static bool is_alnum(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool login_token_fits(struct bytes text)
{
	bool any = false;

	for (size_t i = 0; i < text.n; i++) {
		if (text.p[i] <= ' ' || text.p[i] > '~')
			return false;
		any = any || is_alnum((char)text.p[i]);
	}
	return any && text.n >= LOGIN_TOKEN_MIN && text.n <= LOGIN_TOKEN_MAX;
}

static void set(struct login_token *out, const char *field, struct bytes before, struct bytes value,
		const char *after)
{
	login_token_done(out);
	*out = (struct login_token){ .field = mem_text(field),
				     .before = mem_textn((const char *)before.p, before.n),
				     .value = mem_textn((const char *)value.p, value.n),
				     .after = mem_text(after) };
}

void login_token_done(struct login_token *t)
{
	if (t->value)
		mem_wipe(t->value, strlen(t->value));
	mem_freep(&t->field);
	mem_freep(&t->before);
	mem_freep(&t->value);
	mem_freep(&t->after);
}

/* ---- as the recipe says ---- */

/* "Bearer {{answer:/token}}" in its parts; false: not one place, or none that there is. */
static bool split(const char *text, struct bytes *before, struct bytes *place, const char **after)
{
	const char *open = strstr(text, OPEN), *close = open ? strstr(open, CLOSE) : NULL;

	if (!close)
		return false;
	*before = (struct bytes){ .p = (const uint8_t *)text, .n = (size_t)(open - text) };
	*place = (struct bytes){ .p = (const uint8_t *)open + 2, .n = (size_t)(close - open) - 2 };
	*after = close + 2;
	return !strstr(*after, OPEN);
}

/* NULL: it is no place of this kind. */
static char *place_after(struct bytes place, const char *kind)
{
	size_t n = strlen(kind);

	return place.n > n && memcmp(place.p, kind, n) == 0
		   ? mem_textn((const char *)place.p + n, place.n - n)
		   : NULL;
}

int login_token_check(const json_t *how, struct err *err)
{
	const char *field = json_text(how, "header"), *value = json_text(how, "value"), *after;
	struct bytes before, place;

	if (!field || !value || recipe_is_ours(field))
		return err_set(err, E_FORMAT, "the field '%s' is not a session's",
			       field ? field : "");
	if (!split(value, &before, &place, &after))
		return err_set(err, E_FORMAT, "a session's value has one place in {{ }}");
	CLEANUP(mem_freep) char *pointer = place_after(place, IN_BODY);
	CLEANUP(mem_freep) char *name = place_after(place, IN_HEAD);
	if (!name && !(pointer && *pointer == '/'))
		return err_set(err, E_FORMAT, "a place in {{ }} that a session does not have");
	return 0;
}

static bool read_as_said(struct login_token *out, const json_t *how, const struct http_head *head,
			 const json_t *answer)
{
	const char *field = json_text(how, "header"), *value = json_text(how, "value"), *after;
	struct bytes before, place, found = { 0 };

	if (!field || !value || !split(value, &before, &place, &after))
		return false;
	CLEANUP(mem_freep) char *pointer = place_after(place, IN_BODY);
	CLEANUP(mem_freep) char *name = place_after(place, IN_HEAD);
	if (name)
		found = http_field_find(head, name);
	else if (pointer && json_is_string(json_at(answer, pointer)))
		found = bytes_of(json_string_value(json_at(answer, pointer)));
	if (!login_token_fits(found))
		return false;
	set(out, field, before, found, after);
	return true;
}

/* ---- as is usual ---- */

/* Best first; "accesstoken" stands for access_token and accessToken. */
static const char *const names[] = { "accesstoken", "token",       "jwt",    "jwttoken",
				     "authtoken",   "bearertoken", "bearer", "sessiontoken",
				     "apitoken",    "idtoken" };

/* A name in small letters, without "_" and "-". */
static void plain_name(char out[static NAME_MAX_BYTES], const char *name)
{
	size_t n = 0;

	for (; *name && n + 1 < NAME_MAX_BYTES; name++)
		if (*name != '_' && *name != '-')
			out[n++] = (char)(*name >= 'A' && *name <= 'Z' ? *name | 0x20 : *name);
	out[*name ? 0 : n] = '\0';
}

struct guess {
	struct bytes value;
	size_t rank; /* of names */
};

/* What renews a token is none. */
static void guess(struct guess *best, const json_t *value, unsigned depth)
{
	const char *name;
	json_t *member;

	json_object_foreach (json_lend(value), name, member) {
		char plain[NAME_MAX_BYTES];

		plain_name(plain, name);
		if (text_starts(plain, "refresh"))
			continue;
		if (depth < PRINT_KEYS_DEPTH_MAX)
			guess(best, member, depth + 1);
		for (size_t i = 0; json_is_string(member) && i < best->rank; i++)
			if (text_equal(plain, names[i]) &&
			    login_token_fits(bytes_of(json_string_value(member))))
				*best = (struct guess){ bytes_of(json_string_value(member)), i };
	}
}

/* "Bearer abc": what stands before the last blank is not the token. */
static bool read_field(struct login_token *out, const struct http_head *head, const char *name)
{
	struct bytes value = http_field_find(head, name), before = { .p = value.p };

	for (size_t i = 0; i < value.n; i++)
		if (value.p[i] == ' ')
			before.n = i + 1;
	value.p = value.p ? value.p + before.n : NULL;
	value.n -= before.n;
	for (size_t i = 0; i < before.n; i++)
		if (before.p[i] < ' ' || before.p[i] > '~')
			return false;
	if (!login_token_fits(value))
		return false;
	before.p = before.n > 0 ? before.p : (const uint8_t *)"";
	set(out, name, before, value, "");
	return true;
}

static bool read_usual(struct login_token *out, const struct http_head *head, const json_t *answer)
{
	struct guess best = { .rank = ARRAY_LEN(names) };

	if (read_field(out, head, "X-Auth-Token") || read_field(out, head, "Authorization"))
		return true;
	guess(&best, answer, 1);
	if (best.rank == ARRAY_LEN(names))
		return false;
	set(out, "Authorization", bytes_of("Bearer "), best.value, "");
	return true;
}

/* NULL: the body is no JSON. */
static json_t *answer_of(struct bytes body)
{
	struct bytes text = text_trim(body);
	json_t *value = NULL;

	if (text.n < 2 || (text.p[0] != '{' && text.p[0] != '[') ||
	    json_read(&value, text, "answer", NULL) < 0)
		return NULL;
	return value;
}

bool login_token_read(struct login_token *out, const json_t *how, struct bytes head,
		      struct bytes body)
{
	CLEANUP(mem_freep) struct http_head *fields = mem_array(1, sizeof(*fields));
	CLEANUP(json_done) json_t *answer = answer_of(body);

	if (http_head_decode(head, fields) < 0)
		return false;
	return how ? read_as_said(out, how, fields, answer) : read_usual(out, fields, answer);
}

/* ---- */

static char other(char c)
{
	if (c >= '0' && c <= '9')
		return (char)('0' + (c - '0' + 3) % 10);
	if (c >= 'a' && c <= 'z')
		return (char)('a' + (c - 'a' + 3) % 26);
	if (c >= 'A' && c <= 'Z')
		return (char)('A' + (c - 'A' + 3) % 26);
	return c;
}

/* Of a signed one (JWT, RFC 7515 7.1) only the signature: what it says stays readable. */
static char *where_to_change(char *value)
{
	char *first = strchr(value, '.'), *second = first ? strchr(first + 1, '.') : NULL;
	bool jwt = text_starts(value, "eyJ") && second && !strchr(second + 1, '.');

	for (char *p = jwt ? second + 1 : value; *p; p++)
		if (is_alnum(*p))
			return p;
	return value;
}

char *login_token_invent(const char *value)
{
	char *out = mem_text(value);

	for (char *p = where_to_change(out); *p; p++)
		*p = other(*p);
	return out;
}

static void each_of(const json_t *value, const char *key, unsigned depth,
		    void (*take)(void *context, struct bytes text), void *context)
{
	struct bytes text = bytes_of(json_is_string(value) ? json_string_value(value) : "");
	const char *name;
	json_t *member;
	size_t i;

	if (login_token_fits(text) &&
	    (text.n >= ANY_NAME_MIN || text_has_nocase(bytes_of(key), "token")))
		take(context, text);
	if (depth >= JSON_DEPTH_MAX)
		return;
	json_object_foreach (json_lend(value), name, member)
		each_of(member, name, depth + 1, take, context);
	json_array_foreach (json_lend(value), i, member)
		each_of(member, key, depth + 1, take, context);
}

void login_token_each(struct bytes head, struct bytes body,
		      void (*take)(void *context, struct bytes text), void *context)
{
	CLEANUP(mem_freep) struct http_head *fields = mem_array(1, sizeof(*fields));
	CLEANUP(json_done) json_t *answer = answer_of(body);

	each_of(answer, "", 0, take, context);
	if (http_head_decode(head, fields) < 0)
		return;
	for (unsigned i = 0; i < fields->n_fields; i++) {
		const struct http_field *f = &fields->fields[i];

		if (f->value.n >= LOGIN_TOKEN_MIN &&
		    (text_has_nocase(f->name, "token") || text_has_nocase(f->name, "session") ||
		     text_equal_nocase(f->name, "Authorization")))
			take(context, f->value);
	}
}
