/* Labels of evidence in Japanese: whole phrases, those with a path, and whatever is not known. */
#include "tap.h"

#include "base/buf.h"
#include "report/report_label.h"

static void labels(void **state)
{
	static const struct {
		const char *label, *ja;
	} rows[] = {
		{ "TCP sweep", "TCPポートの調査" },
		{ "port 21: FTP anonymous", "ポート21: 匿名のFTP" },
		{ "port 53/udp: what it answers", "ポート53/udp: 応答" },
		{ "port 80: GET /a, b", "ポート80: GET /a, b" },
		{ "port 443: TLS, up to TLS 1.2", "ポート443: TLS、提示した最新の版: TLS 1.2" },
		{ "port 443: TLS, suites of weak classes", "ポート443: TLS、弱い種類の暗号" },
		{ "port 443: login (basic) at /a, b/, published default d001",
		  "ポート443: /a, b/ でのログイン（HTTP Basic）、公表されている初期パスワード "
		  "d001" },
		{ "port 22: login (password), nobody (control)",
		  "ポート22: ログイン（パスワード）、名乗らずに（確認）" },
		{ "port 1883: MQTT topics, the account that may",
		  "ポート1883: MQTTのトピックの購読、利用が許されたアカウント" },
		{ "port 80: who may set, POST /a, b", "ポート80: 設定できるのは誰か、POST /a, b" },
		{ "port 22: attempts to guess (keyboard-interactive)",
		  "ポート22: 総当たりの試行（対話式）" },
		{ "port 80: login (form at /", "ポート80: login (form at /" },
		{ "port 80: login (new)", "ポート80: login (new)" },
		{ "port 80: attempts to guess (", "ポート80: 総当たりの試行（）" },
		{ "port : GET /", "port : GET /" },
		{ "port 80/sctp: x", "port 80/sctp: x" },
		{ "port 80", "port 80" },
		{ "something new", "something new" },
		{ "", "" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(buf_done) struct buf ja = BUF(1000);
		CLEANUP(buf_done) struct buf en = BUF(1000);

		report_label_say(&ja, rows[i].label, "ja");
		report_label_say(&en, rows[i].label, "en");
		TAP_TEXT(rows[i].label, buf_cstr(&ja), rows[i].ja);
		TAP_TEXT(rows[i].label, buf_cstr(&en), rows[i].label);
	}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(labels),
};

TAP_MAIN(tests)
