/* What the tests of a log share: keys from a seed, a log in the scratch folder, entries. */
#pragma once

#include "fixture.h"

#include "crypto/ed25519.h"
#include "tlog/checkpoint.h"
#include "tlog/log_write.h"

#define LOG_NAME "log.example/hoshi"

struct log_fixture {
	struct ed25519_key secret;
	struct note_key key;
	unsigned signatures; /* that were asked for */
	int refuse;          /* what the signer answers instead */
	char *dir, *memory;
};

static inline int log_fixture_sign(void *context, struct bytes text, struct buf *out,
				   struct err *err)
{
	struct log_fixture *f = context;

	f->signatures++;
	if (f->refuse < 0)
		return err_set(err, f->refuse, "the signer refuses");
	note_sign(out, text, &f->key, &f->secret);
	return 0;
}

static inline void log_fixture_init(struct log_fixture *f, const char *name)
{
	const uint8_t seed[ED25519_SEED_SIZE] = { 42 };

	*f = (struct log_fixture){ 0 };
	ed25519_key_of(&f->secret, seed);
	assert_int_equal(note_key_of(&f->key, LOG_NAME, NOTE_KEY_ED25519, f->secret.public_key), 0);
	f->dir = fixture_path(name);
	f->memory = mem_format("%s.signed", f->dir);
}

static inline void log_fixture_done(struct log_fixture *f)
{
	mem_free(f->dir);
	mem_free(f->memory);
}

static inline int log_fixture_open(struct log_fixture *f, struct log_write **w, struct err *err)
{
	const struct log_write_options o = { f->dir, f->memory, &f->key, log_fixture_sign, f };

	return log_write_open(w, &o, err);
}

/* Entry i: some bytes that say which it is, of a length that differs. */
static inline struct bytes log_fixture_entry(uint64_t i, char text[static 64])
{
	return (struct bytes){ (const uint8_t *)text,
			       (size_t)snprintf(text, 64, "entry %" PRIu64 "%.*s", i, (int)(i % 7),
						"......") };
}

/* n entries in one commit; they go on from where the log is. */
static inline void log_fixture_append(struct log_write *w, uint64_t n)
{
	struct err err = { 0 };
	uint64_t first = log_write_size(w), index;

	for (uint64_t i = first; i < first + n; i++) {
		char text[64];

		if (log_write_append(w, log_fixture_entry(i, text), &index, &err) < 0)
			fail_msg("%s", err.text);
		assert_int_equal(index, i);
	}
	if (log_write_commit(w, &err) < 0)
		fail_msg("%s", err.text);
	assert_int_equal(log_write_size(w), first + n);
}
