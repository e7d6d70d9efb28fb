/* hoshi judge: judge stored observations again, perhaps by another pack or official values. */
#include "base/err.h"
#include "cli/cli.h"
#include "cli/cmds.h"
#include "criteria/catalogue.h"
#include "run/run.h"

static struct {
	const char *pack, *parameters;
} o;

static const struct opt options[] = {
	{ "pack", '\0', OPT_TEXT, &o.pack, "ID|FILE", "基準パック(既定はjc-star-1)",
	  "criteria pack (default: jc-star-1)" },
	{ "parameters", '\0', OPT_TEXT, &o.parameters, "FILE", "公式のしきい値のファイル",
	  "file of official threshold values" },
	{ .name = NULL },
};

static int run_judge(char **args, unsigned n)
{
	CLEANUP(catalogue_freep) struct catalogue *catalogue = NULL;
	CLEANUP(run_freep) struct run *run = NULL;
	struct err err = { 0 };

	(void)n;
	if (catalogue_load(&catalogue, opt_common.catalogue, o.pack, &err) < 0 ||
	    run_open(&run, args[0], &err) < 0 ||
	    cli_parameters(run, catalogue, o.parameters, &err) < 0)
		return cli_fail(&err);
	return cli_conclude(run, catalogue);
}

const struct cmd cmd_judge = {
	.name = "judge",
	.ja = "保存した検査記録を、別の基準パックやしきい値で判定し直す",
	.en = "judge stored observations again, by another pack or official values",
	.usage = "RUN [--pack ID|FILE] [--parameters FILE]",
	.options = options,
	.args_min = 1,
	.args_max = 1,
	.run = run_judge,
};
