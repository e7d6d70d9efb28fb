/*
 * Two tables.  The first gives a phrase for a kind of observation, perhaps only for one value of
 * one of its members (the first line that fits is taken), and the members that hold foreign text.
 * The second translates values that are words of ours ("disclosure_policy").
 */
#include "report/report_fact.h"

#include "base/buf.h"
#include "base/text.h"

#define FOREIGN_MAX 4
#define VALUE_MAX 1024
#define ITEMS_MAX 20

struct phrase {
	const char *kind;
	const char *member, *value; /* NULL: fits always */
	const char *ja, *en;        /* {member} is replaced by its value in the second table */
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
	{ "access", "effect", "read", "利用できる相手（閲覧）: ログインなし＝{none}、誤った認証情報＝{wrong}、低い権限＝{low}、所有者＝{valid}",
	  "Who may read it – without login: {none}; wrong credential: {wrong}; low privilege: {low}; owner: {valid}", { "resource" } },
	{ "access", "effect", "set", "利用できる相手（設定の送信）: ログインなし＝{none}、誤った認証情報＝{wrong}、低い権限＝{low}、所有者＝{valid}",
	  "Who may set it – without login: {none}; wrong credential: {wrong}; low privilege: {low}; owner: {valid}", { "resource" } },
	{ "access", NULL, NULL, "設定の入力欄が届く相手（送信はしていない）: ログインなし＝{none}、誤った認証情報＝{wrong}、低い権限＝{low}、所有者＝{valid}",
	  "Who is handed the form (it was not sent) – without login: {none}; wrong credential: {wrong}; low privilege: {low}; owner: {valid}", { "resource" } },
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

static const struct {
	const char *value, *ja, *en;
} values[] = {
	{ "disclosure_policy", "脆弱性開示ポリシー", "Disclosure policy" },
	{ "user_information", "利用者向け情報", "User information" },
	{ "update_instructions", "アップデート手順", "Update instructions" },
	{ "update_priority", "アップデートの優先度方針", "Update priority policy" },
	{ "contact", "連絡先", "the contact" },
	{ "acknowledgement_time", "受付連絡までの期間", "the time to acknowledgement" },
	{ "status_update_time", "状況報告の時期", "the times of status updates" },
	{ "setup", "初期設定の方法", "how to set up" },
	{ "update_notice", "アップデートの案内", "how updates are announced" },
	{ "support_end", "サポート終了時期", "the end of support" },
	{ "disposal", "廃棄の方法", "how to dispose" },
	{ "risky_use", "避けるべき使い方", "risky use" },
	{ "configuration", "設定ファイル", "configuration" },
	{ "credentials", "認証情報", "credentials" },
	{ "private-key", "秘密鍵", "private key" },
	{ "accounts", "利用者の一覧", "accounts" },
	{ "settings", "設定の画面", "settings" },
	{ "device-information", "機器の情報", "device information" },
	{ "device-service", "機器の機能", "device service" },
	{ "camera-image", "カメラの映像", "camera image" },
	{ "status", "動作の状態", "status" },
	{ "log", "ログ", "log" },
	{ "api-description", "APIの説明", "API description" },
	{ "source-code", "ソースコード", "source code" },
	{ "title", "題名", "title" },
	{ "text", "本文", "text" },
	{ "header", "ヘッダー", "header" },
	{ "subject", "証明書の主体者", "certificate subject" },
	{ "model", "型式", "model" },
	{ "description", "説明", "description" },
	{ "compression", "圧縮", "compression" },
	{ "no-secure-renegotiation", "安全な再ネゴシエーションがない", "no secure renegotiation" },
	{ "no-extended-master-secret", "拡張マスターシークレットがない", "no extended master secret" },
	{ "version-intolerance", "新しい版の提示に応じない", "intolerant of newer versions" },
	{ "fragment-intolerance", "分割された通信に応じない", "intolerant of fragments" },
	{ "form", "入力欄", "form" },
	{ "password", "パスワード", "password" },
	{ "publickey", "公開鍵", "public key" },
	{ "keyboard-interactive", "対話式", "keyboard-interactive" },
	{ "none", "認証なし", "none" },
	{ "basic", "HTTP Basic", "HTTP Basic" },
	{ "digest", "HTTP Digest", "HTTP Digest" },
	{ "granted", "可", "yes" },
	{ "denied", "不可", "no" },
	{ "not_tried", "試行せず", "not tried" },
	{ "http", "HTTP", "HTTP" },
	{ "ssh", "SSH", "SSH" },
	{ "telnet", "Telnet", "Telnet" },
	{ "ftp", "FTP", "FTP" },
	{ "mqtt", "MQTT", "MQTT" },
	{ "dns", "DNS", "DNS" },
	{ "mdns", "mDNS", "mDNS" },
	{ "ntp", "NTP", "NTP" },
	{ "snmp", "SNMP", "SNMP" },
	{ "ssdp", "UPnP（SSDP）", "UPnP (SSDP)" },
	{ "wsd", "WS-Discovery", "WS-Discovery" },
	{ "coap", "CoAP", "CoAP" },
	{ "dtls", "DTLS", "DTLS" },
	{ "echonet", "ECHONET Lite", "ECHONET Lite" },
	{ "sip", "SIP", "SIP" },
	{ "tftp", "TFTP", "TFTP" },
	{ "netbios", "NetBIOS", "NetBIOS" },
	{ "bacnet", "BACnet", "BACnet" },
	{ "modbus", "Modbus", "Modbus" },
	{ "onvif", "ONVIF", "ONVIF" },
	{ "json", "JSON", "JSON" },
	{ "rtsp", "RTSP", "RTSP" },
	{ "delay", "一定の待ち時間", "a constant delay" },
	{ "delay_per_connection", "接続ごとの待ち時間", "a delay for each connection" },
	{ "delay_grows", "延びる待ち時間", "a growing delay" },
	{ "rate_limit", "回数の制限", "a limit on the rate" },
	{ "account_lock", "アカウントのロック", "a lock of the account" },
	{ "address_lock", "接続元のロック", "a lock of the address" },
	{ "drop", "接続の拒否", "connections refused" },
	{ "tarpit", "返事をしない", "no more answers" },
	{ "unclear", "判別できず", "could not be told" },
	{ "tls.version", "TLSの版", "TLS version" },
	{ "tls.class", "TLSの暗号方式", "TLS cipher class" },
	{ "tls.group", "TLSの鍵交換", "TLS key exchange" },
	{ "certificate.key", "証明書の鍵", "certificate key" },
	{ "certificate.signature", "証明書の署名", "certificate signature" },
	{ "ssh.protocol", "SSHの版", "SSH version" },
	{ "ssh.kex", "SSHの鍵交換", "SSH key exchange" },
	{ "ssh.host_key", "SSHのホスト鍵", "SSH host key" },
	{ "ssh.cipher", "SSHの暗号方式", "SSH cipher" },
	{ "ssh.mac", "SSHの改ざん検知", "SSH MAC" },
};
/* clang-format on */

static const char *translate(const char *value, const char *language)
{
	for (size_t i = 0; i < ARRAY_LEN(values); i++)
		if (text_equal(values[i].value, value))
			return text_equal(language, "ja") ? values[i].ja : values[i].en;
	return value;
}

const char *report_fact_place(const char *where, const char *language)
{
	return translate(where, language);
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
			buf_text(out, translate(json_string_value(value), language));
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
			buf_text(out, translate(json_string_value(value), language));
		else
			report_fact_value(out, value);
		if (text_equal(member, "bits"))
			buf_text(out, " bit");
	}
}
