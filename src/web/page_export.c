/*
 * The list as a file: CSV with a line for each model, for spreadsheets and `hoshi procure`; NDJSON
 * with the answer of /v1/labels/NUMBER on each line.  Made while it is sent, some labels at a time:
 * the front serves others in between, and no size is too much.  Each label is as it is when its
 * turn comes; one that is issued meanwhile may be missing.  The ETag is the newest event and the
 * day.
 */
#include "base/buf.h"
#include "base/csv.h"
#include "base/day.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/text.h"
#include "store/store.h"
#include "web/api.h"
#include "web/api_label.h"
#include "web/api_query.h"
#include "web/etag.h"
#include "web/label_today.h"
#include "web/label_words.h"
#include "web/pages.h"

#define AT_ONCE 100              /* hits that are looked for at once */
#define PIECE_ENOUGH (64u << 10) /* bytes after which a piece ends; a label is never cut */
#define FORMAT 1                 /* of the files, in their tags: another one is another file */

struct listing {
	struct web *web;
	json_t *query; /* q, status, category, maker, days, after: owned texts */
	int64_t level;
	bool csv, japanese, begun, last; /* last: no hits after these */
	int64_t now;                     /* when it was asked for */
	json_t *late;                    /* see label_today_late, then */
	json_t *hits;
	size_t written; /* of them */
};

static void listing_done(void *context)
{
	struct listing *e = context;

	json_decref(e->query);
	json_decref(e->late);
	json_decref(e->hits);
	mem_free(e);
}

/* ---- lines ---- */

static const struct column {
	const char *ja, *en;
} columns[] = {
	{ "登録番号", "Registration number" },
	{ "レベル", "Level" },
	{ "ラベルステータス", "Label status" },
	{ "発行日", "Issued" },
	{ "有効期限", "Valid until" },
	{ "サポート期限", "Support until" },
	{ "申請者名", "Applicant" },
	{ "製品名", "Product name" },
	{ "製品類型", "Category" },
	{ "型式番号", "Model number" },
	{ "型式の名称", "Model name" },
	{ "適合基準", "Criteria" },
	{ "製造業者名", "Manufacturer" },
	{ "製造国または地域", "Country" },
	{ "ページ", "Page" },
};

static void heading(const struct listing *e, struct buf *out)
{
	/* Excel takes a file for UTF-8 by this mark. */
	buf_text(out, "\xef\xbb\xbf");
	for (size_t i = 0; i < ARRAY_LEN(columns); i++)
		csv_field(out, e->japanese ? columns[i].ja : columns[i].en, i == 0);
	csv_line_end(out);
}

static const char *say(const struct listing *e, const json_t *words)
{
	const char *ja = json_text(words, "ja"), *en = json_text(words, "en");
	const char *said = (e->japanese && ja) || !en ? ja : en;

	return said ? said : "";
}

static const char *or_nothing(const char *text)
{
	return text ? text : "";
}

static void line(const struct listing *e, const json_t *label, const json_t *model, struct buf *out)
{
	const json_t *product = json_object_get(label, "product");
	const json_t *criteria = json_object_get(label, "criteria");
	CLEANUP(json_done) json_t *status = label_words_status(json_text(label, "status"));
	CLEANUP(mem_freep) char *level = mem_format("%" PRId64, json_int(label, "level", 0));
	const char *document = json_text(criteria, "document");
	const char *const fields[] = {
		json_text(label, "number"),
		level,
		say(e, json_object_get(status, "words")),
		json_text(label, "issued"),
		json_text(label, "valid_until"),
		json_text(label, "support_until"),
		say(e, json_object_get(label, "applicant")),
		say(e, json_object_get(product, "name")),
		json_text(product, "category"),
		json_text(model, "number"),
		json_text(model, "name"),
		document ? document : json_text(criteria, "id"),
		say(e, json_object_get(product, "manufacturer")),
		json_text(product, "country"),
		json_text(label, "page"),
	};

	_Static_assert(ARRAY_LEN(fields) == ARRAY_LEN(columns), "a field for each column");
	for (size_t i = 0; i < ARRAY_LEN(fields); i++)
		csv_field(out, or_nothing(fields[i]), i == 0);
	csv_line_end(out);
}

static void write_label(const struct listing *e, const json_t *label, struct buf *out)
{
	const json_t *models = json_object_get(label, "models");
	json_t *model;
	size_t i;

	if (!e->csv) {
		json_write(out, label, false);
		return;
	}
	json_array_foreach (json_lend(models), i, model)
		line(e, label, model, out);
	if (json_array_size(models) == 0)
		line(e, label, NULL, out);
}

/* ---- pieces ---- */

static int write_hit(const struct listing *e, const json_t *hit, struct buf *out, struct err *err)
{
	CLEANUP(json_done) json_t *row = NULL;
	CLEANUP(json_done) json_t *label = NULL;
	int r = api_label_row(e->web, e->now, json_text(hit, "number"), &row, err);

	if (r == 0)
		r = api_label_whole(e->web, row, INT64_MAX, &label, err);
	if (r == 0)
		write_label(e, label, out);
	return r;
}

static int look_on(struct listing *e, struct err *err)
{
	struct search_query q = { .text = json_text(e->query, "q"),
				  .level = e->level,
				  .status = json_text(e->query, "status"),
				  .category = json_text(e->query, "category"),
				  .maker = json_text(e->query, "maker"),
				  .late = e->late,
				  .after = json_text(e->query, "after"),
				  .limit = AT_ONCE };
	CLEANUP(json_done) json_t *page = NULL;
	for (size_t i = 0; i < API_QUERY_DAYS; i++)
		*api_query_day(&q, i) = json_text(e->query, api_query_day_names[i]);
	int r = search_find(e->web->store, &q, &page, err);
	if (r < 0)
		return r;
	json_decref(e->hits);
	e->hits = json_incref(json_object_get(page, "hits"));
	e->written = 0;
	json_object_set(e->query, "after", json_object_get(page, "next"));
	e->last = !json_text(e->query, "after");
	return 0;
}

static int write_piece(struct listing *e, struct buf *out, struct err *err)
{
	/* A page of hits may be empty and have a next one; an empty piece would be the end. */
	while (out->n < PIECE_ENOUGH && buf_ok(out)) {
		int r;

		if (e->written < json_array_size(e->hits))
			r = write_hit(e, json_array_get(e->hits, e->written++), out, err);
		else if (!e->last)
			r = look_on(e, err);
		else
			return 0;
		if (r < 0)
			return r;
	}
	return 0;
}

static int more(void *context, struct buf *out, struct err *err)
{
	struct listing *e = context;
	int r = store_begin_read(e->web->store, err);

	if (!e->begun && e->csv)
		heading(e, out);
	e->begun = true;
	if (r == 0)
		r = write_piece(e, out, err);
	store_rollback(e->web->store);
	return r;
}

/* ---- the handlers ---- */

static void keep(struct listing *e, const char *name, const char *text)
{
	if (text)
		json_object_set_new(e->query, name, json_string(text));
}

static int answer(struct web *web, const struct request *rq, struct response *rs, bool csv,
		  struct err *err)
{
	struct api_query_problem why;
	CLEANUP(json_done) json_t *first = NULL;
	CLEANUP(json_done) json_t *late = NULL;
	char today[DAY_TEXT_MAX];
	struct search_query q;
	int64_t newest = 0;

	if (!api_query_read(&q, rq, &why))
		return api_refuse(rs, why.en);
	/* What is wrong with the query is said now: later there is no way. */
	q.limit = 1;
	int r = search_find(web->store, &q, &first, err);
	if (api_query_refused(r, &why))
		return api_refuse(rs, why.en);
	if (r == 0)
		r = label_today_late(web, rq->now, &late, err);
	if (r == 0)
		r = store_int(web->store, "event_newest", STORE_NOTHING, &newest, err);
	if (r < 0)
		return r;
	struct listing *e = mem_array(1, sizeof(*e));
	*e = (struct listing){ .web = web,
			       .query = json_object(),
			       .level = q.level,
			       .now = rq->now,
			       .late = steal(late),
			       .csv = csv,
			       .japanese = text_equal(rq->language, "ja") };
	keep(e, "q", q.text);
	keep(e, "status", q.status);
	keep(e, "category", q.category);
	keep(e, "maker", q.maker);
	for (size_t i = 0; i < API_QUERY_DAYS; i++)
		keep(e, api_query_day_names[i], *api_query_day(&q, i));
	rs->stream = (struct response_stream){ .more = more, .done = listing_done, .context = e };
	rs->type = csv ? "text/csv; charset=utf-8" : "application/x-ndjson";
	rs->filename = mem_text(csv ? "labels.csv" : "labels.ndjson");
	rs->cache = RESPONSE_PUBLIC;
	rs->cors = true;
	/* The day too: a label that ends says so before its event does. */
	day_of(today, rq->now);
	CLEANUP(mem_freep)
	char *made_of = mem_format("%d %" PRId64 " %s %s", FORMAT, newest, today,
				   !csv          ? "json"
				   : e->japanese ? "ja"
						 : "en");
	etag_of(rs->etag, bytes_of(made_of));
	return 0;
}

int page_export_csv(struct web *web, const struct request *rq, struct response *rs, struct err *err)
{
	return answer(web, rq, rs, true, err);
}

int page_export_ndjson(struct web *web, const struct request *rq, struct response *rs,
		       struct err *err)
{
	return answer(web, rq, rs, false, err);
}
