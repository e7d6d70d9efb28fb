#include "cli/examination.h"

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
#include "cli/opt.h"
#include "cli/progress.h"
#include "criteria/catalogue.h"
#include "net/portal.h"
#include "probe/assess.h"
#include "product/declaration.h"
#include "run/run.h"

#define ID_BYTES 8

static volatile sig_atomic_t interrupted;

static void on_interrupt(int number)
{
	(void)number;
	interrupted = 1;
}

void examination_done(struct examination *x)
{
	catalogue_free(x->catalogue);
	declaration_free(x->declaration);
	json_decref(x->authorization);
	json_decref(x->parameters);
}

static char *trimmed(const char *from, size_t n)
{
	struct bytes t = text_trim((struct bytes){ .p = (const uint8_t *)from, .n = n });

	return mem_textn((const char *)t.p, t.n);
}

/* The last part may hold commas of its own. */
int examination_authorization(json_t **out, const char *text, struct err *err)
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

int examination_pace(struct examination *x, const char *text, struct err *err)
{
	if (text && pace_find(text, &x->pace) < 0)
		return err_set(err, E_USAGE, "--pace is 'gentle', 'normal' or 'fast', not '%s'",
			       text);
	return 0;
}

int examination_target(struct examination *x, bool allowed, struct err *err)
{
	int r = addr_resolve(&x->target, x->name, err);

	if (r < 0)
		return r;
	if (portal_takes_name(x->name))
		return err_set(err, E_MISSING,
			       "'%s' has the address (%s) that names have here which cannot exist; "
			       "a captive portal may answer: name the device by its address",
			       x->name, x->target.text);
	/* A declaration may be old or somebody else's; a target is named by the one who runs us. */
	if (!addr_is_private(&x->target) && !allowed)
		return err_set(
		    err, -EPERM,
		    "'%s' (%s) is a public address; it is examined only with --authorized "
		    "\"who, when, why\"%s",
		    x->name, x->target.text,
		    x->authorization ? "; the declaration's authorization is for passwords alone"
				     : "");
	return 0;
}

void examination_describe(struct run *run, const struct examination *x, const char *now)
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
			    json_pack("{s:s, s:s, s:s}", "name", x->name, "address", x->target.text,
				      "vantage", x->vantage ? x->vantage : "unknown"));
	json_object_set_new(run->doc, "started", json_string(now));
	json_object_set_new(run->doc, "state", json_string("running"));
	json_object_set_new(run->doc, "operator",
			    json_string(sudo   ? sudo
					: user ? user->pw_name
					       : "unknown"));
	json_object_set_new(run->doc, "authorization",
			    x->authorization ? json_incref(x->authorization) : json_null());
	json_object_set_new(run->doc, "pace", json_string(pace_name(x->pace)));
	json_object_set_new(run->doc, "declaration",
			    x->declaration ? declaration_public(x->declaration) : json_null());
	json_object_set_new(run->doc, "pack",
			    json_pack("{s:O, s:O, s:s}", "id",
				      json_object_get(x->catalogue->pack, "id"), "edition",
				      json_object_get(x->catalogue->pack, "edition"), "sha256",
				      x->catalogue->pack_sha256));
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

int examination_run(struct run *run, const struct examination *x, const char *const *probes,
		    struct err *err)
{
	char now[TIME_TEXT_MAX];
	struct progress progress = PROGRESS(opt_common.language);
	struct assess a = {
		.catalogue = x->catalogue,
		.declaration = x->declaration,
		.target = x->target,
		.parameters = run_list(run, "parameters"),
		.name = x->name,
		.pace = x->pace,
		.authorized = x->authorization != NULL,
		.cancel = &interrupted,
		.progress = progress_show,
		.context = &progress,
		.probes = probes,
	};

	watch_signals();
	int r = assess_run(run, &a, err);
	progress_end(&progress);
	time_format(now, time_unix(&time_system));
	json_object_set_new(run->doc, "ended", json_string(now));
	json_object_set_new(run->doc, "state", json_string(r < 0 ? "interrupted" : "complete"));
	return r;
}
