#include "scheme/withhold.h"

#include <unistd.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/fd.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "label/log_entry.h"
#include "label/withheld.h"
#include "scheme/event.h"
#include "signer/signer.h"
#include "store/data_lock.h"
#include "store/store.h"
#include "tlog/log_file.h"
#include "tlog/log_read.h"
#include "tlog/log_record.h"
#include "tlog/log_withhold.h"

static int read_entry(struct log_entry *out, struct log_read *log, uint64_t index, struct err *err)
{
	struct bytes bytes = { NULL, 0 };
	int r = index < log_read_checkpoint(log)->size
		    ? log_read_entry(log, index, &bytes, err)
		    : err_set(err, E_MISSING, "the log has %" PRIu64 " entries, none is %" PRIu64,
			      log_read_checkpoint(log)->size, index);

	if (r == 0)
		r = log_entry_read(out, bytes, err);
	if (r == 0 && !withheld_allowed(out))
		r = err_set(err, E_REFUSED,
			    "entry %" PRIu64
			    " is of kind '%s', which has no words that could be withheld",
			    index, log_entry_kind_name(out->kind));
	return r;
}

/* *changed: the event had other words until now.  Tables behind the log will find it withheld. */
static int change_event(struct store *store, const struct log_entry *e, uint64_t index,
			int64_t *changed, struct err *err)
{
	CLEANUP(buf_done) struct buf text = BUF(EVENT_BODY_MAX);
	CLEANUP(json_done) json_t *body = withheld_body(e);

	*changed = 0;
	if (!log_entry_of_label(e->kind))
		return 0;
	json_write(&text, body, false);
	return store_run(
	    store, "event_withhold",
	    STORE_VALUES(STORE_INT((int64_t)index), STORE_INT(e->at), STORE_TEXT(buf_cstr(&text))),
	    changed, err);
}

static int note(struct store *store, const struct withhold *in, struct err *err)
{
	CLEANUP(mem_freep) char *entry = mem_format("%" PRIu64, in->entry);

	return store_run(store, "audit_add",
			 STORE_VALUES(STORE_INT(in->now), STORE_NULL, STORE_TEXT(""),
				      STORE_TEXT("log.withhold"), STORE_TEXT("entry"),
				      STORE_TEXT(entry), STORE_NULL, STORE_NULL,
				      STORE_TEXT(in->reason), STORE_NULL),
			 NULL, err);
}

static int change_store(const struct withhold *in, const struct log_entry *e, struct err *err)
{
	CLEANUP(store_freep) struct store *store = NULL;
	int64_t changed = 0;
	int r = store_open(&store, in->data, STORE_WRITE, err);

	if (r == 0)
		r = store_begin(store, err);
	if (r == 0)
		r = change_event(store, e, in->entry, &changed, err);
	if (r == 0 && changed > 0)
		r = event_fold_again(store, err);
	if (r == 0)
		r = note(store, in, err);
	return r == 0 ? store_commit(store, err) : r;
}

int withhold(struct withheld *out, const struct withhold *in, struct err *err)
{
	CLEANUP(mem_freep) char *dir = mem_format("%s/" SIGNER_FOLDER "/log", in->data);
	CLEANUP(log_read_freep) struct log_read *log = NULL;
	CLEANUP(fd_close) int data = -1;
	CLEANUP(fd_close) int folder = -1;
	struct log_entry e = { .kind = LOG_LABEL_ISSUED };

	if (!in->reason || !*in->reason || strlen(in->reason) > WITHHOLD_REASON_MAX ||
	    !text_utf8_valid(bytes_of(in->reason)))
		return err_set(err, E_USAGE, "say whose order it is: --reason, up to %d bytes",
			       WITHHOLD_REASON_MAX);
	int r = data_lock(&data, in->data, err);
	if (r == 0)
		r = log_file_open_dir(&folder, dir, err);
	if (r == 0)
		r = log_read_open(&log, dir, NULL, err);
	if (r == 0)
		r = read_entry(&e, log, in->entry, err);
	if (r == 0)
		r = change_store(in, &e, err);
	if (r == 0)
		r = log_withhold(folder, in->entry, &out->before, err);
	if (r < 0)
		return r;
	out->kind = log_entry_kind_name(e.kind);
	(void)snprintf(out->subject, sizeof(out->subject), "%s", e.subject);
	return 0;
}

/* ---- after a database came back from a backup ---- */

/* log_record_fn: the numbers of those that are withheld. */
static int list_one(void *context, const struct log_record *r, struct err *err)
{
	(void)err;
	if (!r->record)
		json_array_append_new(context, json_integer((json_int_t)r->entry));
	return 0;
}

static int list_withheld(json_t *out, const char *dir, struct log_read *log, struct err *err)
{
	CLEANUP(fd_close) int folder = -1;
	int r = log_file_open_dir(&folder, dir, err);

	if (r == 0)
		r = log_record_each(folder, 0, log_read_checkpoint(log)->size, list_one, out, err);
	/* A log whose records were never there. */
	return r == E_MISSING && json_array_size(out) == 0 ? 0 : r;
}

static int change_all(uint64_t *n, struct store *store, struct log_read *log, const json_t *entries,
		      struct err *err)
{
	json_t *one;
	size_t i;

	json_array_foreach (json_lend(entries), i, one) {
		const uint64_t index = (uint64_t)json_integer_value(one);
		struct log_entry e = { .kind = LOG_LABEL_ISSUED };
		int64_t changed = 0;
		int r = read_entry(&e, log, index, err);

		if (r == 0)
			r = change_event(store, &e, index, &changed, err);
		if (r < 0)
			return r;
		*n += changed > 0;
	}
	return *n > 0 ? event_fold_again(store, err) : 0;
}

int withhold_again(uint64_t *n, const char *data, struct err *err)
{
	CLEANUP(mem_freep) char *dir = mem_format("%s/" SIGNER_FOLDER "/log", data);
	CLEANUP(json_done) json_t *entries = json_array();
	CLEANUP(store_freep) struct store *store = NULL;
	CLEANUP(log_read_freep) struct log_read *log = NULL;
	CLEANUP(fd_close) int lock = -1;
	int r = data_lock(&lock, data, err);

	*n = 0;
	if (r == 0 && access(dir, F_OK) < 0)
		return 0;
	if (r == 0)
		r = log_read_open(&log, dir, NULL, err);
	if (r == 0)
		r = list_withheld(entries, dir, log, err);
	if (r < 0 || json_array_size(entries) == 0)
		return r;
	r = store_open(&store, data, STORE_WRITE, err);
	if (r == 0)
		r = store_begin(store, err);
	if (r == 0)
		r = change_all(n, store, log, entries, err);
	return r == 0 ? store_commit(store, err) : r;
}
