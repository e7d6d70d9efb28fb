/* The audit trail as a file that a spreadsheet opens and no formula runs in (base/csv.h). */
#include "base/buf.h"
#include "base/csv.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/time.h"
#include "web/page_auditor_trail.h"
#include "web/pages.h"
#include "web/view.h"

#define ROWS_MAX 100000
#define DETAIL_MAX (1u << 20)

struct file {
	struct buf *out;
	int64_t rows;
};

static void add_number(struct buf *out, const json_t *row, const char *name, bool first)
{
	const json_t *value = json_object_get(row, name);
	char text[24] = "";

	if (json_is_integer(value))
		(void)snprintf(text, sizeof(text), "%" PRId64, (int64_t)json_integer_value(value));
	csv_field(out, text, first);
}

static void add_text(struct buf *out, const json_t *row, const char *name)
{
	const char *text = json_text(row, name);

	csv_field(out, text ? text : "", false);
}

static void add_detail(struct buf *out, const json_t *row)
{
	CLEANUP(buf_done) struct buf text = BUF(DETAIL_MAX);
	const json_t *detail = json_object_get(row, "detail");

	if (json_is_object(detail))
		json_write(&text, detail, false);
	/* Its line end is not part of it. */
	if (buf_ok(&text) && text.n > 0)
		text.n--;
	csv_field(out, buf_ok(&text) ? buf_cstr(&text) : "", false);
}

static int add_row(void *context, json_t *row)
{
	static const char *const texts[] = { "account_name", "account_role", "address",
					     "action",       "subject_kind", "subject",
					     "from_state",   "to_state",     "reason" };
	struct file *f = context;
	char at[TIME_TEXT_MAX];

	if (++f->rows > ROWS_MAX)
		return E_LIMIT;
	add_number(f->out, row, "id", true);
	time_format(at, json_int(row, "at", 0));
	csv_field(f->out, at, false);
	add_number(f->out, row, "account", false);
	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		add_text(f->out, row, texts[i]);
	add_detail(f->out, row);
	csv_line_end(f->out);
	return buf_ok(f->out) ? 0 : E_LIMIT;
}

/* Back to the page, which says that the period has to be shorter. */
static void too_many(const struct request *rq, struct response *rs)
{
	struct request plain = *rq;

	plain.path = "/auditor";
	CLEANUP(mem_freep) char *href = view_here(&plain, "many", "1");
	buf_clear(&rs->body);
	response_redirect(rs, href);
}

int page_auditor_csv(struct web *web, const struct request *rq, struct response *rs,
		     struct err *err)
{
	static const char *const heading[] = { "id",      "at",      "account", "name",
					       "role",    "address", "action",  "subject_kind",
					       "subject", "from",    "to",      "reason",
					       "detail" };
	struct page_auditor_trail t;
	struct file f = { .out = &rs->body };

	page_auditor_trail(rq, &t);
	t.below = 0;
	for (size_t i = 0; i < ARRAY_LEN(heading); i++)
		csv_field(f.out, heading[i], i == 0);
	csv_line_end(f.out);
	int r = page_auditor_trail_each(web->store, &t, ROWS_MAX + 1, add_row, &f, err);
	if (r == E_LIMIT) {
		too_many(rq, rs);
		return 0;
	}
	if (r < 0)
		return r;
	rs->type = "text/csv; charset=utf-8";
	rs->filename = mem_text("audit.csv");
	return 0;
}
