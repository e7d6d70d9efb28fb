#include "store/search_gram.h"

#include "base/err.h"
#include "base/mem.h"
#include "base/text.h"

#define LONGEST SEARCH_GRAM_LONGEST

void search_gram_done(struct search_gram *g)
{
	buf_done(&g->bytes);
	mem_free(g->list);
	*g = SEARCH_GRAM;
}

static void add(struct search_gram *g, const char *before, struct bytes text, const char *after)
{
	buf_text(&g->bytes, before);
	buf_bytes(&g->bytes, text);
	buf_text(&g->bytes, after);
	buf_u8(&g->bytes, '\0');
	g->n++;
}

void search_gram_add(struct search_gram *g, const char *gram)
{
	add(g, "", bytes_of(gram), "");
}

static size_t step(struct bytes text, size_t at)
{
	size_t n = at < text.n ? text_utf8_step(text.p + at, text.n - at) : 0;

	assert(n > 0 || at >= text.n);
	return n;
}

size_t search_gram_length(struct bytes text)
{
	size_t length = 0;

	for (size_t at = 0; at < text.n; at += step(text, at))
		length++;
	return length;
}

/* The first or last so many characters; fewer when there are not as many. */
static struct bytes first(struct bytes text, size_t characters)
{
	size_t at = 0;

	while (characters-- > 0)
		at += step(text, at);
	return (struct bytes){ .p = text.p, .n = at };
}

static struct bytes last(struct bytes text, size_t characters)
{
	size_t length = search_gram_length(text);
	size_t skip = length > characters ? first(text, length - characters).n : 0;

	return (struct bytes){ .p = text.p + skip, .n = text.n - skip };
}

/* All pieces of exactly so many characters. */
static void slide(struct search_gram *g, struct bytes text, size_t characters)
{
	struct bytes piece = first(text, characters);

	if (search_gram_length(piece) < characters)
		return;
	for (;;) {
		add(g, "", piece, "");
		size_t end = (size_t)(piece.p - text.p) + piece.n;
		if (end == text.n)
			return;
		size_t from = text_utf8_step(piece.p, piece.n);
		piece.p += from;
		piece.n = piece.n - from + step(text, end);
	}
}

void search_gram_text(struct search_gram *g, struct bytes folded)
{
	if (!folded.n)
		return;
	for (size_t n = 1; n <= LONGEST; n++)
		slide(g, folded, n);
	for (size_t n = 1; n <= LONGEST && n <= search_gram_length(folded); n++)
		add(g, "(", first(folded, n), "");
	search_gram_same(g, folded);
}

void search_gram_within(struct search_gram *g, struct bytes folded)
{
	size_t length = search_gram_length(folded);

	if (length)
		slide(g, folded, length < LONGEST ? length : LONGEST);
}

void search_gram_begins(struct search_gram *g, struct bytes folded)
{
	add(g, "(", first(folded, LONGEST), "");
}

void search_gram_same(struct search_gram *g, struct bytes folded)
{
	if (search_gram_length(folded) <= LONGEST) {
		add(g, "(", folded, ")");
		return;
	}
	search_gram_begins(g, folded);
	add(g, "", last(folded, LONGEST), ")");
}

static int by_bytes(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

int search_gram_sort(struct search_gram *g)
{
	size_t kept = 0;

	if (!buf_ok(&g->bytes))
		return E_LIMIT;
	mem_free(g->list);
	g->list = mem_array(g->n, sizeof(*g->list));
	const char *p = (const char *)g->bytes.p;
	for (size_t i = 0; i < g->n; i++) {
		g->list[i] = p;
		p += strlen(p) + 1;
	}
	qsort(g->list, g->n, sizeof(*g->list), by_bytes);
	for (size_t i = 0; i < g->n; i++)
		if (kept == 0 || strcmp(g->list[kept - 1], g->list[i]) != 0)
			g->list[kept++] = g->list[i];
	g->n = kept;
	return 0;
}
