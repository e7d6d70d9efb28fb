/*
 * Command lines: every way to write an option, and what is no command line.  The commands are not
 * part of the library that tests link with, so the file is taken in here as a whole.
 */
#include "fixture.h"

#include "cli/opt.c" /* NOLINT(bugprone-suspicious-include) */

#define ARGS_MAX 12

static bool flag, other;
static const char *text, *second;

static const struct opt options[] = {
	{ "flag", 'f', OPT_FLAG, &flag, NULL, "旗", "a flag" },
	{ "other", '\0', OPT_FLAG, &other, NULL, "別", "another flag" },
	{ "output", 'o', OPT_TEXT, &text, "FILE", "出力", "where to write" },
	{ "out", '\0', OPT_TEXT, &second, "NAME", "名前", "a shorter name" },
	{ .name = NULL },
};

static const struct cmd command = {
	.name = "test",
	.ja = "試す",
	.en = "try it",
	.usage = "TARGET [options]",
	.options = options,
	.args_min = 1,
	.args_max = 2,
};

/* Everything as at the start of the program; the environment names no language. */
static void reset(void)
{
	flag = other = false;
	text = second = language_option = NULL;
	opt_common = (struct opt_common){ 0 };
	assert_int_equal(unsetenv("LC_ALL"), 0);
	assert_int_equal(unsetenv("LC_MESSAGES"), 0);
	assert_int_equal(unsetenv("LANG"), 0);
}

/* line holds the arguments with single blanks between; '' is an empty one. */
static int parse(const char *line, char **copy, char **args, unsigned *n, struct err *err)
{
	char *argv[ARGS_MAX];
	int argc = 0;
	char *save = NULL;

	*copy = mem_text(line);
	for (char *p = strtok_r(*copy, " ", &save); p; p = strtok_r(NULL, " ", &save)) {
		assert_true(argc < ARGS_MAX);
		if (text_equal(p, "''"))
			*p = '\0';
		argv[argc++] = p;
	}
	return opt_parse(&command, argc, argv, args, n, err);
}

static void what_is_understood(void **state)
{
	static const struct {
		const char *line;
		bool flag, other;
		const char *text, *second, *args;
	} rows[] = {
		{ "a", false, false, NULL, NULL, "a" },
		{ "a b", false, false, NULL, NULL, "a b" },
		{ "--flag a", true, false, NULL, NULL, "a" },
		{ "a --flag", true, false, NULL, NULL, "a" },
		{ "a -f b", true, false, NULL, NULL, "a b" },
		{ "a -f --flag -f", true, false, NULL, NULL, "a" },
		{ "a --output x", false, false, "x", NULL, "a" },
		{ "a --output=x", false, false, "x", NULL, "a" },
		{ "a --output=x=y", false, false, "x=y", NULL, "a" },
		{ "a -o x", false, false, "x", NULL, "a" },
		{ "a -ox", false, false, "x", NULL, "a" },
		{ "a -o=x", false, false, "=x", NULL, "a" },
		{ "a --out x", false, false, NULL, "x", "a" },
		{ "a -o x -o y", false, false, "y", NULL, "a" },
		{ "a --output --flag", false, false, "--flag", NULL, "a" },
		{ "a -o -", false, false, "-", NULL, "a" },
		{ "-", false, false, NULL, NULL, "-" },
		{ "- -", false, false, NULL, NULL, "- -" },
		{ "-- --flag", false, false, NULL, NULL, "--flag" },
		{ "--flag -- -o --", true, false, NULL, NULL, "-o --" },
		{ "a --", false, false, NULL, NULL, "a" },
		{ "'' --other", false, true, NULL, NULL, "" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(mem_freep) char *copy = NULL;
		CLEANUP(buf_done) struct buf got = BUF(100);
		char *args[ARGS_MAX];
		unsigned n = 99;
		struct err err = { 0 };

		reset();
		int r = parse(rows[i].line, &copy, args, &n, &err);
		TAP_TEXT(rows[i].line, err.text, "");
		TAP_INT(rows[i].line, r, 0);
		TAP_INT(rows[i].line, flag, rows[i].flag);
		TAP_INT(rows[i].line, other, rows[i].other);
		TAP_TEXT(rows[i].line, text, rows[i].text);
		TAP_TEXT(rows[i].line, second, rows[i].second);
		for (unsigned k = 0; k < n; k++)
			buf_format(&got, "%s%s", k ? " " : "", args[k]);
		TAP_TEXT(rows[i].line, buf_cstr(&got), rows[i].args);
	}
}

static void what_is_not(void **state)
{
	static const struct {
		const char *line, *message;
	} rows[] = {
		{ "a --unknown", "unknown option '--unknown'" },
		{ "a -x", "unknown option '-x'" },
		{ "a --outpu x", "unknown option '--outpu'" },
		{ "a --outputs x", "unknown option '--outputs'" },
		{ "a --Flag", "unknown option '--Flag'" },
		{ "a --=x", "unknown option '--=x'" },
		{ "a ---flag", "unknown option '---flag'" },
		{ "a -fo", "unknown option '-fo'" },
		{ "a -ff", "unknown option '-ff'" },
		{ "a --flag=yes", "option --flag takes no value" },
		{ "a --flag=", "option --flag takes no value" },
		{ "a --help=x", "option --help takes no value" },
		{ "a --output", "option --output needs a value: FILE" },
		{ "a -o", "option --output needs a value: FILE" },
		{ "a --output=", "option --output needs a value: FILE" },
		{ "a --output ''", "option --output needs a value: FILE" },
		{ "a --lang", "option --lang needs a value: ja|en" },
		{ "a --lang fr", "--lang is 'ja' or 'en', not 'fr'" },
		{ "a --lang JA", "--lang is 'ja' or 'en', not 'JA'" },
		{ "a --catalogue", "option --catalogue needs a value: DIR" },
		{ "--flag", "something is missing: usage: hoshi test TARGET [options]" },
		{ "--", "something is missing" },
		{ "a b c", "too many arguments: usage: hoshi test TARGET [options]" },
		{ "a b -- -c", "too many arguments" },
		{ "a --\x1b[2J", "unknown option '--\\x1b[2J'" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(mem_freep) char *copy = NULL;
		char *args[ARGS_MAX];
		unsigned n;
		struct err err = { 0 };

		reset();
		TAP_INT(rows[i].line, parse(rows[i].line, &copy, args, &n, &err), E_USAGE);
		FIXTURE_SAYS(rows[i].line, err.text, rows[i].message);
	}
}

static void what_every_command_has(void **state)
{
	static const struct {
		const char *line;
		bool help, json, verbose;
		const char *language, *catalogue;
	} rows[] = {
		{ "a", false, false, false, "en", NULL },
		{ "a --json -v", false, true, true, "en", NULL },
		{ "a --lang ja", false, false, false, "ja", NULL },
		{ "a --lang en --lang=ja", false, false, false, "ja", NULL },
		{ "a --catalogue DIR", false, false, false, "en", "DIR" },
		/* Help is given whatever is missing or too much. */
		{ "--help", true, false, false, "en", NULL },
		{ "-h", true, false, false, "en", NULL },
		{ "a b c --help --lang ja", true, false, false, "ja", NULL },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(mem_freep) char *copy = NULL;
		char *args[ARGS_MAX];
		unsigned n;

		reset();
		TAP_INT(rows[i].line, parse(rows[i].line, &copy, args, &n, NULL), 0);
		TAP_INT(rows[i].line, opt_common.help, rows[i].help);
		TAP_INT(rows[i].line, opt_common.json, rows[i].json);
		TAP_INT(rows[i].line, opt_common.verbose, rows[i].verbose);
		TAP_TEXT(rows[i].line, opt_common.language, rows[i].language);
		TAP_TEXT(rows[i].line, opt_common.catalogue, rows[i].catalogue);
	}
}

/* POSIX 8.2: the first of the three that is set and not empty. */
static void the_language_of_the_locale(void **state)
{
	static const struct {
		const char *all, *messages, *lang, *language;
	} rows[] = {
		{ NULL, NULL, NULL, "en" },
		{ NULL, NULL, "ja_JP.UTF-8", "ja" },
		{ NULL, NULL, "ja", "ja" },
		{ NULL, NULL, "ja.UTF-8", "ja" },
		{ NULL, NULL, "ja_JP@x", "ja" },
		{ NULL, NULL, "jam_JM", "en" },
		{ NULL, NULL, "C", "en" },
		{ NULL, NULL, "j", "en" },
		{ NULL, "en_US.UTF-8", "ja_JP.UTF-8", "en" },
		{ NULL, "ja_JP.UTF-8", "C", "ja" },
		{ "C.UTF-8", "ja_JP.UTF-8", "ja_JP.UTF-8", "en" },
		{ "ja_JP.UTF-8", "C", "C", "ja" },
		{ "", "", "ja_JP.UTF-8", "ja" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const char *const names[] = { "LC_ALL", "LC_MESSAGES", "LANG" };
		const char *const values[] = { rows[i].all, rows[i].messages, rows[i].lang };
		CLEANUP(mem_freep) char *copy = NULL;
		CLEANUP(mem_freep) char *what = mem_format("row %zu", i);
		char *args[ARGS_MAX];
		unsigned n;

		reset();
		for (size_t k = 0; k < ARRAY_LEN(names); k++)
			if (values[k])
				assert_int_equal(setenv(names[k], values[k], 1), 0);
		assert_int_equal(parse("a", &copy, args, &n, NULL), 0);
		TAP_TEXT(what, opt_common.language, rows[i].language);
		TAP_TEXT(what, opt_say("ja", "en"), rows[i].language);
	}
	reset();
}

static void help_shows_every_option(void **state)
{
	static const struct {
		const char *language, *parts[10];
	} rows[] = {
		{ "en",
		  { "Usage: hoshi test TARGET [options]\n", "try it", "-f, --flag", "    --other",
		    "-o, --output FILE", "where to write", "--lang ja|en", "--catalogue DIR",
		    "-v, --verbose", "-h, --help" } },
		{ "ja",
		  { "使い方: hoshi test TARGET [options]\n", "試す", "-f, --flag", "出力",
		    "表示の言語", "--json", "この説明を表示する", "オプション", "--out NAME",
		    "別" } },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		char *shown = NULL;
		size_t size;
		FILE *out = open_memstream(&shown, &size);

		reset();
		opt_common.language = rows[i].language;
		opt_help(out, &command);
		assert_int_equal(fclose(out), 0);
		for (size_t k = 0; k < ARRAY_LEN(rows[i].parts); k++)
			FIXTURE_SAYS(rows[i].language, shown, rows[i].parts[k]);
		mem_free(shown);
	}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(what_is_understood),      cmocka_unit_test(what_is_not),
	cmocka_unit_test(what_every_command_has),  cmocka_unit_test(the_language_of_the_locale),
	cmocka_unit_test(help_shows_every_option),
};

TAP_MAIN(tests)
