#include "label/artwork_break.h"

#include <math.h>

#include "base/mem.h"
#include "base/text.h"

/* Whether a line may end before p: after a blank or a sentence, or before a Japanese character. */
static bool may_break(const char *text, const char *p, bool anywhere)
{
	static const char *const never[] = { "、", "。", "）", "」", "ー", "・" };

	for (size_t i = 0; i < ARRAY_LEN(never); i++)
		if (text_starts(p, never[i]))
			return false;
	if (p == text)
		return false;
	/* U+3000 and above take three bytes that begin so, or four. */
	return p[-1] == ' ' || (p - text >= 3 && text_starts(p - 3, "。")) ||
	       (anywhere && (uint8_t)*p >= 0xe3);
}

const char *artwork_break_find(const char *text, enum typeface_weight weight, bool anywhere,
			       double *longer)
{
	const char *best = NULL;
	size_t n = strlen(text);

	*longer = typeface_width(text, weight);
	for (size_t i = 0; i < n; i += text_utf8_step((const uint8_t *)text + i, n - i)) {
		if (!may_break(text, text + i, anywhere))
			continue;
		CLEANUP(mem_freep) char *first = mem_textn(text, i);
		double width =
		    fmax(typeface_width(first, weight), typeface_width(text + i, weight));

		if (width < *longer) {
			*longer = width;
			best = text + i;
		}
	}
	return best;
}
