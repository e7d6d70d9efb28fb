#include "store/search_set.h"

#include "base/err.h"
#include "base/mem.h"
#include "store/store_inside.h"

#define BITS_SIZE (SEARCH_SET_CHUNK / 8)
#define CHUNKS_MAX ((SEARCH_SET_LABEL_MAX + 1) / SEARCH_SET_CHUNK)

/* ---- in memory ---- */

void search_set_done(struct search_set *s)
{
	mem_free(s->words);
	*s = (struct search_set){ 0 };
}

void search_set_copy(struct search_set *out, const struct search_set *from)
{
	*out =
	    (struct search_set){ .words = mem_array(from->n, sizeof(*from->words)), .n = from->n };
	if (from->n)
		memcpy(out->words, from->words, from->n * sizeof(*from->words));
}

static void keep_common(struct search_set *s, const struct search_set *with)
{
	for (size_t i = 0; i < s->n; i++)
		s->words[i] &= i < with->n ? with->words[i] : 0;
}

void search_set_clear(struct search_set *s)
{
	for (size_t i = 0; i < s->n; i++)
		s->words[i] = 0;
}

void search_set_without(struct search_set *s, const struct search_set *others)
{
	for (size_t i = 0; i < s->n && i < others->n; i++)
		s->words[i] &= ~others->words[i];
}

void search_set_or(struct search_set *s, const struct search_set *with)
{
	for (size_t i = 0; i < s->n && i < with->n; i++)
		s->words[i] |= with->words[i];
}

bool search_set_has(const struct search_set *s, int64_t label)
{
	size_t word = (size_t)label / 64;

	return label >= 0 && word < s->n && (s->words[word] >> (label % 64) & 1);
}

void search_set_put(struct search_set *s, int64_t label, bool in)
{
	size_t word = (size_t)label / 64;
	uint64_t bit = UINT64_C(1) << ((uint64_t)label % 64);

	if (label < 0 || word >= s->n)
		return;
	s->words[word] = in ? s->words[word] | bit : s->words[word] & ~bit;
}

int64_t search_set_count(const struct search_set *s)
{
	int64_t n = 0;

	for (size_t i = 0; i < s->n; i++)
		n += __builtin_popcountll(s->words[i]);
	return n;
}

int64_t search_set_below(const struct search_set *s, int64_t label)
{
	size_t i = s->n;
	uint64_t mask = ~(uint64_t)0;

	if (label <= 0)
		return -1;
	if ((uint64_t)label / 64 < s->n) {
		i = (size_t)label / 64 + 1;
		mask = ((uint64_t)1 << (label % 64)) - 1;
	}
	while (i-- > 0) {
		uint64_t word = s->words[i] & mask;

		if (word)
			return (int64_t)(i * 64) + 63 - __builtin_clzll(word);
		mask = ~(uint64_t)0;
	}
	return -1;
}

/* ---- rows ---- */

static int damaged(struct err *err)
{
	return err_set(err, E_VERIFY, "the search index is damaged: it has to be made anew");
}

/* Bits of one row; words are zero before. */
static bool decode(uint64_t words[static SEARCH_SET_WORDS], struct bytes row)
{
	int last = -1;

	if (row.n == BITS_SIZE) {
		for (size_t i = 0; i < row.n; i++)
			words[i / 8] |= (uint64_t)row.p[i] << (i % 8 * 8);
		return true;
	}
	if (row.n % 2 || row.n == 0 || row.n > (size_t)2 * SEARCH_SET_LIST_MAX)
		return false;
	for (size_t i = 0; i < row.n; i += 2) {
		int place = row.p[i] << 8 | row.p[i + 1];

		if (place <= last || place >= SEARCH_SET_CHUNK)
			return false;
		words[place / 64] |= (uint64_t)1 << (place % 64);
		last = place;
	}
	return true;
}

/* *n is 0 when nobody is left. */
static void encode(uint8_t out[static BITS_SIZE], size_t *n,
		   const uint64_t words[static SEARCH_SET_WORDS])
{
	struct search_set set = { .words = (uint64_t *)(uintptr_t)words, .n = SEARCH_SET_WORDS };

	*n = 0;
	if (search_set_count(&set) > SEARCH_SET_LIST_MAX) {
		for (size_t i = 0; i < BITS_SIZE; i++)
			out[i] = (uint8_t)(words[i / 8] >> (i % 8 * 8));
		*n = BITS_SIZE;
		return;
	}
	for (size_t i = 0; i < SEARCH_SET_WORDS; i++)
		for (uint64_t left = words[i]; left; left &= left - 1) {
			unsigned place = (unsigned)(i * 64) + (unsigned)__builtin_ctzll(left);

			out[(*n)++] = (uint8_t)(place >> 8);
			out[(*n)++] = (uint8_t)place;
		}
}

static struct bytes column(const struct store_cursor *c, int i)
{
	/* In this order: the first may change what the second is about. */
	const uint8_t *p = sqlite3_column_blob(c->stmt, i);

	return (struct bytes){ .p = p, .n = (size_t)sqlite3_column_bytes(c->stmt, i) };
}

int search_set_load(struct search_set *out, struct store *store, const char *gram, struct err *err)
{
	CLEANUP(store_cursor_done) struct store_cursor c = { 0 };
	CLEANUP(search_set_done) struct search_set s = { 0 };
	int r =
	    store_cursor_open(&c, store, "search_gram_chunks", STORE_VALUES(STORE_TEXT(gram)), err);

	if (r < 0)
		return r;
	while ((r = store_cursor_step(&c, err)) == 1) {
		int64_t chunk = sqlite3_column_int64(c.stmt, 0);
		size_t from = s.n;

		if (chunk < 0 || chunk >= CHUNKS_MAX)
			return damaged(err);
		size_t to = ((size_t)chunk + 1) * SEARCH_SET_WORDS;
		if (to <= from)
			return damaged(err);
		s.words = mem_resize(s.words, to, sizeof(*s.words));
		memset(s.words + from, 0, (to - from) * sizeof(*s.words));
		s.n = to;
		if (!decode(s.words + to - SEARCH_SET_WORDS, column(&c, 1)))
			return damaged(err);
	}
	if (r < 0)
		return r;
	*out = s;
	s = (struct search_set){ 0 };
	return 0;
}

int search_set_narrow(struct search_set *s, struct store *store, const char *gram, struct err *err)
{
	CLEANUP(search_set_done) struct search_set have = { 0 };
	int r = search_set_load(&have, store, gram, err);

	if (r == 0)
		keep_common(s, &have);
	return r;
}

int search_set_narrow_range(struct search_set *s, struct store *store, const char *statement,
			    const char *from, const char *to, struct err *err)
{
	CLEANUP(store_cursor_done) struct store_cursor c = { 0 };
	CLEANUP(search_set_done) struct search_set have = { 0 };
	int r = store_cursor_open(&c, store, statement,
				  STORE_VALUES(STORE_TEXT(from), STORE_TEXT(to)), err);

	if (r < 0)
		return r;
	search_set_copy(&have, s);
	search_set_clear(&have);
	while ((r = store_cursor_step(&c, err)) == 1) {
		int64_t label = sqlite3_column_int64(c.stmt, 0);

		/* Beyond the set there is nobody to keep. */
		if (label > 0 && (uint64_t)label / 64 < have.n)
			have.words[label / 64] |= (uint64_t)1 << (label % 64);
	}
	if (r == 0)
		keep_common(s, &have);
	return r;
}

static int read_row(struct store *store, const char *gram, int64_t chunk,
		    uint64_t words[static SEARCH_SET_WORDS], struct err *err)
{
	CLEANUP(store_cursor_done) struct store_cursor c = { 0 };
	int r = store_cursor_open(&c, store, "search_gram_chunk",
				  STORE_VALUES(STORE_TEXT(gram), STORE_INT(chunk)), err);

	if (r == 0)
		r = store_cursor_step(&c, err);
	if (r <= 0)
		return r;
	return decode(words, column(&c, 0)) ? 0 : damaged(err);
}

int search_set_change(struct store *store, const char *gram, int64_t label, bool in,
		      struct err *err)
{
	uint64_t words[SEARCH_SET_WORDS] = { 0 };
	uint8_t row[BITS_SIZE];
	int64_t chunk = label / SEARCH_SET_CHUNK;
	size_t place = (size_t)(label % SEARCH_SET_CHUNK);
	struct bytes members = { .p = row };
	int r = read_row(store, gram, chunk, words, err);

	if (r < 0)
		return r;
	uint64_t bit = (uint64_t)1 << (place % 64);
	if (in)
		words[place / 64] |= bit;
	else
		words[place / 64] &= ~bit;
	encode(row, &members.n, words);
	if (members.n == 0)
		return store_run(store, "search_gram_drop",
				 STORE_VALUES(STORE_TEXT(gram), STORE_INT(chunk)), NULL, err);
	return store_run(store, "search_gram_put",
			 STORE_VALUES(STORE_TEXT(gram), STORE_INT(chunk), STORE_BYTES(members)),
			 NULL, err);
}
