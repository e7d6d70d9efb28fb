/* Heads are read line by line; challenges by a tokenizer over one field value. */
#include "wire/http.h"

#include "base/cursor.h"
#include "base/err.h"
#include "base/text.h"

#define VERSION_PREFIX "HTTP/1."
#define RTSP_PREFIX "RTSP/1."
#define VERSION_SIZE 8
#define STATUS_DIGITS 3

static bool is_digit(uint8_t c)
{
	return c >= '0' && c <= '9';
}

static bool is_blank(uint8_t c)
{
	return c == ' ' || c == '\t';
}

/* RFC 9110 5.6.2. */
static bool is_token(uint8_t c)
{
	return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c != 0 && strchr("!#$%&'*+-.^_`|~", c));
}

/* RFC 9110 11.2; padding '=' aside. */
static bool is_token68(uint8_t c)
{
	return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c != 0 && strchr("-._~+/", c));
}

static bool begins_with(struct bytes in, const char *prefix)
{
	return in.n >= VERSION_SIZE && memcmp(in.p, prefix, VERSION_SIZE - 1) == 0 &&
	       is_digit(in.p[VERSION_SIZE - 1]);
}

bool http_looks_like(struct bytes in)
{
	return begins_with(in, VERSION_PREFIX);
}

bool http_looks_like_rtsp(struct bytes in)
{
	return begins_with(in, RTSP_PREFIX);
}

/* Whether in can still become the start of a head. */
static bool may_begin_head(struct bytes in, const char *prefix)
{
	size_t n = in.n < VERSION_SIZE - 1 ? in.n : VERSION_SIZE - 1;

	return n == 0 || (memcmp(in.p, prefix, n) == 0 &&
			  (in.n < VERSION_SIZE || is_digit(in.p[VERSION_SIZE - 1])));
}

static int line_decode(struct cursor *c, size_t size, struct bytes *out)
{
	struct bytes line = cursor_until(c, '\n');

	if (!cursor_ok(c))
		return size >= HTTP_HEAD_MAX ? E_LIMIT : E_TRUNC;
	if (size - cursor_left(c) > HTTP_HEAD_MAX)
		return E_LIMIT;
	if (line.n > 0 && line.p[line.n - 1] == '\r')
		line.n--;
	if (line.n > 0 && memchr(line.p, 0, line.n))
		return E_FORMAT;
	*out = line;
	return 0;
}

/* "HTTP/1.1 200 OK"; the reason and even the blank before it may be missing. */
static int status_decode(struct bytes line, struct http_head *out)
{
	struct cursor c = cursor_of(line);
	unsigned status = 0;

	cursor_skip(&c, VERSION_SIZE);
	if (!is_blank(cursor_u8(&c)))
		return E_FORMAT;
	for (unsigned i = 0; i < STATUS_DIGITS; i++) {
		uint8_t digit = cursor_u8(&c);

		if (!is_digit(digit))
			return E_FORMAT;
		status = 10 * status + (unsigned)(digit - '0');
	}
	struct bytes rest = cursor_bytes(&c, cursor_left(&c));
	if (status < 100 || (rest.n > 0 && !is_blank(rest.p[0])))
		return E_FORMAT;
	out->status = status;
	out->reason = text_trim(rest);
	return 0;
}

static int field_decode(struct bytes line, struct http_head *out)
{
	struct cursor c = cursor_of(line);

	if (is_blank(line.p[0]))
		return E_FORMAT;
	struct bytes name = text_trim(cursor_until(&c, ':'));
	if (!cursor_ok(&c) || name.n == 0)
		return E_FORMAT;
	for (size_t i = 0; i < name.n; i++)
		if (!is_token(name.p[i]))
			return E_FORMAT;
	if (out->n_fields == HTTP_FIELDS_MAX)
		return E_LIMIT;
	out->fields[out->n_fields++] = (struct http_field){
		.name = name,
		.value = text_trim(cursor_bytes(&c, cursor_left(&c))),
	};
	return 0;
}

static int head_decode(struct bytes in, const char *prefix, struct http_head *out)
{
	struct cursor c = cursor_of(in);
	struct http_head head = { .n_fields = 0 };
	struct bytes line = { .n = 0 };

	if (!may_begin_head(in, prefix))
		return E_FORMAT;
	int r = line_decode(&c, in.n, &line);
	if (r == 0)
		r = status_decode(line, &head);
	while (r == 0) {
		r = line_decode(&c, in.n, &line);
		if (r == 0 && line.n == 0)
			break;
		if (r == 0)
			r = field_decode(line, &head);
	}
	if (r < 0)
		return r;
	head.used = in.n - cursor_left(&c);
	*out = head;
	return 0;
}

int http_head_decode(struct bytes in, struct http_head *out)
{
	return head_decode(in, VERSION_PREFIX, out);
}

int http_head_decode_rtsp(struct bytes in, struct http_head *out)
{
	return head_decode(in, RTSP_PREFIX, out);
}

struct bytes http_field_find(const struct http_head *head, const char *name)
{
	for (unsigned i = 0; i < head->n_fields; i++)
		if (text_equal_nocase(head->fields[i].name, name))
			return head->fields[i].value;
	return (struct bytes){ .n = 0 };
}

static uint8_t peek(const struct cursor *c)
{
	struct cursor ahead = *c;

	return cursor_u8(&ahead);
}

static void blanks_skip(struct cursor *c)
{
	while (is_blank(peek(c)))
		cursor_skip(c, 1);
}

static struct bytes run_take(struct cursor *c, bool (*member)(uint8_t))
{
	struct cursor ahead = *c;
	size_t n = 0;

	while (cursor_left(&ahead) > 0 && member(cursor_u8(&ahead)))
		n++;
	return cursor_bytes(c, n);
}

/* What an unquoted value may hold in practice: devices write realms with slashes and colons. */
static bool is_loose(uint8_t c)
{
	return c > ' ' && c != ',' && c != '"';
}

static int value_decode(struct cursor *c, struct bytes *out)
{
	if (peek(c) != '"') {
		*out = run_take(c, is_loose);
		return 0;
	}
	cursor_skip(c, 1);
	struct cursor start = *c;
	uint8_t byte;
	do {
		byte = cursor_u8(c);
		if (byte == '\\') {
			cursor_skip(c, 1);
			byte = 0;
		}
	} while (cursor_ok(c) && byte != '"');
	if (!cursor_ok(c))
		return E_FORMAT;
	*out = cursor_bytes(&start, cursor_left(&start) - cursor_left(c) - 1);
	return 0;
}

/*
 * After a scheme there may be one token68 (RFC 9110 11.2) instead of parameters.  It is one only
 * if a comma or the end follows; "realm=x" starts like one.
 */
static void token68_skip(struct cursor *c)
{
	struct cursor ahead = *c;
	struct bytes text = run_take(&ahead, is_token68);

	while (peek(&ahead) == '=')
		cursor_skip(&ahead, 1);
	blanks_skip(&ahead);
	if (text.n > 0 && (cursor_left(&ahead) == 0 || peek(&ahead) == ','))
		*c = ahead;
}

static int challenge_item(struct cursor *c, struct http_challenges *list)
{
	const uint8_t *start = c->p;
	struct bytes token = run_take(c, is_token);
	bool blank = is_blank(peek(c));

	if (token.n == 0)
		return E_FORMAT;
	blanks_skip(c);
	if (peek(c) == '=') {
		struct bytes value = { .n = 0 };

		cursor_skip(c, 1);
		blanks_skip(c);
		int r = value_decode(c, &value);
		if (r < 0)
			return r;
		if (list->n == 0)
			return E_FORMAT;
		struct http_challenge *last = &list->at[list->n - 1];
		if (!last->realm.p && text_equal_nocase(token, "realm"))
			last->realm = value;
		if (!last->params.p)
			last->params.p = start;
		last->params.n = (size_t)(c->p - last->params.p);
		return 0;
	}
	if (list->n == HTTP_CHALLENGES_MAX)
		return E_LIMIT;
	list->at[list->n++] = (struct http_challenge){ .scheme = token };
	if (blank)
		token68_skip(c);
	return 0;
}

int http_challenges_decode(struct bytes value, struct http_challenges *out)
{
	struct cursor c = cursor_of(value);
	struct http_challenges list = { .n = 0 };

	for (;;) {
		while (is_blank(peek(&c)) || peek(&c) == ',')
			cursor_skip(&c, 1);
		if (cursor_left(&c) == 0)
			break;
		int r = challenge_item(&c, &list);
		if (r < 0)
			return r;
	}
	if (list.n == 0)
		return E_FORMAT;
	*out = list;
	return 0;
}

bool http_asks_for(const struct http_head *head, const char *scheme)
{
	for (unsigned i = 0; i < head->n_fields; i++) {
		struct http_challenges list;

		if (!text_equal_nocase(head->fields[i].name, "WWW-Authenticate") ||
		    http_challenges_decode(head->fields[i].value, &list) < 0)
			continue;
		for (unsigned k = 0; k < list.n; k++)
			if (text_equal_nocase(list.at[k].scheme, scheme))
				return true;
	}
	return false;
}

bool http_param_next(struct bytes *params, struct http_field *out)
{
	struct cursor c = cursor_of(*params);
	struct http_field field = { 0 };

	while (is_blank(peek(&c)) || peek(&c) == ',')
		cursor_skip(&c, 1);
	field.name = run_take(&c, is_token);
	blanks_skip(&c);
	if (field.name.n == 0 || cursor_u8(&c) != '=')
		return false;
	blanks_skip(&c);
	if (value_decode(&c, &field.value) < 0)
		return false;
	*out = field;
	*params = (struct bytes){ .p = c.p, .n = cursor_left(&c) };
	return true;
}
