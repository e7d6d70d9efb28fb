#include "cli/status_source.h"

#include <unistd.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/fd.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/time.h"
#include "label/dated_make.h"
#include "label/dated_verify.h"
#include "net/fetch.h"
#include "tlog/log_file.h"
#include "tlog/log_read.h"

#define URL_MAX 4096
#define TIME_MAX (20 * TIME_SECOND)
#define IDLE_MAX (8 * TIME_SECOND)
#define DETAIL_MAX 300 /* bytes of what a registry says, shown */

enum { HTTP_OK = 200, HTTP_BAD = 400, HTTP_MISSING = 404, HTTP_BUSY = 503 };

bool status_source_is_url(const char *registry)
{
	return text_starts(registry, "http://") || text_starts(registry, "https://");
}

/* ---- a registry ---- */

/* RFC 3986 2.3: all but these is percent-encoded. */
static void write_escaped(struct buf *out, const char *text)
{
	for (const char *p = text; *p; p++) {
		const unsigned char c = (unsigned char)*p;

		if (strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~", c))
			buf_u8(out, c);
		else
			buf_format(out, "%%%02X", c);
	}
}

static int build_url(struct buf *out, const char *base, const struct status_question *q,
		     struct err *err)
{
	size_t n = strlen(base);

	while (n > 0 && base[n - 1] == '/')
		n--;
	buf_add(out, base, n);
	buf_text(out, "/v1/labels/");
	write_escaped(out, q->number);
	buf_text(out, "/answer");
	if (q->when) {
		buf_text(out, "?at=");
		write_escaped(out, q->when);
	}
	if (q->model) {
		buf_text(out, q->when ? "&model=" : "?model=");
		write_escaped(out, q->model);
	}
	return buf_ok(out) ? 0 : err_set(err, E_LIMIT, "the question is too long for an address");
}

static int no_reply(int code, const char *url, struct err *err)
{
	switch (code) {
	case E_REFUSED:
		return err_set(err, code, "nobody answers at '%s'", url);
	case E_TIMEOUT:
		return err_set(err, code, "'%s' did not answer in time", url);
	case E_MISSING:
		return err_set(err, code, "there is no host of the name in '%s'", url);
	case E_VERIFY:
		return err_set(err, code, "the certificate at '%s' is not good", url);
	case E_EOF:
		return err_set(err, code, "'%s' broke off in the middle of its answer", url);
	default:
		return err_set(err, code, "cannot ask '%s': %s", url, err_name(code));
	}
}

/* The detail of a problem (RFC 9457), if that is what came. */
static char *detail_of(const struct buf *body)
{
	CLEANUP(json_done) json_t *problem = NULL;

	if (json_read(&problem, buf_view(body), "problem", NULL) < 0 ||
	    !json_text(problem, "detail"))
		return mem_text("it does not say why");
	return text_visible_new(bytes_of(json_text(problem, "detail")), DETAIL_MAX);
}

static int no_answer(const struct fetch_reply *reply, const char *url,
		     const struct status_question *q, struct err *err)
{
	CLEANUP(mem_freep) char *detail = NULL;

	switch (reply->status) {
	case HTTP_MISSING:
		return err_set(err, E_MISSING,
			       "'%s' has no label '%s': there is no such label, or no registry",
			       url, q->number);
	case HTTP_BAD:
		detail = detail_of(&reply->body);
		return err_set(err, E_REFUSED, "the registry does not take the question: %s",
			       detail);
	case HTTP_BUSY:
		return err_set(err, E_REFUSED, "the registry cannot answer now; ask again later");
	default:
		return err_set(err, E_FORMAT, "'%s' answers with status %d", url, reply->status);
	}
}

int status_source_fetch(struct buf *out, const char *base, const struct status_question *q,
			struct err *err)
{
	CLEANUP(buf_done) struct buf url = BUF(URL_MAX);
	CLEANUP(fetch_done) struct fetch_reply reply = { 0 };
	int r = build_url(&url, base, q, err);

	if (r < 0)
		return r;
	const struct fetch_request request = { .url = buf_cstr(&url),
					       .verify = true,
					       .follow = true,
					       .body_max = DATED_ANSWER_MAX,
					       .time_max = TIME_MAX,
					       .idle_max = IDLE_MAX };
	r = fetch_get(&reply, &request);
	if (r < 0)
		return no_reply(r, base, err);
	if (reply.status != HTTP_OK)
		return no_answer(&reply, base, q, err);
	if (reply.cut)
		return err_set(err, E_LIMIT, "'%s' sends more than %u bytes", base,
			       DATED_ANSWER_MAX);
	if (!dated_answer_looks_like(buf_view(&reply.body)))
		return err_set(err, E_FORMAT, "what '%s' sends is no dated answer", base);
	buf_bytes(out, buf_view(&reply.body));
	return buf_ok(out) ? 0 : err_set(err, E_LIMIT, "there is no room for the answer");
}

/* ---- files ---- */

/* The folder of the log; new, or NULL. */
static char *find_log(const char *folder)
{
	static const char *const places[] = { "trust/log", "log", "." };

	for (size_t i = 0; i < ARRAY_LEN(places); i++) {
		CLEANUP(mem_freep) char *dir = mem_format("%s/%s", folder, places[i]);
		CLEANUP(mem_freep) char *checkpoint = mem_format("%s/" LOG_FILE_CHECKPOINT, dir);

		if (access(checkpoint, F_OK) == 0)
			return steal(dir);
	}
	return NULL;
}

int status_source_read(struct buf *out, const char *folder, const struct status_question *q,
		       struct err *err)
{
	CLEANUP(mem_freep) char *dir = find_log(folder);
	CLEANUP(log_read_freep) struct log_read *log = NULL;
	CLEANUP(fd_close) int fd = -1;

	if (!dir)
		return err_set(err, E_MISSING, "there is no log in '%s'", folder);
	int r = log_file_open_dir(&fd, dir, err);
	if (r == 0)
		r = log_read_open(&log, dir, NULL, err);
	if (r < 0)
		return r;
	struct dated_make in = { .log = log,
				 .dir = fd,
				 .number = q->number,
				 .model = q->model,
				 .at = q->at,
				 .made = q->now };

	r = dated_make_find(log, q->number, &in.last, err);
	return r < 0 ? r : dated_make_payload(out, &in, err);
}
