/*
 * All words stand in tables, with {names} where something is filled in, so that a script can be
 * handed the same tables and say the same (verify_words_json).
 */
#include "label/verify_words.h"

#include "base/buf.h"
#include "base/day.h"
#include "base/mem.h"

struct say {
	const char *words[2]; /* by enum verify_language */
};

static const struct say steps[] = {
	[VERIFY_FORM] = { { "形式", "form" } },
	[VERIFY_KEY] = { { "鍵", "key" } },
	[VERIFY_SIGNATURE] = { { "署名", "signature" } },
	[VERIFY_HOST] = { { "リンク先", "address" } },
	[VERIFY_TERM] = { { "印刷された期間", "printed term" } },
	[VERIFY_STATUS] = { { "現在の状態", "status" } },
	[VERIFY_MODEL] = { { "型式", "model" } },
};

static const struct say outcomes[] = {
	[VERIFY_NOT_DONE] = { { "未確認", "not done" } },
	[VERIFY_HOLDS] = { { "確認済み", "holds" } },
	[VERIFY_FAILS] = { { "不一致", "fails" } },
};

static const struct say limit = { { "真正なコードでも、偽の製品に写し取られることがあります。コード"
				    "の検証では製品そのものは確かめられません。",
				    "A genuine code can be copied onto a false product; checking a "
				    "code does not check the product." } };

/* What holds. */
static const struct say held[] = {
	[VERIFY_FORM] = { { "ラベルのステートメントです。", "it is a label statement" } },
	[VERIFY_KEY] = { { "鍵ファイルにあり、発行日に有効な鍵です。",
			   "the key is in the key file and was valid on the day of issue" } },
	[VERIFY_SIGNATURE] = { { "鍵の署名と一致します。", "the signature is the key's" } },
	[VERIFY_HOST] = { { "コードは発行元のサイトを指しています。",
			    "the code leads to the site that the statement names" } },
	[VERIFY_TERM] = { { "印刷された期間内です。", "today lies within the printed term" } },
	[VERIFY_STATUS] = { { "リストではラベルは効力を有しています。",
			      "the list says that the label is in force" } },
	[VERIFY_MODEL] = { { "印刷時に対象とされた型式です。",
			     "the model was among those covered as printed" } },
};

/* Why not.  What needs more than fixed words is put behind them by verify_words_check. */
static const struct say whys[] = {
	[WHY_NONE] = { { "", "" } },
	[WHY_EARLIER] = { { "先の確認で不一致があったため、行っていません。",
			    "an earlier check failed" } },
	[WHY_FORM] = { { "ラベルのステートメントとして読めません: {detail}",
			 "it cannot be read as a label statement: {detail}" } },
	[WHY_KEY_UNKNOWN] = { { "鍵ファイルにない鍵のものです。偽物か、鍵ファイルが古いかのどちらか"
				"です。",
				"made with a key that the key file does not have: it is false, or "
				"the key file is old" } },
	[WHY_KEY_REVOKED] = { { "鍵は失効しており、日付によらず信用できません。失効日: {detail}",
				"the key is revoked and proves nothing, whatever the date; "
				"since {detail}" } },
	[WHY_KEY_DAY] = { { "発行日に有効な鍵ではありません。",
			    "the key did not sign on the day of issue" } },
	[WHY_KEY_ISSUER] = { { "別の発行元の鍵です。", "the key belongs to another registry" } },
	[WHY_SIGNATURE] = { { "署名が一致しません。内容が変えられたか、別の鍵で作られています。",
			      "the signature does not fit: it was changed, or made with another "
			      "key" } },
	[WHY_NO_ADDRESS] = { { "リンクなしで読み込まれました。", "it came without an address" } },
	[WHY_OTHER_HOST] = { { "コードは発行元ではないサイトを指しています: {detail}",
			       "the code leads to another site than the one that issued it: "
			       "{detail}" } },
	[WHY_OTHER_NUMBER] = { { "リンクの登録番号がステートメントと異なります。",
				 "the address names another registration number" } },
	[WHY_CLOCK] = { { "この機器の時計が、確認するものの作成日時より前を示しています。時計を確か"
			  "めてください。",
			  "this device's clock is before the time when it was made; look at the "
			  "clock" } },
	[WHY_OVER] = { { "印刷された期限を過ぎています。延長されているかどうかは状態リストか登録簿"
			 "で分かります。",
			 "the printed term has passed; whether it was extended, the status list or "
			 "the registry tells" } },
	[WHY_NO_LIST] = { { "状態リストがありません。", "there is no status list" } },
	[WHY_LIST_FORM] = { { "状態リストとして読めません: {detail}",
			      "what was given cannot be read as a status list: {detail}" } },
	[WHY_LIST_KEY] = { { "状態リストの署名を確認できないため、使っていません。",
			     "the status list is not signed by a key that may; it was not used" } },
	[WHY_LIST_OTHER] = { { "このラベルの状態リストではありません。",
			       "it is not the status list that the label names" } },
	[WHY_LIST_BEFORE] = { { "状態リストはラベルの発行より前のものです。",
				"the status list is older than the label" } },
	[WHY_LIST_STALE] = { { "状態リストが古すぎます。", "the status list is too old" } },
	[WHY_NO_ENTRY] = { { "状態リストにこのラベルがありません。",
			     "the status list does not know the label" } },
	[WHY_NOT_IN_FORCE] = { { "ラベルは現在効力を有していません。",
				 "the label is not in force" } },
	[WHY_NO_MODEL] = { { "型式が入力されていません。", "no model was given" } },
	[WHY_MODELS_UNKNOWN] = { { "対象の型式は複数あり、一覧がないため判断できません。登録簿の一"
				   "覧と照合してください。",
				   "several models are covered, and their list is not at hand; "
				   "compare "
				   "with the list of the registry" } },
	[WHY_MODELS_OTHER] = { { "手元の一覧は印刷時のものと異なります。発行後に変更された可能性が"
				 "あります。登録簿を確認してください。",
				 "the list at hand is not the printed one; it may have changed "
				 "since: "
				 "look into the registry" } },
	[WHY_MODEL_NOT_THERE] = { { "印刷時に対象とされた型式ではありません。発行後に追加された可能"
				    "性があります。登録簿を確認してください。",
				    "the model was not covered as printed; it may have been added "
				    "since: look into the registry" } },
};

static const struct {
	enum status status;
	struct say say;
} statuses[] = {
	{ STATUS_VALID, { { "有効", "valid" } } },
	{ STATUS_REVOKED, { { "取消し", "revoked" } } },
	{ STATUS_SUSPENDED, { { "停止", "suspended" } } },
	{ STATUS_EXTENSION_PENDING, { { "失効猶予（延長申請中）", "extension pending" } } },
	{ STATUS_EXPIRED, { { "失効（有効期限切れ）", "expired" } } },
	{ STATUS_WITHDRAWN, { { "失効（自主取下げ）", "withdrawn by the maker" } } },
};

static const struct {
	int64_t seconds;
	struct say say;
} ages[] = {
	{ 86400, { { "{n}日前", "{n} days old" } } },
	{ 3600, { { "{n}時間前", "{n} hours old" } } },
	{ 60, { { "{n}分前", "{n} minutes old" } } },
};

/* Behind the words for the status check. */
static const struct say status_then = { { " 「{status}」（日本時間 {made} 時点、{age}）",
					  ": {status} as of {made}, Tokyo ({age})" } };

static const struct say verdicts[] = {
	[VERIFY_NOT_GENUINE] = { { "検証できませんでした。書かれている内容を信用しないでください。",
				   "Not verified. Do not believe what it says." } },
	[VERIFY_NOT_IN_FORCE] = { { "ラベルは現在効力を有していません。",
				    "The label is not in force." } },
	[VERIFY_OTHER_MODEL] = { { "ただし、入力された型式は印刷時の対象に含まれていません。",
				   "But the model that was given is not one that it covered as "
				   "printed." } },
	[VERIFY_UNDECIDED] = { { "現在も効力を有しているかどうかは、手元の情報では分かりません。",
				 "Whether the label is in force today cannot be told from what is "
				 "at hand." } },
	[VERIFY_GENUINE] = { { "", "" } },
};

/* Of what is genuine; before the verdict. */
static const struct say genuine = {
	{ "このステートメントは真正で、{owner}が作成したものです。登録番号 {number}、レベル "
	  "{level}、対象型式 {models} 件、{issued} 発行、印刷された期限 {valid_until}。",
	  "This statement is genuine and was made by {owner}: registration number {number}, level "
	  "{level}, covering {models} model{s}, issued on {issued}, valid until {valid_until} as "
	  "printed." }
};

static const struct say not_checked = { { "現在の状態は確認していません。",
					  "Its status today was not checked." } };

/* Between sentences. */
static const struct say space = { { "", " " } };

const char *verify_words_step(enum verify_step step, enum verify_language l)
{
	return steps[step].words[l];
}

const char *verify_words_outcome(enum verify_outcome outcome, enum verify_language l)
{
	return outcomes[outcome].words[l];
}

const char *verify_words_limit(enum verify_language l)
{
	return limit.words[l];
}

/* ---- filling in ---- */

struct blank {
	const char *name, *value;
};

static void fill(struct buf *out, const char *words, const struct blank *blanks, size_t n)
{
	while (*words) {
		size_t plain = strcspn(words, "{");
		size_t name = words[plain] ? strcspn(words + plain + 1, "}") : 0;

		buf_add(out, words, plain);
		words += plain;
		if (!*words)
			return;
		for (size_t i = 0; i < n; i++)
			if (strlen(blanks[i].name) == name &&
			    memcmp(blanks[i].name, words + 1, name) == 0)
				buf_text(out, blanks[i].value);
		words += name + 2;
	}
}

const char *verify_words_status(enum status status, enum verify_language l)
{
	for (size_t i = 0; i < ARRAY_LEN(statuses); i++)
		if (statuses[i].status == status)
			return statuses[i].say.words[l];
	return "";
}

/* "valid as of 2026-11-22 09:00:00, Tokyo (3 hours old)"; days and hours, or minutes. */
static void write_status(struct buf *out, const struct verify_result *r, enum verify_language l)
{
	CLEANUP(buf_done) struct buf age = BUF(VERIFY_WORDS_MAX);
	CLEANUP(mem_freep) char *number = NULL;
	char made[DAY_TIME_MAX];
	size_t i = 0;

	while (i < ARRAY_LEN(ages) - 1 && r->status_age < 2 * ages[i].seconds)
		i++;
	number = mem_format("%" PRId64, r->status_age / ages[i].seconds);
	fill(&age, ages[i].say.words[l], &(struct blank){ "n", number }, 1);
	day_time(made, r->status_made);
	const struct blank blanks[] = { { "status", verify_words_status(r->status, l) },
					{ "made", made },
					{ "age", buf_cstr(&age) } };
	fill(out, status_then.words[l], blanks, ARRAY_LEN(blanks));
}

static const char *detail_of(const struct verify_result *r, enum verify_why why)
{
	switch (why) {
	case WHY_FORM:
		return r->form_error.text;
	case WHY_LIST_FORM:
		return r->list_error.text;
	case WHY_KEY_REVOKED:
		return r->revoked;
	case WHY_OTHER_HOST:
		return r->host;
	default:
		return "";
	}
}

void verify_words_check(struct buf *out, const struct verify_result *r, enum verify_step step,
			enum verify_language l)
{
	const struct verify_check *check = &r->checks[step];
	const struct blank blank = { "detail", detail_of(r, check->why) };

	fill(out, check->outcome == VERIFY_HOLDS ? held[step].words[l] : whys[check->why].words[l],
	     &blank, 1);
	if (step == VERIFY_STATUS && r->has_status)
		write_status(out, r, l);
}

void verify_words_verdict(struct buf *out, const struct verify_result *r, enum verify_language l)
{
	const struct statement *s = &r->statement;
	const char *verdict = verdicts[r->verdict].words[l];
	CLEANUP(mem_freep) char *level = mem_format("%u", s->level);
	CLEANUP(mem_freep) char *models = mem_format("%u", s->models.count);
	const struct blank blanks[] = {
		{ "owner", l == VERIFY_JA ? r->owner_ja : r->owner_en },
		{ "number", s->number },
		{ "level", level },
		{ "models", models },
		{ "s", s->models.count == 1 ? "" : "s" },
		{ "issued", s->issued },
		{ "valid_until", s->valid_until },
	};

	if (r->verdict != VERIFY_NOT_GENUINE) {
		fill(out, genuine.words[l], blanks, ARRAY_LEN(blanks));
		if (*verdict)
			buf_text(out, space.words[l]);
	}
	buf_text(out, verdict);
	if (r->verdict == VERIFY_GENUINE && r->checks[VERIFY_STATUS].outcome != VERIFY_HOLDS) {
		buf_text(out, space.words[l]);
		buf_text(out, not_checked.words[l]);
	}
}

/* ---- for a script ---- */

static void put(json_t *object, const char *name, const struct say *say, enum verify_language l)
{
	json_object_set_new(object, name, json_string(say->words[l]));
}

json_t *verify_words_json(enum verify_language l)
{
	json_t *all = json_pack("{s:{}, s:{}, s:{}, s:{}, s:{}, s:{}, s:[]}", "steps", "held",
				"outcomes", "whys", "verdicts", "statuses", "ages");

	for (unsigned i = 0; i < VERIFY_STEPS; i++) {
		const char *name = verify_step_name((enum verify_step)i);

		put(json_object_get(all, "steps"), name, &steps[i], l);
		put(json_object_get(all, "held"), name, &held[i], l);
	}
	for (unsigned i = 0; i < ARRAY_LEN(outcomes); i++)
		put(json_object_get(all, "outcomes"), verify_outcome_name((enum verify_outcome)i),
		    &outcomes[i], l);
	for (unsigned i = 0; i < ARRAY_LEN(whys); i++)
		put(json_object_get(all, "whys"), verify_why_name((enum verify_why)i), &whys[i], l);
	for (unsigned i = 0; i < ARRAY_LEN(verdicts); i++)
		put(json_object_get(all, "verdicts"), verify_verdict_name((enum verify_verdict)i),
		    &verdicts[i], l);
	for (size_t i = 0; i < ARRAY_LEN(statuses); i++)
		put(json_object_get(all, "statuses"), status_list_word(statuses[i].status),
		    &statuses[i].say, l);
	for (size_t i = 0; i < ARRAY_LEN(ages); i++)
		json_array_append_new(json_object_get(all, "ages"),
				      json_pack("{s:I, s:s}", "seconds",
						(json_int_t)ages[i].seconds, "words",
						ages[i].say.words[l]));
	put(all, "status", &status_then, l);
	put(all, "genuine", &genuine, l);
	put(all, "not_checked", &not_checked, l);
	put(all, "space", &space, l);
	put(all, "limit", &limit, l);
	return all;
}
