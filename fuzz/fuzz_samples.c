/* Files of label passwords; what can be read can be examined, and is as it is promised. */
#include "fuzz.h"

#include "samples/samples.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct samples s = { 0 };

	if (samples_decode(&s, (struct bytes){ data, size }, NULL) < 0)
		return 0;
	assert(s.n > 0 && s.n <= SAMPLES_MAX);
	for (size_t i = 0; i < s.n; i++) {
		size_t mac = strlen(s.list[i].field[SAMPLE_MAC]);

		assert(*s.list[i].field[SAMPLE_PASSWORD]);
		assert(mac == 0 || mac == SAMPLES_MAC_DIGITS);
	}
	samples_done(&s);
	return 0;
}
