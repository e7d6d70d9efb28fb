/* {"schema": ..., "value": ...}: compiles the one and checks the other. */
#include "fuzz.h"

#include "base/schema.h"
#include "base/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CLEANUP(json_done) json_t *input = NULL;
	CLEANUP(schema_freep) struct schema *schema = NULL;
	struct schema_fault fault = { 0 };

	if (json_read(&input, (struct bytes){ data, size }, "input", NULL) < 0 ||
	    schema_compile(&schema, json_object_get(input, "schema"), NULL) < 0)
		return 0;
	const json_t *value = json_object_get(input, "value");
	if (value && schema_check(schema, value, &fault) < 0)
		assert(fault.reason[0] && text_utf8_valid(bytes_of(fault.reason)));
	return 0;
}
