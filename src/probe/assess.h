/*
 * One assessment: the probes in order, each in a worker of its own, their reports into the run.
 * Whatever happens to a probe (crash, deadline, Ctrl-C, full disk), its coverage says so and the
 * run on disk can be opened and judged.
 */
#pragma once

#include <signal.h>

#include "base/base.h"
#include "base/json.h"
#include "net/addr.h"
#include "net/pace.h"

struct catalogue;
struct declaration;
struct err;
struct run;

struct assess {
	const struct catalogue *catalogue;
	const struct declaration *declaration; /* or NULL */
	const json_t *parameters;              /* official overrides, or NULL */
	struct addr target;
	const char *name;
	enum pace pace;
	bool authorized;
	const char *const *probes; /* names of those that run, ends with NULL; NULL: all of them */
	const volatile sig_atomic_t *cancel;
	/* A probe starts (done and total 0) or moves on; may be NULL. */
	void (*progress)(void *context, const char *title_ja, const char *title_en, unsigned done,
			 unsigned total);
	void *context;
};

/*
 * Can the secrets and the authorities that the declaration names be read?  To be asked before a run
 * is begun, so that a typing error leaves nothing behind.  d may be NULL.
 */
int assess_check(const struct declaration *d, struct err *err) MUST_USE;

/*
 * 0: all probes had their turn (each may have failed by itself, or been ended because the run holds
 * as much evidence as it may: coverage says "evidence_full").  E_CANCELLED: the user stopped it.
 * E_TIMEOUT: the device never answered.  Storage errors as they are.  The run is saved after every
 * probe in any case.
 */
int assess_run(struct run *run, const struct assess *a, struct err *err) MUST_USE;
