/*
 * Labels: each layout, language and format is drawn, is the same every time and everywhere, and
 * says what it should; nothing hostile gets in, nothing is cut, nothing is opened.  That the codes
 * can be read is tested by tests/e2e/label.t.
 */
#include "label_sample.h"

#include <math.h>
#include <seccomp.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <libxml/parser.h>
#include <libxml/tree.h>

#include "label/qr.h"

/* When it finds its cache of fonts out of date, fontconfig loses what it read; now and then only.
 */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
	return "leak:libfontconfig\n";
}

#define STEP 7 /* not all kinds where one of each is enough */

static int load(void **state)
{
	return artwork_prepare(NULL) < 0 ? -1 : fixture_enter(state);
}

static int unload(void **state)
{
	artwork_done();
	xmlCleanupParser();
	return fixture_leave(state);
}

static uint32_t word(const uint8_t *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

/* ---- every kind ---- */

static void all_kinds_are_drawn_and_differ(void **state)
{
	(void)state;
	label_check_kinds(ARTWORK_SVG);
	label_check_kinds(ARTWORK_PNG);
}

/* ---- the same everywhere, and without files ---- */

static void forbid(scmp_filter_ctx filter, int call)
{
	if (call >= 0 && seccomp_rule_add(filter, SCMP_ACT_KILL_PROCESS, call, 0) < 0)
		_exit(90);
}

/* From here on whoever opens, starts or asks for anything dies. */
static void lock_up(void)
{
	static const char *const calls[] = { "open",   "openat",     "openat2",  "clone",  "clone3",
					     "fork",   "vfork",      "execve",   "socket", "stat",
					     "access", "newfstatat", "readlink", "unlink" };
	const struct rlimit none = { 0, 0 };
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);

	if (!filter || setrlimit(RLIMIT_NOFILE, &none) < 0)
		_exit(91);
	for (size_t i = 0; i < ARRAY_LEN(calls); i++)
		forbid(filter, seccomp_syscall_resolve_name(calls[i]));
	if (seccomp_load(filter) < 0)
		_exit(92);
}

/* One of each, one after the other. */
static int draw_some(struct buf *all)
{
	for (unsigned i = 0; i < 3 * LABEL_KINDS; i += STEP) {
		struct artwork a = label_kind(i / 3);

		if (artwork_draw(all, (enum artwork_format)(i % 3), &a, NULL) < 0)
			return -1;
	}
	return 0;
}

enum child { WRITES, LOCKED, ELSEWHERE };

static NORETURN void be_child(enum child kind, const char *path)
{
	struct buf all = BUF(FIXTURE_FILE_MAX);
	struct buf expected = BUF(FIXTURE_FILE_MAX);

	if (kind != WRITES && fd_read_file(&expected, path, FIXTURE_FILE_MAX, NULL) < 0)
		_exit(95);
	if (kind == LOCKED)
		lock_up();
	if (kind == ELSEWHERE) {
		/* Another machine: nobody's home, another language, other rules for fonts. */
		artwork_done();
		(void)setenv("HOME", "/nonexistent", 1);
		(void)setenv("LC_ALL", "C", 1);
		(void)setenv("XDG_CACHE_HOME", "/nonexistent", 1);
		(void)setenv("FONTCONFIG_FILE", "/nonexistent", 1);
		(void)setenv("PANGO_LANGUAGE", "zh-tw:ko", 1);
		(void)setenv("TZ", "America/New_York", 1);
		if (geteuid() == 0 && setuid(65534) < 0)
			_exit(93);
	}
	if (draw_some(&all) < 0)
		_exit(1);
	if (kind == WRITES)
		_exit(fd_write_file(path, buf_view(&all), 0644, NULL) < 0 ? 3 : 0);
	_exit(bytes_equal(buf_view(&all), buf_view(&expected)) ? 0 : 2);
}

static void in_child(const char *what, enum child kind, const char *path)
{
	int status = 0;
	pid_t child = fork();

	assert_true(child >= 0);
	if (child == 0)
		be_child(kind, path);
	assert_int_equal(waitpid(child, &status, 0), child);
	/* A signal is 1000 and more: SIGSYS says that something forbidden was called. */
	int end = WIFSIGNALED(status) ? 1000 + WTERMSIG(status) : WEXITSTATUS(status);
	TAP_INT(what, end, 0);
}

/* The first of the group: so far the fonts are only prepared, and nothing was drawn. */
static void it_opens_no_file_and_depends_on_nothing(void **state)
{
	CLEANUP(mem_freep) char *path = fixture_path("expected");

	(void)state;
	assert_int_equal(chmod(fixture_folder, 0755), 0);
	in_child("writes", WRITES, path);
	in_child("locked up", LOCKED, path);
	in_child("nobody, elsewhere", ELSEWHERE, path);
}

/* ---- SVG ---- */

static void check_node(const xmlNode *node)
{
	static const char *const elements[] = { "svg", "title", "desc", "path" };
	static const char *const attributes[] = {
		"width", "height", "viewBox", "role",         "lang",
		"fill",  "d",      "stroke",  "stroke-width", "stroke-linejoin"
	};

	for (; node; node = node->next) {
		bool known = node->type == XML_TEXT_NODE;

		for (size_t i = 0; i < ARRAY_LEN(elements); i++)
			known = known || text_equal((const char *)node->name, elements[i]);
		TAP_CHECK((const char *)node->name, known);
		if (node->type != XML_ELEMENT_NODE)
			continue;
		for (const xmlAttr *a = node->properties; a; a = a->next) {
			known = false;
			for (size_t i = 0; i < ARRAY_LEN(attributes); i++)
				known = known || text_equal((const char *)a->name, attributes[i]);
			TAP_CHECK((const char *)a->name, known);
		}
		check_node(node->children);
	}
}

static char *content(const xmlNode *root, const char *name)
{
	for (const xmlNode *node = root->children; node; node = node->next)
		if (text_equal((const char *)node->name, name)) {
			xmlChar *text = xmlNodeGetContent(node);
			char *copy = mem_text((const char *)text);

			xmlFree(text);
			return copy;
		}
	fail_msg("no %s", name);
	return NULL;
}

static void svg_is_inert_and_says_what_it_shows(void **state)
{
	(void)state;
	for (unsigned i = 0; i < 18; i++) {
		struct artwork a = label_sample();

		a.number = "<script>&\"'1";
		a.layout = (enum artwork_layout)(i % 3);
		a.language = (enum artwork_language)(i / 3 % 3);
		a.specimen = i >= 9;
		CLEANUP(buf_done) struct buf out = label_drawn(&a, ARTWORK_SVG);
		xmlDoc *doc = xmlReadMemory((const char *)out.p, (int)out.n, "label.svg", NULL,
					    XML_PARSE_NONET);

		assert_non_null(doc);
		const xmlNode *root = xmlDocGetRootElement(doc);
		check_node(root);
		CLEANUP(mem_freep) char *title = content(root, "title");
		CLEANUP(mem_freep) char *told = content(root, "desc");
		FIXTURE_SAYS("title", title, a.number);
		FIXTURE_SAYS("desc", told, a.number);
		FIXTURE_SAYS("desc", told, a.url);
		if (a.language != ARTWORK_EN) {
			FIXTURE_SAYS("title", title, a.scheme_ja);
			FIXTURE_SAYS("title", title, a.specimen ? "見本: " : "");
			FIXTURE_SAYS("desc", told, "サポート期限 2030-03-31。");
			FIXTURE_SAYS("desc", told, "製造者による自己適合宣言");
		}
		if (a.language != ARTWORK_JA) {
			FIXTURE_SAYS("title", title, a.scheme_en);
			FIXTURE_SAYS("title", title, a.specimen ? "Specimen: " : "");
			FIXTURE_SAYS("desc", told, "Support until 2030-03-31.");
			FIXTURE_SAYS("desc", told, "Self-declared by the maker.");
		}
		xmlFreeDoc(doc);
	}
}

/* The address is told, and that there is a statement: but not its letters. */
static void signed_code(void **state)
{
	struct artwork a = label_sample();

	(void)state;
	a.url = "HTTPS://LABEL.EXAMPLE.JP/L/HSH-1-2026-000123#2KCEGZQ";
	CLEANUP(buf_done) struct buf out = label_drawn(&a, ARTWORK_SVG);
	const char *text = buf_cstr(&out);
	assert_non_null(strstr(text, "HTTPS://LABEL.EXAMPLE.JP/L/HSH-1-2026-000123（署名付き）"));
	assert_non_null(strstr(text, "HTTPS://LABEL.EXAMPLE.JP/L/HSH-1-2026-000123 (signed)"));
	assert_null(strstr(text, "2KCEGZQ"));
}

static void who_stands_for_it(void **state)
{
	static const char *const want[] = { "Self-declared by the maker",
					    "Self-declared by the maker",
					    "Certified by the scheme owner",
					    "Certified by the scheme owner" };

	(void)state;
	for (unsigned level = 1; level <= 4; level++) {
		struct artwork a = label_sample();

		a.level = level;
		CLEANUP(buf_done) struct buf out = label_drawn(&a, ARTWORK_SVG);
		FIXTURE_SAYS("attester", buf_cstr(&out), want[level - 1]);
		FIXTURE_SAYS("caution", buf_cstr(&out), "no guarantee of security");
	}
}

/* ---- PNG ---- */

static void png_keeps_its_size(void **state)
{
	static const unsigned dpis[] = { ARTWORK_DPI_MIN, 150, 0, 301, 600 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(dpis); i++) {
		struct artwork a = label_sample();
		struct artwork_size size;

		a.dpi = dpis[i];
		a.layout = ARTWORK_SMALL;
		assert_int_equal(artwork_least(&size, &a, NULL), 0);
		CLEANUP(buf_done) struct buf out = label_drawn(&a, ARTWORK_PNG);
		assert_memory_equal(out.p, "\x89PNG\r\n\x1a\n", 8);
		/* IHDR: 8 bits of grey. */
		assert_int_equal(out.p[24], 8);
		assert_int_equal(out.p[25], 0);
		assert_memory_equal(out.p + 37, "pHYs", 4);
		double per_mm = word(out.p + 41) / 1000.0;
		assert_true(per_mm * 25.4 >= (dpis[i] ? dpis[i] : ARTWORK_DPI_USUAL) - 0.1);
		assert_true(fabs(word(out.p + 16) / per_mm - size.width) < 1.1 / per_mm);
		assert_true(fabs(word(out.p + 20) / per_mm - size.height) < 1.1 / per_mm);
		assert_non_null(text_find(buf_view(&out), bytes_of("iTXtTitle")));
		assert_non_null(text_find(buf_view(&out), bytes_of("iTXtDescription")));
	}
}

/* ---- limits ---- */

static int drawn(const struct artwork *a, enum artwork_format format, struct err *err)
{
	CLEANUP(buf_done) struct buf out = BUF(ARTWORK_BYTES_MAX);
	int r = artwork_draw(&out, format, a, err);

	assert_true(r < 0 ? out.n == 0 : out.n > 0);
	return r;
}

static void sizes_follow_the_code(void **state)
{
	/* v3 to v27, of capitals and of bytes. */
	static const struct {
		size_t n;
		char c;
		unsigned modules;
	} rows[] = { { 40, 'A', 29 },  { 61, 'A', 29 },          { 62, 'A', 33 },
		     { 200, 'A', 49 }, { QR_URL_MAX, 'A', 105 }, { QR_URL_MAX, 'a', 125 } };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		for (unsigned layout = 0; layout < 3; layout++) {
			CLEANUP(mem_freep) char *url = mem_array(rows[i].n + 1, 1);
			struct artwork a = label_sample();
			struct artwork_size size;
			struct err err = { 0 };

			memset(url, rows[i].c, rows[i].n);
			memcpy(url, "https://h/", 10);
			a.url = url;
			a.layout = (enum artwork_layout)layout;
			assert_int_equal(artwork_least(&size, &a, &err), 0);
			TAP_INT("modules", size.modules, rows[i].modules);
			assert_true(size.width >= (size.modules + 8) * ARTWORK_MODULE_MIN);
			a.width = size.width;
			assert_int_equal(drawn(&a, ARTWORK_SVG, &err), 0);
			a.width = size.width - 0.1;
			assert_int_equal(drawn(&a, ARTWORK_SVG, &err), E_LIMIT);
			FIXTURE_SAYS("narrow", err.text, "mm wide");
		}
}

static void texts_shrink_and_then_are_refused(void **state)
{
	char number[ARTWORK_NUMBER_MAX + 2] = { 0 };
	struct artwork a = label_sample();
	struct artwork_size before = { 0 };
	size_t fits = 0;
	struct err err = { 0 };

	(void)state;
	a.number = number;
	a.layout = ARTWORK_SMALL;
	assert_int_equal(artwork_least(&before, &(struct artwork){ 0 }, NULL), E_FORMAT);
	for (size_t n = 1; n <= ARTWORK_NUMBER_MAX; n++) {
		struct artwork_size size;

		memset(number, '8', n);
		int r = artwork_least(&size, &a, &err);
		if (r < 0) {
			assert_int_equal(r, E_LIMIT);
			FIXTURE_SAYS("long", err.text, "is too long: letters of 1.6 mm");
			break;
		}
		assert_true(size.width >= before.width);
		before = size;
		fits = n;
	}
	assert_in_range(fits, 20, 40);
	/* The wide one has room for the longest; one byte more is no number. */
	memset(number, '8', ARTWORK_NUMBER_MAX);
	a.layout = ARTWORK_WIDE;
	assert_int_equal(drawn(&a, ARTWORK_SVG, &err), 0);
	number[ARTWORK_NUMBER_MAX] = '8';
	assert_int_equal(drawn(&a, ARTWORK_SVG, &err), E_LIMIT);
	FIXTURE_SAYS("longer", err.text, "registration number: 1 to 64 bytes");
	/* A larger label has room where the least has not. */
	number[ARTWORK_NUMBER_MAX] = 0;
	a.layout = ARTWORK_SMALL;
	assert_int_equal(drawn(&a, ARTWORK_SVG, &err), E_LIMIT);
	a.width = 80;
	assert_int_equal(drawn(&a, ARTWORK_SVG, &err), 0);
}

static void numbers_out_of_range(void **state)
{
	static const double widths[] = { -1, ARTWORK_WIDTH_MAX + 0.1, (double)NAN,
					 (double)INFINITY };
	struct artwork a = label_sample();
	struct err err = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(widths); i++) {
		a.width = widths[i];
		assert_int_equal(drawn(&a, ARTWORK_SVG, &err), E_LIMIT);
	}
	a.width = ARTWORK_WIDTH_MAX;
	assert_int_equal(drawn(&a, ARTWORK_SVG, &err), 0);
	a.dpi = 100;
	assert_int_equal(drawn(&a, ARTWORK_PNG, &err), 0);
	a.dpi = ARTWORK_DPI_MAX;
	assert_int_equal(drawn(&a, ARTWORK_PNG, &err), E_LIMIT);
	FIXTURE_SAYS("pixels", err.text, "pixels");
	a.width = 0;
	assert_int_equal(drawn(&a, ARTWORK_PNG, &err), 0);
	a.dpi = ARTWORK_DPI_MAX + 1;
	assert_int_equal(drawn(&a, ARTWORK_PNG, &err), E_LIMIT);
	a.dpi = ARTWORK_DPI_MIN - 1;
	assert_int_equal(drawn(&a, ARTWORK_PNG, &err), E_LIMIT);
	a.dpi = 0;
	a.level = 0;
	assert_int_equal(drawn(&a, ARTWORK_PNG, &err), E_FORMAT);
	a.level = 5;
	assert_int_equal(drawn(&a, ARTWORK_PNG, &err), E_FORMAT);
}

static void what_is_missing_or_hostile(void **state)
{
	struct err err = { 0 };

	(void)state;
#define REFUSED(field, value, code, says)                                        \
	do {                                                                     \
		struct artwork a_ = label_sample();                              \
		a_.field = (value);                                              \
		TAP_INT(#field " " #value, drawn(&a_, ARTWORK_PNG, &err), code); \
		FIXTURE_SAYS(#field " " #value, err.text, says);                 \
	} while (0)
	REFUSED(number, NULL, E_FORMAT, "registration number");
	REFUSED(number, "A\u202e1", E_FORMAT, "U+202E");
	REFUSED(number, "\u05d0", E_UNSUPPORTED, "cannot show");
	REFUSED(scheme_ja, NULL, E_FORMAT, "scheme's name (ja)");
	REFUSED(scheme_en, "", E_LIMIT, "scheme's name (en)");
	REFUSED(criteria_ja, "a\nb", E_FORMAT, "criteria (ja)");
	REFUSED(criteria_en, NULL, E_FORMAT, "criteria (en)");
	REFUSED(issued, NULL, E_FORMAT, "day of issue");
	REFUSED(issued, "2026-02-30", E_FORMAT, "2026-02-30");
	REFUSED(issued, "2026-11-21T00:00", E_FORMAT, "day of issue");
	REFUSED(valid_until, "soon", E_FORMAT, "last day");
	REFUSED(support_until, "", E_FORMAT, "end of support");
	REFUSED(url, NULL, E_FORMAT, "address");
	REFUSED(url, "https://a@b/", E_FORMAT, "user name");
#undef REFUSED
	/* What is not shown is not needed. */
	struct artwork a = label_sample();
	a.language = ARTWORK_EN;
	a.scheme_ja = a.criteria_ja = a.valid_until = a.support_until = NULL;
	assert_int_equal(drawn(&a, ARTWORK_SVG, &err), 0);
}

static void no_room(void **state)
{
	static const enum artwork_format formats[] = { ARTWORK_SVG, ARTWORK_PNG };
	struct artwork a = label_sample();

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(formats); i++) {
		CLEANUP(buf_done) struct buf whole = label_drawn(&a, formats[i]);

		for (int less = 0; less < 2; less++) {
			CLEANUP(buf_done) struct buf out = BUF(4 + whole.n - (size_t)less);

			buf_text(&out, "kept");
			TAP_INT("room", artwork_draw(&out, formats[i], &a, NULL),
				less ? E_LIMIT : 0);
			assert_true(buf_ok(&out));
			assert_int_equal(out.n, less ? 4 : 4 + whole.n);
		}
	}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(it_opens_no_file_and_depends_on_nothing),
	cmocka_unit_test(all_kinds_are_drawn_and_differ),
	cmocka_unit_test(svg_is_inert_and_says_what_it_shows),
	cmocka_unit_test(signed_code),
	cmocka_unit_test(who_stands_for_it),
	cmocka_unit_test(png_keeps_its_size),
	cmocka_unit_test(sizes_follow_the_code),
	cmocka_unit_test(texts_shrink_and_then_are_refused),
	cmocka_unit_test(numbers_out_of_range),
	cmocka_unit_test(what_is_missing_or_hostile),
	cmocka_unit_test(no_room),
};

TAP_MAIN_WITHIN(tests, load, unload)
