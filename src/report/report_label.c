/*
 * A label is a place, "port 443: " or "port 53/udp: ", and what was done there: either a phrase of
 * the table, whole or before its first path, or one with a mechanism in parentheses.
 */
#include "report/report_label.h"

#include "base/buf.h"
#include "base/text.h"
#include "run/value_word.h"

#define MECHANISM_MAX 64

/*
 * A phrase that ends with a blank begins a label; what follows it is left as it is, or after a
 * comma a phrase as well.
 */
/* clang-format off */
static const struct {
	const char *en, *ja;
} phrases[] = {
	{ "TCP sweep", "TCPポートの調査" },
	{ "UDP ports", "UDPポートの調査" },
	{ "listening", "相手が先に話すのを待つ" },
	{ "HTTP request", "HTTPの要求" },
	{ "TLS hello", "TLSの最初の挨拶" },
	{ "inside TLS", "TLSの中" },
	{ "MQTT CONNECT", "MQTTの接続要求" },
	{ "RTSP OPTIONS", "RTSPの対応機能の要求" },
	{ "Modbus identification", "Modbusの機器識別" },
	{ "what it answers", "応答" },
	{ "a DNS-SD service", "DNS-SDのサービス" },
	{ "UPnP description", "UPnPの機器記述" },
	{ "ECHONET Lite object ", "ECHONET Liteのオブジェクト " },
	{ "SSH KEXINIT", "SSHの暗号の一覧" },
	{ "SSH ways of login", "SSHのログインの方式" },
	{ "FTP anonymous", "匿名のFTP" },
	{ "FTP: does it ask for a password", "FTPがパスワードを求めるか" },
	{ "MQTT without login", "ログインなしのMQTT" },
	{ "MQTT topics, ", "MQTTのトピックの購読、" },
	{ "RTSP without login", "ログインなしのRTSP" },
	{ "Telnet without login", "ログインなしのTelnet" },
	{ "model number on ", "型式番号のあるページ " },
	{ "document: GET ", "文書の取得 " },
	{ "TLS certificate (DER)", "TLSの証明書（DER形式）" },
	{ "TLS, suites of weak classes", "TLS、弱い種類の暗号" },
	{ "TLS, suites of weak classes, old version", "TLS、弱い種類の暗号、古い版" },
	{ "TLS, finite field Diffie-Hellman", "TLS、有限体のDiffie-Hellman" },
	{ "TLS, what it took before", "TLS、先に受け入れたものをもう一度" },
	{ "TLS, what it took before, after what it refused", "TLS、拒否の後に、先に受け入れたものをもう一度" },
	{ "TLS, TLS 1.2, forward secrecy and AEAD", "TLS 1.2、前方秘匿性と認証付き暗号" },
	{ "TLS, up to ", "TLS、提示した最新の版: " },
	{ "TLS, only ", "TLS、提示した版: " },
	{ "published default ", "公表されている初期パスワード " },
	{ "nobody", "名乗らずに" },
	{ "nobody (control)", "名乗らずに（確認）" },
	{ "what is answered where there is nothing", "何もない場所への応答" },
	{ "who may read it, ", "閲覧できるのは誰か、" },
	{ "who may set, ", "設定できるのは誰か、" },
	{ "a made-up password", "作ったパスワード" },
	{ "a wrong pair", "誤った組" },
	{ "a wrong pair (control)", "誤った組（確認）" },
	{ "another wrong pair (control)", "別の誤った組（確認）" },
	{ "a wrong pair again (control)", "もう一度、誤った組（確認）" },
	{ "a wrong pair on a kept connection (control)", "つないだままの接続で、誤った組（確認）" },
	{ "the right pair (control)", "正しい組（確認）" },
	{ "the right pair (another door)", "正しい組（別のログイン）" },
	{ "the account of low privilege", "権限の低いアカウント" },
	{ "the account that may", "利用が許されたアカウント" },
	{ "the account that may (to look at what it may)", "利用が許されたアカウント（できることを見るため）" },
	{ "the declared account (right on purpose)", "申告されたアカウント（わざと正しい組）" },
	{ "the declared account again (right on purpose)", "もう一度、申告されたアカウント（わざと正しい組）" },
};
/* clang-format on */

static void phrase(struct buf *out, const char *text)
{
	for (size_t i = 0; i < ARRAY_LEN(phrases); i++) {
		const char *en = phrases[i].en;
		bool begins = text_ends(en, " ") && text_starts(text, en);

		if (!begins && !text_equal(text, en))
			continue;
		buf_text(out, phrases[i].ja);
		text = begins ? text + strlen(en) : "";
		if (text_ends(en, ", "))
			phrase(out, text);
		else
			buf_text(out, text);
		return;
	}
	buf_text(out, text);
}

/* "(basic) ...": the mechanism in words; what follows the parenthesis, NULL when there is none. */
static const char *mechanism(struct buf *out, const char *text)
{
	CLEANUP(buf_done) struct buf name = BUF(MECHANISM_MAX);
	const char *end = strchr(text, ')');

	if (!end)
		return NULL;
	buf_add(&name, text, (size_t)(end - text));
	buf_text(out, value_word_get(buf_cstr(&name), "ja"));
	return end + 1;
}

/* "basic) at /admin/, published default d001", after "login (" */
static bool login(struct buf *out, const char *text)
{
	CLEANUP(buf_done) struct buf how = BUF(MECHANISM_MAX);
	const char *rest = mechanism(&how, text);
	const char *what = rest ? strrchr(rest, ',') : NULL;

	if (!what || what[1] != ' ')
		return false;
	if (text_starts(rest, " at ")) {
		buf_add(out, rest + 4, (size_t)(what - rest - 4));
		buf_text(out, " での");
	}
	buf_format(out, "ログイン（%s）、", buf_cstr(&how));
	phrase(out, what + 2);
	return true;
}

/* "port 443: " or "port 53/udp: "; what follows, the label itself when it begins otherwise. */
static const char *place(struct buf *out, const char *label)
{
	const char *digits = text_starts(label, "port ") ? label + strlen("port ") : "";
	size_t n = strspn(digits, "0123456789");
	const char *proto = n > 0 && text_starts(digits + n, "/udp") ? "/udp" : "";
	const char *end = n > 0 ? digits + n + strlen(proto) : label;

	if (!text_starts(end, ": "))
		return label;
	buf_format(out, "ポート%.*s%s: ", (int)n, digits, proto);
	return end + 2;
}

void report_label_say(struct buf *out, const char *label, const char *language)
{
	static const char logging_in[] = "login (", guessing[] = "attempts to guess (";

	if (!text_equal(language, "ja")) {
		buf_text(out, label);
		return;
	}
	label = place(out, label);
	if (text_starts(label, logging_in) && login(out, label + strlen(logging_in)))
		return;
	if (text_starts(label, guessing)) {
		buf_text(out, "総当たりの試行（");
		mechanism(out, label + strlen(guessing));
		buf_text(out, "）");
		return;
	}
	phrase(out, label);
}
