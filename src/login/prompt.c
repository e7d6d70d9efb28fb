#include "login/prompt.h"

#include "base/buf.h"
#include "base/text.h"
#include "login/print_text.h"

#define LINE_MAX_BYTES 200 /* a longer line is no question */

static const char *const password_words[] = {
	"password",   "passwd",  "passcode",   "passphrase", "pass:",        "pass>",
	"パスワード", "ﾊﾟｽﾜｰﾄﾞ", "暗証",       "密码",       "密碼",         "口令",
	"비밀번호",   "암호",    "passwort",   "kennwort",   "mot de passe", "contrase",
	"clave",      "senha",   "пароль",     "Пароль",     "haslo",        "hasło",
	"Hasło",      "heslo",   "wachtwoord", "lösenord",   "salasana",     "parola",
	"şifre",      "sifre",   "mật khẩu",   "รหัสผ่าน",
};

static const char *const name_words[] = {
	"login",   "logon",    "user",        "account",     "name:",       "userid",
	"ユーザ",  "ﾕｰｻﾞ",     "ログイン",    "アカウント",  "利用者",      "用户",
	"用戶",    "帐号",     "账号",        "帳號",        "사용자",      "아이디",
	"로그인",  "benutzer", "anmelde",     "utilisateur", "identifiant", "usuario",
	"usuário", "utente",   "пользовател", "Пользовател", "логин",       "Логин",
	"имя",     "Имя",      "gebruiker",   "användar",    "kullan",
};

static const char *const new_words[] = { "new password", "new unix password",
					 "change",       "choose",
					 "retype",       "新しいパスワード",
					 "新パスワード", "再入力",
					 "变更",         "neues ",
					 "nouveau ",     "nueva " };

static const char *const no_words[] = {
	"incorrect",
	"invalid",
	"fail",
	"denied",
	"wrong",
	"bad password",
	"bad login",
	"reject",
	"not allowed",
	"unauthori",
	"not valid",
	"mismatch",
	"正しくありません",
	"正しくない",
	"失敗",
	"違います",
	"間違",
	"不正",
	"認証エラー",
	"拒否",
	"できませんでした",
	"错误",
	"错誤",
	"失败",
	"不正确",
	"falsch",
	"fehlgeschlagen",
	"ungültig",
	"échou",
	"erron",
	"incorreto",
	"inválid",
	"неверн",
	"Неверн",
	"오류",
	"실패",
	"틀렸",
};

static bool has_one(struct bytes text, const char *const *words, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (text_has_nocase(text, words[i]))
			return true;
	return false;
}

#define HAS_ONE(text, words) has_one(text, words, ARRAY_LEN(words))

struct bytes prompt_line(struct bytes text)
{
	size_t start = text.n;

	while (start > 0 && text.p[start - 1] != '\n' && text.p[start - 1] != '\r')
		start--;
	return text_trim((struct bytes){ .p = text.p + start, .n = text.n - start });
}

struct bytes prompt_last(struct bytes text)
{
	return prompt_line(text_trim(text));
}

bool prompt_says_no(struct bytes text)
{
	return HAS_ONE(text, no_words);
}

enum prompt prompt_read(struct bytes text)
{
	struct bytes line = prompt_line(text);

	if (line.n == 0 || line.n > LINE_MAX_BYTES)
		return PROMPT_NOTHING;
	uint8_t last = line.p[line.n - 1];

	/* "root@login-server:~# " has a word for a name in it and asks for none. */
	if (last == '#' || last == '$' || last == '%')
		return PROMPT_SHELL;
	if (HAS_ONE(line, password_words))
		return HAS_ONE(line, new_words) ? PROMPT_NEW : PROMPT_PASSWORD;
	if (HAS_ONE(line, name_words))
		return PROMPT_NAME;
	return last == '>' ? PROMPT_SHELL : PROMPT_OTHER;
}

/* The same question, whatever number or time is in it. */
static bool same_line(struct bytes a, struct bytes b)
{
	static const struct print_typed nothing = { 0 };
	CLEANUP(buf_done) struct buf x = BUF(4096);
	CLEANUP(buf_done) struct buf y = BUF(4096);

	print_text_add(&x, a, &nothing);
	print_text_add(&y, b, &nothing);
	return a.n > 0 && buf_ok(&x) && buf_ok(&y) && bytes_equal(buf_view(&x), buf_view(&y));
}

enum login_says prompt_outcome(struct bytes text, struct bytes first)
{
	struct bytes line = prompt_line(text);

	if (print_text_says_wait(text))
		return LOGIN_SAYS_WAIT;
	if (same_line(line, prompt_line(first)))
		return LOGIN_SAYS_NO;
	switch (prompt_read(text)) {
	case PROMPT_NAME:
	case PROMPT_PASSWORD:
		return LOGIN_SAYS_NO;
	case PROMPT_SHELL:
		/* Above it there may be "2 failed logins since the last one". */
		return LOGIN_SAYS_YES;
	case PROMPT_NEW:
	case PROMPT_NOTHING:
	case PROMPT_OTHER:
		break;
	}
	return prompt_says_no(text) ? LOGIN_SAYS_NO : LOGIN_SAYS_NOTHING;
}
