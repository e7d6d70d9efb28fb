#include "base/yaml_file.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/fd.h"
#include "base/schema.h"
#include "base/schema_embedded.h"
#include "base/yaml.h"

int yaml_file_fault(const struct yaml_file *f, const char *pointer, int code, struct err *err)
{
	const char *key = *pointer ? pointer + 1 : "(file)";

	if (f->lines)
		(void)err_prefix(err, "%s:%u: %s", f->name, yaml_line(f->lines, pointer), key);
	else
		(void)err_prefix(err, "%s: %s", f->name, key);
	return code;
}

int yaml_file_check(const struct yaml_file *f, const char *schema, struct err *err)
{
	CLEANUP(schema_freep) struct schema *compiled = NULL;
	struct schema_fault fault;
	int r = schema_embedded(&compiled, schema, err);

	if (r < 0)
		return r;
	r = schema_check(compiled, f->value, &fault);
	if (r == 0)
		return 0;
	(void)err_set(err, r, "%s", fault.reason);
	return yaml_file_fault(f, fault.pointer, r, err);
}

int yaml_file_parse(struct yaml_file *out, struct bytes text, const char *name, const char *schema,
		    struct err *err)
{
	CLEANUP(yaml_file_done) struct yaml_file f = { .name = name };
	int r = yaml_read(&f.value, &f.lines, text, name, err);

	if (r == 0)
		r = yaml_file_check(&f, schema, err);
	if (r < 0)
		return r;
	out->name = name;
	out->value = steal(f.value);
	out->lines = steal(f.lines);
	return 0;
}

int yaml_file_read(struct yaml_file *out, const char *path, const char *schema, struct err *err)
{
	CLEANUP(buf_done) struct buf text = BUF(YAML_FILE_MAX);
	int r = fd_read_file(&text, path, YAML_FILE_MAX, err);

	return r < 0 ? r : yaml_file_parse(out, buf_view(&text), path, schema, err);
}

void yaml_file_done(struct yaml_file *f)
{
	yaml_lines_freep(&f->lines);
	json_done(&f->value);
}
