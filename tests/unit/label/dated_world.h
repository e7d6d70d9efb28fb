/*
 * A registry in small, for what is asked of its log: keys of each purpose, a log with records in a
 * folder, entries about labels.  Without cmocka, so that tests/tools can make one too: what goes
 * wrong ends the program.
 */
#pragma once

#include <fcntl.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/day.h"
#include "base/err.h"
#include "base/fd.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/time.h"
#include "crypto/ed25519.h"
#include "crypto/signing_key.h"
#include "label/dated_make.h"
#include "label/dated_verify.h"
#include "label/key_set.h"
#include "label/log_entry.h"
#include "tlog/cosignature.h"
#include "tlog/log_read.h"
#include "tlog/log_record.h"
#include "tlog/log_write.h"

#define DATED_WORLD_KEYS 8

struct dated_world {
	const char *issuer;
	struct signing_key label, status;
	struct ed25519_key log, witness;
	struct note_key log_key, witness_key;
	struct key_set_key list[DATED_WORLD_KEYS];
	struct key_set set; /* label, status, log, witness: of list, in this order */
	char *dir, *memory;
	struct log_write *writer;
	int fd; /* the folder */
	bool has_witness;
	uint8_t salt;
};

static inline void dated_world_must(int r, const struct err *err)
{
	if (r >= 0)
		return;
	fprintf(stderr, "dated_world: %s\n", err->text);
	abort();
}

static inline int dated_world_sign(void *context, struct bytes text, struct buf *out,
				   struct err *err)
{
	struct dated_world *w = context;

	(void)err;
	note_sign(out, text, &w->log_key, &w->log);
	if (w->has_witness) {
		CLEANUP(buf_done) struct buf message = BUF(NOTE_SIZE_MAX);
		uint8_t signature[COSIGNATURE_SIZE] = { 0, 0, 0, 0, 0x6a, 0, 0, 1 };

		cosignature_message(&message, 0x6a000001, text);
		ed25519_sign(signature + 8, &w->witness, buf_view(&message));
		note_add_signature(out, &w->witness_key,
				   (struct bytes){ signature, sizeof(signature) });
	}
	return 0;
}

static inline struct key_set_key
dated_world_key(const struct dated_world *w, const struct public_key *key, enum key_purpose purpose)
{
	struct key_set_key k = { .key = *key,
				 .purpose = purpose,
				 .owner_ja = "ラベル制度事務局",
				 .owner_en = "Label Scheme Office",
				 .valid_from = "2026-04-01" };

	(void)snprintf(k.issuer, sizeof(k.issuer), "%.*s", STATEMENT_ISSUER_MAX,
		       purpose == KEY_WITNESS ? w->witness_key.name : w->issuer);
	return k;
}

/* folder is where the log will be; seed makes the log's key. */
static inline void dated_world_open(struct dated_world *w, const char *folder, const char *issuer,
				    uint8_t seed)
{
	const uint8_t log_seed[ED25519_SEED_SIZE] = { seed, 1 };
	const uint8_t witness_seed[ED25519_SEED_SIZE] = { seed, 2 };
	struct public_key log, witness;
	struct err err = { 0 };

	*w = (struct dated_world){ .issuer = issuer, .fd = -1 };
	ed25519_key_of(&w->log, log_seed);
	ed25519_key_of(&w->witness, witness_seed);
	public_key_ed25519(&log, w->log.public_key);
	public_key_ed25519(&witness, w->witness.public_key);
	dated_world_must(signing_key_create(&w->label, &err), &err);
	dated_world_must(signing_key_create(&w->status, &err), &err);
	dated_world_must(note_key_of(&w->log_key, issuer, NOTE_KEY_ED25519, w->log.public_key),
			 &err);
	dated_world_must(note_key_of(&w->witness_key, "witness.example/w1", NOTE_KEY_COSIGNATURE,
				     w->witness.public_key),
			 &err);
	w->list[0] = dated_world_key(w, &w->label.public_key, KEY_LABEL);
	w->list[1] = dated_world_key(w, &w->status.public_key, KEY_STATUS);
	w->list[2] = dated_world_key(w, &log, KEY_LOG);
	w->list[3] = dated_world_key(w, &witness, KEY_WITNESS);
	w->set = (struct key_set){ w->list, 4 };
	w->dir = mem_text(folder);
	w->memory = mem_format("%s.signed", folder);
	const struct log_write_options o = { w->dir, w->memory, &w->log_key, dated_world_sign, w };

	dated_world_must(log_write_open(&w->writer, &o, &err), &err);
	w->fd = open(w->dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (w->fd < 0)
		abort();
}

static inline void dated_world_done(struct dated_world *w)
{
	log_write_freep(&w->writer);
	fd_close(&w->fd);
	signing_key_done(&w->label);
	signing_key_done(&w->status);
	mem_free(w->dir);
	mem_free(w->memory);
}

/* "2026-11-21 10:00" in Tokyo. */
static inline int64_t dated_world_time(const char *text)
{
	CLEANUP(mem_freep) char *rfc = mem_format("%.10sT%s:00+09:00", text, text + 11);
	int64_t seconds = 0;
	struct err err = { 0 };

	dated_world_must(time_parse(rfc, &seconds), &err);
	return seconds;
}

/* Append an entry and its record, which is new.  Everything of the entry but its digest is there.
 */
static inline uint64_t dated_world_append(struct dated_world *w, struct log_entry *e,
					  json_t *record, bool is_withheld)
{
	CLEANUP(buf_done) struct buf bytes = BUF(LOG_ENTRY_MAX);
	struct log_record line = { .entry = log_write_size(w->writer), .record = record };
	struct err err = { 0 };
	uint64_t index = 0;

	line.salt[0] = ++w->salt;
	log_record_digest(e->digest, line.salt, record);
	if (is_withheld) {
		json_decref(record);
		line = (struct log_record){ .entry = line.entry };
	}
	dated_world_must(log_record_append(w->fd, &line, 1, &err), &err);
	log_record_done(&line);
	log_entry_write(&bytes, e);
	dated_world_must(log_write_append(w->writer, buf_view(&bytes), &index, &err), &err);
	dated_world_must(log_write_commit(w->writer, &err), &err);
	return index;
}

static inline json_t *dated_world_record(const struct log_entry *e, json_t *body)
{
	return json_pack("{s:s, s:s, s:I, s:o}", "kind", log_entry_kind_name(e->kind), "label",
			 e->subject, "at", (json_int_t)e->at, "body", body);
}

/* ' for ", as in fixture.h. */
static inline json_t *dated_world_json(const char *text)
{
	CLEANUP(mem_freep) char *copy = mem_text(text);
	json_t *value = NULL;
	struct err err = { 0 };

	for (char *p = copy; *p; p++)
		if (*p == '\'')
			*p = '"';
	dated_world_must(json_read(&value, bytes_of(copy), "body", &err), &err);
	return value;
}

/* models: "NC-100 NC-200" */
static inline json_t *dated_world_models(const char *models)
{
	json_t *list = json_array();

	for (const char *p = models; *p;) {
		size_t n = strcspn(p, " ");

		json_array_append_new(list, json_pack("{s:s%}", "number", p, n));
		p += n + (p[n] == ' ');
	}
	return list;
}

static inline void dated_world_statement(struct dated_world *w, struct buf *out,
					 const struct log_entry *e, const json_t *models,
					 const char *criteria)
{
	const char *numbers[64];
	const size_t n = json_array_size(models);
	struct statement s = { .level = e->level, .log_index = (int64_t)log_write_size(w->writer) };
	struct err err = { 0 };

	for (size_t i = 0; i < n; i++)
		numbers[i] = json_text(json_array_get(models, i), "number");
	(void)snprintf(s.issuer, sizeof(s.issuer), "%s", w->issuer);
	(void)snprintf(s.number, sizeof(s.number), "%.*s", STATEMENT_NUMBER_MAX, e->subject);
	(void)snprintf(s.criteria, sizeof(s.criteria), "%s", criteria);
	day_of(s.issued, e->at);
	memcpy(s.valid_until, e->valid_until, sizeof(s.valid_until));
	dated_world_must(model_list_make(&s.models, numbers, n, &err), &err);
	dated_world_must(statement_sign(out, &s, &w->label, &err), &err);
}

/* An issue at a time in Tokyo; its index. */
static inline uint64_t dated_world_issue(struct dated_world *w, const char *number, const char *at,
					 const char *valid_until, const char *models,
					 const char *route)
{
	CLEANUP(buf_done) struct buf statement = BUF(STATEMENT_MAX);
	struct log_entry e = { .kind = LOG_LABEL_ISSUED,
			       .at = dated_world_time(at),
			       .level = 1,
			       .status = STATUS_VALID,
			       .previous = -1 };
	json_t *list = dated_world_models(models);
	json_t *body = dated_world_json(
	    "{'product': {'name': {'ja': '見守りカメラ', 'en': 'Watch camera'}}, 'applicant': "
	    "{'ja': '星見精密機器株式会社', 'en': 'Hoshimi Precision'}, 'criteria': {'id': "
	    "'jc-star-1', 'edition': '2026.1', 'document': 'JST-CR-01-01-2024R1'}, 'result': "
	    "[{'criterion': 'S1.1-02', 'verdict': 'pass'}, {'criterion': 'S1.1-05', 'verdict': "
	    "'pass'}, {'criterion': 'S1.1-16', 'verdict': 'pass'}]}");

	json_object_set_new(body, "route", json_string(route));
	if (text_equal(route, "psti"))
		json_object_set_new(json_array_get(json_object_get(body, "result"), 1), "verdict",
				    json_string("waived"));
	e.decided = e.at * 1000000 - 1;
	(void)snprintf(e.subject, sizeof(e.subject), "%s", number);
	(void)snprintf(e.valid_until, sizeof(e.valid_until), "%s", valid_until);
	dated_world_statement(w, &statement, &e, list, "JST-CR-01-01-2024R1");
	e.statement = buf_view(&statement);
	return dated_world_append(
	    w, &e,
	    dated_world_record(&e, json_pack("{s:i, s:s, s:o, s:o}", "level", 1, "valid_until",
					     valid_until, "models", list, "body", body)),
	    false);
}

static inline uint64_t dated_world_status(struct dated_world *w, const char *number, const char *at,
					  enum status status, const char *valid_until,
					  uint64_t previous)
{
	struct log_entry e = { .kind = LOG_LABEL_STATUS,
			       .at = dated_world_time(at),
			       .status = status,
			       .previous = (int64_t)previous };

	e.decided = e.at * 1000000;
	(void)snprintf(e.subject, sizeof(e.subject), "%s", number);
	(void)snprintf(e.valid_until, sizeof(e.valid_until), "%s", valid_until);
	return dated_world_append(
	    w, &e,
	    dated_world_record(&e, json_pack("{s:s, s:s}", "status", status_list_word(status),
					     "valid_until", valid_until)),
	    false);
}

/* An update (models, or NULL: a new address alone), or a notice. */
static inline uint64_t dated_world_say(struct dated_world *w, enum log_kind kind,
				       const char *number, const char *at, const char *models,
				       uint64_t previous, bool is_withheld)
{
	struct log_entry e = { .kind = kind,
			       .at = dated_world_time(at),
			       .previous = (int64_t)previous };
	json_t *body = dated_world_json("{'body': {'update_url': 'https://example/', 'product': "
					"{'name': {'ja': '新しい名'}}}}");

	(void)snprintf(e.subject, sizeof(e.subject), "%s", number);
	if (models)
		json_object_set_new(body, "models", dated_world_models(models));
	return dated_world_append(w, &e, dated_world_record(&e, body), is_withheld);
}

/* The life of a label with a renewal, and another label in between; the last entry of the first. */
#define DATED_WORLD_HOST "label.example.jp"
#define DATED_WORLD_NUMBER "HSH-1-2026-000123"
#define DATED_WORLD_OTHER "HSH-1-2026-000124"

static inline uint64_t dated_world_live(struct dated_world *w)
{
	static const char number[] = DATED_WORLD_NUMBER;
	uint64_t other = dated_world_issue(w, DATED_WORLD_OTHER, "2026-11-20 10:00", "2028-11-19",
					   "ZZ-9", "psti");
	uint64_t i = dated_world_issue(w, number, "2026-11-21 10:00", "2028-11-20", "NC-100 NC-200",
				       "standard");

	i = dated_world_say(w, LOG_LABEL_NOTICE, number, "2026-12-01 09:00", NULL, i, false);
	i = dated_world_status(w, number, "2027-01-10 12:00", STATUS_SUSPENDED, "2028-11-20", i);
	other = dated_world_say(w, LOG_LABEL_UPDATED, DATED_WORLD_OTHER, "2027-01-20 12:00",
				"ZZ-9 ZZ-10", other, true);
	other = dated_world_say(w, LOG_CORRECTION, DATED_WORLD_OTHER, "2027-01-21 12:00", NULL,
				other, false);
	i = dated_world_status(w, number, "2027-02-01 12:00", STATUS_VALID, "2028-11-20", i);
	i = dated_world_say(w, LOG_LABEL_UPDATED, number, "2027-03-01 12:00",
			    "NC-100 NC-200 ＮＣ－３００", i, false);
	i = dated_world_status(w, number, "2028-11-01 12:00", STATUS_EXTENSION_PENDING,
			       "2028-11-20", i);
	i = dated_world_status(w, number, "2028-12-05 12:00", STATUS_VALID, "2030-11-20", i);
	(void)other;
	return dated_world_status(w, number, "2029-05-01 12:00", STATUS_WITHDRAWN, "2030-11-20", i);
}

/* An answer of the registry, new in out. */
static inline int dated_world_ask(struct dated_world *w, struct buf *out, const char *number,
				  const char *model, int64_t at, int64_t made, struct err *err)
{
	CLEANUP(log_read_freep) struct log_read *log = NULL;
	struct dated_make in = {
		.dir = w->fd, .number = number, .model = model, .at = at, .made = made
	};

	dated_world_must(log_read_open(&log, w->dir, &w->log_key, err), err);
	in.log = log;
	int r = dated_make_find(log, number, &in.last, err);
	return r < 0 ? r : dated_make(out, &in, &w->status, err);
}
