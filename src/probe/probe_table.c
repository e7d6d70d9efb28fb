/* The order matters: each probe reads what those before it observed, but for one that is beside. */
#include "probe/probe.h"

#include "base/time.h"
#include "run/coverage.h"

#define MINUTES (60 * TIME_SECOND)
#define AREAS(...) ((const char *const[]){ __VA_ARGS__, NULL })

/* clang-format off */
const struct probe probe_table[] = {
	{ "tcp_sweep", "TCPポートの調査", "sweeping TCP ports", 60 * MINUTES,
	  AREAS(COVERAGE_SWEEP_TCP), probe_sweep, PROBE_IN_TURN },
	/* Most of its time it waits for the next ICMP message that the device allows itself. */
	{ "udp", "UDPポートの調査", "asking UDP ports", 10 * MINUTES,
	  AREAS(COVERAGE_SWEEP_UDP, COVERAGE_UDP), probe_udp, PROBE_BESIDE },
	{ "identify", "サービスの識別", "identifying services", 20 * MINUTES,
	  AREAS(COVERAGE_IDENTIFY), probe_identify, PROBE_IN_TURN },
	{ "http", "Webページの調査", "walking web pages", 20 * MINUTES,
	  AREAS(COVERAGE_HTTP_WALK), probe_http, PROBE_IN_TURN },
	{ "tls", "TLSの調査", "examining TLS", 20 * MINUTES,
	  AREAS(COVERAGE_TLS), probe_tls, PROBE_IN_TURN },
	{ "ssh", "SSHの調査", "examining SSH", 5 * MINUTES,
	  AREAS(COVERAGE_SSH), probe_ssh, PROBE_IN_TURN },
	{ "guest", "ログインなしでの接続の試行", "trying to get in without login", 10 * MINUTES,
	  AREAS(COVERAGE_GUEST), probe_guest, PROBE_IN_TURN },
	{ "model", "型式番号の表示の調査", "looking for the model number", 10 * MINUTES,
	  AREAS(COVERAGE_MODEL), probe_model, PROBE_IN_TURN },
	{ "documents", "公開文書の取得", "fetching public documents", 5 * MINUTES,
	  AREAS(COVERAGE_DISCLOSURE_POLICY, COVERAGE_SECURITY_TXT, COVERAGE_USER_INFORMATION,
		COVERAGE_UPDATE_INSTRUCTIONS, COVERAGE_UPDATE_PRIORITY),
	  probe_documents, PROBE_IN_TURN },
	/* Towards the end, as a device may lock itself after wrong passwords. */
	{ "credentials", "公表されている初期パスワードの試行", "trying published default passwords",
	  20 * MINUTES, AREAS(COVERAGE_CREDENTIALS), probe_credentials, PROBE_AFTER },
	{ "access", "アクセス制御の調査", "examining who may do what", 30 * MINUTES,
	  AREAS(COVERAGE_ACCESS), probe_access, PROBE_IN_TURN },
	/* The very last: it makes the device lock itself, if it can. */
	{ "guess", "総当たり攻撃への備えの測定", "measuring the protection against guessing",
	  90 * MINUTES, AREAS(COVERAGE_GUESSING), probe_guess, PROBE_IN_TURN },
	{ .name = NULL },
};
/* clang-format on */
