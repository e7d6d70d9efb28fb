/*
 * The registry's log as its one writer keeps it: what a publication leaves there, that readers with
 * nothing but the files come to the same, and what is not put however it is asked for.
 */
#include "fixture.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/base64.h"
#include "base/fd.h"
#include "base/hex.h"
#include "base/text.h"
#include "base/time.h"
#include "label/log_entry.h"
#include "label/verify.h"
#include "signer/attest.h"
#include "signer/keyring.h"
#include "signer/publication.h"
#include "signer/following.h"
#include "signer/sequencer.h"
#include "signer/shelf.h"
#include "tlog/log_audit.h"
#include "tlog/log_read.h"
#include "tlog/log_record.h"

#define ISSUER "hoshi.example"
#define TODAY "2026-11-22"
#define NOON INT64_C(1795316400) /* of that day in Tokyo */
#define FIRST 4                  /* entries of a new log: three keys and a status list */

static int64_t now;

static int64_t seconds(void *context)
{
	(void)context;
	return now;
}

static const struct time_clock test_clock = { .seconds = seconds };
static struct keyring keys;
static struct sequencer *log_;
static char *dir, *memory, *key_dir;

static int open_again(struct err *err)
{
	sequencer_freep(&log_);
	return sequencer_open(&log_,
			      &(struct sequencer_options){ .dir = dir,
							   .memory = memory,
							   .issuer = ISSUER,
							   .owner_ja = "見本機構",
							   .owner_en = "Sample Agency",
							   .keyring = &keys,
							   .clock = &test_clock },
			      err);
}

static int setup(void **state)
{
	static int n;
	char name[16];
	struct err err = { 0 };

	(void)state;
	now = NOON;
	(void)snprintf(name, sizeof(name), "q%d", ++n);
	key_dir = fixture_path(name);
	dir = mem_format("%s/log", key_dir);
	memory = mem_format("%s/log.signed", key_dir);
	if (mkdir(key_dir, 0700) < 0 || keyring_open(&keys, key_dir, &err) < 0 ||
	    open_again(&err) < 0)
		fail_msg("%s", err.text);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	sequencer_freep(&log_);
	keyring_done(&keys);
	mem_free(dir);
	mem_free(memory);
	mem_free(key_dir);
	return 0;
}

/* ---- publications ---- */

static json_t *issue_event(const char *number)
{
	return json_pack(
	    "{s:s, s:s, s:{s:i, s:s, s:s, s:s, s:[{s:s},{s:s}], s:{s:{s:{s:s,s:s}}, s:{s:s,s:s}, "
	    "s:{s:s}}}}",
	    "kind", "label_issued", "label", number, "body", "level", 1, "issued", TODAY,
	    "valid_until", "2028-11-21", "support_until", "2030-03-31", "models", "number", "NC-1",
	    "number", "NC-2", "body", "product", "name", "ja", "見本カメラ", "en", "Sample Camera",
	    "applicant", "ja", "見本電機", "en", "Sample Electric", "criteria", "document",
	    "JST-CR-01-01-2024R1");
}

static json_t *status_event(const char *number, const char *status)
{
	return json_pack("{s:s, s:s, s:{s:s, s:s}}", "kind", "label_status", "label", number,
			 "body", "status", status, "valid_until", "2028-11-21");
}

/* As account 5 decided it; event is taken over. */
static json_t *publication_by(enum role role, const char *action, int64_t at, json_t *event)
{
	static int n;
	CLEANUP(buf_done) struct buf message = BUF(ATTEST_MAX);
	CLEANUP(buf_done) struct buf text = BUF(2 * ATTEST_MAX);
	CLEANUP(mem_freep) char *id = mem_format("%016x", ++n);
	struct decision d = { .account = 5, .role = role, .at = at };
	json_t *events = json_pack("[o]", event);
	struct err err = { 0 };

	(void)snprintf(d.action, sizeof(d.action), "%s", action);
	publication_digest(d.digest, events);
	if (attest_write(&message, &d, &keys.decision, &err) < 0)
		fail_msg("%s", err.text);
	base64_encode(&text, buf_view(&message));
	return json_pack("{s:s, s:s, s:o, s:[s]}", "id", id, "action", action, "events", events,
			 "decisions", buf_cstr(&text));
}

static json_t *publication(const char *action, int64_t at, json_t *event)
{
	return publication_by(ROLE_OFFICER, action, at, event);
}

static json_t *event_of(const char *kind, const char *about, const char *name, json_t *body)
{
	return json_pack("{s:s, s:s, s:o}", "kind", kind, about, name, "body", body);
}

static json_t *adopted(const char *kind, const char *subject, const char *id)
{
	json_t *p = publication("adopt", 1,
				event_of(kind, "subject", subject, json_pack("{s:s}", "id", id)));

	json_object_set_new(p, "decisions", json_array());
	return p;
}

static json_t *accredited(const char *action, int64_t at)
{
	return publication_by(
	    ROLE_ADMINISTRATOR, action, at,
	    event_of("accreditation", "subject", "evaluator/1", json_pack("{s:[i]}", "levels", 3)));
}

static json_t *corrected(const char *number, int64_t at)
{
	return publication(
	    "correct", at,
	    event_of("correction", "label", number,
		     json_pack("{s:{s:s, s:s}}", "text", "ja", "訂正", "en", "a correction")));
}

static int add(json_t *owned, struct err *err)
{
	int r = sequencer_add(log_, owned, err);

	json_decref(owned);
	return r;
}

static void publish(json_t *owned)
{
	struct err err = { 0 };

	if (add(owned, &err) < 0 || sequencer_commit(log_, &err) < 0)
		fail_msg("%s", err.text);
}

static void issue(const char *number, int64_t at)
{
	publish(publication("issue", at, issue_event(number)));
}

/* ---- what a reader finds ---- */

static void read_file(struct buf *out, const char *name)
{
	CLEANUP(mem_freep) char *path = mem_format("%s/%s", dir, name);
	struct err err = { 0 };

	if (fd_read_file(out, path, out->max, &err) < 0)
		fail_msg("%s", err.text);
}

static void log_key(struct note_key *key)
{
	assert_int_equal(note_key_of(key, ISSUER, NOTE_KEY_ED25519, keys.log.public_key), 0);
}

struct reader {
	struct log_entry entry;
	uint8_t statement[LOG_ENTRY_STATEMENT_MAX];
	size_t size;
};

static void read_entry(struct reader *out, uint64_t index)
{
	CLEANUP(log_read_freep) struct log_read *r = NULL;
	struct note_key key;
	struct bytes bytes;
	struct err err = { 0 };

	log_key(&key);
	if (log_read_open(&r, dir, &key, &err) < 0 || log_read_entry(r, index, &bytes, &err) < 0 ||
	    log_entry_read(&out->entry, bytes, &err) < 0)
		fail_msg("entry %d: %s", (int)index, err.text);
	out->size = out->entry.statement.n;
	if (out->size > 0)
		memcpy(out->statement, out->entry.statement.p, out->size);
	out->entry.statement = (struct bytes){ out->statement, out->size };
}

/* As hoshi verify does it, with the files alone. */
static enum verify_verdict verdict_of(struct bytes statement, struct verify_result *out)
{
	CLEANUP(buf_done) struct buf file = BUF(KEY_SET_FILE_MAX);
	CLEANUP(buf_done) struct buf list = BUF(STATUS_LIST_MESSAGE_MAX);
	CLEANUP(key_set_done) struct key_set set = { 0 };
	struct err err = { 0 };

	read_file(&file, "keys.json");
	read_file(&list, "status/0");
	if (key_set_read(&set, buf_view(&file), "keys.json", &err) < 0)
		fail_msg("%s", err.text);
	verify_label(out, &(struct verify_input){ .statement = statement,
						  .keys = &set,
						  .status_list = buf_view(&list),
						  .now = now });
	return out->verdict;
}

static bool is_sound(void)
{
	struct log_audit audit;
	struct note_key key;
	struct err err = { 0 };

	log_key(&key);
	return log_audit(&audit, dir, &key, 1, &err) == 0;
}

static int check_digest(void *context, const struct log_record *r, struct err *err)
{
	uint8_t digest[HASH_SIZE];
	struct reader entry;

	(void)context;
	(void)err;
	read_entry(&entry, r->entry);
	log_record_digest(digest, r->salt, r->record);
	assert_memory_equal(digest, entry.entry.digest, HASH_SIZE);
	return 0;
}

static void check_records(void)
{
	CLEANUP(fd_close) int fd = open(dir, O_RDONLY | O_DIRECTORY);
	struct err err = { 0 };

	if (log_record_each(fd, 0, sequencer_size(log_), check_digest, NULL, &err) < 0)
		fail_msg("%s", err.text);
}

/* ---- tests ---- */

static void begun(void **state)
{
	struct verify_result result;
	struct reader r;

	(void)state;
	assert_int_equal(sequencer_size(log_), FIRST);
	for (uint64_t i = 0; i < FIRST; i++) {
		read_entry(&r, i);
		assert_int_equal(r.entry.kind, i < 3 ? LOG_KEY : LOG_STATUS_LIST);
		assert_int_equal(r.entry.previous, -1);
	}
	assert_int_equal(verdict_of((struct bytes){ NULL, 0 }, &result), VERIFY_NOT_GENUINE);
	assert_true(is_sound());
	check_records();
	/* Opened again it is as it was. */
	assert_int_equal(open_again(NULL), 0);
	assert_int_equal(sequencer_size(log_), FIRST);
}

static void issued(void **state)
{
	struct verify_result result;
	struct reader r;
	json_t *entries = NULL;
	bool more;

	(void)state;
	issue("S1-1", 1000);
	issue("S1-2", 2000);
	read_entry(&r, FIRST);
	assert_int_equal(r.entry.kind, LOG_LABEL_ISSUED);
	assert_int_equal(r.entry.decided, 1000);
	assert_string_equal(r.entry.subject, "S1-1");
	TAP_INT("verdict", verdict_of(r.entry.statement, &result), VERIFY_GENUINE);
	assert_int_equal(result.statement.log_index, FIRST);
	assert_int_equal(result.statement.status_index, 0);
	assert_string_equal(result.statement.issuer, ISSUER);
	assert_int_equal(result.statement.models.count, 2);
	assert_true(result.has_status && result.status == STATUS_VALID);
	read_entry(&r, FIRST + 2);
	TAP_INT("verdict", verdict_of(r.entry.statement, &result), VERIFY_GENUINE);
	assert_int_equal(result.statement.status_index, 1);
	/* What the registrar gets says the same. */
	assert_int_equal(following_records(log_, FIRST, &entries, &more, NULL), 0);
	assert_false(more);
	assert_int_equal(json_array_size(entries), 4);
	const json_t *record = json_object_get(json_array_get(entries, 2), "record");
	const char *compact = json_text(json_object_get(record, "body"), "statement");
	CLEANUP(buf_done) struct buf statement = BUF((size_t)STATEMENT_MAX);
	assert_int_equal(base64_decode(&statement, bytes_of(compact)), 0);
	assert_true(bytes_equal(buf_view(&statement), r.entry.statement));
	const char *full = json_text(json_object_get(record, "body"), "statement_full");
	buf_clear(&statement);
	assert_int_equal(base64_decode(&statement, bytes_of(full)), 0);
	TAP_INT("verdict", verdict_of(buf_view(&statement), &result), VERIFY_GENUINE);
	assert_string_equal(result.statement.vendor, "見本電機");
	json_decref(entries);
	assert_true(is_sound());
	check_records();
}

static void lived(void **state)
{
	struct verify_result result;
	struct reader first, r;

	(void)state;
	issue("S1-1", 1000);
	read_entry(&first, FIRST);
	publish(publication("suspend", 2000, status_event("S1-1", "suspended")));
	read_entry(&r, FIRST + 2);
	assert_int_equal(r.entry.kind, LOG_LABEL_STATUS);
	assert_int_equal(r.entry.previous, FIRST);
	TAP_INT("verdict", verdict_of(first.entry.statement, &result), VERIFY_NOT_IN_FORCE);
	assert_int_equal(result.status, STATUS_SUSPENDED);
	assert_int_equal(open_again(NULL), 0);
	publish(publication("reinstate", 3000, status_event("S1-1", "valid")));
	TAP_INT("verdict", verdict_of(first.entry.statement, &result), VERIFY_GENUINE);
	read_entry(&r, FIRST + 4);
	assert_int_equal(r.entry.previous, FIRST + 2);
	check_records();
}

static void check_entry(uint64_t index, enum log_kind kind, const char *subject, int64_t previous)
{
	struct reader r;

	read_entry(&r, index);
	TAP_INT(subject, r.entry.kind, kind);
	assert_string_equal(r.entry.subject, subject);
	TAP_INT(subject, r.entry.previous, previous);
}

/* What is about no label has a chain of its own for each subject, the same after a new start. */
static void other_kinds(void **state)
{
	json_t *entries = NULL;
	struct reader r;
	bool more;

	(void)state;
	publish(adopted("criteria", "criteria/p", "p"));
	publish(adopted("recognition", "recognition/t", "t"));
	publish(accredited("add", 1000));
	check_entry(FIRST, LOG_CRITERIA, "criteria/p", -1);
	check_entry(FIRST + 1, LOG_RECOGNITION, "recognition/t", -1);
	check_entry(FIRST + 2, LOG_ACCREDITATION, "evaluator/1", -1);
	assert_int_equal(open_again(NULL), 0);
	assert_int_equal(add(accredited("accredit", 1000), NULL), E_REFUSED);
	assert_int_equal(add(accredited("add", 2000), NULL), E_REFUSED);
	publish(accredited("accredit", 2000));
	publish(adopted("criteria", "criteria/p", "p"));
	check_entry(FIRST + 3, LOG_ACCREDITATION, "evaluator/1", FIRST + 2);
	check_entry(FIRST + 4, LOG_CRITERIA, "criteria/p", FIRST);
	read_entry(&r, FIRST + 3);
	assert_int_equal(r.entry.decided, 2000);
	read_entry(&r, FIRST + 4);
	assert_int_equal(r.entry.decided, 0);
	/* None of it is about a label: the status list need not be another one. */
	assert_int_equal(sequencer_size(log_), FIRST + 5);
	assert_int_equal(following_records(log_, FIRST + 3, &entries, &more, NULL), 0);
	const json_t *record = json_object_get(json_array_get(entries, 0), "record");
	assert_string_equal(json_text(record, "subject"), "evaluator/1");
	assert_null(json_object_get(record, "label"));
	json_decref(entries);
	assert_true(is_sound());
	check_records();
}

/* A correction is part of its label's chain, and nothing of the label moves. */
static void correction(void **state)
{
	struct verify_result result;
	struct reader r;

	(void)state;
	issue("S1-1", 1000);
	read_entry(&r, FIRST);
	assert_int_equal(add(corrected("S1-1", 1000), NULL), E_REFUSED);
	assert_int_equal(add(corrected("S1-2", 2000), NULL), E_REFUSED);
	publish(corrected("S1-1", 2000));
	check_entry(FIRST + 2, LOG_CORRECTION, "S1-1", FIRST);
	assert_int_equal(sequencer_size(log_), FIRST + 3);
	TAP_INT("verdict", verdict_of(r.entry.statement, &result), VERIFY_GENUINE);
	assert_int_equal(open_again(NULL), 0);
	assert_int_equal(add(publication("suspend", 2000, status_event("S1-1", "suspended")), NULL),
			 E_REFUSED);
	publish(publication("suspend", 3000, status_event("S1-1", "suspended")));
	check_entry(FIRST + 3, LOG_LABEL_STATUS, "S1-1", FIRST + 2);
	assert_true(is_sound());
	check_records();
}

/* Nothing of it is in the next commit. */
static void refused(void **state)
{
	static const char *const ids[] = { "id", "action", "events", "decisions" };
	uint64_t size;

	(void)state;
	issue("S1-1", 1000);
	size = sequencer_size(log_);
	assert_int_equal(add(publication("issue", 2000, issue_event("S1-1")), NULL), E_REFUSED);
	assert_int_equal(add(publication("issue", 1000, issue_event("S1-2")), NULL), E_REFUSED);
	assert_int_equal(add(publication("suspend", 1000, status_event("S1-1", "suspended")), NULL),
			 E_REFUSED);
	assert_int_equal(add(publication("suspend", 3000, status_event("S1-9", "suspended")), NULL),
			 E_REFUSED);
	/* Decided with another key, or with a byte of it another one. */
	json_t *forged = publication("suspend", 3000, status_event("S1-1", "suspended"));
	json_object_set_new(forged, "decisions", json_pack("[s]", "0oRDoQEmoFhA"));
	assert_int_equal(add(forged, NULL), E_REFUSED);
	/* A number that no statement can have. */
	assert_int_equal(add(publication("issue", 4000, issue_event("★1")), NULL), E_REFUSED);
	for (size_t i = 0; i < ARRAY_LEN(ids); i++) {
		json_t *part = publication("suspend", 5000, status_event("S1-1", "suspended"));

		json_object_del(part, ids[i]);
		assert_int_equal(add(part, NULL), E_REFUSED);
	}
	assert_int_equal(sequencer_commit(log_, NULL), 0);
	assert_int_equal(sequencer_size(log_), size);
	assert_false(sequencer_is_broken(log_));
}

static void set_back(void **state)
{
	struct err err = { 0 };

	(void)state;
	issue("S1-1", 1000);
	now -= SEQUENCER_CLOCK_SLACK;
	issue("S1-2", 2000);
	now -= 1;
	assert_int_equal(add(publication("issue", 3000, issue_event("S1-3")), &err), E_TIMEOUT);
	FIXTURE_SAYS("clock", err.text, "set back");
	assert_int_equal(open_again(NULL), 0);
	now += SEQUENCER_CLOCK_SLACK + 1;
	issue("S1-3", 3000);
	assert_true(is_sound());
}

/* A key begins today: what was decided for yesterday would verify as no label. */
static void key_younger(void **state)
{
	json_t *event = issue_event("S1-1");
	struct err err = { 0 };

	(void)state;
	json_object_set_new(json_object_get(event, "body"), "issued", json_string("2026-11-21"));
	assert_int_equal(add(publication("issue", 1000, event), &err), E_REFUSED);
	FIXTURE_SAYS("day", err.text, "younger");
}

static void kept_fresh(void **state)
{
	uint64_t size = sequencer_size(log_);

	(void)state;
	now += SEQUENCER_LIST_EVERY - 1;
	assert_int_equal(sequencer_tick(log_, NULL), 0);
	assert_int_equal(sequencer_size(log_), size);
	now++;
	assert_int_equal(sequencer_tick(log_, NULL), 0);
	assert_int_equal(sequencer_size(log_), size + 1);
	assert_int_equal(sequencer_tick(log_, NULL), 0);
	assert_int_equal(sequencer_size(log_), size + 1);
}

/* What lies beside the log and is not what the log says is made again. */
static void mended(void **state)
{
	static const char *const names[] = { "status/0", "keys.json" };
	struct verify_result result;
	struct reader r;

	(void)state;
	issue("S1-1", 1000);
	read_entry(&r, FIRST);
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		CLEANUP(mem_freep) char *path = mem_format("%s/%s", dir, names[i]);

		fixture_write(path, bytes_of("nonsense"));
		assert_int_equal(open_again(NULL), 0);
		TAP_INT(names[i], verdict_of(r.entry.statement, &result), VERIFY_GENUINE);
		assert_int_equal(unlink(path), 0);
		assert_int_equal(open_again(NULL), 0);
		TAP_INT(names[i], verdict_of(r.entry.statement, &result), VERIFY_GENUINE);
	}
}

static void rotated(void **state)
{
	struct verify_result result;
	struct reader old, r;
	char kid[2 * PUBLIC_KEY_ID + 1];

	(void)state;
	issue("S1-1", 1000);
	read_entry(&old, FIRST);
	hex_encode(kid, (struct bytes){ keys.label.public_key.id, PUBLIC_KEY_ID });
	/* Nobody goes on to sign with what is not believed. */
	assert_int_equal(sequencer_revoke(log_, kid, NULL), E_MISSING);
	assert_int_equal(keyring_rotate(&keys, key_dir, "label", NULL), 0);
	assert_int_equal(keyring_rotate(&keys, key_dir, "decision", NULL), E_MISSING);
	assert_int_equal(sequencer_keys(log_, NULL), 0);
	assert_int_equal(sequencer_commit(log_, NULL), 0);
	/* The old one ended, the new one began; what the old one signed stays genuine. */
	assert_int_equal(sequencer_size(log_), FIRST + 4);
	read_entry(&r, FIRST + 2);
	assert_int_equal(r.entry.previous, 0);
	issue("S1-2", 2000);
	read_entry(&r, FIRST + 4);
	TAP_INT("old", verdict_of(old.entry.statement, &result), VERIFY_GENUINE);
	TAP_INT("new", verdict_of(r.entry.statement, &result), VERIFY_GENUINE);
	assert_int_equal(open_again(NULL), 0);
	assert_int_equal(sequencer_size(log_), FIRST + 6);
	/* Revoked, it is worth nothing, whatever day it says. */
	assert_int_equal(sequencer_revoke(log_, "0000", NULL), E_MISSING);
	assert_int_equal(sequencer_revoke(log_, kid, NULL), 0);
	assert_int_equal(sequencer_commit(log_, NULL), 0);
	assert_int_equal(sequencer_revoke(log_, kid, NULL), E_MISSING);
	TAP_INT("revoked", verdict_of(old.entry.statement, &result), VERIFY_NOT_GENUINE);
	assert_string_equal(result.revoked, TODAY);
	TAP_INT("new", verdict_of(r.entry.statement, &result), VERIFY_GENUINE);
	check_records();
}

/* Any byte of the log's own files another one: nothing is signed any more. */
static void flipped(void **state)
{
	static const char *const names[] = { "checkpoint", "tile/0/000.p/8",
					     "tile/entries/000.p/8" };
	size_t points = 0;

	(void)state;
	issue("S1-1", 1000);
	issue("S1-2", 2000);
	sequencer_freep(&log_);
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		CLEANUP(mem_freep) char *path = mem_format("%s/%s", dir, names[i]);
		CLEANUP(buf_done) struct buf file = BUF((size_t)1 << 20);

		read_file(&file, names[i]);
		for (size_t k = 0; k < file.n; k++) {
			file.p[k] ^= 1;
			fixture_write(path, buf_view(&file));
			if (open_again(NULL) == 0 || is_sound())
				fail_msg("%s, byte %zu: not seen", names[i], k);
			file.p[k] ^= 1;
			points++;
		}
		fixture_write(path, buf_view(&file));
	}
	assert_true(points > 1000);
	assert_int_equal(open_again(NULL), 0);
}

static void copy_folder(const char *from, const char *to)
{
	pid_t child = fork();
	int status = 1;

	if (child == 0) {
		(void)execlp("cp", "cp", "-a", from, to, (char *)NULL);
		_exit(127);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
}

/* An older copy of the log beside a memory that knows better. */
static void restored(void **state)
{
	CLEANUP(mem_freep) char *copy = mem_format("%s.copy", dir);
	struct err err = { 0 };

	(void)state;
	issue("S1-1", 1000);
	copy_folder(dir, copy);
	issue("S1-2", 2000);
	sequencer_freep(&log_);
	assert_int_equal(fixture_remove(dir), 0);
	assert_int_equal(rename(copy, dir), 0);
	assert_int_equal(open_again(&err), E_VERIFY);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

static const struct CMUnitTest tests[] = {
	TEST(begun),   TEST(issued),   TEST(lived),       TEST(other_kinds), TEST(correction),
	TEST(refused), TEST(set_back), TEST(key_younger), TEST(kept_fresh),  TEST(mended),
	TEST(rotated), TEST(flipped),  TEST(restored),
};

TAP_MAIN_WITHIN(tests, fixture_enter, fixture_leave)
