#include "scheme/event.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/text.h"
#include "scheme/fold.h"
#include "store/store.h"

int event_add(struct store *store, const struct event *event, struct err *err)
{
	CLEANUP(buf_done) struct buf text = BUF(EVENT_BODY_MAX);
	struct event e = *event;

	json_write(&text, e.body, false);
	if (!buf_ok(&text))
		return err_set(err, E_LIMIT, "an event may have %u bytes at most", EVENT_BODY_MAX);
	int r = store_run(store, "event_add",
			  STORE_VALUES(STORE_INT(e.at), STORE_TEXT(e.kind), STORE_TEXT(e.label),
				       STORE_TEXT(buf_cstr(&text)),
				       e.entry >= 0 ? STORE_INT(e.entry) : STORE_NULL),
			  NULL, err);
	if (r < 0)
		return r;
	e.seq = store_last_id(store);
	return fold_apply(store, &e, err);
}

struct again {
	struct store *store;
	struct err *err;
};

static int apply_row(void *context, json_t *row)
{
	const struct again *a = context;

	return fold_apply(a->store,
			  &(struct event){ .seq = json_int(row, "seq", 0),
					   .at = json_int(row, "at", 0),
					   .kind = json_text(row, "kind"),
					   .label = json_text(row, "label"),
					   .body = json_object_get(row, "body"),
					   .entry = json_int(row, "entry", -1) },
			  a->err);
}

int event_fold_again(struct store *store, struct err *err)
{
	struct again a = { .store = store, .err = err };
	int r = fold_drop(store, err);

	return r == 0 ? store_each(store, "events_all", STORE_NOTHING, apply_row, &a, err) : r;
}

int event_refold(struct store *store, bool *same, struct err *err)
{
	char before[HASH_HEX_MAX], after[HASH_HEX_MAX];
	int r = store_begin(store, err);

	if (r == 0)
		r = fold_digest(store, before, err);
	if (r == 0)
		r = event_fold_again(store, err);
	if (r == 0)
		r = fold_digest(store, after, err);
	if (r == 0)
		r = store_commit(store, err);
	store_rollback(store);
	if (r == 0)
		*same = text_equal(before, after);
	return r;
}
