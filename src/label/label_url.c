#include "label/label_url.h"

#include "base/buf.h"
#include "base/cursor.h"
#include "base/err.h"
#include "base/text.h"

#define SCHEME "https://"
#define PATH "/L/"

int label_url_build(struct buf *out, const char *host, const char *number, struct bytes statement,
		    struct err *err)
{
	if (!statement_issuer_valid(host) || !statement_number_valid(number))
		return err_set(err, E_FORMAT, "'%s' and '%s' are no host and registration number",
			       host, number);
	if (statement.n > STATEMENT_MAX)
		return err_set(err, E_LIMIT, "a statement has at most %d bytes", STATEMENT_MAX);
	buf_text(out, "HTTPS://");
	for (const char *p = host; *p; p++)
		buf_u8(out, (uint8_t)(*p >= 'a' && *p <= 'z' ? *p - 'a' + 'A' : *p));
	buf_format(out, "/L/%s", number);
	if (statement.n) {
		buf_u8(out, '#');
		base32_encode(out, statement);
	}
	return buf_ok(out) ? 0 : err_set(err, E_LIMIT, "there is no room for the address");
}

bool label_url_looks_like(struct bytes text)
{
	return text.n >= strlen(SCHEME) &&
	       text_equal_nocase((struct bytes){ text.p, strlen(SCHEME) }, SCHEME);
}

/* What is left of the cursor up to one of the bytes, or to its end. */
static struct bytes part(struct cursor *c, struct bytes ends)
{
	size_t n = 0;

	/* Not strchr: to it the NUL is one of the ends. */
	while (n < c->n && !memchr(ends.p, c->p[n], ends.n))
		n++;
	return cursor_bytes(c, n);
}

/* The part as text in small letters if asked, or "" when it is too long or has a NUL in it. */
static void copy(char *out, size_t room, struct bytes from, bool small)
{
	out[0] = '\0';
	if (from.n == 0 || from.n >= room || memchr(from.p, '\0', from.n))
		return;
	for (size_t i = 0; i < from.n; i++) {
		uint8_t c = from.p[i];

		if (small && c >= 'A' && c <= 'Z')
			c = (uint8_t)(c + ('a' - 'A'));
		out[i] = (char)c;
	}
	out[from.n] = '\0';
}

int label_url_parse(struct label_url *out, struct bytes text, struct err *err)
{
	struct label_url url = { 0 };
	struct cursor c = cursor_of(text);

	if (text.n > LABEL_URL_MAX)
		return err_set(err, E_LIMIT, "the address of a label has at most %d bytes",
			       (int)LABEL_URL_MAX);
	if (!label_url_looks_like(text))
		return err_set(err, E_FORMAT, "the address does not begin with https://");
	cursor_skip(&c, strlen(SCHEME));
	copy(url.host, sizeof(url.host), part(&c, bytes_of("/?#")), true);
	if (!statement_issuer_valid(url.host))
		return err_set(err, E_FORMAT, "the address has no host that a label can have");
	if (!bytes_equal(cursor_bytes(&c, strlen(PATH)), bytes_of(PATH)))
		return err_set(err, E_FORMAT, "the address is not that of a label (/L/NUMBER)");
	copy(url.number, sizeof(url.number), part(&c, bytes_of("#")), false);
	if (!statement_number_valid(url.number))
		return err_set(err, E_FORMAT, "the address has no registration number");
	if (cursor_left(&c)) {
		CLEANUP(buf_done) struct buf statement = BUF(STATEMENT_MAX);

		cursor_skip(&c, 1);
		if (base32_decode(&statement, cursor_bytes(&c, cursor_left(&c))) < 0 ||
		    statement.n == 0)
			return err_set(err, E_FORMAT,
				       "what follows '#' is not a statement in base32");
		memcpy(url.statement, statement.p, statement.n);
		url.statement_size = statement.n;
	}
	*out = url;
	return 0;
}
