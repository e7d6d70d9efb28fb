/* Pages in any encoding; what is kept must be UTF-8. */
#include "fuzz.h"

#include "base/arena.h"
#include "base/text.h"
#include "wire/html.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CLEANUP(arena_done) struct arena arena = ARENA(1 << 20);
	struct html_page page;

	if (html_decode(&arena, (struct bytes){ data, size }, NULL, &page) == 0) {
		assert(text_utf8_valid(bytes_of(page.text)));
		for (unsigned i = 0; i < page.n_links; i++)
			assert(text_utf8_valid(bytes_of(page.links[i])) && page.links[i][0]);
	}
	return 0;
}
