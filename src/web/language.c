#include "web/language.h"

#include "base/cursor.h"
#include "base/text.h"

#define WEIGHT_FULL 1000

const char *language_known(const char *name)
{
	if (text_equal(name, "ja"))
		return "ja";
	return text_equal(name, "en") ? "en" : NULL;
}

/* "q=0.8" as 800; -1 for anything else. */
static int weight(struct bytes text)
{
	int value = 0, scale = WEIGHT_FULL;

	if (text.n < 3 || text.n > 7 || (text.p[0] | 0x20) != 'q' || text.p[1] != '=')
		return -1;
	for (size_t i = 2; i < text.n; i++) {
		uint8_t c = text.p[i];

		if (i == 3 ? c != '.' : c < '0' || c > '9')
			return -1;
		if (i == 3)
			continue;
		value += (c - '0') * scale;
		scale /= 10;
	}
	return value > WEIGHT_FULL ? -1 : value;
}

/* "ja" and "ja-JP" are Japanese. */
static bool is_in(struct bytes tag, const char *language)
{
	struct bytes primary = { .p = tag.p, .n = tag.n > 2 && tag.p[2] == '-' ? 2 : tag.n };

	return text_equal_nocase(primary, language);
}

static struct bytes until(struct bytes *in, uint8_t delimiter)
{
	const uint8_t *end = in->n ? memchr(in->p, delimiter, in->n) : NULL;
	size_t n = end ? (size_t)(end - in->p) : in->n;
	struct bytes part = { .p = in->p, .n = n };

	*in = end ? (struct bytes){ .p = end + 1, .n = in->n - n - 1 }
		  : (struct bytes){ .p = NULL, .n = 0 };
	return text_trim(part);
}

const char *language_choose(const char *accept_language)
{
	struct bytes left = bytes_of(accept_language ? accept_language : "");
	int best = 0;
	const char *chosen = "en";

	if (left.n > LANGUAGE_FIELD_MAX)
		left.n = LANGUAGE_FIELD_MAX;
	while (left.n) {
		struct bytes item = until(&left, ',');
		struct bytes tag = until(&item, ';');
		int w = item.n ? weight(text_trim(item)) : WEIGHT_FULL;

		if (w <= best)
			continue;
		if (is_in(tag, "ja"))
			chosen = "ja";
		else if (is_in(tag, "en"))
			chosen = "en";
		else
			continue;
		best = w;
	}
	return chosen;
}
