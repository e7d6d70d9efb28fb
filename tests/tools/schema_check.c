/*
 * For tests/schema: what our own validator says about many files, a line for each.
 *
 *     schema_check SCHEMA.json FILE.json...      "ok FILE" or "bad FILE POINTER: reason"
 *
 * Ends with 0 even when files are bad, for that is what is asked; with 2 when the schema is.  A
 * FILE of "-" stands for a list of names on standard input, one a line.
 */
#include <stdio.h>

#include "base/err.h"
#include "base/json.h"
#include "base/schema.h"

#define NAME_MAX_HERE 4096

static int load_schema(struct schema **out, const char *path)
{
	CLEANUP(json_done) json_t *document = NULL;
	struct err err = { 0 };
	int r = json_read_file(&document, path, JSON_FILE_MAX, &err);

	if (r == 0)
		r = schema_compile(out, document, &err);
	if (r < 0)
		fprintf(stderr, "schema_check: %s: %s\n", path, err.text);
	return r;
}

static void check_file(const struct schema *schema, const char *path)
{
	CLEANUP(json_done) json_t *value = NULL;
	struct schema_fault fault = { 0 };
	struct err err = { 0 };

	if (json_read_file(&value, path, JSON_FILE_MAX, &err) < 0)
		printf("bad %s : %s\n", path, err.text);
	else if (schema_check(schema, value, &fault) < 0)
		printf("bad %s %s: %s\n", path, fault.pointer, fault.reason);
	else
		printf("ok %s\n", path);
}

static void check_listed(const struct schema *schema)
{
	char name[NAME_MAX_HERE];

	while (fgets(name, sizeof(name), stdin)) {
		name[strcspn(name, "\n")] = '\0';
		if (*name)
			check_file(schema, name);
	}
}

int main(int argc, char **argv)
{
	CLEANUP(schema_freep) struct schema *schema = NULL;

	if (argc < 3) {
		fputs("usage: schema_check SCHEMA.json FILE.json... | -\n", stderr);
		return 2;
	}
	if (load_schema(&schema, argv[1]) < 0)
		return 2;
	for (int i = 2; i < argc; i++) {
		if (strcmp(argv[i], "-") == 0)
			check_listed(schema);
		else
			check_file(schema, argv[i]);
	}
	return 0;
}
