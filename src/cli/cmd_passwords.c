/* hoshi passwords: what the label passwords of several units give away. */
#include "base/buf.h"
#include "base/err.h"
#include "base/fd.h"
#include "base/mem.h"
#include "base/text.h"
#include "cli/cli.h"
#include "cli/cmds.h"
#include "criteria/catalogue.h"
#include "report/report_passwords.h"
#include "samples/sample_result.h"

#define OUTPUT_MAX (16u << 20)
#define NAME_SHOWN_MAX 290

static bool show;

static const struct opt options[] = {
	{ "show", '\0', OPT_FLAG, &show, NULL, "パスワードを伏せずに表示する",
	  "show the passwords, which are hidden otherwise" },
	{ .name = NULL },
};

static void secret_done(struct buf *text)
{
	mem_wipe(text->p, text->room);
	buf_done(text);
}

static int read_samples(struct samples *out, const char *path, struct err *err)
{
	CLEANUP(secret_done) struct buf file = BUF(SAMPLES_FILE_MAX);
	int r = fd_read_file(&file, path, SAMPLES_FILE_MAX, err);

	if (r < 0)
		return r;
	return samples_decode(out, buf_view(&file), err) < 0 ? err_prefix(err, "%s", path) : 0;
}

static int examine(json_t **out, const char *path, struct err *err)
{
	CLEANUP(samples_done) struct samples samples = { 0 };
	struct catalogue *catalogue = NULL;
	const char *slash = strrchr(path, '/');
	CLEANUP(mem_freep)
	char *name =
	    text_visible_new(bytes_of(slash && slash[1] ? slash + 1 : path), NAME_SHOWN_MAX);
	int r = read_samples(&samples, path, err);

	if (r == 0)
		r = catalogue_load(&catalogue, opt_common.catalogue, NULL, err);
	if (r < 0)
		return r;
	assert(catalogue);
	const struct sample_result_source source = { .name = name,
						     .credentials = catalogue->credentials,
						     .show = show };
	*out = sample_result(&samples, &source);
	catalogue_free(catalogue);
	return 0;
}

static int run_passwords(char **args, unsigned n)
{
	CLEANUP(json_done) json_t *result = NULL;
	CLEANUP(buf_done) struct buf text = BUF(OUTPUT_MAX);
	struct err err = { 0 };

	(void)n;
	if (examine(&result, args[0], &err) < 0)
		return cli_fail(&err);
	if (opt_common.json)
		json_write(&text, result, true);
	else
		report_passwords(&text, result, opt_common.language, cli_columns());
	if (cli_write(NULL, &text, &err) < 0)
		return cli_fail(&err);
	return text_equal(json_text(json_object_get(result, "conclusion"), "outcome"), "weak")
		   ? EXIT_FOUND
		   : EXIT_UNDECIDED;
}

const struct cmd cmd_passwords = {
	.name = "passwords",
	.ja = "数台のラベルにあるパスワードから、弱さを読み取る",
	.en = "look for weaknesses in the label passwords of several units",
	.usage = "SAMPLES.csv [--show]",
	.options = options,
	.args_min = 1,
	.args_max = 1,
	.run = run_passwords,
};
