/* Folding twice is folding once; what comes out is UTF-8 without what no folded text has. */
#include "fuzz.h"

#include "base/buf.h"
#include "base/text.h"
#include "store/fold_text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CLEANUP(buf_done) struct buf once = BUF(1 << 24), twice = BUF(1 << 24);

	if (fold_text(&once, (struct bytes){ data, size }) < 0)
		return 0;
	assert(buf_ok(&once) && text_utf8_valid(buf_view(&once)));
	for (size_t i = 0; i < once.n; i++)
		assert(!strchr("()#\n ", once.p[i]));
	assert(fold_text(&twice, buf_view(&once)) == 0);
	assert(bytes_equal(buf_view(&once), buf_view(&twice)));
	return 0;
}
