/* hoshi answer: put the open questions of a run to a person, or read the answers from a file. */
#include <unistd.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/time.h"
#include "cli/cli.h"
#include "cli/cmds.h"
#include "criteria/catalogue.h"
#include "run/answer.h"
#include "run/run.h"

#define LINE_MAX_BYTES 4096

static struct {
	const char *from, *name, *role, *pack;
} o;

static const struct opt options[] = {
	{ "from", '\0', OPT_TEXT, &o.from, "FILE", "回答をファイル(YAML)から読む",
	  "read the answers from a file (YAML)" },
	{ "name", '\0', OPT_TEXT, &o.name, "NAME", "回答する人の氏名",
	  "name of the person who answers" },
	{ "role", '\0', OPT_TEXT, &o.role, "ROLE", "回答する人の役割", "role of that person" },
	{ "pack", '\0', OPT_TEXT, &o.pack, "ID|FILE", "基準パック(既定はjc-star-1)",
	  "criteria pack (default: jc-star-1)" },
	{ .name = NULL },
};

/* 0: a whole line is in line; E_LIMIT: it was longer, and is gone to its end; E_EOF. */
static int read_line(char line[static LINE_MAX_BYTES])
{
	if (!fgets(line, LINE_MAX_BYTES, stdin))
		return E_EOF;
	if (strlen(line) < LINE_MAX_BYTES - 1 || line[LINE_MAX_BYTES - 2] == '\n')
		return 0;
	/* What is left of it must not be taken for the answer to the next question. */
	for (int c = 0; c != '\n' && c != EOF;)
		c = fgetc(stdin);
	return E_LIMIT;
}

/* A line from the person, trimmed and new; NULL at the end of input. */
static char *ask_line(const char *prompt)
{
	char line[LINE_MAX_BYTES];

	for (;;) {
		printf("%s ", prompt);
		(void)fflush(stdout);
		int r = read_line(line);

		if (r == E_EOF)
			return NULL;
		if (r == 0 && text_utf8_valid(bytes_of(line)))
			break;
		printf("%s\n", r == 0 ? opt_say("UTF-8として読めません。", "That is not UTF-8.")
				      : opt_say("1行が長すぎます。", "That line is too long."));
	}
	struct bytes text = text_trim(bytes_of(line));
	return mem_textn((const char *)text.p, text.n);
}

static char *ask_required(const char *given, const char *prompt)
{
	char *line = given ? mem_text(given) : NULL;

	while (!line || !*line) {
		mem_free(line);
		line = ask_line(prompt);
		if (!line)
			return NULL;
	}
	return line;
}

/* "yes", "no", "na", "" for later; NULL at the end of input. */
static const char *ask_answer(bool may_be_na)
{
	static const struct {
		const char *typed, *means;
	} words[] = { { "y", "yes" },         { "yes", "yes" },   { "はい", "yes" }, { "n", "no" },
		      { "no", "no" },         { "いいえ", "no" }, { "x", "na" },     { "na", "na" },
		      { "該当しない", "na" }, { "", "" } };

	for (;;) {
		CLEANUP(mem_freep)
		char *line =
		    ask_line(may_be_na ? opt_say("[y はい / n いいえ / x 該当しない / Enter 後で]",
						 "[y yes / n no / x does not apply / Enter later]")
				       : opt_say("[y はい / n いいえ / Enter 後で]",
						 "[y yes / n no / Enter later]"));

		if (!line)
			return NULL;
		for (size_t i = 0; i < ARRAY_LEN(words); i++)
			if (text_equal(line, words[i].typed) &&
			    (may_be_na || !text_equal(words[i].means, "na")))
				return words[i].means;
	}
}

/* 1: answered, 0: left for later, negative: no more input or an error. */
static int put(struct run *run, const struct catalogue *c, const json_t *question,
	       const char *criterion, const char *name, const char *role, struct err *err)
{
	const char *language = opt_common.language;
	const char *hint = catalogue_say(json_object_get(question, "hint"), language);

	printf("\n%s  %s\n%s\n", criterion, json_text(question, "id"),
	       catalogue_say(json_object_get(question, "asks"), language));
	if (*hint)
		printf("  (%s)\n", hint);
	const char *said = ask_answer(json_flag(question, "may_be_na"));
	if (!said)
		return E_EOF;
	if (!*said)
		return 0;
	CLEANUP(mem_freep) char *because = ask_line(opt_say("理由・根拠:", "Reason or evidence:"));
	struct answer a = { .question = json_text(question, "id"),
			    .answer = said,
			    .because = because,
			    .name = name,
			    .role = role,
			    .now = time_unix(&time_system) };
	int r = answer_add(run, c, &a, err);
	if (r < 0) {
		printf("%s\n", err->text);
		return 0;
	}
	return 1;
}

static int converse(struct run *run, const struct catalogue *c, unsigned *added, struct err *err)
{
	CLEANUP(mem_freep) char *name = ask_required(o.name, opt_say("氏名:", "Your name:"));
	CLEANUP(mem_freep)
	char *role = name ? ask_required(o.role, opt_say("役割:", "Your role:")) : NULL;
	size_t i, k;
	json_t *verdict, *check;

	if (!role)
		return err_set(err, E_EOF, "nobody answered: name and role are needed");
	json_array_foreach (run_list(run, "verdicts"), i, verdict)
		json_array_foreach (json_object_get(verdict, "checks"), k, check) {
			const char *id = json_text(check, "question");
			const json_t *question = id ? answer_question(c, id) : NULL;

			if (!question || !text_equal(json_text(check, "verdict"), "needs_human"))
				continue;
			int r =
			    put(run, c, question, json_text(verdict, "criterion"), name, role, err);
			if (r == E_EOF)
				return 0;
			*added += r > 0;
		}
	return 0;
}

static int run_answer(char **args, unsigned n)
{
	CLEANUP(catalogue_freep) struct catalogue *catalogue = NULL;
	CLEANUP(run_freep) struct run *run = NULL;
	struct err err = { 0 };
	unsigned added = 0;

	(void)n;
	if (catalogue_load(&catalogue, opt_common.catalogue, o.pack, &err) < 0 ||
	    run_open(&run, args[0], &err) < 0)
		return cli_fail(&err);
	int r = o.from ? answer_read(run, catalogue, o.from, time_unix(&time_system), &added, &err)
		       : converse(run, catalogue, &added, &err);
	if (r < 0)
		return cli_fail(&err);
	fprintf(stderr, "%s: %u\n", opt_say("記録した回答の数", "answers recorded"), added);
	return cli_conclude(run, catalogue);
}

const struct cmd cmd_answer = {
	.name = "answer",
	.ja = "人にしか答えられない質問に答える",
	.en = "answer what only a person can tell",
	.usage = "RUN [--from answers.yaml]",
	.options = options,
	.args_min = 1,
	.args_max = 1,
	.run = run_answer,
};
