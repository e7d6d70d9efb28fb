/* hoshi log: audit a transparency log, look into it, prove an entry, make the registry again. */
#include <unistd.h>

#include "base/base64.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/fd.h"
#include "base/hex.h"
#include "base/mem.h"
#include "base/num.h"
#include "base/text.h"
#include "cli/cli.h"
#include "cli/cmds.h"
#include "cli/log_rebuild.h"
#include "label/key_set.h"
#include "label/record_audit.h"
#include "tlog/log_audit.h"
#include "tlog/log_read.h"
#include "tlog/tile.h"
#include "tlog/tlog_proof.h"

#define OUTPUT_MAX (1u << 20)

static struct {
	const char *key, *keys, *output, *data;
	bool with_entry;
} o;

static const struct opt options[] = {
	{ "key", '\0', OPT_TEXT, &o.key, "VKEY",
	  "ログの検証鍵(名前+ID+鍵)。指定しないと署名は確かめない",
	  "the log's verifier key (NAME+ID+KEY); without it no signature is checked" },
	{ "keys", 'k', OPT_TEXT, &o.keys, "FILE", "登録簿の鍵ファイル(--keyの代わり)",
	  "the registry's key file, in the place of --key" },
	{ "output", 'o', OPT_TEXT, &o.output, "FILE",
	  "proveの出力先(既定は標準出力)。rebuildでは、作った表を残すフォルダ",
	  "where prove writes (default: standard output); a folder where what rebuild made stays" },
	{ "data", 'd', OPT_TEXT, &o.data, "DIR", "rebuildで作った表と比べる登録簿",
	  "a registry that rebuild compares with" },
	{ "with-entry", '\0', OPT_FLAG, &o.with_entry, NULL, "proveの証明に、記録そのものも入れる",
	  "put the entry itself into what prove writes" },
	{ .name = NULL },
};

/* That of the checkpoint's origin; of several the last, which signs today. */
static int key_of_file(struct note_key *out, const char *dir, struct err *err)
{
	CLEANUP(buf_done) struct buf text = BUF((size_t)KEY_SET_FILE_MAX);
	CLEANUP(key_set_done) struct key_set set = { 0 };
	CLEANUP(log_read_freep) struct log_read *log = NULL;
	int r = fd_read_file(&text, o.keys, KEY_SET_FILE_MAX, err);

	if (r == 0)
		r = key_set_read(&set, buf_view(&text), o.keys, err);
	if (r == 0)
		r = log_read_open(&log, dir, NULL, err);
	if (r < 0)
		return r;
	const struct bytes origin = log_read_checkpoint(log)->origin;
	for (size_t i = set.n; i-- > 0;)
		if (set.keys[i].purpose == KEY_LOG &&
		    bytes_equal(bytes_of(set.keys[i].issuer), origin))
			return note_key_of(out, set.keys[i].issuer, NOTE_KEY_ED25519,
					   set.keys[i].key.x);
	return err_set(err, E_MISSING, "%s: it has no key of this log", o.keys);
}

/* NULL without --key and --keys. */
static int read_key(struct note_key *key, const struct note_key **out, const char *dir,
		    struct err *err)
{
	*out = o.key || o.keys ? key : NULL;
	if (o.key && o.keys)
		return err_set(err, E_USAGE, "either --key or --keys");
	if (o.keys)
		return key_of_file(key, dir, err);
	return o.key ? note_key_parse(key, o.key, err) : 0;
}

static char *hex_of(const struct merkle_hash *hash)
{
	char text[2 * MERKLE_HASH_SIZE + 1];

	hex_encode(text, (struct bytes){ hash->at, MERKLE_HASH_SIZE });
	return mem_text(text);
}

static char *base64_of(struct bytes data)
{
	CLEANUP(buf_done) struct buf text = BUF(OUTPUT_MAX);

	base64_encode(&text, data);
	return buf_take(&text);
}

static int print(const char *path, const struct buf *text)
{
	struct err err = { 0 };

	return cli_write(path, text, &err) < 0 ? cli_fail(&err) : EXIT_CLEAN;
}

static int print_json(json_t *value)
{
	CLEANUP(json_done) json_t *owned = value;
	CLEANUP(buf_done) struct buf text = BUF(OUTPUT_MAX);

	json_write(&text, owned, true);
	return print(NULL, &text);
}

/* ---- check ---- */

static int say_damage(const struct err *err)
{
	if (opt_common.json) {
		int r = print_json(json_pack("{s:b, s:s}", "is_sound", 0, "problem", err->text));

		return r == EXIT_CLEAN ? EXIT_FOUND : r;
	}
	printf("%s: %s\n", opt_say("損傷が見つかりました", "damage was found"), err->text);
	return EXIT_FOUND;
}

/* records: NULL where the log has none beside it. */
static int say_sound(const struct log_audit *a, const struct record_audit *records, bool has_key)
{
	if (opt_common.json) {
		json_t *json =
		    json_pack("{s:b, s:I, s:I, s:I, s:b}", "is_sound", 1, "entries",
			      (json_int_t)a->size, "bytes", (json_int_t)a->bytes, "files_beyond",
			      (json_int_t)a->beyond, "is_signature_checked", has_key);

		if (records) {
			json_object_set_new(json, "records",
					    json_integer((json_int_t)records->checked));
			json_object_set_new(json, "withheld",
					    json_integer((json_int_t)records->withheld));
		}
		return print_json(json);
	}
	const bool is_ja = text_equal(opt_common.language, "ja");

	printf(is_ja ? "損傷は見つかりませんでした。記録 %" PRIu64 " 件(%" PRIu64
		       " バイト)が、タイルとチェックポイントに合っています。\n"
		     : "no damage was found: %" PRIu64 " entries (%" PRIu64
		       " bytes) fit the tiles and the checkpoint\n",
	       a->size, a->bytes);
	if (records)
		printf(is_ja ? "本文 %" PRIu64 " 件が記録と一致し、%" PRIu64 " 件は非公開です。\n"
			     : "%" PRIu64 " records fit their entries, %" PRIu64 " are withheld\n",
		       records->checked, records->withheld);
	if (a->beyond)
		printf(is_ja ? "チェックポイントより先のファイルが %" PRIu64
			       " 個あります(追記の途中、または中断された追記)。\n"
			     : "%" PRIu64 " files go beyond the checkpoint: an append on its way, "
			       "or one cut short\n",
		       a->beyond);
	puts(has_key ? opt_say("チェックポイントの署名は、この鍵のものです。",
			       "the checkpoint was signed by this key")
		     : opt_say("署名は確かめていません(--keyがありません)。",
			       "no signature was checked: there was no --key"));
	return EXIT_CLEAN;
}

/* What a registry's log has beside it; a log without records is none of ours. */
static int check_records(struct record_audit *out, const char *dir, const struct note_key *key,
			 bool *has, struct err *err)
{
	CLEANUP(log_read_freep) struct log_read *log = NULL;
	CLEANUP(mem_freep) char *folder = mem_format("%s/record", dir);

	*has = access(folder, F_OK) == 0;
	if (!*has)
		return 0;
	int r = log_read_open(&log, dir, key, err);
	return r == 0 ? record_audit(out, dir, log, NULL, NULL, err) : r;
}

static int run_check(const char *dir)
{
	const long cores = sysconf(_SC_NPROCESSORS_ONLN);
	const unsigned processes = cores < 1                         ? 1
				   : cores > LOG_AUDIT_PROCESSES_MAX ? LOG_AUDIT_PROCESSES_MAX
								     : (unsigned)cores;
	const struct note_key *key;
	struct note_key given = { .id = 0 };
	struct record_audit records = { 0 };
	struct log_audit a = { 0 };
	bool has_records = false;
	struct err err = { 0 };

	if (read_key(&given, &key, dir, &err) < 0)
		return cli_fail(&err);
	int r = log_audit(&a, dir, key, processes, &err);
	if (r == 0)
		r = check_records(&records, dir, key, &has_records, &err);
	if (log_audit_is_damage(r))
		return say_damage(&err);
	return r < 0 ? cli_fail(&err) : say_sound(&a, has_records ? &records : NULL, key != NULL);
}

/* ---- show ---- */

/* Which of the signatures were verified is the key's, which was asked for when the log was opened.
 */
static json_t *signatures_of(const struct log_read *r, const struct note_key *key)
{
	json_t *list = json_array();
	struct note note = { .n = 0 };

	if (note_parse(&note, log_read_note(r), NULL) < 0)
		return list;
	for (size_t i = 0; i < note.n; i++) {
		const struct note_signature *s = &note.signatures[i];
		bool is_ours =
		    key && s->key_id == key->id && bytes_equal(s->name, bytes_of(key->name));
		char id[9];

		(void)snprintf(id, sizeof(id), "%08x", s->key_id);
		json_array_append_new(list,
				      json_pack("{s:s%, s:s, s:b}", "name", (const char *)s->name.p,
						s->name.n, "key_id", id, "is_verified", is_ours));
	}
	return list;
}

static int show_log(const struct log_read *r, const struct note_key *key)
{
	const struct checkpoint *c = log_read_checkpoint(r);
	CLEANUP(mem_freep) char *root = hex_of(&c->root);
	CLEANUP(buf_done) struct buf text = BUF(OUTPUT_MAX);
	CLEANUP(json_done) json_t *signatures = signatures_of(r, key);
	size_t i;
	json_t *s;

	if (opt_common.json)
		return print_json(json_pack(
		    "{s:s%, s:I, s:s, s:O}", "origin", (const char *)c->origin.p, c->origin.n,
		    "entries", (json_int_t)c->size, "root", root, "signatures", signatures));
	buf_format(&text, "%s: ", opt_say("ログ", "log"));
	text_visible(&text, c->origin, NOTE_SIZE_MAX);
	buf_format(&text, "\n%s: %" PRIu64 "\n%s: %s\n", opt_say("記録の件数", "entries"), c->size,
		   opt_say("根のハッシュ", "root"), root);
	json_array_foreach (signatures, i, s) {
		buf_format(&text, "%s: ", opt_say("署名", "signature"));
		text_visible(&text, bytes_of(json_text(s, "name")), NOTE_SIZE_MAX);
		buf_format(&text, " (%s)%s\n", json_text(s, "key_id"),
			   json_flag(s, "is_verified") ? opt_say("、検証済み", ", verified")
						       : opt_say("、未検証", ", not verified"));
	}
	return print(NULL, &text);
}

static int show_entry(struct log_read *r, uint64_t index, struct err *err)
{
	CLEANUP(buf_done) struct buf text = BUF(OUTPUT_MAX);
	struct merkle_hash leaf;
	struct bytes entry;

	if (log_read_entry(r, index, &entry, err) < 0)
		return cli_fail(err);
	merkle_leaf(&leaf, entry);
	CLEANUP(mem_freep) char *hash = hex_of(&leaf);
	if (opt_common.json) {
		CLEANUP(mem_freep) char *base64 = base64_of(entry);

		return print_json(json_pack("{s:I, s:I, s:s, s:s}", "index", (json_int_t)index,
					    "bytes", (json_int_t)entry.n, "leaf_hash", hash,
					    "entry", base64));
	}
	buf_format(&text, "%s: %" PRIu64 "\n%s: %zu\n%s: %s\n", opt_say("番号", "index"), index,
		   opt_say("バイト数", "bytes"), entry.n, opt_say("葉のハッシュ", "leaf hash"),
		   hash);
	hex_dump(&text, entry, TILE_ENTRY_MAX);
	return print(NULL, &text);
}

/* ---- prove ---- */

static int prove(struct log_read *r, uint64_t index, struct err *err)
{
	CLEANUP(buf_done) struct buf text = BUF(TLOG_PROOF_SIZE_MAX);

	if (log_read_prove(r, index, o.with_entry, &text, err) < 0)
		return cli_fail(err);
	if (!opt_common.json)
		return print(o.output, &text);
	if (o.output && cli_write(o.output, &text, err) < 0)
		return cli_fail(err);
	return print_json(o.output ? json_pack("{s:s}", "file", o.output)
				   : json_pack("{s:s}", "proof", buf_cstr(&text)));
}

/* ---- which of them ---- */

static int run_show(const char *dir, const char *index, bool is_proof)
{
	CLEANUP(log_read_freep) struct log_read *r = NULL;
	const struct note_key *key;
	struct note_key given = { .id = 0 };
	struct err err = { 0 };
	uint64_t number = 0;

	if (index && num_u64(index, 0, MERKLE_SIZE_MAX, &number) < 0) {
		(void)err_set(&err, E_USAGE, "'%s' is not the number of an entry", index);
		return cli_fail(&err);
	}
	if (read_key(&given, &key, dir, &err) < 0 || log_read_open(&r, dir, key, &err) < 0)
		return cli_fail(&err);
	if (is_proof)
		return prove(r, number, &err);
	return index ? show_entry(r, number, &err) : show_log(r, key);
}

static int run_rebuild(const char *dir)
{
	const struct note_key *key;
	struct note_key given = { .id = 0 };
	struct err err = { 0 };

	if (read_key(&given, &key, dir, &err) < 0)
		return cli_fail(&err);
	return log_rebuild(
	    &(struct log_rebuild){ .log = dir, .key = key, .data = o.data, .output = o.output });
}

static int run_log(char **args, unsigned n)
{
	struct err err = { 0 };

	if (n == 2 && text_equal(args[0], "rebuild"))
		return run_rebuild(args[1]);
	if (o.data) {
		(void)err_set(&err, E_USAGE, "--data goes with 'hoshi log rebuild'");
		return cli_fail(&err);
	}

	if (n == 2 && text_equal(args[0], "check") && !o.output && !o.with_entry)
		return run_check(args[1]);
	if (text_equal(args[0], "show") && !o.output && !o.with_entry)
		return run_show(args[1], n == 3 ? args[2] : NULL, false);
	if (n == 3 && text_equal(args[0], "prove"))
		return run_show(args[1], args[2], true);
	(void)err_set(&err, E_USAGE,
		      "it is 'hoshi log check DIR', 'hoshi log show DIR [INDEX]', "
		      "'hoshi log prove DIR INDEX' or 'hoshi log rebuild DIR'");
	return cli_fail(&err);
}

const struct cmd cmd_log = {
	.name = "log",
	.ja = "公開ログを検査し、記録を表示・証明し、登録簿を作り直して比べる",
	.en =
	    "audit a transparency log, show and prove its entries, make the registry again from it",
	.usage = "check DIR [--key VKEY] | show DIR [INDEX] | prove DIR INDEX [--with-entry] [-o "
		 "FILE] | rebuild "
		 "DIR [--data DIR]",
	.options = options,
	.args_min = 2,
	.args_max = 3,
	.run = run_log,
};
