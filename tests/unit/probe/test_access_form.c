#include "tap.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"
#include "probe/access_form.h"

#define BUDGET (8u << 20)
#define FIELD "<input name=host value=cam>"
#define GOOD "<form method=post action=/save>" FIELD "<button>Save</button></form>"

static struct html_page *page_of(struct arena *arena, const char *text)
{
	struct html_page *page = arena_alloc(arena, 1, sizeof(*page));

	assert_non_null(page);
	assert_int_equal(html_decode(arena, bytes_of(text), NULL, page), 0);
	return page;
}

static void sets(void **state)
{
	static const struct {
		const char *what, *text;
		bool sets;
	} rows[] = {
		{ "settings", GOOD, true },
		{ "settings by GET", "<form>" FIELD "</form>", true },
		{ "a login", "<form method=post><input name=u><input type=password name=p></form>",
		  false },
		{ "a login by password alone",
		  "<form method=post><input type=password name=p></form>", false },
		{ "a search", "<form><input name=q></form>", false },
		{ "a search by type", "<form method=post><input type=search name=x></form>",
		  false },
		{ "a choice of language",
		  "<form><select name=lang><option value=ja></select></form>", false },
		{ "a change of password",
		  "<form method=post><input type=password name=a><input type=password "
		  "name=b></form>",
		  true },
		{ "Wi-Fi",
		  "<form method=post><input name=ssid><input name=channel>"
		  "<input type=password name=psk></form>",
		  true },
		{ "a button that does something", "<form method=post><button>Go</button></form>",
		  true },
		{ "nothing in it", "<form></form>", false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct arena arena = ARENA(BUDGET);
		const struct html_page *page = page_of(&arena, rows[i].text);

		assert_int_equal(page->n_forms, 1);
		TAP_TEXT(rows[i].what, access_form_sets(page, 0) ? "sets" : "does not",
			 rows[i].sets ? "sets" : "does not");
		arena_done(&arena);
	}
}

static void trouble(void **state)
{
	static const struct {
		const char *what, *text;
		bool may;
	} rows[] = {
		{ "settings", GOOD, true },
		{ "choices",
		  "<form method=post>" FIELD
		  "<select name=s><option value=a><option value=b selected>"
		  "</select><input type=radio name=r value=x checked></form>",
		  true },
		{ "an empty field beside a full one",
		  "<form method=post>" FIELD "<input name=second></form>", true },
		{ "a password", "<form method=post>" FIELD "<input type=password name=p></form>",
		  false },
		{ "a file", "<form method=post>" FIELD "<input type=file name=f></form>", false },
		{ "sent to a reboot", "<form method=post action=/reboot>" FIELD "</form>", false },
		{ "a button that resets",
		  "<form method=post>" FIELD
		  "<input type=submit name=go value=\"Factory reset\"></form>",
		  false },
		{ "the same in Japanese",
		  "<form method=post>" FIELD "<input type=submit name=go value=初期化></form>",
		  false },
		{ "a hidden action",
		  "<form method=post>" FIELD "<input type=hidden name=do value=restart></form>",
		  false },
		{ "two buttons",
		  "<form method=post>" FIELD
		  "<button name=a>A</button><button name=b>B</button></form>",
		  false },
		{ "all fields empty", "<form method=post><input name=host></form>", false },
		{ "only a button", "<form method=post><button>Go</button></form>", false },
		{ "a text area", "<form method=post>" FIELD "<textarea name=t>x</textarea></form>",
		  false },
		{ "a disabled field",
		  "<form method=post>" FIELD "<input name=x value=y disabled></form>", false },
		{ "several choices",
		  "<form method=post>" FIELD
		  "<select name=s multiple><option value=a></select></form>",
		  false },
		{ "a choice without value",
		  "<form method=post>" FIELD "<select name=s><option>Day</select></form>", false },
		{ "a range", "<form method=post>" FIELD "<input type=range name=x value=5></form>",
		  false },
		{ "blanks around a value", "<form method=post><input name=x value=\" y\"></form>",
		  false },
		{ "as multipart", "<form method=post enctype=multipart/form-data>" FIELD "</form>",
		  false },
		{ "a box with an empty value",
		  "<form method=post>" FIELD
		  "<input type=checkbox name=x value=\"\" checked></form>",
		  false },
		{ "a script on the page", "<script>fill()</script>" GOOD, false },
		{ "a script for the form",
		  "<form method=post onsubmit=\"return f()\">" FIELD "</form>", false },
		{ "another base", "<base href=/x/>" GOOD, false },
		{ "by a dialog", "<form method=dialog>" FIELD "</form>", false },
		{ "another encoding", "<title>\x83\x65</title>" GOOD, false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct arena arena = ARENA(BUDGET);
		const struct html_page *page = page_of(&arena, rows[i].text);
		const char *why = access_form_trouble(page, 0, bytes_of(rows[i].text));

		TAP_TEXT(rows[i].what, why ? why : "may be sent",
			 rows[i].may ? "may be sent" : "risky");
		arena_done(&arena);
	}
}

static void filling(void **state)
{
	struct arena arena = ARENA(BUDGET);
	CLEANUP(buf_done) struct buf with = BUF(ACCESS_FORM_MAX);
	CLEANUP(buf_done) struct buf without = BUF(ACCESS_FORM_MAX);
	const struct html_page *page = page_of(
	    &arena,
	    "<form><input name=other></form><form method=post>"
	    "<input type=hidden name=csrf value=0123456789abcdef><input type=hidden name=v "
	    "value=2><input name=\"a b\" value=\"x&y\"><select name=s><option value=1><option "
	    "value=2 selected></select><input type=checkbox name=c checked><input "
	    "type=checkbox name=d><input type=radio name=r value=p><input type=radio name=r "
	    "value=q checked><input name=empty><input value=nameless><button "
	    "name=go value=yes>Save</button></form>");

	(void)state;
	access_form_fill(&with, page, 1, true);
	TAP_TEXT("all", buf_cstr(&with),
		 "csrf=0123456789abcdef&v=2&a%20b=x%26y&s=2&c=on&r=q&empty=&go=yes");
	access_form_fill(&without, page, 1, false);
	TAP_TEXT("without the token", buf_cstr(&without),
		 "v=2&a%20b=x%26y&s=2&c=on&r=q&empty=&go=yes");
	arena_done(&arena);
}

static void finding(void **state)
{
	struct arena arena = ARENA(BUDGET);
	const struct html_page *a = page_of(&arena, "<form action=/x></form>" GOOD);
	const struct html_page *b =
	    page_of(&arena, "<form method=post action=\"/save?t=1\"><input name=host value=cam>"
			    "<button>Save</button></form>");
	const struct html_page *c =
	    page_of(&arena, "<form method=post action=/save><input name=host value=other></form>");
	const struct html_page *d =
	    page_of(&arena, "<form method=post action=/save>" FIELD "<input name=more></form>");

	(void)state;
	assert_int_equal(access_form_find(b, a, 1), 0);
	assert_int_equal(access_form_find(a, b, 0), 1);
	assert_int_equal(access_form_find(d, a, 1), -1);
	assert_true(access_form_same(a, 1, b, 0));
	assert_false(access_form_same(a, 1, c, 0));
	assert_false(access_form_same(a, 1, d, 0));
	arena_done(&arena);
}

static const struct CMUnitTest access_form[] = {
	cmocka_unit_test(sets),
	cmocka_unit_test(trouble),
	cmocka_unit_test(filling),
	cmocka_unit_test(finding),
};

TAP_MAIN(access_form)
