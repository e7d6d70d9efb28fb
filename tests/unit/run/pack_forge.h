/* Hand-in files as an attacker writes them: ustar headers field by field, gzip around anything. */
#pragma once

#include "fixture.h"

#include <archive.h>
#include <archive_entry.h>
#include <sys/mman.h>

#define PACK_FORGE_MAX (64u << 20)

struct pack_forge_member {
	const char *name;
	struct bytes data;
	char type;         /* '0' plain, '1' hard link, '2' symbolic link, '3' device, '5' folder */
	const char *to;    /* of a link */
	const char *magic; /* NULL: ustar */
	uint64_t claimed;  /* size in the header; 0: the true one */
};

static inline void pack_forge_octal(uint8_t *field, size_t digits, uint64_t value)
{
	for (; digits > 0; value >>= 3)
		field[--digits] = (uint8_t)('0' + (value & 7));
}

static inline void pack_forge_member(struct buf *tar, const struct pack_forge_member *m)
{
	static const uint8_t zeros[512];
	uint8_t h[512] = { 0 };
	unsigned sum = 0;

	(void)snprintf((char *)h, 100, "%s", m->name);
	(void)snprintf((char *)h + 100, 8, "%07o", 0644);
	(void)snprintf((char *)h + 108, 8, "%07o", 0);
	(void)snprintf((char *)h + 116, 8, "%07o", 0);
	pack_forge_octal(h + 124, 11, m->claimed ? m->claimed : m->data.n);
	(void)snprintf((char *)h + 136, 12, "%011o", 0);
	memset(h + 148, ' ', 8);
	h[156] = (uint8_t)(m->type ? m->type : '0');
	if (m->to)
		(void)snprintf((char *)h + 157, 100, "%s", m->to);
	if (m->magic)
		memcpy(h + 257, m->magic, strlen(m->magic));
	else
		memcpy(h + 257, "ustar\00000", 8);
	for (size_t i = 0; i < sizeof(h); i++)
		sum += h[i];
	pack_forge_octal(h + 148, 6, sum);
	h[154] = '\0';
	buf_add(tar, h, sizeof(h));
	buf_bytes(tar, m->data);
	buf_add(tar, zeros, (512 - m->data.n % 512) % 512);
}

static inline void pack_forge_end(struct buf *tar)
{
	static const uint8_t zeros[1024];

	buf_add(tar, zeros, sizeof(zeros));
}

static inline struct buf pack_forge_gzip(struct bytes data)
{
	struct buf out = BUF(PACK_FORGE_MAX);
	size_t room = data.n + (1u << 20), used = 0;
	CLEANUP(mem_freep) uint8_t *memory = mem_array(room, 1);
	struct archive *a = archive_write_new();
	struct archive_entry *entry = archive_entry_new();

	archive_write_add_filter_gzip(a);
	archive_write_set_options(a, "gzip:!timestamp");
	archive_write_set_format_raw(a);
	archive_write_set_bytes_in_last_block(a, 1);
	assert_int_equal(archive_write_open_memory(a, memory, room, &used), ARCHIVE_OK);
	archive_entry_set_filetype(entry, AE_IFREG);
	archive_entry_set_pathname(entry, "x");
	assert_int_equal(archive_write_header(a, entry), ARCHIVE_OK);
	assert_int_equal(archive_write_data(a, data.p, data.n), data.n);
	archive_entry_free(entry);
	assert_int_equal(archive_write_free(a), ARCHIVE_OK);
	buf_add(&out, memory, used);
	return out;
}

/* A file without a name, at its start. */
static inline int pack_forge_file(struct bytes data)
{
	int fd = memfd_create("pack", MFD_CLOEXEC);

	assert_true(fd >= 0);
	assert_int_equal(fd_write_full(fd, data), 0);
	assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
	return fd;
}
