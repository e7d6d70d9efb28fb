/* Pages that are kept: found again, forgotten with the store's version, the oldest first when full.
 */
#include "fixture.h"

#include <microhttpd.h>

#include "serve/cache.h"

static void add(struct cache *c, const char *key, size_t size)
{
	struct cache_page page = { .size = size, .etag = "\"x\"" };

	page.response = MHD_create_response_from_buffer(0, NULL, MHD_RESPMEM_PERSISTENT);
	page.unchanged = MHD_create_response_from_buffer(0, NULL, MHD_RESPMEM_PERSISTENT);
	cache_add(c, key, &page);
}

static void finding(void **state)
{
	struct cache *c = cache_new(100000);

	(void)state;
	assert_null(cache_find(c, "a"));
	add(c, "a", 10);
	add(c, "b", 20);
	assert_int_equal(cache_find(c, "a")->size, 10);
	assert_int_equal(cache_find(c, "b")->size, 20);
	add(c, "a", 30);
	assert_int_equal(cache_find(c, "a")->size, 30);
	cache_version(c, 1);
	assert_null(cache_find(c, "a"));
	assert_int_equal(cache_bytes(c), 0);
	add(c, "a", 10);
	cache_version(c, 1);
	assert_non_null(cache_find(c, "a"));
	cache_free(c);
	cache_free(NULL);
}

static void limits(void **state)
{
	struct cache *c = cache_new(CACHE_PAGE_MAX + 4096);
	CLEANUP(mem_freep) char *key = mem_array(CACHE_KEY_MAX + 2, 1);

	(void)state;
	add(c, "largest", CACHE_PAGE_MAX);
	assert_non_null(cache_find(c, "largest"));
	add(c, "one more", CACHE_PAGE_MAX + 1);
	assert_null(cache_find(c, "one more"));
	memset(key, 'k', CACHE_KEY_MAX + 1);
	add(c, key, 1);
	assert_null(cache_find(c, key));
	cache_free(c);
	c = cache_new(100000);
	key[CACHE_KEY_MAX] = '\0';
	add(c, key, 1);
	assert_non_null(cache_find(c, key));
	cache_free(c);
}

/* Against a list that is searched and shifted. */
static void model(void **state)
{
	struct cache *c = cache_new(20 * 2000);
	unsigned order[64], n = 0;
	uint64_t seed = 1;

	(void)state;
	for (unsigned round = 0; round < 20000; round++) {
		unsigned k = (unsigned)tap_below(&seed, 64);
		char key[16];
		unsigned at = 0;

		(void)snprintf(key, sizeof(key), "key%02u", k);
		while (at < n && order[at] != k)
			at++;
		assert_int_equal(cache_find(c, key) != NULL, at < n);
		if (at == n) {
			/* 2000 bytes each with key and overhead. */
			add(c, key, 2000 - 1024 - 5);
			if (n == 20)
				n--;
			else
				at = n;
			at = n;
			n++;
		}
		memmove(order + 1, order, at * sizeof(*order));
		order[0] = k;
		assert_int_equal(cache_bytes(c), n * 2000);
	}
	cache_free(c);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(finding),
	cmocka_unit_test(limits),
	cmocka_unit_test(model),
};

TAP_MAIN(tests)
