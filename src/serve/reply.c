#include "serve/reply.h"

#include <microhttpd.h>

#include "base/mem.h"
#include "web/response.h"

static void set(void *context, const char *name, const char *value)
{
	struct MHD_Response *r = context;

	/* What cannot stand in a field is left out: the page is more important. */
	(void)MHD_add_response_header(r, name, value);
}

/* As in base/mem: a machine without memory is broken. */
static struct MHD_Response *new_response(size_t n, void *p, enum MHD_ResponseMemoryMode mode)
{
	struct MHD_Response *r = MHD_create_response_from_buffer(n, p, mode);

	if (!r)
		abort();
	return r;
}

struct MHD_Response *reply_make(struct response *rs, const struct request *rq)
{
	struct MHD_Response *r = rs->body.n > 0
				     ? new_response(rs->body.n, rs->body.p, MHD_RESPMEM_MUST_FREE)
				     : new_response(0, NULL, MHD_RESPMEM_PERSISTENT);

	if (rs->body.n > 0)
		rs->body = (struct buf){ .max = rs->body.max };
	response_fields(rs, rq, set, r);
	return r;
}

struct MHD_Response *reply_unchanged(const struct response *rs, const struct request *rq)
{
	struct response empty = *rs;
	struct MHD_Response *r = new_response(0, NULL, MHD_RESPMEM_PERSISTENT);

	empty.status = 304;
	empty.type = NULL;
	empty.body = (struct buf){ .max = rs->body.max };
	response_fields(&empty, rq, set, r);
	return r;
}

struct MHD_Response *reply_text(unsigned status, const char *text, const char *allow)
{
	CLEANUP(mem_freep) char *line = mem_format("%u: %s\n", status, text);
	struct MHD_Response *r = new_response(strlen(line), line, MHD_RESPMEM_MUST_COPY);

	set(r, "Cache-Control", "no-store");
	set(r, "Content-Type", "text/plain; charset=utf-8");
	set(r, "X-Content-Type-Options", "nosniff");
	if (allow)
		set(r, "Allow", allow);
	return r;
}
