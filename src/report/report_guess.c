/*
 * A class of guess_analysis.h is said in a sentence with the numbers in it.  {name} stands for a
 * member of the observation: a number with commas, or a time if its name ends in "_ms"; {s} for the
 * "s" of a plural.
 */
#include "report/report_guess.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"
#include "report/report_fact.h"
#include "report/report_model.h"
#include "run/coverage.h"
#include "run/run.h"
#include "run/value_word.h"

#define SENTENCE_MAX 2048
#define SIX_DIGITS 1000000

struct sentence {
	const char *class;
	bool recovered; /* looked at only where a lock was waited for */
	const char *ja, *en;
};

/* clang-format off */
static const struct sentence sentences[] = {
	{ "none", false, "間違ったパスワードを続けて{serial}回入れても、待ち時間もロックもありませんでした。",
	  "{serial} wrong password{s} in a row: no delay, no lock." },
	{ "delay", false, "間違えるたびに約{delay_ms}待たされます。同時に接続しても速くなりませんでした。",
	  "Each wrong password takes some {delay_ms}, and connections side by side are no faster." },
	{ "delay_per_connection", false, "間違えるたびに約{delay_ms}待たされますが、接続ごとの待ち時間のため、同時に接続すれば避けられます。",
	  "Each wrong password takes some {delay_ms}, but each connection waits for itself: many at once get around it." },
	{ "delay_grows", false, "間違えるたびに待ち時間が延び、{delay_first_ms}から{delay_last_ms}になりました。",
	  "The wait grew with the wrong passwords, from {delay_first_ms} to {delay_last_ms}." },
	{ "rate_limit", true, "{changed_after}回で「しばらく待つように」と断られ、{lock_ms}以内にまた試せるようになりました。",
	  "After {changed_after} wrong password{s} it said “not now”, and within {lock_ms} it went on." },
	{ "rate_limit", false, "{changed_after}回で「しばらく待つように」と断られ、{lock_ms}待ってもそのままでした。",
	  "After {changed_after} wrong password{s} it said “not now”, and still did after {lock_ms}." },
	{ "account_lock", true, "間違ったパスワード{changed_after}回までにアカウントがロックされ、{lock_ms}以内に解除されました。",
	  "The account was locked after at most {changed_after} wrong password{s}, and open again within {lock_ms}." },
	{ "account_lock", false, "間違ったパスワード{changed_after}回までにアカウントがロックされ、{lock_ms}待っても解除されませんでした。",
	  "The account was locked after at most {changed_after} wrong password{s}, and still was after {lock_ms}." },
	{ "address_lock", true, "間違ったパスワード{changed_after}回で、この接続元からは受け付けられなくなり、{lock_ms}以内に解除されました。",
	  "After {changed_after} wrong password{s} this address was shut out, and let in again within {lock_ms}." },
	{ "address_lock", false, "間違ったパスワード{changed_after}回で、この接続元からは受け付けられなくなり、{lock_ms}待っても解除されませんでした。",
	  "After {changed_after} wrong password{s} this address was shut out, and still was after {lock_ms}." },
	{ "drop", true, "間違ったパスワード{changed_after}回で接続できなくなり、{lock_ms}以内にまた接続できました。",
	  "After {changed_after} wrong password{s} connections were refused, and taken again within {lock_ms}." },
	{ "drop", false, "間違ったパスワード{changed_after}回で接続できなくなり、{lock_ms}待ってもそのままでした。",
	  "After {changed_after} wrong password{s} connections were refused, and still were after {lock_ms}." },
	{ "tarpit", true, "間違ったパスワード{changed_after}回で返事が来なくなり、{lock_ms}以内にまた来るようになりました。",
	  "After {changed_after} wrong password{s} there was no more answer, and one again within {lock_ms}." },
	{ "tarpit", false, "間違ったパスワード{changed_after}回で返事が来なくなり、{lock_ms}待ってもそのままでした。",
	  "After {changed_after} wrong password{s} there was no more answer, and none after {lock_ms} either." },
	{ "unclear", false, "備えがあるかどうかは、この測定では分かりませんでした。", "Whether it is protected could not be told." },
	{ "not_measured", false, "測定していません。", "Not measured." },
};
/* clang-format on */

/* ---- numbers ---- */

void report_guess_duration(struct buf *out, uint64_t ms, const char *language)
{
	static const struct {
		uint64_t ms;
		const char *ja, *en;
	} units[] = {
		{ UINT64_C(31557600000), "年", " years" },
		{ 86400000, "日", " days" },
		{ 3600000, "時間", " hours" },
		{ 60000, "分", " minutes" },
	};
	bool ja = text_equal(language, "ja");

	for (size_t i = 0; i < ARRAY_LEN(units); i++)
		if (ms >= 2 * units[i].ms) {
			buf_grouped(out, (ms + units[i].ms / 2) / units[i].ms);
			buf_text(out, ja ? units[i].ja : units[i].en);
			return;
		}
	if (ms >= 10000)
		buf_format(out, "%u%s", (unsigned)((ms + 500) / 1000), ja ? "秒" : " s");
	else
		buf_format(out, "%u.%u%s", (unsigned)((ms + 50) / 1000),
			   (unsigned)((ms + 50) % 1000 / 100), ja ? "秒" : " s");
}

/* ---- the sentence ---- */

static unsigned serial_in(const json_t *o)
{
	unsigned n = 0;
	size_t i;
	json_t *point;

	json_array_foreach (json_object_get(o, "points"), i, point)
		n += text_equal(json_text(point, "phase"), "serial");
	return n;
}

static uint64_t member_of(const json_t *o, const char *name)
{
	int64_t value = json_int(o, name, 0);

	if (text_equal(name, "serial"))
		return serial_in(o);
	return value > 0 ? (uint64_t)value : 0;
}

static void fill(struct buf *out, const char *text, const json_t *o, const char *language)
{
	uint64_t last = 0;

	while (*text) {
		char name[32];
		const char *end = *text == '{' ? strchr(text, '}') : NULL;

		if (!end) {
			buf_add(out, text++, 1);
			continue;
		}
		size_t n = (size_t)(end - text - 1);
		assert(n < sizeof(name));
		memcpy(name, text + 1, n);
		name[n] = '\0';
		if (text_equal(name, "s"))
			buf_text(out, last == 1 ? "" : "s");
		else if (text_ends(name, "_ms"))
			report_guess_duration(out, member_of(o, name), language);
		else
			buf_grouped(out, last = member_of(o, name));
		text = end + 1;
	}
}

static const struct sentence *sentence_for(const json_t *o)
{
	const char *class = json_text(o, "class");

	for (size_t i = 0; i < ARRAY_LEN(sentences); i++)
		if (text_equal(sentences[i].class, class) &&
		    (!sentences[i].recovered || json_flag(o, "recovered")))
			return &sentences[i];
	return NULL;
}

/* How fast that is, and what it means for a short password. */
static void add_rate(struct buf *out, const json_t *o, const char *language)
{
	bool ja = text_equal(language, "ja");
	uint64_t rate = member_of(o, "guesses_per_hour");
	unsigned lanes = (unsigned)member_of(o, "lanes");

	if (rate == 0)
		return;
	buf_text(out, ja ? "最も速い方法（" : " In the fastest way (");
	if (lanes > 1)
		buf_format(out, ja ? "同時に%u接続" : "%u connections at once", lanes);
	else
		buf_text(out, ja ? "1回ずつ" : "one by one");
	buf_text(out, ja ? "）で1時間に" : ") ");
	buf_grouped(out, rate);
	buf_text(out, ja ? "回試せます。6桁の数字なら、平均して"
			 : " passwords can be tried in an hour; a number of six digits would be "
			   "found after ");
	report_guess_duration(out, SIX_DIGITS / 2 * UINT64_C(3600000) / rate, language);
	buf_text(out, ja ? "で見つかります。" : " on average.");
}

static void add_reason(struct buf *out, const json_t *o, const char *language)
{
	bool ja = text_equal(language, "ja");

	if (!json_text(o, "reason"))
		return;
	buf_text(out, ja ? "（" : " (");
	buf_text(out, coverage_reason_say(json_text(o, "reason"), language));
	buf_text(out, ja ? "）" : ")");
}

/* What the scope showed, where that is worth a sentence. */
static void add_scope(struct buf *out, const json_t *o, const char *language)
{
	bool ja = text_equal(language, "ja");

	if (text_equal(json_text(o, "other_address"), "open"))
		buf_text(out, ja ? "別の接続元からは、そのまま試せました。"
				 : " From another address it went on.");
	if (text_equal(json_text(o, "other_door"), "open"))
		buf_text(out, ja ? "同じアカウントに、別のログインの場所からは入れました。"
				 : " Another place to log in still let the same account in.");
	if (text_equal(json_text(o, "restored"), "held"))
		buf_text(out, ja ? "測定の終わりにも、正しいパスワードは受け付けられませんでした。"
				   "次に使う前に、ロックを解除してください。"
				 : " When it ended the right password was still not let in: lift "
				   "the lock before the next use.");
	if (json_flag(o, "tells_accounts"))
		buf_text(out, ja ? "アカウントがあるかどうかが、返事の違いから分かります。"
				 : " Its answers tell whether an account exists.");
	if (!json_flag(o, "account_known") && json_int(o, "attempts", 0) > 0)
		buf_text(out, ja ? "アカウントの正しいパスワードが分からないため、アカウントのロッ"
				   "クは測れていません。"
				 : " No account was known with its right password, so a lock of "
				   "accounts could not show.");
}

/* ---- the lists ---- */

static const json_t *observations(const struct report_input *in)
{
	return json_object_get(in->run->doc, "observations");
}

static void set_place(json_t *out, const json_t *o, const struct report_input *in)
{
	CLEANUP(buf_done) struct buf where = BUF(SENTENCE_MAX);
	CLEANUP(buf_done) struct buf label = BUF(SENTENCE_MAX);
	const char *service = json_text(o, "service"), *mechanism = json_text(o, "mechanism");

	buf_format(&where, "%" PRId64 "/%s", json_int(o, "port", 0), json_text(o, "proto"));
	report_model_set(out, "where", buf_cstr(&where));
	value_word_service(&label, service ? service : "", json_flag(o, "tls"), in->language);
	if (mechanism) {
		buf_text(&label, text_equal(in->language, "ja") ? "、" : ", ");
		buf_text(&label, report_fact_place(mechanism, in->language));
	}
	report_model_set(out, "label", buf_cstr(&label));
	report_model_set(out, "account", json_text(o, "account"));
}

json_t *report_guess_doors(const struct report_input *in)
{
	json_t *doors = json_array();
	size_t i;
	json_t *o;

	json_array_foreach (observations(in), i, o) {
		CLEANUP(buf_done) struct buf text = BUF(SENTENCE_MAX);
		const struct sentence *s = sentence_for(o);
		json_t *out;

		if (!text_equal(json_text(o, "kind"), "guessing") || !s)
			continue;
		out = json_object();
		set_place(out, o, in);
		report_model_set(out, "class", s->class);
		fill(&text, text_equal(in->language, "ja") ? s->ja : s->en, o, in->language);
		add_reason(&text, o, in->language);
		add_rate(&text, o, in->language);
		add_scope(&text, o, in->language);
		report_model_set(out, "sentence", buf_cstr(&text));
		json_object_set_new(out, "per_hour",
				    json_integer(json_int(o, "guesses_per_hour", 0)));
		json_object_set_new(out, "points",
				    json_object_get(o, "points")
					? json_incref(json_object_get(o, "points"))
					: json_array());
		json_array_append_new(doors, out);
	}
	return doors;
}

json_t *report_guess_ledger(const struct report_input *in)
{
	static const char *const counts[] = { "walk", "control", "default", "guess",
					      "no",   "yes",     "limited", "unclear" };
	json_t *rows = json_array();
	size_t i;
	json_t *o;

	json_array_foreach (observations(in), i, o) {
		json_t *out;

		if (!text_equal(json_text(o, "kind"), "attempts"))
			continue;
		out = json_object();
		set_place(out, o, in);
		report_model_set(out, "probe", json_text(o, "probe"));
		report_model_set(out, "source", json_text(o, "source"));
		for (size_t k = 0; k < ARRAY_LEN(counts); k++)
			json_object_set_new(out, counts[k],
					    json_integer(json_int(o, counts[k], 0)));
		json_object_set_new(out, "locked", json_boolean(json_flag(o, "locked")));
		json_array_append_new(rows, out);
	}
	return rows;
}
