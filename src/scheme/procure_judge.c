/* What rules a label out comes first, then what cannot be read, then the level, then its end. */
#include "scheme/procure_judge.h"

#include "base/day.h"
#include "base/mem.h"
#include "base/text.h"

static const struct {
	const char *status, *ja, *en;
} ended[] = {
	{ "expired", "ラベルは有効期限切れで失効しています。", "The label has expired." },
	{ "withdrawn", "ラベルは自主的に取り下げられています。",
	  "The label was withdrawn by its holder." },
	{ "revoked", "ラベルは取り消されています。", "The label was revoked." },
	{ "suspended", "ラベルは停止されています。", "The label is suspended." },
};

void procure_judge_done(struct procure_finding *f)
{
	mem_free(f->ja);
	mem_free(f->en);
}

/* Takes the sentences over. */
static void find(struct procure_finding *out, enum procure_outcome outcome, const char *code,
		 char *ja, char *en)
{
	*out = (struct procure_finding){ .outcome = outcome, .code = code, .ja = ja, .en = en };
}

static bool is_ended(struct procure_finding *out, const json_t *product)
{
	const char *status = json_text(product, "status");

	for (size_t i = 0; i < ARRAY_LEN(ended); i++)
		if (text_equal(status, ended[i].status)) {
			find(out, PROCURE_FAIL, ended[i].status, mem_text(ended[i].ja),
			     mem_text(ended[i].en));
			return true;
		}
	return false;
}

static bool is_outside(struct procure_finding *out, const json_t *product,
		       const struct procure_need *need, bool pending)
{
	const char *issued = json_text(product, "issued");
	const char *until = json_text(product, "valid_until");

	if (issued && day_compare(issued, need->on) > 0) {
		find(out, PROCURE_FAIL, "not_issued_yet",
		     mem_format("ラベルの発行は%sで、この日にはまだありません。", issued),
		     mem_format("The label is issued on %s, after that day.", issued));
		return true;
	}
	/* While an extension is looked at, the label goes on beyond its last day. */
	if (until && !pending && day_compare(until, need->on) < 0) {
		find(out, PROCURE_FAIL, "ended",
		     mem_format("ラベルの有効期限は%sで切れています。", until),
		     mem_format("The label ended on %s.", until));
		return true;
	}
	return false;
}

static bool is_unreadable(struct procure_finding *out, const json_t *product)
{
	if (!json_text(product, "status"))
		find(out, PROCURE_UNKNOWN, "status_unreadable",
		     mem_text("一覧のステータスを読み取れません。"),
		     mem_text("The status in the list cannot be read."));
	else if (json_int(product, "level", 0) == 0)
		find(out, PROCURE_UNKNOWN, "level_unreadable",
		     mem_text("一覧のレベルを読み取れません。"),
		     mem_text("The level in the list cannot be read."));
	else
		return false;
	return true;
}

/* A label is there and high enough: how much longer? */
static void judge_end(struct procure_finding *out, const json_t *product,
		      const struct procure_need *need, bool pending)
{
	const char *until = json_text(product, "valid_until");
	int64_t left;

	if (pending) {
		find(out, PROCURE_EXPIRING, "extension_pending",
		     mem_text("延長申請中です。延長されない場合は失効します。"),
		     mem_text("An extension was asked for; without it the label ends."));
	} else if (!until) {
		find(out, PROCURE_PASS, "no_end", mem_text("一覧に有効期限がありません。"),
		     mem_text("The list does not say when the label ends."));
	} else if (day_between(need->on, until, &left) == 0 && left <= need->within) {
		find(out, PROCURE_EXPIRING, "ends_soon",
		     mem_format("%sに期限が切れます（あと%" PRId64 "日）。", until, left),
		     mem_format("The label ends on %s, in %" PRId64 " days.", until, left));
	} else {
		find(out, PROCURE_PASS, "label", mem_text("有効なラベルがあります。"),
		     mem_text("There is a label in force."));
	}
}

void procure_judge(struct procure_finding *out, const json_t *product,
		   const struct procure_need *need)
{
	bool pending = text_equal(json_text(product, "status"), "extension_pending");
	int level = (int)json_int(product, "level", 0);

	if (is_ended(out, product) || is_outside(out, product, need, pending) ||
	    is_unreadable(out, product))
		return;
	if (level < need->level) {
		find(out, PROCURE_FAIL, "level_too_low",
		     mem_format("★%d以上が必要ですが、★%dです。", need->level, level),
		     mem_format("It needs ★%d or more and has ★%d.", need->level, level));
		return;
	}
	judge_end(out, product, need, pending);
}
