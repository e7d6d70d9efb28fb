/* A frame, and every property of it read as a map and as a list. */
#include "fuzz.h"

#include "wire/echonet.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct echonet_frame frame;

	if (echonet_decode((struct bytes){ data, size }, &frame) < 0)
		return 0;
	assert(frame.n > 0 && frame.n <= ECHONET_PROPERTIES_MAX);
	for (unsigned i = 0; i < frame.n; i++) {
		struct echonet_map map;
		struct echonet_list list;
		struct bytes b = frame.properties[i].data;

		if (echonet_map_decode(b, &map) == 0)
			assert(map.n <= ARRAY_LEN(map.codes));
		if (echonet_list_decode(b, &list) == 0)
			assert(1 + 3 * (size_t)list.n == b.n);
	}
	return 0;
}
