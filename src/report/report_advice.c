#include "report/report_advice.h"

#include "base/text.h"

/* One sentence may serve several reasons. */
/* clang-format off */
static const struct {
	const char *reasons[4];
	const char *ja, *en;
} advice[] = {
	{ { "not_authorized" },
	  "誰が、いつ、なぜ許可したかを申告書のauthorizationに書き、もう一度調べてください。",
	  "Write who allowed it, when and why under \"authorization\" in the declaration, then assess again." },
	{ { "no_answer", "stopped_answering", "weakened" },
	  "機器の電源と接続を確かめ、再起動してから、ゆっくり（--pace gentle）もう一度調べてください。",
	  "See that the device is on and connected, restart it, then assess again slowly (--pace gentle)." },
	{ { "deadline", "budget", "cancelled" },
	  "ほかの負荷がないときに、最後までもう一度調べてください。",
	  "Assess again to the end, at a time when the device has nothing else to do." },
	{ { "closed", "garbage", "too_much" },
	  "何が動いているポートかを確かめてください。不要なら閉じ、必要なら、検査を受け付ける状態（証明書や鍵を求めない試験用の設定など）でもう一度調べてください。",
	  "Find out what serves this port. Close it if it is not needed; otherwise assess again in a state that lets the examination in (a test setting that asks for no certificate or key, for one)." },
	{ { "crashed", "storage", "evidence_full" },
	  "検査する計算機のディスクの空きを確かめ、もう一度調べてください。続くときは、Hoshiの不具合として知らせてください。",
	  "See that the examining computer has room on its disk and assess again. If it persists, report it as a fault of Hoshi." },
	{ { "no_url" },
	  "文書のURLを申告書のdocumentsに書き、もう一度調べてください。",
	  "Write the document's URL under \"documents\" in the declaration, then assess again." },
	{ { "unreachable" },
	  "検査する計算機からそのURLが開けることを確かめ、もう一度調べてください。",
	  "See that the URL can be opened from the examining computer, then assess again." },
	{ { "portal" },
	  "検査する計算機を、利用登録などの割り込みがない回線につなぎ、もう一度調べてください。",
	  "Connect the examining computer to a network without a captive portal or proxy in between, then assess again." },
	{ { "no_declaration" },
	  "hoshi initで申告書の下書きを作り、空欄を埋めて、-dで渡してもう一度調べてください。",
	  "Have hoshi init draft a declaration, fill in what it asks for, and assess again with -d." },
	{ { "no_control", "no_secret" },
	  "この場所に入れるアカウントと、その正しいパスワードの置き場所（secret）を申告書に書き、もう一度調べてください。",
	  "Declare an account that can log in here and where its right password lies (\"secret\"), then assess again." },
	{ { "open_filtered" },
	  "機器の中で待ち受けの一覧（ss -lunなど）を確かめてください。開いていないなら申告から外し、開いているなら検査元からの通信を通す設定でもう一度調べてください。",
	  "Look at the list of listening sockets on the device (ss -lun). If the port is not open, take it out of the declaration; if it is, let the examining computer through and assess again." },
	{ { "locked" },
	  "制限が解けるのを待って（再起動で解けることもあります）、もう一度調べてください。",
	  "Wait until the device takes logins again (a restart may do), then assess again." },
	{ { "no_consent" },
	  "総当たり攻撃への備えを測ってよければ、申告書のauthorizationにguessing: trueを加え、もう一度調べてください。",
	  "If the protection against guessing may be measured, add \"guessing: true\" under \"authorization\" in the declaration, then assess again." },
	{ { "no_writing" },
	  "画面の設定を、受け取った値のまま送り返してよければ、申告書のauthorizationにwriting: trueを加え、もう一度調べてください。",
	  "If forms may be sent back with the values they were delivered with, add \"writing: true\" under \"authorization\" in the declaration, then assess again." },
	{ { "no_path" },
	  "映像などを配信するアドレスの、ポート番号より後の部分を、申告書のそのインタフェースにresources（path、access）として書き、もう一度調べてください。",
	  "Write what follows the port in the address of the stream as a resource (path, access) of that interface in the declaration, then assess again." },
	{ { "risky" },
	  "ログインせずに同じ設定を送り、断られることを試験用の機器で確かめて、項目の質問に答えてください。",
	  "On a test unit send the same settings without a login, see that they are refused, and answer the question of the criterion." },
	{ { "session_lost" },
	  "ほかの利用者がログインしていないとき（同時に1人しか入れない機器もあります）に、もう一度調べてください。",
	  "Assess again while nobody else is logged in (some devices let one user in at a time)." },
	{ { "no_difference" },
	  "ログインした人だけが読めるアドレスを、申告書のそのインタフェースにresources（path、access）として書いてください。ログインへの応答がトークンなら、その送り方をログインの手順（login_recipe）のsessionに書き、もう一度調べてください。",
	  "Declare addresses that only who is logged in may read as resources (path, access) of that interface. If the login is answered with a token, say under \"session\" in the login recipe how it is sent, then assess again." },
	{ { "changed" },
	  "まず機器の設定を確かめ、必要なら元に戻してください。送り返しただけで値が変わる理由を開発者に確かめてください。",
	  "First check the device's settings and restore them if need be. Then ask its developers why a form that is sent back as it was changes anything." },
	{ { "away" },
	  "機器が動いているか、再起動していないかを確かめてください。接続元の制限なら、同じネットワークの別のアドレスも使える計算機から、もう一度調べてください。",
	  "See that the device is up and does not restart. If it bans addresses, assess again from a computer that has a second address in the same network." },
	{ { "open" },
	  "ログインが必要になるように機器を設定し、もう一度調べてください。",
	  "Set the device up so that a login is required, then assess again." },
	{ { "unsupported" },
	  "自動では調べられない方式です。実機で確かめた結果を、項目の質問に答えるときに書いてください。",
	  "This cannot be examined automatically. Find out on the real device and say so when answering the questions of the criterion." },
};
/* clang-format on */

const char *report_advice_get(const char *reason, const char *language)
{
	bool ja = text_equal(language, "ja");

	for (size_t i = 0; i < ARRAY_LEN(advice); i++)
		for (size_t k = 0; k < ARRAY_LEN(advice[i].reasons) && advice[i].reasons[k]; k++)
			if (text_equal(advice[i].reasons[k], reason))
				return ja ? advice[i].ja : advice[i].en;
	return ja ? "理由を取り除いて、もう一度調べてください。"
		  : "Remove what stood in the way, then assess again.";
}
