/* Line by line; what concerns single fields is checked on the way, counts at the end. */
#include "wire/security_txt.h"

#include "base/arena.h"
#include "base/cursor.h"
#include "base/err.h"
#include "base/text.h"
#include "base/time.h"

static const char *const fault_names[] = {
	[SECURITY_TXT_NO_CONTACT] = "no-contact",
	[SECURITY_TXT_CONTACT_NO_URI] = "contact-no-uri",
	[SECURITY_TXT_NO_EXPIRES] = "no-expires",
	[SECURITY_TXT_TWO_EXPIRES] = "two-expires",
	[SECURITY_TXT_BAD_EXPIRES] = "bad-expires",
	[SECURITY_TXT_EXPIRED] = "expired",
	[SECURITY_TXT_TWO_LANGUAGES] = "two-languages",
	[SECURITY_TXT_NOT_UTF8] = "not-utf8",
	[SECURITY_TXT_BAD_LINE] = "bad-line",
	[SECURITY_TXT_NO_HTTPS] = "no-https",
};
_Static_assert(ARRAY_LEN(fault_names) <= SECURITY_TXT_FAULTS_MAX, "each fault has its place");

enum kind {
	KIND_OTHER,
	KIND_PLAIN, /* known, no further rule */
	KIND_CONTACT,
	KIND_EXPIRES,
	KIND_LANGUAGES,
	KIND_URI,
};

/* IANA "security.txt Fields". */
static const struct {
	const char *name;
	enum kind kind;
} known[] = {
	{ "acknowledgments", KIND_URI },
	{ "canonical", KIND_URI },
	{ "contact", KIND_CONTACT },
	{ "csaf", KIND_URI },
	{ "encryption", KIND_URI },
	{ "expires", KIND_EXPIRES },
	{ "hiring", KIND_URI },
	{ "policy", KIND_URI },
	{ "preferred-languages", KIND_LANGUAGES },
	{ "bug-bounty", KIND_PLAIN },
};

struct reader {
	struct arena *arena;
	struct security_txt *out;
	int64_t now;
	unsigned contacts, expires, languages, known;
};

const char *security_txt_fault_name(enum security_txt_fault fault)
{
	assert((size_t)fault < ARRAY_LEN(fault_names));
	return fault_names[fault];
}

static void fault_add(struct security_txt *out, enum security_txt_fault fault)
{
	for (unsigned i = 0; i < out->n_faults; i++)
		if (out->faults[i] == fault)
			return;
	out->faults[out->n_faults++] = fault;
}

static bool is_alpha(uint8_t c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_name(uint8_t c)
{
	return is_alpha(c) || (c >= '0' && c <= '9') || c == '-' || c == '_';
}

/* RFC 3986 3.1, and something after the colon. */
static bool is_uri(const char *value)
{
	size_t n = 0;

	if (!is_alpha((uint8_t)value[0]))
		return false;
	while (is_name((uint8_t)value[n]) || value[n] == '+' || value[n] == '.')
		n++;
	return value[n] == ':' && value[n + 1] != 0 && !strpbrk(value, " \t<>\"");
}

static bool is_plain_http(const char *value)
{
	return text_equal_nocase(
	    (struct bytes){ .p = (const uint8_t *)value, .n = strlen(value) < 7 ? 0 : 7 },
	    "http://");
}

static enum kind kind_find(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(known); i++)
		if (text_equal_nocase(bytes_of(name), known[i].name))
			return known[i].kind;
	return KIND_OTHER;
}

static void expires_check(struct reader *r, const char *value)
{
	int64_t at = 0;

	if (++r->expires > 1) {
		fault_add(r->out, SECURITY_TXT_TWO_EXPIRES);
		return;
	}
	if (time_parse(value, &at) < 0) {
		fault_add(r->out, SECURITY_TXT_BAD_EXPIRES);
		return;
	}
	r->out->expires = at;
	if (at <= r->now)
		fault_add(r->out, SECURITY_TXT_EXPIRED);
}

static void field_check(struct reader *r, const struct security_txt_field *field)
{
	enum kind kind = kind_find(field->name);

	r->known += kind != KIND_OTHER;
	switch (kind) {
	case KIND_CONTACT:
		r->contacts++;
		if (!is_uri(field->value))
			fault_add(r->out, SECURITY_TXT_CONTACT_NO_URI);
		/* RFC 9116 2.5.3 asks the same of a web address here as elsewhere. */
		if (is_plain_http(field->value))
			fault_add(r->out, SECURITY_TXT_NO_HTTPS);
		break;
	case KIND_URI:
		if (is_plain_http(field->value))
			fault_add(r->out, SECURITY_TXT_NO_HTTPS);
		break;
	case KIND_EXPIRES:
		expires_check(r, field->value);
		break;
	case KIND_LANGUAGES:
		if (++r->languages > 1)
			fault_add(r->out, SECURITY_TXT_TWO_LANGUAGES);
		break;
	case KIND_OTHER:
	case KIND_PLAIN:
		break;
	}
}

/* RFC 9116 4: name ":" SP value.  A missing blank is forgiven in reading, but is a breach. */
static int line_decode(struct reader *r, struct bytes line)
{
	struct security_txt *out = r->out;
	struct cursor c = cursor_of(line);
	struct bytes name = cursor_until(&c, ':');
	struct bytes rest = cursor_bytes(&c, cursor_left(&c));
	struct bytes value = text_trim(rest);
	bool good = cursor_ok(&c) && name.n > 0 && value.n > 0 && !memchr(value.p, 0, value.n);

	for (size_t i = 0; good && i < name.n; i++)
		good = is_name(name.p[i]);
	if (!good || rest.p[0] != ' ')
		fault_add(out, SECURITY_TXT_BAD_LINE);
	if (!good)
		return 0;
	if (out->n_fields == SECURITY_TXT_FIELDS_MAX)
		return E_LIMIT;

	struct security_txt_field *field = &out->fields[out->n_fields];
	field->name = arena_textn(r->arena, (const char *)name.p, name.n);
	field->value = arena_textn(r->arena, (const char *)value.p, value.n);
	if (!field->name || !field->value)
		return E_LIMIT;
	out->n_fields++;
	field_check(r, field);
	return 0;
}

/* The last line may lack its end. */
static struct bytes line_take(struct cursor *c)
{
	struct cursor rest = *c;
	struct bytes line = cursor_until(c, '\n');

	if (!cursor_ok(c)) {
		*c = rest;
		line = cursor_bytes(c, cursor_left(c));
	}
	if (line.n > 0 && line.p[line.n - 1] == '\r')
		line.n--;
	return line;
}

static bool starts(struct bytes line, const char *prefix)
{
	size_t n = strlen(prefix);

	return line.n >= n && memcmp(line.p, prefix, n) == 0;
}

static int lines_decode(struct reader *r, struct cursor *c)
{
	while (cursor_left(c) > 0) {
		struct bytes line = line_take(c);

		if (r->out->is_signed && starts(line, "-----BEGIN PGP SIGNATURE-----"))
			break;
		/* RFC 9580 7.2: dash escapes. */
		if (r->out->is_signed && starts(line, "- "))
			line = (struct bytes){ .p = line.p + 2, .n = line.n - 2 };
		if (text_trim(line).n == 0 || line.p[0] == '#')
			continue;
		int result = line_decode(r, line);
		if (result < 0)
			return result;
	}
	return 0;
}

int security_txt_decode(struct arena *arena, struct bytes in, int64_t now, struct security_txt *out)
{
	struct security_txt txt = { .n_fields = 0 };
	struct reader r = { .arena = arena, .out = &txt, .now = now };
	struct cursor c = cursor_of(in);

	if (in.n > SECURITY_TXT_MAX)
		return E_LIMIT;
	if (!text_utf8_valid(in))
		fault_add(&txt, SECURITY_TXT_NOT_UTF8);
	if (starts(in, "\xef\xbb\xbf")) {
		fault_add(&txt, SECURITY_TXT_BAD_LINE);
		cursor_skip(&c, 3);
	}

	struct cursor ahead = c;
	if (starts(line_take(&ahead), "-----BEGIN PGP SIGNED MESSAGE-----")) {
		txt.is_signed = true;
		c = ahead;
		/* "Hash: SHA512" and the like, up to an empty line, are not of the file. */
		while (cursor_left(&c) > 0 && line_take(&c).n > 0)
			;
	}
	int result = lines_decode(&r, &c);
	if (result < 0)
		return result;
	if (r.known == 0)
		return E_FORMAT;
	if (r.contacts == 0)
		fault_add(&txt, SECURITY_TXT_NO_CONTACT);
	if (r.expires == 0)
		fault_add(&txt, SECURITY_TXT_NO_EXPIRES);
	*out = txt;
	return 0;
}

const char *security_txt_find(const struct security_txt *s, const char *name)
{
	for (unsigned i = 0; i < s->n_fields; i++)
		if (text_equal_nocase(bytes_of(s->fields[i].name), name))
			return s->fields[i].value;
	return NULL;
}
