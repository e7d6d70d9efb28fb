/* hoshi admin: what the operator of a registry does with its data directory. */
#include "base/buf.h"
#include "base/err.h"
#include "base/text.h"
#include "cli/admin_backup.h"
#include "cli/admin_import.h"
#include "cli/admin_init.h"
#include "cli/admin_withhold.h"
#include "cli/cli.h"
#include "cli/cmds.h"
#include "scheme/event.h"
#include "store/store.h"

static struct {
	const char *data, *owner_ja, *owner_en, *mail, *person;
	const char *reason, *edition, *columns, *source, *slug, *name_ja, *name_en, *url;
	bool fork_log;
} o;

static const struct opt options[] = {
	{ "data", 'd', OPT_TEXT, &o.data, "DIR", "登録簿のデータディレクトリ(必須)",
	  "data directory of the registry (has to be given)" },
	{ "mail", '\0', OPT_TEXT, &o.mail, "ADDRESS", "init：管理者のメールアドレス(必須)",
	  "init: the administrator's mail address (has to be given)" },
	{ "person", '\0', OPT_TEXT, &o.person, "NAME", "init：管理者の氏名",
	  "init: the administrator's name" },
	{ "owner-ja", '\0', OPT_TEXT, &o.owner_ja, "NAME",
	  "init：制度運営者の名称、日本語(既定は設定の値)",
	  "init: the owner's name in Japanese (default: of the settings)" },
	{ "owner-en", '\0', OPT_TEXT, &o.owner_en, "NAME",
	  "init：制度運営者の名称、英語(既定は設定の値)",
	  "init: the owner's name in English (default: of the settings)" },
	{ "fork-log", '\0', OPT_FLAG, &o.fork_log, NULL,
	  "restore：ログが分岐する場合にも、バックアップのログと鍵に置き換える",
	  "restore: put the backup's log and keys in place even where the log forks" },
	{ "reason", '\0', OPT_TEXT, &o.reason, "TEXT",
	  "withhold：誰の、いつの命令か(必須。公開されません)",
	  "withhold: whose order it is, and of when (has to be given; is not published)" },
	{ "edition", '\0', OPT_TEXT, &o.edition, "DATE",
	  "import-list：一覧が何日の版か(YYYY-MM-DD、必須)",
	  "import-list: of which day the list is (YYYY-MM-DD, has to be given)" },
	{ "columns", '\0', OPT_TEXT, &o.columns, "MAP", "import-list：一覧の列の対応表(JSON)",
	  "import-list: column map of the list (JSON)" },
	{ "source", '\0', OPT_TEXT, &o.source, "TEXT", "import-list：公表元(既定はファイル名)",
	  "import-list: who publishes it (default: the file's name)" },
	{ "url", '\0', OPT_TEXT, &o.url, "URL", "import-list：公表元のページのアドレス",
	  "import-list: address of the publisher's page" },
	{ "id", '\0', OPT_TEXT, &o.slug, "ID",
	  "import-list：識別名(英小文字、数字、ハイフン。既定はファイル名から)",
	  "import-list: its short name (lower case, digits, hyphens; default: from the file's "
	  "name)" },
	{ "name-ja", '\0', OPT_TEXT, &o.name_ja, "NAME",
	  "import-list：一覧の名称、日本語(既定は公表元)",
	  "import-list: the list's name in Japanese (default: who publishes it)" },
	{ "name-en", '\0', OPT_TEXT, &o.name_en, "NAME",
	  "import-list：一覧の名称、英語(既定は公表元)",
	  "import-list: the list's name in English (default: who publishes it)" },
	{ .name = NULL },
};

static int check(void)
{
	CLEANUP(store_freep) struct store *s = NULL;
	struct err err = { 0 };
	int r = store_open_plain(&s, o.data, &err);

	if (r == 0)
		r = store_check(s, &err);
	if (r == 0)
		return cli_say(json_pack("{s:b}", "is_sound", 1),
			       opt_say("損傷は見つかりませんでした。", "no damage was found"));
	/* That it is damaged is an answer; that it cannot be read is none. */
	if (r != E_VERIFY)
		return cli_fail(&err);
	int code = cli_say(json_pack("{s:b, s:s}", "is_sound", 0, "because", err.text), err.text);
	return code == EXIT_CLEAN ? EXIT_FOUND : code;
}

/* Makes the public tables anew; that they were others is an answer. */
static int refold(void)
{
	CLEANUP(store_freep) struct store *s = NULL;
	struct err err = { 0 };
	bool same = false;

	if (store_open(&s, o.data, STORE_WRITE, &err) < 0 || event_refold(s, &same, &err) < 0)
		return cli_fail(&err);
	int code = cli_say(json_pack("{s:b}", "is_same", same),
			   same ? opt_say("公開の表は、公開の記録から作ったものと同じでした。",
					  "the public tables were what the public events say")
				: opt_say("公開の表が公開の記録と違っていたため、作り直しました。",
					  "the public tables were others than the events say; they "
					  "were made anew"));
	return code == EXIT_CLEAN && !same ? EXIT_FOUND : code;
}

static int run_admin(char **args, unsigned n)
{
	struct err err = { 0 };

	if (!o.data) {
		(void)err_set(&err, E_USAGE, "it has to be said which registry: --data DIR");
		return cli_fail(&err);
	}
	if (text_equal(args[0], "init") && n == 1)
		return admin_init(&(struct admin_init){ .data = o.data,
							.owner_ja = o.owner_ja,
							.owner_en = o.owner_en,
							.mail = o.mail,
							.person = o.person });
	if (text_equal(args[0], "backup") && n == 2)
		return admin_backup(o.data, args[1]);
	if (text_equal(args[0], "restore") && n == 2)
		return admin_backup_restore(o.data, args[1], o.fork_log);
	if (text_equal(args[0], "check") && n == 1)
		return check();
	if (text_equal(args[0], "refold") && n == 1)
		return refold();
	if (text_equal(args[0], "withhold") && n == 2)
		return admin_withhold(o.data, args[1], o.reason);
	if (text_equal(args[0], "import-list") && n == 2)
		return admin_import(&(struct admin_import){ .data = o.data,
							    .path = args[1],
							    .edition = o.edition,
							    .columns = o.columns,
							    .source = o.source,
							    .slug = o.slug,
							    .name_ja = o.name_ja,
							    .name_en = o.name_en,
							    .url = o.url });
	(void)err_set(&err, E_USAGE,
		      "it is 'hoshi admin init', 'hoshi admin backup DIR', 'hoshi admin restore "
		      "DIR', 'hoshi admin check', 'hoshi admin refold', 'hoshi admin withhold "
		      "ENTRY' or 'hoshi admin import-list FILE'");
	return cli_fail(&err);
}

const struct cmd cmd_admin = {
	.name = "admin",
	.ja = "登録簿を作る、データを保存する、元に戻す、調べる、記録を非公開にする、公開一覧を取り"
	      "込む",
	.en = "make a registry; back up, restore or check its data; withhold a record; import a "
	      "published list",
	.usage = "init | backup DIR | restore DIR | check | refold | withhold ENTRY | import-list "
		 "FILE --data DIR",
	.options = options,
	.args_min = 1,
	.args_max = 2,
	.run = run_admin,
};
