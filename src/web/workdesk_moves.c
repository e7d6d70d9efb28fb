#include "web/workdesk_moves.h"

#include "base/mem.h"
#include "base/text.h"
#include "web/view.h"
#include "web/view_field.h"
#include "web/workdesk.h"

/* ---- what moves ask for besides reason and second factor (scheme/move_*.c read it) ---- */

struct extra {
	enum machine machine;
	const char *move;
	struct view_field field;
};

/* clang-format off */
static const struct extra extras[] = {
	{ MACHINE_APPLICATION, "record_report", { .name = "report_name", .ja = "報告書の名称", .en = "Name of the report", .required = true, .maxlength = 200 } },
	{ MACHINE_APPLICATION, "record_report", { .name = "report_on", .type = "date", .ja = "報告書の日付", .en = "Date of the report", .required = true } },
	{ MACHINE_APPLICATION, "record_report", { .name = "report_sha256", .ja = "報告書ファイルのSHA-256", .en = "SHA-256 of the report's file", .hint_ja = "16進数64桁。ファイル自体は評価機関から直接受け取ります。", .hint_en = "64 hexadecimal digits. The file itself comes from the evaluation body.", .required = true, .maxlength = 64 } },
	{ MACHINE_APPLICATION, "record_fee", { .name = "paid_on", .type = "date", .ja = "入金日", .en = "Day of payment", .required = true } },
	{ MACHINE_APPLICATION, "record_fee", { .name = "yen", .type = "number", .ja = "金額（円）", .en = "Amount (yen)", .hint_ja = "この区分の手数料には定めがありません。", .hint_en = "There is no rule for this fee.", .inputmode = "numeric", .required = true } },
	{ MACHINE_APPLICATION, "issue", { .name = "publish_on", .type = "date", .ja = "公開日", .en = "Day of publication", .hint_ja = "空欄の場合は今日。90日先まで指定できます。公開日の午前0時（日本時間）まで、誰にも公開されません。", .hint_en = "Empty: today. Up to 90 days ahead; nobody sees it before that day begins in Tokyo." } },
	{ MACHINE_APPLICATION, "certify", { .name = "publish_on", .type = "date", .ja = "公開日", .en = "Day of publication", .hint_ja = "空欄の場合は今日。90日先まで指定できます。公開日の午前0時（日本時間）まで、誰にも公開されません。", .hint_en = "Empty: today. Up to 90 days ahead; nobody sees it before that day begins in Tokyo." } },
	{ MACHINE_LABEL, "ask_renewal", { .name = "declaration_name", .ja = "宣言者の氏名", .en = "Name of who declares", .required = true, .maxlength = 100, .autocomplete = "name" } },
	{ MACHINE_LABEL, "ask_renewal", { .name = "declaration_title", .ja = "役職", .en = "Title", .required = true, .maxlength = 100, .autocomplete = "organization-title" } },
	{ MACHINE_LABEL, "ask_renewal", { .name = "support_until", .type = "date", .ja = "セキュリティアップデートの提供期限", .en = "Security updates until", .hint_ja = "現在の有効期限以降の日付", .hint_en = "Not before the label's present end", .required = true } },
	{ MACHINE_LABEL, "ask_renewal", { .name = "declaration_agreed", .type = "checkbox", .ticked = "yes", .ja = "現在販売している製品が、引き続き適合基準を満たすことを宣言する", .en = "I declare that the product as it is sold today still meets the criteria", .required = true } },
	{ MACHINE_LABEL, "record_hearing", { .name = "held_on", .type = "date", .ja = "聴聞の日", .en = "Day of the hearing", .required = true } },
	{ MACHINE_LABEL, "record_hearing", { .name = "record", .type = "textarea", .rows = 6, .ja = "聴聞の記録", .en = "Record", .required = true, .maxlength = 10000 } },
	{ MACHINE_INQUIRY, "answer", { .name = "note", .type = "textarea", .ja = "回答の内容", .en = "What there is to say", .hint_ja = "支障がある場合は必須です。申請者には表示されません。", .hint_en = "Required with an objection. The applicant does not see it.", .maxlength = 5000 } },
	{ MACHINE_INQUIRY, "note_answer", { .name = "note", .type = "textarea", .ja = "回答の内容", .en = "What there is to say", .hint_ja = "支障がある場合は必須です。申請者には表示されません。", .hint_en = "Required with an objection. The applicant does not see it.", .maxlength = 5000 } },
};

const struct view_field workdesk_moves_factor = { .name = "factor", .ja = "認証コード", .en = "Code", .hint_ja = "認証アプリに表示される6桁の数字", .hint_en = "The six digits that your app shows", .inputmode = "numeric", .autocomplete = "one-time-code", .required = true, .maxlength = 6 };
static const struct view_field told = { .name = "reason", .type = "textarea", .ja = "理由", .en = "Reason", .hint_ja = "申請者に表示されます。", .hint_en = "The applicant reads it.", .required = true, .maxlength = 2000 };
static const struct view_field untold = { .name = "reason", .type = "textarea", .ja = "理由", .en = "Reason", .hint_ja = "記録に残ります。", .hint_en = "Kept on record.", .required = true, .maxlength = 2000 };
static const struct view_field public_ja = { .name = "public_reason_ja", .type = "textarea", .rows = 2, .ja = "公開する理由（日本語）", .en = "Public reason (Japanese)", .hint_ja = "製品のページに表示されます。", .hint_en = "Shown on the product's page.", .required = true, .maxlength = 500 };
static const struct view_field public_en = { .name = "public_reason_en", .type = "textarea", .rows = 2, .ja = "公開する理由（英語）", .en = "Public reason (English)", .hint_ja = "製品のページの英語版に表示されます。", .hint_en = "Shown on the product's page.", .required = true, .maxlength = 500 };
/* clang-format on */

static json_t *answers(void)
{
	return json_pack("[{s:s, s:s, s:s}, {s:s, s:s, s:s}]", "value", "no_objection", "ja",
			 "支障なし", "en", "No objection", "value", "objection", "ja", "支障あり",
			 "en", "Objection");
}

/*
 * Several forms of a page may ask for the same thing: ids have to differ.  Only the one that was
 * pressed shows what was typed and what is wrong, under the ids that problems lead to.
 */
static void add(json_t *fields, const struct request *rq, const struct view_field *f,
		const char *move, bool pressed)
{
	struct request plain = *rq;

	if (pressed) {
		json_array_append_new(fields, view_field(rq, f));
		return;
	}
	plain.form = plain.problems = NULL;
	json_t *v = view_field(&plain, f), *option;
	CLEANUP(mem_freep) char *id = mem_format("m-%s-%s", move, f->name);
	CLEANUP(mem_freep) char *hint = mem_format("%s-hint", id);
	size_t i;

	json_object_set_new(v, "id", json_string(id));
	if (json_text(v, "described"))
		json_object_set_new(v, "described", json_string(hint));
	json_array_foreach (json_object_get(v, "options"), i, option) {
		CLEANUP(mem_freep) char *own = mem_format("%s-%zu", id, i + 1);

		json_object_set_new(option, "id", json_string(own));
	}
	json_array_append_new(fields, v);
}

static bool asks(const struct extra *e, const struct transition *t, const json_t *facts)
{
	if (e->machine != t->machine || !text_equal(e->move, t->action))
		return false;
	/* An amount is asked for only where there is no rule. */
	return !text_equal(e->field.name, "yen") ||
	       json_int(json_object_get(facts, "fee"), "yen", -1) < 0;
}

static json_t *fields_of(const struct request *rq, const struct transition *t, const json_t *facts,
			 bool pressed)
{
	json_t *fields = json_array();

	if (t->machine == MACHINE_INQUIRY) {
		CLEANUP(json_done) json_t *options = answers();

		add(fields, rq,
		    &(struct view_field){ .name = "answer",
					  .type = "radio",
					  .ja = "回答",
					  .en = "Answer",
					  .required = true,
					  .options = options },
		    t->action, pressed);
	}
	for (size_t i = 0; i < ARRAY_LEN(extras); i++)
		if (asks(&extras[i], t, facts))
			add(fields, rq, &extras[i].field, t->action, pressed);
	if (t->reason)
		add(fields, rq, t->machine == MACHINE_INQUIRY ? &untold : &told, t->action,
		    pressed);
	if (t->reason && (t->effects & EFFECT_LABEL_STATUS)) {
		add(fields, rq, &public_ja, t->action, pressed);
		add(fields, rq, &public_en, t->action, pressed);
	}
	if (t->fresh)
		add(fields, rq, &workdesk_moves_factor, t->action, pressed);
	return fields;
}

/* ---- which ones ---- */

static bool is_grave(const struct transition *t)
{
	static const char *const grave[] = { "withdraw", "note_withdrawal", "not_accept", "refuse",
					     "revoke",   "suspend",         "decline" };

	for (size_t i = 0; i < ARRAY_LEN(grave); i++)
		if (text_equal(grave[i], t->action))
			return true;
	return false;
}

/* A condition that is not a reason to tell anybody: there is nothing to do about it. */
static bool is_silent(enum guard guard)
{
	return guard == GUARD_PROVISIONAL_NONE || guard == GUARD_PROVISIONAL_ASKED ||
	       guard == GUARD_HEARING_OPEN || guard == GUARD_INQUIRY_OBJECTION;
}

static bool is_offered(const struct request *rq, const struct transition *t, enum machine machine,
		       const json_t *row)
{
	unsigned level = (unsigned)json_int(row, "level", 1);
	enum role role = workdesk_role(rq);

	if (t->machine != machine || !text_equal(t->from, json_text(row, "state")) ||
	    !(t->levels & 1u << level) || !(t->roles & ROLE_BIT(role)))
		return false;
	/* Saving has a page of its own. */
	if (text_equal(t->action, "save"))
		return false;
	/* Before it is handed in, an officer only acts on what came by mail or on paper. */
	bool drafting =
	    machine == MACHINE_APPLICATION && workflow_find(machine, t->from, "save", level);
	return !(role == ROLE_OFFICER && drafting && (t->roles & ROLE_BIT(ROLE_MAKER)) &&
		 text_equal(json_text(row, "received_as"), "online"));
}

static json_t *move_of(const struct request *rq, const struct transition *t, const json_t *row,
		       const json_t *facts, const char *href)
{
	struct workflow_refusal why = { 0 };
	bool possible = workflow_guard(t->guard, facts, &why);
	bool pressed = rq->form && text_equal(request_form(rq, "move"), t->action);

	if (!possible && is_silent(t->guard))
		return NULL;
	json_t *fields = possible ? fields_of(rq, t, facts, pressed) : json_array();
	bool grave = is_grave(t);
	const struct workflow_state *to = workflow_state_find(t->machine, t->to);
	bool simple = json_array_size(fields) == 0 && !grave;

	return json_pack("{s:s, s:o, s:s, s:I, s:o, s:b, s:b, s:b, s:b, s:b, s:o}", "move",
			 t->action, "label", view_words(t->ja, t->en), "href", href, "version",
			 (json_int_t)json_int(row, "version", 0), "fields", fields, "simple",
			 possible && simple, "grave", grave, "final", grave && to->end, "open",
			 pressed, "possible", possible, "why",
			 possible ? json_null() : view_words(why.ja, why.en));
}

json_t *workdesk_moves(const struct request *rq, enum machine machine, const json_t *row,
		       const json_t *facts, const char *href)
{
	json_t *list = json_array();
	size_t n;
	const struct transition *table = workflow_table(&n);

	for (size_t i = 0; i < n; i++) {
		if (!is_offered(rq, &table[i], machine, row))
			continue;
		json_t *move = move_of(rq, &table[i], row, facts, href);
		if (move)
			json_array_append_new(list, move);
	}
	return list;
}
