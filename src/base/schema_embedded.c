/* Read and compiled anew each time: it takes milliseconds, and nothing is left to be freed. */
#include "base/schema_embedded.h"

#include "base/embedded.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/schema.h"

int schema_embedded(struct schema **out, const char *name, struct err *err)
{
	CLEANUP(mem_freep) char *path = mem_format("catalogue/schema/%s.schema.json", name);
	CLEANUP(json_done) json_t *document = NULL;
	struct bytes text = embedded_find(path);

	if (!text.p)
		return err_set(err, E_MISSING, "there is no schema '%s'", name);
	int r = json_read(&document, text, path, err);
	return r < 0 ? r : schema_compile(out, document, err);
}
