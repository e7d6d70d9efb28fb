/* The oracle against invented answers: each way to log in, with the twins that fool other tools. */
#include "tap.h"

#include "base/mem.h"
#include "login/oracle.h"

/* Answers, short enough for a table. */
#define P(...) ((struct login_print){ __VA_ARGS__ })
#define NO_401 P(.status = 401, .says = LOGIN_SAYS_NO, .length = 64)
#define YES_200 P(.status = 200, .says = LOGIN_SAYS_YES, .length = 640)
#define WAIT_429 P(.status = 429, .says = LOGIN_SAYS_WAIT, .retry_after = 2)
#define PAGE(n) P(.status = 200, .words = "Login", .password_field = true, .length = (n))
#define HOME P(.status = 200, .words = "Home", .length = 3000)
#define MOVED(where, cookie) P(.status = 302, .location = where, .cookies = cookie)
#define END(e) P(.end = (e))

static struct oracle learn(const struct login_print *none, const struct login_print *stranger,
			   const struct login_print *second, const struct login_print *valid)
{
	struct oracle o = { 0 };

	if (none)
		oracle_learn(&o, ORACLE_NONE, none);
	if (stranger)
		oracle_learn(&o, ORACLE_STRANGER, stranger);
	if (second)
		oracle_learn(&o, ORACLE_STRANGER, second);
	if (valid)
		oracle_learn(&o, ORACLE_VALID, valid);
	return o;
}

struct row {
	const char *what;
	struct login_print none, stranger, second, valid;
	bool has_second, has_valid;
	const char *trouble;
	bool certain;
	struct login_print asked;
	enum oracle_answer answer;
};

#define TWO(p) .stranger = p, .second = p, .has_second = true
#define VALID(p) .valid = p, .has_valid = true

static void every_row(void **state)
{
	const struct row rows[] = {
		/* A protocol with words of its own. */
		{ "basic: no", NO_401, NO_401, .certain = true, .asked = NO_401,
		  .answer = ORACLE_NO },
		{ "basic: yes", NO_401, NO_401, .certain = true, .asked = YES_200,
		  .answer = ORACLE_YES },
		{ "basic: held back", NO_401, NO_401, .certain = true, .asked = WAIT_429,
		  .answer = ORACLE_LIMITED },
		{ "basic: 403 after many", NO_401, NO_401, .certain = true,
		  .asked = P(.status = 403), .answer = ORACLE_LIMITED },
		{ "basic: another page than the declared account's", NO_401, NO_401, VALID(HOME),
		  .certain = true, .asked = P(.status = 404), .answer = ORACLE_YES },
		{ "basic: a page", NO_401, NO_401, .certain = true, .asked = HOME,
		  .answer = ORACLE_YES },
		{ "basic: a page that asks again", NO_401, NO_401, .certain = true,
		  .asked = PAGE(900), .answer = ORACLE_UNCLEAR },
		{ "basic: a fault", NO_401, NO_401, .certain = true, .asked = P(.status = 500),
		  .answer = ORACLE_UNCLEAR },
		{ "basic: a teapot", NO_401, P(.status = 418), .trouble = "no_control",
		  .asked = P(.status = 200), .answer = ORACLE_UNCLEAR },
		{ "basic: shut for everybody from the start", P(.status = 403), P(.status = 403),
		  .second = P(.status = 403), .has_second = true, VALID(P(.status = 403)),
		  .trouble = "no_control", .asked = P(.status = 403), .answer = ORACLE_UNCLEAR },
		{ "basic: any pair is right", NO_401, HOME, .trouble = "no_control", .asked = HOME,
		  .answer = ORACLE_UNCLEAR },
		{ "basic: 403 at once", NO_401, P(.status = 403), .trouble = "locked",
		  .asked = P(.status = 403), .answer = ORACLE_UNCLEAR },
		{ "basic: only who says something is asked", HOME, NO_401, VALID(HOME),
		  .trouble = "open", .asked = HOME, .answer = ORACLE_UNCLEAR },
		{ "json: 401 for nobody, 200 and a code for a stranger", NO_401,
		  TWO(P(.status = 200, .keys = "code=1")),
		  .asked = P(.status = 200, .keys = "code=0"), .answer = ORACLE_UNCLEAR },
		{ "open page", YES_200, YES_200, .trouble = "open", .asked = YES_200,
		  .answer = ORACLE_UNCLEAR },
		{ "lets anybody in", NO_401, YES_200, .trouble = "no_control", .asked = YES_200,
		  .answer = ORACLE_UNCLEAR },
		{ "held back at once", NO_401, WAIT_429, .trouble = "locked", .asked = YES_200,
		  .answer = ORACLE_UNCLEAR },
		{ "the declared pair is refused", NO_401, NO_401, VALID(NO_401),
		  .trouble = "no_control", .asked = NO_401, .answer = ORACLE_NO },
		{ "one silent no is not enough", PAGE(900), PAGE(900), .trouble = "no_control",
		  .asked = HOME, .answer = ORACLE_UNCLEAR },
		/* Forms. */
		{ "form, soft 200: no", PAGE(900), TWO(PAGE(900)), VALID(MOVED("/home", "sid")),
		  .certain = true, .asked = PAGE(910), .answer = ORACLE_NO },
		{ "form, soft 200: yes", PAGE(900), TWO(PAGE(900)), VALID(MOVED("/home", "sid")),
		  .certain = true, .asked = MOVED("/home", "sid"), .answer = ORACLE_YES },
		{ "form: neither", PAGE(900), TWO(PAGE(900)), VALID(MOVED("/home", "sid")),
		  .certain = true, .asked = P(.status = 500), .answer = ORACLE_UNCLEAR },
		{ "form: a lock with a status", PAGE(900), TWO(PAGE(900)),
		  VALID(MOVED("/home", "sid")), .certain = true, .asked = P(.status = 429),
		  .answer = ORACLE_LIMITED },
		{ "form: right and wrong look the same", PAGE(900), TWO(PAGE(900)),
		  VALID(PAGE(900)), .trouble = "no_control", .asked = PAGE(900),
		  .answer = ORACLE_UNCLEAR },
		{ "form: the page is open", HOME, TWO(HOME), VALID(HOME), .trouble = "open",
		  .asked = HOME, .answer = ORACLE_UNCLEAR },
		{ "form, redirects for both: no", PAGE(900), TWO(MOVED("/login", "")),
		  VALID(MOVED("/home", "")), .certain = true, .asked = MOVED("/login", ""),
		  .answer = ORACLE_NO },
		{ "form, redirects for both: yes", PAGE(900), TWO(MOVED("/login", "")),
		  VALID(MOVED("/home", "")), .certain = true, .asked = MOVED("/home", ""),
		  .answer = ORACLE_YES },
		{ "form without a secret: shape of a success", PAGE(900), TWO(PAGE(900)),
		  .asked = MOVED("/home", "sid"), .answer = ORACLE_YES },
		{ "form without a secret: a cookie that a no had",
		  P(.status = 200, .cookies = "sid", .password_field = true), TWO(PAGE(900)),
		  .asked = MOVED("/home", "sid"), .answer = ORACLE_UNCLEAR },
		{ "form without a secret: back to the login", MOVED("/login", "a"),
		  TWO(MOVED("/login", "a")), .asked = MOVED("/login", "a,b"),
		  .answer = ORACLE_UNCLEAR },
		{ "form without a secret: just another page", PAGE(900), TWO(PAGE(900)),
		  .asked = HOME, .answer = ORACLE_UNCLEAR },
		{ "form without a secret: the same page", PAGE(900), TWO(PAGE(900)),
		  .asked = PAGE(900), .answer = ORACLE_NO },
		/* JSON. */
		{ "json: code tells", P(.status = 200, .keys = "code=9"),
		  TWO(P(.status = 200, .keys = "code=1")),
		  VALID(P(.status = 200, .keys = "code=0")), .certain = true,
		  .asked = P(.status = 200, .keys = "code=0"), .answer = ORACLE_YES },
		{ "json: a token without a secret known", P(.status = 200, .keys = "error"),
		  TWO(P(.status = 200, .keys = "error")),
		  .asked = P(.status = 200, .keys = "accessToken"), .answer = ORACLE_YES },
		{ "json: an error about the token", P(.status = 200, .keys = "error"),
		  TWO(P(.status = 200, .keys = "error")),
		  .asked = P(.status = 403, .keys = "token"), .answer = ORACLE_LIMITED },
		/* Connections. */
		{ "closes on a stranger, secret known", NO_401, TWO(END(LOGIN_CLOSED)),
		  VALID(YES_200), .trouble = "closed", .asked = END(LOGIN_CLOSED),
		  .answer = ORACLE_UNCLEAR },
		{ "closes on everybody", END(LOGIN_CLOSED), TWO(END(LOGIN_CLOSED)),
		  .trouble = "closed", .asked = END(LOGIN_CLOSED), .answer = ORACLE_UNCLEAR },
		{ "silence is its no", END(LOGIN_SILENT),
		  P(.end = LOGIN_SILENT, .says = LOGIN_SAYS_NO), .certain = true,
		  .asked = P(.says = LOGIN_SAYS_YES), .answer = ORACLE_YES },
		{ "refuses connections later", NO_401, NO_401, .certain = true,
		  .asked = END(LOGIN_REFUSED), .answer = ORACLE_UNCLEAR },
		{ "refuses connections", END(LOGIN_REFUSED), TWO(END(LOGIN_REFUSED)),
		  .trouble = "no_answer", .asked = END(LOGIN_REFUSED), .answer = ORACLE_UNCLEAR },
		{ "cannot be spoken", END(LOGIN_UNABLE), TWO(END(LOGIN_UNABLE)),
		  .trouble = "unsupported", .asked = END(LOGIN_UNABLE), .answer = ORACLE_UNCLEAR },
		{ "garbage", END(LOGIN_GARBAGE), TWO(END(LOGIN_GARBAGE)), .trouble = "garbage",
		  .asked = END(LOGIN_GARBAGE), .answer = ORACLE_UNCLEAR },
		{ "strangers fare differently", PAGE(900), PAGE(900), P(.status = 500),
		  .has_second = true, .trouble = "no_control", .asked = HOME,
		  .answer = ORACLE_UNCLEAR },
		{ "forbidden at once", P(.status = 200, .password_field = true),
		  TWO(P(.status = 403)), .trouble = "locked", .asked = P(.status = 403),
		  .answer = ORACLE_UNCLEAR },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const struct row *r = &rows[i];
		struct oracle o = learn(&r->none, &r->stranger, r->has_second ? &r->second : NULL,
					r->has_valid ? &r->valid : NULL);

		TAP_TEXT(r->what, oracle_trouble(&o), r->trouble);
		TAP_INT(r->what, oracle_is_certain(&o), r->certain);
		TAP_TEXT(r->what, oracle_answer_name(oracle_say(&o, &r->asked)),
			 oracle_answer_name(r->answer));
	}
}

/* A title with the time in it must not make every answer a new kind. */
static void noise_is_left_out(void **state)
{
	struct login_print a = PAGE(900), b = PAGE(900), valid = HOME, later = PAGE(900);

	(void)state;
	(void)snprintf(a.words, sizeof(a.words), "Login 10:00");
	(void)snprintf(b.words, sizeof(b.words), "Login 10:01");
	(void)snprintf(later.words, sizeof(later.words), "Login 10:07");
	struct oracle o = learn(&a, &a, &b, &valid);

	TAP_TEXT("noise", oracle_trouble(&o), NULL);
	TAP_INT("noise", oracle_say(&o, &later), ORACLE_NO);
	TAP_INT("noise", oracle_say(&o, &valid), ORACLE_YES);
}

/* But when nothing else than the noise tells them apart, nothing does. */
static void noise_alone_tells_nothing(void **state)
{
	struct login_print a = PAGE(900), b = PAGE(900), valid = PAGE(900);

	(void)state;
	(void)snprintf(b.words, sizeof(b.words), "x");
	(void)snprintf(valid.words, sizeof(valid.words), "y");
	struct oracle o = learn(&a, &a, &b, &valid);

	TAP_TEXT("noise alone", oracle_trouble(&o), "no_control");
}

static void how_many_it_takes(void **state)
{
	struct oracle o = { 0 };

	(void)state;
	TAP_INT("nothing yet", oracle_wants_more(&o), true);
	oracle_learn(&o, ORACLE_STRANGER, &NO_401);
	TAP_INT("words", oracle_wants_more(&o), false);
	o = (struct oracle){ 0 };
	oracle_learn(&o, ORACLE_STRANGER, &PAGE(900));
	TAP_INT("a page", oracle_wants_more(&o), true);
	oracle_learn(&o, ORACLE_STRANGER, &PAGE(900));
	TAP_INT("two pages", oracle_wants_more(&o), false);
	for (unsigned i = 0; i < ORACLE_SAMPLES_MAX + 1; i++)
		oracle_learn(&o, ORACLE_WRONG, &PAGE(900));
	TAP_INT("at the most", o.of[ORACLE_WRONG].n, ORACLE_SAMPLES_MAX);
}

static void accounts_that_show(void **state)
{
	struct login_print stranger = PAGE(900), wrong = PAGE(900), valid = HOME;

	(void)state;
	struct oracle o = learn(&stranger, &stranger, &stranger, &valid);
	oracle_learn(&o, ORACLE_WRONG, &wrong);
	TAP_INT("the same", oracle_tells_accounts(&o), false);
	o = learn(&stranger, &stranger, &stranger, &valid);
	(void)snprintf(wrong.words, sizeof(wrong.words), "wrong password");
	oracle_learn(&o, ORACLE_WRONG, &wrong);
	TAP_INT("another text", oracle_tells_accounts(&o), true);
	TAP_INT("and it is a no", oracle_say(&o, &wrong), ORACLE_NO);
}

/* Whatever is learned and asked: a yes never comes where there is trouble. */
static struct login_print any_print(uint32_t *seed)
{
	static const char *const places[] = { "", "/a", "/b" };
	uint32_t r = *seed = *seed * 1664525u + 1013904223u;
	struct login_print p = { .end = (enum login_end)((r >> 8) % 3 ? 0 : (r >> 10) % 6),
				 .says = (enum login_says)((r >> 13) % 2 ? 0 : (r >> 14) % 4),
				 .status = (r >> 16) % 2   ? 200
					   : (r >> 17) % 2 ? 302
							   : 403,
				 .password_field = (r >> 19) & 1,
				 .length = (r >> 20) % 3 * 500 };

	(void)snprintf(p.location, sizeof(p.location), "%s", places[(r >> 22) % 3]);
	(void)snprintf(p.cookies, sizeof(p.cookies), "%s", (r >> 24) % 2 ? "sid" : "");
	(void)snprintf(p.keys, sizeof(p.keys), "%s", (r >> 25) % 2 ? "token" : "");
	return p;
}

static void no_yes_in_trouble(void **state)
{
	uint32_t seed = 20260101;

	(void)state;
	for (unsigned i = 0; i < 200000; i++) {
		struct oracle o = { 0 };
		unsigned n = i % 7;

		for (unsigned k = 0; k < n; k++) {
			struct login_print p = any_print(&seed);

			oracle_learn(&o, (enum oracle_sample)(seed >> 9) % ORACLE_SAMPLES, &p);
		}
		struct login_print asked = any_print(&seed);

		if (oracle_trouble(&o))
			assert_int_not_equal(oracle_say(&o, &asked), ORACLE_YES);
	}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(every_row),
	cmocka_unit_test(noise_is_left_out),
	cmocka_unit_test(noise_alone_tells_nothing),
	cmocka_unit_test(how_many_it_takes),
	cmocka_unit_test(accounts_that_show),
	cmocka_unit_test(no_yes_in_trouble),
};

TAP_MAIN(tests)
