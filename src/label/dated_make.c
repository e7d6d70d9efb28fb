#include "label/dated_make.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/text.h"
#include "label/dated_verify.h"
#include "tlog/log_read.h"

/* What an entry's bytes live in. */
struct kept {
	uint8_t *entry;
	char *record;
	uint8_t salt[LOG_RECORD_SALT];
	struct merkle_proof proof;
};

/* The history on its way: the latest entry first, until collect() has turned it round. */
struct history {
	struct dated_answer answer;
	struct kept *kept;
};

static void history_done(struct history *h)
{
	for (size_t i = 0; h->kept && i < DATED_ANSWER_ENTRIES_MAX; i++) {
		mem_free(h->kept[i].entry);
		mem_free(h->kept[i].record);
	}
	mem_free(h->kept);
	dated_answer_done(&h->answer);
}

static int no_entry(const struct dated_make *in, uint64_t index, struct err *err)
{
	return err_set(err, E_MISSING, "entry %" PRIu64 " of the log is not about the label '%s'",
		       index, in->number);
}

/* Entry index, decoded.  Borrowed from the log until the next one is read. */
static int read_entry(struct dated_entry *out, const struct dated_make *in, uint64_t index,
		      struct err *err)
{
	struct dated_entry e = { .index = index };
	int r = log_read_entry(in->log, index, &e.bytes, err);

	if (r == 0)
		r = log_entry_read(&e.entry, e.bytes, err);
	if (r < 0)
		return r;
	if (!text_equal(e.entry.subject, in->number))
		return no_entry(in, index, err);
	if (e.entry.previous >= 0 && (uint64_t)e.entry.previous >= index)
		return err_set(err, E_VERIFY, "entry %" PRIu64 " of the log names a later one",
			       index);
	*out = e;
	return 0;
}

/* The proof too is made of the log's buffers: all of it is copied. */
static int keep(struct history *h, const struct dated_make *in, const struct dated_entry *e,
		struct err *err)
{
	struct kept *k = &h->kept[h->answer.n];
	struct dated_entry *to = &h->answer.entries[h->answer.n];

	*to = *e;
	k->entry = mem_copy(e->bytes.p, e->bytes.n);
	to->bytes.p = k->entry;
	h->answer.n++;
	int r = log_read_inclusion(in->log, e->index, &k->proof, err);
	if (r == 0)
		to->proof =
		    (struct bytes){ k->proof.at[0].at, k->proof.n * sizeof(k->proof.at[0]) };
	return r;
}

/* log_record_fn */
static int take_record(void *context, const struct log_record *r, struct err *err)
{
	struct kept *k = context;

	(void)err;
	memcpy(k->salt, r->salt, sizeof(k->salt));
	k->record = r->record ? json_dumps(r->record, JSON_SORT_KEYS | JSON_COMPACT) : NULL;
	return 0;
}

/* What a notice or a correction says does not bear on the question. */
static int add_records(struct history *h, int dir, struct err *err)
{
	for (size_t i = 0; i < h->answer.n; i++) {
		struct dated_entry *e = &h->answer.entries[i];
		struct kept *k = &h->kept[i];

		if (log_entry_is_words(e->entry.kind))
			continue;
		int r = log_record_each(dir, e->index, e->index + 1, take_record, k, err);
		if (r < 0)
			return r;
		if (k->record) {
			e->salt = (struct bytes){ k->salt, sizeof(k->salt) };
			e->record = bytes_of(k->record);
		}
	}
	return 0;
}

static void swap(struct dated_entry *a, struct dated_entry *b)
{
	const struct dated_entry c = *a;

	*a = *b;
	*b = c;
}

static void forget_last(struct history *h)
{
	struct kept *k = &h->kept[--h->answer.n];

	mem_free(k->entry);
	*k = (struct kept){ .entry = NULL };
}

/* Back to the issue.  Of those after the moment the earliest stays. */
static int go_back(struct history *h, const struct dated_make *in, struct err *err)
{
	struct dated_answer *a = &h->answer;
	int64_t next = (int64_t)in->last;
	int r = 0;

	while (r == 0 && next >= 0) {
		struct dated_entry e = { .index = 0 };

		r = read_entry(&e, in, (uint64_t)next, err);
		if (r < 0)
			return r;
		if (e.entry.at > in->at && a->n == 1 && a->entries[0].entry.at > in->at)
			forget_last(h);
		if (a->n == DATED_ANSWER_ENTRIES_MAX)
			return err_set(err, E_LIMIT,
				       "the label has more than %d entries up to that moment",
				       DATED_ANSWER_ENTRIES_MAX);
		next = e.entry.previous;
		r = keep(h, in, &e, err);
	}
	return r;
}

static int collect(struct history *h, const struct dated_make *in, struct err *err)
{
	struct dated_answer *a = &h->answer;

	h->kept = mem_array(DATED_ANSWER_ENTRIES_MAX, sizeof(*h->kept));
	a->entries = mem_array(DATED_ANSWER_ENTRIES_MAX, sizeof(*a->entries));
	int r = go_back(h, in, err);
	if (r == 0)
		r = add_records(h, in->dir, err);
	for (size_t i = 0; i < a->n / 2; i++)
		swap(&a->entries[i], &a->entries[a->n - 1 - i]);
	return r;
}

static int set_text(char *out, size_t room, struct bytes text, const char *what, struct err *err)
{
	if (text.n >= room)
		return err_set(err, E_LIMIT, "%s has more than %zu bytes", what, room - 1);
	if (text.n > 0)
		memcpy(out, text.p, text.n);
	out[text.n] = '\0';
	return 0;
}

static int set_question(struct dated_answer *a, const struct dated_make *in, struct err *err)
{
	const struct checkpoint *c = log_read_checkpoint(in->log);
	CLEANUP(buf_done) struct buf folded = BUF((size_t)8 * MODEL_LIST_NUMBER_MAX);
	int r = 0;

	if (in->at > in->made)
		return err_set(err, E_REFUSED, "that moment is still to come");
	if (in->model && in->model[0])
		r = model_list_fold(&folded, in->model, err);
	a->made = in->made;
	a->at = in->at;
	a->checkpoint = log_read_note(in->log);
	if (r == 0)
		r = set_text(a->issuer, sizeof(a->issuer), c->origin, "the log's name", err);
	if (r == 0)
		r = set_text(a->number, sizeof(a->number), bytes_of(in->number), "the number", err);
	if (r == 0)
		r = set_text(a->model, sizeof(a->model), bytes_of(in->model ? in->model : ""),
			     "the model", err);
	return r;
}

/* As whoever gets it will look at it. */
static int check(struct bytes payload, struct err *err)
{
	CLEANUP(dated_verify_done) struct dated_result result;

	dated_verify_files(&result, payload, NULL);
	if (result.verdict != DATED_NOT_GENUINE)
		return 0;
	return err_set(err, E_VERIFY, "the log's files make no answer: %s", result.fault.text);
}

int dated_make_payload(struct buf *out, const struct dated_make *in, struct err *err)
{
	CLEANUP(history_done) struct history h = { .kept = NULL };
	CLEANUP(buf_done) struct buf payload = BUF(DATED_ANSWER_MAX);
	int r = set_question(&h.answer, in, err);

	if (r == 0)
		r = collect(&h, in, err);
	if (r < 0)
		return r;
	dated_answer_write(&payload, &h.answer);
	if (!buf_ok(&payload))
		return err_set(err, E_LIMIT, "the answer has more than %u bytes", DATED_ANSWER_MAX);
	r = check(buf_view(&payload), err);
	if (r < 0)
		return r;
	buf_bytes(out, buf_view(&payload));
	return buf_ok(out) ? 0 : err_set(err, E_LIMIT, "there is no room for the answer");
}

int dated_make(struct buf *out, const struct dated_make *in, const struct signing_key *key,
	       struct err *err)
{
	CLEANUP(buf_done) struct buf payload = BUF(DATED_ANSWER_MAX);
	int r = dated_make_payload(&payload, in, err);

	return r < 0 ? r : dated_answer_sign(out, buf_view(&payload), key, err);
}

int dated_make_find(struct log_read *log, const char *number, uint64_t *last, struct err *err)
{
	for (uint64_t i = log_read_checkpoint(log)->size; i-- > 0;) {
		struct log_entry entry;
		struct bytes bytes;
		int r = log_read_entry(log, i, &bytes, err);

		if (r < 0)
			return r;
		/* A later program may write entries that this one does not know. */
		if (log_entry_read(&entry, bytes, NULL) < 0 || !text_equal(entry.subject, number))
			continue;
		if (log_entry_of_label(entry.kind)) {
			*last = i;
			return 0;
		}
	}
	return err_set(err, E_MISSING, "the log has no label '%s'", number);
}
