/* What the strict reader takes is written back to the same bytes: there is no other form of it. */
#include "fuzz.h"

#include "base/buf.h"
#include "crypto/cbor.h"

static void copy(struct buf *out, const struct cbor_item *item)
{
	switch (item->type) {
	case CBOR_UINT:
		cbor_write_uint(out, item->number);
		break;
	case CBOR_NINT:
		/* The writer's integers have a sign; the head of a larger one differs in one bit.
		 */
		if (item->number <= INT64_MAX) {
			cbor_write_int(out, -1 - (int64_t)item->number);
		} else {
			cbor_write_uint(out, item->number);
			out->p[out->n - 9] |= 0x20;
		}
		break;
	case CBOR_BYTES:
		cbor_write_bytes(out, item->bytes);
		break;
	case CBOR_TEXT:
		cbor_write_text(out, item->bytes);
		break;
	case CBOR_ARRAY:
		cbor_write_array(out, (size_t)item->number);
		break;
	case CBOR_MAP:
		cbor_write_map(out, (size_t)item->number);
		break;
	case CBOR_TAG:
		cbor_write_tag(out, item->number);
		break;
	case CBOR_BOOL:
		cbor_write_bool(out, item->number != 0);
		break;
	case CBOR_NULL:
		cbor_write_null(out);
		break;
	case CBOR_NONE:
		abort();
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CLEANUP(buf_done) struct buf out = BUF(size + 16);
	struct cbor_reader r = cbor_read((struct bytes){ data, size });
	struct cbor_item item;

	while (r.left.n && cbor_read_item(&r, &item))
		copy(&out, &item);
	if (cbor_read_done(&r))
		assert(bytes_equal(buf_view(&out), (struct bytes){ data, size }));
	r = cbor_read((struct bytes){ data, size });
	assert(cbor_read_whole(&r).n <= size);
	return 0;
}
