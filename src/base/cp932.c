#include "base/cp932.h"

#include <iconv.h>

#include "base/buf.h"
#include "base/err.h"

#define CHUNK 4096

/* Never closed: closing the last one for a table may unload it.  NULL: libc has none. */
static iconv_t converter_get(void)
{
	static iconv_t opened;

	if (!opened || (uintptr_t)opened == UINTPTR_MAX)
		opened = iconv_open("UTF-8", "CP932");
	return (uintptr_t)opened == UINTPTR_MAX ? NULL : opened;
}

int cp932_to_utf8(struct buf *out, struct bytes text, size_t *bad)
{
	iconv_t converter = converter_get();
	char chunk[CHUNK];
	/* iconv's interface is older than const; it does not write there. */
	char *from = (char *)(uintptr_t)text.p;
	size_t left = text.n;

	if (!converter)
		return E_UNSUPPORTED;
	(void)iconv(converter, NULL, NULL, NULL, NULL);
	while (left > 0) {
		char *to = chunk;
		size_t room = sizeof(chunk);
		size_t r = iconv(converter, &from, &left, &to, &room);
		int cause = errno;

		buf_add(out, chunk, sizeof(chunk) - room);
		/* EILSEQ, or EINVAL for a character that the end cuts off. */
		if (r == (size_t)-1 && cause != E2BIG) {
			*bad = text.n - left;
			return E_FORMAT;
		}
	}
	return 0;
}

void cp932_warm(void)
{
	(void)converter_get();
}
