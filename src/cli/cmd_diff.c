/* hoshi diff: what changed between two runs. */
#include "base/buf.h"
#include "base/err.h"
#include "cli/cli.h"
#include "cli/cmds.h"
#include "criteria/catalogue.h"
#include "report/report_diff.h"
#include "run/run.h"
#include "run/run_diff.h"

#define OUTPUT_MAX (64u << 20)

static const struct opt options[] = { { .name = NULL } };

static int exit_code(const json_t *diff)
{
	switch (run_diff_outcome(diff)) {
	case RUN_DIFF_SAME:
		return EXIT_CLEAN;
	case RUN_DIFF_CHANGED:
		return EXIT_FOUND;
	case RUN_DIFF_UNKNOWN:
		break;
	}
	return EXIT_UNDECIDED;
}

static int run_diff_command(char **args, unsigned n)
{
	CLEANUP(catalogue_freep) struct catalogue *catalogue = NULL;
	CLEANUP(run_freep) struct run *before = NULL;
	CLEANUP(run_freep) struct run *after = NULL;
	CLEANUP(json_done) json_t *diff = NULL;
	CLEANUP(buf_done) struct buf text = BUF(OUTPUT_MAX);
	struct err err = { 0 };

	(void)n;
	if (catalogue_load(&catalogue, opt_common.catalogue, NULL, &err) < 0 ||
	    run_open(&before, args[0], &err) < 0 || run_open(&after, args[1], &err) < 0)
		return cli_fail(&err);
	diff = run_diff(before->doc, after->doc);
	if (opt_common.json)
		json_write(&text, diff, true);
	else
		report_diff(&text, diff, catalogue, opt_common.language, cli_columns());
	return cli_write(NULL, &text, &err) < 0 ? cli_fail(&err) : exit_code(diff);
}

const struct cmd cmd_diff = {
	.name = "diff",
	.ja = "二つの検査記録の違いを示す",
	.en = "show what changed between two runs",
	.usage = "BEFORE.run AFTER.run",
	.options = options,
	.args_min = 2,
	.args_max = 2,
	.run = run_diff_command,
};
