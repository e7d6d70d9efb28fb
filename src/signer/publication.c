#include "signer/publication.h"

#include "base/mem.h"
#include "base/text.h"

const char *publication_about(const json_t *event)
{
	const char *label = json_text(event, "label"), *subject = json_text(event, "subject");

	if (label && subject)
		return NULL;
	return label ? label : subject;
}

static json_t *decided_part(const json_t *event)
{
	json_t *out = json_deep_copy(event);

	if (text_equal(json_text(event, "kind"), "label_issued")) {
		json_object_del(out, "label");
		json_object_del(json_object_get(out, "body"), "issued");
		json_object_del(json_object_get(out, "body"), "valid_until");
	}
	return out;
}

void publication_digest(uint8_t out[static HASH_SIZE], const json_t *events)
{
	CLEANUP(json_done) json_t *parts = json_array();
	size_t i;
	json_t *event;

	json_array_foreach (json_lend(events), i, event)
		json_array_append_new(parts, decided_part(event));
	CLEANUP(mem_freep) char *text = json_dumps(parts, JSON_SORT_KEYS | JSON_COMPACT);
	hash_sha256(out, bytes_of(text ? text : ""));
}
