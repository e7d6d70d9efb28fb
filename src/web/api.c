#include "web/api.h"

#include "base/buf.h"
#include "base/embedded.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/num.h"
#include "base/text.h"
#include "base/time.h"
#include "web/pages.h"
#include "web/template_value.h"

#define DESCRIPTION "src/web/openapi.json"
#define PAGE_MAX 4096

int api_answer(struct response *rs, json_t *doc, struct err *err)
{
	CLEANUP(json_done) json_t *owned = doc;

	rs->type = RESPONSE_JSON;
	rs->cache = RESPONSE_PUBLIC;
	rs->cors = true;
	json_write(&rs->body, owned, false);
	return buf_ok(&rs->body) ? 0 : err_set(err, E_LIMIT, "the answer is too large");
}

int api_refuse(struct response *rs, const char *detail)
{
	response_problem(rs, 400, detail);
	rs->cors = true;
	return 0;
}

bool api_number(const struct request *rq, struct response *rs, const char *name, int64_t min,
		int64_t max, int64_t otherwise, int64_t *out)
{
	const char *text = request_query(rq, name);

	*out = otherwise;
	if (!text || num_i64(text, min, max, out) == 0)
		return true;
	CLEANUP(mem_freep)
	char *detail =
	    mem_format("'%s' is a whole number from %" PRId64 " to %" PRId64 ".", name, min, max);
	(void)api_refuse(rs, detail);
	return false;
}

char *api_page(const char *base_url, const char *number)
{
	CLEANUP(buf_done) struct buf out = BUF(PAGE_MAX);
	size_t n = base_url ? strlen(base_url) : 0;

	while (n > 0 && base_url[n - 1] == '/')
		n--;
	buf_add(&out, base_url, n);
	buf_text(&out, "/L/");
	template_value_part(&out, number);
	return buf_ok(&out) ? buf_take(&out) : mem_text("/");
}

json_t *api_time(int64_t unix_seconds)
{
	char text[TIME_TEXT_MAX];

	time_format(text, unix_seconds);
	return json_string(text);
}

void api_link(struct response *rs, const char *address, const char *rel)
{
	CLEANUP(mem_freep) char *before = rs->link;

	rs->link = mem_format("%s%s<%s>; rel=\"%s\"", before ? before : "", before ? ", " : "",
			      address, rel);
}

int api_description(struct web *web, const struct request *rq, struct response *rs, struct err *err)
{
	(void)web;
	(void)rq;
	(void)err;
	rs->type = RESPONSE_JSON;
	rs->cache = RESPONSE_PUBLIC;
	rs->cors = true;
	buf_bytes(&rs->body, embedded_find(DESCRIPTION));
	return 0;
}
