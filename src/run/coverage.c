#include "run/coverage.h"

#include "base/mem.h"
#include "base/text.h"

struct words {
	const char *code, *ja, *en;
};

static const struct words areas[] = {
	{ COVERAGE_SWEEP_TCP, "TCPポートの調査", "the sweep of the TCP ports" },
	{ COVERAGE_SWEEP_UDP, "UDPポートの調査", "the examination of the UDP ports" },
	{ COVERAGE_UDP, "UDPのサービスの調査", "the examination of the UDP service" },
	{ COVERAGE_IDENTIFY, "サービスの識別", "the identification of the service" },
	{ COVERAGE_HTTP_WALK, "ログインなしでのWebページの調査",
	  "the walk through the web pages without login" },
	{ COVERAGE_TLS, "TLSの調査", "the TLS examination" },
	{ COVERAGE_SSH, "SSHの調査", "the SSH examination" },
	{ COVERAGE_GUEST, "ログインなしでの接続の試行", "the attempt to get in without login" },
	{ COVERAGE_CREDENTIALS, "公表されている初期パスワードの試行",
	  "the trial of published default passwords" },
	{ COVERAGE_ACCESS, "アクセス制御の調査", "the examination of who may do what" },
	{ COVERAGE_GUESSING, "総当たり攻撃への備えの測定",
	  "the measurement of the protection against guessing" },
	{ COVERAGE_MODEL, "型式番号の表示の調査", "the search for the model number" },
	{ COVERAGE_DISCLOSURE_POLICY, "脆弱性開示ポリシーの取得",
	  "the fetch of the vulnerability disclosure policy" },
	{ COVERAGE_SECURITY_TXT, "security.txtの取得", "the fetch of security.txt" },
	{ COVERAGE_USER_INFORMATION, "利用者向け情報の取得", "the fetch of the user information" },
	{ COVERAGE_UPDATE_INSTRUCTIONS, "アップデート手順書の取得",
	  "the fetch of the update instructions" },
	{ COVERAGE_UPDATE_PRIORITY, "アップデート優先度の方針の取得",
	  "the fetch of the update priority policy" },
};

static const struct words reasons[] = {
	{ "not_authorized", "パスワードの試行が許可されていないため行っていません（--authorized）",
	  "no password is tried without an authorisation (--authorized)" },
	{ "no_answer", "機器が応答しませんでした", "the device did not answer" },
	{ "stopped_answering", "途中で機器が応答しなくなりました",
	  "the device stopped answering half way" },
	{ "deadline", "時間内に終わりませんでした", "the time for it ran out" },
	{ "budget", "接続回数の上限に達しました", "the limit on connections was reached" },
	{ "too_much", "機器の応答が大きすぎて読み切れませんでした",
	  "the device sent more than is read" },
	{ "garbage", "応答がプロトコルの形式に合っていません",
	  "the answers do not follow the protocol" },
	{ "closed", "機器が接続を閉じました", "the device closed the connection" },
	{ "cancelled", "利用者が中断しました", "it was interrupted by the user" },
	{ "crashed", "検査プログラムが異常終了しました", "the examining program crashed" },
	{ "storage", "証跡を保存できませんでした", "the evidence could not be stored" },
	{ "evidence_full", "証跡の総量の上限に達しました",
	  "the limit on the evidence of one run was reached" },
	{ "no_url", "申告書にURLがありません", "the declaration names no URL" },
	{ "unreachable", "取得先に接続できませんでした", "the server could not be reached" },
	{ "portal",
	  "途中のネットワーク（利用登録を求めるページなど）が、取得先の代わりに応答しました",
	  "somebody in between, such as a captive portal, answered in place of the site" },
	{ "unsupported", "この方式にはまだ対応していません",
	  "this mechanism is not supported yet" },
	{ "no_declaration", "申告書がありません", "there is no declaration" },
	{ "no_control", "誤ったパスワードとの区別ができませんでした",
	  "an answer to a wrong password could not be told from a right one" },
	{ "open_filtered",
	  "応答も拒否もなく、開いているのか遮られているのかを外からは区別できません",
	  "it neither answered nor refused, and open cannot be told from filtered" },
	{ "locked", "機器がログインを制限したため中止しました",
	  "the device restricted logins, so it was stopped" },
	{ "no_secret",
	  "この場所の正しいパスワードが申告されていないため、成功した応答がどのようなものか分かりま"
	  "せん",
	  "no right password for it was declared, so what a success looks like is not known" },
	{ "no_consent", "申告書で同意（authorization.guessing）が得られていないため行っていません",
	  "it needs a consent of its own in the declaration (authorization.guessing)" },
	{ "no_writing",
	  "申告書で同意(authorization.writing)が得られていないため、送り返していません",
	  "to send it back needs a consent of its own in the declaration (authorization.writing)" },
	{ "risky", "送り返すと何かが変わるおそれがあるため、送り返していません",
	  "it was not sent back, as something might have changed" },
	{ "open", "ログインしなくても入れるため、試す意味がありません",
	  "one is inside without login, so there is nothing to try" },
	{ "no_path", "配信のアドレスが分かりません。申告書のresourcesにpathを書いてください",
	  "the address of its stream is not known; name its path under resources in the "
	  "declaration" },
	{ "session_lost", "調査の途中でログインが切れました",
	  "the login did not last as long as the examination" },
	{ "no_difference", "権限のある人への応答が、ほかの人への応答と区別できませんでした",
	  "what the account that may was answered could not be told from what others were" },
	{ "changed", "設定が元のままでなくなったため中止しました",
	  "a setting was not as it had been, so it was stopped" },
	{ "weakened", "機器の動作が悪くなったため中止しました",
	  "the device began to suffer, so it was stopped" },
	{ "away",
	  "接続できなくなりましたが、締め出されたのか、機器が停止・再起動したのかを区別できません",
	  "nobody was let in any more: a ban cannot be told from a device that is down or "
	  "restarts" },
};

static const char *find(const struct words *table, size_t n, const char *code, const char *language)
{
	for (size_t i = 0; i < n; i++)
		if (text_equal(table[i].code, code))
			return text_equal(language, "ja") ? table[i].ja : table[i].en;
	return code;
}

const char *coverage_area_say(const char *area, const char *language)
{
	return find(areas, ARRAY_LEN(areas), area, language);
}

const char *coverage_reason_say(const char *reason, const char *language)
{
	return find(reasons, ARRAY_LEN(reasons), reason, language);
}

static int severity(const char *state)
{
	static const char *const ascending[] = { "complete", "partial", "not_done", "error" };

	for (size_t i = 0; i < ARRAY_LEN(ascending); i++)
		if (text_equal(ascending[i], state))
			return (int)i;
	return (int)ARRAY_LEN(ascending);
}

/* The sweeps, the model number and the documents are one examination each, not one for each port.
 */
static bool is_by_port(const char *area)
{
	static const char *const names[] = { COVERAGE_UDP,         COVERAGE_IDENTIFY,
					     COVERAGE_HTTP_WALK,   COVERAGE_TLS,
					     COVERAGE_SSH,         COVERAGE_GUEST,
					     COVERAGE_CREDENTIALS, COVERAGE_ACCESS,
					     COVERAGE_GUESSING };

	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (text_equal(names[i], area))
			return true;
	return false;
}

/* "80/tcp", or "" for what has no port. */
static char *place_of(const char *proto, int64_t port)
{
	return proto ? mem_format("%" PRId64 "/%s", port, proto) : mem_text("");
}

json_t *coverage_index(const json_t *coverage, const char *area)
{
	json_t *index = json_object();
	size_t i;
	json_t *record;

	json_array_foreach (coverage, i, record) {
		if (!text_equal(json_text(record, "of"), area))
			continue;
		CLEANUP(mem_freep)
		char *place = place_of(json_text(record, "proto"), json_int(record, "port", -1));
		if (!json_object_get(index, place))
			json_object_set_new(index, place, json_array());
		json_array_append(json_object_get(index, place), record);
	}
	return index;
}

json_t *coverage_near(const json_t *index, const char *proto, int64_t port)
{
	CLEANUP(mem_freep) char *place = place_of(proto, port);
	json_t *near = json_array();

	json_array_extend(near, json_object_get(index, place));
	if (proto)
		json_array_extend(near, json_object_get(index, ""));
	return near;
}

const char *coverage_state(const json_t *coverage, const char *area, const char *proto,
			   int64_t port, json_t *used, const json_t **worst)
{
	const json_t *found = NULL;
	bool whole = !proto || !is_by_port(area);
	bool exact = false;
	size_t i;
	json_t *record;

	json_array_foreach (coverage, i, record) {
		bool has_port = json_object_get(record, "port") != NULL;

		if (!text_equal(json_text(record, "of"), area))
			continue;
		if (proto && has_port &&
		    (!text_equal(json_text(record, "proto"), proto) ||
		     json_int(record, "port", -1) != port))
			continue;
		/* "All of it crashed" counts against a port; "all of it is done" is no proof for
		 * one. */
		exact = exact || whole || has_port;
		if (!found ||
		    severity(json_text(record, "state")) > severity(json_text(found, "state")))
			found = record;
		if (used)
			json_object_set_new(used, json_text(record, "id"), json_null());
	}
	if (worst)
		*worst = found;
	if (!found || (!exact && severity(json_text(found, "state")) == 0))
		return NULL;
	return json_text(found, "state");
}
