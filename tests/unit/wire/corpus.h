/*
 * Captured messages for the tests, which are the seeds of fuzz/corpus too, and copies of bytes in a
 * block of exactly their size, so that the sanitizer sees a read past the end.
 */
#pragma once

#include "tap.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/fd.h"
#include "base/mem.h"

#define CORPUS_FILE_MAX (1u << 20)

/* path below fuzz/corpus; tests run in the source tree's root.  For CLEANUP(buf_done). */
static inline struct buf corpus_read(const char *path)
{
	struct buf out = BUF(CORPUS_FILE_MAX);
	struct err err = { 0 };
	CLEANUP(mem_freep) char *full = mem_format("fuzz/corpus/%s", path);

	if (fd_read_file(&out, full, CORPUS_FILE_MAX, &err) < 0)
		fail_msg("%s", err.text);
	return out;
}

/* Owned by the caller: mem_free((void *)(uintptr_t)b.p) by corpus_drop. */
static inline struct bytes corpus_exact(struct bytes b)
{
	return (struct bytes){ .p = mem_copy(b.n > 0 ? (const void *)b.p : "", b.n), .n = b.n };
}

static inline void corpus_drop(struct bytes b)
{
	mem_free((void *)(uintptr_t)b.p);
}

/* Calls decode with every proper prefix of whole and expects the same answer for all. */
static inline void corpus_prefixes(const char *what, struct bytes whole,
				   int (*decode)(struct bytes in), int expected)
{
	for (size_t n = 0; n < whole.n; n++) {
		struct bytes b = corpus_exact((struct bytes){ .p = whole.p, .n = n });
		int r = decode(b);

		corpus_drop(b);
		if (r != expected)
			fail_msg("[%s] %zu of %zu bytes: %s, not %s", what, n, whole.n, err_name(r),
				 err_name(expected));
	}
}
