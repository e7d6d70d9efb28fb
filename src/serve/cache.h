/*
 * Pages that are the same for everybody, kept by a front as the library sends them, until the store
 * changes.  The key holds all that an answer may depend on; the least recently used goes first.
 */
#pragma once

#include "base/base.h"

struct cache;
struct MHD_Response;

#define CACHE_BYTES_MAX (64u << 20)
#define CACHE_PAGE_MAX (4u << 20)
#define CACHE_KEY_MAX 8192
#define CACHE_ETAG_MAX 36

struct cache_page {
	struct MHD_Response *response;  /* borrowed; queue it, do not destroy it */
	struct MHD_Response *unchanged; /* 304, the same; NULL without an etag */
	size_t size;
	char etag[CACHE_ETAG_MAX]; /* "" when there is none */
};

struct cache *cache_new(size_t bytes_max) MUST_USE;
void cache_free(struct cache *c);

/* Forgets everything when version is another than before. */
void cache_version(struct cache *c, int64_t version);

/* NULL when it is not there; borrowed until the next call. */
const struct cache_page *cache_find(struct cache *c, const char *key);

/*
 * Takes the responses over, whose references it gives back when the page goes, or at once if the
 * page is too large to keep.  A response that is queued has a reference of its own.
 */
void cache_add(struct cache *c, const char *key, const struct cache_page *page);

size_t cache_bytes(const struct cache *c);
