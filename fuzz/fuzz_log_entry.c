/* An entry of the log that can be read has one form: written again it is the same bytes. */
#include "fuzz.h"

#include "base/buf.h"
#include "base/err.h"
#include "label/log_entry.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CLEANUP(buf_done) struct buf again = BUF(LOG_ENTRY_MAX);
	struct bytes bytes = { data, size };
	struct log_entry entry;
	struct err err = { 0 };
	int r = log_entry_read(&entry, bytes, &err);

	assert((r < 0) == (err.code < 0));
	if (r < 0)
		return 0;
	log_entry_write(&again, &entry);
	assert(bytes_equal(bytes, buf_view(&again)));
	return 0;
}
