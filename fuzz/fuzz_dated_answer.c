/*
 * An answer that can be read has one form: its payload, written again, is the same bytes.  Nobody
 * is convinced without a key, and what is wrong with one never stops who looks.
 */
#include "fuzz.h"

#include "base/buf.h"
#include "crypto/cose.h"
#include "label/dated_verify.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct bytes in = { data, size };
	const struct key_set none = { 0 };
	CLEANUP(buf_done) struct buf again = BUF(DATED_ANSWER_MAX);
	CLEANUP(dated_verify_done) struct dated_result keyless, with_none;
	CLEANUP(dated_answer_done) struct dated_answer answer = { .n = 0 };
	struct cose message;

	dated_verify(&keyless, in, NULL);
	dated_verify(&with_none, in, &none);
	assert(with_none.verdict == DATED_NOT_GENUINE);
	if (dated_answer_read(&answer, &message, in, NULL) < 0) {
		assert(keyless.verdict == DATED_NOT_GENUINE);
		return 0;
	}
	dated_answer_write(&again, &answer);
	assert(bytes_equal(buf_view(&again), message.payload));
	return 0;
}
