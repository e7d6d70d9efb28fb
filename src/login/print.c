/* Head first, then the body as what it claims to be: JSON, HTML, or text. */
#include "login/print.h"

#include <curl/curl.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/cursor.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/num.h"
#include "base/text.h"
#include "login/print_keys.h"
#include "wire/charset.h"
#include "wire/html.h"
#include "wire/http.h"
#include "wire/set_cookie.h"

#define PAGE_BUDGET (8u << 20)
#define PLAIN_MAX (1u << 20)
#define TEXT_MAX (4u << 20)        /* the same in UTF-8 */
#define RETRY_MAX UINT32_C(604800) /* seconds; whoever asks for more is taken at this */
#define PATH_TOKEN_MIN 8           /* a part of a path with digits in it is a token from here on */

/* ---- text features ---- */

static void put(char out[static LOGIN_TEXT_MAX], struct bytes text)
{
	size_t n = 0, step;

	while (n < text.n && (step = text_utf8_step(text.p + n, text.n - n)) > 0 &&
	       n + step < LOGIN_TEXT_MAX)
		n += step;
	memcpy(out, n > 0 ? text.p : (const uint8_t *)"", n);
	out[n] = '\0';
}

static void put_plain(char out[static LOGIN_TEXT_MAX], struct bytes text,
		      const struct print_typed *typed)
{
	CLEANUP(buf_done) struct buf plain = BUF(PLAIN_MAX);
	CLEANUP(buf_done) struct buf visible = BUF(PLAIN_MAX);

	print_text_add(&plain, text, typed);
	text_visible(&visible, buf_view(&plain), LOGIN_TEXT_MAX);
	put(out, buf_view(&visible));
}

static void list_add(char out[static LOGIN_TEXT_MAX], const char *item)
{
	size_t n = strlen(out), more = strlen(item);

	if (more + 2 > LOGIN_TEXT_MAX - n)
		return;
	if (n > 0)
		out[n++] = ',';
	memcpy(out + n, item, more + 1);
}

static bool list_has(const char *list, const char *item)
{
	size_t n = strlen(item);

	for (const char *p = list; p; p = strchr(p, ','), p = p ? p + 1 : NULL)
		if (strncmp(p, item, n) == 0 && (p[n] == ',' || p[n] == '\0'))
			return true;
	return false;
}

/* ---- the head ---- */

static bool part_is_token(struct bytes part)
{
	if (part.n >= PRINT_TEXT_TOKEN_MIN)
		return true;
	for (size_t i = 0; i < part.n; i++)
		if (part.p[i] >= '0' && part.p[i] <= '9')
			return part.n >= PATH_TOKEN_MIN;
	return false;
}

/* "http://host/a/b;session=1?x#y" -> "/a/b" */
static void read_location(struct login_print *out, struct bytes value)
{
	CLEANUP(buf_done) struct buf path = BUF(LOGIN_TEXT_MAX - 1);
	struct cursor c = cursor_of(value);
	const uint8_t *scheme = text_find(value, bytes_of("://"));
	const uint8_t *slash = value.n > 0 ? memchr(value.p, '/', value.n) : NULL;
	size_t start = 0;

	if (scheme && slash == scheme + 1) {
		start = (size_t)(scheme - value.p) + 3;
		while (start < value.n && value.p[start] != '/')
			start++;
	}
	cursor_skip(&c, start);
	while (cursor_left(&c) > 0 && !strchr("?#;", *c.p) && *c.p != 0) {
		size_t n = 0;

		while (n < cursor_left(&c) && c.p[n] != 0 && !strchr("/?#;", c.p[n]))
			n++;
		struct bytes part = cursor_bytes(&c, n);
		if (part_is_token(part))
			buf_u8(&path, '#');
		else
			text_visible(&path, part, part.n * TEXT_STEP_MAX);
		if (cursor_left(&c) > 0 && *c.p == '/') {
			buf_u8(&path, '/');
			cursor_skip(&c, 1);
		}
	}
	put(out->location, buf_view(&path));
	if (value.n > 0 && !*out->location)
		put(out->location, bytes_of("/"));
}

static void read_cookie(struct login_print *out, struct bytes value)
{
	CLEANUP(buf_done) struct buf name = BUF(LOGIN_TEXT_MAX - 1);
	struct set_cookie cookie;

	if (set_cookie_decode(value, &cookie) < 0)
		return;
	if (cookie.removed)
		buf_u8(&name, '-');
	if (part_is_token(cookie.name))
		buf_u8(&name, '#');
	else
		text_visible(&name, cookie.name, LOGIN_TEXT_MAX);
	if (buf_ok(&name) && !list_has(out->cookies, buf_cstr(&name)))
		list_add(out->cookies, buf_cstr(&name));
}

static uint32_t seconds_until(struct bytes when, struct bytes now)
{
	CLEANUP(mem_freep) char *a = mem_textn((const char *)when.p, when.n);
	CLEANUP(mem_freep) char *b = mem_textn(now.n > 0 ? (const char *)now.p : "", now.n);
	time_t end = curl_getdate(a, NULL), start = curl_getdate(b, NULL);

	if (end < 0 || start < 0 || end <= start)
		return 1; /* it said to wait: not 0, which says that it did not */
	return end - start > (time_t)RETRY_MAX ? RETRY_MAX : (uint32_t)(end - start);
}

/* Seconds or a date (RFC 9110 10.2.3). */
static void read_retry(struct login_print *out, const struct http_head *head)
{
	struct bytes value = http_field_find(head, "Retry-After");
	uint64_t seconds = 0;

	if (value.n == 0)
		return;
	out->says = LOGIN_SAYS_WAIT;
	int r = num_u64n(value, 0, RETRY_MAX, &seconds);
	if (r == 0)
		out->retry_after = seconds > 0 ? (uint32_t)seconds : 1;
	else if (r == E_LIMIT)
		out->retry_after = RETRY_MAX;
	else
		out->retry_after = seconds_until(value, http_field_find(head, "Date"));
}

static void read_head(struct login_print *out, const struct http_head *head)
{
	for (unsigned i = 0; i < head->n_fields; i++)
		if (text_equal_nocase(head->fields[i].name, "Set-Cookie"))
			read_cookie(out, head->fields[i].value);
	read_location(out, http_field_find(head, "Location"));
	read_retry(out, head);
}

/* ---- the body ---- */

static const char *charset_of(struct bytes content_type)
{
	const uint8_t *at = text_find(content_type, bytes_of("charset="));
	struct bytes label;

	if (!at)
		return NULL;
	label.p = at + strlen("charset=");
	label.n = content_type.n - (size_t)(label.p - content_type.p);
	while (label.n > 0 && (*label.p == '"' || *label.p == ' ')) {
		label.p++;
		label.n--;
	}
	for (size_t i = 0; i < label.n; i++)
		if (label.p[i] == 0 || strchr("\"; ", label.p[i]))
			label.n = i;
	return charset_find(label);
}

static bool looks_like_json(struct bytes body)
{
	struct bytes text = text_trim(body);

	return text.n >= 2 && (text.p[0] == '{' || text.p[0] == '[');
}

static bool read_json(struct login_print *out, const struct print_http *reply, struct buf *text,
		      struct buf *words)
{
	CLEANUP(json_done) json_t *value = NULL;

	if (!looks_like_json(reply->body) ||
	    json_read(&value, text_trim(reply->body), "answer", NULL) < 0)
		return false;
	print_keys(out->keys, value, &reply->typed);
	print_keys_texts(words, value);
	print_keys_all(text, value);
	return true;
}

static bool read_html(struct login_print *out, const struct print_http *reply, const char *charset,
		      struct buf *text, struct buf *words)
{
	struct arena arena = ARENA(PAGE_BUDGET);
	CLEANUP(mem_freep) struct html_page *page = mem_array(1, sizeof(*page));
	bool is_page = reply->body.n <= HTML_PAGE_MAX &&
		       memchr(reply->body.p, '<', reply->body.n) &&
		       html_decode(&arena, reply->body, charset, page) == 0;

	if (is_page) {
		out->password_field = page->has_password;
		buf_text(text, page->text);
		buf_text(words, *page->title ? page->title : page->text);
	}
	arena_done(&arena);
	return is_page;
}

static void read_body(struct login_print *out, const struct print_http *reply,
		      struct bytes content_type)
{
	CLEANUP(buf_done) struct buf text = BUF(TEXT_MAX);
	CLEANUP(buf_done) struct buf words = BUF(TEXT_MAX);
	CLEANUP(buf_done) struct buf plain = BUF(TEXT_MAX);
	const char *charset = charset_of(content_type);

	if (reply->body.n == 0)
		return;
	if (!read_json(out, reply, &text, &words) &&
	    !read_html(out, reply, charset, &text, &words)) {
		struct bytes body = reply->body;

		body.n = body.n < PLAIN_MAX ? body.n : PLAIN_MAX;
		charset_to_utf8(&text, body, charset ? charset : charset_guess(body));
		struct bytes all = text_trim(buf_view(&text));
		buf_bytes(&words, all);
		if (all.n <= PRINT_SHORT_MAX) {
			put(out->words, all);
			out->length = 0;
			return;
		}
	}
	print_text_add(&plain, buf_view(&text), &reply->typed);
	size_t length = print_text_length(buf_view(&plain));
	out->length =
	    (uint32_t)((length + PRINT_LENGTH_STEP / 2) / PRINT_LENGTH_STEP * PRINT_LENGTH_STEP);
	put_plain(out->words, buf_view(&words), &reply->typed);
	if (print_text_says_wait(buf_view(&text)))
		out->says = LOGIN_SAYS_WAIT;
}

static void read_reply(struct login_print *out, const struct print_http *reply)
{
	CLEANUP(mem_freep) struct http_head *head = mem_array(1, sizeof(*head));
	bool has_head = http_head_decode(reply->head, head) == 0 ||
			http_head_decode_rtsp(reply->head, head) == 0;

	if (has_head)
		read_head(out, head);
	read_body(out, reply,
		  has_head ? http_field_find(head, "Content-Type") : (struct bytes){ 0 });
}

void print_http(struct login_print *out, const struct print_http *reply)
{
	*out = (struct login_print){ .end = LOGIN_ANSWERED, .status = reply->status };
	if (reply->status == 401)
		out->says = LOGIN_SAYS_NO;
	read_reply(out, reply);
	if (reply->status == 429 || reply->status == 423)
		out->says = LOGIN_SAYS_WAIT;
}

void print_followed(struct login_print *out, const struct print_http *page)
{
	struct login_print there;

	print_http(&there, page);
	memcpy(out->keys, there.keys, sizeof(out->keys));
	memcpy(out->words, there.words, sizeof(out->words));
	out->password_field = there.password_field;
	out->length = there.length;
	if (there.says == LOGIN_SAYS_WAIT) {
		out->says = there.says;
		out->retry_after = there.retry_after;
	}
}

/* ---- */

struct login_print print_said(enum login_says says, int status, struct bytes text,
			      const struct print_typed *typed)
{
	struct login_print print = { .end = LOGIN_ANSWERED, .says = says, .status = status };

	put_plain(print.words, text, typed);
	if (print_text_says_wait(text))
		print.says = LOGIN_SAYS_WAIT;
	return print;
}
