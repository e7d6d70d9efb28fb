/* Which links of a page are followed, and which are left alone. */
#include "fixture.h"

#include "probe/link.h"

#define BASE "http://10.0.0.5/a/b.html?x=1"

static void resolved(void **state)
{
	static const struct {
		const char *base, *href, *path;
	} rows[] = {
		{ BASE, "c.html", "/a/c.html" },
		{ BASE, "./c.html", "/a/c.html" },
		{ BASE, "../c.html", "/c.html" },
		{ BASE, "../../../../c.html", "/c.html" },
		{ BASE, "/c.html", "/c.html" },
		{ BASE, "/", "/" },
		{ BASE, "?y=2", "/a/b.html?y=2" },
		{ BASE, "c.html?y=2&z", "/a/c.html?y=2&z" },
		{ BASE, "c.html#part", "/a/c.html" },
		{ BASE, "http://10.0.0.5/c.html", "/c.html" },
		{ BASE, "HTTP://10.0.0.5/c.html", "/c.html" },
		{ BASE, "http://10.0.0.5:80/c.html", "/c.html" },
		{ BASE, "//10.0.0.5/c.html", "/c.html" },
		{ BASE, "http://10.0.0.5", "/" },
		{ BASE, "a b.html", "/a/a%20b.html" },
		{ BASE, "設定.html", "/a/%e8%a8%ad%e5%ae%9a.html" },
		{ "https://host.local:8443/", "https://HOST.local:8443/x", "/x" },
		{ "https://host.local/", "https://host.local:443/x", "/x" },
		{ "http://[fe80::1]/", "http://[fe80::1]/x", "/x" },
		{ "http://[fe80::1]:8080/a/", "b", "/a/b" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		char path[LINK_PATH_MAX] = "";

		TAP_INT(rows[i].href, link_resolve(path, rows[i].base, rows[i].href), 0);
		TAP_TEXT(rows[i].href, path, rows[i].path);
	}
}

static void another_place(void **state)
{
	static const char *const rows[] = {
		"",
		"#part",
		"#",
		"https://10.0.0.5/",
		"http://10.0.0.6/",
		"http://10.0.0.5:8080/",
		"http://10.0.0.5.example.com/",
		"http://example.com/10.0.0.5",
		"//example.com/x",
		"http://10.0.0.5@example.com/",
		"http://example.com#10.0.0.5",
		"ftp://10.0.0.5/",
		"javascript:alert(1)",
		"mailto:a@b",
		"data:text/html,x",
		"tel:110",
		"JavaScript:logout()",
		"file:///etc/passwd",
		"http://",
		"http:///x",
		"http://[::1",
		"\xff",
		"a\xc0\xaf",
	};
	char path[LINK_PATH_MAX] = "as before";

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		int r = link_resolve(path, BASE, rows[i]);

		TAP_CHECK(rows[i], r == E_UNSUPPORTED || r == E_FORMAT);
		TAP_TEXT(rows[i], path, "as before");
	}
	assert_int_equal(link_resolve(path, "no url", "x"), E_FORMAT);
	assert_int_equal(link_resolve(path, "", "x"), E_FORMAT);
}

/* No link makes a request with a line of its own in it. */
static void nothing_but_a_path_comes_out(void **state)
{
	static const char *const rows[] = {
		"a\r\nX: y", "a\tb",        "a\x01",         "a\x7f", " a", "a ",
		"a\\b",      "a%0d%0aX: y", "..%2f..%2fetc", "%zz",   "%"
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		char path[LINK_PATH_MAX] = "/";

		if (link_resolve(path, BASE, rows[i]) != 0)
			continue;
		TAP_INT(rows[i], path[0], '/');
		for (const char *p = path; *p; p++)
			TAP_CHECK(rows[i], *p > ' ' && *p < 0x7f);
	}
}

static void too_long(void **state)
{
	static const struct {
		size_t letters;
		int r;
	} rows[] = { { LINK_PATH_MAX - 2, 0 },
		     { LINK_PATH_MAX - 1, E_LIMIT },
		     { 100000, E_LIMIT } };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(mem_freep) char *href = mem_array(rows[i].letters + 2, 1);
		CLEANUP(mem_freep) char *what = mem_format("%zu letters", rows[i].letters);
		char path[LINK_PATH_MAX] = "";

		memset(href, 'a', rows[i].letters + 1);
		href[0] = '/';
		TAP_INT(what, link_resolve(path, BASE, href), rows[i].r);
		TAP_CHECK(what, rows[i].r < 0 || text_equal(path, href));
	}
}

/* A GET should change nothing; on small devices some do. */
static void what_could_do_harm(void **state)
{
	static const struct {
		const char *href;
		bool harmful;
	} rows[] = {
		{ "/logout", true },
		{ "/LogOff.html", true },
		{ "/auth/signout?x", true },
		{ "/reboot.cgi", true },
		{ "/cgi?cmd=restart", true },
		{ "/factory_reset", true },
		{ "/sd_format.cgi", true },
		{ "/format", true },
		{ "/users?delete=1", true },
		{ "/apply.cgi", true },
		{ "/shutdown", true },
		{ "/upgrade?file=x", true },
		{ "/index.html", false },
		{ "/login", false },
		{ "/update.html", false },
		{ "/status", false },
		/* What these words hold is no command, and such pages are worth a look. */
		{ "/information.html", false },
		{ "/device_Information", false },
		{ "/info/informational/x", false },
		{ "/information?format", true },
		{ "/informatformat", true },
		{ "/platform.html", false },
		{ "/preset?goto=1", false },
		{ "/presets/reset", true },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		char path[LINK_PATH_MAX];

		TAP_INT(rows[i].href, link_resolve(path, BASE, rows[i].href),
			rows[i].harmful ? E_REFUSED : 0);
	}
}

static void assets(void **state)
{
	static const struct {
		const char *path;
		bool is_asset;
	} rows[] = {
		{ "/a.css", true },    { "/a.JS", true },    { "/a.png?v=1", true },
		{ "/a.woff2", true },  { "/a.html", false }, { "/", false },
		{ "/css", false },     { "/a.json", false }, { "/a?b=c.css", false },
		{ "/a.css/b", false }, { ".css", false },    { "/.css", true },
		{ "/a.cgi?x", false }, { "/a.webp", true },  { "", false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		TAP_INT(rows[i].path, link_is_asset(rows[i].path), rows[i].is_asset);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(resolved),
	cmocka_unit_test(another_place),
	cmocka_unit_test(nothing_but_a_path_comes_out),
	cmocka_unit_test(too_long),
	cmocka_unit_test(what_could_do_harm),
	cmocka_unit_test(assets),
};

TAP_MAIN(tests)
