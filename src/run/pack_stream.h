/*
 * The bytes of a hand-in file: what its one layer of gzip holds, counted, hashed and checked on the
 * way.  pack_read.c reads the archive from here.
 */
#pragma once

#include "base/base.h"
#include "crypto/hash.h"

struct err;
struct pack_stream;

/* fd stays the caller's.  E_FORMAT when it is no gzip. */
int pack_stream_open(struct pack_stream **out, int fd, struct err *err) MUST_USE;
void pack_stream_freep(struct pack_stream **s);

/*
 * The next block, borrowed until the next call; empty at the end.  E_TRUNC, E_VERIFY, and E_LIMIT
 * for what unpacks to more than pack_read.h allows.
 */
int pack_stream_next(struct pack_stream *s, struct bytes *block, struct err *err) MUST_USE;

/* Where the last byte other than 0 ended, and how many bytes there were so far. */
uint64_t pack_stream_used(const struct pack_stream *s);
uint64_t pack_stream_count(const struct pack_stream *s);

/* At the end: read what is left of the file, compare gzip's checksum, give the file's hash. */
int pack_stream_end(struct pack_stream *s, char sha256[static HASH_HEX_MAX],
		    struct err *err) MUST_USE;
