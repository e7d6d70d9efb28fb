/*
 * Bytes wait in pending until it is clear what they are.  In a body everything before a possible
 * "CR LF -- boundary" is known to be data and goes on; between parts whole heads are waited for.
 * The very first boundary has no line end before it, so one is put there.
 */
#include "web/form_multipart.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/text.h"
#include "web/request.h"

#define SLICE_MAX 16384 /* of what is pushed, at a time: bounds pending */
#define DELIMITER_MAX (FORM_MULTIPART_BOUNDARY_MAX + 4)
#define TYPE_MAX 100

enum state {
	BEFORE,   /* text before the first boundary, which is skipped */
	BOUNDARY, /* behind the name of one: CR LF or -- */
	HEAD,
	FIELD,
	FILE_BODY,
	AFTER, /* behind the last one: skipped */
};

struct form_multipart {
	struct form_multipart_sink sink;
	struct form form;
	struct buf pending;
	char delimiter[DELIMITER_MAX + 1];
	size_t n_delimiter;
	enum state state;
	struct buf value; /* of the field at hand */
	char name[REQUEST_NAME_MAX + 3];
	char filename[FORM_MULTIPART_FILENAME_MAX + 1];
	char type[TYPE_MAX + 1];
	char spool[FORM_MULTIPART_SPOOL_MAX];
	size_t size;
	bool begun;
	unsigned files;
};

/* RFC 2046 5.1.1. */
static bool is_boundary_char(uint8_t c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       (c && strchr("'()+_,-./:=?", c));
}

/* The value of a parameter, with or without quotes. */
static bool boundary_of(struct bytes parameters, struct bytes *out)
{
	const uint8_t *at = parameters.p;
	size_t left = parameters.n;

	for (;;) {
		const uint8_t *semicolon = left ? memchr(at, ';', left) : NULL;
		if (!semicolon)
			return false;
		left -= (size_t)(semicolon + 1 - at);
		at = semicolon + 1;
		const uint8_t *end = left ? memchr(at, ';', left) : NULL;
		struct bytes p = text_trim((struct bytes){ at, end ? (size_t)(end - at) : left });
		if (p.n < 10 || !text_equal_nocase((struct bytes){ p.p, 9 }, "boundary="))
			continue;
		*out = (struct bytes){ p.p + 9, p.n - 9 };
		if (out->n > 1 && out->p[0] == '"' && out->p[out->n - 1] == '"')
			*out = (struct bytes){ out->p + 1, out->n - 2 };
		return true;
	}
}

int form_multipart_new(struct form_multipart **out, const char *content_type,
		       const struct form_multipart_sink *sink)
{
	static const char type[] = "multipart/form-data";
	struct bytes all = bytes_of(content_type);
	struct bytes boundary;

	if (all.n < strlen(type) ||
	    !text_equal_nocase((struct bytes){ all.p, strlen(type) }, type) ||
	    (all.p[strlen(type)] && all.p[strlen(type)] != ';' && all.p[strlen(type)] != ' '))
		return E_UNSUPPORTED;
	if (!boundary_of(all, &boundary) || boundary.n == 0 ||
	    boundary.n > FORM_MULTIPART_BOUNDARY_MAX)
		return E_FORMAT;
	for (size_t i = 0; i < boundary.n; i++)
		if (!is_boundary_char(boundary.p[i]))
			return E_FORMAT;

	struct form_multipart *m = mem_array(1, sizeof(*m));
	m->sink = *sink;
	form_init(&m->form);
	m->pending = BUF(SLICE_MAX + FORM_MULTIPART_HEAD_MAX + DELIMITER_MAX + 8);
	m->value = BUF(REQUEST_FIELD_MAX);
	memcpy(m->delimiter, "\r\n--", 4);
	memcpy(m->delimiter + 4, boundary.p, boundary.n);
	m->n_delimiter = boundary.n + 4;
	buf_text(&m->pending, "\r\n");
	*out = m;
	return 0;
}

void form_multipart_free(struct form_multipart *m)
{
	if (!m)
		return;
	form_done(&m->form);
	buf_done(&m->pending);
	buf_done(&m->value);
	mem_free(m);
}

void form_multipart_freep(struct form_multipart **m)
{
	form_multipart_free(*m);
}

/* ---- heads ---- */

static bool field_named(struct bytes line, const char *name, struct bytes *value)
{
	const uint8_t *colon = line.n ? memchr(line.p, ':', line.n) : NULL;

	if (!colon ||
	    !text_equal_nocase(text_trim((struct bytes){ line.p, (size_t)(colon - line.p) }), name))
		return false;
	*value = text_trim((struct bytes){ colon + 1, line.n - (size_t)(colon + 1 - line.p) });
	return true;
}

/*
 * The next parameter behind a semicolon: name="value".  Browsers write %22, %0D and %0A for what
 * would end the quotes or the line (HTML Standard, 4.10.21.8), and nothing else.
 */
static int parameter(struct bytes *in, struct bytes *name, struct buf *value)
{
	const uint8_t *equals = in->n ? memchr(in->p, '=', in->n) : NULL;
	size_t i;

	if (!equals)
		return E_FORMAT;
	*name = text_trim((struct bytes){ in->p, (size_t)(equals - in->p) });
	struct bytes rest = { equals + 1, in->n - (size_t)(equals + 1 - in->p) };
	if (rest.n < 2 || rest.p[0] != '"')
		return E_FORMAT;
	for (i = 1; i < rest.n && rest.p[i] != '"'; i++) {
		uint8_t c = rest.p[i];

		if (form_percent((struct bytes){ rest.p + i, rest.n - i }, &c)) {
			if (c == '"' || c == '\r' || c == '\n')
				i += 2;
			else
				c = '%';
		}
		buf_u8(value, c);
	}
	if (i == rest.n || !buf_ok(value))
		return E_FORMAT;
	*in = text_trim((struct bytes){ rest.p + i + 1, rest.n - i - 1 });
	if (in->n && in->p[0] == ';')
		*in = (struct bytes){ in->p + 1, in->n - 1 };
	else if (in->n)
		return E_FORMAT;
	return 0;
}

/* What a person calls the file: no folders, nothing hidden, short. */
static int filename_set(struct form_multipart *m, struct bytes given)
{
	size_t n = 0;

	for (size_t i = given.n; i > 0; i--)
		if (given.p[i - 1] == '/' || given.p[i - 1] == '\\') {
			given = (struct bytes){ given.p + i, given.n - i };
			break;
		}
	for (size_t i = 0, step; i < given.n; i += step) {
		step = text_utf8_step(given.p + i, given.n - i);
		if (step == 0)
			return E_FORMAT;
		if (n + step > FORM_MULTIPART_FILENAME_MAX)
			break;
		bool plain =
		    form_text_plain((struct bytes){ given.p + i, step }) && given.p[i] >= ' ';
		memcpy(m->filename + n, plain ? given.p + i : (const uint8_t *)"_",
		       plain ? step : 1);
		n += plain ? step : 1;
	}
	m->filename[n] = 0;
	return 0;
}

static int disposition(struct form_multipart *m, struct bytes value, bool *file)
{
	static const char kind[] = "form-data;";
	int r = 0;

	if (value.n < strlen(kind) ||
	    !text_equal_nocase((struct bytes){ value.p, strlen(kind) }, kind))
		return E_FORMAT;
	value = (struct bytes){ value.p + strlen(kind), value.n - strlen(kind) };
	while (r == 0 && value.n) {
		CLEANUP(buf_done) struct buf text = BUF(FORM_MULTIPART_HEAD_MAX);
		struct bytes name;

		r = parameter(&value, &name, &text);
		if (r < 0)
			return r;
		if (text_equal_nocase(name, "name")) {
			if (text.n == 0 || text.n >= sizeof(m->name))
				return E_FORMAT;
			memcpy(m->name, text.p, text.n);
			m->name[text.n] = 0;
		} else if (text_equal_nocase(name, "filename")) {
			*file = true;
			r = filename_set(m, buf_view(&text));
		}
	}
	return r;
}

static void type_set(struct form_multipart *m, struct bytes value)
{
	if (value.n > TYPE_MAX)
		return;
	for (size_t i = 0; i < value.n; i++)
		if (value.p[i] < ' ' || value.p[i] > '~')
			return;
	memcpy(m->type, value.p, value.n);
	m->type[value.n] = 0;
}

/* Lines with CR LF behind each. */
static int head(struct form_multipart *m, struct bytes lines)
{
	bool file = false;

	m->name[0] = m->filename[0] = m->type[0] = 0;
	while (lines.n) {
		const uint8_t *end = text_find(lines, bytes_of("\r\n"));
		size_t n = (size_t)(end - lines.p);
		struct bytes line = { lines.p, n }, value;

		if (field_named(line, "content-disposition", &value)) {
			int r = disposition(m, value, &file);
			if (r < 0)
				return r;
		} else if (field_named(line, "content-type", &value)) {
			type_set(m, value);
		}
		lines = (struct bytes){ lines.p + n + 2, lines.n - n - 2 };
	}
	if (!m->name[0] || (file && !form_name_valid(bytes_of(m->name))))
		return E_FORMAT;
	buf_clear(&m->value);
	m->size = 0;
	m->begun = false;
	m->state = file ? FILE_BODY : FIELD;
	return 0;
}

/* ---- bodies ---- */

static int file_begin(struct form_multipart *m)
{
	if (m->begun)
		return 0;
	if (m->files == REQUEST_FILES_MAX)
		return E_LIMIT;
	m->files++;
	m->begun = true;
	return m->sink.begin(m->sink.context, m->spool);
}

static int body_data(struct form_multipart *m, struct bytes data)
{
	if (data.n == 0)
		return 0;
	if (m->state == FIELD) {
		buf_bytes(&m->value, data);
		return buf_ok(&m->value) ? 0 : E_LIMIT;
	}
	if (data.n > REQUEST_UPLOAD_MAX - m->size)
		return E_LIMIT;
	m->size += data.n;
	int r = file_begin(m);
	return r < 0 ? r : m->sink.data(m->sink.context, data);
}

static int body_end(struct form_multipart *m)
{
	int r = 0;

	if (m->state == FIELD)
		return form_add(&m->form, bytes_of(m->name), buf_view(&m->value));
	/* A file field that was left empty arrives as a file without name and content. */
	if (m->filename[0])
		r = file_begin(m);
	if (r < 0 || !m->begun)
		return r;
	if (json_object_get(m->form.uploads, m->name))
		return E_FORMAT;
	json_object_set_new(m->form.uploads, m->name,
			    json_pack("{s:s, s:s, s:s, s:I}", "spool", m->spool, "name",
				      m->filename, "type", m->type, "size", (json_int_t)m->size));
	return m->sink.end(m->sink.context);
}

/* ---- the machine ---- */

/* Each returns the bytes it used, 0 when it needs more, or a negative code. */
static int64_t until_delimiter(struct form_multipart *m, struct bytes in)
{
	struct bytes delimiter = { (const uint8_t *)m->delimiter, m->n_delimiter };
	const uint8_t *found = text_find(in, delimiter);
	size_t sure = in.n < m->n_delimiter ? 0 : in.n - m->n_delimiter + 1;
	size_t n = found ? (size_t)(found - in.p) : sure;
	int r = m->state == BEFORE ? 0 : body_data(m, (struct bytes){ in.p, n });

	if (r < 0)
		return r;
	if (!found)
		return (int64_t)n;
	if (m->state != BEFORE)
		r = body_end(m);
	m->state = BOUNDARY;
	return r < 0 ? r : (int64_t)(n + m->n_delimiter);
}

static int64_t after_boundary(struct form_multipart *m, struct bytes in)
{
	if (in.n < 2)
		return 0;
	if (in.p[0] == '-' && in.p[1] == '-')
		m->state = AFTER;
	else if (in.p[0] == '\r' && in.p[1] == '\n')
		m->state = HEAD;
	else
		return E_FORMAT;
	return 2;
}

static int64_t whole_head(struct form_multipart *m, struct bytes in)
{
	const uint8_t *end = text_find(in, bytes_of("\r\n\r\n"));

	/* The empty line behind the longest one takes two bytes more. */
	if (!end)
		return in.n >= FORM_MULTIPART_HEAD_MAX + 2 ? E_LIMIT : 0;
	size_t n = (size_t)(end - in.p) + 2; /* with its last line end */
	if (n > FORM_MULTIPART_HEAD_MAX)
		return E_LIMIT;
	int r = head(m, (struct bytes){ in.p, n });
	return r < 0 ? r : (int64_t)n + 2;
}

static int64_t advance(struct form_multipart *m, struct bytes in)
{
	switch (m->state) {
	case BEFORE:
	case FIELD:
	case FILE_BODY:
		return until_delimiter(m, in);
	case BOUNDARY:
		return after_boundary(m, in);
	case HEAD:
		return whole_head(m, in);
	case AFTER:
		return (int64_t)in.n;
	}
	return E_FORMAT;
}

static int slice(struct form_multipart *m, struct bytes data)
{
	size_t used = 0;
	int64_t r;

	buf_bytes(&m->pending, data);
	assert(buf_ok(&m->pending));
	do {
		r = advance(m, (struct bytes){ m->pending.p + used, m->pending.n - used });
		if (r < 0)
			return (int)r;
		used += (size_t)r;
	} while (r > 0 && used < m->pending.n);
	memmove(m->pending.p, m->pending.p + used, m->pending.n - used);
	m->pending.n -= used;
	return 0;
}

int form_multipart_push(struct form_multipart *m, struct bytes data)
{
	int r = 0;

	while (r == 0 && data.n) {
		size_t n = data.n < SLICE_MAX ? data.n : SLICE_MAX;

		r = slice(m, (struct bytes){ data.p, n });
		data = (struct bytes){ data.p + n, data.n - n };
	}
	return r;
}

const char *form_multipart_field(const struct form_multipart *m, const char *name)
{
	return json_text(m->form.fields, name);
}

int form_multipart_end(struct form_multipart *m, struct form *out)
{
	if (m->state != AFTER)
		return E_TRUNC;
	*out = m->form;
	m->form = (struct form){ 0 };
	return 0;
}
