/*
 * Examining a device from the command line: what has to be settled before the first packet, the run
 * that is begun, and the probes with a line that says what goes on.  Shared by hoshi assess and
 * hoshi init.
 */
#pragma once

#include "base/json.h"
#include "net/addr.h"
#include "net/pace.h"

struct catalogue;
struct declaration;
struct err;
struct run;

struct examination {
	struct catalogue *catalogue;
	struct declaration *declaration; /* or NULL */
	json_t *authorization;           /* or NULL */
	json_t *parameters;              /* official ones, or NULL */
	const char *name, *vantage;      /* of the target; vantage may be NULL */
	struct addr target;
	enum pace pace;
};

void examination_done(struct examination *x);

/* --authorized: "who, when, why"; *out is a new object. */
int examination_authorization(json_t **out, const char *text, struct err *err) MUST_USE;

/* --pace; NULL leaves it as it is. */
int examination_pace(struct examination *x, const char *text, struct err *err) MUST_USE;

/*
 * Find the address of x->name.  A public one is refused (-EPERM) unless allowed: a declaration's
 * authorisation is not enough for that.
 */
int examination_target(struct examination *x, bool allowed, struct err *err) MUST_USE;

/* Fill a new run with who, what and when; now is its time. */
void examination_describe(struct run *run, const struct examination *x, const char *now);

/*
 * Run the probes named in the list, which ends with NULL (NULL: all); SIGINT, SIGTERM and SIGHUP
 * end it.  Notes in the run how it ended.  Errors as those of assess_run.
 */
int examination_run(struct run *run, const struct examination *x, const char *const *probes,
		    struct err *err) MUST_USE;
