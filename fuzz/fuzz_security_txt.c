/* Files of any kind; each fault at most once. */
#include "fuzz.h"

#include "base/arena.h"
#include "wire/security_txt.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CLEANUP(arena_done) struct arena arena = ARENA(1 << 18);
	struct security_txt s;
	uint32_t seen = 0;

	if (security_txt_decode(&arena, (struct bytes){ data, size }, 1800000000, &s) == 0)
		for (unsigned i = 0; i < s.n_faults; i++) {
			assert(security_txt_fault_name(s.faults[i]) && !(seen >> s.faults[i] & 1));
			seen |= 1u << s.faults[i];
		}
	return 0;
}
