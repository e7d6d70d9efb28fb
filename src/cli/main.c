/* hoshi COMMAND: finds the command, reads its options, runs it. */
#include <locale.h>

#include <curl/curl.h>
#include <libxml/parser.h>

#include "base/err.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/text.h"
#include "cli/cli.h"
#include "cli/cmds.h"
#include "wire/charset.h"

static const struct cmd *const commands[] = { &cmd_init,    &cmd_assess,    &cmd_answer,
					      &cmd_judge,   &cmd_report,    &cmd_diff,
					      &cmd_pack,    &cmd_passwords, &cmd_criteria,
					      &cmd_procure, &cmd_verify,    &cmd_status,
					      &cmd_serve,   &cmd_admin,     &cmd_log };

static void overview(FILE *out)
{
	fprintf(out, "%s\n\n%s: hoshi %s\n\n",
		opt_say("Hoshi: IoT製品をJC-STAR "
			"★1の16基準に照らして調べます(公式のツールではありません)。",
			"Hoshi examines an IoT product against the 16 criteria of JC-STAR ★1 "
			"(not an official tool)."),
		opt_say("使い方", "Usage"), opt_say("コマンド [オプション]", "COMMAND [options]"));
	for (size_t i = 0; i < ARRAY_LEN(commands); i++)
		fprintf(out, "  %-10s %s\n", commands[i]->name,
			opt_say(commands[i]->ja, commands[i]->en));
	fprintf(out, "\n%s\n",
		opt_say("各コマンドの説明: hoshi コマンド --help",
			"More on each: hoshi COMMAND --help"));
}

static const struct cmd *find(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(commands); i++)
		if (text_equal(commands[i]->name, name))
			return commands[i];
	return NULL;
}

static int usage_error(const struct err *err, const char *name)
{
	fprintf(stderr, "hoshi: %s; see 'hoshi %s%s--help'\n", err->text, name, *name ? " " : "");
	return EXIT_TROUBLE;
}

/* Options that stand in place of a command. */
static int without_command(int argc, char **argv)
{
	static const struct cmd none = { .name = "", .usage = "COMMAND", .args_max = 1 };
	CLEANUP(mem_freep) char **args = mem_array((size_t)argc + 1, sizeof(*args));
	struct err err = { 0 };
	unsigned n;

	if (argc > 1 && text_equal(argv[1], "--version")) {
		puts("hoshi " CLI_VERSION);
		return EXIT_CLEAN;
	}
	if (opt_parse(&none, argc - 1, argv + 1, args, &n, &err) < 0)
		return usage_error(&err, "");
	if (n > 0) {
		(void)err_set(&err, E_USAGE, "there is no command '%s'", args[0]);
		return usage_error(&err, "");
	}
	overview(opt_common.help ? stdout : stderr);
	return opt_common.help ? EXIT_CLEAN : EXIT_TROUBLE;
}

static int run_command(const struct cmd *cmd, int argc, char **argv)
{
	CLEANUP(mem_freep) char **args = mem_array((size_t)argc + 1, sizeof(*args));
	struct err err = { 0 };
	unsigned n;

	if (opt_parse(cmd, argc, argv, args, &n, &err) < 0)
		return usage_error(&err, cmd->name);
	if (opt_common.help) {
		opt_help(stdout, cmd);
		return EXIT_CLEAN;
	}
	log_configure(opt_common.verbose ? LOG_DEBUG : LOG_WARN, false, NULL);
	return cmd->run(args, n);
}

/* What nobody could read was not said: a full disk behind stdout is trouble too. */
static int finish(int code)
{
	struct err err = { 0 };

	if (fflush(stdout) == 0 && !ferror(stdout))
		return code;
	(void)err_errno(&err, "cannot write the output");
	return code == EXIT_TROUBLE ? code : cli_fail(&err);
}

int main(int argc, char **argv)
{
	const struct cmd *cmd = argc > 1 ? find(argv[1]) : NULL;

	(void)setlocale(LC_CTYPE, "C.UTF-8");
	(void)curl_global_init(CURL_GLOBAL_DEFAULT);
	xmlInitParser();
	charset_warm();
	return finish(cmd ? run_command(cmd, argc - 2, argv + 2) : without_command(argc, argv));
}
