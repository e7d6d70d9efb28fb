/* Questions of terminals in several languages, and what follows a password. */
#include "tap.h"

#include "login/prompt.h"

static void questions(void **state)
{
	static const struct {
		const char *text;
		enum prompt expected;
	} rows[] = {
		{ "", PROMPT_NOTHING },
		{ "Welcome\r\n", PROMPT_NOTHING },
		{ "Debian GNU/Linux 12\r\ncamera login: ", PROMPT_NAME },
		{ "Username:", PROMPT_NAME },
		{ "User Name :", PROMPT_NAME },
		{ "user>", PROMPT_NAME },
		{ "Account: ", PROMPT_NAME },
		{ "Password: ", PROMPT_PASSWORD },
		{ "admin's Password:", PROMPT_PASSWORD },
		{ "Password for user admin: ", PROMPT_PASSWORD },
		{ "ユーザ名: ", PROMPT_NAME },
		{ "ログインID：", PROMPT_NAME },
		{ "パスワード：", PROMPT_PASSWORD },
		{ "用户名:", PROMPT_NAME },
		{ "密码:", PROMPT_PASSWORD },
		{ "사용자 이름: ", PROMPT_NAME },
		{ "비밀번호: ", PROMPT_PASSWORD },
		{ "Benutzername: ", PROMPT_NAME },
		{ "Kennwort: ", PROMPT_PASSWORD },
		{ "Nom d'utilisateur : ", PROMPT_NAME },
		{ "Mot de passe : ", PROMPT_PASSWORD },
		{ "Contraseña: ", PROMPT_PASSWORD },
		{ "Пароль: ", PROMPT_PASSWORD },
		{ "New password: ", PROMPT_NEW },
		{ "新しいパスワード: ", PROMPT_NEW },
		{ "# ", PROMPT_SHELL },
		{ "$ ", PROMPT_SHELL },
		{ "root@login-server:~# ", PROMPT_SHELL },
		{ "[admin@user /]$ ", PROMPT_SHELL },
		{ "router>", PROMPT_SHELL },
		{ "C:\\> ", PROMPT_SHELL },
		{ "Last login: today\r\n$ ", PROMPT_SHELL },
		{ "Nimi: ", PROMPT_OTHER },
		{ "Press any key", PROMPT_OTHER },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		TAP_INT(rows[i].text, prompt_read(bytes_of(rows[i].text)), rows[i].expected);
	char line[202];
	memset(line, 'x', sizeof(line));
	line[200] = '\0';
	assert_int_equal(prompt_read(bytes_of(line)), PROMPT_OTHER);
	line[200] = 'x';
	line[201] = '\0';
	assert_int_equal(prompt_read(bytes_of(line)), PROMPT_NOTHING);
}

static void outcomes(void **state)
{
	static const struct {
		const char *what, *first, *text;
		enum login_says expected;
	} rows[] = {
		{ "login",
		  "camera login: ", "\r\nLogin incorrect\r\ncamera login: ", LOGIN_SAYS_NO },
		{ "asks again", "cam: ", "\r\ncam: ", LOGIN_SAYS_NO },
		{ "asks again with a number", "line 3: ", "\r\nline 4: ", LOGIN_SAYS_NO },
		{ "asks again for the password", "Password: ", "\r\nPassword: ", LOGIN_SAYS_NO },
		{ "asks for the password only", "Username: ", "\r\nPassword: ", LOGIN_SAYS_NO },
		{ "says no and ends", "login: ", "\r\nAccess denied\r\n", LOGIN_SAYS_NO },
		{ "Japanese", "ユーザ名: ", "\r\nパスワードが正しくありません\r\n", LOGIN_SAYS_NO },
		{ "Chinese", "用户名:", "\r\n密码错误\r\n", LOGIN_SAYS_NO },
		{ "a language we do not know", "Nimi: ", "\r\nVäärin\r\nNimi: ", LOGIN_SAYS_NO },
		{ "a shell", "login: ", "\r\nWelcome\r\n# ", LOGIN_SAYS_YES },
		{ "a shell after a count of failures", "login: ",
		  "\r\nThere were 2 failed login attempts since the last successful login.\r\n$ ",
		  LOGIN_SAYS_YES },
		{ "a shell where a name was asked with >", "user>", "\r\nrouter>", LOGIN_SAYS_YES },
		{ "a first question that is a shell's", "cli> ", "\r\ncli> ", LOGIN_SAYS_NO },
		{ "locked", "login: ", "\r\nThe account is locked due to 3 failed logins.\r\n",
		  LOGIN_SAYS_WAIT },
		{ "locked, then a question",
		  "login: ", "\r\nToo many failed attempts\r\nlogin: ", LOGIN_SAYS_WAIT },
		{ "a new password is asked for",
		  "login: ", "\r\nNew password: ", LOGIN_SAYS_NOTHING },
		{ "a menu", "login: ", "\r\n1) Status\r\nSelect: ", LOGIN_SAYS_NOTHING },
		{ "nothing", "login: ", "\r\n", LOGIN_SAYS_NOTHING },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		TAP_INT(rows[i].what,
			prompt_outcome(bytes_of(rows[i].text), bytes_of(rows[i].first)),
			rows[i].expected);
}

static void lines(void **state)
{
	(void)state;
	assert_int_equal(prompt_line(bytes_of("a\r\nb ")).n, 1);
	assert_int_equal(prompt_line(bytes_of("a\r\n")).n, 0);
	struct bytes last = prompt_last(bytes_of("a\r\nbc\r\n\r\n"));
	assert_int_equal(last.n, 2);
	assert_memory_equal(last.p, "bc", 2);
	assert_int_equal(prompt_last(bytes_of("")).n, 0);
}

static const struct CMUnitTest prompt[] = {
	cmocka_unit_test(questions),
	cmocka_unit_test(outcomes),
	cmocka_unit_test(lines),
};

TAP_MAIN(prompt)
