/* All replies in a stream. */
#include "fuzz.h"

#include "wire/ftp.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes in = { data, size };
	struct ftp_reply r;

	while (ftp_reply_decode(in, &r) == 0) {
		assert(r.used > 0 && r.used <= in.n && r.code >= 100 && r.code < 600);
		in = (struct bytes){ in.p + r.used, in.n - r.used };
	}
	return 0;
}
