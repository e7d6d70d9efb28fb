/* hoshi init: propose a declaration from what is seen of a device. */
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/day.h"
#include "base/err.h"
#include "base/fd.h"
#include "base/folder.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/time.h"
#include "cli/cli.h"
#include "cli/cmds.h"
#include "cli/examination.h"
#include "criteria/catalogue.h"
#include "report/report_proposal.h"
#include "run/run.h"

#define OUTPUT_MAX (4u << 20)
#define NAME_SHOWN_MAX 290
#define FILE_DEFAULT "declaration.yaml"

static struct {
	const char *output, *pace, *authorized;
} o;

static const struct opt options[] = {
	{ "output", 'o', OPT_TEXT, &o.output, "FILE",
	  "書き出すファイル(既定は" FILE_DEFAULT "、標準出力なら-)",
	  "file to write (default: " FILE_DEFAULT "; - for standard output)" },
	{ "pace", '\0', OPT_TEXT, &o.pace, "gentle|normal|fast", "機器への負荷(既定はgentle)",
	  "how hard the device is worked (default: gentle)" },
	{ "authorized", '\0', OPT_TEXT, &o.authorized, "\"WHO, WHEN, WHY\"",
	  "外部アドレスの検査を許可した人・時・理由",
	  "who allowed a public address, when and why" },
	{ .name = NULL },
};

/* What looks and asks.  No probe that tries a password, or gets in without one. */
static const char *const probes[] = { "tcp_sweep", "identify", "http", "tls", "ssh", NULL };

static bool to_stdout(void)
{
	return text_equal(o.output, "-");
}

static const char *file_name(void)
{
	return o.output && !to_stdout() ? o.output : FILE_DEFAULT;
}

/* Asked before anything is examined, and once more when the file is written. */
static int check_file(const char *path, struct err *err)
{
	const char *slash = strrchr(path, '/');
	CLEANUP(mem_freep)
	char *folder = slash ? mem_textn(path, (size_t)(slash - path) + 1) : mem_text(".");
	struct stat st;

	if (lstat(path, &st) == 0)
		return err_both(err, E_EXISTS, "'%s' exists already; it is not overwritten",
				"'%s'はすでにあります（上書きはしません）", path);
	return access(folder, W_OK) < 0 ? err_errno(err, "cannot make '%s'", path) : 0;
}

static int prepare(struct examination *x, const char *target, struct err *err)
{
	int r = to_stdout() ? 0 : check_file(file_name(), err);

	x->name = target;
	if (r == 0)
		r = catalogue_load(&x->catalogue, opt_common.catalogue, NULL, err);
	if (r == 0)
		r = examination_pace(x, o.pace, err);
	if (r == 0 && o.authorized)
		r = examination_authorization(&x->authorization, o.authorized, err);
	if (r == 0)
		r = examination_target(x, o.authorized != NULL, err);
	return r;
}

/* ---- the run, which nobody keeps ---- */

struct scratch {
	char *folder; /* NULL: none was made */
	struct run *run;
};

static void scratch_done(struct scratch *s)
{
	run_free(s->run);
	if (s->folder)
		(void)!folder_remove(AT_FDCWD, s->folder, NULL);
	mem_free(s->folder);
}

static int scratch_make(struct scratch *s, const struct examination *x, struct err *err)
{
	const char *above = getenv("TMPDIR");
	char now[TIME_TEXT_MAX];
	CLEANUP(mem_freep)
	char *folder = mem_format("%s/hoshi-init.XXXXXX", above && *above ? above : "/tmp");

	if (!mkdtemp(folder))
		return err_errno(err, "cannot make a folder '%s'", folder);
	s->folder = steal(folder);
	CLEANUP(mem_freep) char *dir = mem_format("%s/init.run", s->folder);
	int r = run_new(&s->run, dir, err);

	if (r < 0)
		return r;
	time_format(now, time_unix(&time_system));
	examination_describe(s->run, x, now);
	return run_save(s->run, err);
}

/* ---- the file ---- */

static int write_new(const char *path, struct bytes text, struct err *err)
{
	CLEANUP(fd_close)
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644);

	if (fd < 0)
		return err_errno(err, "cannot make '%s'", path);
	if (fd_write_full(fd, text) < 0 || fsync(fd) < 0) {
		int r = err_errno(err, "cannot write '%s'", path);

		(void)unlink(path);
		return r;
	}
	return 0;
}

static bool is_complete(const struct run *run)
{
	size_t i;
	json_t *record;

	json_array_foreach (run_list(run, "coverage"), i, record)
		if (!text_equal(json_text(record, "state"), "complete"))
			return false;
	return true;
}

static void say_lines(const json_t *fill)
{
	size_t i;
	json_t *one;

	fprintf(stderr, "%s\n",
		opt_say("次の行に値を書き入れてください:", "these lines want a value:"));
	json_array_foreach (json_lend(fill), i, one)
		fprintf(stderr, "  %s:%" PRId64 ": %s\n", file_name(), json_int(one, "line", 0),
			json_text(one, "key"));
}

/* The text itself with "-o -"; otherwise what was written, for people or (--json) programs. */
static int tell(const struct buf *text, json_t *fill, bool complete, struct err *err)
{
	CLEANUP(json_done) json_t *lines = fill;
	CLEANUP(buf_done) struct buf out = BUF(OUTPUT_MAX);
	CLEANUP(json_done)
	json_t *result = json_pack("{s:s?, s:b, s:O}", "file", to_stdout() ? NULL : file_name(),
				   "complete", complete, "fill", lines);

	if (to_stdout() && opt_common.json) {
		struct bytes view = buf_view(text);

		json_object_set_new(result, "text", json_stringn((const char *)view.p, view.n));
	}
	if (opt_common.json)
		json_write(&out, result, true);
	else if (to_stdout())
		buf_bytes(&out, buf_view(text));
	else
		buf_format(&out, "%s: %s\n", opt_say("申告書の案", "proposed declaration"),
			   file_name());
	if (cli_write(NULL, &out, err) < 0)
		return cli_fail(err);
	if (!opt_common.json)
		say_lines(lines);
	return complete ? EXIT_CLEAN : EXIT_UNDECIDED;
}

static int propose(const struct run *run, const struct examination *x, struct err *err)
{
	CLEANUP(buf_done) struct buf text = BUF(OUTPUT_MAX);
	CLEANUP(mem_freep) char *address = text_visible_new(bytes_of(x->name), 253);
	CLEANUP(mem_freep) char *file = text_visible_new(bytes_of(file_name()), NAME_SHOWN_MAX);
	char day[DAY_TEXT_MAX];
	json_t *fill = NULL;

	day_of(day, time_unix(&time_system));
	const struct report_proposal_input in = {
		.observations = run_list(run, "observations"),
		.coverage = run_list(run, "coverage"),
		.address = address,
		.tool = "hoshi " CLI_VERSION,
		.day = day,
		.file = file,
		.language = opt_common.language,
	};
	report_proposal(&text, &fill, &in);
	int r = buf_ok(&text) ? 0 : err_set(err, E_LIMIT, "the proposal is larger than 4 MiB");

	if (r == 0 && !to_stdout())
		r = write_new(file_name(), buf_view(&text), err);
	if (r < 0) {
		json_decref(fill);
		return cli_fail(err);
	}
	return tell(&text, fill, is_complete(run), err);
}

static int run_init(char **args, unsigned n)
{
	CLEANUP(examination_done) struct examination x = { 0 };
	CLEANUP(scratch_done) struct scratch s = { 0 };
	struct err err = { 0 };

	(void)n;
	if (prepare(&x, args[0], &err) < 0 || scratch_make(&s, &x, &err) < 0 ||
	    examination_run(s.run, &x, probes, &err) < 0)
		return cli_fail(&err);
	return propose(s.run, &x, &err);
}

const struct cmd cmd_init = {
	.name = "init",
	.ja = "機器を調べ、見えたものから申告書の案を作る",
	.en = "look at a device and propose a declaration from what is seen",
	.usage = "TARGET [-o declaration.yaml]",
	.options = options,
	.args_min = 1,
	.args_max = 1,
	.run = run_init,
};
