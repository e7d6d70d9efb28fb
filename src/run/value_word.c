#include "run/value_word.h"

#include "base/buf.h"
#include "base/text.h"

/* clang-format off */
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
	{ "form", "ログイン欄", "form" },
	{ "password", "パスワード", "password" },
	{ "publickey", "公開鍵", "public key" },
	{ "keyboard-interactive", "対話式", "keyboard-interactive" },
	{ "none", "認証なし", "none" },
	{ "basic", "HTTP Basic", "HTTP Basic" },
	{ "digest", "HTTP Digest", "HTTP Digest" },
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
	{ "unknown", "種類の分からないサービス", "service of unknown kind" },
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

/* Classes of TLS suites are named by what is wrong or right with them. */
static const struct {
	const char *value, *ja, *en;
} classes[] = {
	{ "null", "暗号化なし（NULL）", "no encryption (NULL)" },
	{ "anonymous", "相手の確認なし（anonymous）", "no authentication (anonymous)" },
	{ "export", "弱くされた輸出用（EXPORT）", "weakened for export (EXPORT)" },
	{ "rc4", "RC4", "RC4" },
	{ "des", "DES", "DES" },
	{ "3des", "Triple DES", "Triple DES" },
	{ "rc2-idea-seed", "RC2・IDEA・SEED", "RC2, IDEA, SEED" },
	{ "md5", "MD5", "MD5" },
	{ "static-key", "使い回しの鍵（前方秘匿性なし）", "static key (no forward secrecy)" },
	{ "cbc", "CBC", "CBC" },
	{ "aead", "認証付き暗号（AEAD）", "authenticated encryption (AEAD)" },
};
/* clang-format on */

const char *value_word_get(const char *value, const char *language)
{
	for (size_t i = 0; i < ARRAY_LEN(values); i++)
		if (text_equal(values[i].value, value))
			return text_equal(language, "ja") ? values[i].ja : values[i].en;
	return value;
}

static bool is_in(const char *text, const char *const *list)
{
	while (*list && !text_equal(*list, text))
		list++;
	return *list;
}

bool value_word_ours(const char *member)
{
	static const char *const members[] = { "service", "mechanism", "where", "trait",
					       "what",    "item",      "class", NULL };

	return is_in(member, members);
}

void value_word_service(struct buf *out, const char *service, bool tls, const char *language)
{
	bool ja = text_equal(language, "ja");

	if (tls && text_equal(service, "http")) {
		buf_text(out, "HTTPS");
		return;
	}
	if (text_equal(service, "tls")) {
		buf_text(out, ja ? "TLSの中の種類の分からないサービス"
				 : "service of unknown kind inside TLS");
		return;
	}
	buf_text(out, value_word_get(service, language));
	if (tls)
		buf_text(out, ja ? "（TLS）" : " inside TLS");
}

const char *value_word_crypto(const char *where, const char *name, const char *language)
{
	for (size_t i = 0; text_equal(where, "tls.class") && i < ARRAY_LEN(classes); i++)
		if (text_equal(classes[i].value, name))
			return text_equal(language, "ja") ? classes[i].ja : classes[i].en;
	return name;
}

void value_word_number(struct buf *out, const char *member, int64_t n)
{
	static const char *const names[] = { "port", "from", "to", NULL };

	if (is_in(member, names)) {
		buf_format(out, "%" PRId64, n);
		return;
	}
	if (n < 0)
		buf_text(out, "-");
	buf_grouped(out, n < 0 ? 0 - (uint64_t)n : (uint64_t)n);
}
