#include "signer/shelf.h"

#include "base/err.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "label/log_entry.h"
#include "label/status_list.h"

/* Open addressing over places in the list; at most half of it is used. */
struct shelf {
	struct shelf_label *labels;
	size_t n, room;
	uint32_t *by_number, *by_decision; /* place + 1, 0: empty */
	size_t buckets;                    /* a power of two */
	json_t *topics;                    /* subject -> [last, decided]; they are few */
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
	s->topics = json_object();
	s->by_number = mem_array(s->buckets, sizeof(*s->by_number));
	s->by_decision = mem_array(s->buckets, sizeof(*s->by_decision));
	return s;
}

void shelf_freep(struct shelf **shelf)
{
	struct shelf *s = *shelf;

	if (!s)
		return;
	json_decref(s->topics);
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
		assert(s->labels);
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
	assert(s->labels);
	s->labels[s->n++] = *label;
	if (s->n * 2 > s->buckets)
		grow(s);
	else
		index_label(s, s->n - 1);
}

struct shelf_topic shelf_topic(const struct shelf *s, const char *subject)
{
	const json_t *pair = json_object_get(s->topics, subject);

	if (!pair)
		return (struct shelf_topic){ .last = -1 };
	return (struct shelf_topic){ .last = json_integer_value(json_array_get(pair, 0)),
				     .decided = json_integer_value(json_array_get(pair, 1)) };
}

/* ---- entries ---- */

static int wrong(uint64_t index, const char *what, struct err *err)
{
	return err_set(err, E_VERIFY, "entry %" PRIu64 ": %s", index, what);
}

static int apply_issue(struct shelf *s, uint64_t index, const struct log_entry *e, struct err *err)
{
	struct shelf_label new = {
		.level = e->level, .last = index, .decided = e->decided, .issued = e->decided
	};

	if (strlen(e->subject) >= sizeof(new.number) || shelf_find(s, e->subject) ||
	    e->previous >= 0)
		return wrong(index, "it issues a label that is there", err);
	memcpy(new.number, e->subject, strlen(e->subject));
	(void)snprintf(new.status, sizeof(new.status), "%s", status_list_word(STATUS_VALID));
	(void)snprintf(new.valid_until, sizeof(new.valid_until), "%s", e->valid_until);
	shelf_put(s, &new);
	return 0;
}

static int apply_topic(struct shelf *s, uint64_t index, const struct log_entry *e, struct err *err)
{
	const struct shelf_topic there = shelf_topic(s, e->subject);

	if (e->previous != there.last)
		return wrong(index, "it does not follow on the last entry about the same", err);
	json_object_set_new(
	    s->topics, e->subject,
	    json_pack("[I, I]", (json_int_t)index,
		      (json_int_t)(e->decided > there.decided ? e->decided : there.decided)));
	return 0;
}

static int apply_later(struct shelf *s, uint64_t index, const struct log_entry *e, struct err *err)
{
	const struct shelf_label *there = shelf_find(s, e->subject);

	if (!there || e->previous < 0 || (uint64_t)e->previous != there->last)
		return wrong(index, "it does not follow on the label's last entry", err);
	struct shelf_label label = *there;

	label.last = index;
	if (e->decided > label.decided)
		label.decided = e->decided;
	if (e->kind == LOG_LABEL_STATUS) {
		const char *word = status_list_word((enum status)e->status);

		if (!word)
			return wrong(index, "it gives a label no status", err);
		(void)snprintf(label.status, sizeof(label.status), "%s", word);
		(void)snprintf(label.valid_until, sizeof(label.valid_until), "%s", e->valid_until);
	}
	shelf_put(s, &label);
	return 0;
}

int shelf_apply(struct shelf *s, uint64_t index, const struct log_entry *e, struct err *err)
{
	switch (e->kind) {
	case LOG_LABEL_ISSUED:
		return apply_issue(s, index, e, err);
	case LOG_LABEL_STATUS:
	case LOG_LABEL_UPDATED:
	case LOG_LABEL_NOTICE:
	case LOG_CORRECTION:
		return apply_later(s, index, e, err);
	case LOG_CRITERIA:
	case LOG_RECOGNITION:
	case LOG_ACCREDITATION:
		return apply_topic(s, index, e, err);
	case LOG_KEY:
	case LOG_STATUS_LIST:
		break;
	}
	return 0;
}
