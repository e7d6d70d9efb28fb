#include "signer/shelf.h"

#include "base/mem.h"
#include "base/text.h"

/* Open addressing over places in the list; at most half of it is used. */
struct shelf {
	struct shelf_label *labels;
	size_t n, room;
	uint32_t *by_number, *by_decision; /* place + 1, 0: empty */
	size_t buckets;                    /* a power of two */
};

#define BUCKETS_FIRST 1024u

/* FNV-1a: the numbers are ours, nobody outside chooses them. */
static uint64_t mix(const void *p, size_t n)
{
	const uint8_t *bytes = p;
	uint64_t h = UINT64_C(0xcbf29ce484222325);

	for (size_t i = 0; i < n; i++)
		h = (h ^ bytes[i]) * UINT64_C(0x100000001b3);
	return h ^ h >> 32;
}

static uint32_t *number_bucket(const struct shelf *s, const char *number)
{
	size_t at = mix(number, strlen(number)) & (s->buckets - 1);

	while (s->by_number[at] && !text_equal(s->labels[s->by_number[at] - 1].number, number))
		at = (at + 1) & (s->buckets - 1);
	return &s->by_number[at];
}

static uint32_t *decision_bucket(const struct shelf *s, int64_t decided)
{
	size_t at = mix(&decided, sizeof(decided)) & (s->buckets - 1);

	while (s->by_decision[at] && s->labels[s->by_decision[at] - 1].issued != decided)
		at = (at + 1) & (s->buckets - 1);
	return &s->by_decision[at];
}

static void index_label(struct shelf *s, size_t place)
{
	*number_bucket(s, s->labels[place].number) = (uint32_t)place + 1;
	*decision_bucket(s, s->labels[place].issued) = (uint32_t)place + 1;
}

static void grow(struct shelf *s)
{
	s->buckets *= 2;
	mem_free(s->by_number);
	mem_free(s->by_decision);
	s->by_number = mem_array(s->buckets, sizeof(*s->by_number));
	s->by_decision = mem_array(s->buckets, sizeof(*s->by_decision));
	for (size_t i = 0; i < s->n; i++)
		index_label(s, i);
}

struct shelf *shelf_new(void)
{
	struct shelf *s = mem_array(1, sizeof(*s));

	s->buckets = BUCKETS_FIRST;
	s->by_number = mem_array(s->buckets, sizeof(*s->by_number));
	s->by_decision = mem_array(s->buckets, sizeof(*s->by_decision));
	return s;
}

void shelf_freep(struct shelf **shelf)
{
	struct shelf *s = *shelf;

	if (!s)
		return;
	mem_free(s->labels);
	mem_free(s->by_number);
	mem_free(s->by_decision);
	mem_free(s);
	*shelf = NULL;
}

const struct shelf_label *shelf_find(const struct shelf *s, const char *number)
{
	uint32_t place = *number_bucket(s, number);

	return place ? &s->labels[place - 1] : NULL;
}

size_t shelf_count(const struct shelf *s)
{
	return s->n;
}

const struct shelf_label *shelf_at(const struct shelf *s, size_t i)
{
	return &s->labels[i];
}

bool shelf_issued_by(const struct shelf *s, int64_t decided)
{
	return *decision_bucket(s, decided) != 0;
}

void shelf_put(struct shelf *s, const struct shelf_label *label)
{
	uint32_t place = *number_bucket(s, label->number);

	if (place) {
		/* Which decision issued it stays as it was: the index goes by it. */
		int64_t issued = s->labels[place - 1].issued;

		s->labels[place - 1] = *label;
		s->labels[place - 1].issued = issued;
		return;
	}
	if (s->n == s->room) {
		s->room = s->room ? s->room * 2 : 64;
		s->labels = mem_resize(s->labels, s->room, sizeof(*s->labels));
	}
	s->labels[s->n++] = *label;
	if (s->n * 2 > s->buckets)
		grow(s);
	else
		index_label(s, s->n - 1);
}
