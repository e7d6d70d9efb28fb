/*
 * A decision in writing: the input is the payload, signed here, as nothing else would get past the
 * signature.  One that can be read has one form: written again its payload is the same bytes.
 */
#include "fuzz.h"

#include "base/buf.h"
#include "base/err.h"
#include "crypto/cose.h"
#include "crypto/signing_key.h"
#include "signer/attest.h"

static struct bytes payload_of(struct bytes message)
{
	const struct cose_form form = { .tag = COSE_TAGGED,
					.protected_members = COSE_KEY_ID | COSE_TYPE,
					.payload_max = ATTEST_MAX };
	struct cose cose;
	int r = cose_read(&cose, message, &form, NULL);

	assert(r == 0);
	return cose.payload;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct signing_key key;
	const struct cose_header header = { .has_key_id = true, .type = bytes_of("decision") };
	CLEANUP(buf_done) struct buf message = BUF((size_t)2 * ATTEST_MAX);
	CLEANUP(buf_done) struct buf again = BUF(ATTEST_MAX);
	struct bytes payload = { data, size };
	struct decision decision;
	struct err err = { 0 };
	int r = key.ops ? 0 : signing_key_create(&key, NULL);

	assert(r == 0);
	assert(attest_read(&decision, payload, &key.public_key, NULL) < 0);
	if (size > ATTEST_MAX)
		return 0;
	r = cose_sign(&message, &header, payload, &key, NULL);
	assert(r == 0);
	r = attest_read(&decision, buf_view(&message), &key.public_key, &err);
	assert((r < 0) == (err.code < 0));
	if (r < 0)
		return 0;
	r = attest_write(&again, &decision, &key, NULL);
	assert(r == 0 && bytes_equal(payload_of(buf_view(&again)), payload));
	return 0;
}
