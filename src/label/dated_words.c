#include "label/dated_words.h"

#include "base/buf.h"
#include "base/day.h"
#include "base/text.h"

#define NAME_SHOWN_MAX 400 /* bytes of a name out of a record */

struct say {
	const char *words[2]; /* by enum verify_language */
};

static const struct say steps[] = {
	[DATED_FORM] = { { "形式", "form" } },
	[DATED_KEY] = { { "鍵", "key" } },
	[DATED_SIGNATURE] = { { "署名", "signature" } },
	[DATED_LOG] = { { "ログの署名", "log" } },
	[DATED_ENTRIES] = { { "ログへの記録", "entries" } },
	[DATED_CHAIN] = { { "履歴", "history" } },
	[DATED_STATEMENT] = { { "ステートメント", "statement" } },
	[DATED_RECORDS] = { { "公開記録", "records" } },
};

static const struct say held[] = {
	[DATED_FORM] = { { "日時指定の回答です。", "it is a dated answer" } },
	[DATED_KEY] = { { "鍵ファイルにあり、作成日に有効な鍵です。",
			  "the key is in the key file and was valid on the day it was made" } },
	[DATED_SIGNATURE] = { { "鍵の署名と一致します。", "the signature is the key's" } },
	[DATED_LOG] = { { "チェックポイントは、発行元のログが署名したものです。",
			  "the checkpoint is signed by the registry's log" } },
	[DATED_ENTRIES] = { { "すべての記録が、そのログに含まれています。",
			      "every entry is in that log" } },
	[DATED_CHAIN] = { { "発行から指定された時点まで、抜けている記録はありません。",
			    "from the issue to the moment no entry is missing" } },
	[DATED_STATEMENT] = { { "発行時のラベルのステートメントは真正です。",
				"the label statement of the issue is genuine" } },
	[DATED_RECORDS] = { { "公開記録は、ログに記録されたものと一致します。",
			      "the public records are those that were logged" } },
};

static const struct say whys[] = {
	[DATED_WHY_NONE] = { { "", "" } },
	[DATED_WHY_EARLIER] = { { "先の確認で不一致があったため、行っていません。",
				  "an earlier check failed" } },
	[DATED_WHY_UNSIGNED] = { { "ファイルから読み取った内容で、登録簿による署名はありません。",
				   "not signed: read from files" } },
	[DATED_WHY_NO_KEYS] = { { "鍵ファイルが指定されていません。", "there is no key file" } },
	[DATED_WHY_FAULT] = { { "", "" } },
};

static const struct say limit = {
	{ "この回答は、ラベルについて登録簿に何が記録されていたかを示すものです。お手元の製品そのも"
	  "のに"
	  "ついては何も示しません（真正なコードでも、偽の製品に写し取られることがあります)"
	  "。また、何らか"
	  "の基準や法令に適合していることを示すものでもありません。",
	  "This answer tells what the registry recorded of the label. It says nothing of the "
	  "product in "
	  "hand (a genuine code can be copied onto a false product), and not that anything "
	  "complies with "
	  "any criteria or law." }
};

const char *dated_words_step(enum dated_step step, enum verify_language l)
{
	return steps[step].words[l];
}

const char *dated_words_limit(enum verify_language l)
{
	return limit.words[l];
}

static void write_time(struct buf *out, int64_t seconds, enum verify_language l)
{
	char time[DAY_TIME_MAX];

	day_time(time, seconds);
	buf_text(out, time);
	buf_text(out, l == VERIFY_JA ? "（日本時間）" : " (Tokyo)");
}

static void write_name(struct buf *out, const char *name)
{
	text_visible(out, bytes_of(name ? name : ""), NAME_SHOWN_MAX);
}

/* ---- checks ---- */

static void write_witnesses(struct buf *out, const struct dated_result *r, enum verify_language l)
{
	const bool is_ja = l == VERIFY_JA;

	if (r->log.cosignatures > 0) {
		buf_format(out,
			   is_ja ? "証人の署名を %u 件確かめました（最新は "
				 : "; %u cosignature(s) of witnesses verified (latest ",
			   r->log.cosignatures);
		write_time(out, (int64_t)r->log.witnessed, l);
		buf_text(out, is_ja ? "）。" : ")");
	} else {
		buf_text(out, is_ja ? "確かめられた証人の署名はありません。"
				    : "; no cosignature of a witness was verified");
	}
	if (r->log.others > 0)
		buf_format(out,
			   is_ja ? "ほかに鍵ファイルにない鍵の署名が %u 件あります。"
				 : "; %u signature(s) of keys that the key file does not have",
			   r->log.others);
}

void dated_words_check(struct buf *out, const struct dated_result *r, enum dated_step step,
		       enum verify_language l)
{
	const struct dated_check *check = &r->checks[step];
	const bool is_ja = l == VERIFY_JA;

	if (check->why == DATED_WHY_FAULT) {
		if (!is_ja)
			buf_text(out, r->fault.text);
		else if (r->fault.ja[0])
			buf_format(out, "%s。", r->fault.ja);
		else
			buf_format(out, "読み取れません: %s", r->fault.text);
		return;
	}
	buf_text(out,
		 check->outcome == VERIFY_HOLDS ? held[step].words[l] : whys[check->why].words[l]);
	if (check->outcome != VERIFY_HOLDS)
		return;
	if (step == DATED_LOG)
		write_witnesses(out, r, l);
	if (step == DATED_STATEMENT && r->is_label_key_revoked)
		buf_text(out, is_ja ? "鍵はその後失効しましたが、失効前にログに記録されています。"
				    : "; its key was revoked later, after the issue was logged");
}

/* ---- what it comes to ---- */

static void write_maker(struct buf *out, const struct dated_result *r, enum verify_language l)
{
	const bool is_ja = l == VERIFY_JA;
	const enum dated_why why = r->checks[DATED_SIGNATURE].why;

	if (why == DATED_WHY_UNSIGNED) {
		buf_text(out, is_ja ? "ファイルから読み取った内容で、登録簿による署名はありません。"
				    : "Not signed: read from files. ");
	} else if (why == DATED_WHY_NO_KEYS) {
		buf_text(out, is_ja ? "鍵ファイルが指定されていないため、署名は確かめていません。"
				    : "The signature was not checked, as there is no key file. ");
	} else {
		buf_format(out,
			   is_ja ? "この回答は真正で、%sが"
				 : "This answer is genuine and was made by %s on ",
			   is_ja ? r->owner_ja : r->owner_en);
		write_time(out, r->answer.made, l);
		buf_text(out, is_ja ? "に作成したものです。" : ". ");
	}
}

static void write_not_issued(struct buf *out, const struct dated_result *r, enum verify_language l)
{
	const bool is_ja = l == VERIFY_JA;

	buf_format(out, is_ja ? "登録番号 %s のラベルは、" : "The label %s was not issued yet on ",
		   r->answer.number);
	write_time(out, r->answer.at, l);
	buf_text(out,
		 is_ja ? "の時点ではまだ発行されていませんでした。発行は" : ". It was issued on ");
	write_time(out, r->history.issue->entry.at, l);
	buf_text(out, is_ja ? "です。" : ".");
}

static void write_status(struct buf *out, const struct dated_result *r, enum verify_language l)
{
	const struct dated_history *h = &r->history;
	const bool is_ja = l == VERIFY_JA;
	const char *status = verify_words_status(h->status, l);

	buf_format(out, is_ja ? "登録番号 %s のラベル（レベル %u）は、" : "On ", r->answer.number,
		   h->level);
	write_time(out, r->answer.at, l);
	if (is_ja)
		buf_format(out, "の時点で「%s」でした。有効期限は %s です。", status,
			   h->valid_until);
	else
		buf_format(out, " the label %s (level %u) was \"%s\"; its last day was %s.",
			   r->answer.number, h->level, status, h->valid_until);
	if (h->standing == DATED_OPEN)
		buf_text(
		    out,
		    is_ja ? "有効期限を過ぎていましたが、延長申請の結果が出ていませんでした。"
			    "その時点で効力があったかどうかは、公開された記録だけでは決まりません。"
			  : " The last day was over and an extension was pending: whether the "
			    "label was in force cannot be told from what is public.");
}

static void write_model(struct buf *out, const struct dated_result *r, enum verify_language l)
{
	static const struct say says[] = {
		[DATED_MODEL_NOT_ASKED] = { { "", "" } },
		[DATED_MODEL_COVERED] = { { "は対象に含まれていました。", " was covered." } },
		[DATED_MODEL_NOT_COVERED] = { { "は対象に含まれていませんでした。",
						" was not covered." } },
		[DATED_MODEL_UNKNOWN] = { { "が対象に含まれていたかどうかは、公開されていない記録が"
					    "あるため分かりません。",
					    ": whether it was covered cannot be told, as a record "
					    "is "
					    "withheld." } },
	};

	if (r->history.model == DATED_MODEL_NOT_ASKED)
		return;
	buf_text(out, l == VERIFY_JA ? "型式 " : " Model ");
	write_name(out, r->answer.model);
	buf_text(out, l == VERIFY_JA ? " " : "");
	buf_text(out, says[r->history.model].words[l]);
}

static void write_criteria(struct buf *out, const struct dated_result *r, enum verify_language l)
{
	const bool is_ja = l == VERIFY_JA;
	const json_t *applicant = json_object_get(r->history.body, "applicant");
	const json_t *product = json_at(r->history.body, "/product/name");
	const char *own = is_ja ? "ja" : "en";
	const char *name =
	    json_text(product, own) ? json_text(product, own) : json_text(product, "ja");

	buf_text(out, is_ja ? "適合基準は " : " Criteria: ");
	write_name(out, r->statement.criteria);
	if (name) {
		buf_text(out, is_ja ? "、製品は「" : "; product: ");
		write_name(out, name);
		buf_text(out, is_ja ? "」" : "");
	}
	if (json_text(applicant, own)) {
		buf_text(out, is_ja ? "、申請者は" : "; applicant: ");
		write_name(out, json_text(applicant, own));
	}
	buf_text(out, is_ja ? "です。" : ".");
}

static void write_until(struct buf *out, const struct dated_result *r, enum verify_language l)
{
	const bool is_ja = l == VERIFY_JA;

	if (r->history.after) {
		buf_text(out,
			 is_ja ? "この時点の次の記録は" : " The next entry about the label is of ");
		write_time(out, r->history.after->entry.at, l);
		buf_text(out, is_ja ? "のもので、その間に変更がなかったことはログが示しています。"
				    : ": that nothing changed in between, the log shows.");
		return;
	}
	buf_text(out, is_ja ? "その後、" : " That there was no later entry on ");
	write_time(out, r->answer.made, l);
	buf_text(out, is_ja ? "までに記録がないことは、" : " ");
	if (r->checks[DATED_SIGNATURE].why == DATED_WHY_UNSIGNED)
		buf_text(out, is_ja ? "ここにあるファイルがログのすべてである場合に限り言えます。"
				    : "is so if these files are all of the log.");
	else
		buf_text(out, is_ja ? "登録簿の言明によります。" : "is the registry's word.");
}

void dated_words_verdict(struct buf *out, const struct dated_result *r, enum verify_language l)
{
	if (r->verdict == DATED_NOT_GENUINE) {
		buf_text(out, l == VERIFY_JA
				  ? "検証できませんでした。書かれている内容を信用しないでください。"
				  : "Not verified. Do not believe what it says.");
		return;
	}
	write_maker(out, r, l);
	if (r->history.standing == DATED_NOT_ISSUED) {
		write_not_issued(out, r, l);
		return;
	}
	write_status(out, r, l);
	write_model(out, r, l);
	write_criteria(out, r, l);
	write_until(out, r, l);
}

/* ---- the history ---- */

void dated_words_entry(struct buf *out, const struct dated_entry *e, enum verify_language l)
{
	static const struct say kinds[] = {
		[LOG_LABEL_ISSUED] = { { "発行", "issued" } },
		[LOG_LABEL_STATUS] = { { "状態の変更", "status" } },
		[LOG_LABEL_UPDATED] = { { "公開内容の変更", "published details changed" } },
		[LOG_LABEL_NOTICE] = { { "申請者からのお知らせ", "notice by the maker" } },
		[LOG_CORRECTION] = { { "登録簿の運営者による訂正", "correction by the registry" } },
	};
	const bool is_ja = l == VERIFY_JA;
	char time[DAY_TIME_MAX];

	day_time(time, e->entry.at);
	buf_format(out, "%s  %s", time, kinds[e->entry.kind].words[l]);
	if (e->entry.valid_until[0])
		buf_format(out, is_ja ? ": %s、有効期限 %s" : ": %s, last day %s",
			   verify_words_status((enum status)e->entry.status, l),
			   e->entry.valid_until);
	buf_format(out, is_ja ? "（ログの記録 %" PRIu64 "）" : " (entry %" PRIu64 " of the log)",
		   e->index);
	if (!log_entry_is_words(e->entry.kind) && !e->json)
		buf_text(out, is_ja ? "　内容は公開されていません" : ", its record is withheld");
}
