/* hoshi assess: examine a device over the network and write a run. */
#include "base/err.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/time.h"
#include "cli/cli.h"
#include "cli/cmds.h"
#include "cli/examination.h"
#include "criteria/catalogue.h"
#include "probe/assess.h"
#include "product/declaration.h"
#include "run/run.h"

#define NAMES_MAX 1000 /* runs of one target that begin in the same second */

static struct {
	const char *declaration, *output, *pace, *authorized, *pack, *parameters;
} o;

static const struct opt options[] = {
	{ "declaration", 'd', OPT_TEXT, &o.declaration, "FILE", "製品の申告書(YAML)",
	  "declaration of the product (YAML)" },
	{ "output", 'o', OPT_TEXT, &o.output, "NAME.run",
	  "検査記録のフォルダ(既定は対象と時刻から)",
	  "folder of the run (default: target and time)" },
	{ "pace", '\0', OPT_TEXT, &o.pace, "gentle|normal|fast", "機器への負荷(既定はgentle)",
	  "how hard the device is worked (default: gentle)" },
	{ "authorized", '\0', OPT_TEXT, &o.authorized, "\"WHO, WHEN, WHY\"",
	  "パスワードの試行、外部アドレスの検査を許可した人・時・理由",
	  "who allowed password attempts or a public address, when and why" },
	{ "pack", '\0', OPT_TEXT, &o.pack, "ID|FILE", "基準パック(既定はjc-star-1)",
	  "criteria pack (default: jc-star-1)" },
	{ "parameters", '\0', OPT_TEXT, &o.parameters, "FILE", "公式のしきい値のファイル",
	  "file of official threshold values" },
	{ .name = NULL },
};

/* For passwords that of the declaration will do; for a public address see examination_target. */
static int find_authorization(struct examination *x, struct err *err)
{
	json_t *declared =
	    x->declaration ? json_object_get(x->declaration->value, "authorization") : NULL;

	if (o.authorized)
		return examination_authorization(&x->authorization, o.authorized, err);
	x->authorization = declared ? json_incref(declared) : NULL;
	return 0;
}

static int find_target(struct examination *x, const char *argument, struct err *err)
{
	const json_t *declared =
	    x->declaration ? json_object_get(x->declaration->value, "target") : NULL;

	x->name = argument ? argument : json_text(declared, "address");
	x->vantage = json_text(declared, "vantage");
	if (!x->name)
		return err_set(err, E_USAGE, "no target: name one, or declare target.address");
	return examination_target(x, o.authorized != NULL, err);
}

static int prepare(struct examination *x, const char *argument, struct err *err)
{
	const char *reason;
	int r = catalogue_load(&x->catalogue, opt_common.catalogue, o.pack, err);

	if (r == 0 && o.declaration)
		r = declaration_read(&x->declaration, o.declaration, err);
	if (r == 0 && x->declaration &&
	    !declaration_in_scope(x->declaration, opt_common.language, &reason))
		return err_set(err, E_UNSUPPORTED, "%s: %s", o.declaration, reason);
	if (r == 0)
		r = examination_pace(x, o.pace, err);
	if (r == 0)
		r = find_authorization(x, err);
	if (r == 0)
		r = find_target(x, argument, err);
	if (r == 0 && o.parameters)
		r = catalogue_parameters(&x->parameters, x->catalogue, o.parameters, err);
	return r < 0 ? r : assess_check(x->declaration, err);
}

/*
 * The folder's name when none was given: the target, the time and from the second try on its
 * number; nothing a shell trips over.
 */
static char *default_name(const struct examination *x, const char *now, unsigned number)
{
	char *name = number == 1 ? mem_format("%s-%s.run", x->target.text, now)
				 : mem_format("%s-%s-%u.run", x->target.text, now, number);

	for (char *c = name; *c; c++)
		if (*c == ':' || *c == '%' || *c == '/')
			*c = '-';
	return name;
}

/* What could not even be begun leaves nothing that stands in the way of the next try. */
static void abandon(const struct run *run)
{
	static const char *const names[] = { "/MANIFEST", "/run.json", "/evidence", "" };

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		CLEANUP(mem_freep) char *path = mem_format("%s%s", run->dir, names[i]);

		(void)remove(path);
	}
}

/* run_new makes the folder or finds it there: of two that ask for a name one gets it. */
static int make_folder(struct run **out, const struct examination *x, const char *now,
		       struct err *err)
{
	int r = E_EXISTS;

	if (o.output)
		return run_new(out, o.output, err);
	for (unsigned number = 1; r == E_EXISTS && number <= NAMES_MAX; number++) {
		CLEANUP(mem_freep) char *name = default_name(x, now, number);

		r = run_new(out, name, err);
	}
	return r;
}

static int begin(struct run **out, const struct examination *x, struct err *err)
{
	char now[TIME_TEXT_MAX];

	time_format(now, time_unix(&time_system));
	int r = make_folder(out, x, now, err);
	if (r < 0)
		return r;
	examination_describe(*out, x, now);
	if (x->parameters)
		json_object_set((*out)->doc, "parameters", x->parameters);
	r = run_save(*out, err);
	if (r < 0)
		abandon(*out);
	return r;
}

static int run_assess(char **args, unsigned n)
{
	CLEANUP(examination_done) struct examination x = { 0 };
	CLEANUP(run_freep) struct run *run = NULL;
	struct err err = { 0 };

	if (prepare(&x, n > 0 ? args[0] : NULL, &err) < 0 || begin(&run, &x, &err) < 0)
		return cli_fail(&err);
	int r = examination_run(run, &x, NULL, &err);
	int code = cli_conclude(run, x.catalogue);
	fprintf(stderr, "%s: %s\n", opt_say("検査記録", "run"), run->dir);
	return r < 0 ? cli_fail(&err) : code;
}

const struct cmd cmd_assess = {
	.name = "assess",
	.ja = "ネットワーク越しに機器を調べ、検査記録を書き出す",
	.en = "examine a device over the network and write a run",
	.usage = "[TARGET] [-d declaration.yaml] [-o NAME.run]",
	.options = options,
	.args_max = 1,
	.run = run_assess,
};
