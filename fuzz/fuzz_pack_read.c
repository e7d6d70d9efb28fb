/*
 * Hand-in files: as they come, and, since few mutants of gzip are gzip, what is no gzip is taken
 * for the archive in it.
 */
#include "fuzz.h"

#include <archive.h>
#include <archive_entry.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/json.h"
#include "run/pack_read.h"

static void write_gzip(int fd, const uint8_t *data, size_t size)
{
	struct archive *a = archive_write_new();
	struct archive_entry *entry = archive_entry_new();

	archive_write_add_filter_gzip(a);
	archive_write_set_options(a, "gzip:compression-level=0");
	archive_write_set_format_raw(a);
	archive_write_set_bytes_in_last_block(a, 1);
	archive_write_open_fd(a, fd);
	archive_entry_set_filetype(entry, AE_IFREG);
	archive_entry_set_pathname(entry, "x");
	archive_write_header(a, entry);
	archive_write_data(a, data, size);
	archive_entry_free(entry);
	archive_write_free(a);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CLEANUP(fd_close) int fd = memfd_create("pack", MFD_CLOEXEC);
	CLEANUP(json_done) json_t *out = NULL;

	if (size > 2 && data[0] == 0x1f && data[1] == 0x8b)
		assert(fd_write_full(fd, (struct bytes){ data, size }) == 0);
	else
		write_gzip(fd, data, size);
	assert(lseek(fd, 0, SEEK_SET) == 0);
	if (pack_read(&out, fd, NULL) == 0)
		assert(json_object_get(out, "checklist") && json_object_get(out, "sha256"));
	return 0;
}
