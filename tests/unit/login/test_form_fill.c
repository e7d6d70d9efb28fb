/* Login forms as pages have them: what would be sent, or why nothing is. */
#include "tap.h"

#include "base/arena.h"
#include "base/mem.h"
#include "login/form_fill.h"
#include "wire/html.h"

#define P "<input type=password name=p>"

static void forms(void **state)
{
	static const struct {
		const char *what, *page, *why, *action, *content;
		bool post;
	} rows[] = {
		{ "plain", "<form action=/in method=POST><input name=u>" P "</form>", NULL, "/in",
		  "u=ad%26min&p=s%20%C3%A9", true },
		{ "GET is the default", "<form><input name=u>" P "</form>", NULL, "",
		  "u=ad%26min&p=s%20%C3%A9", false },
		{ "hidden fields go along",
		  "<form method=post><input type=hidden name=t value='a b'><input name=u>" P, NULL,
		  "", "t=a%20b&u=ad%26min&p=s%20%C3%A9", true },
		{ "the name by autocomplete",
		  "<form><input name=x autocomplete=username><input name=login_hint>" P, NULL, "",
		  "x=ad%26min&login_hint=&p=s%20%C3%A9", false },
		{ "the name by its name",
		  "<form><input name=q><input name=UserName><input name=z>" P, NULL, "",
		  "q=&UserName=ad%26min&z=&p=s%20%C3%A9", false },
		{ "the name by its id", "<form><input name=a id=login><input name=b>" P, NULL, "",
		  "a=ad%26min&b=&p=s%20%C3%A9", false },
		{ "the name by its place", "<form><input name=a><input name=b>" P "<input name=c>",
		  NULL, "", "a=&b=ad%26min&p=s%20%C3%A9&c=", false },
		{ "a password alone", "<form>" P, NULL, "", "p=s%20%C3%A9", false },
		{ "the first button",
		  "<form>" P "<button name=ok value=1>x</button><button name=no>y", NULL, "",
		  "p=s%20%C3%A9&ok=1", false },
		{ "boxes",
		  "<form>" P "<input type=checkbox name=a checked><input type=checkbox name=b>"
		  "<input type=radio name=r value=1><input type=radio name=r value=2 checked>",
		  NULL, "", "p=s%20%C3%A9&a=on&r=2", false },
		{ "a choice",
		  "<form>" P "<select name=lang><option value=en><option value=ja selected>", NULL,
		  "", "p=s%20%C3%A9&lang=ja", false },
		{ "no name, not sent", "<form><input value=x>" P, NULL, "", "p=s%20%C3%A9", false },
		{ "another form is left alone",
		  "<form action=/search><input name=user></form><form action=/in><input name=u>" P,
		  NULL, "/in", "u=ad%26min&p=s%20%C3%A9", false },
		{ "outside of a form", "<input name=u>" P, NULL, "", "u=ad%26min&p=s%20%C3%A9",
		  true },
		{ "none", "<form><input name=u></form>", "the page has no field for a password", "",
		  "", false },
		{ "two", "<form>" P P, "the page has more than one field for a password", "", "",
		  false },
		{ "two forms", "<form>" P "</form><form>" P,
		  "the page has more than one field for a password", "", "", false },
		{ "a new one", "<form><input type=password name=p autocomplete='new-password'>",
		  "the form sets a new password", "", "", false },
		{ "without a name", "<form><input type=password>",
		  "the field for the password has no name", "", "", false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(arena_done) struct arena arena = ARENA(1u << 20);
		struct html_page page;
		struct form_fill f;

		TAP_INT(rows[i].what, html_decode(&arena, bytes_of(rows[i].page), NULL, &page), 0);
		TAP_TEXT(rows[i].what, form_fill(&f, &page, "ad&min", "s é"), rows[i].why);
		if (!rows[i].why) {
			TAP_TEXT(rows[i].what, f.action, rows[i].action);
			TAP_TEXT(rows[i].what, buf_cstr(&f.content), rows[i].content);
			TAP_INT(rows[i].what, f.post, rows[i].post);
		}
		form_fill_done(&f);
	}
}

static void limits(void **state)
{
	(void)state;
	for (unsigned n = HTML_INPUTS_MAX - 1; n <= HTML_INPUTS_MAX; n++) {
		CLEANUP(arena_done) struct arena arena = ARENA(1u << 20);
		CLEANUP(buf_done) struct buf text = BUF(65536);
		struct html_page page;
		struct form_fill f;

		buf_text(&text, "<form>" P);
		for (unsigned i = 0; i < n; i++)
			buf_text(&text, "<input type=hidden name=h>");
		assert_int_equal(html_decode(&arena, buf_view(&text), NULL, &page), 0);
		TAP_TEXT("fields", form_fill(&f, &page, "a", "b"),
			 n < HTML_INPUTS_MAX ? NULL
					     : "the page has more fields than are looked at");
		form_fill_done(&f);
	}
	/* 40 fields of 2 KiB are more than FORM_FILL_MAX. */
	CLEANUP(arena_done) struct arena arena = ARENA(1u << 20);
	CLEANUP(buf_done) struct buf text = BUF(1u << 20);
	struct html_page page;
	struct form_fill f;
	buf_text(&text, "<form>" P);
	for (unsigned i = 0; i < 40; i++) {
		buf_text(&text, "<input name=h value='");
		for (unsigned k = 0; k < 2000; k++)
			buf_u8(&text, 'v');
		buf_text(&text, "'>");
	}
	assert_int_equal(html_decode(&arena, buf_view(&text), NULL, &page), 0);
	TAP_TEXT("size", form_fill(&f, &page, "a", "b"), "the form is larger than we send");
	form_fill_done(&f);
}

static const struct CMUnitTest form_fill_tests[] = {
	cmocka_unit_test(forms),
	cmocka_unit_test(limits),
};

TAP_MAIN(form_fill_tests)
