/* An address that can be read is built again as it was, but for the case of scheme and host. */
#include "fuzz.h"

#include "base/buf.h"
#include "label/label_url.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CLEANUP(buf_done) struct buf again = BUF(LABEL_URL_MAX);
	struct label_url url;

	if (label_url_parse(&url, (struct bytes){ data, size }, NULL) < 0)
		return 0;
	int r = label_url_build(&again, url.host, url.number,
				(struct bytes){ url.statement, url.statement_size }, NULL);

	assert(r == 0 && again.n == size);
	for (size_t i = 0; i < size; i++)
		assert((again.p[i] | 0x20) == (data[i] | 0x20));
	return 0;
}
