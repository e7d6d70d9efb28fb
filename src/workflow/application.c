#include "workflow/application.h"

#include "base/err.h"
#include "base/mem.h"
#include "base/schema.h"
#include "base/schema_embedded.h"
#include "workflow/field_problem.h"

/* "/product/name/ja" as "product.name.ja". */
static char *dotted(const char *pointer)
{
	char *path = mem_text(*pointer == '/' ? pointer + 1 : pointer);

	for (char *p = path; *p; p++)
		if (*p == '/')
			*p = '.';
	return path;
}

bool application_fits(const json_t *document, json_t *problems)
{
	CLEANUP(schema_freep) struct schema *schema = NULL;
	struct schema_fault fault = { .pointer = "" };
	struct err err = { 0 };

	/* The schema is part of the program: that it does not compile is our own mistake. */
	if (schema_embedded(&schema, "application", &err) < 0) {
		assert(!"application.schema.json compiles");
		return false;
	}
	if (schema_check(schema, document, &fault) == 0)
		return true;
	CLEANUP(mem_freep) char *path = dotted(fault.pointer);
	CLEANUP(mem_freep) char *ja = mem_format("内容を確認してください（%s）。", fault.ja);
	CLEANUP(mem_freep) char *en = mem_format("This does not fit: %s.", fault.reason);
	(void)field_problem(problems, path, ja, en);
	return false;
}
