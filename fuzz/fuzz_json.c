/* JSON that is accepted is written so that it can be read again. */
#include "fuzz.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CLEANUP(json_done) json_t *value = NULL, *again = NULL;
	CLEANUP(buf_done) struct buf text = BUF(JSON_FILE_MAX);
	struct err err = { 0 };

	if (json_read(&value, (struct bytes){ data, size }, "input", NULL) < 0)
		return 0;
	json_write(&text, value, size % 2);
	/* Rounded to 15 digits, the largest doubles become no double at all. */
	if (json_read(&again, buf_view(&text), "again", &err) < 0)
		assert(strstr(err.text, "real number overflow"));
	return 0;
}
