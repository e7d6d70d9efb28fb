#include "probe/access_row.h"

#include "base/mem.h"
#include "base/text.h"
#include "probe/door.h"

#define RESOURCE_SHOWN 600

char *access_row_shown(const struct access_row *row)
{
	return text_visible_new(bytes_of(row->resource), RESOURCE_SHOWN);
}

json_t *access_row_observation(const struct access_row *row, const struct door *at)
{
	static const char *const names[] = { [ACCESS_NONE] = "none",
					     [ACCESS_WRONG] = "wrong",
					     [ACCESS_LOW] = "low",
					     [ACCESS_VALID] = "valid" };
	CLEANUP(mem_freep) char *resource = access_row_shown(row);
	json_t *o = json_pack("{s:s, s:s, s:i, s:b, s:s, s:s, s:s, s:s, s:s}", "kind", "access",
			      "proto", "tcp", "port", at->at.port, "tls", at->at.tls, "service",
			      json_text(at->login, "service"), "resource", resource, "effect",
			      row->effect, "found", row->found, "wanted", row->wanted);

	for (unsigned i = 0; i < ACCESS_ACTORS; i++)
		json_object_set_new(o, names[i], json_string(access_answer_outcome(row->is[i])));
	if (row->reason)
		json_object_set_new(o, "reason", json_string(row->reason));
	if (row->unchanged >= 0)
		json_object_set_new(o, "unchanged", json_boolean(row->unchanged > 0));
	return o;
}
