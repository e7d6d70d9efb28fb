#include "web/page_static.h"

#include "base/buf.h"
#include "base/embedded.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/text.h"
#include "crypto/hash.h"
#include "web/pages.h"

#define FOLDER "src/web/static/"
#define FILES_MAX 16
#define TAG_SIZE 12

static struct bytes content(const char *file)
{
	CLEANUP(mem_freep) char *path = mem_format(FOLDER "%s", file);

	return embedded_find(path);
}

const char *page_static_tag(const char *file)
{
	/* Files are constant: each is hashed once, when it is first named. */
	static struct {
		const char *path;
		char tag[TAG_SIZE + 1];
	} known[FILES_MAX];
	const char *path;

	for (size_t i = 0; i < FILES_MAX && (path = embedded_list(FOLDER, i)); i++) {
		if (!text_equal(path + strlen(FOLDER), file))
			continue;
		if (!known[i].path) {
			char digits[HASH_HEX_MAX];

			hash_sha256_hex(digits, embedded_find(path));
			memcpy(known[i].tag, digits, TAG_SIZE);
			known[i].path = path;
		}
		return known[i].tag;
	}
	return "";
}

static const char *type_of(const char *file)
{
	static const struct {
		const char *ending, *type;
	} types[] = {
		{ ".css", "text/css; charset=utf-8" },
		{ ".js", "text/javascript; charset=utf-8" },
		{ ".svg", "image/svg+xml" },
		{ ".png", "image/png" },
	};

	for (size_t i = 0; i < ARRAY_LEN(types); i++)
		if (text_ends(file, types[i].ending))
			return types[i].type;
	return NULL;
}

int page_static(struct web *web, const struct request *rq, struct response *rs, struct err *err)
{
	const char *file = request_at(rq, "file");
	struct bytes bytes = content(file);

	(void)web;
	(void)err;
	if (!bytes.p || !type_of(file))
		return E_MISSING;
	rs->type = type_of(file);
	rs->cache = text_equal(request_query(rq, "v"), page_static_tag(file)) ? RESPONSE_STATIC
									      : RESPONSE_PUBLIC;
	buf_bytes(&rs->body, bytes);
	return 0;
}
