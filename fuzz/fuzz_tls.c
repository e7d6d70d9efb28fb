/* A server's first flight; a cut one must not know more than the whole. */
#include "fuzz.h"

#include "base/buf.h"
#include "wire/tls_flight.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CLEANUP(buf_done) struct buf scratch = BUF(TLS_FLIGHT_MAX);
	struct tls_flight f, half;

	int half_result = tls_flight_decode((struct bytes){ data, size / 2 }, &scratch, &half);
	int result = tls_flight_decode((struct bytes){ data, size }, &scratch, &f);
	assert(result != 0 || f.done);
	assert(half_result != 0 || result == 0);
	for (unsigned i = 0; i < f.n_certificates; i++)
		assert(f.certificates[i].p + f.certificates[i].n <= scratch.p + scratch.n);
	return 0;
}
