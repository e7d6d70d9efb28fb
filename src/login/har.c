#include "login/har.h"

#include "base/base64.h"
#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"

const char *har_url(const json_t *entries, size_t i)
{
	const char *url = json_text(json_object_get(json_array_get(entries, i), "request"), "url");

	return url ? url : "";
}

char *har_path(const char *url, size_t *origin)
{
	const char *scheme = strstr(url, "://");
	size_t start = scheme ? (size_t)(scheme - url) + 3 : 0;

	start += strcspn(url + start, "/?#");
	*origin = start;
	return mem_format("%s%.*s", url[start] == '/' ? "" : "/", (int)strcspn(url + start, "#"),
			  url + start);
}

bool har_same_origin(const char *a, const char *b)
{
	size_t n = 0, m = 0;
	CLEANUP(mem_freep) char *x = har_path(a, &n);
	CLEANUP(mem_freep) char *y = har_path(b, &m);

	return n == m && strncasecmp(a, b, n) == 0;
}

void har_content(struct buf *out, const json_t *entry)
{
	const json_t *content = json_object_get(json_object_get(entry, "response"), "content");
	const char *text = json_text(content, "text");

	if (!text)
		return;
	if (!text_equal(json_text(content, "encoding"), "base64"))
		buf_text(out, text);
	else if (base64_decode(out, bytes_of(text)) < 0)
		buf_clear(out);
}

bool har_is_own_field(const char *name)
{
	return strncasecmp(name, "x-", 2) == 0 && strncasecmp(name, "x-forwarded", 11) != 0;
}
