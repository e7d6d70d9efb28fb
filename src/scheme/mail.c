#include "scheme/mail.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"
#include "workflow/settings.h"

#define MAIL_MAX 16384

struct text {
	const char *subject, *body;
};

static const struct {
	struct text ja, en;
} texts[] = {
	[MAIL_INVITATION] = {
		{ "アカウントの設定",
		  "{scheme}のアカウントが用意されました。\n"
		  "次のページで、パスワードと認証アプリを設定してください。\n\n{url}\n\n"
		  "このリンクは3日間、1回だけ使えます。\n"
		  "心当たりがない場合は、このメールを破棄してください。\n" },
		{ "Set up your account",
		  "An account of {scheme} is ready for you.\n"
		  "Please set its password and authenticator app on this page:\n\n{url}\n\n"
		  "The link works once, within three days.\n"
		  "If you do not expect this, please delete this mail.\n" },
	},
	[MAIL_RECOVERY] = {
		{ "アカウントの再設定",
		  "{scheme}のアカウントの再設定が申し込まれました。\n"
		  "次のページで、パスワードと認証アプリを設定し直してください。\n\n{url}\n\n"
		  "このリンクは3日間、1回だけ使えます。\n"
		  "心当たりがない場合は、何もする必要はありません。\n" },
		{ "Recover your account",
		  "Somebody asked to recover your account of {scheme}.\n"
		  "Please set a new password and authenticator app on this page:\n\n{url}\n\n"
		  "The link works once, within three days.\n"
		  "If it was not you, there is nothing to do.\n" },
	},
	[MAIL_HAS_ACCOUNT] = {
		{ "登録済みのアカウント",
		  "このメールアドレスで{scheme}への登録が申し込まれましたが、"
		  "すでにアカウントがあります。\n"
		  "パスワードを忘れた場合は、次のページから再設定できます。\n\n{url}\n" },
		{ "You have an account already",
		  "Somebody tried to register this address with {scheme}, where it has an account.\n"
		  "If you forgot the password, it can be set anew here:\n\n{url}\n" },
	},
	[MAIL_MOVED] = {
		{ "{number}：{state}",
		  "{number}の状態が「{state}」になりました。\n"
		  "詳しくは次のページを確認してください。\n\n{url}\n" },
		{ "{number}: {state}",
		  "{number} is now in the state \"{state}\".\n"
		  "Please see this page:\n\n{url}\n" },
	},
	[MAIL_TO_DO] = {
		{ "{number}：対応のお願い",
		  "{number}について、対応が必要です。\n\n{url}\n" },
		{ "{number}: something to do",
		  "{number} is waiting for you.\n\n{url}\n" },
	},
	[MAIL_MESSAGE] = {
		{ "{number}：新しいメッセージ",
		  "{number}に新しいメッセージがあります。\n\n{url}\n" },
		{ "{number}: a new message",
		  "There is a new message on {number}.\n\n{url}\n" },
	},
	[MAIL_REMINDER] = {
		{ "{number}：有効期限まで{days}日",
		  "ラベル{number}の有効期限は{day}です（残り{days}日）。\n"
		  "継続する場合は、次のページから延長を申請してください。\n\n{url}\n" },
		{ "{number}: {days} days until it ends",
		  "The label {number} ends on {day}, in {days} days.\n"
		  "To keep it, please ask for its renewal on this page:\n\n{url}\n" },
	},
};

struct filler {
	bool ja;
	const char *scheme, *base_url;
	const struct mail_words *words;
};

/* {name}, with its length in *taken; unknown names are our own mistake. */
static void put_word(struct buf *out, const struct filler *f, struct bytes name)
{
	const struct mail_words *w = f->words;

	if (bytes_equal(name, bytes_of("scheme")))
		buf_text(out, f->scheme);
	else if (bytes_equal(name, bytes_of("url")))
		buf_format(out, "%s%s", f->base_url, w->path);
	else if (bytes_equal(name, bytes_of("number")))
		buf_text(out, w->number);
	else if (bytes_equal(name, bytes_of("state")))
		buf_text(out, f->ja ? w->state_ja : w->state_en);
	else if (bytes_equal(name, bytes_of("day")))
		buf_text(out, w->day);
	else if (bytes_equal(name, bytes_of("days")))
		buf_format(out, "%" PRId64, w->days);
	else
		assert(!"a word that no mail knows");
}

static void fill(struct buf *out, const struct filler *f, const char *text)
{
	while (*text) {
		const char *open = strchr(text, '{');

		if (!open) {
			buf_text(out, text);
			return;
		}
		const char *close = strchr(open, '}');
		assert(close);
		buf_add(out, text, (size_t)(open - text));
		put_word(out, f,
			 (struct bytes){ .p = (const uint8_t *)open + 1,
					 .n = (size_t)(close - open - 1) });
		text = close + 1;
	}
}

enum outcome mail_send(struct call *c, const json_t *account, enum mail kind,
		       const struct mail_words *words)
{
	const char *language = json_text(account, "language");
	const json_t *settings = c->scheme->settings->doc;
	bool ja = text_equal(language, "ja");
	const struct filler f = {
		.ja = ja,
		.scheme = json_text(json_at(settings, "/scheme/name"), ja ? "ja" : "en"),
		.base_url = json_text(settings, "base_url"),
		.words = words,
	};
	const struct text *text = ja ? &texts[kind].ja : &texts[kind].en;
	CLEANUP(buf_done) struct buf subject = BUF(MAIL_MAX);
	CLEANUP(buf_done) struct buf body = BUF(MAIL_MAX);

	fill(&subject, &f, text->subject);
	fill(&body, &f, text->body);
	if (!buf_ok(&subject) || !buf_ok(&body))
		return call_broken(c, E_LIMIT);
	return call_run(c, "outbox_add",
			STORE_VALUES(STORE_TEXT(json_text(account, "mail")), STORE_TEXT(language),
				     STORE_TEXT(buf_cstr(&subject)), STORE_TEXT(buf_cstr(&body)),
				     STORE_INT(c->now)));
}

static enum outcome send_to_rows(struct call *c, const json_t *rows, enum mail kind,
				 const struct mail_words *words)
{
	size_t i;
	json_t *row;

	json_array_foreach (json_lend(rows), i, row) {
		const char *state = json_text(row, "state");
		enum outcome o;

		if (state && !text_equal(state, "active"))
			continue;
		o = mail_send(c, row, kind, words);
		if (o != OUTCOME_OK)
			return o;
	}
	return OUTCOME_OK;
}

enum outcome mail_to_role(struct call *c, const char *role, enum mail kind,
			  const struct mail_words *words)
{
	CLEANUP(json_done) json_t *rows = NULL;
	enum outcome o = call_rows(c, "accounts_of_role", STORE_VALUES(STORE_TEXT(role)), &rows);

	return o == OUTCOME_OK ? send_to_rows(c, rows, kind, words) : o;
}

enum outcome mail_to_organisation(struct call *c, int64_t organisation, enum mail kind,
				  const struct mail_words *words)
{
	CLEANUP(json_done) json_t *rows = NULL;
	enum outcome o =
	    call_rows(c, "accounts_of_organisation", STORE_VALUES(STORE_INT(organisation)), &rows);

	return o == OUTCOME_OK ? send_to_rows(c, rows, kind, words) : o;
}

enum outcome mail_to_authority(struct call *c, const char *authority, enum mail kind,
			       const struct mail_words *words)
{
	CLEANUP(json_done) json_t *row = NULL;
	enum outcome o =
	    call_row(c, "organisation_by_authority", STORE_VALUES(STORE_TEXT(authority)), &row);

	if (o == OUTCOME_MISSING)
		return OUTCOME_OK;
	return o == OUTCOME_OK ? mail_to_organisation(c, json_int(row, "id", 0), kind, words) : o;
}
