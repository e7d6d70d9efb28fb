#include "scheme/rebuild.h"

#include "base/base64.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/text.h"
#include "label/log_entry.h"
#include "label/record_audit.h"
#include "label/withheld.h"
#include "scheme/adopt.h"
#include "scheme/event.h"
#include "scheme/fold.h"
#include "store/store.h"
#include "tlog/checkpoint.h"
#include "tlog/log_read.h"

struct again {
	struct store *store;
	struct rebuild *out;
};

/* The statement in the record is the one that the entry carries. */
static int check_statement(const struct log_entry *e, const json_t *body, struct err *err)
{
	CLEANUP(buf_done) struct buf statement = BUF((size_t)LOG_ENTRY_STATEMENT_MAX);
	const char *text = json_text(body, "statement");

	if (text && base64_decode(&statement, bytes_of(text)) == 0 &&
	    bytes_equal(buf_view(&statement), e->statement))
		return 0;
	return err_set(err, E_VERIFY, "label '%s': its statement is not the one in the log",
		       e->subject);
}

static int fold_one(void *context, uint64_t index, const struct log_entry *e, const json_t *record,
		    struct err *err)
{
	struct again *a = context;
	int r = 0;

	if (record && (e->kind == LOG_CRITERIA || e->kind == LOG_RECOGNITION))
		return adopt_follow(a->store, record, err);
	if (!log_entry_of_label(e->kind))
		return 0;
	CLEANUP(json_done)
	json_t *body = record ? json_incref(json_object_get(record, "body")) : withheld_body(e);
	if (record && e->kind == LOG_LABEL_ISSUED)
		r = check_statement(e, body, err);
	if (r == 0)
		r = event_add(a->store,
			      &(struct event){ .at = record ? json_int(record, "at", 0) : e->at,
					       .kind = log_entry_kind_name(e->kind),
					       .label = e->subject,
					       .body = body,
					       .entry = (int64_t)index },
			      err);
	a->out->events++;
	return r;
}

int rebuild_store(struct rebuild *out, const char *dir, struct log_read *log, struct store *store,
		  struct err *err)
{
	struct again a = { .store = store, .out = out };
	struct record_audit audit;
	int r = store_begin(store, err);

	*out = (struct rebuild){ .entries = log_read_checkpoint(log)->size };
	if (r == 0)
		r = record_audit(&audit, dir, log, fold_one, &a, err);
	if (r == 0)
		r = store_run(store, "log_next_set", STORE_VALUES(STORE_INT((int64_t)out->entries)),
			      NULL, err);
	if (r == 0)
		r = store_commit(store, err);
	store_rollback(store);
	if (r == 0)
		out->withheld = audit.withheld;
	return r == 0 ? fold_digest(store, out->digest, err) : r;
}

int rebuild_live(uint64_t *entries, char digest[static HASH_HEX_MAX], struct store *store,
		 struct err *err)
{
	int64_t next = 0;
	int r = store_int(store, "log_next", STORE_NOTHING, &next, err);

	*entries = (uint64_t)next;
	return r == 0 ? fold_digest(store, digest, err) : r;
}
