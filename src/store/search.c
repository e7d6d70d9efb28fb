/*
 * Writing compares the grams a label has with those it will have and changes the rows of the others
 * alone.  Looking goes through the ranks, each a set of labels that can have it, and reads the
 * texts of one label after the other until the page is full.
 */
#include "store/search.h"

#include "base/err.h"
#include "base/mem.h"
#include "base/num.h"
#include "store/search_entry.h"
#include "store/search_plan.h"
#include "store/search_set.h"
#include "store/store_inside.h"

#define LOOKS_MAX 4000        /* labels whose texts are read for one page */
#define COUNT_LOOKS_MAX 12000 /* for a count */

/* ---- the texts of a label ---- */

/* Borrowed from the statement c, which the caller ends.  E_MISSING. */
static int read_texts(struct store_cursor *c, struct store *s, int64_t label, struct bytes *folded,
		      struct bytes *shown, struct err *err)
{
	int r = store_cursor_open(c, s, "search_text", STORE_VALUES(STORE_INT(label)), err);

	if (r == 0)
		r = store_cursor_step(c, err);
	if (r <= 0)
		return r < 0 ? r : E_MISSING;
	folded->p = sqlite3_column_text(c->stmt, 0);
	folded->n = (size_t)sqlite3_column_bytes(c->stmt, 0);
	if (shown) {
		shown->p = sqlite3_column_text(c->stmt, 1);
		shown->n = (size_t)sqlite3_column_bytes(c->stmt, 1);
	}
	return 0;
}

/* ---- writing ---- */

/* What the label has now; nothing when it is new. */
static int recall(struct store *s, int64_t label, struct search_entry *e, struct err *err)
{
	CLEANUP(store_cursor_done) struct store_cursor c = { 0 };
	CLEANUP(json_done) json_t *row = NULL;
	struct bytes folded = { 0 };
	int r = store_row(s, "search_label", STORE_VALUES(STORE_INT(label)), &row, err);

	if (r == 0)
		r = read_texts(&c, s, label, &folded, NULL, err);
	if (r == E_MISSING)
		return 0;
	return r < 0 ? r : search_entry_recall(e, row, folded, err);
}

/* Both lists are sorted. */
static int change(struct store *s, int64_t label, const struct search_gram *from,
		  const struct search_gram *to, struct err *err)
{
	size_t i = 0, k = 0;
	int r = 0;

	while (r == 0 && (i < from->n || k < to->n)) {
		int order = i == from->n ? 1 : k == to->n ? -1 : strcmp(from->list[i], to->list[k]);

		if (order < 0) {
			r = search_set_change(s, from->list[i++], label, false, err);
		} else if (order > 0) {
			r = search_set_change(s, to->list[k++], label, true, err);
		} else {
			i++;
			k++;
		}
	}
	return r;
}

int search_put(struct store *s, const struct search_label *l, struct err *err)
{
	CLEANUP(search_entry_done) struct search_entry before = SEARCH_ENTRY;
	CLEANUP(search_entry_done) struct search_entry now = SEARCH_ENTRY;
	int r = search_entry_make(&now, l, err);

	assert(store_in_transaction(s));
	if (r == 0)
		r = recall(s, l->label, &before, err);
	if (r == 0)
		r = store_run(s, "search_label_put",
			      STORE_VALUES(STORE_INT(l->label), STORE_TEXT(l->number),
					   STORE_INT(l->level), STORE_TEXT(l->status),
					   STORE_TEXT(l->category), STORE_TEXT(l->maker),
					   STORE_TEXT(l->issued), STORE_TEXT(l->valid_until)),
			      NULL, err);
	if (r == 0)
		r = store_run(s, "search_text_put",
			      STORE_VALUES(STORE_INT(l->label), STORE_TEXT(buf_cstr(&now.folded)),
					   STORE_TEXT(buf_cstr(&now.shown))),
			      NULL, err);
	return r == 0 ? change(s, l->label, &before.grams, &now.grams, err) : r;
}

int search_clear(struct store *s, struct err *err)
{
	int r = store_run(s, "search_labels_clear", STORE_NOTHING, NULL, err);

	assert(store_in_transaction(s));
	if (r == 0)
		r = store_run(s, "search_texts_clear", STORE_NOTHING, NULL, err);
	return r == 0 ? store_run(s, "search_grams_clear", STORE_NOTHING, NULL, err) : r;
}

/* ---- looking ---- */

/* One page on its way. */
struct walk {
	struct store *s;
	const struct search_plan *plan;
	unsigned limit, looks;
	json_t *hits;
	enum search_rank rank;      /* where it stands: */
	int64_t label;              /* everything from here on was looked at */
	enum search_rank last_rank; /* of the last hit */
	int64_t last_label;
	bool has_next;
};

/* "RANK.LABEL" */
static int read_cursor(struct walk *w, const char *after, struct err *err)
{
	uint64_t rank, label;
	const char *dot = after ? strchr(after, '.') : NULL;

	if (!after)
		return 0;
	if (!dot || strlen(after) > SEARCH_CURSOR_MAX ||
	    num_u64n((struct bytes){ (const uint8_t *)after, (size_t)(dot - after) }, SEARCH_SAME,
		     SEARCH_WITHIN, &rank) < 0 ||
	    num_u64(dot + 1, 0, SEARCH_SET_LABEL_MAX + 1, &label) < 0)
		return err_set(err, E_MISSING, "there is no such page of the search");
	w->rank = (enum search_rank)rank;
	w->label = (int64_t)label;
	return 0;
}

static json_t *found(enum search_rank rank, size_t line, struct bytes shown)
{
	static const char *const ranks[] = {
		[SEARCH_SAME] = "same", [SEARCH_BEGINS] = "begins", [SEARCH_WITHIN] = "within"
	};
	const char *kind;
	struct bytes text;

	if (!search_entry_shown(shown, line, &kind, &text))
		return json_null();
	return json_pack("{s:s, s:s, s:s%}", "rank", ranks[rank], "kind", kind, "text",
			 (const char *)text.p, text.n);
}

static int add_hit(struct walk *w, json_t *how, struct err *err)
{
	json_t *row = NULL;
	int r = store_row(w->s, "search_label", STORE_VALUES(STORE_INT(w->label)), &row, err);

	if (r < 0) {
		json_decref(how);
		return r == E_MISSING ? err_set(err, E_VERIFY,
						"the search index is damaged: it has "
						"to be made anew")
				      : r;
	}
	json_object_set_new(row, "found", how);
	json_array_append_new(w->hits, row);
	w->last_rank = w->rank;
	w->last_label = w->label;
	return 0;
}

/* 1: the page is full. */
static int look(struct walk *w, struct err *err)
{
	CLEANUP(store_cursor_done) struct store_cursor c = { 0 };
	struct bytes folded = { 0 }, shown = { 0 };
	enum search_rank rank = SEARCH_WITHIN;
	size_t line = SIZE_MAX;

	if (w->plan->words) {
		int r = read_texts(&c, w->s, w->label, &folded, &shown, err);
		if (r < 0)
			return r == E_MISSING ? 0 : r;
		rank = search_plan_look(w->plan, folded, &line);
	}
	if (rank != w->rank)
		return 0;
	if (json_array_size(w->hits) == w->limit) {
		w->has_next = true;
		return 1;
	}
	return add_hit(w, found(rank, line, shown), err);
}

static int walk_rank(struct walk *w, struct err *err)
{
	CLEANUP(search_set_done) struct search_set set = { 0 };
	int r = search_plan_rank(w->plan, w->s, w->rank, &set, err);

	while (r == 0 && (w->label = search_set_below(&set, w->label)) >= 0) {
		if (w->looks++ == LOOKS_MAX) {
			/* So much without a hit: the reader may ask for more of it. */
			w->last_rank = w->rank;
			w->last_label = w->label + 1;
			w->has_next = true;
			return 1;
		}
		r = look(w, err);
	}
	return r;
}

static int walk(struct walk *w, const char *after, json_t **page, struct err *err)
{
	int r = read_cursor(w, after, err);

	/* Without words there is one rank. */
	if (w->plan->words == 0)
		w->rank = SEARCH_WITHIN;
	for (; r == 0 && w->rank < SEARCH_NOT; w->rank++) {
		r = walk_rank(w, err);
		w->label = SEARCH_SET_LABEL_MAX + 1;
	}
	if (r < 0)
		return r;
	CLEANUP(mem_freep)
	char *next =
	    w->has_next ? mem_format("%d.%" PRId64, (int)w->last_rank, w->last_label) : NULL;
	*page = json_pack("{s:O, s:s?}", "hits", w->hits, "next", next);
	return 0;
}

/* All of one answer is of one state, whether the caller saw to it or not. */
static int begin(struct store *s, bool *own, struct err *err)
{
	*own = !store_in_transaction(s);
	return *own ? store_begin_read(s, err) : 0;
}

int search_find(struct store *s, const struct search_query *q, json_t **page, struct err *err)
{
	CLEANUP(search_plan_done) struct search_plan plan = { 0 };
	CLEANUP(json_done) json_t *hits = json_array();
	struct walk w = { .s = s,
			  .plan = &plan,
			  .limit = q->limit < SEARCH_PAGE_MAX ? q->limit : SEARCH_PAGE_MAX,
			  .hits = hits,
			  .label = SEARCH_SET_LABEL_MAX + 1 };
	bool own;
	int r = begin(s, &own, err);

	if (r < 0)
		return r;
	r = search_plan_make(&plan, s, q, err);
	if (r == 0)
		r = walk(&w, q->after, page, err);
	if (own)
		store_rollback(s);
	return r;
}

static int count(struct store *s, const struct search_plan *plan, int64_t most, int64_t *n,
		 bool *more, struct err *err)
{
	int64_t label = SEARCH_SET_LABEL_MAX + 1;
	unsigned looks = 0;

	*n = 0;
	*more = false;
	while ((label = search_set_below(&plan->set, label)) >= 0) {
		CLEANUP(store_cursor_done) struct store_cursor c = { 0 };
		struct bytes folded = { 0 };
		size_t line;

		*more = *n == most || looks++ == COUNT_LOOKS_MAX;
		if (*more)
			return 0;
		int r = read_texts(&c, s, label, &folded, NULL, err);
		if (r < 0 && r != E_MISSING)
			return r;
		if (r == 0 && search_plan_look(plan, folded, &line) != SEARCH_NOT)
			++*n;
	}
	return 0;
}

int search_count(struct store *s, const struct search_query *q, int64_t most, int64_t *n,
		 bool *more, struct err *err)
{
	CLEANUP(search_plan_done) struct search_plan plan = { 0 };
	int64_t counted = 0;
	bool beyond = false;
	bool own;
	int r = begin(s, &own, err);

	if (r < 0)
		return r;
	r = search_plan_make(&plan, s, q, err);
	if (r == 0 && plan.is_sure) {
		counted = search_set_count(&plan.set);
		beyond = counted > most;
		counted = beyond ? most : counted;
	} else if (r == 0) {
		r = count(s, &plan, most, &counted, &beyond, err);
	}
	if (own)
		store_rollback(s);
	if (r < 0)
		return r;
	*n = counted;
	*more = beyond;
	return 0;
}
