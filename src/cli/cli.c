#include "cli/cli.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/fd.h"
#include "base/text.h"
#include "cli/opt.h"
#include "criteria/catalogue.h"
#include "judge/judge_run.h"
#include "report/report.h"
#include "run/run.h"

#define OUTPUT_MAX (64u << 20)

int cli_fail(const struct err *err)
{
	fprintf(stderr, "hoshi: %s\n", err->ja[0] ? opt_say(err->ja, err->text) : err->text);
	return EXIT_TROUBLE;
}

unsigned cli_columns(void)
{
	struct winsize size;

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) < 0 || size.ws_col < 40)
		return 100;
	return size.ws_col > 120 ? 120 : size.ws_col;
}

int cli_write(const char *path, const struct buf *text, struct err *err)
{
	if (!buf_ok(text))
		return err_set(err, E_LIMIT, "the output is larger than %u MiB", OUTPUT_MAX >> 20);
	if (path && !text_equal(path, "-"))
		return fd_write_file(path, buf_view(text), 0644, err);
	if (fwrite(text->p, 1, text->n, stdout) != text->n || fflush(stdout) != 0)
		return err_errno(err, "cannot write the output");
	return 0;
}

int cli_conclude(struct run *run, const struct catalogue *catalogue)
{
	CLEANUP(buf_done) struct buf text = BUF(OUTPUT_MAX);
	struct report_input in = { .run = run,
				   .catalogue = catalogue,
				   .language = opt_common.language };
	struct report_summary summary;
	struct err err = { 0 };

	if (judge_run(run, catalogue, &err) < 0 || run_save(run, &err) < 0)
		return cli_fail(&err);
	if (opt_common.json)
		report_json(&text, &in);
	else
		report_text(&text, &in, cli_columns(),
			    isatty(STDOUT_FILENO) && !getenv("NO_COLOR"));
	if (cli_write(NULL, &text, &err) < 0)
		return cli_fail(&err);
	report_summarise(run, &summary);
	return (int)summary.exit_code;
}

int cli_parameters(struct run *run, const struct catalogue *catalogue, const char *path,
		   struct err *err)
{
	json_t *loaded = NULL;

	if (!path)
		return 0;
	int r = catalogue_parameters(&loaded, catalogue, path, err);
	if (r < 0)
		return r;
	json_object_set_new(run->doc, "parameters", loaded);
	return 0;
}

int cli_say(json_t *result, const char *text)
{
	CLEANUP(buf_done) struct buf out = BUF(CLI_LINE_MAX);
	CLEANUP(json_done) json_t *owned = result;
	struct err err = { 0 };

	if (opt_common.json)
		json_write(&out, owned, false);
	else
		buf_format(&out, "%s\n", text);
	return cli_write(NULL, &out, &err) < 0 ? cli_fail(&err) : EXIT_CLEAN;
}
