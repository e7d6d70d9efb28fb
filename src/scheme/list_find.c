#include "scheme/list_find.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/num.h"
#include "base/text.h"
#include "store/fold_text.h"
#include "store/store.h"

#define FOLDED_MAX ((size_t)64 * LIST_FIND_QUERY_MAX)

/* Folded, owned: each word, and all of them together between line ends and after one. */
struct words {
	char *list[LIST_FIND_WORDS_MAX], *same, *begins;
	size_t n;
};

static void words_done(struct words *w)
{
	for (size_t i = 0; i < LIST_FIND_WORDS_MAX; i++)
		mem_free(w->list[i]);
	mem_free(w->same);
	mem_free(w->begins);
}

static int add_word(struct words *w, struct bytes text, struct err *err)
{
	CLEANUP(buf_done) struct buf folded = BUF(FOLDED_MAX);

	if (fold_text(&folded, text) < 0 || !buf_ok(&folded))
		return err_set(err, E_FORMAT, "what is looked for is not plain text");
	/* A hyphen between blanks is no word. */
	if (folded.n == 0)
		return 0;
	if (w->n == LIST_FIND_WORDS_MAX)
		return err_set(err, E_LIMIT, "a search has at most %d words", LIST_FIND_WORDS_MAX);
	w->list[w->n++] = buf_take(&folded);
	return 0;
}

/* "smart lock" is "Smart Lock" exactly, though each word is only in it. */
static void join(struct words *w)
{
	CLEANUP(buf_done) struct buf joined = BUF(FOLDED_MAX * LIST_FIND_WORDS_MAX);

	buf_u8(&joined, '\n');
	for (size_t i = 0; i < w->n; i++)
		buf_text(&joined, w->list[i]);
	w->begins = mem_text(buf_cstr(&joined));
	buf_u8(&joined, '\n');
	w->same = buf_take(&joined);
}

static int split(struct words *w, struct bytes text, struct err *err)
{
	struct bytes left = text, one;

	if (text.n > LIST_FIND_QUERY_MAX)
		return err_set(err, E_LIMIT, "a search has at most %d bytes", LIST_FIND_QUERY_MAX);
	if (!text_utf8_valid(text))
		return err_set(err, E_FORMAT, "what is looked for is not UTF-8");
	while (fold_text_word(&left, &one)) {
		int r = add_word(w, one, err);

		if (r < 0)
			return r;
	}
	if (w->n == 0)
		return err_set(err, E_FORMAT,
			       "what is looked for has no letter, digit or symbol in it");
	join(w);
	return 0;
}

/* Every text has "", so that fewer words than there are places ask for nothing more. */
static struct store_value word(const struct words *w, size_t i)
{
	return STORE_TEXT(i < w->n ? w->list[i] : "");
}

/* ---- pages ---- */

/* Where a page begins: after this entry. */
struct place {
	int64_t rank, list, position;
};

/* "RANK.LIST.POSITION" */
static int read_cursor(struct place *at, const char *after, struct err *err)
{
	int64_t *const parts[] = { &at->rank, &at->list, &at->position };
	const char *p = after;

	if (!after)
		return 0;
	for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
		size_t n = strcspn(p, ".");
		uint64_t v;

		if (num_u64n((struct bytes){ (const uint8_t *)p, n }, 0, INT64_MAX, &v) < 0 ||
		    (p[n] == '.') != (i + 1 < ARRAY_LEN(parts)))
			return err_set(err, E_MISSING, "there is no such page of the search");
		*parts[i] = (int64_t)v;
		p += n + 1;
	}
	return 0;
}

static int find_rows(struct store *s, const struct list_query *q, const struct place *at,
		     json_t **rows, struct err *err)
{
	CLEANUP(words_done) struct words w = { .n = 0 };
	int64_t limit = (int64_t)q->limit + 1;
	int r;

	assert(q->limit >= 1 && q->limit <= LIST_FIND_PAGE_MAX);
	if (!q->text || !*q->text) {
		assert(q->list > 0);
		return store_rows(
		    s, "list_browse",
		    STORE_VALUES(STORE_INT(q->list), STORE_INT(at->position), STORE_INT(limit)),
		    rows, err);
	}
	r = split(&w, bytes_of(q->text), err);
	if (r < 0)
		return r;
	return store_rows(s, "list_find",
			  STORE_VALUES(STORE_INT(q->list), word(&w, 0), word(&w, 1), word(&w, 2),
				       word(&w, 3), word(&w, 4), word(&w, 5), word(&w, 6),
				       word(&w, 7), STORE_TEXT(w.same), STORE_TEXT(w.begins),
				       STORE_INT(at->rank), STORE_INT(at->list),
				       STORE_INT(at->position), STORE_INT(limit)),
			  rows, err);
}

static int read_entries(struct store *s, const json_t *rows, unsigned limit, json_t *products,
			struct err *err)
{
	size_t i;
	json_t *row;

	json_array_foreach (json_lend(rows), i, row) {
		json_t *entry = NULL;
		int r;

		if (i == limit)
			return 0;
		r = store_row(s, "list_entry",
			      STORE_VALUES(STORE_INT(json_int(row, "list", 0)),
					   STORE_INT(json_int(row, "position", 0))),
			      &entry, err);
		if (r < 0)
			return r == E_MISSING ? err_set(err, E_VERIFY, "a list is damaged") : r;
		json_array_append_new(products, entry);
	}
	return 0;
}

static char *next_of(const json_t *rows, unsigned limit)
{
	const json_t *last = json_array_get(rows, limit - 1);

	if (json_array_size(rows) <= limit)
		return NULL;
	return mem_format("%" PRId64 ".%" PRId64 ".%" PRId64, json_int(last, "rank", 0),
			  json_int(last, "list", 0), json_int(last, "position", 0));
}

/* All of one answer is of one state, whether the caller saw to it or not. */
static int begin(struct store *s, bool *own, struct err *err)
{
	*own = !store_in_transaction(s);
	return *own ? store_begin_read(s, err) : 0;
}

int list_find(struct store *s, const struct list_query *q, json_t **page, struct err *err)
{
	CLEANUP(json_done) json_t *rows = NULL;
	CLEANUP(json_done) json_t *products = json_array();
	struct place at = { 0 };
	bool own = false;
	int r = read_cursor(&at, q->after, err);

	if (r == 0)
		r = begin(s, &own, err);
	if (r == 0)
		r = find_rows(s, q, &at, &rows, err);
	if (r == 0)
		r = read_entries(s, rows, q->limit, products, err);
	if (own)
		store_rollback(s);
	if (r < 0)
		return r;
	CLEANUP(mem_freep) char *next = next_of(rows, q->limit);
	*page = json_pack("{s:O, s:s?}", "products", products, "next", next);
	return 0;
}

int list_find_count(struct store *s, const struct list_query *q, int64_t most, int64_t *count,
		    bool *more, struct err *err)
{
	CLEANUP(words_done) struct words w = { .n = 0 };
	int64_t n = 0;
	int r = split(&w, bytes_of(q->text ? q->text : ""), err);

	if (r == 0)
		r = store_int(s, "list_count",
			      STORE_VALUES(STORE_INT(q->list), word(&w, 0), word(&w, 1),
					   word(&w, 2), word(&w, 3), word(&w, 4), word(&w, 5),
					   word(&w, 6), word(&w, 7), STORE_INT(most + 1)),
			      &n, err);
	if (r < 0)
		return r;
	*more = n > most;
	*count = *more ? most : n;
	return 0;
}
