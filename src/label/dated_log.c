#include "label/dated_log.h"

#include "base/day.h"
#include "base/err.h"
#include "base/text.h"
#include "label/key_choice.h"

/* The log's key that signed the checkpoint; NULL with the fault. */
static const struct key_set_key *log_key(struct note_key *note_key, struct checkpoint *c,
					 const struct dated_answer *a, const struct key_set *keys,
					 struct err *err)
{
	bool any = false;

	for (size_t i = 0; i < keys->n; i++) {
		const struct key_set_key *key = &keys->keys[i];

		if (key->purpose != KEY_LOG || key->key.algorithm != PUBLIC_KEY_EDDSA ||
		    !text_equal(key->issuer, a->issuer))
			continue;
		any = true;
		if (note_key_of(note_key, key->issuer, NOTE_KEY_ED25519, key->key.x) == 0 &&
		    checkpoint_open(c, a->checkpoint, note_key, NULL) == 0)
			return key;
	}
	if (any)
		(void)err_both(
		    err, E_VERIFY,
		    "the checkpoint is not signed by the log of %s as the key file has it",
		    "チェックポイントに、鍵ファイルにある%sのログの署名がありません", a->issuer);
	else
		(void)err_both(err, E_VERIFY, "the key file has no key of the log of %s",
			       "鍵ファイルに%sのログの鍵がありません", a->issuer);
	return NULL;
}

/* A key that stands in the file twice is one witness all the same. */
static bool is_among(const struct note_key *key, const struct note_key *all, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (key->id == all[i].id && text_equal(key->name, all[i].name))
			return true;
	return false;
}

/*
 * Witnesses of the key file.  One note is verified with all their keys at once: a line of a known
 * key that does not fit makes it no note (C2SP signed-note).
 */
static int check_witnesses(struct dated_log *out, const struct dated_answer *a,
			   const struct note_key *log, const struct key_set *keys, struct err *err)
{
	struct note_key all[NOTE_KEYS_MAX];
	struct note_seal seals[NOTE_KEYS_MAX] = { { 0 } };
	struct note note;
	struct err why = { 0 };
	size_t n = 1;
	int code = note_parse(&note, a->checkpoint, &why);

	all[0] = *log;
	for (size_t i = 0; i < keys->n && n < NOTE_KEYS_MAX; i++) {
		const struct key_set_key *key = &keys->keys[i];

		if (key->purpose == KEY_WITNESS && key->key.algorithm == PUBLIC_KEY_EDDSA &&
		    !key->revoked[0] &&
		    note_key_of(&all[n], key->issuer, NOTE_KEY_COSIGNATURE, key->key.x) == 0 &&
		    !is_among(&all[n], all, n))
			n++;
	}
	if (code == 0)
		code = note_verify(&note, all, n, seals, &why);
	if (code < 0)
		return err_both(err, E_VERIFY, "a witness's signature of the checkpoint: %s",
				"チェックポイントの証人の署名が正しくありません%.0s", why.text);
	for (size_t i = 1; i < n; i++) {
		out->cosignatures += seals[i].is_there;
		if (seals[i].is_there && seals[i].time > out->witnessed)
			out->witnessed = seals[i].time;
	}
	out->others = (unsigned)note.n - 1 - out->cosignatures;
	return 0;
}

int dated_log_open(struct dated_log *out, const struct dated_answer *a, const struct key_set *keys,
		   struct err *err)
{
	struct note_key log = { .id = 0 };
	char day[DAY_TEXT_MAX];
	const struct key_set_key *key = log_key(&log, &out->checkpoint, a, keys, err);

	if (!key)
		return E_VERIFY;
	day_of(day, a->made);
	int code = key_choice_refuse(key_choice_fault(key, a->issuer, day), key, err);

	return code < 0 ? code : check_witnesses(out, a, &log, keys, err);
}

int dated_log_read(struct dated_log *out, const struct dated_answer *a, struct err *err)
{
	struct note note;
	int code = note_parse(&note, a->checkpoint, err);

	if (code == 0)
		code = checkpoint_parse(&out->checkpoint, note.text, err);
	if (code < 0)
		return code;
	if (!bytes_equal(out->checkpoint.origin, bytes_of(a->issuer)))
		return err_both(err, E_VERIFY, "the checkpoint is of another log than %s",
				"チェックポイントは、%sのログのものではありません", a->issuer);
	out->others = (unsigned)note.n;
	return 0;
}

static bool is_in_log(const struct dated_entry *e, const struct checkpoint *c)
{
	struct merkle_proof proof = { .n = e->proof.n / MERKLE_HASH_SIZE };
	struct merkle_hash leaf;

	for (size_t i = 0; i < proof.n; i++)
		memcpy(proof.at[i].at, e->proof.p + i * MERKLE_HASH_SIZE, MERKLE_HASH_SIZE);
	merkle_leaf(&leaf, e->bytes);
	return merkle_check_inclusion(&proof, e->index, c->size, &leaf, &c->root) == 0;
}

int dated_log_check(const struct dated_log *log, const struct dated_answer *a, struct err *err)
{
	for (size_t i = 0; i < a->n; i++)
		if (!is_in_log(&a->entries[i], &log->checkpoint))
			return err_both(
			    err, E_VERIFY,
			    "entry %" PRIu64 " is not in the log that the checkpoint is of",
			    "記録%" PRIu64 "は、チェックポイントのログに含まれていません",
			    a->entries[i].index);
	return 0;
}
