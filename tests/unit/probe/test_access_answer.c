#include "tap.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"
#include "probe/access_answer.h"

#define LOGIN                                                                             \
	"<html><title>Sign in</title><h1>Sign in</h1><form method=post><input name=user>" \
	"<input type=password name=pw><button>Log in</button></form></html>"
#define USERS                                                                                    \
	"<html><title>Users</title><h1>Accounts of this device</h1>owner admin, visitor guest, " \
	"last seen yesterday evening</html>"
#define USERS_LATER                                                                              \
	"<html><title>Users</title><h1>Accounts of this device</h1>owner admin, visitor guest, " \
	"last seen this morning</html>"
#define MISSING "<html><title>Oops</title>There is nothing at this place.</html>"
#define FRAME                                                                      \
	"<a href=/a>Live</a> <a href=/b>Recordings</a> <a href=/c>Network</a> <a " \
	"href=/d>Alarm</a>"                                                        \
	" garden camera of the example company in the world, since the beginning of time "
#define PLEASE "<html><title>Notice</title>Please log in before you go on.</html>"
#define PLEASE_JA "<html><meta charset=utf-8><title>お知らせ</title>ログインしてください。</html>"

static void read_text(struct access_answer *out, int status, const char *fields, const char *body)
{
	CLEANUP(buf_done) struct buf head = BUF(4096);

	buf_format(&head, "HTTP/1.1 %d X\r\n%s\r\n", status, fields);
	access_answer_read(out, status, buf_view(&head), bytes_of(body));
}

struct row {
	const char *what;
	int status;
	const char *fields, *body;
	enum access_outcome expected;
};

static const char *valid_body, *again_body, *other_body;
static int valid_status = 200;

static void check(const struct row *rows, size_t n,
		  enum access_outcome judge(const struct access_answer *a,
					    const struct access_known *known))
{
	CLEANUP(mem_freep) struct access_answer *a = mem_array(6, sizeof(*a));
	struct access_known known = { .nowhere = &a[2],
				      .login = &a[3],
				      .login_path = "/login.html" };

	if (valid_body) {
		read_text(&a[1], valid_status, "", valid_body);
		known.valid = &a[1];
	}
	if (again_body) {
		read_text(&a[4], 200, "", again_body);
		known.valid_again = &a[4];
	}
	if (other_body) {
		read_text(&a[5], 200, "", other_body);
		known.other = &a[5];
	}
	read_text(&a[2], 404, "", MISSING);
	read_text(&a[3], 200, "", LOGIN);
	for (size_t i = 0; i < n; i++) {
		read_text(&a[0], rows[i].status, rows[i].fields, rows[i].body);
		TAP_TEXT(rows[i].what, access_answer_outcome(judge(&a[0], &known)),
			 access_answer_outcome(rows[i].expected));
	}
}

static void reading(void **state)
{
	static const struct row rows[] = {
		{ "the same page", 200, "", USERS, ACCESS_GRANTED },
		{ "the page with another header line", 200, "", "<p>Welcome, visitor 17</p>" USERS,
		  ACCESS_GRANTED },
		{ "401", 401, "", "who?", ACCESS_DENIED },
		{ "403", 403, "", "", ACCESS_DENIED },
		{ "404 to who may not", 404, "", MISSING, ACCESS_DENIED },
		{ "to the login", 302, "Location: /login.html?next=/users\r\n", "", ACCESS_DENIED },
		{ "to the login of this host", 302, "Location: http://10.0.0.5/login.html\r\n", "",
		  ACCESS_DENIED },
		{ "to anywhere", 302, "Location: /\r\n", "", ACCESS_DENIED },
		{ "to the login, with the page behind it", 302, "Location: /login.html\r\n", USERS,
		  ACCESS_GRANTED },
		{ "the login page with 200", 200, "", LOGIN, ACCESS_DENIED },
		{ "another page with a password", 200, "",
		  "<form><input type=password name=p></form>", ACCESS_DENIED },
		{ "please log in, with 200", 200, "", PLEASE, ACCESS_DENIED },
		{ "the same in Japanese", 200, "", PLEASE_JA, ACCESS_DENIED },
		{ "another page", 200, "", "<html>Good evening, the weather is fine</html>",
		  ACCESS_UNCLEAR },
		{ "an empty page", 200, "", "", ACCESS_UNCLEAR },
		{ "too many", 429, "", "", ACCESS_UNCLEAR },
		{ "later", 403, "Retry-After: 5\r\n", "", ACCESS_UNCLEAR },
		{ "out of order", 500, "", USERS, ACCESS_UNCLEAR },
		{ "a bad request", 400, "", "", ACCESS_UNCLEAR },
	};

	(void)state;
	valid_body = USERS;
	check(rows, ARRAY_LEN(rows), access_answer_judge);
}

static void what_changes(void **state)
{
	static const struct row other[] = { { "one that was not learned to change", 200, "",
					      USERS_LATER, ACCESS_UNCLEAR } };
	static const struct row same[] = { { "one that changes by the hour", 200, "",
					     "<html><title>Users</title><h1>Accounts of this "
					     "device</h1>owner admin, visitor guest, last seen at "
					     "noon</html>",
					     ACCESS_GRANTED } };

	(void)state;
	valid_body = USERS;
	check(other, 1, access_answer_judge);
	again_body = USERS_LATER;
	check(same, 1, access_answer_judge);
	again_body = NULL;
}

/* All pages of a site share a frame; who may not gets the frame with a notice in it. */
static void frames(void **state)
{
	static const struct row rows[] = {
		{ "the frame with a call to log in", 200, "",
		  "<html>" FRAME "Sorry: please log in first</html>", ACCESS_DENIED },
		{ "all of it", 200, "", "<html>" FRAME "Alarm volume: loud, all night long</html>",
		  ACCESS_GRANTED },
		{ "the frame alone", 200, "", "<html>" FRAME "</html>", ACCESS_UNCLEAR },
	};

	(void)state;
	valid_body = "<html>" FRAME "Alarm volume: loud, all night long</html>";
	other_body = "<html>" FRAME "Recordings of yesterday</html>";
	check(rows, ARRAY_LEN(rows), access_answer_judge);
	other_body = NULL;
}

static void data(void **state)
{
	static const struct row rows[] = {
		{ "the same data", 200, "Content-Type: application/json\r\n",
		  "{\"ok\":true,\"users\":[{\"name\":\"admin\",\"role\":\"owner\"}]}",
		  ACCESS_GRANTED },
		{ "no", 200, "Content-Type: application/json\r\n", "{\"ok\":false}",
		  ACCESS_UNCLEAR },
		{ "no, in words", 200, "Content-Type: application/json\r\n",
		  "{\"ok\":false,\"message\":\"login required\"}", ACCESS_DENIED },
	};
	static const struct row result[] = {
		{ "one", 200, "", "1", ACCESS_GRANTED },
		{ "zero", 200, "", "0", ACCESS_UNCLEAR },
	};

	(void)state;
	valid_body = "{\"ok\":true,\"users\":[{\"name\":\"admin\",\"role\":\"owner\"}]}";
	check(rows, ARRAY_LEN(rows), access_answer_judge);
	valid_body = "1";
	check(result, ARRAY_LEN(result), access_answer_judge);
}

static void without_owner(void **state)
{
	static const struct row rows[] = {
		{ "a page", 200, "", USERS, ACCESS_UNCLEAR },
		{ "401", 401, "", "", ACCESS_DENIED },
		{ "a login page", 200, "", LOGIN, ACCESS_DENIED },
		{ "to the login", 302, "Location: /login.html\r\n", "", ACCESS_DENIED },
		{ "to anywhere", 302, "Location: /home\r\n", "", ACCESS_UNCLEAR },
	};
	CLEANUP(mem_freep) struct access_answer *a = mem_array(1, sizeof(*a));
	struct access_known open = { .open = true };

	(void)state;
	valid_body = NULL;
	check(rows, ARRAY_LEN(rows), access_answer_judge);
	read_text(a, 200, "", USERS);
	assert_int_equal(access_answer_judge(a, &open), ACCESS_GRANTED);
	read_text(a, 200, "", PLEASE);
	assert_int_equal(access_answer_judge(a, &open), ACCESS_UNCLEAR);
}

static void owners(void **state)
{
	static const struct row rows[] = {
		{ "a page", 200, "", USERS, ACCESS_GRANTED },
		{ "a page to change the password", 200, "",
		  "<h1>Your password</h1><form>Old one <input type=password name=old> and new one "
		  "<input type=password name=new> twice <input type=password name=again></form>",
		  ACCESS_GRANTED },
		{ "the login again", 200, "", LOGIN, ACCESS_DENIED },
		{ "401", 401, "", "", ACCESS_DENIED },
		{ "to the login", 302, "Location: login.html\r\n", "", ACCESS_DENIED },
		{ "elsewhere", 302, "Location: /home\r\n", "", ACCESS_UNCLEAR },
		{ "nothing there", 404, "", MISSING, ACCESS_UNCLEAR },
	};

	(void)state;
	check(rows, ARRAY_LEN(rows), access_answer_judge_owner);
}

static void sending(void **state)
{
	static const struct row saved[] = {
		{ "saved too", 200, "", "<html>Settings were saved. Thank you.</html>",
		  ACCESS_GRANTED },
		{ "one word less", 200, "", "<html>Settings were not saved. Thank you.</html>",
		  ACCESS_UNCLEAR },
		{ "401", 401, "", "", ACCESS_DENIED },
		{ "404", 404, "", MISSING, ACCESS_DENIED },
		{ "to the login", 302, "Location: /login.html\r\n", "", ACCESS_DENIED },
		{ "to the front page", 302, "Location: /\r\n", "", ACCESS_DENIED },
		{ "a bad request", 400, "", "", ACCESS_UNCLEAR },
		{ "out of order", 500, "", "", ACCESS_UNCLEAR },
	};
	static const struct row to_front[] = {
		{ "both to the front page", 302, "Location: /\r\n", "", ACCESS_UNCLEAR },
	};
	CLEANUP(mem_freep) struct access_answer *a = mem_array(3, sizeof(*a));
	struct access_known known = { .valid = &a[1], .nowhere = &a[2] };

	(void)state;
	valid_body = "<html>Settings were saved. Thank you.</html>";
	check(saved, ARRAY_LEN(saved), access_answer_judge_sent);
	valid_body = "";
	valid_status = 302;
	check(to_front, ARRAY_LEN(to_front), access_answer_judge_sent);
	valid_status = 200;
	/* Redirects: to where the owner's goes, and not where everything goes. */
	read_text(&a[1], 302, "Location: /settings?saved=1\r\n", "");
	read_text(&a[0], 302, "Location: /settings?saved=1\r\n", "");
	read_text(&a[2], 404, "", MISSING);
	assert_int_equal(access_answer_judge_sent(&a[0], &known), ACCESS_GRANTED);
	read_text(&a[2], 302, "Location: /settings?saved=1\r\n", "");
	assert_int_equal(access_answer_judge_sent(&a[0], &known), ACCESS_UNCLEAR);
	read_text(&a[0], 302, "Location: /settings?error=1\r\n", "");
	assert_int_equal(access_answer_judge_sent(&a[0], &known), ACCESS_UNCLEAR);
	/* The owner's own was refused: nothing to compare with. */
	read_text(&a[1], 403, "", "");
	assert_int_equal(access_answer_judge_sent(&a[0], &known), ACCESS_UNCLEAR);
}

/* No beginning of a page is the page, unless all that is its own is in it. */
static void every_prefix(void **state)
{
	CLEANUP(mem_freep) struct access_answer *a = mem_array(2, sizeof(*a));
	struct access_known known = { .valid = &a[1] };
	const char *body = USERS;

	(void)state;
	read_text(&a[1], 200, "", body);
	for (size_t n = 0; n <= strlen(body); n++) {
		struct bytes part = { .p = (const uint8_t *)body, .n = n };

		access_answer_read(&a[0], 200, bytes_of("HTTP/1.1 200 OK\r\n\r\n"), part);
		enum access_outcome o = access_answer_judge(&a[0], &known);

		if (n < strlen("<html><title>Users</title><h1>Accounts of this device</h1>owner"))
			assert_int_not_equal(o, ACCESS_GRANTED);
		if (n == strlen(body))
			assert_int_equal(o, ACCESS_GRANTED);
	}
}

/* More words than are kept, and a redirect longer than is kept. */
static void limits(void **state)
{
	CLEANUP(mem_freep) struct access_answer *a = mem_array(1, sizeof(*a));
	CLEANUP(buf_done) struct buf body = BUF(1 << 20);
	CLEANUP(buf_done) struct buf fields = BUF(4096);
	char word[5] = "aaaa";

	(void)state;
	for (unsigned i = 0; i <= ACCESS_WORDS_MAX; i++) {
		for (unsigned k = 0, left = i; k < 4; k++, left /= 26)
			word[k] = (char)('a' + left % 26);
		buf_format(&body, "%s ", word);
	}
	buf_text(&fields, "Location: /");
	for (unsigned i = 0; i < ACCESS_LOCATION_MAX; i++)
		buf_text(&fields, "x");
	buf_text(&fields, "\r\n");
	read_text(a, 200, buf_cstr(&fields), buf_cstr(&body));
	assert_int_equal(a->n, ACCESS_WORDS_MAX);
	assert_int_equal(strlen(a->location), ACCESS_LOCATION_MAX - 1);
}

static void challenges(void **state)
{
	static const struct {
		const char *what;
		int status;
		const char *fields;
		bool basic, digest;
	} rows[] = {
		{ "none", 401, "", false, false },
		{ "Basic", 401, "WWW-Authenticate: Basic realm=\"x\"\r\n", true, false },
		{ "both in one", 401,
		  "WWW-Authenticate: Digest realm=\"x\", nonce=\"y\", basic realm=\"x\"\r\n", true,
		  true },
		{ "both in two", 401,
		  "WWW-Authenticate: Digest realm=\"x\", nonce=\"y\"\r\nwww-authenticate: "
		  "Basic\r\n",
		  true, true },
		{ "another", 401, "WWW-Authenticate: Bearer realm=\"x\"\r\n", false, false },
		{ "not asked for", 200, "WWW-Authenticate: Basic realm=\"x\"\r\n", false, false },
	};
	CLEANUP(mem_freep) struct access_answer *a = mem_array(1, sizeof(*a));

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		read_text(a, rows[i].status, rows[i].fields, "");
		TAP_INT(rows[i].what, a->asks_basic, rows[i].basic);
		TAP_INT(rows[i].what, a->asks_digest, rows[i].digest);
	}
}

static const struct CMUnitTest access_answer[] = {
	cmocka_unit_test(challenges), cmocka_unit_test(reading), cmocka_unit_test(what_changes),
	cmocka_unit_test(frames),     cmocka_unit_test(data),    cmocka_unit_test(without_owner),
	cmocka_unit_test(owners),     cmocka_unit_test(sending), cmocka_unit_test(every_prefix),
	cmocka_unit_test(limits),
};

TAP_MAIN(access_answer)
