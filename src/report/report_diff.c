#include "report/report_diff.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"
#include "criteria/catalogue.h"
#include "report/report_fact.h"
#include "report/report_words.h"
#include "report/report_wrap.h"
#include "run/coverage.h"
#include "run/run_diff.h"

#define TEXT_MAX 65536

struct page {
	struct buf *out;
	const json_t *diff;
	const struct catalogue *catalogue;
	const char *language;
	unsigned width;
};

/* A macro, so that the compiler sees formats as the literals that they are. */
#define SAY(p, ja, en) (text_equal((p)->language, "ja") ? (ja) : (en))

static void line(struct page *p, const char *mark, struct buf *text)
{
	buf_format(p->out, "  %s ", mark);
	report_wrap(p->out, buf_cstr(text), 4, 4, p->width);
}

static void heading(struct page *p, const char *ja, const char *en)
{
	buf_format(p->out, "\n%s\n", SAY(p, ja, en));
}

static void about(struct page *p, const char *key, const char *ja, const char *en)
{
	const json_t *run = json_object_get(p->diff, key);
	CLEANUP(buf_done) struct buf text = BUF(TEXT_MAX);

	buf_format(&text, "%s %s  %s", SAY(p, ja, en), json_text(run, "started"),
		   json_text(run, "target"));
	if (!text_equal(json_text(run, "state"), "complete"))
		buf_text(&text, SAY(p, "（途中まで）", " (not finished)"));
	if (!json_flag(run, "judged"))
		buf_text(&text, SAY(p, "（未判定）", " (not judged)"));
	report_wrap(p->out, buf_cstr(&text), 0, 4, p->width);
}

/* ---- conditions ---- */

static const char *condition_word(const struct page *p, const char *what)
{
	static const struct {
		const char *what, *ja, *en;
	} words[] = {
		{ "target", "対象のアドレス", "address of the target" },
		{ "vantage", "調べた場所", "vantage" },
		{ "state", "検査の状態", "state of the run" },
		{ "pace", "機器への負荷", "pace" },
		{ "tool", "プログラムの版", "version of the program" },
		{ "pack", "基準パック", "criteria pack" },
		{ "pack_edition", "基準パックの版", "edition of the pack" },
		{ "pack_sha256", "基準パックの内容", "content of the pack" },
		{ "crypto_policy", "暗号の方針", "crypto policy" },
		{ "parameters", "しきい値", "threshold values" },
		{ "authorization", "許可", "authorisation" },
		{ "declaration", "申告書", "declaration" },
	};

	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (text_equal(words[i].what, what))
			return SAY(p, words[i].ja, words[i].en);
	return what;
}

/* Short values are shown, for the rest it is enough that they differ. */
static void value(const struct page *p, struct buf *text, const json_t *v)
{
	if (!v || json_is_null(v))
		buf_text(text, SAY(p, "なし", "none"));
	else if (json_is_string(v) && json_string_length(v) <= 64)
		buf_text(text, json_string_value(v));
	else
		buf_text(text, SAY(p, "あり", "given"));
}

static void condition(struct page *p, const json_t *one)
{
	CLEANUP(buf_done) struct buf text = BUF(TEXT_MAX);
	const json_t *members = json_object_get(one, "members");
	size_t i;
	json_t *member;

	buf_format(&text, "%s: ", condition_word(p, json_text(one, "what")));
	if (members) {
		json_array_foreach (json_lend(members), i, member)
			buf_format(&text, "%s%s", i > 0 ? SAY(p, "、", ", ") : "",
				   json_string_value(member));
	} else {
		CLEANUP(buf_done) struct buf before = BUF(TEXT_MAX), after = BUF(TEXT_MAX);

		value(p, &before, json_object_get(one, "before"));
		value(p, &after, json_object_get(one, "after"));
		/* Two long ones, which are not shown. */
		if (bytes_equal(buf_view(&before), buf_view(&after)))
			buf_text(&text, SAY(p, "異なります", "differs"));
		else
			buf_format(&text, "%s → %s", buf_cstr(&before), buf_cstr(&after));
	}
	line(p, "~", &text);
}

/* ---- verdicts, answers ---- */

static const char *verdict_word(const struct page *p, const json_t *one, const char *key)
{
	enum verdict v;

	if (!json_text(one, key) || verdict_find(json_text(one, key), &v) < 0)
		return SAY(p, "なし", "none");
	return report_words_verdict(v, p->language);
}

static void verdict(struct page *p, const json_t *one)
{
	CLEANUP(buf_done) struct buf text = BUF(TEXT_MAX);
	const char *id = json_text(one, "criterion");
	const json_t *criterion = catalogue_criterion(p->catalogue, id);
	size_t i;
	json_t *check;

	buf_format(&text, "%s %s: %s → %s", id,
		   catalogue_say(json_object_get(criterion, "title"), p->language),
		   verdict_word(p, one, "before"), verdict_word(p, one, "after"));
	line(p, "~", &text);
	json_array_foreach (json_object_get(one, "checks"), i, check) {
		buf_clear(&text);
		buf_format(&text, "  %s: %s → %s", json_text(check, "check"),
			   verdict_word(p, check, "before"), verdict_word(p, check, "after"));
		line(p, " ", &text);
	}
}

static const char *answer_word(const struct page *p, const char *answer)
{
	if (!answer)
		return report_words_get(WORD_ANSWER_NONE, p->language);
	return report_words_get(text_equal(answer, "yes")  ? WORD_ANSWER_YES
				: text_equal(answer, "no") ? WORD_ANSWER_NO
							   : WORD_ANSWER_NA,
				p->language);
}

static void answer(struct page *p, const json_t *one)
{
	CLEANUP(buf_done) struct buf text = BUF(TEXT_MAX);

	buf_format(&text, "%s: %s → %s", json_text(one, "question"),
		   answer_word(p, json_text(one, "before")),
		   answer_word(p, json_text(one, "after")));
	line(p, "~", &text);
}

/* ---- what was seen ---- */

static void fact(const struct page *p, struct buf *text, const json_t *observation)
{
	CLEANUP(buf_done) struct buf foreign = BUF(TEXT_MAX), where = BUF(TEXT_MAX);

	report_fact_where(&where, observation);
	if (where.n > 0)
		buf_format(text, "%s  ", buf_cstr(&where));
	report_fact_say(text, observation, p->language);
	report_fact_text(&foreign, observation, p->language);
	if (foreign.n > 0)
		buf_format(text, ": %s", buf_cstr(&foreign));
}

static const char *member_word(const struct page *p, const char *name)
{
	static const struct {
		const char *name, *ja, *en;
	} words[] = {
		{ "status", "応答コード", "status" },
		{ "login_form", "ログイン欄", "login form" },
		{ "bits", "ビット数", "bits" },
		{ "sha256", "証明書のSHA-256", "SHA-256 of the certificate" },
		{ "not_before", "有効期間の開始", "valid from" },
		{ "not_after", "有効期限", "valid until" },
		{ "issuer", "発行者", "issuer" },
		{ "subject", "主体者", "subject" },
		{ "expired", "期限切れ", "expired" },
		{ "self_signed", "自己署名", "self-signed" },
		{ "https", "HTTPS", "HTTPS" },
		{ "trusted", "信頼できる証明書", "trusted certificate" },
		{ "reached", "取得", "reached" },
		{ "soft_404", "実際は「見つからない」ページ", "really a “not found” page" },
		{ "language", "言語", "language" },
		{ "faults", "誤り", "faults" },
		{ "tls", "TLS", "TLS" },
	};

	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (text_equal(words[i].name, name))
			return SAY(p, words[i].ja, words[i].en);
	return name;
}

static void member_value(const struct page *p, struct buf *text, const json_t *v)
{
	if (!v)
		buf_text(text, SAY(p, "なし", "none"));
	else if (json_is_boolean(v))
		buf_text(text, json_is_true(v) ? SAY(p, "はい", "yes") : SAY(p, "いいえ", "no"));
	else
		report_fact_value(text, v);
}

/* What differs although the words are the same ("status: 200 → 404"). */
static void show_members(struct page *p, const json_t *before, const json_t *after)
{
	CLEANUP(buf_done) struct buf text = BUF(TEXT_MAX);
	const json_t *const sides[] = { before, after };
	const char *key;
	json_t *v;

	for (size_t i = 0; i < ARRAY_LEN(sides); i++)
		json_object_foreach (json_lend(sides[i]), key, v) {
			const json_t *was = json_object_get(before, key);
			const json_t *now = json_object_get(after, key);

			if (text_equal(key, "id") || text_equal(key, "evidence") ||
			    text_equal(key, "probe") || (i == 1 && was) ||
			    (was && now && json_equal(json_lend(was), json_lend(now))))
				continue;
			buf_format(&text, "%s%s: ", text.n > 0 ? ", " : "", member_word(p, key));
			member_value(p, &text, was);
			buf_text(&text, " → ");
			member_value(p, &text, now);
		}
	if (text.n > 0)
		line(p, " ", &text);
}

static void not_examined(const struct page *p, struct buf *text, const json_t *one)
{
	const char *area = json_text(one, "area"), *reason = json_text(one, "reason");

	buf_text(text, SAY(p, "（", " ("));
	if (text_equal(json_text(one, "change"), "not_seen"))
		buf_text(text, SAY(p, "後の検査では調べ切っていません",
				   "the later run did not examine this to the end"));
	else
		buf_text(text, SAY(p, "前の検査では調べ切っていません",
				   "the earlier run did not examine this to the end"));
	if (area)
		buf_format(text, ": %s", coverage_area_say(area, p->language));
	if (reason)
		buf_format(text, "%s%s", SAY(p, "、", ", "),
			   coverage_reason_say(reason, p->language));
	buf_text(text, SAY(p, "）", ")"));
}

static void observation(struct page *p, const json_t *one)
{
	const json_t *before = json_object_get(one, "before"),
		     *after = json_object_get(one, "after");
	const char *change = json_text(one, "change");
	CLEANUP(buf_done) struct buf text = BUF(TEXT_MAX);

	fact(p, &text, before ? before : after);
	if (text_equal(change, "changed")) {
		CLEANUP(buf_done) struct buf now = BUF(TEXT_MAX);

		fact(p, &now, after);
		bool told = !bytes_equal(buf_view(&text), buf_view(&now));
		if (told)
			buf_format(&text, " → %s", buf_cstr(&now));
		line(p, "~", &text);
		if (!told)
			show_members(p, before, after);
		return;
	}
	bool sure = text_equal(change, "appeared") || text_equal(change, "gone");
	if (!sure)
		not_examined(p, &text, one);
	line(p, !sure ? "?" : after ? "+" : "-", &text);
}

static void seen(struct page *p, bool sure)
{
	bool any = false;
	size_t i;
	json_t *one;

	json_array_foreach (json_object_get(p->diff, "observations"), i, one) {
		const char *change = json_text(one, "change");
		bool unsure = text_equal(change, "not_seen") || text_equal(change, "seen_now");

		if (sure == unsure)
			continue;
		if (!any && sure)
			heading(p, "変わったこと（+ 新しい、- なくなった、~ 変わった）",
				"What changed (+ new, - gone, ~ changed)");
		else if (!any)
			heading(p, "片方の検査でしか見えていないこと（変わったとは言えません）",
				"Seen in one run, not examined in the other (no change can be "
				"claimed)");
		any = true;
		observation(p, one);
	}
}

/* ---- what was examined ---- */

static void add_state(const struct page *p, struct buf *text, const json_t *side)
{
	const char *reason = json_text(side, "reason");
	const char *state = json_text(side, "state");

	buf_text(text,
		 report_words_get(report_words_state(state ? state : "not_done"), p->language));
	if (reason)
		buf_format(text, SAY(p, "（%s）", " (%s)"),
			   coverage_reason_say(reason, p->language));
}

static void show_area(struct page *p, const json_t *one)
{
	CLEANUP(buf_done) struct buf text = BUF(TEXT_MAX);

	report_fact_where(&text, one);
	buf_format(&text, "%s%s: ", text.n > 0 ? "  " : "",
		   coverage_area_say(json_text(one, "of"), p->language));
	add_state(p, &text, json_object_get(one, "before"));
	buf_text(&text, " → ");
	add_state(p, &text, json_object_get(one, "after"));
	line(p, "~", &text);
}

static void list(struct page *p, const char *key, const char *ja, const char *en,
		 void (*show)(struct page *p, const json_t *one))
{
	const json_t *items = json_object_get(p->diff, key);
	size_t i;
	json_t *one;

	if (json_array_size(items) > 0)
		heading(p, ja, en);
	json_array_foreach (json_lend(items), i, one)
		show(p, one);
}

static const char *conclusion(const struct page *p)
{
	switch (run_diff_outcome(p->diff)) {
	case RUN_DIFF_SAME:
		return SAY(p, "機器について見たことと判定に、違いはありません。",
			   "What was seen of the device and the verdicts do not differ.");
	case RUN_DIFF_CHANGED:
		return SAY(p, "違いがあります。", "They differ.");
	case RUN_DIFF_UNKNOWN:
		break;
	}
	return SAY(p,
		   "見た範囲に違いはありませんが、片方の検査が見ていない所があります。"
		   "変わっていないとは言えません。",
		   "Nothing that both looked at differs, but one run did not look everywhere: that "
		   "nothing changed cannot be said.");
}

void report_diff(struct buf *out, const json_t *diff, const struct catalogue *catalogue,
		 const char *language, unsigned width)
{
	struct page page = { out, diff, catalogue, language, width };
	struct page *p = &page;

	about(p, "before", "前:", "before:");
	about(p, "after", "後:", "after: ");
	list(p, "conditions", "条件の違い", "Conditions that differ", condition);
	list(p, "verdicts", "判定の違い", "Verdicts that differ", verdict);
	list(p, "answers", "回答の違い", "Answers that differ", answer);
	seen(p, true);
	seen(p, false);
	list(p, "coverage", "調べた範囲の違い", "What was examined differently", show_area);
	buf_format(out, "\n");
	report_wrap(out, conclusion(p), 0, 0, width);
}
