#include "signer/following.h"

#include "base/err.h"
#include "label/log_entry.h"
#include "label/withheld.h"
#include "signer/sequencer.h"
#include "tlog/log_read.h"
#include "tlog/log_record.h"

#define REPLY_MAX (4u << 20) /* bytes of records in one answer; one record may be longer */

struct answer {
	const struct sequencer *sequencer;
	struct log_read *log; /* opened for the first one that is withheld */
	json_t *list;
	size_t size;
};

static int add_withheld(struct answer *a, json_t *one, uint64_t index, struct err *err)
{
	struct log_entry e;
	struct bytes bytes;
	int r = a->log ? 0 : sequencer_read(a->sequencer, &a->log, err);

	if (r == 0)
		r = log_read_entry(a->log, index, &bytes, err);
	if (r == 0)
		r = log_entry_read(&e, bytes, err);
	if (r == 0 && log_entry_of_label(e.kind))
		json_object_set_new(one, "withheld",
				    json_pack("{s:s, s:s, s:I, s:o}", "kind",
					      log_entry_kind_name(e.kind), "label", e.subject, "at",
					      (json_int_t)e.at, "body", withheld_body(&e)));
	return r;
}

static int add_record(void *context, const struct log_record *r, struct err *err)
{
	struct answer *a = context;
	json_t *one = json_pack("{s:I}", "entry", (json_int_t)r->entry);
	int code = 0;

	if (r->record)
		json_object_set(one, "record", r->record);
	else
		code = add_withheld(a, one, r->entry, err);
	a->size += json_dumpb(one, NULL, 0, JSON_COMPACT);
	json_array_append_new(a->list, one);
	return code == 0 && a->size > REPLY_MAX ? E_LIMIT : code;
}

int following_records(const struct sequencer *s, uint64_t after, json_t **out, bool *more,
		      struct err *err)
{
	CLEANUP(json_done) json_t *list = json_array();
	struct answer a = { .sequencer = s, .list = list };
	int r = log_record_each(sequencer_folder(s), after, sequencer_size(s), add_record, &a, err);

	log_read_freep(&a.log);
	if (r < 0 && !(r == E_LIMIT && a.size > REPLY_MAX))
		return r;
	*more = after + json_array_size(list) < sequencer_size(s);
	*out = steal(list);
	return 0;
}
