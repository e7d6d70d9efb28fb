/* hoshi assess: examine a device over the network and write a run. */
#include <openssl/rand.h>
#include <pwd.h>
#include <signal.h>
#include <unistd.h>

#include "base/err.h"
#include "base/hex.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/time.h"
#include "cli/cli.h"
#include "cli/cmds.h"
#include "cli/progress.h"
#include "criteria/catalogue.h"
#include "net/addr.h"
#include "net/pace.h"
#include "probe/assess.h"
#include "product/declaration.h"
#include "run/run.h"

#define ID_BYTES 8
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

static volatile sig_atomic_t interrupted;

static void on_interrupt(int number)
{
	(void)number;
	interrupted = 1;
}

/* What has to be there before the first packet. */
struct preparation {
	struct catalogue *catalogue;
	struct declaration *declaration;
	json_t *authorization; /* or NULL */
	json_t *parameters;    /* official ones, or NULL */
	const char *name, *vantage;
	struct addr target;
	enum pace pace;
};

static void preparation_done(struct preparation *p)
{
	catalogue_free(p->catalogue);
	declaration_free(p->declaration);
	json_decref(p->authorization);
	json_decref(p->parameters);
}

static char *trimmed(const char *from, size_t n)
{
	struct bytes t = text_trim((struct bytes){ .p = (const uint8_t *)from, .n = n });

	return mem_textn((const char *)t.p, t.n);
}

/* "who, when, why": the last part may hold commas of its own. */
static int read_authorization(json_t **out, const char *text, struct err *err)
{
	const char *first = strchr(text, ',');
	const char *second = first ? strchr(first + 1, ',') : NULL;

	if (!second)
		return err_set(err, E_USAGE,
			       "--authorized needs three parts: \"who, when, why\", not '%s'",
			       text);
	CLEANUP(mem_freep) char *who = trimmed(text, (size_t)(first - text));
	CLEANUP(mem_freep) char *when = trimmed(first + 1, (size_t)(second - first - 1));
	CLEANUP(mem_freep) char *why = trimmed(second + 1, strlen(second + 1));
	if (!*who || !*when || !*why || strlen(who) > 200 || strlen(when) > 100 ||
	    strlen(why) > 500)
		return err_set(
		    err, E_USAGE,
		    "--authorized needs who (1-200 bytes), when (1-100) and why (1-500)");
	*out = json_pack("{s:s, s:s, s:s}", "who", who, "when", when, "why", why);
	return *out ? 0 : err_set(err, E_FORMAT, "--authorized is not valid UTF-8");
}

/* For passwords that of the declaration will do; for a public address see find_target. */
static int find_authorization(struct preparation *p, struct err *err)
{
	json_t *declared =
	    p->declaration ? json_object_get(p->declaration->value, "authorization") : NULL;

	if (o.authorized)
		return read_authorization(&p->authorization, o.authorized, err);
	p->authorization = declared ? json_incref(declared) : NULL;
	return 0;
}

static int find_target(struct preparation *p, const char *argument, struct err *err)
{
	const json_t *declared =
	    p->declaration ? json_object_get(p->declaration->value, "target") : NULL;

	p->name = argument ? argument : json_text(declared, "address");
	p->vantage = json_text(declared, "vantage");
	if (!p->name)
		return err_set(err, E_USAGE, "no target: name one, or declare target.address");
	int r = addr_resolve(&p->target, p->name, err);
	if (r < 0)
		return r;
	/* A declaration may be old or somebody else's; a target is named by the one who runs us. */
	if (!addr_is_private(&p->target) && !o.authorized)
		return err_set(
		    err, -EPERM,
		    "'%s' (%s) is a public address; it is examined only with --authorized "
		    "\"who, when, why\"%s",
		    p->name, p->target.text,
		    p->authorization ? "; the declaration's authorization is for passwords alone"
				     : "");
	return 0;
}

static int prepare(struct preparation *p, const char *argument, struct err *err)
{
	const char *reason;
	int r = catalogue_load(&p->catalogue, opt_common.catalogue, o.pack, err);

	if (r == 0 && o.declaration)
		r = declaration_read(&p->declaration, o.declaration, err);
	if (r == 0 && p->declaration &&
	    !declaration_in_scope(p->declaration, opt_common.language, &reason))
		return err_set(err, E_UNSUPPORTED, "%s: %s", o.declaration, reason);
	if (r == 0 && o.pace && pace_find(o.pace, &p->pace) < 0)
		return err_set(err, E_USAGE, "--pace is 'gentle', 'normal' or 'fast', not '%s'",
			       o.pace);
	if (r == 0)
		r = find_authorization(p, err);
	if (r == 0)
		r = find_target(p, argument, err);
	if (r == 0 && o.parameters)
		r = catalogue_parameters(&p->parameters, p->catalogue, o.parameters, err);
	return r < 0 ? r : assess_check(p->declaration, err);
}

/*
 * The folder's name when none was given: the target, the time and from the second try on its
 * number; nothing a shell trips over.
 */
static char *default_name(const struct preparation *p, const char *now, unsigned number)
{
	char *name = number == 1 ? mem_format("%s-%s.run", p->target.text, now)
				 : mem_format("%s-%s-%u.run", p->target.text, now, number);

	for (char *c = name; *c; c++)
		if (*c == ':' || *c == '%' || *c == '/')
			*c = '-';
	return name;
}

static void describe(struct run *run, const struct preparation *p, const char *now)
{
	uint8_t random[ID_BYTES];
	char id[2 * ID_BYTES + 1];
	const struct passwd *user = getpwuid(getuid());
	const char *sudo = getenv("SUDO_USER");

	if (RAND_bytes(random, sizeof(random)) != 1)
		abort();
	hex_encode(id, (struct bytes){ .p = random, .n = sizeof(random) });
	json_object_set_new(run->doc, "tool",
			    json_pack("{s:s, s:s}", "name", "hoshi", "version", CLI_VERSION));
	json_object_set_new(run->doc, "id", json_string(id));
	json_object_set_new(run->doc, "target",
			    json_pack("{s:s, s:s, s:s}", "name", p->name, "address", p->target.text,
				      "vantage", p->vantage ? p->vantage : "unknown"));
	json_object_set_new(run->doc, "started", json_string(now));
	json_object_set_new(run->doc, "state", json_string("running"));
	json_object_set_new(run->doc, "operator",
			    json_string(sudo   ? sudo
					: user ? user->pw_name
					       : "unknown"));
	json_object_set_new(run->doc, "authorization",
			    p->authorization ? json_incref(p->authorization) : json_null());
	json_object_set_new(run->doc, "pace", json_string(pace_name(p->pace)));
	json_object_set_new(run->doc, "declaration",
			    p->declaration ? declaration_public(p->declaration) : json_null());
	json_object_set_new(run->doc, "pack",
			    json_pack("{s:O, s:O, s:s}", "id",
				      json_object_get(p->catalogue->pack, "id"), "edition",
				      json_object_get(p->catalogue->pack, "edition"), "sha256",
				      p->catalogue->pack_sha256));
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
static int make_folder(struct run **out, const struct preparation *p, const char *now,
		       struct err *err)
{
	int r = E_EXISTS;

	if (o.output)
		return run_new(out, o.output, err);
	for (unsigned number = 1; r == E_EXISTS && number <= NAMES_MAX; number++) {
		CLEANUP(mem_freep) char *name = default_name(p, now, number);

		r = run_new(out, name, err);
	}
	return r;
}

static int begin(struct run **out, const struct preparation *p, struct err *err)
{
	char now[TIME_TEXT_MAX];

	time_format(now, time_unix(&time_system));
	int r = make_folder(out, p, now, err);
	if (r < 0)
		return r;
	describe(*out, p, now);
	if (p->parameters)
		json_object_set((*out)->doc, "parameters", p->parameters);
	r = run_save(*out, err);
	if (r < 0)
		abandon(*out);
	return r;
}

static void watch_signals(void)
{
	const struct sigaction action = { .sa_handler = on_interrupt };
	struct sigaction before;

	(void)sigaction(SIGINT, &action, NULL);
	(void)sigaction(SIGTERM, &action, NULL);
	/* Under nohup a terminal that is closed is none of our business. */
	if (sigaction(SIGHUP, NULL, &before) == 0 && before.sa_handler != SIG_IGN)
		(void)sigaction(SIGHUP, &action, NULL);
}

static int examine(struct run *run, const struct preparation *p, struct err *err)
{
	struct progress progress = PROGRESS(opt_common.language);
	struct assess a = {
		.catalogue = p->catalogue,
		.declaration = p->declaration,
		.target = p->target,
		.parameters = run_list(run, "parameters"),
		.name = p->name,
		.pace = p->pace,
		.authorized = p->authorization != NULL,
		.cancel = &interrupted,
		.progress = progress_show,
		.context = &progress,
	};

	watch_signals();
	int r = assess_run(run, &a, err);
	progress_end(&progress);
	return r;
}

static int run_assess(char **args, unsigned n)
{
	CLEANUP(preparation_done) struct preparation p = { 0 };
	CLEANUP(run_freep) struct run *run = NULL;
	struct err err = { 0 };
	char now[TIME_TEXT_MAX];

	if (prepare(&p, n > 0 ? args[0] : NULL, &err) < 0 || begin(&run, &p, &err) < 0)
		return cli_fail(&err);
	int r = examine(run, &p, &err);

	time_format(now, time_unix(&time_system));
	json_object_set_new(run->doc, "ended", json_string(now));
	json_object_set_new(run->doc, "state", json_string(r < 0 ? "interrupted" : "complete"));
	int code = cli_conclude(run, p.catalogue);
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
