/*
 * The table itself is assembly that tools/embed.sh writes: .incbin puts each file's bytes into
 * read-only memory without a detour through a large C array.
 */
#include "base/embedded.h"

struct entry {
	const char *path;
	const uint8_t *start;
	uint64_t size;
};

/* Ends with an entry whose path is NULL. */
extern const struct entry embedded_table[];

struct bytes embedded_find(const char *path)
{
	for (const struct entry *e = embedded_table; e->path; e++)
		if (strcmp(e->path, path) == 0)
			return (struct bytes){ .p = e->start, .n = (size_t)e->size };
	return (struct bytes){ 0 };
}

const char *embedded_list(const char *prefix, size_t i)
{
	for (const struct entry *e = embedded_table; e->path; e++)
		if (strncmp(e->path, prefix, strlen(prefix)) == 0 && i-- == 0)
			return e->path;
	return NULL;
}
