/* Lines of an input: target, Cookie, Accept-Language, If-None-Match. */
#include "fuzz.h"

#include "base/mem.h"
#include "base/text.h"
#include "web/etag.h"
#include "web/form.h"
#include "web/language.h"
#include "web/request.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CLEANUP(mem_freep) char *text = mem_textn((const char *)data, size);
	const char *lines[4] = { "", "", "", "" };
	char *at = text;

	for (size_t i = 0; i < ARRAY_LEN(lines) && at; i++) {
		lines[i] = at;
		at = strchr(at, '\n');
		if (at)
			*at++ = 0;
	}
	struct request_raw raw = { .method = "GET",
				   .target = lines[0],
				   .cookie = lines[1],
				   .accept_language = lines[2],
				   .if_none_match = lines[3],
				   .origin = "https://h.example" };
	CLEANUP(request_done) struct request rq;
	unsigned status = request_read(&rq, &raw);

	assert(rq.path[0] == '/' && form_text_plain(bytes_of(rq.path)) && !strstr(rq.path, "//"));
	assert(!strstr(rq.path, "/../") && !text_ends(rq.path, "/.."));
	assert(language_known(rq.language) && status < 600);
	(void)request_session(&rq);
	(void)etag_matches(rq.if_none_match, "\"0123456789abcdef\"");
	return 0;
}
