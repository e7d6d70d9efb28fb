/* A key file that can be read is written and read again to the same keys. */
#include "fuzz.h"

#include "base/buf.h"
#include "label/key_set.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CLEANUP(key_set_done) struct key_set set = { 0 }, again = { 0 };
	CLEANUP(buf_done) struct buf text = BUF((size_t)2 * KEY_SET_FILE_MAX);

	if (key_set_read(&set, (struct bytes){ data, size }, "keys", NULL) < 0)
		return 0;
	key_set_write(&text, &set);
	int r = key_set_read(&again, buf_view(&text), "keys", NULL);

	assert(r == 0 && again.n == set.n);
	for (size_t i = 0; i < set.n; i++)
		assert(memcmp(set.keys[i].key.id, again.keys[i].key.id, PUBLIC_KEY_ID) == 0);
	return 0;
}
