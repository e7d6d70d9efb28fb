/* hoshi pack: one file for hand-in: the checklist and the hashes of the evidence. */
#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/text.h"
#include "cli/cli.h"
#include "cli/cmds.h"
#include "run/pack.h"
#include "run/run.h"

static struct {
	const char *output;
	bool evidence;
} o;

static const struct opt options[] = {
	{ "output", 'o', OPT_TEXT, &o.output, "FILE", "出力先(既定は検査記録の名前.hoshi)",
	  "file to write (default: name of the run with .hoshi)" },
	{ "evidence", '\0', OPT_FLAG, &o.evidence, NULL,
	  "証跡そのものも入れる(攻撃の手がかりになるため、求められた場合のみ)",
	  "put the evidence itself in too (an attack map: only when asked for)" },
	{ .name = NULL },
};

/* NAME.run becomes NAME.hoshi. */
static char *default_output(const struct run *run)
{
	size_t n = strlen(run->dir);

	if (text_ends(run->dir, ".run"))
		n -= strlen(".run");
	CLEANUP(mem_freep) char *stem = mem_textn(run->dir, n);
	return mem_format("%s.hoshi", stem);
}

static int run_pack(char **args, unsigned n)
{
	CLEANUP(run_freep) struct run *run = NULL;
	struct err err = { 0 };

	(void)n;
	if (run_open(&run, args[0], &err) < 0 || run_verify(run, &err) < 0)
		return cli_fail(&err);
	if (json_array_size(run_list(run, "verdicts")) == 0) {
		(void)err_set(&err, E_MISSING, "'%s' has no verdicts yet; see 'hoshi judge'",
			      args[0]);
		return cli_fail(&err);
	}
	CLEANUP(mem_freep) char *path = o.output ? mem_text(o.output) : default_output(run);
	if (pack_write(run, path, o.evidence, &err) < 0)
		return cli_fail(&err);
	if (opt_common.json) {
		CLEANUP(buf_done) struct buf text = BUF(CLI_LINE_MAX);
		CLEANUP(json_done) json_t *made = json_pack("{s:s}", "file", path);

		json_write(&text, made, false);
		return cli_write(NULL, &text, &err) < 0 ? cli_fail(&err) : EXIT_CLEAN;
	}
	printf("%s\n", path);
	return EXIT_CLEAN;
}

const struct cmd cmd_pack = {
	.name = "pack",
	.ja = "提出用に、チェックリストと証跡のハッシュを1つのファイルにまとめる",
	.en = "pack checklist and evidence hashes into one file for hand-in",
	.usage = "RUN [-o FILE] [--evidence]",
	.options = options,
	.args_min = 1,
	.args_max = 1,
	.run = run_pack,
};
