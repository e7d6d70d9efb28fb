/* Each of both gets the weight of the most specific range that it fits. */
#include "web/api_accept.h"

#include "base/text.h"

#define WEIGHT_MAX 1000

/* q=0.5 in thousandths; 1 when there is none, 0 when it cannot be read. */
static unsigned weight(struct bytes parameters)
{
	const uint8_t *q = text_find(parameters, bytes_of("q="));
	const uint8_t *end = parameters.p + parameters.n;
	unsigned value, digit = WEIGHT_MAX;

	if (!q)
		return WEIGHT_MAX;
	q += 2;
	if (q == end || (*q != '0' && *q != '1'))
		return 0;
	value = *q++ == '1' ? WEIGHT_MAX : 0;
	if (q < end && *q == '.')
		for (q++; q < end && *q >= '0' && *q <= '9' && digit > 1; q++) {
			digit /= 10;
			value += (unsigned)(*q - '0') * digit;
		}
	return value > WEIGHT_MAX ? WEIGHT_MAX : value;
}

struct candidate {
	const char *type, *family;
	unsigned specific, weight; /* of the best range so far; 0: none */
};

static void look(struct candidate *c, struct bytes range, unsigned w)
{
	unsigned specific = text_equal_nocase(range, c->type)     ? 3
			    : text_equal_nocase(range, c->family) ? 2
			    : text_equal_nocase(range, "*/*")     ? 1
								  : 0;

	if (specific > c->specific || (specific && specific == c->specific && w > c->weight)) {
		c->specific = specific;
		c->weight = w;
	}
}

bool api_accept_json(const char *accept)
{
	struct candidate html = { .type = "text/html", .family = "text/*" };
	struct candidate json = { .type = "application/json", .family = "application/*" };
	size_t n = accept ? strnlen(accept, API_ACCEPT_MAX) : 0;

	for (size_t i = 0; i < n;) {
		size_t end = i;

		while (end < n && accept[end] != ',')
			end++;
		struct bytes item = { .p = (const uint8_t *)accept + i, .n = end - i };
		const uint8_t *mark = text_find(item, bytes_of(";"));
		size_t name = mark ? (size_t)(mark - item.p) : item.n;
		struct bytes range = text_trim((struct bytes){ .p = item.p, .n = name });
		unsigned w = weight((struct bytes){ .p = item.p + name, .n = item.n - name });

		look(&html, range, w);
		look(&json, range, w);
		i = end + 1;
	}
	return json.weight > html.weight;
}
