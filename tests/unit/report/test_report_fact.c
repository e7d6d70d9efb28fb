/* Every kind of observation in both languages, device text kept apart from our words. */
#include "tap.h"

#include "report/sample.h"

#include "report/report_fact.h"

static void kinds(void **state)
{
	static const struct {
		const char *json, *en, *ja, *text;
	} rows[] = {
		{ "{'kind':'port','state':'open'}", "Open port", "開いているポート", "" },
		{ "{'kind':'port','state':'filtered'}", "Port that does not answer",
		  "応答しないポート", "" },
		{ "{'kind':'port','state':'closed'}", "Closed port", "閉じているポート", "" },
		{ "{'kind':'sweep','from':1,'to':9,'open':2,'closed':3,'filtered':4}",
		  "Ports 1–9 tried: 2 open, 3 closed, 4 without an answer",
		  "ポート1〜9を調査: 開2、閉3、応答なし4", "" },
		{ "{'kind':'service','service':'ssh','banner':'B'}", "SSH service", "SSHのサービス",
		  "B" },
		{ "{'kind':'service','service':'silent'}", "Accepts a connection, says nothing",
		  "接続できるが何も応答しない", "" },
		{ "{'kind':'http_page','access':'open','path':'/x','title':'T','sensitive':'log'}",
		  "Page that opens without login", "ログインなしで開くページ", "/x · T · log" },
		{ "{'kind':'http_page','access':'error','path':'/x','title':''}",
		  "Page that gives an error", "エラーを返すページ", "/x" },
		{ "{'kind':'login','mechanism':'form','path':'/l'}", "Place to log in (form)",
		  "ログインできる場所（ログイン欄）", "/l" },
		{ "{'kind':'guest','granted':true,'what':'W'}", "Usable without any credential",
		  "認証なしで利用できた", "W" },
		{ "{'kind':'guest','granted':false,'what':'W'}", "Not usable without a credential",
		  "認証なしでは利用できない", "W" },
		{ "{'kind':'credential','accepted':true,'account':'admin','entry':'d001'}",
		  "A published default password was accepted",
		  "公表されている初期パスワードで入れた", "admin · d001" },
		{ "{'kind':'credential','accepted':false,'account':'admin'}",
		  "A published default password was refused",
		  "公表されている初期パスワードは拒否された", "admin" },
		{ "{'kind':'attempts','control':3,'default':2,'guess':0,'account':'admin'}",
		  "Logins tried: 3 controls, 2 defaults, 0 wrong on purpose",
		  "試したログイン: 準備3回、初期パスワード2回、わざと誤った試行0回", "admin" },
		{ "{'kind':'guessing','class':'not_measured','mechanism':'basic'}",
		  "Protection against guessing not measured (HTTP Basic)",
		  "総当たり攻撃への備えは測定していない（HTTP Basic）", "" },
		{ "{'kind':'guessing','class':'none','mechanism':'json','guesses_per_hour':9,"
		  "'account':'a'}",
		  "Protection against guessing (JSON): none, 9 guesses an hour",
		  "総当たり攻撃への備え（JSON）: なし、1時間に9回", "a" },
		{ "{'kind':'guessing','class':'account_lock','mechanism':'password',"
		  "'guesses_per_hour':9}",
		  "Protection against guessing (password): a lock of the account, 9 guesses an "
		  "hour",
		  "総当たり攻撃への備え（パスワード）: アカウントのロック、1時間に9回", "" },
		{ "{'kind':'guessed','doors':2,'measured':1,'fastest':7}",
		  "Protection against guessing measured at 1 of 2 places to log in; 7 guesses an "
		  "hour at "
		  "the fastest",
		  "ログインできる場所2か所のうち1か所で総当たり攻撃への備えを測定、最も速い場所で1"
		  "時間に7回",
		  "" },
		{ "{'kind':'crypto','where':'certificate.key','name':'RSA','bits':1024}",
		  "Cryptography accepted (certificate key)", "受け入れる暗号（証明書の鍵）",
		  "RSA · 1024 bit" },
		{ "{'kind':'certificate','expired':true,'self_signed':true,'subject':'S'}",
		  "Expired certificate", "期限切れの証明書", "S" },
		{ "{'kind':'certificate','expired':false,'self_signed':true,'subject':'S'}",
		  "Self-signed certificate", "自己署名の証明書", "S" },
		{ "{'kind':'certificate','expired':false,'self_signed':false}", "Certificate",
		  "証明書", "" },
		{ "{'kind':'tls_trait','trait':'compression','present':true}",
		  "TLS trait present: compression", "TLSの性質あり: 圧縮", "" },
		{ "{'kind':'tls_trait','trait':'compression','present':false}",
		  "TLS trait absent: compression", "TLSの性質なし: 圧縮", "" },
		{ "{'kind':'model','text':'X','path':'/'}", "Model number shown", "型式番号の表示",
		  "X · /" },
		{ "{'kind':'document','what':'user_information','reached':true,'soft_404':true,'"
		  "url':'U'}",
		  "User information: really a “not found” page",
		  "利用者向け情報: 実際は「見つからない」ページ", "U" },
		{ "{'kind':'document','what':'disclosure_policy','reached':true,'soft_404':false}",
		  "Disclosure policy: reached", "脆弱性開示ポリシー: 取得できた", "" },
		{ "{'kind':'document','what':'disclosure_policy','reached':false}",
		  "Disclosure policy: not reached", "脆弱性開示ポリシー: 取得できない", "" },
		{ "{'kind':'document_item','what':'disclosure_policy','item':'contact','found':"
		  "true,"
		  "'quote':'Q'}",
		  "Disclosure policy: says the contact", "脆弱性開示ポリシー: 連絡先の記載あり",
		  "Q" },
		{ "{'kind':'document_item','what':'disclosure_policy','item':'contact','found':"
		  "false}",
		  "Disclosure policy: the contact not found",
		  "脆弱性開示ポリシー: 連絡先の記載が見つからない", "" },
		{ "{'kind':'security_txt','found':true,'valid':false,'url':'U','faults':['a','b']}",
		  "security.txt: published, with faults", "security.txt: 形式に誤りがある",
		  "U · a, b" },
		{ "{'kind':'security_txt','found':false,'valid':false,'url':'U'}",
		  "security.txt: not found", "security.txt: 見つからない", "U" },
		{ "{'kind':'new','proto':'tcp','port':1,'size':3,'on':true,'list':[1,[2],'c'],'o':{"
		  "}}",
		  "new", "new", "size=3, on=true, list=1, , c, o=" },
		{ "{}", "", "", "" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(json_done) json_t *o = sample_json(rows[i].json);
		CLEANUP(buf_done) struct buf en = BUF(1000);
		CLEANUP(buf_done) struct buf ja = BUF(1000);
		CLEANUP(buf_done) struct buf text = BUF(1000);

		report_fact_say(&en, o, "en");
		report_fact_say(&ja, o, "ja");
		report_fact_text(&text, o, "en");
		TAP_TEXT(rows[i].json, buf_cstr(&en), rows[i].en);
		TAP_TEXT(rows[i].json, buf_cstr(&ja), rows[i].ja);
		TAP_TEXT(rows[i].json, buf_cstr(&text), rows[i].text);
	}
}

static void places(void **state)
{
	static const struct {
		const char *json, *want;
	} rows[] = {
		{ "{}", "" },
		{ "{'proto':'tcp'}", "tcp" },
		{ "{'proto':'tcp','port':80}", "80/tcp" },
		{ "{'proto':'tcp','port':443,'tls':true}", "443/tcp TLS" },
		{ "{'port':443}", "" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(json_done) json_t *o = sample_json(rows[i].json);
		CLEANUP(buf_done) struct buf out = BUF(100);

		report_fact_where(&out, o);
		TAP_TEXT(rows[i].json, buf_cstr(&out), rows[i].want);
	}
	assert_string_equal(report_fact_place("ssh.kex", "ja"), "SSHの鍵交換");
	assert_string_equal(report_fact_place("new.place", "ja"), "new.place");
}

static void long_lists_are_cut(void **state)
{
	CLEANUP(json_done) json_t *list = json_array();
	CLEANUP(buf_done) struct buf out = BUF(1000);

	(void)state;
	for (int i = 0; i < 100; i++)
		json_array_append_new(list, json_integer(i));
	report_fact_value(&out, list);
	report_fact_value(&out, NULL);
	assert_non_null(strstr(buf_cstr(&out), "18, 19, …"));
	assert_null(strstr(buf_cstr(&out), "20"));
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(kinds),
	cmocka_unit_test(places),
	cmocka_unit_test(long_lists_are_cut),
};

TAP_MAIN(tests)
