/* Authorization first, as it is what it is for; of several texts the longest. */
#include "login/session_from_har.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"
#include "login/har.h"
#include "login/login_token.h"
#include "login/recipe.h"

#define LOOK_AHEAD 100 /* requests after the login */
#define ANSWER_MAX (1u << 20)
#define PLACE_MAX 100 /* bytes of a place's name */
#define NAME_MAX_BYTES 60
#define VALUE_MAX 1024 /* bytes of a field's value with the place in it */

struct found {
	struct bytes token; /* within the field's value */
	char place[PLACE_MAX + 1];
};

static bool is_plain(struct bytes text)
{
	for (size_t i = 0; i < text.n; i++)
		if (text.p[i] < ' ' || text.p[i] > '~' || text.p[i] == '{' || text.p[i] == '}')
			return false;
	return true;
}

static void look_for(struct found *best, struct bytes value, const char *text, const char *kind,
		     const char *name)
{
	struct bytes token = bytes_of(text);
	const uint8_t *at =
	    login_token_fits(token) && token.n > best->token.n ? text_find(value, token) : NULL;

	if (!at || !*name || !is_plain(bytes_of(name)) || strchr(name, ' ') ||
	    strlen(kind) + strlen(name) > PLACE_MAX)
		return;
	best->token = (struct bytes){ .p = at, .n = token.n };
	(void)snprintf(best->place, sizeof(best->place), "%s%s", kind, name);
}

static void look_in_json(struct found *best, struct bytes value, const json_t *answer,
			 struct buf *pointer, unsigned depth)
{
	size_t mark = pointer->n, i;
	const char *name;
	json_t *member;

	if (json_is_string(answer))
		look_for(best, value, json_string_value(answer), "answer:", buf_cstr(pointer));
	if (depth == JSON_DEPTH_MAX)
		return;
	json_object_foreach (json_lend(answer), name, member) {
		json_pointer_add(pointer, name);
		look_in_json(best, value, member, pointer, depth + 1);
		pointer->n = mark;
	}
	json_array_foreach (json_lend(answer), i, member) {
		buf_format(pointer, "/%zu", i);
		look_in_json(best, value, member, pointer, depth + 1);
		pointer->n = mark;
	}
}

static void look_in_head(struct found *best, struct bytes value, const json_t *entry)
{
	const json_t *fields = json_object_get(json_object_get(entry, "response"), "headers");
	size_t i;
	json_t *field;

	json_array_foreach (fields, i, field) {
		const char *name = json_text(field, "name"), *text = json_text(field, "value");

		if (name && text)
			look_for(best, value, text, "answer-header:", name);
	}
}

/* NULL: nothing of the answer is in this field. */
static json_t *field_read(const json_t *field, const json_t *entry, const json_t *answer)
{
	const char *name = json_text(field, "name"), *text = json_text(field, "value");
	CLEANUP(buf_done) struct buf pointer = BUF(ANSWER_MAX);
	CLEANUP(buf_done) struct buf value = BUF(VALUE_MAX);
	struct found best = { 0 };

	if (!is_plain(bytes_of(text)))
		return NULL;
	look_in_json(&best, bytes_of(text), answer, &pointer, 0);
	look_in_head(&best, bytes_of(text), entry);
	if (best.token.n == 0)
		return NULL;
	buf_add(&value, text, (size_t)(best.token.p - (const uint8_t *)text));
	buf_format(&value, "{{%s}}%s", best.place, (const char *)best.token.p + best.token.n);
	return buf_ok(&value) ? json_pack("{s:s, s:s}", "header", name, "value", buf_cstr(&value))
			      : NULL;
}

static bool is_name(const char *name)
{
	size_t n = strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-");

	return n > 0 && n <= NAME_MAX_BYTES && name[n] == '\0';
}

static bool is_wanted(const json_t *field, bool authorization)
{
	const char *name = json_text(field, "name");

	if (!name || !is_name(name) || !json_text(field, "value") || recipe_is_ours(name))
		return false;
	return authorization ? text_equal_nocase(bytes_of(name), "authorization")
			     : har_is_own_field(name);
}

static json_t *look(const json_t *entries, size_t login, const json_t *answer, bool authorization)
{
	const json_t *entry = json_array_get(entries, login);

	for (size_t i = login + 1; i < json_array_size(entries) && i - login <= LOOK_AHEAD; i++) {
		const json_t *request = json_object_get(json_array_get(entries, i), "request");
		size_t k;
		json_t *field, *session;

		if (!har_same_origin(har_url(entries, i), har_url(entries, login)))
			continue;
		json_array_foreach (json_object_get(request, "headers"), k, field)
			if (is_wanted(field, authorization) &&
			    (session = field_read(field, entry, answer)))
				return session;
	}
	return NULL;
}

json_t *session_from_har(const json_t *entries, size_t login)
{
	CLEANUP(buf_done) struct buf text = BUF(ANSWER_MAX);
	CLEANUP(json_done) json_t *answer = NULL;

	har_content(&text, json_array_get(entries, login));
	if (!buf_ok(&text) || json_read(&answer, text_trim(buf_view(&text)), "answer", NULL) < 0)
		answer = NULL;
	json_t *session = look(entries, login, answer, true);
	return session ? session : look(entries, login, answer, false);
}
