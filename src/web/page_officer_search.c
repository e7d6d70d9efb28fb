/*
 * By number (its beginning) or by organisation (any part of its name, however it is written, or its
 * corporate number).
 */
#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/text.h"
#include "store/fold_text.h"
#include "store/store.h"
#include "web/page_officer_frame.h"
#include "web/pages.h"
#include "web/view.h"
#include "web/workdesk.h"

#define QUERY_MAX 400    /* bytes that are looked for */
#define FOLDED_MAX 4096  /* of a name */
#define ORGANISATIONS 20 /* whose applications are shown */
#define HITS 100

struct hunt {
	struct buf folded; /* what is looked for */
	json_t *found;     /* organisations */
	bool more;
};

/* A name that does not fold (too long, say) is not found by its name. */
static bool is_in(const struct hunt *h, const char *name)
{
	CLEANUP(buf_done) struct buf own = BUF(FOLDED_MAX);

	return name && fold_text(&own, bytes_of(name)) == 0 && buf_ok(&own) &&
	       text_find(buf_view(&own), buf_view(&h->folded));
}

static int look(void *context, json_t *row)
{
	struct hunt *h = context;

	if (!is_in(h, json_text(row, "name_ja")) && !is_in(h, json_text(row, "name_en")) &&
	    !is_in(h, json_text(row, "corporate_number")))
		return 0;
	if (json_array_size(h->found) < ORGANISATIONS)
		json_array_append(h->found, row);
	else
		h->more = true;
	return 0;
}

/* The beginning of a number, for LIKE: in capitals, what stands for others made plain by "!". */
static char *pattern(const char *text)
{
	CLEANUP(buf_done) struct buf out = BUF(2 * QUERY_MAX + 2);

	for (; *text; text++) {
		char c = *text;

		if (c == '%' || c == '_' || c == '!')
			buf_u8(&out, '!');
		buf_u8(&out, (uint8_t)(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c));
	}
	buf_u8(&out, '%');
	return buf_take(&out);
}

static int add_hits(struct web *web, int64_t organisation, const char *like, json_t *seen,
		    json_t *hits, struct err *err)
{
	CLEANUP(json_done) json_t *rows = NULL;
	size_t i;
	json_t *row;
	int r = store_rows(web->store, "officer_found",
			   STORE_VALUES(STORE_INT(organisation), STORE_TEXT(like)), &rows, err);

	if (r < 0)
		return r;
	json_array_foreach (rows, i, row) {
		char key[24];

		(void)snprintf(key, sizeof(key), "%" PRId64, json_int(row, "id", 0));
		if (json_object_get(seen, key))
			continue;
		json_object_set_new(seen, key, json_true());
		json_array_append(hits, row);
	}
	return 0;
}

static int find(struct web *web, const char *q, json_t *view, const char *today, struct err *err)
{
	CLEANUP(json_done) json_t *hits = json_array();
	CLEANUP(json_done) json_t *seen = json_object();
	CLEANUP(json_done) json_t *organisations = json_array();
	CLEANUP(mem_freep) char *like = pattern(q);
	struct hunt h = { .folded = BUF(FOLDED_MAX), .found = organisations };
	size_t i;
	json_t *row;
	int r = fold_text(&h.folded, bytes_of(q));

	if (r == 0 && h.folded.n > 0)
		r = store_each(web->store, "officer_organisations", STORE_NOTHING, look, &h, err);
	buf_done(&h.folded);
	/* No organisation has the id 0: these are found by their number alone. */
	if (r == 0)
		r = add_hits(web, 0, like, seen, hits, err);
	json_array_foreach (organisations, i, row)
		if (r == 0 && text_equal(json_text(row, "kind"), "maker"))
			r = add_hits(web, json_int(row, "id", 0), "", seen, hits, err);
	if (r < 0)
		return r;
	while (json_array_size(hits) > HITS) {
		json_array_remove(hits, json_array_size(hits) - 1);
		h.more = true;
	}
	json_array_foreach (hits, i, row)
		page_officer_frame_row(row, MACHINE_APPLICATION, "due", today);
	json_array_foreach (organisations, i, row)
		json_object_set_new(
		    row, "name",
		    workdesk_words(json_text(row, "name_ja"), json_text(row, "name_en")));
	json_object_set(view, "rows", hits);
	json_object_set(view, "organisations", organisations);
	json_object_set_new(view, "has_rows", json_boolean(json_array_size(hits) > 0));
	json_object_set_new(view, "has_organisations",
			    json_boolean(json_array_size(organisations) > 0));
	json_object_set_new(view, "more", json_boolean(h.more));
	json_object_set_new(
	    view, "nothing",
	    json_boolean(json_array_size(hits) == 0 && json_array_size(organisations) == 0));
	return 0;
}

int page_officer_search(struct web *web, const struct request *rq, struct response *rs,
			struct err *err)
{
	const char *q = request_query(rq, "q");
	char today[DAY_TEXT_MAX];
	int r = 0;

	day_of(today, rq->now);
	json_t *view = page_officer_frame(web, rq, "申請・事業者の検索", "Find applications");
	if (q && *q && strlen(q) <= QUERY_MAX)
		r = find(web, q, view, today, err);
	else if (q && *q)
		json_object_set_new(view, "too_long", json_true());
	json_object_set_new(view, "q", json_string(q ? q : ""));
	if (r < 0) {
		json_decref(view);
		return r;
	}
	return view_render(web, rq, rs, "officer_search", view, err);
}
