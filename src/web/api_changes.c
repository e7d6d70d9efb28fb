/* The public events in their order: who applies them has the registry's public tables. */
#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "store/store.h"
#include "web/api.h"
#include "web/pages.h"

#define CHANGES_USUAL 100
#define CHANGES_MAX 1000
#define CHANGES_BYTES (4u << 20) /* after which an answer ends; one event always fits */

struct changes {
	struct buf *out;
	int64_t left;
	int64_t last; /* seq of the last one written */
	bool more;
};

static int add(void *context, json_t *row)
{
	struct changes *c = context;

	/* A negative answer ends the rows: here it means that there are more. */
	if (c->left == 0 || c->out->n > CHANGES_BYTES) {
		c->more = true;
		return E_CANCELLED;
	}
	c->left--;
	c->last = json_int(row, "seq", 0);
	json_object_set_new(row, "at", api_time(json_int(row, "at", 0)));
	if (c->out->p[c->out->n - 1] != '[')
		buf_u8(c->out, ',');
	json_write(c->out, row, false);
	return buf_ok(c->out) ? 0 : E_LIMIT;
}

int api_changes(struct web *web, const struct request *rq, struct response *rs, struct err *err)
{
	struct changes c = { .out = &rs->body };
	int64_t since;

	if (!api_number(rq, rs, "since", 0, INT64_MAX, 0, &since) ||
	    !api_number(rq, rs, "limit", 1, CHANGES_MAX, CHANGES_USUAL, &c.left))
		return 0;
	c.last = since;
	buf_text(&rs->body, "{\"changes\":[");
	int r = store_each(web->store, "page_events", STORE_VALUES(STORE_INT(since)), add, &c, err);
	if (r < 0 && !c.more)
		return r;
	buf_format(&rs->body, "],\"next\":%" PRId64 ",\"more\":%s}\n", c.last,
		   c.more ? "true" : "false");
	if (c.more) {
		CLEANUP(mem_freep)
		char *address = mem_format("/v1/changes?since=%" PRId64, c.last);

		api_link(rs, address, "next");
	}
	rs->type = RESPONSE_JSON;
	rs->cache = RESPONSE_PUBLIC;
	rs->cors = true;
	return buf_ok(&rs->body) ? 0 : err_set(err, E_LIMIT, "an event is too large");
}
