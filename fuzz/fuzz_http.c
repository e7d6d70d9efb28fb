/* A head and the challenges in it; the input also as a bare challenge. */
#include "fuzz.h"

#include "wire/http.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes in = { data, size };
	struct http_challenges list;
	struct http_head h;

	if (http_head_decode_rtsp(in, &h) == 0)
		assert(h.used <= size && !http_looks_like(in));
	if (http_head_decode(in, &h) == 0) {
		assert(h.used <= size && h.n_fields <= HTTP_FIELDS_MAX && http_looks_like(in));
		in = http_field_find(&h, "WWW-Authenticate");
	}
	if (http_challenges_decode(in, &list) == 0)
		assert(list.n > 0 && list.at[0].scheme.n > 0);
	return 0;
}
