/* The text of a checkpoint: what parses is written again, the same up to extension lines. */
#include "fuzz.h"

#include "base/buf.h"
#include "base/mem.h"
#include "tlog/checkpoint.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct bytes in = { data, size };
	struct checkpoint c;

	if (checkpoint_parse(&c, in, NULL) < 0)
		return 0;
	assert(c.origin.n > 0 && c.size <= MERKLE_SIZE_MAX);
	if (!note_key_name_valid(c.origin))
		return 0;
	CLEANUP(mem_freep) char *origin = mem_textn((const char *)c.origin.p, c.origin.n);
	CLEANUP(buf_done) struct buf out = BUF(size);
	checkpoint_body(&out, origin, c.size, &c.root);
	buf_bytes(&out, c.extensions);
	assert(bytes_equal(buf_view(&out), in));
	return 0;
}
