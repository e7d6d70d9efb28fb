/*
 * One table, a line for each word.  The Japanese is what a maker would write, not a translation of
 * the English; neither claims anything for the product beyond what was examined.
 */
#include "report/report_words.h"

#include "base/buf.h"
#include "base/text.h"

struct word {
	const char *ja;
	const char *en;
};

/* clang-format off */
static const struct word words[WORD_COUNT] = {
	[WORD_REPORT] = { "評価レポート", "Assessment report" },
	[WORD_UNOFFICIAL] = {
		"この文書はHoshiが作成したもので、制度の公式な文書ではありません。",
		"Hoshi made this document. It is not an official document of the scheme." },
	[WORD_TO_DETAILS] = { "項目ごとの結果へ進む", "Skip to the results" },
	[WORD_OVERVIEW] = { "項目ごとの判定の一覧図", "Picture of the verdicts" },
	[WORD_SUMMARY] = { "まとめ", "Summary" },
	[WORD_NEXT] = { "次にすること", "What to do next" },
	[WORD_NOT_EXAMINED] = { "調べられていないこと", "What was not examined" },
	[WORD_CRITERIA] = { "項目ごとの結果", "Results by criterion" },
	[WORD_MEANINGS] = { "判定の意味", "What the verdicts mean" },
	[WORD_DEVICE] = { "機器について分かったこと", "What the device offers" },
	[WORD_CONDITIONS] = { "評価の条件", "How this run was made" },
	[WORD_ABOUT_PACK] = { "基準パックについて", "About the criteria pack" },

	[WORD_NOT_JUDGED] = { "この記録はまだ判定されていません。", "This run has not been judged yet." },
	[WORD_INTERRUPTED] = {
		"評価は途中で中断されています。調べられなかった部分があります。",
		"The run was interrupted, so some of it was never examined." },
	[WORD_RUNNING] = {
		"評価は終わっていません。調べ終えていない部分があります。",
		"The run has not ended, so some of it is not examined yet." },
	[WORD_OTHER_PACK] = {
		"判定に使われた基準パックは、このレポートの文章の元になったものと異なります。",
		"The verdicts come from a different criteria pack than the texts of this report." },
	[WORD_PROVISIONAL] = { "暫定", "provisional" },
	[WORD_PROVISIONAL_MEANS] = {
		"「暫定」は、制度が公表していない基準値に基づく判定です。",
		"“Provisional”: the verdict rests on a value that the scheme has not published." },

	[WORD_BACK] = { "まとめへ戻る", "Back to the summary" },
	[WORD_ID] = { "番号", "Id" },
	[WORD_CRITERION] = { "項目", "Criterion" },
	[WORD_VERDICT] = { "判定", "Verdict" },
	[WORD_REASON] = { "理由", "Reason" },
	[WORD_REMEDY] = { "対処", "What to do" },
	[WORD_REMEDY_IF] = { "不備があった場合の対処", "If it falls short" },
	[WORD_NOTE] = { "補足", "Note" },
	[WORD_NO_REASON] = { "理由は記録されていません。", "No reason is recorded." },
	[WORD_NO_VERDICT] = { "この項目の判定は記録にありません。", "The run holds no verdict for this criterion." },
	[WORD_QUESTION] = { "人が答える質問", "Question for a person" },
	[WORD_HINT] = { "手がかり", "Hint" },
	[WORD_ANSWER] = { "回答", "Answer" },
	[WORD_ANSWER_NONE] = { "まだ回答がありません", "Not answered yet" },
	[WORD_ANSWER_YES] = { "はい", "Yes" },
	[WORD_ANSWER_NO] = { "いいえ", "No" },
	[WORD_ANSWER_NA] = { "該当しない", "Does not apply" },
	[WORD_ANSWER_BECAUSE] = { "回答の根拠", "Grounds" },
	[WORD_ANSWERED_BY] = { "回答者", "Answered by" },
	[WORD_EVIDENCE] = { "証跡", "Evidence" },
	[WORD_EVIDENCE_NONE] = { "機器から得た証跡はありません。", "There is no evidence from the device." },
	[WORD_OBSERVATIONS] = { "観測された事実", "Observations" },
	[WORD_COVERAGE] = { "調べた範囲", "Coverage" },
	[WORD_SHOWN_UNDER] = { "内容は右の項目に掲載:", "shown under" },
	[WORD_FIX] = { "直すこと", "Fix" },
	[WORD_ANSWER_THESE] = { "答えること", "Answer" },
	[WORD_ANSWER_HOW] = {
		"質問の文は各項目にあります。hoshi answerで答えると、もう一度判定できます。",
		"The questions stand under each criterion. Answer them with hoshi answer, then judge again." },
	[WORD_AGAIN] = { "もう一度調べること", "Examine again" },
	[WORD_AGAIN_HOW] = {
		"途中までしか調べられず、判定できない項目があります。何をすれば調べられるかは、次の節にあります:",
		"Some criteria could not be decided, as not everything was examined. What to do about it stands in the next section:" },
	[WORD_ADVICE] = { "調べるには", "To do" },
	[WORD_NOTHING_NEXT] = { "残っている作業はありません。", "Nothing is left to do." },
	[WORD_NOTHING_MISSED] = {
		"予定した調査はすべて終わっています。",
		"Everything that was planned was examined." },
	[WORD_CONCERNS] = { "関係する項目", "Concerns" },

	[WORD_PORTS] = { "開いているポート", "Open ports" },
	[WORD_PORTS_NONE] = { "開いているポートは観測されていません。", "No open port was observed." },
	[WORD_PORT] = { "ポート", "Port" },
	[WORD_SERVICE] = { "サービス", "Service" },
	[WORD_DECLARED] = { "申告", "Declared" },
	[WORD_DECLARED_YES] = { "あり", "yes" },
	[WORD_DECLARED_NO] = { "なし", "no" },
	[WORD_DECLARED_UNKNOWN] = { "申告書なし", "no declaration" },
	[WORD_PURPOSE] = { "用途", "Purpose" },
	[WORD_CRYPTO] = { "機器が受け入れる暗号", "Cryptography that the device accepts" },
	[WORD_CRYPTO_NONE] = { "暗号は観測されていません。", "No cryptography was observed." },
	[WORD_ACCESS] = { "誰が何を利用できるか", "Who may do what" },
	[WORD_ACCESS_MEANS] = { "見つかった、または申告されたものを、四通りの相手として求めた結果です。「誤った認証情報」は、違うパスワードや誰にも発行していないセッションです。「入力欄の表示」は、設定を送る入力欄が届いたかどうかで、送信はしていません。「topic」はMQTTで配られる情報、「DESCRIBE」はRTSPで配信される映像などの説明、「ONVIF」はカメラへの問い合わせです。",
		"What was found or declared, asked for as four. A “wrong credential” is another password, or a session that was given to nobody. “Form shown” is whether the form that sets something was handed out; it was not sent. A “topic” is what MQTT hands out, “DESCRIBE” the description of a stream of RTSP, “ONVIF” a question to a camera." },
	[WORD_ACCESS_NONE] = { "調べたものはありません。", "Nothing was examined." },
	[WORD_RESOURCE] = { "対象", "What" },
	[WORD_EFFECT] = { "行為", "Act" },
	[WORD_EFFECT_READ] = { "閲覧", "reading" },
	[WORD_EFFECT_FORM] = { "入力欄の表示", "form shown" },
	[WORD_EFFECT_SET] = { "設定の送信", "setting" },
	[WORD_AS_NONE] = { "ログインなし", "Without login" },
	[WORD_AS_WRONG] = { "誤った認証情報", "Wrong credential" },
	[WORD_AS_LOW] = { "低い権限", "Low privilege" },
	[WORD_AS_VALID] = { "所有者", "Owner" },
	[WORD_CHANGED] = { "送り返した後、表示される値が変わりました。機器の設定を確かめてください。",
		"After it had been sent back it shows other values. Check the device's settings." },
	[WORD_GUESSING] = { "総当たり攻撃への備え", "Protection against guessing" },
	[WORD_GUESSING_NONE] = { "総当たり攻撃への備えは測定していません。", "The protection against guessing was not measured." },
	[WORD_LEDGER] = { "試したログインの回数", "Attempts to log in" },
	[WORD_LEDGER_MEANS] = { "検査全体で試したログインのすべてです。準備は、正しい返事と誤った返事を見分けるための試行です。",
		"All logins that were tried in this assessment. Controls are there to tell right answers from wrong ones." },
	[WORD_ACCOUNT] = { "アカウント", "Account" },
	[WORD_FOR_WALK] = { "調査", "To look around" },
	[WORD_FOR_CONTROL] = { "準備", "Controls" },
	[WORD_FOR_DEFAULT] = { "初期パスワード", "Defaults" },
	[WORD_FOR_GUESS] = { "わざと誤った試行", "Wrong on purpose" },
	[WORD_WAS_NO] = { "拒否", "Refused" },
	[WORD_WAS_YES] = { "成功", "Let in" },
	[WORD_WAS_HELD] = { "制限", "Held back" },
	[WORD_WAS_UNCLEAR] = { "不明", "Unclear" },
	[WORD_WHERE] = { "場所", "Where" },
	[WORD_KIND] = { "種類", "Kind" },
	[WORD_NAME_AND_GRADE] = { "名称と評価", "Name and grade" },
	[WORD_GRADE_REFUSED] = { "使用不可", "refused" },
	[WORD_GRADE_TOLERATED] = { "許容", "tolerated" },
	[WORD_GRADE_RECOMMENDED] = { "推奨", "recommended" },
	[WORD_GRADE_UNKNOWN] = { "方針に記載なし", "not in the policy" },
	[WORD_SEEN] = { "事実", "Fact" },
	[WORD_TEXT] = { "機器の応答など", "What it said" },
	[WORD_STATE] = { "状態", "State" },
	[WORD_STATE_COMPLETE] = { "完了", "complete" },
	[WORD_STATE_PARTIAL] = { "一部のみ", "partial" },
	[WORD_STATE_NOT_DONE] = { "未実施", "not done" },
	[WORD_STATE_ERROR] = { "エラー", "error" },

	[WORD_EVIDENCE_CUT] = {
		"先頭だけを示しています。全体は次のファイルにあります:",
		"Only the beginning is shown. All of it is in:" },
	[WORD_EVIDENCE_BUDGET] = {
		"大きさの上限に達したため、ここには載せていません。次のファイルにあります:",
		"Left out because the report has reached its size limit. It is in:" },
	[WORD_EVIDENCE_UNREADABLE] = {
		"証跡のファイルを読めないか、内容が記録時と異なります:",
		"The evidence cannot be read, or is not what was recorded:" },
	[WORD_EVIDENCE_FILE] = { "ファイル", "File" },
	[WORD_EVIDENCE_HEX] = { "16進ダンプ", "hex dump" },
	[WORD_EVIDENCE_ALL] = { "証跡の一覧", "All evidence" },
	[WORD_SENT] = { "Hoshiが送信", "Hoshi sent" },
	[WORD_RECEIVED] = { "機器が送信", "the device sent" },
	[WORD_NUMBER] = { "番号", "No." },
	[WORD_LABEL] = { "内容", "What it is" },
	[WORD_BYTES] = { "バイト数", "Bytes" },
	[WORD_SHA256] = { "SHA-256", "SHA-256" },
	[WORD_EXAMINATION] = { "調査の内容", "Examination" },
	[WORD_PROBE] = { "調査", "Probe" },

	[WORD_PRODUCT] = { "製品", "Product" },
	[WORD_MAKER] = { "製造者", "Maker" },
	[WORD_MODEL] = { "型式番号", "Model" },
	[WORD_TARGET] = { "評価対象", "Target" },
	[WORD_VANTAGE] = { "調べた側", "Seen from" },
	[WORD_VANTAGE_LAN] = { "内部ネットワーク（LAN）側", "the local network (LAN)" },
	[WORD_VANTAGE_WAN] = { "インターネット（WAN）側", "the internet side (WAN)" },
	[WORD_VANTAGE_UNKNOWN] = { "不明", "unknown" },
	[WORD_STARTED] = { "開始", "Started" },
	[WORD_ENDED] = { "終了", "Ended" },
	[WORD_OPERATOR] = { "実施者", "Operator" },
	[WORD_AUTHORIZATION] = { "実施の許可", "Authorisation" },
	[WORD_NONE_GIVEN] = { "記録なし", "none recorded" },
	[WORD_PACE] = { "速さ", "Pace" },
	[WORD_PACE_GENTLE] = { "控えめ", "gentle" },
	[WORD_PACE_NORMAL] = { "標準", "normal" },
	[WORD_PACE_FAST] = { "高速", "fast" },
	[WORD_TOOL] = { "ツール", "Tool" },
	[WORD_RUN] = { "記録の番号", "Run" },
	[WORD_PACK] = { "基準パック", "Criteria pack" },
	[WORD_PACK_EDITION] = { "基準パックの版", "Pack edition" },
	[WORD_PACK_SHA256] = { "基準パックのSHA-256", "Pack SHA-256" },
	[WORD_BASED_ON] = { "元にした文書", "Based on" },
	[WORD_DECLARATION] = { "製品の申告書", "Declaration" },
	[WORD_DECLARATION_NONE] = {
		"なし（申告されたインターフェースかどうかは判断していません）",
		"none (so no interface can be called undeclared)" },
	[WORD_DECLARATION_GIVEN] = { "あり", "given" },
	[WORD_PARAMETERS] = { "基準値", "Threshold values" },
	[WORD_PARAMETER] = { "項目", "Parameter" },
	[WORD_PARAMETERS_USED] = { "判定に使った基準値", "Threshold values used" },
	[WORD_VALUE] = { "値", "Value" },
	[WORD_SOURCE] = { "出典", "Source" },
	[WORD_STANDING] = { "位置づけ", "Standing" },
	[WORD_OFFICIAL] = { "公表値", "published by the scheme" },
	[WORD_UNOFFICIAL_VALUE] = { "非公表のため仮の値", "not published: our default" },
};

static const struct word verdicts[VERDICT_COUNT] = {
	[VERDICT_FAIL] = { "不備あり", "Failure found" },
	[VERDICT_ERROR] = { "検査エラー", "Test error" },
	[VERDICT_INCONCLUSIVE] = { "判定できず", "Inconclusive" },
	[VERDICT_NEEDS_HUMAN] = { "要回答", "Needs an answer" },
	[VERDICT_PASS] = { "不備見つからず", "No failure found" },
	[VERDICT_NOT_APPLICABLE] = { "対象外", "Not applicable" },
};

static const struct word meanings[VERDICT_COUNT] = {
	[VERDICT_FAIL] = {
		"基準に反する事実が観測されたか、申告・回答されました。",
		"Something against the criterion was observed, declared or answered." },
	[VERDICT_ERROR] = {
		"調査が異常終了したため、判定していません。",
		"An examination broke off, so there is no decision." },
	[VERDICT_INCONCLUSIVE] = {
		"判定に必要な情報がそろっていません。",
		"Something needed for a decision is missing." },
	[VERDICT_NEEDS_HUMAN] = {
		"機器からは分からないため、人の回答が必要です。",
		"The device cannot tell; a person has to answer." },
	[VERDICT_PASS] = {
		"調べた範囲では、基準に反する事実は見つかっていません。",
		"Nothing against the criterion was found in what was examined." },
	[VERDICT_NOT_APPLICABLE] = {
		"申告・回答された理由により、この項目は当てはまりません。",
		"For the reason declared or answered, the criterion does not apply." },
};
/* clang-format on */

static const char *choose(const struct word *w, const char *language)
{
	return text_equal(language, "ja") ? w->ja : w->en;
}

const char *report_words_get(enum report_word word, const char *language)
{
	assert(word < WORD_COUNT);
	return choose(&words[word], language);
}

enum report_word report_words_state(const char *state)
{
	static const struct {
		const char *name;
		enum report_word word;
	} states[] = {
		{ "complete", WORD_STATE_COMPLETE },
		{ "partial", WORD_STATE_PARTIAL },
		{ "not_done", WORD_STATE_NOT_DONE },
	};

	for (size_t i = 0; i < ARRAY_LEN(states); i++)
		if (text_equal(states[i].name, state))
			return states[i].word;
	return WORD_STATE_ERROR;
}

const char *report_words_verdict(enum verdict v, const char *language)
{
	return choose(&verdicts[v], language);
}

const char *report_words_meaning(enum verdict v, const char *language)
{
	return choose(&meanings[v], language);
}

void report_words_more(struct buf *out, size_t n, const char *language)
{
	if (text_equal(language, "ja"))
		buf_format(out, "ほか%zu件", n);
	else
		buf_format(out, "and %zu more", n);
}

void report_words_items(struct buf *out, size_t n, const char *language)
{
	if (text_equal(language, "ja"))
		buf_format(out, "%zu件", n);
	else
		buf_format(out, "%zu", n);
}

void report_words_questions(struct buf *out, size_t n, const char *language)
{
	if (text_equal(language, "ja"))
		buf_format(out, "質問%zu件", n);
	else
		buf_format(out, "%zu question%s", n, n == 1 ? "" : "s");
}
