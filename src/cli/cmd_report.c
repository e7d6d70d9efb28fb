/* hoshi report: a run as text, JSON or one self-contained HTML file. */
#include <unistd.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/text.h"
#include "cli/cli.h"
#include "cli/cmds.h"
#include "criteria/catalogue.h"
#include "report/report.h"
#include "run/run.h"

static struct {
	const char *format, *output, *pack;
} o;

static const struct opt options[] = {
	{ "format", 'f', OPT_TEXT, &o.format, "text|json|html", "形式(既定はtext)",
	  "format (default: text)" },
	{ "output", 'o', OPT_TEXT, &o.output, "FILE", "出力先のファイル(既定は標準出力)",
	  "file to write (default: standard output)" },
	{ "pack", '\0', OPT_TEXT, &o.pack, "ID|FILE", "基準パック(既定はjc-star-1)",
	  "criteria pack (default: jc-star-1)" },
	{ .name = NULL },
};

static int render(struct buf *out, const struct report_input *in, struct err *err)
{
	const char *format = o.format ? o.format : opt_common.json ? "json" : "text";

	if (text_equal(format, "html"))
		return report_html(out, in, err);
	if (text_equal(format, "json"))
		report_json(out, in);
	else if (text_equal(format, "text"))
		report_text(out, in, cli_columns(),
			    !o.output && isatty(STDOUT_FILENO) && !getenv("NO_COLOR"));
	else
		return err_set(err, E_USAGE, "--format is 'text', 'json' or 'html', not '%s'",
			       format);
	return 0;
}

static int run_report(char **args, unsigned n)
{
	CLEANUP(catalogue_freep) struct catalogue *catalogue = NULL;
	CLEANUP(run_freep) struct run *run = NULL;
	CLEANUP(buf_done) struct buf text = BUF(REPORT_MAX);
	struct err err = { 0 };

	(void)n;
	if (catalogue_load(&catalogue, opt_common.catalogue, o.pack, &err) < 0 ||
	    run_open(&run, args[0], &err) < 0)
		return cli_fail(&err);
	/* A report on evidence that was touched would be a lie. */
	if (run_verify(run, &err) < 0)
		return cli_fail(&err);
	struct report_input in = { .run = run,
				   .catalogue = catalogue,
				   .language = opt_common.language };
	if (render(&text, &in, &err) < 0 || cli_write(o.output, &text, &err) < 0)
		return cli_fail(&err);
	return EXIT_CLEAN;
}

const struct cmd cmd_report = {
	.name = "report",
	.ja = "検査記録から報告書を作る(テキスト、JSON、HTML)",
	.en = "make a report from a run (text, JSON, HTML)",
	.usage = "RUN [-f text|json|html] [-o FILE]",
	.options = options,
	.args_min = 1,
	.args_max = 1,
	.run = run_report,
};
