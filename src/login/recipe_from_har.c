/*
 * Each request in turn is made a recipe, with a place wherever a value of it is known: what was
 * typed, what a page before it held, what a cookie said.  The first in which both account and
 * secret found their place is the login.
 */
#include "login/recipe_from_har.h"

#include "base/arena.h"
#include "base/base64.h"
#include "base/buf.h"
#include "base/cursor.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/text.h"
#include "crypto/digest.h"
#include "login/har.h"
#include "login/recipe.h"
#include "login/session_from_har.h"
#include "wire/html.h"
#include "wire/percent.h"
#include "wire/set_cookie.h"

#define TOKEN_MIN 6        /* bytes of a value that is looked for in earlier answers */
#define LOOK_BACK 50       /* answers before the login */
#define VALUES_MAX 64      /* of one request, that are looked for in earlier answers */
#define GIVEN_AWAY_MIN 5   /* bytes of a secret that are no word by chance */
#define NAME_MAX_BYTES 100 /* of a field or cookie that gets a place */
#define PAGE_BUDGET (8u << 20)

struct har {
	const json_t *entries;
	const char *account, *secret;
	size_t at;    /* the request at hand */
	json_t *page; /* where its tokens come from, or NULL */
	unsigned values;
	bool has_account, has_secret;
};

/* ---- what a value is ---- */

static bool is_hash_of(struct bytes value, const char *name, const char *secret)
{
	char hash[DIGEST_HEX_MAX];

	return digest_hex(hash, name, bytes_of(secret)) == 0 && text_equal_nocase(value, hash);
}

/* "secret", or with how the page encodes it; NULL. */
static const char *secret_place(const struct har *h, struct bytes value)
{
	static const char *const names[] = { "md5", "sha1", "sha256", "sha512" };
	static const char *const places[] = { "secret:md5", "secret:sha1", "secret:sha256",
					      "secret:sha512" };
	CLEANUP(buf_done) struct buf base64 = BUF(4096);

	if (bytes_equal(value, bytes_of(h->secret)))
		return "secret";
	base64_encode(&base64, bytes_of(h->secret));
	if (bytes_equal(value, buf_view(&base64)))
		return "secret:base64";
	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (is_hash_of(value, names[i], h->secret))
			return places[i];
	return NULL;
}

static bool names_a_password(struct bytes name)
{
	return text_has_nocase(name, "pass") || text_has_nocase(name, "pw") ||
	       text_has_nocase(name, "secret") || text_has_nocase(name, "pin");
}

static bool is_plain_name(struct bytes name)
{
	for (size_t i = 0; i < name.n; i++)
		if (name.p[i] <= ' ' || name.p[i] > '~' || strchr("{}\"\\", name.p[i]))
			return false;
	return name.n > 0 && name.n <= NAME_MAX_BYTES;
}

static void page_set(struct har *h, size_t i)
{
	size_t origin;

	if (h->page)
		return;
	CLEANUP(mem_freep) char *path = har_path(har_url(h->entries, i), &origin);
	h->page = json_string(path);
}

static bool field_holds(const json_t *entry, struct bytes value, struct buf *place)
{
	CLEANUP(buf_done) struct buf text = BUF(HTML_PAGE_MAX);
	CLEANUP(arena_done) struct arena arena = ARENA(PAGE_BUDGET);
	CLEANUP(mem_freep) struct html_page *page = NULL;

	har_content(&text, entry);
	/* Looked for first as it is written: a page costs more than a search. */
	if (!buf_ok(&text) || !text_find(buf_view(&text), value))
		return false;
	page = mem_array(1, sizeof(*page));
	if (html_decode(&arena, buf_view(&text), NULL, page) < 0)
		return false;
	for (unsigned i = 0; i < page->n_inputs; i++)
		if (bytes_equal(bytes_of(page->inputs[i].value), value) &&
		    is_plain_name(bytes_of(page->inputs[i].name))) {
			buf_format(place, "field:%s", page->inputs[i].name);
			return true;
		}
	return false;
}

static bool cookie_holds(const json_t *entry, struct bytes value, struct buf *place)
{
	size_t i;
	json_t *field;

	json_array_foreach (json_object_get(json_object_get(entry, "response"), "headers"), i,
			    field) {
		const char *name = json_text(field, "name"), *text = json_text(field, "value");
		struct set_cookie cookie;

		if (!name || !text || !text_equal_nocase(bytes_of(name), "set-cookie") ||
		    set_cookie_decode(bytes_of(text), &cookie) < 0)
			continue;
		if (bytes_equal(cookie.value, value) && is_plain_name(cookie.name)) {
			buf_text(place, "cookie:");
			buf_bytes(place, cookie.name);
			return true;
		}
	}
	return false;
}

static bool token_place(struct har *h, struct bytes value, struct buf *place)
{
	size_t last = h->at > LOOK_BACK ? h->at - LOOK_BACK : 0;

	if (value.n < TOKEN_MIN)
		return false;
	for (size_t i = h->at; i-- > last;) {
		const json_t *entry = json_array_get(h->entries, i);

		if (har_same_origin(har_url(h->entries, i), har_url(h->entries, h->at)) &&
		    (field_holds(entry, value, place) || cookie_holds(entry, value, place))) {
			page_set(h, i);
			return true;
		}
	}
	return false;
}

/* true: place is what stands for the value. */
static bool place_find(struct har *h, struct bytes name, struct bytes value, struct buf *place)
{
	const char *secret = secret_place(h, value);
	bool account = *h->account && bytes_equal(value, bytes_of(h->account));

	h->values++;
	/* "admin" and "admin": which is which, their names tell, or the order. */
	if (account && secret && !names_a_password(name) && !h->has_account)
		secret = NULL;
	if (secret) {
		h->has_secret = true;
		buf_text(place, secret);
	} else if (account) {
		h->has_account = true;
		buf_text(place, "account");
	} else if (h->values > VALUES_MAX || !token_place(h, value, place)) {
		return false;
	}
	return buf_ok(place);
}

/* ---- bodies and queries ---- */

static bool has_braces(struct bytes text)
{
	return text_find(text, bytes_of("{{")) != NULL;
}

/* "a=1&b=2" with places. */
static int pairs_fill(struct har *h, struct buf *out, struct bytes text)
{
	struct cursor c = cursor_of(text);

	while (cursor_left(&c) > 0) {
		CLEANUP(buf_done) struct buf value = BUF(RECIPE_TEXT_MAX);
		CLEANUP(buf_done) struct buf place = BUF(256);
		const uint8_t *end = memchr(c.p, '&', cursor_left(&c));
		struct bytes pair = cursor_bytes(&c, end ? (size_t)(end - c.p) : cursor_left(&c));
		const uint8_t *equals = pair.n > 0 ? memchr(pair.p, '=', pair.n) : NULL;
		struct bytes name = { .p = pair.p, .n = equals ? (size_t)(equals - pair.p) : 0 };

		cursor_skip(&c, cursor_left(&c) > 0);
		if (equals)
			percent_decode(&value,
				       (struct bytes){ .p = equals + 1, .n = pair.n - name.n - 1 });
		if (has_braces(pair))
			return E_UNSUPPORTED;
		if (equals && place_find(h, name, buf_view(&value), &place)) {
			buf_bytes(out, name);
			buf_format(out, "={{%s}}", buf_cstr(&place));
		} else {
			buf_bytes(out, pair);
		}
		if (end)
			buf_u8(out, '&');
	}
	return buf_ok(out) ? 0 : E_LIMIT;
}

/* The same value with places for its texts; new.  NULL: a text looks like a place. */
static json_t *json_filled(struct har *h, const char *name, const json_t *value, int depth)
{
	CLEANUP(buf_done) struct buf place = BUF(256);
	json_t *copy = json_is_object(value) ? json_object() : json_array(), *member, *filled;
	const char *key;
	size_t i;

	if (json_is_string(value) || !(json_is_object(value) || json_is_array(value))) {
		json_decref(copy);
		if (!json_is_string(value))
			return json_deep_copy(value);
		struct bytes text = bytes_of(json_string_value(value));
		if (has_braces(text))
			return NULL;
		return place_find(h, bytes_of(name), text, &place)
			   ? json_sprintf("{{%s}}", buf_cstr(&place))
			   : json_deep_copy(value);
	}
	json_object_foreach (json_lend(value), key, member) {
		filled = depth < JSON_DEPTH_MAX ? json_filled(h, key, member, depth + 1) : NULL;
		if (!filled || has_braces(bytes_of(key))) {
			json_decref(filled);
			json_decref(copy);
			return NULL;
		}
		json_object_set_new(copy, key, filled);
	}
	json_array_foreach (json_lend(value), i, member) {
		filled = depth < JSON_DEPTH_MAX ? json_filled(h, "", member, depth + 1) : NULL;
		if (!filled) {
			json_decref(copy);
			return NULL;
		}
		json_array_append_new(copy, filled);
	}
	return copy;
}

static int json_fill(struct har *h, struct buf *out, struct bytes text)
{
	CLEANUP(json_done) json_t *value = NULL;
	CLEANUP(json_done) json_t *filled = NULL;

	if (json_read(&value, text, "body", NULL) < 0)
		return E_UNSUPPORTED;
	filled = json_filled(h, "", value, 0);
	if (!filled)
		return E_UNSUPPORTED;
	json_write(out, filled, false);
	while (out->n > 0 && out->p[out->n - 1] == '\n')
		out->n--;
	return buf_ok(out) ? 0 : E_LIMIT;
}

static bool looks_like_json(struct bytes text)
{
	struct bytes t = text_trim(text);

	return t.n > 1 && (t.p[0] == '{' || t.p[0] == '[');
}

static int body_fill(struct har *h, struct buf *out, const json_t *post)
{
	const char *text = json_text(post, "text"), *type = json_text(post, "mimeType");
	CLEANUP(buf_done) struct buf pairs = BUF(RECIPE_TEXT_MAX);
	size_t i;
	json_t *param;

	json_array_foreach (text ? NULL : json_object_get(post, "params"), i, param) {
		const char *name = json_text(param, "name"), *value = json_text(param, "value");

		if (pairs.n > 0)
			buf_u8(&pairs, '&');
		percent_encode(&pairs, bytes_of(name ? name : ""));
		buf_u8(&pairs, '=');
		percent_encode(&pairs, bytes_of(value ? value : ""));
	}
	struct bytes body = text ? bytes_of(text) : buf_view(&pairs);
	if (!buf_ok(&pairs) || body.n > RECIPE_TEXT_MAX)
		return E_LIMIT;
	if (looks_like_json(body))
		return json_fill(h, out, body);
	if ((type && text_starts(type, "multipart/")) || (body.n > 0 && *body.p == '<'))
		return E_UNSUPPORTED;
	return pairs_fill(h, out, body);
}

static int url_fill(struct har *h, struct buf *out, const char *url)
{
	size_t origin;
	CLEANUP(mem_freep) char *path = har_path(url, &origin);
	size_t n = strcspn(path, "?");

	if (has_braces((struct bytes){ .p = (const uint8_t *)path, .n = n }))
		return E_UNSUPPORTED;
	buf_add(out, path, n);
	if (path[n] != '?')
		return buf_ok(out) ? 0 : E_LIMIT;
	buf_u8(out, '?');
	return pairs_fill(h, out, bytes_of(path + n + 1));
}

/* Fields by which an API tells its own pages from others' (CSRF). */
static json_t *fields_filled(struct har *h, const json_t *fields)
{
	json_t *out = json_object(), *field;
	size_t i;

	json_array_foreach (json_lend(fields), i, field) {
		const char *name = json_text(field, "name"), *value = json_text(field, "value");
		CLEANUP(buf_done) struct buf place = BUF(256);

		if (!name || !value || !har_is_own_field(name) || has_braces(bytes_of(value)) ||
		    json_object_size(out) == RECIPE_FIELDS_MAX)
			continue;
		if (place_find(h, bytes_of(name), bytes_of(value), &place))
			json_object_set_new(out, name, json_sprintf("{{%s}}", buf_cstr(&place)));
		else
			json_object_set_new(out, name, json_string(value));
	}
	return out;
}

/* ---- one request ---- */

/* The last page before it that asks for a password. */
static void login_page_find(struct har *h)
{
	size_t last = h->at > LOOK_BACK ? h->at - LOOK_BACK : 0;

	for (size_t i = h->at; !h->page && i-- > last;) {
		CLEANUP(buf_done) struct buf text = BUF(HTML_PAGE_MAX);

		har_content(&text, json_array_get(h->entries, i));
		if (buf_ok(&text) &&
		    har_same_origin(har_url(h->entries, i), har_url(h->entries, h->at)) &&
		    text_has_nocase(buf_view(&text), "type=\"password\""))
			page_set(h, i);
	}
}

static json_t *recipe_of(const json_t *request, struct har *h, struct buf *url, struct buf *body)
{
	const json_t *post = json_object_get(request, "postData");
	const char *type = json_text(post, "mimeType");
	json_t *recipe = json_pack("{s:i}", "recipe", 1);
	json_t *fields = fields_filled(h, json_object_get(request, "headers"));

	login_page_find(h);
	if (h->page)
		json_object_set(recipe, "page", h->page);
	json_object_set_new(recipe, "method", json_string(json_text(request, "method")));
	json_object_set_new(recipe, "url", json_string(buf_cstr(url)));
	if (post) {
		json_object_set_new(
		    recipe, "type",
		    json_string(type && *type ? type : "application/x-www-form-urlencoded"));
		json_object_set_new(recipe, "body", json_string(buf_cstr(body)));
	}
	if (json_object_size(fields) > 0)
		json_object_set(recipe, "headers", fields);
	json_decref(fields);
	json_t *session = session_from_har(h->entries, h->at);
	if (session)
		json_object_set_new(recipe, "session", session);
	return recipe;
}

/* Inside of another text, where it was not found as a value: the recipe would give it away. */
static bool gives_away(const json_t *recipe, const char *secret)
{
	CLEANUP(buf_done) struct buf text = BUF(1u << 20);

	json_write(&text, recipe, false);
	return !buf_ok(&text) ||
	       (strlen(secret) >= GIVEN_AWAY_MIN && text_find(buf_view(&text), bytes_of(secret)));
}

/* 0 and *out NULL: this request is not the login. */
static int request_read(struct har *h, json_t **out, const json_t *request, struct err *err)
{
	CLEANUP(buf_done) struct buf url = BUF(RECIPE_TEXT_MAX);
	CLEANUP(buf_done) struct buf body = BUF(RECIPE_TEXT_MAX);
	CLEANUP(json_done) json_t *recipe = NULL;
	const json_t *post = json_object_get(request, "postData");
	const char *place = json_text(request, "url");

	if (!place || !json_text(request, "method"))
		return 0;
	int r = url_fill(h, &url, place);
	if (r == 0 && post)
		r = body_fill(h, &body, post);
	if (r < 0)
		return r;
	if (!h->has_secret || (*h->account && !h->has_account))
		return 0;
	recipe = recipe_of(request, h, &url, &body);
	if (gives_away(recipe, h->secret))
		return E_UNSUPPORTED;
	if (recipe_check(recipe, err) < 0)
		return err_prefix(err, "the request to '%s'", place);
	*out = steal(recipe);
	return 0;
}

int recipe_from_har(json_t **out, const json_t *har, const char *account, const char *secret,
		    struct err *err)
{
	const json_t *entries = json_object_get(json_object_get(har, "log"), "entries");
	struct har h = { .entries = entries, .account = account, .secret = secret };
	json_t *recipe = NULL;
	bool unreadable = false;
	int r = 0;

	if (!json_is_array(entries))
		return err_set(err, E_FORMAT, "no HAR: there is no log with entries");
	if (json_array_size(entries) > RECIPE_HAR_ENTRIES_MAX)
		return err_set(err, E_LIMIT, "more than %d requests", RECIPE_HAR_ENTRIES_MAX);
	for (; !recipe && h.at < json_array_size(entries); h.at++) {
		const json_t *entry = json_array_get(entries, h.at);

		h.values = 0;
		h.has_account = h.has_secret = false;
		r = request_read(&h, &recipe, json_object_get(entry, "request"), err);
		json_decref(h.page);
		h.page = NULL;
		if (r == E_FORMAT)
			return r;
		unreadable |= r < 0;
	}
	if (recipe) {
		*out = recipe;
		return 0;
	}
	if (unreadable)
		return err_set(
		    err, E_UNSUPPORTED,
		    "no request carries the account and the password that were given, as a "
		    "form or as JSON; some could not be read");
	return err_set(
	    err, E_MISSING,
	    "no request carries the account and the password that were given; a page that "
	    "encrypts them cannot be played back");
}
