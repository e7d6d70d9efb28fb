/* Workbooks written part by part, so that each part can be wrong. */
#pragma once

#include "fixture.h"

#include <archive.h>
#include <archive_entry.h>

#define WORKBOOK_MAX (160u << 20)

struct workbook_part {
	const char *name, *text;
};

/* parts end with a NULL name. */
static inline struct buf workbook_zip(const struct workbook_part *parts, bool packed)
{
	struct buf out = BUF(WORKBOOK_MAX);
	size_t room = 1u << 20, used = 0;
	struct archive *a = archive_write_new();

	for (const struct workbook_part *p = parts; p->name; p++)
		room += strlen(p->text) + 1000;
	CLEANUP(mem_freep) uint8_t *memory = mem_array(room, 1);
	archive_write_set_format_zip(a);
	archive_write_set_options(a, packed ? "zip:compression=deflate" : "zip:compression=store");
	archive_write_set_bytes_in_last_block(a, 1);
	assert_int_equal(archive_write_open_memory(a, memory, room, &used), ARCHIVE_OK);
	for (const struct workbook_part *p = parts; p->name; p++) {
		struct archive_entry *entry = archive_entry_new();

		archive_entry_set_filetype(entry, AE_IFREG);
		archive_entry_set_pathname(entry, p->name);
		archive_entry_set_size(entry, (la_int64_t)strlen(p->text));
		assert_int_equal(archive_write_header(a, entry), ARCHIVE_OK);
		assert_int_equal(archive_write_data(a, p->text, strlen(p->text)), strlen(p->text));
		archive_entry_free(entry);
	}
	assert_int_equal(archive_write_free(a), ARCHIVE_OK);
	buf_add(&out, memory, used);
	return out;
}

#define WORKBOOK_BOOK                                                                         \
	"<workbook xmlns='m' xmlns:r='r'><sheets><sheet name='One' sheetId='1' r:id='rId1'/>" \
	"<sheet name='二' sheetId='2' r:id='rId2'/></sheets></workbook>"
#define WORKBOOK_RELATIONS                                                        \
	"<Relationships><Relationship Id='rId1' Target='worksheets/sheet1.xml'/>" \
	"<Relationship Id='rId2' Target='/xl/worksheets/sheet2.xml'/></Relationships>"

/* strings and sheet stand within <sst> and <sheetData>; NULL strings: that part is not there. */
static inline struct buf workbook(const char *book, const char *strings, const char *sheet)
{
	CLEANUP(mem_freep) char *sst = strings ? mem_format("<sst>%s</sst>", strings) : NULL;
	CLEANUP(mem_freep)
	char *data = mem_format("<worksheet><sheetData>%s</sheetData></worksheet>", sheet);
	const struct workbook_part parts[] = {
		{ "[Content_Types].xml", "<Types/>" },
		{ "xl/workbook.xml", book ? book : WORKBOOK_BOOK },
		{ "xl/_rels/workbook.xml.rels", WORKBOOK_RELATIONS },
		{ "xl/worksheets/sheet1.xml", data },
		{ "xl/worksheets/sheet2.xml",
		  "<worksheet><sheetData><row><c t='inlineStr'><is><t>second</t></is></c></row>"
		  "</sheetData></worksheet>" },
		{ sst ? "xl/sharedStrings.xml" : NULL, sst },
		{ NULL, NULL },
	};

	return workbook_zip(parts, true);
}
