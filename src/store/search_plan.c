#include "store/search_plan.h"

#include "base/err.h"
#include "base/mem.h"
#include "base/text.h"
#include "store/fold_text.h"
#include "store/search_gram.h"

#define FOLDED_MAX ((size_t)64 * SEARCH_QUERY_MAX) /* some characters become many */

void search_plan_done(struct search_plan *p)
{
	for (size_t i = 0; i < p->n; i++)
		buf_done(&p->list[i].line);
	search_set_done(&p->set);
	*p = (struct search_plan){ 0 };
}

static struct bytes word_of(const struct search_word *w)
{
	return (struct bytes){ .p = w->line.p + 1, .n = w->line.n - 2 };
}

/* ---- words ---- */

static void add_word(struct search_plan *p, struct bytes folded)
{
	struct buf *line = &p->list[p->n++].line;

	*line = BUF(FOLDED_MAX + 2);
	buf_u8(line, '\n');
	buf_bytes(line, folded);
	buf_u8(line, '\n');
}

static int take_word(struct search_plan *p, struct bytes text, struct err *err)
{
	CLEANUP(buf_done) struct buf folded = BUF(FOLDED_MAX);

	if (fold_text(&folded, text) < 0 || !buf_ok(&folded))
		return err_set(err, E_FORMAT, "what is looked for is not plain text");
	/* A hyphen between blanks is no word. */
	if (folded.n == 0)
		return 0;
	if (p->n == SEARCH_WORDS_MAX)
		return err_set(err, E_LIMIT, "a search has at most %d words", SEARCH_WORDS_MAX);
	add_word(p, buf_view(&folded));
	return 0;
}

/* "smart lock" is "Smart Lock" exactly, though each word is only in it. */
static void add_joined(struct search_plan *p)
{
	CLEANUP(buf_done) struct buf joined = BUF(FOLDED_MAX);

	for (size_t i = 0; i < p->words; i++)
		buf_bytes(&joined, word_of(&p->list[i]));
	if (buf_ok(&joined))
		add_word(p, buf_view(&joined));
}

static int split(struct search_plan *p, struct bytes text, struct err *err)
{
	struct bytes left = text, word;

	if (text.n > SEARCH_QUERY_MAX)
		return err_set(err, E_LIMIT, "a search has at most %d bytes", SEARCH_QUERY_MAX);
	if (!text_utf8_valid(text))
		return err_set(err, E_FORMAT, "what is looked for is not UTF-8");
	while (fold_text_word(&left, &word)) {
		int r = take_word(p, word, err);

		if (r < 0)
			return r;
	}
	if (p->n == 0 && text.n > 0)
		return err_set(err, E_FORMAT,
			       "what is looked for has no letter, digit or symbol in it");
	p->words = p->n;
	p->is_sure = true;
	for (size_t i = 0; i < p->words; i++)
		p->is_sure =
		    p->is_sure && search_gram_length(word_of(&p->list[i])) <= SEARCH_GRAM_LONGEST;
	if (p->words > 1)
		add_joined(p);
	return 0;
}

/* ---- sets ---- */

static bool is_empty(const struct search_set *s)
{
	return search_set_below(s, SEARCH_SET_LABEL_MAX + 1) < 0;
}

static int narrow(struct search_set *set, struct store *s, struct search_gram *g, struct err *err)
{
	int r = search_gram_sort(g);

	for (size_t i = 0; r == 0 && i < g->n && !is_empty(set); i++)
		r = search_set_narrow(set, s, g->list[i], err);
	return r;
}

static int narrow_attribute(struct search_set *set, struct store *s, const char *name,
			    const char *value, struct err *err)
{
	if (!value)
		return 0;
	if (strlen(value) > SEARCH_TEXT_MAX)
		return err_set(err, E_LIMIT, "the filter %s is too long", name);
	CLEANUP(mem_freep) char *gram = mem_format("#%s:%s", name, value);
	return search_set_narrow(set, s, gram, err);
}

/* Those that have the status, by the index and by whoever knows better. */
static int narrow_status(struct search_set *set, struct store *s, const struct search_query *q,
			 struct err *err)
{
	CLEANUP(search_set_done) struct search_set before = { 0 };
	size_t i;
	json_t *one;

	if (!q->status || json_array_size(q->late) == 0)
		return narrow_attribute(set, s, "status", q->status, err);
	search_set_copy(&before, set);
	int r = narrow_attribute(set, s, "status", q->status, err);
	json_array_foreach (json_lend(q->late), i, one) {
		int64_t label = json_int(one, "label", 0);

		search_set_put(set, label,
			       search_set_has(&before, label) &&
				   text_equal(json_text(one, "status"), q->status));
	}
	return r;
}

/* ISO days compare as texts; no day is before "" or after "9999-12-31". */
static int narrow_days(struct search_set *set, struct store *s, const char *statement,
		       const char *from, const char *to, struct err *err)
{
	if ((!from && !to) || is_empty(set))
		return 0;
	return search_set_narrow_range(set, s, statement, from ? from : "", to ? to : "9999-12-31",
				       err);
}

static int filter(struct search_set *set, struct store *s, const struct search_query *q,
		  struct err *err)
{
	CLEANUP(mem_freep) char *level = q->level ? mem_format("%" PRId64, q->level) : NULL;
	int r = narrow_attribute(set, s, "level", level, err);

	if (r == 0)
		r = narrow_status(set, s, q, err);
	if (r == 0)
		r = narrow_attribute(set, s, "category", q->category, err);
	if (r == 0)
		r = narrow_attribute(set, s, "maker", q->maker, err);
	if (r == 0)
		r = narrow_days(set, s, "search_issued_between", q->issued_from, q->issued_to, err);
	return r == 0 ? narrow_days(set, s, "search_until_between", q->until_from, q->until_to, err)
		      : r;
}

int search_plan_make(struct search_plan *p, struct store *s, const struct search_query *q,
		     struct err *err)
{
	*p = (struct search_plan){ 0 };
	int r = q->text ? split(p, bytes_of(q->text), err) : 0;

	if (p->words == 0)
		p->is_sure = true;
	if (r == 0)
		r = search_set_load(&p->set, s, "#all", err);
	for (size_t i = 0; r == 0 && i < p->words; i++) {
		CLEANUP(search_gram_done) struct search_gram g = SEARCH_GRAM;

		search_gram_within(&g, word_of(&p->list[i]));
		r = narrow(&p->set, s, &g, err);
	}
	return r == 0 ? filter(&p->set, s, q, err) : r;
}

/* Those that can have the rank by this word. */
static int by_word(const struct search_plan *p, struct store *s, size_t i, enum search_rank rank,
		   struct search_set *out, struct err *err)
{
	CLEANUP(search_gram_done) struct search_gram g = SEARCH_GRAM;
	struct bytes word = word_of(&p->list[i]);

	search_set_copy(out, &p->set);
	if (rank == SEARCH_SAME)
		search_gram_same(&g, word);
	else
		search_gram_begins(&g, word);
	/* The others are in the set's condition already. */
	if (i >= p->words)
		search_gram_within(&g, word);
	return narrow(out, s, &g, err);
}

/* Those that can have the rank by any word. */
static int by_any(const struct search_plan *p, struct store *s, enum search_rank rank,
		  struct search_set *out, struct err *err)
{
	CLEANUP(search_set_done) struct search_set all = { 0 };
	int r = 0;

	search_set_copy(&all, &p->set);
	if (rank < SEARCH_WITHIN)
		search_set_clear(&all);
	for (size_t i = 0; r == 0 && rank < SEARCH_WITHIN && i < p->n; i++) {
		CLEANUP(search_set_done) struct search_set one = { 0 };

		r = by_word(p, s, i, rank, &one, err);
		search_set_or(&all, &one);
	}
	if (r < 0)
		return r;
	*out = all;
	all = (struct search_set){ 0 };
	return 0;
}

int search_plan_rank(const struct search_plan *p, struct store *s, enum search_rank rank,
		     struct search_set *out, struct err *err)
{
	CLEANUP(search_set_done) struct search_set set = { 0 };
	int r = by_any(p, s, rank, &set, err);

	/* Where grams are sure, those of a better rank need no look to be passed over. */
	for (enum search_rank better = SEARCH_SAME; r == 0 && better < rank; better++) {
		CLEANUP(search_set_done) struct search_set other = { 0 };

		if (!p->is_sure || p->n != 1)
			break;
		r = by_any(p, s, better, &other, err);
		search_set_without(&set, &other);
	}
	if (r < 0)
		return r;
	*out = set;
	set = (struct search_set){ 0 };
	return 0;
}

/* ---- the label's texts ---- */

static const uint8_t *find(struct bytes texts, const struct search_word *w, enum search_rank rank)
{
	size_t before = rank == SEARCH_WITHIN ? 1 : 0;
	size_t after = rank == SEARCH_SAME ? 0 : 1;

	return memmem(texts.p, texts.n, w->line.p + before, w->line.n - before - after);
}

static size_t lines_before(struct bytes texts, const uint8_t *p)
{
	size_t n = 0;

	for (const uint8_t *at = texts.p; at < p; at++)
		n += *at == '\n';
	return n;
}

enum search_rank search_plan_look(const struct search_plan *p, struct bytes texts, size_t *line)
{
	for (size_t i = 0; i < p->words; i++)
		if (!find(texts, &p->list[i], SEARCH_WITHIN))
			return SEARCH_NOT;
	for (enum search_rank rank = SEARCH_SAME; rank < SEARCH_NOT; rank++)
		for (size_t i = 0; i < p->n; i++) {
			const uint8_t *at = find(texts, &p->list[i], rank);

			if (!at)
				continue;
			/* Found with the line end before it, or some way into the line. */
			*line = lines_before(texts, at) - (rank == SEARCH_WITHIN);
			return rank;
		}
	return SEARCH_NOT;
}
