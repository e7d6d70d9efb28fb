/*
 * libarchive takes gzip apart but does not compare the checksum at its end, and would go on with a
 * second layer or a second piece.  Both are looked after here, so that a flipped bit is a refusal
 * and never another checklist.
 */
#include "run/pack_stream.h"

#include <archive.h>
#include <archive_entry.h>
#include <unistd.h>

#include "base/err.h"
#include "base/mem.h"
#include "run/pack_read.h"

#define BLOCK (64u << 10)
#define TRAILER 8 /* CRC-32 and length at the end of gzip (RFC 1952 2.3.1) */

struct pack_stream {
	int fd;
	struct archive *archive;
	struct hash *hash;
	uint64_t file_bytes, count, used;
	uint32_t crc;
	uint32_t table[256];
	uint8_t trailer[TRAILER]; /* the last bytes of the file so far */
	struct err err;           /* of the callback, which can tell libarchive but a code */
	uint8_t block[BLOCK];
};

/* ---- the file ---- */

static void keep_trailer(struct pack_stream *s, size_t n)
{
	if (n >= TRAILER) {
		memcpy(s->trailer, &s->block[n - TRAILER], TRAILER);
		return;
	}
	memmove(s->trailer, s->trailer + n, TRAILER - n);
	memcpy(s->trailer + TRAILER - n, s->block, n);
}

static int file_next(struct pack_stream *s, size_t *n)
{
	ssize_t got;

	do
		got = read(s->fd, s->block, sizeof(s->block));
	while (got < 0 && errno == EINTR);
	if (got < 0)
		return err_errno(&s->err, "the file cannot be read");
	*n = (size_t)got;
	if (*n > PACK_READ_FILE_MAX - s->file_bytes)
		return err_both(&s->err, E_LIMIT, "it is larger than %u MiB",
				"%u MiBを超えています", PACK_READ_FILE_MAX >> 20);
	s->file_bytes += *n;
	hash_add(s->hash, (struct bytes){ .p = s->block, .n = *n });
	keep_trailer(s, *n);
	return 0;
}

static la_ssize_t give(struct archive *archive, void *context, const void **block)
{
	struct pack_stream *s = context;
	size_t n = 0;

	if (file_next(s, &n) < 0) {
		archive_set_error(archive, EIO, "%s", s->err.text);
		return -1;
	}
	*block = s->block;
	return (la_ssize_t)n;
}

/* ---- what is in it ---- */

static void crc_make(uint32_t table[static 256])
{
	for (uint32_t i = 0; i < 256; i++) {
		uint32_t v = i;

		for (int bit = 0; bit < 8; bit++)
			v = v >> 1 ^ (v & 1 ? UINT32_C(0xEDB88320) : 0);
		table[i] = v;
	}
}

static void account(struct pack_stream *s, struct bytes block)
{
	uint32_t crc = ~s->crc;

	for (size_t i = 0; i < block.n; i++)
		crc = crc >> 8 ^ s->table[(crc ^ block.p[i]) & 0xff];
	s->crc = ~crc;
	for (size_t i = block.n; i > 0; i--)
		if (block.p[i - 1] != 0) {
			s->used = s->count + i;
			break;
		}
	s->count += block.n;
}

static bool is_cut(const struct pack_stream *s)
{
	const char *said = archive_error_string(s->archive);

	/* It says nothing when just the checksum at the end is missing. */
	return !said || strstr(said, "truncated");
}

static int broken(const struct pack_stream *s, struct err *err)
{
	if (s->err.code)
		return err_both(err, s->err.code, "%s%.0s", "%.0s%s", s->err.text, s->err.ja);
	if (is_cut(s))
		return err_both(err, E_TRUNC, "the file is cut off: its end is missing",
				"ファイルが途中で切れています（末尾がありません）");
	return err_both(err, E_VERIFY, "the file is damaged: it cannot be unpacked",
			"ファイルが壊れています（展開できません）");
}

static int check_growth(const struct pack_stream *s, struct err *err)
{
	if (s->count > PACK_READ_UNPACKED_MAX)
		return err_both(err, E_LIMIT, "it unpacks to more than %u MiB",
				"展開すると%u MiBを超えます", PACK_READ_UNPACKED_MAX >> 20);
	/* Only what was read so far counts, and libarchive reads no further ahead than a block. */
	if (s->count > PACK_READ_RATIO_FREE && s->count / PACK_READ_RATIO_MAX > s->file_bytes)
		return err_both(err, E_LIMIT, "it unpacks to more than %d times its size",
				"展開すると元の%d倍を超えます", PACK_READ_RATIO_MAX);
	return 0;
}

int pack_stream_next(struct pack_stream *s, struct bytes *block, struct err *err)
{
	const void *p;
	size_t n;
	la_int64_t offset;
	int r = archive_read_data_block(s->archive, &p, &n, &offset);

	if (r == ARCHIVE_EOF) {
		*block = (struct bytes){ .p = NULL };
		return 0;
	}
	if (r != ARCHIVE_OK)
		return broken(s, err);
	account(s, (struct bytes){ .p = p, .n = n });
	r = check_growth(s, err);
	if (r < 0)
		return r;
	*block = (struct bytes){ .p = p, .n = n };
	return 0;
}

int pack_stream_open(struct pack_stream **out, int fd, struct err *err)
{
	CLEANUP(pack_stream_freep) struct pack_stream *s = mem_array(1, sizeof(*s));
	struct archive_entry *entry;

	s->fd = fd;
	s->hash = hash_new();
	s->archive = archive_read_new();
	crc_make(s->table);
	if (archive_read_support_filter_gzip(s->archive) != ARCHIVE_OK ||
	    archive_read_support_format_raw(s->archive) != ARCHIVE_OK)
		return err_both(err, E_UNSUPPORTED, "gzip cannot be read here",
				"ここでは gzip を読めません");
	int r = archive_read_open(s->archive, s, NULL, give, NULL);
	if (r == ARCHIVE_OK)
		r = archive_read_next_header(s->archive, &entry);
	if (r != ARCHIVE_OK && (s->err.code || is_cut(s)))
		return broken(s, err);
	/* Two: gzip, and the file itself.  More is gzip within gzip. */
	if (archive_filter_count(s->archive) != 2 ||
	    archive_filter_code(s->archive, 0) != ARCHIVE_FILTER_GZIP)
		return err_both(err, E_FORMAT, "it is no file made by 'hoshi pack'",
				"「hoshi pack」が作ったファイルではありません");
	if (r != ARCHIVE_OK)
		return broken(s, err);
	*out = steal(s);
	return 0;
}

void pack_stream_freep(struct pack_stream **s)
{
	if (!*s)
		return;
	(void)archive_read_free((*s)->archive);
	hash_freep(&(*s)->hash);
	mem_free(*s);
	*s = NULL;
}

uint64_t pack_stream_used(const struct pack_stream *s)
{
	return s->used;
}

uint64_t pack_stream_count(const struct pack_stream *s)
{
	return s->count;
}

static uint32_t little_u32(const uint8_t *p)
{
	return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

int pack_stream_end(struct pack_stream *s, char sha256[static HASH_HEX_MAX], struct err *err)
{
	size_t n = 1;

	while (n > 0)
		if (file_next(s, &n) < 0)
			return err_both(err, s->err.code, "%s%.0s", "%.0s%s", s->err.text,
					s->err.ja);
	/* Whatever follows the gzip is where the checksum should be, and does not fit either. */
	if (little_u32(s->trailer) != s->crc ||
	    little_u32(s->trailer + 4) != (uint32_t)(s->count & UINT32_MAX))
		return err_both(err, E_VERIFY, "the file is damaged: its checksum does not fit",
				"ファイルが壊れています（チェックサムが一致しません）");
	hash_end_hex(s->hash, sha256);
	return 0;
}
