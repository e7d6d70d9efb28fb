#include "serve/head.h"

#include "base/num.h"
#include "base/text.h"

#define REFUSE(status_, why_)                                                           \
	do {                                                                            \
		*refusal = (struct head_refusal){ .status = (status_), .why = (why_) }; \
		return false;                                                           \
	} while (0)

/* RFC 9110 5.6.2 */
static bool is_token(const char *text)
{
	size_t n = strspn(text, "!#$%&'*+-.^_`|~0123456789"
				"abcdefghijklmnopqrstuvwxyz"
				"ABCDEFGHIJKLMNOPQRSTUVWXYZ");

	return n > 0 && text[n] == '\0';
}

/* RFC 9110 5.5: visible characters, blanks, tabs, and what is beyond ASCII. */
static bool is_value(const char *text)
{
	for (; *text; text++) {
		unsigned char c = (unsigned char)*text;

		if ((c < 0x20 && c != '\t') || c == 0x7f)
			return false;
	}
	return true;
}

/* ---- nothing hidden ---- */

/* The pieces may lie in different objects where the library copied one: compare numbers. */
static uintptr_t at(const char *p)
{
	return (uintptr_t)p;
}

/* Colon and blanks between a name and its value; the colon has become a NUL. */
static bool is_gap(const char *name, const char *value)
{
	uintptr_t end = at(name) + strlen(name) + 1;

	if (at(value) < end || at(value) - end > HEAD_SIZE_MAX)
		return false;
	for (const char *p = name + strlen(name) + 1; at(p) < at(value); p++)
		if (*p != ' ' && *p != '\t')
			return false;
	return true;
}

/* A line ends with CR LF, both overwritten. */
#define LINE_END 2

static bool is_whole(const struct head *h)
{
	uintptr_t begin = at(h->method);
	uintptr_t next = begin + strlen(h->method) + 1;

	if (at(h->target_at) != next)
		return false;
	next += strlen(h->target) + 1;
	if (at(h->version) != next)
		return false;
	next += strlen(h->version) + LINE_END;
	for (unsigned i = 0; i < h->n; i++) {
		const struct head_line *line = &h->lines[i];

		if (at(line->name) != next || !is_gap(line->name, line->value))
			return false;
		next = at(line->value) + strlen(line->value) + LINE_END;
	}
	return next + LINE_END == begin + h->size;
}

/* ---- what the fields say ---- */

const char *head_value(const struct head *h, const char *name)
{
	for (unsigned i = 0; i < h->n; i++)
		if (text_equal_nocase(bytes_of(h->lines[i].name), name))
			return h->lines[i].value;
	return NULL;
}

static unsigned count(const struct head *h, const char *name)
{
	unsigned n = 0;

	for (unsigned i = 0; i < h->n; i++)
		n += text_equal_nocase(bytes_of(h->lines[i].name), name);
	return n;
}

/* A name or address with a port, which later stands in links. */
static bool is_host(const char *host)
{
	size_t n = strspn(host, "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				".-_:[]");

	return n > 0 && n <= HEAD_HOST_MAX && host[n] == '\0';
}

static bool check_host(struct head *h, struct head_refusal *refusal)
{
	unsigned n = count(h, "Host");

	if (n > 1)
		REFUSE(400, "More than one Host field.");
	h->host = head_value(h, "Host");
	if (!h->host && text_equal(h->version, "HTTP/1.1"))
		REFUSE(400, "No Host field.");
	if (h->host && !is_host(h->host))
		REFUSE(400, "The Host field names no host.");
	return true;
}

/* RFC 9112 6: where the body ends must not be a matter of opinion. */
static bool check_body(struct head *h, struct head_refusal *refusal)
{
	const char *length = head_value(h, "Content-Length");
	const char *coding = head_value(h, "Transfer-Encoding");

	if (count(h, "Content-Length") > 1)
		REFUSE(400, "More than one Content-Length field.");
	if (length && coding)
		REFUSE(400, "Both Content-Length and Transfer-Encoding.");
	if (count(h, "Transfer-Encoding") > 1)
		REFUSE(400, "More than one Transfer-Encoding field.");
	if (coding && text_equal_nocase(bytes_of(coding), "chunked"))
		REFUSE(411, "Please send a Content-Length.");
	if (coding)
		REFUSE(501, "This transfer encoding is not known here.");
	h->has_length = length != NULL;
	if (length && num_u64(length, 0, INT64_MAX, &h->length) < 0)
		REFUSE(400, "The Content-Length field is no number.");
	return true;
}

bool head_check(struct head *h, struct head_refusal *refusal)
{
	h->host = NULL;
	h->has_length = false;
	h->length = 0;
	if (h->size > HEAD_SIZE_MAX || h->overflow)
		REFUSE(431, "The head of the request is too large.");
	if (strlen(h->target) > HEAD_TARGET_MAX)
		REFUSE(414, "The address is too long.");
	if (!is_whole(h))
		REFUSE(400, "The head of the request cannot be read without doubt.");
	if (!is_token(h->method))
		REFUSE(400, "The method is no word.");
	for (const char *p = h->target; *p; p++)
		if (*p <= ' ' || *p >= 0x7f || *p == '#')
			REFUSE(400, "The address holds a character that must be encoded.");
	if (h->target[0] != '/' && !text_equal(h->target, "*"))
		REFUSE(400, "The address does not begin with '/'.");
	for (unsigned i = 0; i < h->n; i++) {
		if (!is_token(h->lines[i].name))
			REFUSE(400, "The name of a field is no word.");
		if (!is_value(h->lines[i].value))
			REFUSE(400, "The value of a field holds a control character.");
	}
	if (count(h, "Content-Type") > 1 || count(h, "Cookie") > 1)
		REFUSE(400, "A field that can only stand once stands there twice.");
	return check_host(h, refusal) && check_body(h, refusal);
}
