#include "cli/verify_proof.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/fd.h"
#include "base/text.h"
#include "base/time.h"
#include "cli/cli.h"
#include "cli/opt.h"
#include "label/log_entry.h"
#include "tlog/tile.h"
#include "tlog/tlog_proof.h"

/*
 * The key of the log that signed the proof's checkpoint; NULL with the reason.  When the checkpoint
 * was made nobody knows, so that the key's days are not asked; a revoked one proves nothing.
 */
static const struct key_set_key *find_log(struct checkpoint *out, const struct tlog_proof *proof,
					  struct bytes entry, const struct key_set *keys,
					  struct err *err)
{
	struct err why = { 0 };

	for (size_t i = 0; i < keys->n; i++) {
		const struct key_set_key *key = &keys->keys[i];
		struct note_key log;
		struct checkpoint c;

		if (key->purpose != KEY_LOG || key->key.algorithm != PUBLIC_KEY_EDDSA ||
		    key->revoked[0] ||
		    note_key_of(&log, key->issuer, NOTE_KEY_ED25519, key->key.x) < 0)
			continue;
		if (tlog_proof_verify(proof, entry, &log, out, &why) == 0)
			return key;
		/* The reason that says most: of the log whose signature fits. */
		if (!err->text[0] || checkpoint_open(&c, proof->checkpoint, &log, NULL) == 0)
			*err = why;
	}
	if (!err->text[0])
		(void)err_set(err, E_VERIFY, "the key file has no key of a log that still counts");
	return NULL;
}

static int say_false(const struct err *why)
{
	CLEANUP(buf_done) struct buf out = BUF(CLI_LINE_MAX);
	CLEANUP(json_done) json_t *json = NULL;
	struct err err = { 0 };

	if (opt_common.json) {
		json = json_pack("{s:s, s:s}", "verdict", "not_genuine", "text", why->text);
		json_write(&out, json, true);
	} else {
		buf_format(&out, "%s%s\n",
			   opt_say("検証できませんでした。記録がログにあることは示されていません: ",
				   "Not verified. It does not show that the entry is in the log: "),
			   why->text);
	}
	return cli_write(NULL, &out, &err) < 0 ? cli_fail(&err) : EXIT_FOUND;
}

static json_t *json_of(const struct tlog_proof *proof, const struct checkpoint *c,
		       const struct log_entry *e)
{
	json_t *json = json_pack("{s:s, s:s%, s:I, s:I}", "verdict", "in_log", "origin",
				 (const char *)c->origin.p, c->origin.n, "index",
				 (json_int_t)proof->index, "size", (json_int_t)c->size);
	char at[TIME_TEXT_MAX];

	if (!e)
		return json;
	time_format(at, e->at);
	json_object_set_new(json, "entry",
			    json_pack("{s:s, s:s, s:s}", "kind", log_entry_kind_name(e->kind),
				      "subject", e->subject, "at", at));
	return json;
}

static void write_words(struct buf *out, const struct tlog_proof *proof, const struct checkpoint *c,
			const struct key_set_key *key, const struct log_entry *e)
{
	const bool is_ja = text_equal(opt_common.language, "ja");

	buf_format(out,
		   is_ja ? "この記録は、%s（%s）のログの記録 %" PRIu64
			   " です。チェックポイントの記録の件数は %" PRIu64 " です。\n"
			 : "The entry is in the log of %s (%s), at index %" PRIu64
			   "; the checkpoint has %" PRIu64 " entries.\n",
		   is_ja ? key->owner_ja : key->owner_en, key->issuer, proof->index, c->size);
	if (e) {
		char at[TIME_TEXT_MAX];

		time_format(at, e->at);
		buf_format(out, "%s: %s, ", opt_say("内容", "it says"),
			   log_entry_kind_name(e->kind));
		text_visible(out, bytes_of(e->subject), LOG_ENTRY_SUBJECT_MAX);
		buf_format(out, ", %s\n", at);
	}
	buf_format(
	    out, "%s\n",
	    opt_say("後の記録で変更されている場合があります。ある時点の状態は、日時指定の回答"
		    "(hoshi status)で確かめてください。",
		    "Later entries may have changed what it says; where a label stood at a "
		    "moment, a dated answer tells (hoshi status)."));
}

static int say_true(const struct tlog_proof *proof, const struct checkpoint *c,
		    const struct key_set_key *key, struct bytes entry)
{
	CLEANUP(buf_done) struct buf out = BUF(CLI_LINE_MAX);
	CLEANUP(json_done) json_t *json = NULL;
	struct log_entry decoded;
	/* A log may have entries of a later program: that they are there can be told all the same.
	 */
	const struct log_entry *e = log_entry_read(&decoded, entry, NULL) == 0 ? &decoded : NULL;
	struct err err = { 0 };

	if (opt_common.json) {
		json = json_of(proof, c, e);
		json_write(&out, json, true);
	} else {
		write_words(&out, proof, c, key, e);
	}
	return cli_write(NULL, &out, &err) < 0 ? cli_fail(&err) : EXIT_CLEAN;
}

int verify_proof(struct bytes file, const char *path, const struct key_set *keys)
{
	CLEANUP(tlog_proof_done) struct tlog_proof proof = { 0 };
	CLEANUP(buf_done) struct buf given = BUF(TILE_ENTRY_MAX);
	struct checkpoint c;
	struct err err = { 0 };

	if (tlog_proof_decode(&proof, file, &err) < 0)
		return say_false(&err);
	if (!path && !proof.has_extra) {
		(void)err_set(&err, E_USAGE,
			      "the proof does not carry the entry that it is of: --entry FILE");
		return cli_fail(&err);
	}
	if (path && fd_read_file(&given, path, TILE_ENTRY_MAX, &err) < 0)
		return cli_fail(&err);
	const struct bytes entry = buf_view(path ? &given : &proof.extra);
	const struct key_set_key *key = find_log(&c, &proof, entry, keys, &err);

	return key ? say_true(&proof, &c, key, entry) : say_false(&err);
}
