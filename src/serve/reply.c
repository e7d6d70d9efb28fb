#include "serve/reply.h"

#include <microhttpd.h>

#include "base/err.h"
#include "base/log.h"
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

/* ---- a body that is made while it is sent ---- */

#define BLOCK (64u << 10)

struct sending {
	struct response_stream stream;
	struct buf piece;
	size_t sent; /* of the piece */
};

static ssize_t send_more(void *context, uint64_t position, char *out, size_t room)
{
	struct sending *s = context;
	struct err err = { 0 };

	(void)position;
	if (s->sent == s->piece.n) {
		buf_clear(&s->piece);
		s->sent = 0;
		if (s->stream.more(s->stream.context, &s->piece, &err) < 0 || !buf_ok(&s->piece)) {
			log_error("front", "a download broke off: %s", err.text);
			return MHD_CONTENT_READER_END_WITH_ERROR;
		}
	}
	size_t n = s->piece.n - s->sent;
	if (n == 0)
		return MHD_CONTENT_READER_END_OF_STREAM;
	n = n < room ? n : room;
	memcpy(out, s->piece.p + s->sent, n);
	s->sent += n;
	return (ssize_t)n;
}

static void sent(void *context)
{
	struct sending *s = context;

	response_stream_done(&s->stream);
	buf_done(&s->piece);
	mem_free(s);
}

static struct MHD_Response *stream(struct response *rs)
{
	struct sending *s = mem_array(1, sizeof(*s));
	struct MHD_Response *r;

	*s = (struct sending){ .stream = rs->stream, .piece = BUF(RESPONSE_PIECE_MAX) };
	rs->stream = (struct response_stream){ 0 };
	r = MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, BLOCK, send_more, s, sent);
	if (!r)
		abort();
	return r;
}

struct MHD_Response *reply_make(struct response *rs, const struct request *rq)
{
	struct MHD_Response *r = rs->stream.context ? stream(rs)
				 : rs->body.n > 0
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
