/* The value of a WWW-Authenticate field, answered where it can be; the same bytes as a cookie,
 * and as the time of a device. */
#include "fuzz.h"

#include "base/buf.h"
#include "crypto/digest.h"
#include "crypto/user_token.h"
#include "wire/set_cookie.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes in = { data, size };
	struct digest_challenge c;
	struct set_cookie cookie;

	if (digest_challenge_find(in, &c) == 0) {
		CLEANUP(buf_done) struct buf out = BUF(16384);
		struct digest_request r = { .account = "a",
					    .secret = "b",
					    .method = "GET",
					    .uri = "/",
					    .cnonce = "c",
					    .count = 1 };

		assert(c.nonce.n > 0 && digest_answer(&out, &c, &r) == 0);
	}
	int64_t when = 0;
	if (user_token_time(in, &when) == 0)
		assert(when >= 0);
	if (set_cookie_decode(in, &cookie) == 0)
		assert(cookie.name.n > 0 && cookie.name.n + cookie.value.n <= SET_COOKIE_MAX);
	return 0;
}
