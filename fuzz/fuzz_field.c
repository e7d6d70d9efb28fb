/* "PATH\nTEXT": what a form field takes fits the document's schema, and comes back as the same. */
#include "fuzz.h"

#include "base/mem.h"
#include "workflow/application.h"
#include "workflow/field.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CLEANUP(json_done) json_t *form = json_object(), *problems = json_array();
	CLEANUP(json_done) json_t *document = NULL, *again = NULL, *values = NULL;
	CLEANUP(mem_freep) char *path = mem_textn((const char *)data, size);
	char *text = strchr(path, '\n');

	if (!text)
		return 0;
	*text++ = '\0';
	if (json_object_set_new(form, path, json_string(text)) < 0)
		return 0;
	field_read(form, &document, problems);
	assert(application_fits(document, NULL));
	values = field_values(document);
	field_read(values, &again, problems);
	assert(json_equal(document, again));
	return 0;
}
