#include "wire/html_charset.h"

#include "base/cursor.h"
#include "base/text.h"
#include "wire/charset.h"

#define PRESCAN_MAX 4096

static void run_skip(struct cursor *c, const char *members)
{
	while (cursor_left(c) > 0 && *c->p != 0 && strchr(members, *c->p))
		cursor_skip(c, 1);
}

/* The label in one <meta ...>, from "charset" on. */
static const char *meta_charset(struct cursor tag)
{
	static const char word[] = "charset";
	size_t n = sizeof(word) - 1;

	for (; cursor_left(&tag) > n; cursor_skip(&tag, 1)) {
		if (!text_equal_nocase((struct bytes){ .p = tag.p, .n = n }, word))
			continue;
		struct cursor c = tag;
		cursor_skip(&c, n);
		run_skip(&c, " \t\r\n");
		if (cursor_u8(&c) != '=')
			continue;
		run_skip(&c, " \t\r\n'\"");
		struct bytes label = { .p = c.p, .n = 0 };
		while (cursor_left(&c) > 0 && !strchr(" \t\r\n'\";/>", cursor_u8(&c)))
			label.n++;
		const char *name = charset_find(label);
		/* What could be read so far is no UTF-16 (WHATWG HTML 13.2.3.2). */
		return name && strncmp(name, "UTF-16", 6) == 0 ? "UTF-8" : name;
	}
	return NULL;
}

static const char *prescan(struct bytes in)
{
	static const char start[] = "<meta";
	struct cursor c = cursor_of(in);
	size_t n = sizeof(start) - 1;
	const char *name = NULL;

	if (in.n > PRESCAN_MAX)
		c = cursor_sub(&c, PRESCAN_MAX);
	for (; !name && cursor_left(&c) > n; cursor_skip(&c, 1)) {
		struct bytes here = { .p = c.p, .n = cursor_left(&c) };

		if (here.n >= 4 && memcmp(here.p, "<!--", 4) == 0) {
			const uint8_t *end = text_find(here, bytes_of("-->"));
			cursor_skip(&c, end ? (size_t)(end - here.p) : here.n - 1);
		} else if (text_equal_nocase((struct bytes){ .p = here.p, .n = n }, start)) {
			struct cursor rest = c;
			struct bytes tag = cursor_until(&rest, '>');
			if (!cursor_ok(&rest))
				return NULL;
			name = meta_charset(cursor_of(tag));
		}
	}
	return name;
}

const char *html_charset(struct bytes in, const char *encoding)
{
	const char *name = charset_marked(in);

	if (!name && encoding)
		name = charset_find(bytes_of(encoding));
	if (!name)
		name = prescan(in);
	return name ? name : charset_guess(in);
}
