#include "web/label_words.h"

#include "base/text.h"
#include "web/view.h"
#include "workflow/workflow.h"

#define STARS 4
#define STAR_WIDTH 26

struct words {
	const char *name, *ja, *en;
};

static json_t *find(const struct words *table, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (text_equal(table[i].name, name))
			return view_words(table[i].ja, table[i].en);
	return view_words(name ? name : "", name ? name : "");
}

/* ---- statuses ---- */

struct status {
	const char *name, *tone, *means_ja, *means_en, *advice_ja, *advice_en;
};

static const struct status statuses[] = {
	{ "valid", "good",
	  "ラベルは有効です。セキュリティアップデートは、サポート期限まで提供されることになっていま"
	  "す。",
	  "The label is valid. Security updates are promised until the end of support.", "", "" },
	{ "extension_pending", "care",
	  "延長の手続き中です。結果が出るまで、ラベルは失効が猶予されています。",
	  "An extension has been asked for. Until it is decided the label has not lapsed.",
	  "これから調達する場合は、手続きの結果をこのページで確かめてください。",
	  "If you are about to buy, look here again for the outcome." },
	{ "suspended", "care",
	  "ラベルは一時的に停止されています。停止中は有効なラベルとして扱えません。",
	  "The label is suspended. While it is, it does not count as valid.",
	  "停止の理由と、製造者からのお知らせを確かめてください。",
	  "Read the reason, and what the maker has to say." },
	{ "expired", "bad", "有効期限が過ぎ、ラベルは失効しました。",
	  "The label has lapsed: its last day has passed.",
	  "製品が直ちに危険になるわけではありませんが、アップデートが続いているかを製造者に確かめて"
	  "くだ"
	  "さい。",
	  "This does not make the product dangerous at once, but ask the maker whether updates go "
	  "on." },
	{ "withdrawn", "bad", "申請者が自らラベルを取り下げ、失効しました。",
	  "The applicant has withdrawn the label.",
	  "アップデートや問い合わせの窓口が続いているかを製造者に確かめてください。",
	  "Ask the maker whether updates and support go on." },
	{ "revoked", "bad",
	  "制度の運営者がラベルを取り消しました。この製品をラベルの付いた製品として扱うことはできま"
	  "せん。",
	  "The scheme's owner has revoked the label. The product no longer counts as labelled.",
	  "取消しの理由を確かめ、使い続けてよいかを製造者に問い合わせてください。",
	  "Read the reason, and ask the maker whether the product can still be used." },
};

json_t *label_words_status(const char *name)
{
	static const struct status unknown = { "", "care", "", "", "", "" };
	const struct workflow_state *state = name ? workflow_state_find(MACHINE_LABEL, name) : NULL;
	const struct status *s = &unknown;

	for (size_t i = 0; i < ARRAY_LEN(statuses); i++)
		if (text_equal(statuses[i].name, name))
			s = &statuses[i];
	return json_pack("{s:s?, s:o, s:s, s:o, s:o}", "name", name, "words",
			 state ? view_words(state->ja, state->en)
			       : view_words(name ? name : "", name ? name : ""),
			 "tone", s->tone, "means", view_words(s->means_ja, s->means_en), "advice",
			 s->advice_ja[0] ? view_words(s->advice_ja, s->advice_en) : json_null());
}

json_t *label_words_statuses(void)
{
	json_t *list = json_array();

	for (size_t i = 0; i < ARRAY_LEN(statuses); i++)
		json_array_append_new(list, label_words_status(statuses[i].name));
	return list;
}

/* ---- who stands for it ---- */

json_t *label_words_attester(int64_t level)
{
	if (level <= 2)
		return json_pack(
		    "{s:o, s:o}", "short",
		    view_words("申請者（製造者など）による自己適合宣言",
			       "Self-declared by the applicant (the maker)"),
		    "means",
		    view_words(
			"基準を満たすことを宣言しているのは申請者です。登録簿の運営者は書類の形"
			"式を確かめましたが、製品を検査していません。安全性を保証するものではありま"
			"せん。",
			"It is the applicant who declares that the criteria are met. The "
			"scheme's owner checked the form of the papers, not the product. "
			"This is no warranty of security."));
	return json_pack(
	    "{s:o, s:o}", "short",
	    view_words("制度の運営者による認証", "Certified by the scheme's owner"), "means",
	    view_words("評価機関の評価報告書に基づいて、制度の運営者が基準への適合を認証していま"
		       "す。安全性を保証するものではありません。",
		       "The scheme's owner certifies conformity on the report of an evaluation "
		       "body. This is no warranty of security."));
}

/* ---- single words ---- */

json_t *label_words_evaluator(const char *evaluator)
{
	static const struct words table[] = {
		{ "own", "申請者自身", "the applicant itself" },
		{ "qualified_person", "有資格者", "a qualified person" },
		{ "verification_firm", "検証事業者", "a verification firm" },
		{ "evaluation_body", "評価機関", "an evaluation body" },
	};

	return find(table, ARRAY_LEN(table), evaluator);
}

json_t *label_words_notice(const char *kind)
{
	static const struct words table[] = {
		{ "vulnerability", "脆弱性", "Vulnerability" },
		{ "update", "アップデート", "Update" },
		{ "other", "お知らせ", "Notice" },
		{ "correction", "登録簿の運営者による訂正", "Correction by the registry" },
		{ "withheld", "非公開の記録", "Withheld" },
	};

	return find(table, ARRAY_LEN(table), kind);
}

json_t *label_words_found(const char *kind)
{
	static const struct words table[] = {
		{ "number", "登録番号", "Registration number" },
		{ "model", "型式番号", "Model" },
		{ "name", "製品名", "Product" },
		{ "maker", "事業者", "Company" },
	};

	return find(table, ARRAY_LEN(table), kind);
}

json_t *label_words_stars(int64_t level)
{
	json_t *list = json_array();

	for (int i = 0; i < STARS; i++)
		json_array_append_new(
		    list, json_pack("{s:b, s:i}", "on", i < level, "x", i * STAR_WIDTH));
	return list;
}
