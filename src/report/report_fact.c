/*
 * A table gives a phrase for a kind of observation, perhaps only for one value of one of its
 * members (the first line that fits is taken), and the members that hold foreign text.
 */
#include "report/report_fact.h"

#include "base/buf.h"
#include "base/text.h"
#include "run/value_word.h"

#define FOREIGN_MAX 4
#define VALUE_MAX 1024
#define ITEMS_MAX 20

struct phrase {
	const char *kind;
	const char *member, *value; /* NULL: fits always */
	const char *ja, *en;        /* {member} is replaced by its value, in words */
	/* Members that hold foreign text; with "=" in front, a value of ours to be translated. */
	const char *foreign[FOREIGN_MAX];
};

/* clang-format off */
static const struct phrase phrases[] = {
	{ "port", "state", "open", "開いているポート", "Open port", { NULL } },
	{ "port", "state", "filtered", "応答しないポート", "Port that does not answer", { NULL } },
	{ "port", NULL, NULL, "閉じているポート", "Closed port", { NULL } },
	{ "sweep", NULL, NULL, "ポート{from}〜{to}を調査: 開{open}、閉{closed}、応答なし{filtered}",
	  "Ports {from}–{to} tried: {open} open, {closed} closed, {filtered} without an answer", { NULL } },
	{ "service", "service", "silent", "接続できるが何も応答しない", "Accepts a connection, says nothing", { NULL } },
	{ "service", "service", "unknown", "種類の分からないサービス", "Service of unknown kind", { "banner" } },
	{ "service", "service", "tls", "TLSの中の種類の分からないサービス", "Service of unknown kind inside TLS", { "banner" } },
	{ "service", NULL, NULL, "{service}のサービス", "{service} service", { "banner" } },
	{ "http_page", "access", "open", "ログインなしで開くページ", "Page that opens without login", { "path", "title", "=sensitive" } },
	{ "http_page", "access", "login", "ログインを求めるページ", "Page that asks for a login", { "path", "title" } },
	{ "http_page", "access", "left_alone", "開かずに残したリンク", "Link that was not followed", { "path" } },
	{ "http_page", "access", "denied", "表示を拒むページ", "Page that is denied", { "path", "title" } },
	{ "http_page", "access", "redirect", "転送するページ", "Page that redirects", { "path", "location" } },
	{ "http_page", "access", "missing", "存在しないページ", "Page that does not exist", { "path" } },
	{ "http_page", NULL, NULL, "エラーを返すページ", "Page that gives an error", { "path", "title" } },
	{ "login", NULL, NULL, "ログインできる場所（{mechanism}）", "Place to log in ({mechanism})", { "path" } },
	{ "guest", "granted", "true", "認証なしで利用できた", "Usable without any credential", { "what" } },
	{ "guest", NULL, NULL, "認証なしでは利用できない", "Not usable without a credential", { "what" } },
	{ "credential", "accepted", "true", "公表されている初期パスワードで入れた", "A published default password was accepted", { "account", "entry", "path" } },
	{ "credential", NULL, NULL, "公表されている初期パスワードは拒否された", "A published default password was refused", { "account", "entry", "path" } },
	{ "attempts", NULL, NULL, "試したログイン: 準備{control}回、初期パスワード{default}回、わざと誤った試行{guess}回",
	  "Logins tried: {control} controls, {default} defaults, {guess} wrong on purpose", { "account", "source" } },
	{ "guessing", "class", "not_measured", "総当たり攻撃への備えは測定していない（{mechanism}）", "Protection against guessing not measured ({mechanism})", { NULL } },
	{ "guessing", "class", "none", "総当たり攻撃への備え（{mechanism}）: なし、1時間に{guesses_per_hour}回",
	  "Protection against guessing ({mechanism}): none, {guesses_per_hour} guesses an hour", { "account" } },
	{ "guessing", NULL, NULL, "総当たり攻撃への備え（{mechanism}）: {class}、1時間に{guesses_per_hour}回",
	  "Protection against guessing ({mechanism}): {class}, {guesses_per_hour} guesses an hour", { "account" } },
	{ "guessed", NULL, NULL, "ログインできる場所{doors}か所のうち{measured}か所で総当たり攻撃への備えを測定、最も速い場所で1時間に{fastest}回",
	  "Protection against guessing measured at {measured} of {doors} places to log in; {fastest} guesses an hour at the fastest", { NULL } },
	{ "crypto", NULL, NULL, "受け入れる暗号（{where}）", "Cryptography accepted ({where})", { "name", "bits", "witness" } },
	{ "certificate", "expired", "true", "期限切れの証明書", "Expired certificate", { "subject", "issuer", "not_after" } },
	{ "certificate", "self_signed", "true", "自己署名の証明書", "Self-signed certificate", { "subject", "not_after" } },
	{ "certificate", NULL, NULL, "証明書", "Certificate", { "subject", "issuer", "not_after" } },
	{ "tls_trait", "present", "true", "TLSの性質あり: {trait}", "TLS trait present: {trait}", { NULL } },
	{ "tls_trait", NULL, NULL, "TLSの性質なし: {trait}", "TLS trait absent: {trait}", { NULL } },
	{ "identity", "item", "model", "機器が名乗る型式（{service}）", "Model that the device tells ({service})", { "text" } },
	{ "identity", NULL, NULL, "機器が名乗る情報（{service}）", "What the device tells of itself ({service})", { "text" } },
	{ "control", NULL, NULL, "ログインなしに設定・操作できる項目（{service}）", "Can be set or operated without login ({service})", { "object" } },
	{ "model", NULL, NULL, "型式番号の表示", "Model number shown", { "text", "=where", "path" } },
	{ "document", "soft_404", "true", "{what}: 実際は「見つからない」ページ", "{what}: really a “not found” page", { "url" } },
	{ "document", "reached", "true", "{what}: 取得できた", "{what}: reached", { "url" } },
	{ "document", NULL, NULL, "{what}: 取得できない", "{what}: not reached", { "url" } },
	{ "document_item", "found", "true", "{what}: {item}の記載あり", "{what}: says {item}", { "quote" } },
	{ "document_item", NULL, NULL, "{what}: {item}の記載が見つからない", "{what}: {item} not found", { NULL } },
	{ "security_txt", "valid", "true", "security.txt: 正しく公開されている", "security.txt: published and valid", { "url", "expires" } },
	{ "security_txt", "found", "true", "security.txt: 形式に誤りがある", "security.txt: published, with faults", { "url", "expires", "faults" } },
	{ "security_txt", NULL, NULL, "security.txt: 見つからない", "security.txt: not found", { "url" } },
};
/* clang-format on */

const char *report_fact_place(const char *where, const char *language)
{
	return value_word_get(where, language);
}

/* Lists are of plain values; what lies deeper is left to run.json. */
static void add_items(struct buf *out, const json_t *list)
{
	size_t i;
	json_t *item;

	json_array_foreach (list, i, item) {
		if (i >= ITEMS_MAX) {
			buf_text(out, ", …");
			break;
		}
		if (i > 0)
			buf_text(out, ", ");
		if (!json_is_array(item))
			report_fact_value(out, item);
	}
}

void report_fact_time(struct buf *out, const char *time)
{
	size_t n = strlen(time);

	if (n < 20 || time[10] != 'T' || time[n - 1] != 'Z') {
		buf_text(out, time);
		return;
	}
	buf_add(out, time, 10);
	buf_text(out, " ");
	buf_add(out, time + 11, n - 12);
	buf_text(out, " UTC");
}

void report_fact_value(struct buf *out, const json_t *value)
{
	if (json_is_string(value))
		buf_text(out, json_string_value(value));
	else if (json_is_integer(value))
		buf_format(out, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
	else if (json_is_real(value))
		buf_format(out, "%g", json_real_value(value));
	else if (json_is_boolean(value))
		buf_text(out, json_is_true(value) ? "true" : "false");
	else if (json_is_array(value))
		add_items(out, value);
}

void report_fact_where(struct buf *out, const json_t *record)
{
	const char *proto = json_text(record, "proto");
	int64_t port = json_int(record, "port", -1);

	if (!proto)
		return;
	/* As the pack's sentences write it. */
	if (port >= 0)
		buf_format(out, "%" PRId64 "/", port);
	buf_text(out, proto);
	if (json_flag(record, "tls"))
		buf_text(out, " TLS");
}

static bool fits(const struct phrase *p, const json_t *observation)
{
	CLEANUP(buf_done) struct buf value = BUF(VALUE_MAX);
	const json_t *member;

	if (!text_equal(p->kind, json_text(observation, "kind")))
		return false;
	if (!p->member)
		return true;
	member = json_object_get(observation, p->member);
	if (!member)
		return false;
	report_fact_value(&value, member);
	return text_equal(buf_cstr(&value), p->value);
}

static const struct phrase *phrase_for(const json_t *observation)
{
	for (size_t i = 0; i < ARRAY_LEN(phrases); i++)
		if (fits(&phrases[i], observation))
			return &phrases[i];
	return NULL;
}

/* Only members whose values are our own words or numbers stand in a phrase. */
static void fill(struct buf *out, const char *phrase, const json_t *observation,
		 const char *language)
{
	while (*phrase) {
		char name[32];
		const char *end = *phrase == '{' ? strchr(phrase, '}') : NULL;

		if (!end) {
			buf_add(out, phrase++, 1);
			continue;
		}
		size_t n = (size_t)(end - phrase - 1);
		assert(n < sizeof(name));
		memcpy(name, phrase + 1, n);
		name[n] = 0;

		const json_t *value = json_object_get(observation, name);
		if (json_is_string(value))
			buf_text(out, value_word_get(json_string_value(value), language));
		else if (json_is_integer(value))
			value_word_number(out, name, json_integer_value(value));
		else
			report_fact_value(out, value);
		phrase = end + 1;
	}
}

void report_fact_say(struct buf *out, const json_t *observation, const char *language)
{
	const struct phrase *p = phrase_for(observation);
	const char *kind = json_text(observation, "kind");

	if (p)
		fill(out, text_equal(language, "ja") ? p->ja : p->en, observation, language);
	else if (kind)
		buf_text(out, kind);
}

/* A kind that is newer than this table is shown whole rather than not at all. */
static void add_all(struct buf *out, const json_t *observation)
{
	static const char *const shown_elsewhere[] = { "id",    "kind", "probe", "evidence",
						       "proto", "port", "tls" };
	const char *key;
	json_t *value;
	size_t n = 0;

	json_object_foreach (json_lend(observation), key, value) {
		bool skip = false;

		for (size_t i = 0; i < ARRAY_LEN(shown_elsewhere); i++)
			skip = skip || text_equal(key, shown_elsewhere[i]);
		if (skip)
			continue;
		buf_format(out, "%s%s=", n++ ? ", " : "", key);
		report_fact_value(out, value);
	}
}

void report_fact_text(struct buf *out, const json_t *observation, const char *language)
{
	const struct phrase *p = phrase_for(observation);
	size_t n = 0;

	if (!p) {
		add_all(out, observation);
		return;
	}
	for (size_t i = 0; i < FOREIGN_MAX && p->foreign[i]; i++) {
		bool ours = *p->foreign[i] == '=';
		const char *member = p->foreign[i] + (ours ? 1 : 0);
		const json_t *value = json_object_get(observation, member);

		if (!value || (json_is_string(value) && !*json_string_value(value)))
			continue;
		if (n++)
			buf_text(out, " · ");
		if (ours && json_is_string(value))
			buf_text(out, value_word_get(json_string_value(value), language));
		else
			report_fact_value(out, value);
		if (text_equal(member, "bits"))
			buf_text(out, " bit");
	}
}
