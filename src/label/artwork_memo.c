#include "label/artwork_memo.h"

#include "base/buf.h"
#include "base/mem.h"
#include "crypto/hash.h"

#define KEY_MAX (16u << 10)
#define WAYS 4 /* places that a label may take */

/* Empty where the size is 0. */
struct slot {
	uint8_t key[HASH_SIZE];
	struct artwork_size size;
};

struct artwork_memo {
	size_t sets;
	struct slot (*set)[WAYS];
};

struct artwork_memo *artwork_memo_new(size_t max)
{
	struct artwork_memo *m = mem_array(1, sizeof(*m));

	m->sets = max / WAYS + 1;
	m->set = mem_array(m->sets, sizeof(*m->set));
	return m;
}

void artwork_memo_free(struct artwork_memo *m)
{
	if (m)
		mem_free(m->set);
	mem_free(m);
}

/* Which text is which is told by their lengths; one that is not there differs from an empty one. */
static void key_text(struct buf *key, const char *text)
{
	buf_format(key, "%zd:", text ? (ssize_t)strlen(text) : -1);
	buf_text(key, text ? text : "");
}

static void key_write(struct buf *key, const struct artwork *a)
{
	const char *texts[] = { a->scheme_ja,   a->scheme_en,     a->criteria_ja,
				a->criteria_en, a->number,        a->issued,
				a->valid_until, a->support_until, a->url };

	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		key_text(key, texts[i]);
	buf_format(key, "%u %d %d %d %a %u", a->level, a->specimen, (int)a->language,
		   (int)a->layout, a->width, a->dpi);
}

/* Where it is, or may come to; is_known: it is there. */
static struct slot *find(const struct artwork_memo *m, const uint8_t key[static HASH_SIZE],
			 bool *is_known)
{
	uint32_t n;

	memcpy(&n, key, sizeof(n));
	struct slot *set = m->set[n % m->sets];
	for (unsigned i = 0; i < WAYS; i++) {
		*is_known = memcmp(set[i].key, key, HASH_SIZE) == 0;
		if (*is_known || set[i].size.width == 0)
			return &set[i];
	}
	return &set[key[sizeof(n)] % WAYS];
}

int artwork_memo_least(struct artwork_memo *m, struct artwork_size *out, const struct artwork *a,
		       struct err *err)
{
	CLEANUP(buf_done) struct buf text = BUF(KEY_MAX);
	uint8_t key[HASH_SIZE];

	key_write(&text, a);
	/* No label has texts that long. */
	if (!buf_ok(&text))
		return artwork_least(out, a, err);
	hash_sha256(key, buf_view(&text));
	bool is_known = false;
	struct slot *slot = find(m, key, &is_known);
	if (is_known) {
		*out = slot->size;
		return 0;
	}
	int r = artwork_least(out, a, err);
	if (r == 0) {
		memcpy(slot->key, key, sizeof(key));
		slot->size = *out;
	}
	return r;
}
