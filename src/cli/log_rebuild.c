#include "cli/log_rebuild.h"

#include <dirent.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/text.h"
#include "cli/cli.h"
#include "cli/opt.h"
#include "scheme/rebuild.h"
#include "store/store.h"
#include "tlog/log_audit.h"
#include "tlog/log_read.h"

/* What was made for the comparison alone; only files lie there. */
static void remove_folder(char **path)
{
	DIR *d = *path ? opendir(*path) : NULL;
	const struct dirent *entry;

	while (d && (entry = readdir(d)) != NULL) {
		CLEANUP(mem_freep) char *file = mem_format("%s/%s", *path, entry->d_name);

		if (entry->d_name[0] != '.')
			(void)unlink(file);
	}
	if (d) {
		(void)closedir(d);
		(void)rmdir(*path);
	}
	mem_freep(path);
}

static int make(struct rebuild *out, const struct log_rebuild *in, const char *folder,
		struct err *err)
{
	CLEANUP(log_read_freep) struct log_read *log = NULL;
	CLEANUP(store_freep) struct store *store = NULL;
	struct log_audit audit;
	int r = log_audit(&audit, in->log, in->key, 1, err);

	if (r == 0)
		r = log_read_open(&log, in->log, in->key, err);
	if (r == 0)
		r = store_open(&store, folder, STORE_WRITE, err);
	return r == 0 ? rebuild_store(out, in->log, log, store, err) : r;
}

struct outcome_of_rebuild {
	struct rebuild made;
	bool compared, same;
	uint64_t live; /* entries that the registry's tables followed */
};

static int compare(struct outcome_of_rebuild *o, const char *data, struct err *err)
{
	CLEANUP(store_freep) struct store *store = NULL;
	char digest[HASH_HEX_MAX];
	int r = store_open(&store, data, STORE_READ, NULL);

	/* A registry that rests is opened as its server would. */
	if (r < 0)
		r = store_open(&store, data, STORE_WRITE, err);
	/* Number and tables of one moment. */
	if (r == 0)
		r = store_begin_read(store, err);
	if (r == 0)
		r = rebuild_live(&o->live, digest, store, err);
	if (r < 0)
		return r;
	o->compared = true;
	o->same = o->live == o->made.entries && text_equal(digest, o->made.digest);
	return 0;
}

static int say(const struct outcome_of_rebuild *o, const struct log_rebuild *in)
{
	const bool ja = text_equal(opt_common.language, "ja");
	CLEANUP(buf_done) struct buf text = BUF(CLI_LINE_MAX);
	struct err err = { 0 };

	if (opt_common.json) {
		CLEANUP(json_done)
		json_t *json =
		    json_pack("{s:I, s:I, s:I, s:s}", "entries", (json_int_t)o->made.entries,
			      "events", (json_int_t)o->made.events, "withheld",
			      (json_int_t)o->made.withheld, "digest", o->made.digest);

		if (o->compared)
			json_object_set_new(json, "is_same", json_boolean(o->same));
		json_write(&text, json, true);
		return cli_write(NULL, &text, &err) < 0 ? cli_fail(&err) : EXIT_CLEAN;
	}
	buf_format(&text,
		   ja ? "記録 %" PRIu64 " 件から、公開の表を作りました(公開の出来事 %" PRIu64
			" 件)。\n"
		      : "the public tables were made from %" PRIu64 " entries (%" PRIu64
			" public events)\n",
		   o->made.entries, o->made.events);
	if (o->made.withheld)
		buf_format(&text,
			   ja ? "本文が非公開とされた記録が %" PRIu64
				" 件あり、その内容は表にありません。\n"
			      : "%" PRIu64
				" records are withheld: what they say is not in the tables\n",
			   o->made.withheld);
	buf_format(&text, ja ? "表のSHA-256: %s\n" : "SHA-256 of the tables: %s\n", o->made.digest);
	if (!in->key)
		buf_text(&text, opt_say("署名は確かめていません(--keyがありません)。\n",
					"no signature was checked: there was no --key\n"));
	if (o->compared && o->same)
		buf_text(&text, opt_say("登録簿の公開の表と一致しました。\n",
					"the registry's own public tables are the same\n"));
	if (o->compared && !o->same && o->live != o->made.entries)
		buf_format(&text,
			   ja ? "登録簿の表は、記録 %" PRIu64
				" 件までのものです。同じ時点のログと比べてください。\n"
			      : "the registry's tables are those of %" PRIu64
				" entries: compare it with the log of the same moment\n",
			   o->live);
	else if (o->compared && !o->same)
		buf_text(&text, opt_say("登録簿の公開の表は、ログから作った表と違います。\n",
					"the registry's own public tables are others than the "
					"log says\n"));
	return cli_write(NULL, &text, &err) < 0 ? cli_fail(&err) : EXIT_CLEAN;
}

int log_rebuild(const struct log_rebuild *in)
{
	CLEANUP(remove_folder) char *temporary = NULL;
	const char *tmp = getenv("TMPDIR");
	struct outcome_of_rebuild o = { .compared = false };
	struct err err = { 0 };

	if (in->output && mkdir(in->output, 0700) < 0) {
		(void)err_errno(&err, "cannot make '%s'", in->output);
		return cli_fail(&err);
	}
	if (!in->output) {
		temporary = mem_format("%s/hoshi-rebuild.XXXXXX", tmp ? tmp : "/tmp");
		if (!mkdtemp(temporary)) {
			(void)err_errno(&err, "cannot make a folder in '%s'", tmp ? tmp : "/tmp");
			mem_freep(&temporary);
			return cli_fail(&err);
		}
	}
	int r = make(&o.made, in, in->output ? in->output : temporary, &err);
	if (log_audit_is_damage(r)) {
		fprintf(stderr, "%s: %s\n", opt_say("損傷が見つかりました", "damage was found"),
			err.text);
		return EXIT_FOUND;
	}
	if (r == 0 && in->data)
		r = compare(&o, in->data, &err);
	if (r < 0)
		return cli_fail(&err);
	int code = say(&o, in);
	return code == EXIT_CLEAN && o.compared && !o.same ? EXIT_FOUND : code;
}
