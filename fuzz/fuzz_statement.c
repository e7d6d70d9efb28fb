/* A statement that can be read has one form: signed again, its payload is the same bytes. */
#include "fuzz.h"

#include "base/buf.h"
#include "base/err.h"
#include "crypto/cose.h"
#include "crypto/signing_key.h"
#include "label/statement.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct signing_key key;
	CLEANUP(buf_done) struct buf again = BUF(STATEMENT_MAX);
	struct statement statement, back;
	struct cose message, second;
	struct err err = { 0 };
	int r = key.ops ? 0 : signing_key_create(&key, NULL);

	assert(r == 0);
	r = statement_read(&statement, &message, (struct bytes){ data, size }, &err);
	assert((r < 0) == (err.code < 0));
	if (r < 0)
		return 0;
	(void)!cose_verify(&message, &key.public_key, NULL);
	r = statement_sign(&again, &statement, &key, NULL);
	assert(r == 0);
	r = statement_read(&back, &second, buf_view(&again), NULL);
	assert(r == 0 && bytes_equal(message.payload, second.payload));
	return 0;
}
