#include "signer/sequencer.h"

#include <sodium.h>

#include "base/buf.h"
#include "base/day.h"
#include "base/err.h"
#include "base/fd.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/time.h"
#include "label/log_entry.h"
#include "label/status_list.h"
#include "signer/draft.h"
#include "signer/key_history.h"
#include "signer/keyring.h"
#include "signer/shelf.h"
#include "signer/status_file.h"
#include "tlog/log_file.h"
#include "tlog/log_read.h"
#include "tlog/log_record.h"
#include "tlog/log_write.h"

#define LIST_SUBJECT "status/0"

struct sequencer {
	struct sequencer_options o;
	int dir;
	struct note_key note_key;
	struct log_write *log;
	struct shelf *shelf;
	struct key_history keys;
	struct log_record *records; /* of the next commit */
	size_t n, room;
	int64_t at;        /* of the last entry */
	int64_t decided;   /* the youngest decision behind any of them */
	int64_t list_made; /* of the last status list; 0: none */
	int64_t list_entry;
	bool list_due, keys_due; /* with the next commit */
	bool is_broken;          /* the log has to be opened again */
};

static void forget_records(struct sequencer *s)
{
	for (size_t i = 0; i < s->n; i++)
		log_record_done(&s->records[i]);
	s->n = 0;
}

void sequencer_freep(struct sequencer **sequencer)
{
	struct sequencer *s = *sequencer;

	if (!s)
		return;
	forget_records(s);
	mem_free(s->records);
	log_write_freep(&s->log);
	shelf_freep(&s->shelf);
	key_history_done(&s->keys);
	fd_close(&s->dir);
	mem_free(s);
	*sequencer = NULL;
}

uint64_t sequencer_size(const struct sequencer *s)
{
	return log_write_size(s->log);
}

int64_t sequencer_decided(const struct sequencer *s)
{
	return s->decided;
}

bool sequencer_is_broken(const struct sequencer *s)
{
	return s->is_broken;
}

const struct shelf *sequencer_shelf(const struct sequencer *s)
{
	return s->shelf;
}

int sequencer_folder(const struct sequencer *s)
{
	return s->dir;
}

int sequencer_read(const struct sequencer *s, struct log_read **out, struct err *err)
{
	return log_read_open(out, s->o.dir, &s->note_key, err);
}

/* ---- entries ---- */

static uint64_t next_index(const struct sequencer *s)
{
	return log_write_size(s->log) + s->n;
}

/* Time only goes on in the log.  A clock that was set back is its owner's to mend. */
int sequencer_now(const struct sequencer *s, int64_t *now, struct err *err)
{
	char then[TIME_TEXT_MAX];

	*now = time_unix(s->o.clock);
	if (*now >= s->at)
		return 0;
	if (*now + SEQUENCER_CLOCK_SLACK >= s->at) {
		*now = s->at;
		return 0;
	}
	time_format(then, s->at);
	return err_set(err, E_TIMEOUT,
		       "the clock of this machine was set back: the log has an entry of %s", then);
}

static void note_time(struct sequencer *s, const struct log_entry *e)
{
	s->at = e->at;
	if (e->decided > s->decided)
		s->decided = e->decided;
}

/* Into the next commit; record is taken over. */
static int put(struct sequencer *s, struct log_entry *e, json_t *record, struct err *err)
{
	CLEANUP(buf_done) struct buf bytes = BUF(LOG_ENTRY_MAX);
	struct log_record r = { .entry = next_index(s), .record = record };
	uint64_t index = 0;
	int code;

	randombytes_buf(r.salt, sizeof(r.salt));
	log_record_digest(e->digest, r.salt, record);
	log_entry_write(&bytes, e);
	code = buf_ok(&bytes) ? log_write_append(s->log, buf_view(&bytes), &index, err)
			      : err_set(err, E_LIMIT, "an entry is too long");
	if (code == 0 && index != r.entry)
		code = err_set(err, E_VERIFY, "the log counts otherwise");
	if (code == 0)
		code = shelf_apply(s->shelf, index, e, err);
	if (code < 0) {
		log_record_done(&r);
		s->is_broken = true;
		return code;
	}
	if (s->n == s->room) {
		s->room = s->room ? 2 * s->room : 64;
		s->records = mem_resize(s->records, s->room, sizeof(*s->records));
	}
	s->records[s->n++] = r;
	note_time(s, e);
	return 0;
}

/* ---- keys ---- */

static int put_key(struct sequencer *s, json_t *record, struct err *err)
{
	CLEANUP(json_done) json_t *owned = record;
	struct log_entry e = { .kind = LOG_KEY };
	int r = sequencer_now(s, &e.at, err);

	key_history_subject(e.subject, record);
	e.previous = key_history_last(&s->keys, e.subject);
	if (r == 0)
		r = key_history_apply(&s->keys, next_index(s), record, err);
	s->keys_due = true;
	return r == 0 ? put(s, &e, json_incref(record), err) : r;
}

static void describe(const struct sequencer *s, struct key_set_key *key, enum key_purpose purpose)
{
	key->purpose = purpose;
	(void)snprintf(key->issuer, sizeof(key->issuer), "%s", s->o.issuer);
	(void)snprintf(key->owner_ja, sizeof(key->owner_ja), "%s", s->o.owner_ja);
	(void)snprintf(key->owner_en, sizeof(key->owner_en), "%s", s->o.owner_en);
}

int sequencer_keys(struct sequencer *s, struct err *err)
{
	struct key_set_key current[3] = { { .key = s->o.keyring->label.public_key },
					  { .key = s->o.keyring->status.public_key },
					  { .purpose = KEY_LOG } };
	char today[DAY_TEXT_MAX];
	int r = 0;

	public_key_ed25519(&current[2].key, s->o.keyring->log.public_key);
	describe(s, &current[0], KEY_LABEL);
	describe(s, &current[1], KEY_STATUS);
	describe(s, &current[2], KEY_LOG);
	day_of(today, time_unix(s->o.clock));
	for (size_t i = 0; r == 0 && i < ARRAY_LEN(current); i++) {
		json_t *record;

		while (r == 0 && (record = key_history_next(&s->keys, &current[i], today)))
			r = put_key(s, record, err);
	}
	public_key_done(&current[2].key);
	return r;
}

int sequencer_revoke(struct sequencer *s, const char *kid, struct err *err)
{
	char today[DAY_TEXT_MAX];

	day_of(today, time_unix(s->o.clock));
	json_t *record = key_history_revoke(&s->keys, kid, today);
	return record ? put_key(s, record, err)
		      : err_set(err, E_MISSING, "there is no key '%s' to revoke", kid);
}

/* ---- the status list ---- */

static int put_list(struct sequencer *s, struct buf *list, struct err *err)
{
	struct log_entry e = { .kind = LOG_STATUS_LIST,
			       .subject = LIST_SUBJECT,
			       .previous = s->list_entry };
	char hex[HASH_HEX_MAX];
	int r = sequencer_now(s, &e.at, err);

	if (r == 0)
		r = status_file_make(list, s->shelf, s->o.issuer, e.at, &s->o.keyring->status, err);
	if (r < 0)
		return r;
	hash_sha256_hex(hex, buf_view(list));
	s->list_entry = (int64_t)next_index(s);
	s->list_made = e.at;
	return put(s, &e,
		   json_pack("{s:s, s:i, s:I, s:I, s:s}", "kind", "status_list", "list", 0, "made",
			     (json_int_t)e.at, "size", (json_int_t)list->n, "sha256", hex),
		   err);
}

/* What lies beside the log and can be made again from it: its trouble is not the log's. */
static void write_beside(struct sequencer *s, const struct buf *list)
{
	CLEANUP(mem_freep) char *list_path = mem_format("%s/" LIST_SUBJECT, s->o.dir);
	CLEANUP(mem_freep) char *keys_path = mem_format("%s/keys.json", s->o.dir);
	struct err err = { 0 };
	int r = log_file_make_folders(s->dir, LIST_SUBJECT, &err);

	if (r == 0 && list->n > 0)
		r = fd_write_file(list_path, buf_view(list), 0644, &err);
	s->list_due = r < 0;
	if (r == 0 && s->keys_due) {
		CLEANUP(buf_done) struct buf keys = BUF(KEY_SET_FILE_MAX);

		key_history_write(&s->keys, &keys);
		r = fd_write_file(keys_path, buf_view(&keys), 0644, &err);
		s->keys_due = r < 0;
	}
	if (r < 0)
		log_error("signer", "%s", err.text);
}

int sequencer_commit(struct sequencer *s, struct err *err)
{
	CLEANUP(buf_done) struct buf list = BUF(STATUS_LIST_MESSAGE_MAX);
	int r = s->list_due ? put_list(s, &list, err) : 0;

	if (r == 0)
		r = log_record_append(s->dir, s->records, s->n, err);
	if (r == 0)
		r = log_write_commit(s->log, err);
	if (r < 0) {
		s->is_broken = s->is_broken || s->n > 0;
		return r;
	}
	forget_records(s);
	write_beside(s, &list);
	return 0;
}

int sequencer_tick(struct sequencer *s, struct err *err)
{
	if (time_unix(s->o.clock) - s->list_made < SEQUENCER_LIST_EVERY && !s->list_due &&
	    !s->keys_due)
		return 0;
	s->list_due = true;
	return sequencer_commit(s, err);
}

/* ---- publications ---- */

int sequencer_add(struct sequencer *s, const json_t *publication, struct err *err)
{
	CLEANUP(draft_done) struct draft d = { .n = 0 };
	struct draft_ground g = { .issuer = s->o.issuer,
				  .label = &s->o.keyring->label,
				  .label_from = key_history_from(&s->keys, KEY_LABEL),
				  .decision = &s->o.keyring->decision.public_key,
				  .shelf = s->shelf,
				  .next = next_index(s) };
	int r = sequencer_now(s, &g.now, err);

	if (r == 0)
		r = draft_make(&d, &g, publication, err);
	for (size_t i = 0; r == 0 && i < d.n; i++) {
		const enum log_kind kind = d.entries[i].kind;

		r = put(s, &d.entries[i], json_incref(d.records[i]), err);
		s->list_due = s->list_due || kind == LOG_LABEL_ISSUED || kind == LOG_LABEL_STATUS;
	}
	return r;
}

/* ---- opening ---- */

static int sign_note(void *context, struct bytes text, struct buf *out, struct err *err)
{
	const struct sequencer *s = context;

	(void)err;
	note_sign(out, text, &s->note_key, &s->o.keyring->log);
	return 0;
}

static int learn_key(void *context, const struct log_record *r, struct err *err)
{
	struct sequencer *s = context;

	return key_history_apply(&s->keys, r->entry, r->record, err);
}

static int learn(struct sequencer *s, uint64_t index, const struct log_entry *e, struct err *err)
{
	note_time(s, e);
	if (e->kind == LOG_STATUS_LIST) {
		s->list_made = e->at;
		s->list_entry = (int64_t)index;
	}
	if (e->kind == LOG_KEY)
		return log_record_each(s->dir, index, index + 1, learn_key, s, err);
	return shelf_apply(s->shelf, index, e, err);
}

static int learn_all(struct sequencer *s, struct err *err)
{
	CLEANUP(log_read_freep) struct log_read *read = NULL;
	uint64_t size = sequencer_size(s);
	int r = sequencer_read(s, &read, err);

	for (uint64_t i = 0; r == 0 && i < size; i++) {
		struct log_entry e;
		struct bytes bytes;

		r = log_read_entry(read, i, &bytes, err);
		if (r == 0)
			r = log_entry_read(&e, bytes, err);
		if (r == 0)
			r = learn(s, i, &e, err);
	}
	return r;
}

struct list_check {
	const char *path;
	bool fits;
};

/* Is the file the one of the last entry about it?  It is written after the entry. */
static int check_list(void *context, const struct log_record *r, struct err *err)
{
	struct list_check *c = context;
	CLEANUP(buf_done) struct buf file = BUF(STATUS_LIST_MESSAGE_MAX);
	char hex[HASH_HEX_MAX];

	(void)err;
	if (fd_read_file(&file, c->path, STATUS_LIST_MESSAGE_MAX, NULL) < 0)
		return 0;
	hash_sha256_hex(hex, buf_view(&file));
	c->fits = text_equal(hex, json_text(r->record, "sha256"));
	return 0;
}

static int check_beside(struct sequencer *s, struct err *err)
{
	CLEANUP(mem_freep) char *list = mem_format("%s/" LIST_SUBJECT, s->o.dir);
	struct list_check c = { .path = list };
	int r = s->list_entry < 0
		    ? 0
		    : log_record_each(s->dir, (uint64_t)s->list_entry, (uint64_t)s->list_entry + 1,
				      check_list, &c, err);

	s->list_due = !c.fits;
	s->keys_due = true;
	return r;
}

static int open_log(struct sequencer *s, struct err *err)
{
	int r =
	    note_key_of(&s->note_key, s->o.issuer, NOTE_KEY_ED25519, s->o.keyring->log.public_key);

	if (r < 0)
		return err_set(err, r, "'%s' cannot be the name of a log", s->o.issuer);
	r = log_write_open(&s->log,
			   &(struct log_write_options){ .dir = s->o.dir,
							.memory = s->o.memory,
							.key = &s->note_key,
							.sign = sign_note,
							.context = s },
			   err);
	if (r == 0)
		r = log_file_open_dir(&s->dir, s->o.dir, err);
	if (r == 0)
		r = log_record_cut(s->dir, sequencer_size(s), err);
	if (r == 0)
		r = learn_all(s, err);
	return r;
}

int sequencer_open(struct sequencer **out, const struct sequencer_options *options, struct err *err)
{
	CLEANUP(sequencer_freep) struct sequencer *s = mem_array(1, sizeof(*s));
	struct err later = { 0 };

	s->o = *options;
	s->dir = -1;
	s->list_entry = -1;
	s->shelf = shelf_new();
	if (sodium_init() < 0)
		return err_set(err, -EIO, "no random numbers");
	int r = open_log(s, err);
	if (r == 0)
		r = check_beside(s, err);
	if (r < 0)
		return r;
	/* What is only late (a full disk, a clock that is wrong) is tried again by the clock. */
	r = sequencer_keys(s, &later);
	if (r == 0 && (s->n > 0 || s->list_due))
		r = sequencer_commit(s, &later);
	else if (r == 0)
		write_beside(s, &(struct buf){ 0 });
	if (r < 0 && s->is_broken)
		return err_set(err, r, "%s", later.text);
	if (r < 0)
		log_error("signer", "%s", later.text);
	*out = steal(s);
	return 0;
}
