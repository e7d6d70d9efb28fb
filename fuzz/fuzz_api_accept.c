/* HTML without a weight cannot be beaten, but by what lies beyond the limit. */
#include "fuzz.h"

#include "base/mem.h"
#include "web/api_accept.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CLEANUP(mem_freep) char *text = mem_textn((const char *)data, size);
	CLEANUP(mem_freep) char *more = mem_format("%s, text/html", text);

	assert(strlen(more) > API_ACCEPT_MAX || !api_accept_json(more));
	(void)api_accept_json(text);
	return 0;
}
