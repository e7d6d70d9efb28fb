#include "cli/admin_backup.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/json.h"
#include "base/mem.h"
#include "cli/cli.h"
#include "cli/opt.h"
#include "scheme/withhold.h"
#include "store/backup.h"

int admin_backup(const char *data, const char *path)
{
	struct trust_size log;
	struct err err = { 0 };

	if (backup_make(&log, data, path, &err) < 0)
		return cli_fail(&err);
	return cli_say(json_pack("{s:s, s:o}", "file", path, "entries",
				 log.has_log ? json_integer((json_int_t)log.entries) : json_null()),
		       path);
}

/* What happened to the log, in a word of the JSON answer. */
static const char *log_word(const struct backup_restored *r)
{
	if (!r->has_trust)
		return "untouched";
	if (!r->took_trust)
		return "kept";
	return r->relation == TRUST_FORKED || r->relation == TRUST_GOES_ON ? "forked" : "restored";
}

static void warn(const char *ja, const char *en)
{
	fprintf(stderr, "hoshi: %s\n", opt_say(ja, en));
}

/*
 * Nobody here can know whether the log went on after the backup was made, on a disk that is lost
 * for instance; those who watch it do.
 */
static void warn_of_log(const struct backup_restored *r)
{
	if (!r->took_trust || r->relation == TRUST_BEHIND)
		return;
	if (r->relation == TRUST_FORKED || r->relation == TRUST_GOES_ON) {
		warn(
		    "警告：ログが分岐します。以前のログで署名された記録は、復元したログにはありませ"
		    "ん。"
		    "ログを監視している人は、分岐を証明できます。",
		    "warning: the log forks: what the log that was here signed after the backup is "
		    "not in the one that is here now, and whoever watches it can prove that");
		return;
	}
	warn("警告：バックアップの後にログに追記があった場合、復元したログは分岐します。登録簿を起"
	     "動する前に、"
	     "ログを監視している人が見た最後のチェックポイントを確かめてください。",
	     "warning: if the log went on anywhere after the backup was made, it forks now; before "
	     "the registry is started, ask those who watch the log for the last checkpoint they "
	     "saw");
}

static void add_line(struct buf *out, const char *ja, const char *en, const char *name)
{
	buf_format(out, "%s%s%s", out->n > 0 ? "\n" : "", opt_say(ja, en), name ? name : "");
}

int admin_backup_restore(const char *data, const char *from, bool fork_log)
{
	CLEANUP(backup_restore_done) struct backup_restored r = { 0 };
	CLEANUP(buf_done) struct buf text = BUF(CLI_LINE_MAX);
	struct err err = { 0 };
	uint64_t withheld = 0;

	if (backup_restore(&r, data, from, fork_log, &err) < 0 ||
	    withhold_again(&withheld, data, &err) < 0)
		return cli_fail(&err);
	warn_of_log(&r);
	buf_text(&text, opt_say("復元しました", "restored"));
	if (r.kept)
		buf_format(&text, "; %s %s",
			   opt_say("以前のデータベース", "the database that was there is now"),
			   r.kept);
	if (r.has_trust && !r.took_trust)
		add_line(&text,
			 "現在のログはバックアップのログの続きのため、そのまま残しました。データベ"
			 "ースは起動時に"
			 "ログに追いつきます。",
			 "the log that is here goes on from the backup's and stays; the database "
			 "catches up from it when the registry starts",
			 NULL);
	if (r.kept_trust)
		add_line(&text, "以前のログと鍵：", "the log and keys that were there are now ",
			 r.kept_trust);
	if (withheld > 0)
		add_line(&text, "バックアップの後に非公開とされた内容は、非公開のままです。",
			 "what was ordered withheld after the backup was made stays withheld",
			 NULL);
	return cli_say(json_pack("{s:s, s:s?, s:s, s:s?, s:I}", "restored", from, "kept", r.kept,
				 "log", log_word(&r), "kept_log", r.kept_trust, "withheld",
				 (json_int_t)withheld),
		       buf_cstr(&text));
}
