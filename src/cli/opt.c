#include "cli/opt.h"

#include "base/err.h"
#include "base/text.h"

static const char *language_option;
struct opt_common opt_common;

/* Options that every command has. */
static const struct opt common[] = {
	{ "lang", '\0', OPT_TEXT, &language_option, "ja|en", "表示の言語(既定はロケールによる)",
	  "language of the output (default: from the locale)" },
	{ "json", '\0', OPT_FLAG, &opt_common.json, NULL, "機械可読のJSONで出力する",
	  "print JSON for machines" },
	{ "catalogue", '\0', OPT_TEXT, &opt_common.catalogue, "DIR",
	  "内蔵のカタログの代わりにこのフォルダを使う",
	  "use this folder instead of the built-in catalogue" },
	{ "verbose", 'v', OPT_FLAG, &opt_common.verbose, NULL, "診断情報も表示する",
	  "show diagnostics too" },
	{ "help", 'h', OPT_FLAG, &opt_common.help, NULL, "この説明を表示する", "show this help" },
	{ .name = NULL },
};

const char *opt_say(const char *ja, const char *en)
{
	return text_equal(opt_common.language, "ja") ? ja : en;
}

/* "ja", "ja_JP.UTF-8", but not "jam_JM". */
static bool is_japanese(const char *locale)
{
	return text_starts(locale, "ja") && strchr("_.@", locale[2]);
}

/* POSIX order: LC_ALL, LC_MESSAGES, LANG; the first that is set decides. */
static const char *locale_language(void)
{
	static const char *const names[] = { "LC_ALL", "LC_MESSAGES", "LANG" };

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		const char *value = getenv(names[i]);

		if (value && *value)
			return is_japanese(value) ? "ja" : "en";
	}
	return "en";
}

static const struct opt *find(const struct opt *table, const char *name, size_t n, char letter)
{
	for (; table && table->name; table++)
		if (letter ? table->letter == letter
			   : strlen(table->name) == n && memcmp(table->name, name, n) == 0)
			return table;
	return NULL;
}

static const struct opt *find_any(const struct cmd *cmd, const char *name, size_t n, char letter)
{
	const struct opt *o = find(cmd->options, name, n, letter);

	return o ? o : find(common, name, n, letter);
}

static int set(const struct opt *o, const char *value, struct err *err)
{
	if (o->kind == OPT_FLAG) {
		if (value)
			return err_set(err, E_USAGE, "option --%s takes no value", o->name);
		*(bool *)o->to = true;
		return 0;
	}
	if (!value || !*value)
		return err_set(err, E_USAGE, "option --%s needs a value: %s", o->name, o->argument);
	*(const char **)o->to = value;
	return 0;
}

/* One argument that begins with a dash; *used counts a value taken from the next one. */
static int parse_option(const struct cmd *cmd, const char *text, const char *next, int *used,
			struct err *err)
{
	bool is_long = text[1] == '-';
	const char *equals = is_long ? strchr(text, '=') : NULL;
	const char *name = text + 2;
	size_t n = equals ? (size_t)(equals - name) : strlen(name);
	const struct opt *o =
	    is_long ? find_any(cmd, name, n, '\0') : find_any(cmd, "", 0, text[1]);

	if (!o || (!is_long && text[2] && o->kind == OPT_FLAG))
		return err_set(err, E_USAGE, "unknown option '%s'", text);
	if (o->kind == OPT_FLAG)
		return set(o, equals ? equals + 1 : NULL, err);
	if (equals)
		return set(o, equals + 1, err);
	if (!is_long && text[2])
		return set(o, text + 2, err);
	*used = next != NULL;
	return set(o, next, err);
}

static int finish(const struct cmd *cmd, unsigned n, struct err *err)
{
	opt_common.language = locale_language();
	if (language_option) {
		if (!text_equal(language_option, "ja") && !text_equal(language_option, "en"))
			return err_set(err, E_USAGE, "--lang is 'ja' or 'en', not '%s'",
				       language_option);
		opt_common.language = language_option;
	}
	if (opt_common.help)
		return 0;
	if (n < cmd->args_min || n > cmd->args_max)
		return err_set(err, E_USAGE, "%s: usage: hoshi %s %s",
			       n < cmd->args_min ? "something is missing" : "too many arguments",
			       cmd->name, cmd->usage);
	return 0;
}

int opt_parse(const struct cmd *cmd, int argc, char **argv, char **args, unsigned *n,
	      struct err *err)
{
	bool only_args = false;

	*n = 0;
	for (int i = 0; i < argc; i++) {
		int used = 0;

		if (!only_args && text_equal(argv[i], "--")) {
			only_args = true;
			continue;
		}
		if (only_args || argv[i][0] != '-' || argv[i][1] == '\0') {
			args[(*n)++] = argv[i];
			continue;
		}
		int r = parse_option(cmd, argv[i], i + 1 < argc ? argv[i + 1] : NULL, &used, err);
		if (r < 0)
			return r;
		i += used;
	}
	return finish(cmd, *n, err);
}

static void help_table(FILE *out, const struct opt *table)
{
	for (; table && table->name; table++) {
		char left[64], letter[8] = "    ";

		if (table->letter)
			(void)snprintf(letter, sizeof(letter), "-%c, ", table->letter);
		(void)snprintf(left, sizeof(left), "%s--%.24s%s%.24s", letter, table->name,
			       table->argument ? " " : "", table->argument ? table->argument : "");
		fprintf(out, "  %-32s %s\n", left, opt_say(table->ja, table->en));
	}
}

void opt_help(FILE *out, const struct cmd *cmd)
{
	fprintf(out, "%s: hoshi %s %s\n\n%s\n\n%s:\n", opt_say("使い方", "Usage"), cmd->name,
		cmd->usage, opt_say(cmd->ja, cmd->en), opt_say("オプション", "Options"));
	help_table(out, cmd->options);
	help_table(out, common);
}
