/* Whatever a reader asks for, what it gets lies within the message. */
#include "fuzz.h"

#include "crypto/cose.h"

static void within(struct bytes part, const uint8_t *data, size_t size)
{
	assert(part.n == 0 || (part.p >= data && part.n <= size - (size_t)(part.p - data)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	for (unsigned i = 0; i < 32; i++) {
		struct cose_form form = { .tag = i & 16 ? COSE_UNTAGGED : COSE_TAGGED,
					  .protected_members = i & 7,
					  .has_unprotected = i & 8,
					  .payload_max = 1000 };
		struct cose message;

		if (cose_read(&message, (struct bytes){ data, size }, &form, NULL) < 0)
			continue;
		within(message.protected_header, data, size);
		within(message.unprotected_header, data, size);
		within(message.claims, data, size);
		within(message.type, data, size);
		within(message.key_id, data, size);
		within(message.payload, data, size);
		assert(message.signature.n == 64);
		within(message.signature, data, size);
	}
	return 0;
}
