#include "scheme/post_link.h"

#include "base/err.h"
#include "base/mem.h"
#include "base/text.h"
#include "scheme/post.h"
#include "scheme/scheme.h"
#include "store/store.h"
#include "workflow/field.h"

#define KEPT (2 * POST_LINK_EVERY) /* an address that nobody names any more */
#define URL_MAX 2000

/* What stands at a field that is an address; NULL when there is none. */
static const char *url_at(const json_t *body, const struct field *f)
{
	const char *url = f->type == FIELD_URL ? json_string_value(field_at(body, f->path)) : NULL;

	return url && strlen(url) <= URL_MAX ? url : NULL;
}

/* ---- the round ---- */

struct round {
	struct store *store;
	int64_t now, last;
	unsigned rows;
	struct err *err;
};

static int want(void *context, json_t *row)
{
	struct round *round = context;
	const json_t *body = json_object_get(row, "body");
	size_t n;
	const struct field *f = field_table(&n);
	int r = 0;

	round->rows++;
	round->last = json_int(row, "id", 0);
	for (size_t i = 0; r == 0 && i < n; i++) {
		const char *url = url_at(body, &f[i]);

		if (url)
			r = store_run(round->store, "web_link_want",
				      STORE_VALUES(STORE_TEXT(url), STORE_INT(round->now)), NULL,
				      round->err);
	}
	return r;
}

/*
 * A step of the round: at its beginning the applications, then some labels, at its end a pause.  A
 * registry of a hundred thousand labels is gone through without anybody waiting for it.
 */
static int step(struct post *p, int64_t now, struct err *err)
{
	struct store *store = p->scheme->store;
	struct round round = { .store = store, .now = now, .err = err };
	int r = store_begin(store, err);

	if (r == 0 && p->label == 0)
		r = store_each(store, "web_links_of_applications", STORE_NOTHING, want, &round,
			       err);
	round.rows = 0;
	if (r == 0)
		r = store_each(store, "web_links_of_labels", STORE_VALUES(STORE_INT(p->label)),
			       want, &round, err);
	if (r == 0 && round.rows == 0)
		r = store_run(store, "web_links_tidy", STORE_VALUES(STORE_INT(now - KEPT)), NULL,
			      err);
	if (r == 0)
		r = store_commit(store, err);
	store_rollback(store);
	if (r < 0)
		return r;
	p->label = round.rows > 0 ? round.last : 0;
	p->next_round = round.rows > 0 ? now : now + POST_LINK_ROUND;
	return 0;
}

int post_link_next(struct post *p, int64_t now, char **url, int64_t *next, struct err *err)
{
	struct store *store = p->scheme->store;
	CLEANUP(json_done) json_t *row = NULL;
	int r = now >= p->next_round ? step(p, now, err) : 0;

	*url = NULL;
	if (r == 0)
		r = store_row(store, "web_link_next",
			      STORE_VALUES(STORE_INT(now - POST_LINK_EVERY), STORE_INT(now - KEPT)),
			      &row, err);
	if (r == E_MISSING) {
		*next = p->next_round > now ? p->next_round : now + POST_LINK_PAUSE;
		return 0;
	}
	/* Whatever becomes of it: not again today. */
	if (r == 0)
		r = store_run(store, "web_link_take",
			      STORE_VALUES(STORE_TEXT(json_text(row, "url")), STORE_INT(now)), NULL,
			      err);
	if (r < 0)
		return r;
	*url = mem_text(json_text(row, "url"));
	*next = now + POST_LINK_PAUSE;
	return 0;
}

int post_link_done(struct post *p, int64_t now, const char *url, const char *state,
		   const char *detail, struct err *err)
{
	if (!state)
		return 0;
	return store_run(
	    p->scheme->store, "web_link_checked",
	    STORE_VALUES(STORE_TEXT(url), STORE_TEXT(state), STORE_TEXT(detail), STORE_INT(now)),
	    NULL, err);
}
