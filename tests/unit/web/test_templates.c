/* Every construct of template.h, every refusal of the lint, limits, and the templates of the
 * program. */
#include "fixture.h"

#include "base/embedded.h"
#include "web/template.h"

static struct templates *one(const char *text, struct err *err, int *r)
{
	struct templates *t = templates_new();

	*r = templates_add(t, "t", text, err);
	if (*r == 0)
		*r = templates_add(t, "p", "[{{name}}]", err);
	if (*r == 0)
		*r = templates_link(t, err);
	return t;
}

static void constructs(void **state)
{
	static const char view[] =
	    "{'name':'A<b>','n':1234567,'neg':-1234,'zero':0,'real':1.5,'yes':true,'no':false,"
	    "'empty':'','nil':null,'o':{'x':'X','name':null},'list':[{'name':'1'},{'name':'2'}],"
	    "'texts':['a','b'],'none':[],'w':{'ja':'星','en':'star'},'half':{'ja':'片'},"
	    "'day':'2026-11-21','at':1795292999,'bad':'2026-13-01','url':'https://a.example/"
	    "?x=1&y=2',"
	    "'js':'javascript:alert(1)','js2':'JaVaScript:x','tab':'java\\tscript:x','rel':'/a?b',"
	    "'host':'//evil','back':'/\\\\evil','part':'a/b?c&d=あ','q':'\\u0022 "
	    "onx=\\u0027y\\u0027',"
	    "'lines':'a\\r\\nb','status':'valid','typed':{'a':'見本','b':'Two & words',"
	    "'both':{'ja':'Same here','en':'Same here'}}}";
	static const struct {
		const char *text, *ja, *en;
	} rows[] = {
		{ "a {{name}} b", "a A&lt;b&gt; b", NULL },
		{ "{{ name }}{{o.x}}{{o.y}}{{nothing}}{{o.x.z}}", "A&lt;b&gt;X", NULL },
		{ "{{n}} {{number:n}} {{number:neg}} {{number:zero}} {{real}}",
		  "1234567 1,234,567 -1,234 0 1.5", NULL },
		{ "{{yes}}{{no}}{{nil}}{{list}}{{o}}.", ".", NULL },
		{ "{{#list}}({{name}}){{/list}}", "(1)(2)", NULL },
		{ "{{#texts}}{{.}},{{/texts}}{{^texts}}x{{/texts}}", "a,b,", NULL },
		{ "{{#none}}x{{/none}}{{^none}}y{{/none}}", "y", NULL },
		{ "{{#yes}}1{{/yes}}{{#no}}2{{/no}}{{#zero}}3{{/zero}}{{#n}}4{{/n}}{{#empty}}5{{/"
		  "empty}}",
		  "14", NULL },
		{ "{{#o}}{{x}}{{name}}{{n}}{{/o}}", "X1234567", NULL },
		{ "{{#name}}{{.}}{{/name}}", "A&lt;b&gt;", NULL },
		{ "{{#status=valid}}v{{/status}}{{#status=gone}}g{{/status}}{{^status=gone}}n{{/"
		  "status}}",
		  "vn", NULL },
		{ "{{#nothing=valid}}v{{/nothing}}{{^nothing=valid}}n{{/nothing}}", "n", NULL },
		{ "{{\"日本 \\\"<\" \"J & \\\\\"}}", "日本 &quot;&lt;", "J &amp; \\" },
		{ "{{w}} {{half}}", "星 片", "star <span lang=\"ja\">片</span>" },
		{ "<p>{{typed.a}}|{{typed.b}}|{{typed.both}}</p>",
		  "<p>見本|<span lang=\"en\">Two &amp; words</span>|<span lang=\"en\">Same "
		  "here</span></p>",
		  "<p><span lang=\"ja\">見本</span>|Two &amp; words|Same here</p>" },
		{ "<p title=\"{{typed.a}}\">{{#typed}}<b>{{a}}</b>{{/typed}}</p>",
		  "<p title=\"見本\"><b>見本</b></p>",
		  "<p title=\"見本\"><b><span lang=\"ja\">見本</span></b></p>" },
		{ "<select><option>{{typed.a}}</option></select><textarea>\n{{typed.a}}</textarea>"
		  "<title>{{#yes}}{{typed.a}}{{/yes}} {{typed.a}}</title>{{typed.a}}",
		  "<select><option>見本</option></select><textarea>\n見本</textarea>"
		  "<title>見本 見本</title>見本",
		  "<select><option>見本</option></select><textarea>\n見本</textarea>"
		  "<title>見本 見本</title><span lang=\"ja\">見本</span>" },
		{ "{{day:day}}|{{day:at}}|{{day:bad}}|{{day:name}}",
		  "2026年11月21日|2026年11月22日|2026-13-01|A&lt;b&gt;",
		  "21 November 2026|22 November 2026|2026-13-01|A&lt;b&gt;" },
		{ "{{time:at}}", "2026年11月22日 05:29", "22 November 2026, 05:29 JST" },
		{ "<a href=\"{{url:url}}\">", "<a href=\"https://a.example/?x=1&amp;y=2\">", NULL },
		{ "<a href=\"{{url:js}}{{! }}\"><a href=\"{{url:js2}}\"><a href=\"{{url:tab}}\">",
		  "<a href=\"#\"><a href=\"#\"><a href=\"#\">", NULL },
		{ "<a href=\"{{url:host}}\"><a href=\"{{url:back}}\"><a href=\"{{url:rel}}\">",
		  "<a href=\"#\"><a href=\"#\"><a href=\"/a?b\">", NULL },
		{ "<a href=\"/x/{{part:part}}?y={{part:q}}\">",
		  "<a href=\"/x/a%2Fb%3Fc%26d%3D%E3%81%82?y=%22%20onx%3D%27y%27\">", NULL },
		{ "<p title=\"{{q}}\">", "<p title=\"&quot; onx=&#39;y&#39;\">", NULL },
		{ "<p class=\"a{{#yes}} b{{/yes}}\"{{#no}} hidden{{/no}}{{#yes}} "
		  "lang=\"en\"{{/yes}}>",
		  "<p class=\"a b\" lang=\"en\">", NULL },
		{ "<pre>{{lines}}</pre>", "<pre>a\nb</pre>", NULL },
		{ "x\n  {{#yes}}\n  y\n  {{/yes}}\nz {{#yes}} w {{/yes}}\n", "x\n  y\nz  w \n",
		  NULL },
		{ "{{#list}}\n{{>p}}\n{{/list}}\n{{! a\ncomment }}\n{{>p}}", "[1][2][A&lt;b&gt;]",
		  NULL },
		{ "<!doctype html><!-- <b> --><script src=\"/static/a.js?v={{part:n}}\" "
		  "defer></script>",
		  "<!doctype html><!-- <b> --><script src=\"/static/a.js?v=1234567\" "
		  "defer></script>",
		  NULL },
	};
	CLEANUP(json_done) json_t *values = fixture_json(view);

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct err err = { 0 };
		int r;
		CLEANUP(templates_freep) struct templates *t = one(rows[i].text, &err, &r);

		TAP_TEXT(rows[i].text, err.text, "");
		for (int english = 0; english < 2; english++) {
			CLEANUP(buf_done) struct buf out = BUF(4096);
			const char *want = english && rows[i].en ? rows[i].en : rows[i].ja;

			TAP_INT(rows[i].text,
				templates_render(t, "t", english ? "en" : "ja", values, &out, &err),
				0);
			TAP_TEXT(rows[i].text, buf_cstr(&out), want);
		}
	}
}

static void refusals(void **state)
{
	static const struct {
		const char *text, *says;
	} rows[] = {
		{ "{{", "{{ without }}" },
		{ "{{}}", "nothing stands" },
		{ "{{a b}}", "no name" },
		{ "{{.a}}", "no name" },
		{ "{{a..b}}", "no name" },
		{ "{{{a}}}", "no name" },
		{ "{{&a}}", "no name" },
		{ "x\ny{{#a}}", "t.html:2: this section is never closed" },
		{ "{{/a}}", "not open" },
		{ "{{#a}}{{#b}}{{/a}}{{/b}}", "another section" },
		{ "{{#a=<}}{{/a}}", "a section is" },
		{ "{{\"日本\"}}", "words are" },
		{ "{{\"日本\" \"\"}}", "words are" },
		{ "{{\"日本\" \"a\" \"b\"}}", "words are" },
		{ "{{>nobody}}", "no template 'nobody'" },
		{ "{{>t}}", "contains itself" },
		{ "\xff", "UTF-8" },
		{ "<p title={{a}}>", "double quotes" },
		{ "<p title=x>", "double quotes" },
		{ "<p title='{{a}}'>", "double quotes" },
		{ "<p {{a}}>", "a value outside" },
		{ "<{{a}}>", "a value outside" },
		{ "<p{{a}}>", "a value outside" },
		{ "<p title={{\"a\" \"b\"}}>", "words outside" },
		{ "<p onclick=\"x\">", "attribute is refused" },
		{ "<p style=\"color:red\">", "attribute is refused" },
		{ "<p {{#a}}style{{/a}}=\"x\">", "attribute is refused" },
		{ "<p on{{#a}}{{/a}}click=\"x\">", "attribute is refused" },
		{ "<sty{{#a}}{{/a}}le>", "a blank is missing" },
		{ "<meta http-equiv=\"refresh\">", "attribute is refused" },
		{ "<iframe srcdoc=\"x\">", "element is refused" },
		{ "<style>p{}</style>", "element is refused" },
		{ "<base href=\"/\">", "element is refused" },
		{ "<script>alert(1)</script>", "without src" },
		{ "<script src=\"/static/a.js\">x</script>", "not empty" },
		{ "<script src=\"/static/a.js\">{{a}}</script>", "a value outside" },
		{ "<script src=\"https://a.example/x.js\"></script>", "elsewhere" },
		{ "<script src=\"{{url:a}}\"></script>", "elsewhere" },
		{ "<script{{#a}} src=\"/static/a.js\"{{/a}}></script>", "without src" },
		{ "<SCRIPT>", "small letters" },
		{ "a < b", "small letters" },
		{ "<a href=\"{{a}}\">", "an address takes" },
		{ "<a href=\"/{{part:a}}\">", "an address takes" },
		{ "<a href=\"//{{part:a}}\">", "an address takes" },
		{ "<a href=\"/\\{{part:a}}\">", "an address takes" },
		{ "<a href=\"https://{{part:a}}\">", "an address takes" },
		{ "<a href=\"{{part:a}}\">", "an address takes" },
		{ "<a href=\"/x/{{a}}\">", "an address takes" },
		{ "<a href=\"/x{{url:a}}\">", "an address takes" },
		{ "<a href=\"{{url:a}}{{part:b}}\">", "an address takes" },
		{ "<a href=\"{{#x}}/y{{/x}}{{part:a}}\">", "an address takes" },
		{ "<form action=\"{{a}}\">", "an address takes" },
		{ "<a href=\"javascript:x\">", "a script" },
		{ "<a href=\"x\"title=\"y\">", "a blank is missing" },
		{ "<a {{#x}}href=\"{{/x}}\">", "another place" },
		{ "{{#x}}<a {{/x}}>", "another place" },
		{ "<a {{>p}}>", "running text" },
		{ "<!-- {{a}} -->", "a value outside" },
		{ "<p", "ends inside a tag" },
		{ "<!-- x", "ends inside a tag" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct err err = { 0 };
		int r;
		CLEANUP(templates_freep) struct templates *t = one(rows[i].text, &err, &r);

		TAP_CHECK(rows[i].text, r < 0);
		if (!strstr(err.text, rows[i].says))
			fail_msg("[%s] says \"%s\", not \"%s\"", rows[i].text, err.text,
				 rows[i].says);
	}
}

/* n sections inside each other, and behind them a chain of partials. */
static int nested(unsigned sections, unsigned partials, struct buf *out)
{
	CLEANUP(templates_freep) struct templates *t = templates_new();
	CLEANUP(buf_done) struct buf text = BUF(65536);
	CLEANUP(json_done) json_t *view = fixture_json("{'a':true,'b':{'c':'x'}}");
	struct err err = { 0 };
	int r = 0;

	for (unsigned i = 0; i < sections; i++)
		buf_text(&text, i % 2 ? "{{#b}}" : "{{#a}}");
	buf_text(&text, partials ? "{{>p1}}" : "x");
	for (unsigned i = sections; i > 0; i--)
		buf_text(&text, (i - 1) % 2 ? "{{/b}}" : "{{/a}}");
	r = templates_add(t, "t", buf_cstr(&text), &err);
	for (unsigned i = 1; r == 0 && i <= partials; i++) {
		CLEANUP(mem_freep) char *name = mem_format("p%u", i);
		CLEANUP(mem_freep) char *next = mem_format(i < partials ? "{{>p%u}}" : "x", i + 1);
		r = templates_add(t, name, next, &err);
	}
	if (r == 0)
		r = templates_link(t, &err);
	return r == 0 ? templates_render(t, "t", "ja", view, out, &err) : r;
}

static void depth(void **state)
{
	(void)state;
	for (unsigned sections = 0; sections <= TEMPLATE_DEPTH_MAX + 1; sections++)
		for (unsigned partials = 0; partials <= TEMPLATE_DEPTH_MAX + 1; partials++) {
			CLEANUP(buf_done) struct buf out = BUF(100);
			bool fits = sections + partials <= TEMPLATE_DEPTH_MAX;

			assert_int_equal(nested(sections, partials, &out) == 0, fits);
			if (fits)
				assert_string_equal(buf_cstr(&out), "x");
		}
}

static void limits(void **state)
{
	CLEANUP(templates_freep) struct templates *t = templates_new();
	CLEANUP(mem_freep) char *text = mem_array(TEMPLATE_TEXT_MAX + 2, 1);
	CLEANUP(buf_done) struct buf tight = BUF(TEMPLATE_TEXT_MAX);
	CLEANUP(buf_done) struct buf tighter = BUF(TEMPLATE_TEXT_MAX - 1);
	CLEANUP(json_done) json_t *view = json_object();
	struct err err = { 0 };

	(void)state;
	memset(text, 'x', TEMPLATE_TEXT_MAX);
	assert_int_equal(templates_add(t, "a", text, &err), 0);
	text[TEMPLATE_TEXT_MAX] = 'x';
	assert_true(templates_add(t, "b", text, &err) < 0);
	assert_int_equal(templates_add(t, "a", "", &err), E_EXISTS);
	assert_int_equal(templates_link(t, &err), 0);
	assert_int_equal(templates_render(t, "a", "ja", view, &tight, &err), 0);
	assert_int_equal(templates_render(t, "a", "ja", view, &tighter, &err), E_LIMIT);
	assert_int_equal(templates_render(t, "c", "ja", view, &tight, &err), E_MISSING);
	for (int i = 1; i < TEMPLATES_MAX; i++) {
		CLEANUP(mem_freep) char *name = mem_format("n%d", i);
		assert_int_equal(templates_add(t, name, "", &err), 0);
	}
	assert_int_equal(templates_add(t, "one-more", "", &err), E_LIMIT);

	CLEANUP(mem_freep) char *name = mem_format("{{%0*d}}", TEMPLATE_NAME_MAX, 0);
	CLEANUP(mem_freep) char *longer = mem_format("{{%0*d}}", TEMPLATE_NAME_MAX + 1, 0);
	CLEANUP(templates_freep) struct templates *u = templates_new();
	assert_int_equal(templates_add(u, "a", name, &err), 0);
	assert_int_equal(templates_add(u, "b", longer, &err), E_FORMAT);
}

/* What is shipped compiles; each form that changes something carries the tokens. */
static void shipped(void **state)
{
	CLEANUP(templates_freep) struct templates *t = NULL;
	struct err err = { 0 };
	const char *path;

	(void)state;
	if (templates_load(&t, &err) < 0)
		fail_msg("%s", err.text);
	for (size_t i = 0; (path = embedded_list("src/web/templates/", i)); i++) {
		struct bytes file = embedded_find(path);
		CLEANUP(mem_freep) char *text = mem_textn((const char *)file.p, file.n);
		const char *form = text;

		/* Signing in has no session yet whose token it could carry. */
		while ((form = strstr(form, "method=\"post\""))) {
			const char *end = strstr(form, "</form>");
			const char *hidden = strstr(form, "{{>hidden}}");
			bool open = strstr(path, "sign") || strstr(path, "invitation") ||
				    strstr(path, "recover");

			TAP_CHECK(path, end && (open || (hidden && hidden < end)));
			form = end;
		}
	}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(constructs), cmocka_unit_test(refusals), cmocka_unit_test(depth),
	cmocka_unit_test(limits),     cmocka_unit_test(shipped),
};

TAP_MAIN(tests)
