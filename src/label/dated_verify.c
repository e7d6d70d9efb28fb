/*
 * Each check fills result->fault where it fails, in both languages; nothing after it is looked at.
 */
#include "label/dated_verify.h"

#include "base/buf.h"
#include "base/day.h"
#include "base/mem.h"
#include "base/text.h"
#include "crypto/cose.h"
#include "crypto/hash.h"
#include "label/key_choice.h"

static void mark(struct dated_result *r, enum dated_step step, enum verify_outcome outcome,
		 enum dated_why why)
{
	r->checks[step] = (struct dated_check){ outcome, why };
}

static void holds(struct dated_result *r, enum dated_step step)
{
	mark(r, step, VERIFY_HOLDS, DATED_WHY_NONE);
}

static bool conclude(struct dated_result *r, enum dated_step step, int code)
{
	if (code < 0)
		mark(r, step, VERIFY_FAILS, DATED_WHY_FAULT);
	else
		holds(r, step);
	return code == 0;
}

/* ---- who made it ---- */

static bool check_maker(struct dated_result *r, const struct cose *message,
			const struct key_set *keys)
{
	char day[DAY_TEXT_MAX];
	bool fits;
	const struct key_set_key *key = key_choice_find(keys, KEY_STATUS, message, &fits);
	int code;

	day_of(day, r->answer.made);
	if (key)
		code =
		    key_choice_refuse(key_choice_fault(key, r->answer.issuer, day), key, &r->fault);
	else
		code = err_both(
		    &r->fault, E_VERIFY,
		    "made with a key that the key file does not have for status lists and "
		    "answers: it is false, or the key file is old",
		    "鍵ファイルに、状態リストと回答のための鍵として載っていない鍵のものです。"
		    "偽物か、鍵ファイルが古いかのどちらかです");
	if (!conclude(r, DATED_KEY, code) || !key)
		return false;
	r->has_owner = true;
	memcpy(r->owner_ja, key->owner_ja, sizeof(r->owner_ja));
	memcpy(r->owner_en, key->owner_en, sizeof(r->owner_en));
	if (!fits)
		code =
		    err_both(&r->fault, E_VERIFY,
			     "the signature does not fit: it was changed, or made with another key",
			     "署名が一致しません。内容が変えられたか、別の鍵で作られています");
	return conclude(r, DATED_SIGNATURE, code);
}

/* ---- the issue and the records ---- */

/* The statement says what the entry of the issue says. */
static int check_words(struct dated_result *r)
{
	const struct dated_answer *a = &r->answer;
	const struct dated_entry *issue = &a->entries[0];
	const struct statement *s = &r->statement;

	if (!text_equal(s->issuer, a->issuer) || !text_equal(s->number, a->number) ||
	    s->level != issue->entry.level ||
	    !text_equal(s->valid_until, issue->entry.valid_until) ||
	    (s->log_index >= 0 && (uint64_t)s->log_index != issue->index))
		return err_both(&r->fault, E_VERIFY,
				"the statement of the issue is of another label",
				"発行の記録にあるステートメントは、別のラベルのものです");
	return 0;
}

/*
 * A label key that was revoked later proves nothing by itself; but the statement was in the log
 * before that, and that the log vouches for.
 */
static int check_statement_key(struct dated_result *r, const struct cose *message,
			       const struct key_set *keys)
{
	const struct dated_entry *issue = &r->answer.entries[0];
	char logged[DAY_TEXT_MAX];
	bool fits;
	const struct key_set_key *key = key_choice_find(keys, KEY_LABEL, message, &fits);

	if (!key || !fits)
		return err_both(
		    &r->fault, E_VERIFY,
		    "the statement of the issue was not made by a label key of the key file",
		    "発行の記録にあるステートメントは、鍵ファイルにあるラベルの鍵で作られたもの"
		    "ではありません");
	enum key_fault fault = key_choice_fault_then(key, r->statement.issuer, r->statement.issued);

	day_of(logged, issue->entry.at);
	if (fault == KEY_FINE && key->revoked[0]) {
		if (day_compare(logged, key->revoked) >= 0)
			fault = KEY_IS_REVOKED;
		else
			r->is_label_key_revoked = true;
	}
	return key_choice_refuse(fault, key, &r->fault);
}

static bool check_statement(struct dated_result *r, const struct key_set *keys)
{
	struct cose message;
	int code = statement_read(&r->statement, &message, r->answer.entries[0].entry.statement,
				  &r->fault);

	if (code == 0)
		code = check_words(r);
	if (code == 0 && keys)
		code = check_statement_key(r, &message, keys);
	if (conclude(r, DATED_STATEMENT, code) && !keys)
		mark(r, DATED_STATEMENT, VERIFY_NOT_DONE, DATED_WHY_NO_KEYS);
	return code == 0;
}

static bool is_logged(const struct dated_entry *e, const char *number)
{
	CLEANUP(buf_done) struct buf all = BUF(LOG_RECORD_SALT + (size_t)LOG_RECORD_MAX);
	uint8_t digest[HASH_SIZE];

	buf_bytes(&all, e->salt);
	buf_bytes(&all, e->record);
	hash_sha256(digest, buf_view(&all));
	return buf_ok(&all) && memcmp(digest, e->entry.digest, HASH_SIZE) == 0 &&
	       text_equal(json_text(e->json, "kind"), log_entry_kind_name(e->entry.kind)) &&
	       text_equal(json_text(e->json, "label"), number) &&
	       json_int(e->json, "at", -1) == e->entry.at;
}

static int check_records(struct dated_result *r)
{
	const struct dated_answer *a = &r->answer;

	for (size_t i = 0; i < a->n; i++)
		if (a->entries[i].json && !is_logged(&a->entries[i], a->number))
			return err_both(
			    &r->fault, E_VERIFY,
			    "the public record of entry %" PRIu64 " is not the one that was logged",
			    "記録%" PRIu64 "の公開記録が、ログに記録されたものと異なります",
			    a->entries[i].index);
	return 0;
}

/* ---- what it comes to ---- */

static enum dated_verdict verdict_of(const struct dated_history *h)
{
	if (h->standing == DATED_NOT_ISSUED || h->standing == DATED_OVER ||
	    h->model == DATED_MODEL_NOT_COVERED)
		return DATED_NO;
	if (h->standing == DATED_OPEN || h->model == DATED_MODEL_UNKNOWN)
		return DATED_UNDECIDED;
	return DATED_YES;
}

static void begin(struct dated_result *r)
{
	*r = (struct dated_result){ .verdict = DATED_NOT_GENUINE };
	for (unsigned step = 0; step < DATED_STEPS; step++)
		mark(r, (enum dated_step)step, VERIFY_NOT_DONE, DATED_WHY_EARLIER);
}

/* From the log on; the answer is read. */
static void look_at_evidence(struct dated_result *r, const struct key_set *keys)
{
	int code = keys ? dated_log_open(&r->log, &r->answer, keys, &r->fault)
			: dated_log_read(&r->log, &r->answer, &r->fault);

	if (conclude(r, DATED_LOG, code) && !keys)
		mark(r, DATED_LOG, VERIFY_NOT_DONE, DATED_WHY_NO_KEYS);
	if (code < 0 ||
	    !conclude(r, DATED_ENTRIES, dated_log_check(&r->log, &r->answer, &r->fault)) ||
	    !conclude(r, DATED_CHAIN, dated_history_check(&r->answer, &r->fault)) ||
	    !check_statement(r, keys) || !conclude(r, DATED_RECORDS, check_records(r)))
		return;
	dated_history_fold(&r->history, &r->answer);
	r->verdict = verdict_of(&r->history);
}

void dated_verify(struct dated_result *out, struct bytes file, const struct key_set *keys)
{
	struct cose message;

	begin(out);
	if (!conclude(out, DATED_FORM,
		      dated_answer_read(&out->answer, &message, file, &out->fault)))
		return;
	if (!keys) {
		mark(out, DATED_KEY, VERIFY_NOT_DONE, DATED_WHY_NO_KEYS);
		mark(out, DATED_SIGNATURE, VERIFY_NOT_DONE, DATED_WHY_NO_KEYS);
	} else if (!check_maker(out, &message, keys)) {
		return;
	}
	look_at_evidence(out, keys);
}

void dated_verify_files(struct dated_result *out, struct bytes payload, const struct key_set *keys)
{
	begin(out);
	if (!conclude(out, DATED_FORM, dated_answer_parse(&out->answer, payload, &out->fault)))
		return;
	mark(out, DATED_KEY, VERIFY_NOT_DONE, DATED_WHY_UNSIGNED);
	mark(out, DATED_SIGNATURE, VERIFY_NOT_DONE, DATED_WHY_UNSIGNED);
	look_at_evidence(out, keys);
}

void dated_verify_done(struct dated_result *r)
{
	dated_history_done(&r->history);
	dated_answer_done(&r->answer);
}
