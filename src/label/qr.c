#include "label/qr.h"

#include <qrencode.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/html_escape.h"
#include "base/mem.h"
#include "base/text.h"

/* ISO/IEC 18004 7.3.4 */
static bool is_alphanumeric(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c && strchr(" $%*+-./:", c));
}

int qr_encode(struct qr *out, const char *text, struct err *err)
{
	size_t n = strnlen(text, QR_TEXT_MAX + 1);

	if (n == 0 || n > QR_TEXT_MAX)
		return err_set(err, E_LIMIT, "a code holds 1 to %d bytes", QR_TEXT_MAX);
	for (size_t i = 0; i < n; i++)
		if (text[i] < ' ' || text[i] > '~')
			return err_set(err, E_FORMAT, "'%s' is not printable ASCII", text);

	/* Version 0: the smallest; the library changes between the sets of characters as it pays.
	 */
	QRcode *code = QRcode_encodeString(text, 0, QR_ECLEVEL_M, QR_MODE_8, 1);
	if (!code || code->width > QR_MODULES_MAX) {
		QRcode_free(code);
		return err_set(err, E_LIMIT, "no code is large enough for %zu bytes", n);
	}
	size_t modules = (size_t)code->width;
	uint8_t *dark = mem_copy(code->data, modules * modules);

	for (size_t i = 0; i < modules * modules; i++)
		dark[i] &= 1;
	QRcode_free(code);
	*out = (struct qr){ .modules = (unsigned)modules, .dark = dark };
	return 0;
}

void qr_done(struct qr *qr)
{
	mem_free(qr->dark);
	*qr = (struct qr){ 0 };
}

bool qr_at(const struct qr *qr, unsigned column, unsigned row)
{
	assert(column < qr->modules && row < qr->modules);
	return qr->dark[(size_t)row * qr->modules + column] != 0;
}

/* ---- addresses ---- */

/* RFC 3986 2: reserved, unreserved and the percent sign. */
static bool is_url_byte(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
	       (c && strchr("-._~:/?#[]@!$&'()*+,;=%", c));
}

int qr_url(struct buf *out, const char *url, struct err *err)
{
	size_t n = strnlen(url, QR_URL_MAX + 1);

	if (n > QR_URL_MAX)
		return err_set(err, E_LIMIT, "the address has more than %d bytes", QR_URL_MAX);
	struct bytes whole = { .p = (const uint8_t *)url, .n = n };
	size_t host = n > 8 && text_equal_nocase((struct bytes){ whole.p, 8 }, "https://")  ? 8
		      : n > 7 && text_equal_nocase((struct bytes){ whole.p, 7 }, "http://") ? 7
											    : 0;
	if (host == 0)
		return err_set(err, E_FORMAT, "'%s' is not an http or https address", url);
	for (size_t i = 0; i < n; i++)
		if (!is_url_byte(url[i]))
			return err_set(err, E_FORMAT, "'%s' has a byte that no address has", url);
	size_t end = host + strcspn(url + host, "/?#");
	if (end == host || url[host] == ':')
		return err_set(err, E_FORMAT, "'%s' has no host", url);
	if (memchr(url + host, '@', end - host))
		return err_set(err, E_FORMAT, "'%s' has a user name before its host", url);

	char capitals[QR_URL_MAX];
	bool fits = true;
	size_t fragment = strcspn(url, "#");

	for (size_t i = 0; i < n; i++) {
		bool lower = i < end && url[i] >= 'a' && url[i] <= 'z';

		capitals[i] = url[i];
		if (lower)
			capitals[i] -= 'a' - 'A';
		fits = fits && (i >= fragment || is_alphanumeric(capitals[i]));
	}
	buf_add(out, fits ? capitals : url, n);
	return 0;
}

/* ---- the picture ---- */

void qr_svg(struct buf *out, const struct qr *qr, const char *title)
{
	unsigned side = qr->modules + 2 * QR_QUIET;

	buf_format(out,
		   "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %u %u\" role=\"img\" "
		   "shape-rendering=\"crispEdges\">\n<title>",
		   side, side);
	html_escape(out, bytes_of(title));
	buf_format(out, "</title>\n<path fill=\"#fff\" d=\"M0 0h%uv%uH0z\"/>\n<path d=\"", side,
		   side);
	for (unsigned row = 0; row < qr->modules; row++)
		for (unsigned column = 0, run; column < qr->modules; column += run) {
			bool dark = qr_at(qr, column, row);

			for (run = 1;
			     column + run < qr->modules && qr_at(qr, column + run, row) == dark;)
				run++;
			if (dark)
				buf_format(out, "M%u %uh%uv1h-%uz", column + QR_QUIET,
					   row + QR_QUIET, run, run);
		}
	buf_text(out, "\"/>\n</svg>\n");
}
