/* Proof files: what is read is written again to the same bytes; nobody is convinced without a key.
 */
#include "fuzz.h"

#include "tlog/tlog_proof.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char vkey[] =
	    "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
	const struct bytes in = { data, size };
	CLEANUP(buf_done) struct buf out = BUF(TLOG_PROOF_SIZE_MAX);
	struct tlog_proof proof;
	struct checkpoint c;
	struct note_key key;

	if (tlog_proof_decode(&proof, in, NULL) < 0)
		return 0;
	tlog_proof_encode(&out, &proof);
	assert(bytes_equal(buf_view(&out), in));
	int r = note_key_parse(&key, vkey, NULL);
	assert(r == 0);
	r = tlog_proof_verify(&proof, in, &key, &c, NULL);
	assert(r < 0);
	tlog_proof_done(&proof);
	return 0;
}
