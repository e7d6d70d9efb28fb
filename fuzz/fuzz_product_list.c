/*
 * Published lists: tables and workbooks as they come; after "S" the strings and, behind a NUL, the
 * sheet of a workbook that is made around them, as few mutants of a zip are one.
 */
#include "fuzz.h"

#include <archive.h>
#include <archive_entry.h>

#include "base/mem.h"
#include "scheme/product_list.h"

static void add(struct archive *a, const char *name, const void *data, size_t size)
{
	struct archive_entry *entry = archive_entry_new();

	archive_entry_set_filetype(entry, AE_IFREG);
	archive_entry_set_pathname(entry, name);
	archive_entry_set_size(entry, (la_int64_t)size);
	archive_write_header(a, entry);
	archive_write_data(a, data, size);
	archive_entry_free(entry);
}

static struct bytes make_book(uint8_t *memory, size_t room, const uint8_t *data, size_t size)
{
	static const char book[] = "<workbook><sheets><sheet name='a' id='r'/></sheets></workbook>";
	static const char links[] = "<a><Relationship Id='r' Target='s.xml'/></a>";
	const uint8_t *cut = memchr(data, '\0', size);
	size_t n = cut ? (size_t)(cut - data) : size, used = 0;
	struct archive *a = archive_write_new();

	archive_write_set_format_zip(a);
	archive_write_set_options(a, "zip:compression=store");
	archive_write_open_memory(a, memory, room, &used);
	add(a, "xl/workbook.xml", book, strlen(book));
	add(a, "xl/_rels/workbook.xml.rels", links, strlen(links));
	add(a, "xl/sharedStrings.xml", data, n);
	add(a, "xl/s.xml", data + n + (cut != NULL), size - n - (cut != NULL));
	archive_write_free(a);
	return (struct bytes){ memory, used };
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static json_t *columns;
	CLEANUP(json_done) json_t *list = NULL;
	CLEANUP(mem_freep) uint8_t *memory = mem_array(size + 20000, 1);
	struct bytes file = { data, size };

	assert(columns || product_list_columns(&columns, NULL, NULL) == 0);
	if (size > 1 && *data == 'S')
		file = make_book(memory, size + 20000, data + 1, size - 1);
	const struct product_list_source source = { "list", "2026-09-15", columns };
	(void)!product_list_import(&list, file, &source, NULL);
	return 0;
}
