/* YAML that is accepted is JSON within our limits, and has a line for what is asked. */
#include "fuzz.h"

#include "base/buf.h"
#include "base/yaml.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CLEANUP(json_done) json_t *value = NULL, *again = NULL;
	CLEANUP(yaml_lines_freep) struct yaml *lines = NULL;
	CLEANUP(buf_done) struct buf text = BUF(JSON_FILE_MAX);

	if (yaml_read(&value, &lines, (struct bytes){ data, size }, "input", NULL) < 0)
		return 0;
	json_write(&text, value, true);
	assert(json_read(&again, buf_view(&text), "again", NULL) == 0 && json_equal(value, again));
	assert(yaml_line(lines, "/a/0/b~1c") > 0);
	return 0;
}
