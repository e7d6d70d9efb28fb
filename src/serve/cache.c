/*
 * A table of chains and a list in order of use.  A page costs its body, its key and what the
 * library keeps beside it.
 */
#include "serve/cache.h"

#include <microhttpd.h>

#include "base/mem.h"
#include "base/text.h"

#define CHAINS 4096 /* power of two */
#define OVERHEAD 1024

struct entry {
	struct entry *next;          /* in the chain */
	struct entry *newer, *older; /* in order of use */
	char *key;
	size_t cost;
	struct cache_page page;
};

struct cache {
	struct entry *chains[CHAINS];
	struct entry *newest, *oldest;
	size_t bytes, max;
	int64_t version;
	uint64_t seed;
};

/* FNV-1a with a seed; who can guess it gains a long chain of one front. */
static size_t chain_of(const struct cache *c, const char *key)
{
	uint64_t h = UINT64_C(0xcbf29ce484222325) ^ c->seed;

	for (; *key; key++)
		h = (h ^ (unsigned char)*key) * UINT64_C(0x100000001b3);
	return (size_t)((h ^ h >> 32) & (CHAINS - 1));
}

struct cache *cache_new(size_t bytes_max)
{
	struct cache *c = mem_array(1, sizeof(*c));
	struct timespec now = { 0 };

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	c->max = bytes_max;
	c->seed = (uint64_t)now.tv_nsec * UINT64_C(0x9e3779b97f4a7c15) ^ (uintptr_t)c;
	return c;
}

static void unlist(struct cache *c, struct entry *e)
{
	if (e->newer)
		e->newer->older = e->older;
	else
		c->newest = e->older;
	if (e->older)
		e->older->newer = e->newer;
	else
		c->oldest = e->newer;
	e->newer = e->older = NULL;
}

static void list_first(struct cache *c, struct entry *e)
{
	e->older = c->newest;
	e->newer = NULL;
	if (c->newest)
		c->newest->newer = e;
	else
		c->oldest = e;
	c->newest = e;
}

static void drop(const struct cache_page *page)
{
	MHD_destroy_response(page->response);
	if (page->unchanged)
		MHD_destroy_response(page->unchanged);
}

static void forget(struct cache *c, struct entry *e)
{
	struct entry **at = &c->chains[chain_of(c, e->key)];

	while (*at != e)
		at = &(*at)->next;
	*at = e->next;
	unlist(c, e);
	c->bytes -= e->cost;
	/* The library keeps it as long as somebody is being answered with it. */
	drop(&e->page);
	mem_free(e->key);
	mem_free(e);
}

static void forget_all(struct cache *c)
{
	while (c->oldest)
		forget(c, c->oldest);
}

void cache_free(struct cache *c)
{
	if (!c)
		return;
	forget_all(c);
	mem_free(c);
}

void cache_version(struct cache *c, int64_t version)
{
	if (version == c->version)
		return;
	forget_all(c);
	c->version = version;
}

static struct entry *find(const struct cache *c, const char *key)
{
	struct entry *e = c->chains[chain_of(c, key)];

	while (e && !text_equal(e->key, key))
		e = e->next;
	return e;
}

const struct cache_page *cache_find(struct cache *c, const char *key)
{
	struct entry *e = find(c, key);

	if (!e)
		return NULL;
	if (e != c->newest) {
		unlist(c, e);
		list_first(c, e);
	}
	return &e->page;
}

void cache_add(struct cache *c, const char *key, const struct cache_page *page)
{
	size_t cost = page->size + strlen(key) + OVERHEAD;
	struct entry *e = find(c, key);

	if (e)
		forget(c, e);
	if (page->size > CACHE_PAGE_MAX || strlen(key) > CACHE_KEY_MAX || cost > c->max) {
		drop(page);
		return;
	}
	while (c->oldest && cache_bytes(c) + cost > c->max)
		forget(c, c->oldest);
	e = mem_array(1, sizeof(*e));
	e->key = mem_text(key);
	e->cost = cost;
	e->page = *page;
	struct entry **chain = &c->chains[chain_of(c, key)];
	e->next = *chain;
	*chain = e;
	list_first(c, e);
	c->bytes += cost;
}

size_t cache_bytes(const struct cache *c)
{
	return c->bytes;
}
