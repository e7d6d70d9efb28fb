/*
 * Where a label stood at a moment, for people: the signer's dated answer is verified here as
 * anybody would verify it (label/dated_verify.h), told in words and offered as a file.
 */
#include "web/page_answer.h"

#include "base/base64.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/text.h"
#include "crypto/cose.h"
#include "label/dated_verify.h"
#include "label/dated_words.h"
#include "web/api.h"
#include "web/log_view.h"
#include "web/pages.h"
#include "web/view.h"
#include "web/view_field.h"

#define WORDS_MAX 16384 /* bytes of what an answer comes to, names out of records among it */

json_t *page_answer_fields(const struct request *rq)
{
	const struct view_field all[] = {
		{ .name = "at",
		  .type = "date",
		  .ja = "日付",
		  .en = "Day",
		  .hint_ja = "その日の終わり（日本時間）の時点で答えます。空欄なら現在です。",
		  .hint_en = "The answer is for the end of that day in Tokyo; left empty, for now.",
		  .value = request_query(rq, "at") },
		{ .name = "model",
		  .ja = "型式番号",
		  .en = "Model",
		  .hint_ja = "その型式が対象だったかどうかも確かめるときに入力します。",
		  .hint_en = "To learn whether it was covered, too.",
		  .value = request_query(rq, "model"),
		  .maxlength = 400 },
	};
	json_t *list = json_array();

	for (size_t i = 0; i < ARRAY_LEN(all); i++)
		json_array_append_new(list, view_field(rq, &all[i]));
	return list;
}

/* ---- words ---- */

static json_t *text_of(struct buf *text)
{
	return buf_ok(text) ? json_string(buf_cstr(text)) : json_null();
}

static json_t *verdict_of(const struct dated_result *r, enum verify_language l)
{
	CLEANUP(buf_done) struct buf text = BUF(WORDS_MAX);

	dated_words_verdict(&text, r, l);
	return text_of(&text);
}

static json_t *history_of(const struct dated_result *r, enum verify_language l)
{
	json_t *list = json_array();

	for (size_t i = 0; i < r->answer.n; i++) {
		CLEANUP(buf_done) struct buf text = BUF(WORDS_MAX);

		dated_words_entry(&text, &r->answer.entries[i], l);
		json_array_append_new(list, text_of(&text));
	}
	return list;
}

static json_t *checks_of(const struct dated_result *r, enum verify_language l)
{
	json_t *list = json_array();

	for (unsigned i = 0; i < DATED_STEPS; i++) {
		CLEANUP(buf_done) struct buf text = BUF(WORDS_MAX);

		dated_words_check(&text, r, (enum dated_step)i, l);
		json_array_append_new(list,
				      json_pack("{s:s, s:s, s:o}", "step",
						dated_words_step((enum dated_step)i, l), "outcome",
						verify_words_outcome(r->checks[i].outcome, l),
						"words", text_of(&text)));
	}
	return list;
}

/* What stands in large letters: the status, but for a model that it was not about. */
static json_t *headline(const struct dated_result *r, enum verify_language l)
{
	if (r->verdict == DATED_NOT_GENUINE)
		return view_words("検証できませんでした", "Not verified");
	if (r->history.standing == DATED_NOT_ISSUED)
		return view_words("まだ発行されていませんでした", "Not issued yet");
	if (r->history.model == DATED_MODEL_NOT_COVERED)
		return view_words("この型式は対象外でした", "This model was not covered");
	return json_string(verify_words_status(r->history.status, l));
}

static const char *tone(const struct dated_result *r)
{
	switch (r->verdict) {
	case DATED_YES:
		return "good";
	case DATED_UNDECIDED:
		return "care";
	case DATED_NO:
		return r->history.standing == DATED_NOT_ISSUED ? "care" : "bad";
	case DATED_NOT_GENUINE:
		break;
	}
	return "bad";
}

static void add_result(const struct request *rq, struct bytes file, const struct key_set *keys,
		       json_t *view)
{
	const enum verify_language l = text_equal(rq->language, "ja") ? VERIFY_JA : VERIFY_EN;
	struct dated_result r = { 0 };

	dated_verify(&r, file, keys);
	json_object_set_new(view, "verified",
			    json_pack("{s:s, s:o, s:o, s:o}", "tone", tone(&r), "headline",
				      headline(&r, l), "words", verdict_of(&r, l), "checks",
				      checks_of(&r, l)));
	json_object_set_new(view, "listed",
			    r.verdict == DATED_NOT_GENUINE
				? json_null()
				: json_pack("{s:o}", "history", history_of(&r, l)));
	json_object_set_new(view, "limit", json_string(dated_words_limit(l)));
	dated_verify_done(&r);
}

/* ---- the page ---- */

/* The question with its own moment: what is asked of now would be another one a second later. */
static int add_question(struct bytes file, json_t *view, struct err *err)
{
	struct cose message = { 0 };
	struct dated_answer a = { 0 };
	int r = dated_answer_read(&a, &message, file, err);

	if (r < 0)
		return r;
	json_object_set_new(view, "asked",
			    json_pack("{s:I, s:o, s:s}", "at", (json_int_t)a.at, "moment",
				      api_time(a.at), "model", a.model));
	dated_answer_done(&a);
	return 0;
}

static int add_answer(const struct web *web, const struct request *rq, const char *text,
		      json_t *view, struct err *err)
{
	CLEANUP(buf_done) struct buf file = BUF(DATED_ANSWER_MAX);
	const struct key_set *keys = web->log ? log_view_keys(web->log) : NULL;

	if (base64_decode(&file, bytes_of(text)) < 0)
		return err_set(err, E_FORMAT, "the signer's answer is no base 64");
	int r = add_question(buf_view(&file), view, err);

	if (r == 0 && keys)
		add_result(rq, buf_view(&file), keys, view);
	return r;
}

int page_answer(struct web *web, const struct request *rq, struct response *rs, struct err *err)
{
	const char *text = json_text(rq->answer, "answer");
	json_t *view = view_new(web, rq, "日付を指定したラベルの状態", "Where the label stood");

	json_object_set_new(view, "number", json_string(request_at(rq, "number")));
	json_object_set_new(view, "fields", page_answer_fields(rq));
	rs->cache = RESPONSE_PUBLIC;
	if (!text)
		rs->status = 400;
	int r = text ? add_answer(web, rq, text, view, err) : 0;
	if (r < 0) {
		json_decref(view);
		return r;
	}
	return view_render(web, rq, rs, "answer", view, err);
}
