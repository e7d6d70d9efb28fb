#include "label/record_audit.h"

#include "base/err.h"
#include "base/fd.h"
#include "base/text.h"
#include "label/log_entry.h"
#include "tlog/log_file.h"
#include "tlog/log_read.h"
#include "tlog/log_record.h"

struct audit {
	struct record_audit *out;
	struct log_read *log;
	json_t *last; /* subject -> its last entry */
	record_audit_fn *fn;
	void *context;
};

/* What the record calls its subject has to be what the entry is about. */
static bool names_subject(const struct log_entry *e, const json_t *record)
{
	const char *label = json_text(record, "label"), *subject = json_text(record, "subject");

	return text_equal(json_text(record, "kind"), log_entry_kind_name(e->kind)) &&
	       (!label || text_equal(label, e->subject)) &&
	       (!subject || text_equal(subject, e->subject));
}

static int check_one(struct audit *a, uint64_t index, const struct log_entry *e,
		     const struct log_record *r, struct err *err)
{
	uint8_t digest[HASH_SIZE];

	if (json_int(a->last, e->subject, -1) != e->previous)
		return err_set(err, E_VERIFY,
			       "entry %" PRIu64 " does not name the entry before it about '%s'",
			       index, e->subject);
	json_object_set_new(a->last, e->subject, json_integer((json_int_t)index));
	if (!r->record) {
		a->out->withheld++;
		return 0;
	}
	log_record_digest(digest, r->salt, r->record);
	if (memcmp(digest, e->digest, HASH_SIZE) != 0)
		return err_set(err, E_VERIFY, "the record of entry %" PRIu64 " was changed", index);
	if (!names_subject(e, r->record))
		return err_set(err, E_VERIFY, "the record of entry %" PRIu64 " is about another",
			       index);
	a->out->checked++;
	return 0;
}

static int see(void *context, const struct log_record *r, struct err *err)
{
	struct audit *a = context;
	struct log_entry entry;
	struct bytes bytes;
	int code = log_read_entry(a->log, r->entry, &bytes, err);

	if (code == 0 && log_entry_read(&entry, bytes, err) < 0)
		code = err_prefix(err, "entry %" PRIu64, r->entry);
	if (code == 0)
		code = check_one(a, r->entry, &entry, r, err);
	return code == 0 && a->fn ? a->fn(a->context, r->entry, &entry, r->record, err) : code;
}

int record_audit(struct record_audit *out, const char *dir, struct log_read *log,
		 record_audit_fn *fn, void *context, struct err *err)
{
	CLEANUP(fd_close) int fd = -1;
	CLEANUP(json_done) json_t *last = json_object();
	struct audit a = { .out = out, .log = log, .last = last, .fn = fn, .context = context };
	int r = log_file_open_dir(&fd, dir, err);

	*out = (struct record_audit){ 0 };
	return r == 0 ? log_record_each(fd, 0, log_read_checkpoint(log)->size, see, &a, err) : r;
}
