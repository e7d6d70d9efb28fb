#include "web/page_auditor_words.h"

#include "base/mem.h"
#include "base/text.h"
#include "web/page_admin_frame.h"
#include "web/view.h"
#include "workflow/workflow.h"

/* What is no move of the workflow. */
static const struct {
	const char *action, *ja, *en;
} actions[] = {
	{ "account.close", "アカウントを閉鎖", "Account closed" },
	{ "account.invite", "アカウントに招待", "Account invited" },
	{ "account.language", "表示言語を変更", "Language changed" },
	{ "account.password", "パスワードを変更", "Password changed" },
	{ "account.recover", "アカウントの再設定を申込み", "Recovery asked for" },
	{ "account.reissue", "設定用のリンクを再発行", "New link sent" },
	{ "application.look_again", "URLの再確認を依頼", "Links to be looked at again" },
	{ "application.message", "メッセージを送信", "Message sent" },
	{ "application.models", "型式番号の表を取り込み", "Models read from a file" },
	{ "application.open", "申請書の作成を開始", "Application begun" },
	{ "checklist.hand_in", "チェックリストを提出", "Checklist handed in" },
	{ "checklist.type", "チェックリストを入力", "Checklist typed" },
	{ "key.revoke", "登録簿の鍵を失効", "Key of the registry revoked" },
	{ "key.rotate", "登録簿の鍵を交換", "Key of the registry replaced" },
	{ "label.correct", "公開した内容を訂正", "Correction published" },
	{ "label.notify_change", "変更を届出", "Change notified" },
	{ "label.notify_report", "事務局に報告", "Report to the office" },
	{ "label.publish_notice", "お知らせを公開", "Public notice" },
	{ "link.use", "アカウントを設定", "Account set up" },
	{ "list.confirm", "取り込んだ一覧を公開", "Imported list published" },
	{ "list.import", "一覧を取り込んで公開（コマンド）", "List imported by a command" },
	{ "list.remove", "取り込んだ一覧を削除", "Imported list removed" },
	{ "list.upload", "一覧を取り込んで下書きに保存", "List uploaded" },
	{ "log.withhold", "命令により記録を非公開（コマンド）", "Record withheld by order" },
	{ "mail.abandon", "メールの送信を断念", "Mail given up" },
	{ "mail.retry", "メールを再送信", "Mail to be sent again" },
	{ "maker.register", "事業者として登録", "Registered as a maker" },
	{ "notice.decide", "届出に回答", "Notice answered" },
	{ "organisation.accredit", "評価機関の認定を変更", "Accreditation changed" },
	{ "organisation.add", "組織を登録", "Organisation added" },
	{ "registry.found", "登録簿を開設", "Registry founded" },
	{ "session.close", "ログアウト", "Signed out" },
	{ "session.close_others", "ほかの端末からログアウト", "Signed out elsewhere" },
	{ "session.open", "ログイン", "Signed in" },
};

static const struct {
	const char *kind, *ja, *en;
	enum machine machine;
} kinds[] = {
	{ "application", "申請", "Application", MACHINE_APPLICATION },
	{ "label", "ラベル", "Label", MACHINE_LABEL },
	{ "inquiry", "照会", "Inquiry", MACHINE_INQUIRY },
	{ "account", "アカウント", "Account", MACHINES },
	{ "organisation", "組織", "Organisation", MACHINES },
	{ "key", "登録簿の鍵", "Key of the registry", MACHINES },
	{ "list", "取り込んだ一覧", "Imported list", MACHINES },
	{ "mail", "メール", "Mail", MACHINES },
	{ "entry", "公開ログの記録", "Entry of the log", MACHINES },
};

static json_t *text_or_null(const char *text)
{
	return text ? json_string(text) : json_null();
}

/* A move by its row of the table; of several with this name the one from this state. */
static json_t *move_words(enum machine machine, const char *action, const char *from)
{
	const char *dot = action ? strchr(action, '.') : NULL;
	const struct transition *found = NULL;
	size_t n;
	const struct transition *table = workflow_table(&n);

	for (size_t i = 0; dot && i < n; i++)
		if (table[i].machine == machine && text_equal(table[i].action, dot + 1) &&
		    (!found || text_equal(table[i].from, from)))
			found = &table[i];
	return found ? view_words(found->ja, found->en) : text_or_null(action);
}

static json_t *state_words(enum machine machine, const char *name)
{
	const struct workflow_state *state =
	    machine < MACHINES ? workflow_state_find(machine, name) : NULL;

	if (state)
		return view_words(state->ja, state->en);
	/* An answer to a notice. */
	if (text_equal(name, "accepted"))
		return view_words("受理", "accepted");
	if (text_equal(name, "declined"))
		return view_words("不受理", "declined");
	if (text_equal(name, "abandoned"))
		return view_words("送信を断念", "given up");
	if (text_equal(name, "waiting"))
		return view_words("送信待ち", "waiting");
	/* Of an account: its role, or that it is closed. */
	return name ? page_admin_frame_words(name) : json_null();
}

static json_t *what(enum machine machine, const char *action, const char *from)
{
	for (size_t i = 0; i < ARRAY_LEN(actions); i++)
		if (text_equal(actions[i].action, action))
			return view_words(actions[i].ja, actions[i].en);
	return move_words(machine, action, from);
}

static json_t *href_of(const char *kind, const char *subject)
{
	const char *folder = text_equal(kind, "application") ? "applications"
			     : text_equal(kind, "label")     ? "labels"
			     : text_equal(kind, "inquiry")   ? "inquiries"
							     : NULL;

	if (!folder || !subject ||
	    strspn(subject, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-") != strlen(subject))
		return json_null();
	CLEANUP(mem_freep) char *href = mem_format("/officer/%s/%s", folder, subject);
	return json_string(href);
}

static void add_words(json_t *row)
{
	const char *kind = json_text(row, "subject_kind"), *action = json_text(row, "action");
	const char *from = json_text(row, "from_state"), *name = json_text(row, "account_name");
	enum machine machine = MACHINES;
	json_t *about = text_or_null(kind);

	for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
		if (text_equal(kinds[i].kind, kind)) {
			machine = kinds[i].machine;
			json_decref(about);
			about = view_words(kinds[i].ja, kinds[i].en);
		}
	json_object_set_new(row, "what", what(machine, action, from));
	json_object_set_new(row, "about", about);
	json_object_set_new(row, "from", state_words(machine, from));
	json_object_set_new(row, "to", state_words(machine, json_text(row, "to_state")));
	/* What a maker has not handed in is not there for whoever reads this. */
	json_object_set_new(row, "href",
			    json_flag(row, "is_makers") ? json_null()
							: href_of(kind, json_text(row, "subject")));
	json_object_set_new(
	    row, "who",
	    name ? json_string(name)
		 : view_words("自動処理・未ログイン", "the clock, or nobody signed in"));
}

void page_auditor_words_rows(json_t *rows)
{
	size_t i;
	json_t *row;

	json_array_foreach (rows, i, row)
		add_words(row);
}

json_t *page_auditor_words_kinds(void)
{
	json_t *list = json_array();

	for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
		json_array_append_new(list, json_pack("{s:s, s:s, s:s}", "value", kinds[i].kind,
						      "ja", kinds[i].ja, "en", kinds[i].en));
	return list;
}
