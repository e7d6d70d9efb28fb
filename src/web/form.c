#include "web/form.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/text.h"
#include "web/request.h"

void form_init(struct form *f)
{
	*f = (struct form){ .fields = json_object(),
			    .uploads = json_object(),
			    .problems = json_array() };
}

void form_done(struct form *f)
{
	json_done(&f->fields);
	json_done(&f->uploads);
	json_done(&f->problems);
}

/* ---- text ---- */

/*
 * A character of valid UTF-8 that nobody means to type: C0 but tab and line ends, DEL, C1
 * (U+0080-009F), direction overrides and isolates (U+202A-202E, U+2066-2069).
 */
static bool is_hidden(const uint8_t *p, size_t n)
{
	if (n == 1)
		return (p[0] < ' ' && p[0] != '\t' && p[0] != '\n' && p[0] != '\r') || p[0] == 0x7f;
	if (n == 2)
		return p[0] == 0xc2 && p[1] < 0xa0;
	return n == 3 && p[0] == 0xe2 &&
	       ((p[1] == 0x80 && p[2] >= 0xaa && p[2] <= 0xae) ||
		(p[1] == 0x81 && p[2] >= 0xa6 && p[2] <= 0xa9));
}

bool form_text_plain(struct bytes text)
{
	for (size_t i = 0, n; i < text.n; i += n) {
		n = text_utf8_step(text.p + i, text.n - i);
		if (n == 0 || is_hidden(text.p + i, n))
			return false;
	}
	return true;
}

/* E_FORMAT; *hidden when something was taken out. */
static int clean(struct buf *out, struct bytes text, bool *hidden)
{
	for (size_t i = 0, n; i < text.n; i += n) {
		const uint8_t *p = text.p + i;

		n = text_utf8_step(p, text.n - i);
		if (n == 0 || p[0] == 0)
			return E_FORMAT;
		if (is_hidden(p, n)) {
			*hidden = true;
		} else if (p[0] == '\r') {
			buf_u8(out, '\n');
			n += text.n - i > 1 && p[1] == '\n';
		} else {
			buf_add(out, p, n);
		}
	}
	return 0;
}

/* ---- fields ---- */

bool form_name_valid(struct bytes name)
{
	if (name.n == 0 || name.n > REQUEST_NAME_MAX)
		return false;
	for (size_t i = 0; i < name.n; i++) {
		uint8_t c = name.p[i];

		if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
		      c == '_' || c == '-' || c == '.'))
			return false;
	}
	return true;
}

static bool is_list(struct bytes *name)
{
	if (name->n < 2 || memcmp(name->p + name->n - 2, "[]", 2) != 0)
		return false;
	name->n -= 2;
	return true;
}

static int put(json_t *fields, const char *name, bool list, json_t *text)
{
	json_t *old = json_object_get(fields, name);

	if (old && json_is_array(old) != list) {
		json_decref(text);
		return E_FORMAT;
	}
	if (!list) {
		json_object_set_new(fields, name, text);
	} else if (old) {
		json_array_append_new(old, text);
	} else {
		old = json_array();
		json_array_append_new(old, text);
		json_object_set_new(fields, name, old);
	}
	return 0;
}

int form_add(struct form *f, struct bytes name, struct bytes value)
{
	CLEANUP(buf_done) struct buf text = BUF(REQUEST_FIELD_MAX + 1);
	bool list = is_list(&name);
	char key[REQUEST_NAME_MAX + 1];
	bool hidden = false;

	if (!form_name_valid(name))
		return E_FORMAT;
	if (f->count == REQUEST_FIELDS_MAX || value.n > REQUEST_FIELD_MAX ||
	    value.n > REQUEST_FORM_MAX - f->bytes)
		return E_LIMIT;
	f->count++;
	f->bytes += value.n;
	memcpy(key, name.p, name.n);
	key[name.n] = 0;
	int r = clean(&text, value, &hidden);
	if (r < 0)
		return r;
	if (hidden)
		json_array_append_new(
		    f->problems,
		    json_pack(
			"{s:s, s:s, s:s}", "field", key, "ja",
			"見えない制御文字、または文字の並びを変える文字が含まれていたので取り除きま"
			"した。"
			"内容を確かめて、もう一度送信してください。",
			"en",
			"It held invisible control characters, or characters that change the "
			"reading direction. They were taken out: please check the text and send "
			"it again."));
	return put(f->fields, key, list, json_string(buf_cstr(&text)));
}

/* ---- urlencoded ---- */

static int hex(uint8_t c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if ((c | 0x20) >= 'a' && (c | 0x20) <= 'f')
		return (c | 0x20) - 'a' + 10;
	return -1;
}

bool form_percent(struct bytes text, uint8_t *byte)
{
	int high = text.n > 2 && text.p[0] == '%' ? hex(text.p[1]) : -1;
	int low = high >= 0 ? hex(text.p[2]) : -1;

	if (low < 0)
		return false;
	*byte = (uint8_t)(high << 4 | low);
	return true;
}

/* As the URL Standard reads it: a % that no two digits follow is a %. */
static void decode(struct buf *out, struct bytes in)
{
	for (size_t i = 0; i < in.n; i++) {
		uint8_t c = in.p[i] == '+' ? ' ' : in.p[i];

		if (form_percent((struct bytes){ in.p + i, in.n - i }, &c))
			i += 2;
		buf_u8(out, c);
	}
}

static int pair(struct form *f, struct bytes in, bool lenient)
{
	const uint8_t *equals = memchr(in.p, '=', in.n);
	struct bytes name = { in.p, equals ? (size_t)(equals - in.p) : in.n };
	struct bytes value = { equals ? equals + 1 : NULL, equals ? in.n - name.n - 1 : 0 };
	/* Encoded, a byte takes three. */
	CLEANUP(buf_done) struct buf key = BUF(name.n);
	CLEANUP(buf_done) struct buf text = BUF(value.n);

	decode(&key, name);
	decode(&text, value);
	struct bytes plain = buf_view(&key);
	(void)is_list(&plain);
	if (lenient && !form_name_valid(plain))
		return 0;
	return form_add(f, buf_view(&key), buf_view(&text));
}

static int pairs(struct form *f, struct bytes in, bool lenient)
{
	int r = 0;

	while (r == 0 && in.n) {
		const uint8_t *end = memchr(in.p, '&', in.n);
		size_t n = end ? (size_t)(end - in.p) : in.n;

		if (n)
			r = pair(f, (struct bytes){ in.p, n }, lenient);
		n += end != NULL;
		in = (struct bytes){ in.p + n, in.n - n };
	}
	return r;
}

int form_urlencoded(struct form *f, struct bytes body)
{
	return body.n > REQUEST_FORM_MAX ? E_LIMIT : pairs(f, body, false);
}

int form_query(struct bytes query, json_t **out)
{
	CLEANUP(form_done) struct form f;

	form_init(&f);
	int r = pairs(&f, query, true);
	if (r == 0 && json_array_size(f.problems))
		r = E_FORMAT;
	if (r == 0)
		*out = steal(f.fields);
	return r;
}
