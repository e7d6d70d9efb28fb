/* libarchive finds a zip's table of contents at its end and checks each part's CRC-32. */
#include "scheme/product_list_zip.h"

#include <archive.h>
#include <archive_entry.h>

#include "base/err.h"
#include "base/text.h"

static void archive_freep(struct archive **a)
{
	(void)archive_read_free(*a);
}

static int read_part(struct archive *a, const char *name, struct buf *out, struct err *err)
{
	const void *p;
	size_t n;
	la_int64_t offset;
	int r;

	while ((r = archive_read_data_block(a, &p, &n, &offset)) == ARCHIVE_OK) {
		/* Stored with a gap: no workbook is. */
		if (offset != (la_int64_t)out->n)
			return err_set(err, E_FORMAT, "'%s' in it cannot be unpacked", name);
		buf_add(out, p, n);
		if (!buf_ok(out))
			return err_set(err, E_LIMIT, "'%s' in it is larger than %zu MiB", name,
				       out->max >> 20);
	}
	if (r != ARCHIVE_EOF)
		return err_set(err, E_VERIFY, "'%s' in it is damaged or cannot be unpacked", name);
	return 0;
}

int product_list_zip_part(struct buf *out, struct bytes file, const char *name, size_t parts_max,
			  struct err *err)
{
	CLEANUP(archive_freep) struct archive *a = archive_read_new();
	struct archive_entry *entry;
	int r = archive_read_support_format_zip_seekable(a);

	if (r == ARCHIVE_OK)
		r = archive_read_open_memory(a, file.p, file.n);
	for (size_t i = 0; r == ARCHIVE_OK; i++) {
		r = archive_read_next_header(a, &entry);
		if (r == ARCHIVE_EOF)
			return err_set(err, E_MISSING, "it has no '%s'", name);
		if (r != ARCHIVE_OK)
			break;
		if (i == parts_max)
			return err_set(err, E_LIMIT, "it holds more than %zu files", parts_max);
		if (!text_equal(archive_entry_pathname(entry), name))
			continue;
		if (archive_entry_is_encrypted(entry) || archive_entry_filetype(entry) != AE_IFREG)
			return err_set(err, E_FORMAT, "'%s' in it is encrypted or no file", name);
		return read_part(a, name, out, err);
	}
	return err_set(err, E_FORMAT, "it is damaged or no workbook");
}
