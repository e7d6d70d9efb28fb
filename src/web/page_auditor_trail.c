#include "web/page_auditor_trail.h"

#include "base/day.h"
#include "base/num.h"
#include "store/store.h"

#define SUBJECT_MAX 100 /* bytes; no subject is longer */
#define DAY (INT64_C(24) * 3600)

static const char *short_text(const struct request *rq, const char *name)
{
	const char *text = request_query(rq, name);

	return text && strlen(text) <= SUBJECT_MAX ? text : "";
}

/* A day, or "" for one that is none. */
static const char *day_at(const struct request *rq, const char *name)
{
	const char *day = request_query(rq, name);

	return day && day_valid(day) ? day : "";
}

void page_auditor_trail(const struct request *rq, struct page_auditor_trail *out)
{
	const char *below = request_query(rq, "after");

	*out = (struct page_auditor_trail){ .kind = short_text(rq, "kind"),
					    .subject = short_text(rq, "subject"),
					    .from = day_at(rq, "from"),
					    .until = day_at(rq, "until"),
					    .before = INT64_MAX };
	if (!*out->from || day_start(out->from, &out->since) < 0)
		out->since = 0;
	if (!*out->until || day_start(out->until, &out->before) < 0)
		out->before = INT64_MAX;
	else
		out->before += DAY;
	if (below && num_i64(below, 1, INT64_MAX, &out->below) < 0)
		out->below = 0;
}

int page_auditor_trail_each(struct store *store, const struct page_auditor_trail *t, int64_t limit,
			    int (*each)(void *context, json_t *row), void *context, struct err *err)
{
	return store_each(store, "audit_trail",
			  STORE_VALUES(STORE_INT(t->below), STORE_TEXT(t->kind),
				       STORE_TEXT(t->subject), STORE_INT(t->since),
				       STORE_INT(t->before), STORE_INT(limit)),
			  each, context, err);
}
