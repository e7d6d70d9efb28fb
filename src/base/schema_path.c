/* The chain leads upwards and a pointer downwards: each step is looked up from the end again. */
#include "base/schema_path.h"

#include "base/buf.h"
#include "base/json.h"

void schema_path_write(char out[static SCHEMA_POINTER_MAX], const struct schema_path *path)
{
	CLEANUP(buf_done) struct buf pointer = BUF(SCHEMA_POINTER_MAX - 1);
	size_t whole = 0;

	for (size_t depth = 1; depth <= path->depth; depth++) {
		const struct schema_path *step = path;
		while (step->depth > depth)
			step = step->up;
		if (step->key)
			json_pointer_add(&pointer, step->key);
		else
			buf_format(&pointer, "/%zu", step->index);
		if (!buf_ok(&pointer))
			break;
		whole = pointer.n;
	}
	if (whole)
		memcpy(out, pointer.p, whole);
	out[whole] = 0;
}
