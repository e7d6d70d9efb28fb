/* The same login page in four encodings, broken markup, and every limit. */
#include "corpus.h"

#include "base/arena.h"
#include "wire/html.h"

#define BUDGET (1u << 20)

static int page(struct arena *arena, const char *text, struct html_page *out)
{
	return html_decode(arena, bytes_of(text), NULL, out);
}

static void encodings(void **state)
{
	static const char *const files[] = {
		"html/login-shift_jis",
		"html/login-euc-jp",
		"html/login-iso-2022-jp",
		"html/login-utf-8",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(files); i++) {
		CLEANUP(buf_done) struct buf file = corpus_read(files[i]);
		CLEANUP(arena_done) struct arena arena = ARENA(BUDGET);
		struct html_page p;

		TAP_INT(files[i], html_decode(&arena, buf_view(&file), NULL, &p), 0);
		TAP_TEXT(files[i], p.title, "ルーター 設定画面");
		TAP_TEXT(files[i], p.language, "ja");
		TAP_TEXT(files[i], p.text,
			 "ログイン ユーザー名 管理者 パスワード 送信する ヘルプ 同じ 社名");
		TAP_INT(files[i], p.n_links, 3);
		TAP_TEXT(files[i], p.links[0], "/style.css");
		TAP_TEXT(files[i], p.links[1], "help.html");
		TAP_TEXT(files[i], p.links[2], "logo.gif");
		/* libxml2 ends the form at </tr>; its password field is two rows down. */
		TAP_INT(files[i], p.n_forms, 1);
		TAP_TEXT(files[i], p.forms[0].action, "/cgi-bin/login.cgi");
		TAP_TEXT(files[i], p.forms[0].method, "POST");
		TAP_CHECK(files[i], p.forms[0].has_password && p.has_password);
		TAP_CHECK(files[i], !p.cut);
	}
}

static void encodings_and_their_order(void **state)
{
	static const struct {
		const char *what, *input, *encoding, *text;
	} rows[] = {
		{ "header before meta", "<meta charset=utf-8><p>\x82\xa0", "Shift_JIS", "あ" },
		{ "mark before header", "\xef\xbb\xbf<p>\xe3\x81\x82", "Shift_JIS", "あ" },
		{ "unknown in the header", "<meta charset=euc-jp><p>\xa4\xa2", "x-unknown", "あ" },
		{ "meta", "<META CHARSET='sjis'><p>\x82\xa0", NULL, "あ" },
		{ "meta in a comment", "<!-- <meta charset=euc-jp> --><p>\x82\xa0", NULL, "あ" },
		{ "meta says UTF-16", "<meta charset=utf-16><p>\xe3\x81\x82", NULL, "あ" },
		{ "meta too late to tell", "<p>\xa4\xa2\xa4\xa4", NULL, "あい" },
		{ "one broken byte",
		  "<meta charset=utf-8><p>a\xff"
		  "b",
		  NULL,
		  "a\xef\xbf\xbd"
		  "b" },
		{ "one broken pair", "<meta charset=shift_jis><p>\x82\xa0\x82<b>c", NULL,
		  "あ\xef\xbf\xbd"
		  "c" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(arena_done) struct arena arena = ARENA(BUDGET);
		struct html_page p;
		struct bytes in = corpus_exact(bytes_of(rows[i].input));

		TAP_INT(rows[i].what, html_decode(&arena, in, rows[i].encoding, &p), 0);
		TAP_TEXT(rows[i].what, p.text, rows[i].text);
		corpus_drop(in);
	}
}

static void text_by_table(void **state)
{
	static const struct {
		const char *what, *input, *title, *text;
	} rows[] = {
		{ "plain text", "404 not found\n", "", "404 not found" },
		{ "blanks",
		  "<p> a \n\t b &nbsp; c\u3000"
		  "d </p>",
		  "", "a b c d" },
		{ "inline and block", "<b>Pass</b>word<br>x<div>y</div>z", "", "Password x y z" },
		{ "entities", "<p>&lt;a&gt; &amp; &#12354; &unknown; &", "",
		  "<a> & あ &unknown; &" },
		{ "script and style", "<p>a<script>b</script><style>c</style>d", "", "a d" },
		{ "template", "<p>a<template><p>b</p></template>", "", "a" },
		{ "noscript", "<noscript>use it</noscript>", "", "use it" },
		{ "two titles", "<title> a\n b</title><title>c</title>", "a b", "c" },
		{ "open title", "<title>a", "a", "" },
		{ "comment", "a<!-- b -->c", "", "ac" },
		{ "open comment", "<p>a</p><!-- b", "", "a" },
		{ "labels",
		  "<input type=submit value=Go><input type=text value=no placeholder=Name>", "",
		  "Go Name" },
		{ "NUL-like reference", "<p>a&#0;b", "", "ab" },
		{ "control character",
		  "<p>a\x01"
		  "b",
		  "", "a b" },
		{ "end tags of nothing", "</p></b></html>a", "", "a" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(arena_done) struct arena arena = ARENA(BUDGET);
		struct html_page p;

		TAP_INT(rows[i].what, page(&arena, rows[i].input, &p), 0);
		TAP_TEXT(rows[i].what, p.title, rows[i].title);
		TAP_TEXT(rows[i].what, p.text, rows[i].text);
		TAP_CHECK(rows[i].what, !p.cut);
	}
}

static void forms_by_table(void **state)
{
	static const struct {
		const char *what, *input;
		unsigned n;
		const char *action, *method; /* of the first */
		bool first, last, any;
	} rows[] = {
		{ "none", "<p>x", 0, NULL, NULL, false, false, false },
		{ "login", "<form action=/l method=post><input type=password></form>", 1, "/l",
		  "post", true, true, true },
		{ "no attributes", "<form><input></form>", 1, "", "", false, false, false },
		{ "upper case", "<FORM ACTION='/L'><INPUT TYPE=PASSWORD>", 1, "/L", "", true, true,
		  true },
		{ "outside of all", "<input type=password>", 0, NULL, NULL, false, false, true },
		{ "after the search form", "<form action=/s></form><input type=password>", 1, "/s",
		  "", false, false, true },
		{ "second of two",
		  "<form action=/s></form><form action=/l><input type=password></form>", 2, "/s",
		  "", false, true, true },
		{ "parent ends first", "<div><form action=/l></div><input type=password></form>", 1,
		  "/l", "", true, true, true },
		{ "blank in the end tag", "<form action=/s></form >\n<input type=password>", 1,
		  "/s", "", false, false, true },
		{ "not a password", "<form><input type=passwords></form>", 1, "", "", false, false,
		  false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(arena_done) struct arena arena = ARENA(BUDGET);
		struct html_page p;

		TAP_INT(rows[i].what, page(&arena, rows[i].input, &p), 0);
		TAP_INT(rows[i].what, p.n_forms, rows[i].n);
		TAP_INT(rows[i].what, p.has_password, rows[i].any);
		if (p.n_forms == 0)
			continue;
		TAP_TEXT(rows[i].what, p.forms[0].action, rows[i].action);
		TAP_TEXT(rows[i].what, p.forms[0].method, rows[i].method);
		TAP_INT(rows[i].what, p.forms[0].has_password, rows[i].first);
		TAP_INT(rows[i].what, p.forms[p.n_forms - 1].has_password, rows[i].last);
	}
}

static void links_by_table(void **state)
{
	static const struct {
		const char *what, *input, *first, *base, *refresh;
		unsigned n;
	} rows[] = {
		{ "a", "<a href=' /x '>", "/x", "", "", 1 },
		{ "frames", "<frameset><frame src=a><frame src=b></frameset>", "a", "", "", 2 },
		{ "base is none", "<base href=/b/><base href=/c/><a href=x>", "x", "/b/", "", 1 },
		{ "empty and data", "<a href=''><img src='data:image/png;base64,xx'>", NULL, "", "",
		  0 },
		{ "no value", "<a href><a>", NULL, "", "", 0 },
		{ "refresh", "<meta http-equiv=refresh content='5; url=/n'>", "/n", "", "/n", 1 },
		{ "refresh in quotes", "<meta http-equiv=REFRESH content=\"0;URL='/n'\">", "/n", "",
		  "/n", 1 },
		{ "refresh without url=", "<meta http-equiv=refresh content='0 /n'>", "/n", "",
		  "/n", 1 },
		{ "refresh of itself", "<meta http-equiv=refresh content=30>", NULL, "", "", 0 },
		{ "in a comment", "<!-- <a href=x> -->a", NULL, "", "", 0 },
		{ "in a script", "<script>'<a href=x>'</script>", NULL, "", "", 0 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(arena_done) struct arena arena = ARENA(BUDGET);
		struct html_page p;

		TAP_INT(rows[i].what, page(&arena, rows[i].input, &p), 0);
		TAP_INT(rows[i].what, p.n_links, rows[i].n);
		if (p.n_links > 0)
			TAP_TEXT(rows[i].what, p.links[0], rows[i].first);
		TAP_TEXT(rows[i].what, p.base, rows[i].base);
		TAP_TEXT(rows[i].what, p.refresh, rows[i].refresh);
	}
}

/* A page of n parts with a number within; whether it was cut.  *out lives as long as arena. */
static bool repeated(struct arena *arena, size_t n, const char *before, const char *after,
		     struct html_page *out)
{
	CLEANUP(buf_done) struct buf b = BUF(HTML_PAGE_MAX);

	for (size_t i = 0; i < n; i++)
		buf_format(&b, "%s%zu%s", before, i, after);
	assert_true(buf_ok(&b));
	assert_int_equal(html_decode(arena, buf_view(&b), NULL, out), 0);
	return out->cut;
}

static void limits(void **state)
{
	struct html_page p;

	(void)state;
	for (unsigned more = 0; more <= 1; more++) {
		CLEANUP(arena_done) struct arena arena = ARENA(4 * BUDGET);

		assert_int_equal(repeated(&arena, HTML_LINKS_MAX + more, "<a href=", ">x</a>", &p),
				 more);
		assert_int_equal(p.n_links, HTML_LINKS_MAX);
		assert_int_equal(
		    repeated(&arena, HTML_FORMS_MAX + more, "<form action=", "></form>", &p), more);
		assert_int_equal(p.n_forms, HTML_FORMS_MAX);
		/* html and body come on top. */
		assert_int_equal(repeated(&arena, HTML_DEPTH_MAX - 2 + more, "<div id=", ">", &p),
				 more);
	}
}

static void size_limits(void **state)
{
	static const char start[] = "<title>";
	CLEANUP(buf_done) struct buf b = BUF(2 * HTML_PAGE_MAX);
	struct html_page p;

	(void)state;
	for (unsigned more = 0; more <= 1; more++) {
		CLEANUP(arena_done) struct arena arena = ARENA(BUDGET);

		buf_clear(&b);
		while (b.n < HTML_PAGE_MAX + more)
			buf_u8(&b, ' ');
		b.p[0] = 'a';
		assert_int_equal(html_decode(&arena, buf_view(&b), NULL, &p), more ? E_LIMIT : 0);

		buf_clear(&b);
		buf_text(&b, "<a href=");
		while (b.n < HTML_ATTRIBUTE_MAX + more + 8)
			buf_u8(&b, 'a');
		buf_text(&b, ">x</a>");
		assert_int_equal(html_decode(&arena, buf_view(&b), NULL, &p), 0);
		assert_int_equal(p.cut, more);
		assert_int_equal(p.n_links, 1 - more);

		buf_clear(&b);
		buf_text(&b, start);
		while (b.n < HTML_TITLE_MAX + more + sizeof(start) - 1)
			buf_u8(&b, 'a');
		assert_int_equal(html_decode(&arena, buf_view(&b), NULL, &p), 0);
		assert_int_equal(p.cut, more);
		assert_int_equal(strlen(p.title), HTML_TITLE_MAX);
	}

	for (unsigned more = 0; more <= 1; more++) {
		CLEANUP(arena_done) struct arena arena = ARENA(BUDGET);

		buf_clear(&b);
		while (b.n < HTML_TEXT_MAX + more)
			buf_u8(&b, 'x');
		assert_int_equal(html_decode(&arena, buf_view(&b), NULL, &p), 0);
		assert_int_equal(p.cut, more);
		assert_int_equal(strlen(p.text), HTML_TEXT_MAX);
	}

	/* An attribute of almost the whole page; a text cut within no character. */
	CLEANUP(arena_done) struct arena arena = ARENA(BUDGET);
	buf_clear(&b);
	buf_text(&b, "<p title='");
	while (b.n < HTML_PAGE_MAX - 10)
		buf_u8(&b, 'a');
	buf_text(&b, "'>text");
	assert_int_equal(html_decode(&arena, buf_view(&b), NULL, &p), 0);
	assert_string_equal(p.text, "text");
	buf_clear(&b);
	while (b.n < HTML_TEXT_MAX + 3)
		buf_text(&b, "あ");
	assert_int_equal(html_decode(&arena, buf_view(&b), NULL, &p), 0);
	assert_true(p.cut);
	assert_true(text_utf8_valid(bytes_of(p.text)));
	assert_int_equal(strlen(p.text), HTML_TEXT_MAX / 3 * 3);
}

static void an_arena_too_small(void **state)
{
	CLEANUP(buf_done) struct buf file = corpus_read("html/login-utf-8");
	bool fitted = false;

	(void)state;
	for (size_t budget = 0; !fitted; budget += 64) {
		CLEANUP(arena_done) struct arena arena = ARENA(budget);
		struct html_page p;
		int r = html_decode(&arena, buf_view(&file), NULL, &p);

		assert_true(r == 0 || r == E_LIMIT);
		fitted = r == 0;
		assert_true(budget < BUDGET);
	}
}

/* "FORM TYPE NAME VALUE AUTOCOMPLETE" of each, '+' when it is checked. */
static void inputs_by_table(void **state)
{
	static const struct {
		const char *what, *input, *expected;
	} rows[] = {
		{ "a login",
		  "<form><input type=hidden name=csrf value=a1><input name=u AUTOCOMPLETE=UserName>"
		  "<input TYPE=PassWord name=p><button>Go</button></form>",
		  "0 hidden csrf a1 ;0 text u  username;0 password p  ;0 submit   ;" },
		{ "outside", "<input name=a><form></form><input name=b>",
		  "16 text a  ;16 text b  ;" },
		{ "two forms", "<form><input name=a></form><form><input name=b></form>",
		  "0 text a  ;1 text b  ;" },
		{ "a box", "<form><input type=checkbox name=c checked><input type=checkbox name=d>",
		  "0 checkbox c  +;0 checkbox d  ;" },
		{ "the first option", "<select name=s><option value=x>X<option value=y>Y</select>",
		  "16 select s x ;" },
		{ "the chosen option",
		  "<select name=s><option value=x>X<option value=y selected>Y<option "
		  "value=z>Z</select>",
		  "16 select s y ;" },
		{ "an option of nobody", "<option value=x>", "" },
		{ "a button of another type", "<button type=button name=b value=v>B</button>",
		  "16 button b v ;" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(arena_done) struct arena arena = ARENA(BUDGET);
		CLEANUP(buf_done) struct buf got = BUF(4096);
		struct html_page p;

		TAP_INT(rows[i].what, page(&arena, rows[i].input, &p), 0);
		for (unsigned k = 0; k < p.n_inputs; k++)
			buf_format(&got, "%u %s %s %s %s%s;", p.inputs[k].form, p.inputs[k].type,
				   p.inputs[k].name, p.inputs[k].value, p.inputs[k].autocomplete,
				   p.inputs[k].checked ? "+" : "");
		TAP_TEXT(rows[i].what, buf_cstr(&got), rows[i].expected);
	}
	for (unsigned n = HTML_INPUTS_MAX; n <= HTML_INPUTS_MAX + 1; n++) {
		CLEANUP(arena_done) struct arena arena = ARENA(BUDGET);
		CLEANUP(buf_done) struct buf in = BUF(65536);
		struct html_page p;

		for (unsigned k = 0; k < n; k++)
			buf_text(&in, "<input name=a>");
		assert_int_equal(page(&arena, buf_cstr(&in), &p), 0);
		assert_int_equal(p.n_inputs, HTML_INPUTS_MAX);
		assert_int_equal(p.inputs_cut, n > HTML_INPUTS_MAX);
		assert_false(p.cut);
	}
}

static void nothing_to_parse(void **state)
{
	CLEANUP(arena_done) struct arena arena = ARENA(BUDGET);
	struct html_page p;

	(void)state;
	assert_int_equal(page(&arena, "", &p), E_FORMAT);
	assert_int_equal(page(&arena, " \r\n", &p), E_FORMAT);
	assert_int_equal(page(&arena, "<!-- only -->", &p), E_FORMAT);
	assert_int_equal(page(&arena, "<!DOCTYPE html>", &p), E_FORMAT);
}

/* Cut anywhere, a page still reads: what came before the cut is there. */
static void prefixes_read(void **state)
{
	CLEANUP(buf_done) struct buf file = corpus_read("html/login-shift_jis");

	(void)state;
	for (size_t n = 0; n <= file.n; n++) {
		CLEANUP(arena_done) struct arena arena = ARENA(BUDGET);
		struct bytes in = corpus_exact((struct bytes){ file.p, n });
		struct html_page p;
		int r = html_decode(&arena, in, NULL, &p);

		corpus_drop(in);
		assert_true(r == 0 || r == E_FORMAT);
		if (r == 0)
			assert_true(text_utf8_valid(bytes_of(p.text)));
	}
}

static const struct CMUnitTest html[] = {
	cmocka_unit_test(encodings),        cmocka_unit_test(encodings_and_their_order),
	cmocka_unit_test(text_by_table),    cmocka_unit_test(forms_by_table),
	cmocka_unit_test(links_by_table),   cmocka_unit_test(limits),
	cmocka_unit_test(size_limits),      cmocka_unit_test(an_arena_too_small),
	cmocka_unit_test(nothing_to_parse), cmocka_unit_test(inputs_by_table),
	cmocka_unit_test(prefixes_read),
};

TAP_MAIN(html)
