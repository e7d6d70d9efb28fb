/*
 * The scheme's procedure as one table: in which state, which action, by whom, under which
 * condition, leads where, and what happens besides.  Pure: facts go in as JSON, the answer comes
 * out.  The diagram in docs/workflow.md is printed from it (workflow_print).
 */
#pragma once

#include "base/base.h"
#include "base/json.h"
#include "workflow/role.h"

struct buf;

enum machine {
	MACHINE_APPLICATION, /* from the draft to the label, or to its refusal */
	MACHINE_LABEL,       /* from issue to the end of its life */
	MACHINE_INQUIRY,     /* one question to one authority */
	MACHINES,
};

/* What happens besides the change of state; the registrar does it in the same transaction. */
enum effect {
	EFFECT_APPLICATION_NUMBER = 1 << 0,
	EFFECT_ACCEPTANCE_NUMBER = 1 << 1,
	EFFECT_PROVISIONAL_NUMBER = 1 << 2,
	EFFECT_REGISTRATION_NUMBER = 1 << 3,
	EFFECT_LABEL_ISSUED = 1 << 4, /* the public event of an issue */
	EFFECT_LABEL_STATUS = 1 << 5, /* the public event of a new status */
	EFFECT_FEE_DUE = 1 << 6,      /* the amount of that day is written down */
	EFFECT_INQUIRIES = 1 << 7,    /* one for each authority of the settings */
	EFFECT_NOTIFY_MAKER = 1 << 8, /* mail in the outbox */
	EFFECT_NOTIFY_OFFICERS = 1 << 9,
	EFFECT_NOTIFY_AUTHORITY = 1 << 10,
	EFFECT_RENEW = 1 << 11,            /* the label's end moves */
	EFFECT_INQUIRIES_CLOSED = 1 << 12, /* open ones are cancelled */
};

/* Conditions; each is one function over the facts (workflow_guard.c). */
enum guard {
	GUARD_NONE,
	GUARD_ELIGIBLE,          /* the product is one of the scheme's */
	GUARD_FORM_COMPLETE,     /* the form check found nothing that forbids handing in */
	GUARD_FORM_CHECKED,      /* nor anything that forbids going on */
	GUARD_INQUIRIES_CLEAR,   /* every authority answered, none objected */
	GUARD_INQUIRY_OBJECTION, /* at least one objected */
	GUARD_FEE_PAID,
	GUARD_PROVISIONAL_NONE,  /* no provisional number given yet */
	GUARD_EVALUATION_BODY,   /* accredited for this level on this day */
	GUARD_REPORT_HANDED_IN,  /* by a body that was accredited for this level on its day */
	GUARD_SECOND_PERSON,     /* not the one who took the first half of the decision */
	GUARD_HEARING_HELD,      /* the hearing is recorded */
	GUARD_TERM_OVER,         /* the label's last day has passed */
	GUARD_RENEWABLE,         /* within the window before the end */
	GUARD_PROVISIONAL_ASKED, /* the maker asked for a provisional number and has none yet */
	GUARD_GRACE_OVER,        /* as TERM_OVER, and the days of grace after it have passed too */
	GUARD_HEARING_OPEN,      /* a hearing was called and is not recorded yet */
	GUARD_EVALUATED,         /* the body is accredited for this level on the report's day */
	GUARDS,
};

#define LEVELS_SELF 0x06u  /* ★1, ★2: bit 1, bit 2 */
#define LEVELS_THIRD 0x18u /* ★3, ★4 */
#define LEVELS_ALL 0x1eu

struct transition {
	enum machine machine;
	const char *from;   /* state */
	const char *action; /* "submit": a name in the API and in the audit trail */
	const char *to;
	unsigned roles;  /* ROLE_BIT */
	unsigned levels; /* bit N: ★N */
	enum guard guard;
	unsigned effects;    /* enum effect */
	bool fresh;          /* asks for the second factor again */
	bool reason;         /* asks for a reason */
	const char *ja, *en; /* what the button says */
};

/*
 * A state and what people call it.  Those of a label are public, all others private.  The words for
 * a label's states come from a secondary source (scheme.md 4.3); "suspended" is our own.
 */
struct workflow_state {
	enum machine machine;
	const char *name;
	bool end; /* nothing leads out of it */
	const char *ja, *en;
};

const struct transition *workflow_table(size_t *n);
const struct workflow_state *workflow_states(size_t *n);
const struct workflow_state *workflow_state_find(enum machine machine, const char *name);

/* The row for this state, action and level, or NULL. */
const struct transition *workflow_find(enum machine machine, const char *from, const char *action,
				       unsigned level);

/* Is it the name of a move of any machine?  NULL is none. */
bool workflow_is_action(const char *action);

/* Why the guard does not let it pass, in both languages; true when it does.  docs in
 * workflow_guard.c */
struct workflow_refusal {
	const char *ja, *en;
};
bool workflow_guard(enum guard guard, const json_t *facts, struct workflow_refusal *why);
const char *workflow_guard_name(enum guard guard); /* "form_complete"; "" for GUARD_NONE */

/*
 * What a label with this status is on a day: the status itself, or the one to which the clock would
 * take it on that day (the step of ROLE_SYSTEM in the table, if its condition holds).  renewal: of
 * the settings, for the days of grace.
 */
const char *workflow_label_status(const char *status, const char *valid_until, const char *today,
				  const json_t *renewal);

/* The state in which a machine begins: "draft", "valid", "asked". */
const char *workflow_start(enum machine machine);

/* The table and a diagram (Mermaid) as Markdown. */
void workflow_print(struct buf *out);
