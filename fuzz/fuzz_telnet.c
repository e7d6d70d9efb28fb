/* A stream read in one piece and byte by byte must come to the same. */
#include "fuzz.h"

#include "base/buf.h"
#include "wire/telnet.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CLEANUP(buf_done) struct buf text = BUF(1 << 20), reply = BUF(1 << 22);
	CLEANUP(buf_done) struct buf text2 = BUF(1 << 20), reply2 = BUF(1 << 22);
	struct telnet whole = { 0 }, bytewise = { 0 };

	(void)!telnet_decode(&whole, (struct bytes){ data, size }, &text, &reply);
	for (size_t i = 0; i < size; i++)
		(void)!telnet_decode(&bytewise, (struct bytes){ data + i, 1 }, &text2, &reply2);
	assert(bytes_equal(buf_view(&text), buf_view(&text2)));
	assert(bytes_equal(buf_view(&reply), buf_view(&reply2)));
	return 0;
}
