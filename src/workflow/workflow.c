/*
 * The table.  One row for each state and action (two where levels part); whoever wants to know
 * what can happen reads it from top to bottom.  What it cannot say: that a maker acts on their own
 * applications only, and an officer edits only what an officer entered (for mail and paper); the
 * registrar sees to both.
 */
#include "workflow/workflow.h"

#include "base/day.h"
#include "base/text.h"

#define M ROLE_BIT(ROLE_MAKER)
#define O ROLE_BIT(ROLE_OFFICER)
#define A ROLE_BIT(ROLE_AUTHORITY)
#define S ROLE_BIT(ROLE_SYSTEM)

#define TO_MAKER EFFECT_NOTIFY_MAKER
#define TO_OFFICERS EFFECT_NOTIFY_OFFICERS
#define TO_AUTHORITY EFFECT_NOTIFY_AUTHORITY
#define STATUS EFFECT_LABEL_STATUS
#define ISSUE (EFFECT_REGISTRATION_NUMBER | EFFECT_LABEL_ISSUED | EFFECT_NOTIFY_MAKER)
#define FRESH true
#define REASON true

/* clang-format off */
static const struct transition table[] = {
#define APPLICATION(from_, action_, to_, roles_, levels_, guard_, effects_, fresh_, reason_, ja_, en_) \
	{ .machine = MACHINE_APPLICATION, .from = (from_), .action = (action_), .to = (to_), \
	  .roles = (roles_), .levels = (levels_), .guard = (guard_), .effects = (effects_), \
	  .fresh = (fresh_), .reason = (reason_), .ja = (ja_), .en = (en_) }
#define ALL LEVELS_ALL
#define SELF LEVELS_SELF
#define THIRD LEVELS_THIRD
	/* Until it is handed in.  Officers: what came by mail or on paper. */
	APPLICATION("draft", "save", "draft", M | O, ALL, GUARD_NONE, 0, 0, 0, "保存する", "Save"),
	APPLICATION("draft", "take_number", "numbered", M | O, ALL, GUARD_ELIGIBLE, EFFECT_APPLICATION_NUMBER | TO_MAKER, 0, 0, "申請番号を取得する", "Take an application number"),
	APPLICATION("draft", "withdraw", "withdrawn", M, ALL, GUARD_NONE, 0, 0, 0, "下書きを取りやめる", "Discard the draft"),
	APPLICATION("draft", "note_withdrawal", "withdrawn", O, ALL, GUARD_NONE, 0, 0, REASON, "取下げを記録する", "Note a withdrawal"),

	APPLICATION("numbered", "save", "numbered", M | O, ALL, GUARD_NONE, 0, 0, 0, "保存する", "Save"),
	APPLICATION("numbered", "submit", "submitted", M | O, ALL, GUARD_FORM_COMPLETE, TO_OFFICERS, 0, 0, "提出する", "Hand in"),
	APPLICATION("numbered", "withdraw", "withdrawn", M, ALL, GUARD_NONE, 0, 0, 0, "申請を取り下げる", "Withdraw the application"),
	APPLICATION("numbered", "note_withdrawal", "withdrawn", O, ALL, GUARD_NONE, TO_MAKER, 0, REASON, "取下げを記録する", "Note a withdrawal"),

	/* The form check. */
	APPLICATION("submitted", "return", "returned", O, ALL, GUARD_NONE, TO_MAKER, 0, REASON, "差し戻す", "Return"),
	APPLICATION("submitted", "pass_form_check", "inquiry", O, ALL, GUARD_FORM_CHECKED, EFFECT_INQUIRIES | TO_AUTHORITY | TO_MAKER, 0, 0, "形式確認を終え、関係機関に照会する", "Pass the form check and ask the authorities"),
	APPLICATION("submitted", "withdraw", "withdrawn", M, ALL, GUARD_NONE, TO_OFFICERS, 0, 0, "申請を取り下げる", "Withdraw the application"),
	APPLICATION("submitted", "note_withdrawal", "withdrawn", O, ALL, GUARD_NONE, TO_MAKER, 0, REASON, "取下げを記録する", "Note a withdrawal"),

	APPLICATION("returned", "save", "returned", M | O, ALL, GUARD_NONE, 0, 0, 0, "保存する", "Save"),
	APPLICATION("returned", "submit", "submitted", M | O, ALL, GUARD_FORM_COMPLETE, TO_OFFICERS, 0, 0, "再提出する", "Hand in again"),
	APPLICATION("returned", "withdraw", "withdrawn", M, ALL, GUARD_NONE, TO_OFFICERS, 0, 0, "申請を取り下げる", "Withdraw the application"),
	APPLICATION("returned", "note_withdrawal", "withdrawn", O, ALL, GUARD_NONE, TO_MAKER, 0, REASON, "取下げを記録する", "Note a withdrawal"),

	/* The authorities are asked, at every level; what they say stays confidential. */
	APPLICATION("inquiry", "accept", "accepted", O, ALL, GUARD_INQUIRIES_CLEAR, EFFECT_ACCEPTANCE_NUMBER | EFFECT_FEE_DUE | TO_MAKER, 0, 0, "受理する", "Accept"),
	APPLICATION("inquiry", "not_accept", "not_accepted", O, ALL, GUARD_INQUIRY_OBJECTION, EFFECT_INQUIRIES_CLOSED | TO_MAKER, FRESH, REASON, "受理不可とする", "Do not accept"),
	APPLICATION("inquiry", "record_report", "inquiry", M | O, THIRD, GUARD_EVALUATED, TO_OFFICERS, 0, 0, "評価報告書を登録する", "Hand in the evaluation report"),
	APPLICATION("inquiry", "withdraw", "withdrawn", M, ALL, GUARD_NONE, EFFECT_INQUIRIES_CLOSED | TO_OFFICERS, 0, 0, "申請を取り下げる", "Withdraw the application"),
	APPLICATION("inquiry", "note_withdrawal", "withdrawn", O, ALL, GUARD_NONE, EFFECT_INQUIRIES_CLOSED | TO_MAKER, 0, REASON, "取下げを記録する", "Note a withdrawal"),

	/* Accepted: the fee, and a provisional number for whoever wants to announce. */
	APPLICATION("accepted", "record_fee", "paid", O, ALL, GUARD_NONE, TO_MAKER, 0, 0, "手数料の納付を記録する", "Record the fee"),
	APPLICATION("accepted", "ask_provisional", "accepted", M | O, ALL, GUARD_PROVISIONAL_NONE, TO_OFFICERS, 0, 0, "仮登録番号を申し込む", "Ask for a provisional number"),
	APPLICATION("accepted", "give_provisional", "accepted", O, ALL, GUARD_PROVISIONAL_ASKED, EFFECT_PROVISIONAL_NUMBER | TO_MAKER, 0, 0, "仮登録番号を付与する", "Give a provisional number"),
	APPLICATION("accepted", "record_report", "accepted", M | O, THIRD, GUARD_EVALUATED, TO_OFFICERS, 0, 0, "評価報告書を登録する", "Hand in the evaluation report"),
	APPLICATION("accepted", "refuse", "refused", O, ALL, GUARD_NONE, TO_MAKER, FRESH, REASON, "発行しない（手数料の未納など）", "Refuse (no fee came, for instance)"),
	APPLICATION("accepted", "withdraw", "withdrawn", M, ALL, GUARD_NONE, TO_OFFICERS, 0, 0, "申請を取り下げる", "Withdraw the application"),
	APPLICATION("accepted", "note_withdrawal", "withdrawn", O, ALL, GUARD_NONE, TO_MAKER, 0, REASON, "取下げを記録する", "Note a withdrawal"),

	/* The decision: one person where the maker declares, two where the owner certifies. */
	APPLICATION("paid", "issue", "issued", O, SELF, GUARD_FEE_PAID, ISSUE, FRESH, 0, "ラベルを発行する", "Issue the label"),
	APPLICATION("paid", "propose_certification", "proposed", O, THIRD, GUARD_REPORT_HANDED_IN, TO_OFFICERS, FRESH, 0, "認証を提案する", "Propose certification"),
	APPLICATION("paid", "refuse", "refused", O, ALL, GUARD_NONE, TO_MAKER, FRESH, REASON, "発行しない", "Refuse"),
	APPLICATION("paid", "ask_provisional", "paid", M | O, ALL, GUARD_PROVISIONAL_NONE, TO_OFFICERS, 0, 0, "仮登録番号を申し込む", "Ask for a provisional number"),
	APPLICATION("paid", "give_provisional", "paid", O, ALL, GUARD_PROVISIONAL_ASKED, EFFECT_PROVISIONAL_NUMBER | TO_MAKER, 0, 0, "仮登録番号を付与する", "Give a provisional number"),
	APPLICATION("paid", "record_report", "paid", M | O, THIRD, GUARD_EVALUATED, TO_OFFICERS, 0, 0, "評価報告書を登録する", "Hand in the evaluation report"),
	APPLICATION("paid", "withdraw", "withdrawn", M, ALL, GUARD_NONE, TO_OFFICERS, 0, 0, "申請を取り下げる", "Withdraw the application"),
	APPLICATION("paid", "note_withdrawal", "withdrawn", O, ALL, GUARD_NONE, TO_MAKER, 0, REASON, "取下げを記録する", "Note a withdrawal"),

	APPLICATION("proposed", "certify", "issued", O, THIRD, GUARD_SECOND_PERSON, ISSUE, FRESH, 0, "認証し、ラベルを発行する", "Certify and issue the label"),
	APPLICATION("proposed", "decline", "paid", O, THIRD, GUARD_NONE, TO_OFFICERS, FRESH, REASON, "提案を差し戻す", "Decline the proposal"),
	APPLICATION("proposed", "refuse", "refused", O, THIRD, GUARD_SECOND_PERSON, TO_MAKER, FRESH, REASON, "認証しない", "Refuse"),
	APPLICATION("proposed", "withdraw", "withdrawn", M, THIRD, GUARD_NONE, TO_OFFICERS, 0, 0, "申請を取り下げる", "Withdraw the application"),
	APPLICATION("proposed", "note_withdrawal", "withdrawn", O, THIRD, GUARD_NONE, TO_MAKER, 0, REASON, "取下げを記録する", "Note a withdrawal"),

	/* One question to one authority.  The officer's own row is for an answer on paper. */
#define INQUIRY(from_, action_, to_, roles_, effects_, reason_, ja_, en_) \
	{ .machine = MACHINE_INQUIRY, .from = (from_), .action = (action_), .to = (to_), \
	  .roles = (roles_), .levels = LEVELS_ALL, .effects = (effects_), .reason = (reason_), \
	  .ja = (ja_), .en = (en_) }
	INQUIRY("asked", "answer", "answered", A, TO_OFFICERS, 0, "回答する", "Answer"),
	INQUIRY("asked", "note_answer", "answered", O, TO_AUTHORITY, REASON, "書面の回答を記録する", "Note an answer that came on paper"),
	INQUIRY("asked", "cancel", "cancelled", S, TO_AUTHORITY, 0, "照会を取りやめる", "Cancel the inquiry"),

	/* The life of a label; a notice of change does not move it. */
#define LABEL(from_, action_, to_, roles_, guard_, effects_, fresh_, reason_, ja_, en_) \
	{ .machine = MACHINE_LABEL, .from = (from_), .action = (action_), .to = (to_), \
	  .roles = (roles_), .levels = LEVELS_ALL, .guard = (guard_), .effects = (effects_), \
	  .fresh = (fresh_), .reason = (reason_), .ja = (ja_), .en = (en_) }
	LABEL("valid", "ask_renewal", "extension_pending", M, GUARD_RENEWABLE, STATUS | TO_OFFICERS, 0, 0, "新たな自己適合宣言により延長を申請する", "Ask for renewal by a fresh declaration"),
	LABEL("valid", "expire", "expired", S, GUARD_TERM_OVER, STATUS | TO_MAKER, 0, 0, "有効期限切れとする", "Expire"),
	LABEL("valid", "withdraw", "withdrawn", M, GUARD_NONE, STATUS | TO_OFFICERS, FRESH, 0, "ラベルを自主的に取り下げる", "Withdraw the label"),
	LABEL("valid", "note_withdrawal", "withdrawn", O, GUARD_NONE, STATUS | TO_MAKER, FRESH, REASON, "書面の取下げを記録する", "Note a withdrawal that came on paper"),
	LABEL("valid", "suspend", "suspended", O, GUARD_NONE, STATUS | TO_MAKER, FRESH, REASON, "停止する", "Suspend"),
	LABEL("valid", "open_hearing", "valid", O, GUARD_NONE, TO_MAKER, 0, REASON, "聴聞を通知する", "Call a hearing"),
	LABEL("valid", "record_hearing", "valid", O, GUARD_HEARING_OPEN, TO_MAKER, 0, 0, "聴聞を記録する", "Record the hearing"),
	LABEL("valid", "revoke", "revoked", O, GUARD_HEARING_HELD, STATUS | TO_MAKER, FRESH, REASON, "取り消す", "Revoke"),

	LABEL("extension_pending", "grant_renewal", "valid", O, GUARD_NONE, EFFECT_RENEW | STATUS | TO_MAKER, FRESH, 0, "延長を認める", "Grant the renewal"),
	LABEL("extension_pending", "refuse_renewal", "valid", O, GUARD_NONE, STATUS | TO_MAKER, FRESH, REASON, "延長を認めない", "Refuse the renewal"),
	LABEL("extension_pending", "expire", "expired", S, GUARD_GRACE_OVER, STATUS | TO_MAKER, 0, 0, "有効期限切れとする", "Expire"),
	LABEL("extension_pending", "withdraw", "withdrawn", M, GUARD_NONE, STATUS | TO_OFFICERS, FRESH, 0, "ラベルを自主的に取り下げる", "Withdraw the label"),
	LABEL("extension_pending", "note_withdrawal", "withdrawn", O, GUARD_NONE, STATUS | TO_MAKER, FRESH, REASON, "書面の取下げを記録する", "Note a withdrawal that came on paper"),
	LABEL("extension_pending", "suspend", "suspended", O, GUARD_NONE, STATUS | TO_MAKER, FRESH, REASON, "停止する", "Suspend"),
	LABEL("extension_pending", "open_hearing", "extension_pending", O, GUARD_NONE, TO_MAKER, 0, REASON, "聴聞を通知する", "Call a hearing"),
	LABEL("extension_pending", "record_hearing", "extension_pending", O, GUARD_HEARING_OPEN, TO_MAKER, 0, 0, "聴聞を記録する", "Record the hearing"),
	LABEL("extension_pending", "revoke", "revoked", O, GUARD_HEARING_HELD, STATUS | TO_MAKER, FRESH, REASON, "取り消す", "Revoke"),

	LABEL("suspended", "reinstate", "valid", O, GUARD_NONE, STATUS | TO_MAKER, FRESH, REASON, "停止を解く", "Reinstate"),
	LABEL("suspended", "expire", "expired", S, GUARD_TERM_OVER, STATUS | TO_MAKER, 0, 0, "有効期限切れとする", "Expire"),
	LABEL("suspended", "withdraw", "withdrawn", M, GUARD_NONE, STATUS | TO_OFFICERS, FRESH, 0, "ラベルを自主的に取り下げる", "Withdraw the label"),
	LABEL("suspended", "note_withdrawal", "withdrawn", O, GUARD_NONE, STATUS | TO_MAKER, FRESH, REASON, "書面の取下げを記録する", "Note a withdrawal that came on paper"),
	LABEL("suspended", "open_hearing", "suspended", O, GUARD_NONE, TO_MAKER, 0, REASON, "聴聞を通知する", "Call a hearing"),
	LABEL("suspended", "record_hearing", "suspended", O, GUARD_HEARING_OPEN, TO_MAKER, 0, 0, "聴聞を記録する", "Record the hearing"),
	LABEL("suspended", "revoke", "revoked", O, GUARD_HEARING_HELD, STATUS | TO_MAKER, FRESH, REASON, "取り消す", "Revoke"),
};

/* Of each machine the first is where it begins. */
static const struct workflow_state states[] = {
	{ MACHINE_APPLICATION, "draft", false, "下書き", "draft" },
	{ MACHINE_APPLICATION, "numbered", false, "申請番号取得済み", "numbered" },
	{ MACHINE_APPLICATION, "submitted", false, "提出済み（形式確認中）", "handed in, form check" },
	{ MACHINE_APPLICATION, "returned", false, "差戻し", "returned" },
	{ MACHINE_APPLICATION, "inquiry", false, "確認手続中", "confirmation with authorities" },
	{ MACHINE_APPLICATION, "accepted", false, "受理（手数料の納付待ち）", "accepted, fee due" },
	{ MACHINE_APPLICATION, "paid", false, "手数料納付済み（発行待ち）", "fee paid, decision due" },
	{ MACHINE_APPLICATION, "proposed", false, "認証の提案済み", "certification proposed" },
	{ MACHINE_APPLICATION, "issued", true, "ラベル発行済み", "label issued" },
	{ MACHINE_APPLICATION, "not_accepted", true, "受理不可", "not accepted" },
	{ MACHINE_APPLICATION, "refused", true, "不発行", "refused" },
	{ MACHINE_APPLICATION, "withdrawn", true, "申請取下げ", "withdrawn" },
	{ MACHINE_LABEL, "valid", false, "有効", "valid" },
	{ MACHINE_LABEL, "extension_pending", false, "失効猶予（延長申請中）", "extension pending" },
	{ MACHINE_LABEL, "suspended", false, "停止", "suspended" },
	{ MACHINE_LABEL, "expired", true, "失効（有効期限切れ）", "expired" },
	{ MACHINE_LABEL, "withdrawn", true, "失効（自主取下げ）", "withdrawn by the maker" },
	{ MACHINE_LABEL, "revoked", true, "取消し", "revoked" },
	{ MACHINE_INQUIRY, "asked", false, "照会中", "asked" },
	{ MACHINE_INQUIRY, "answered", true, "回答済み", "answered" },
	{ MACHINE_INQUIRY, "cancelled", true, "照会取りやめ", "cancelled" },
};
/* clang-format on */

const struct transition *workflow_table(size_t *n)
{
	*n = ARRAY_LEN(table);
	return table;
}

const struct workflow_state *workflow_states(size_t *n)
{
	*n = ARRAY_LEN(states);
	return states;
}

const struct workflow_state *workflow_state_find(enum machine machine, const char *name)
{
	for (size_t i = 0; name && i < ARRAY_LEN(states); i++)
		if (states[i].machine == machine && text_equal(states[i].name, name))
			return &states[i];
	return NULL;
}

const char *workflow_start(enum machine machine)
{
	size_t i = 0;

	while (states[i].machine != machine)
		i++;
	return states[i].name;
}

const struct transition *workflow_find(enum machine machine, const char *from, const char *action,
				       unsigned level)
{
	if (level < 1 || level > 4)
		return NULL;
	for (size_t i = 0; i < ARRAY_LEN(table); i++)
		if (table[i].machine == machine && (table[i].levels & 1u << level) &&
		    text_equal(table[i].from, from) && text_equal(table[i].action, action))
			return &table[i];
	return NULL;
}

const char *workflow_label_status(const char *status, const char *valid_until, const char *today,
				  const json_t *renewal)
{
	const struct transition *t = workflow_find(MACHINE_LABEL, status, "expire", 1);
	struct workflow_refusal why;

	/* Most labels, on most days: nothing to look up. */
	if (!t || !valid_until || !day_valid(valid_until) || day_compare(today, valid_until) <= 0)
		return status;
	CLEANUP(json_done)
	json_t *facts = json_pack("{s:s, s:{s:s}, s:O?}", "today", today, "label", "valid_until",
				  valid_until, "renewal", json_lend(renewal));
	return workflow_guard(t->guard, facts, &why) ? t->to : status;
}

bool workflow_is_action(const char *action)
{
	for (size_t i = 0; i < ARRAY_LEN(table); i++)
		if (text_equal(table[i].action, action))
			return true;
	return false;
}
