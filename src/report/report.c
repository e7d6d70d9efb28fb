/* The overall outcome of a run, in numbers and in one sentence. */
#include "report/report.h"

#include "base/buf.h"
#include "base/text.h"
#include "criteria/catalogue.h"
#include "judge/verdict.h"
#include "report/report_model.h"
#include "run/run.h"

void report_summarise(const struct run *run, struct report_summary *out)
{
	struct report_summary s = { 0 };
	const json_t *verdicts = json_object_get(run->doc, "verdicts");
	size_t i;
	json_t *record;

	json_array_foreach (verdicts, i, record) {
		s.count[report_model_verdict(record)]++;
		s.provisional += json_flag(record, "provisional");
	}
	unsigned undecided =
	    s.count[VERDICT_ERROR] + s.count[VERDICT_INCONCLUSIVE] + s.count[VERDICT_NEEDS_HUMAN];

	/* A run without verdicts has decided nothing. */
	if (s.count[VERDICT_FAIL])
		s.exit_code = 1;
	else if (undecided || json_array_size(verdicts) == 0)
		s.exit_code = 3;
	*out = s;
}

/* "jc-star-1 2026.1": the pack that the verdicts come from. */
static void add_pack(struct buf *out, const struct report_input *in)
{
	const json_t *used = json_object_get(in->run->doc, "pack");
	const json_t *pack = json_is_object(used) ? used : in->catalogue->pack;
	const char *id = json_text(pack, "id");
	const char *edition = json_text(pack, "edition");

	buf_format(out, "%s %s", id ? id : "?", edition ? edition : "?");
}

static void add_undecided(struct buf *out, const struct report_summary *s, bool ja)
{
	unsigned undecided = s->count[VERDICT_ERROR] + s->count[VERDICT_INCONCLUSIVE] +
			     s->count[VERDICT_NEEDS_HUMAN];
	const struct {
		unsigned n;
		const char *ja, *en;
	} parts[] = {
		{ s->count[VERDICT_NEEDS_HUMAN], "回答待ち", "to be answered" },
		{ s->count[VERDICT_INCONCLUSIVE], "判定できず", "inconclusive" },
		{ s->count[VERDICT_ERROR], "検査エラー", "with a test error" },
	};
	const char *separator = "";

	if (undecided == 0) {
		buf_text(out, ja ? "未確定の項目はありません。" : " Nothing is left undecided.");
		return;
	}
	if (ja)
		buf_format(out, "未確定は%u項目です（", undecided);
	else
		buf_format(out, " Undecided: %u (", undecided);
	for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
		if (!parts[i].n)
			continue;
		buf_text(out, separator);
		if (ja)
			buf_format(out, "%s%u", parts[i].ja, parts[i].n);
		else
			buf_format(out, "%u %s", parts[i].n, parts[i].en);
		separator = ja ? "、" : ", ";
	}
	buf_text(out, ja ? "）。" : ").");
}

void report_headline(struct buf *out, const struct report_input *in)
{
	bool ja = text_equal(in->language, "ja");
	size_t judged = json_array_size(json_object_get(in->run->doc, "verdicts"));
	struct report_summary s;

	report_summarise(in->run, &s);
	unsigned failed = s.count[VERDICT_FAIL];
	if (judged == 0) {
		buf_text(out, report_words_get(WORD_NOT_JUDGED, in->language));
		return;
	}
	if (ja && failed)
		buf_format(out, "%zu項目のうち%u項目で不備が見つかりました（", judged, failed);
	else if (ja)
		buf_text(out, "不備は見つかりませんでした（");
	else if (failed)
		buf_format(out, "%u of %zu criteria %s a failure under ", failed, judged,
			   failed == 1 ? "shows" : "show");
	else
		buf_text(out, "No failure found under ");
	add_pack(out, in);
	buf_text(out, ja ? "版の範囲）。" : ".");
	add_undecided(out, &s, ja);
}
