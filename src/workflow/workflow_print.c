/* docs/workflow.md: for each machine a diagram, its states and its table. */
#include "base/buf.h"
#include "base/text.h"
#include "workflow/workflow.h"

static const char *const titles[MACHINES] = {
	[MACHINE_APPLICATION] = "Application",
	[MACHINE_LABEL] = "Label",
	[MACHINE_INQUIRY] = "Inquiry",
};

static const struct {
	enum effect effect;
	const char *name;
} effects[] = {
	{ EFFECT_APPLICATION_NUMBER, "application number" },
	{ EFFECT_ACCEPTANCE_NUMBER, "acceptance number" },
	{ EFFECT_PROVISIONAL_NUMBER, "provisional number" },
	{ EFFECT_REGISTRATION_NUMBER, "registration number" },
	{ EFFECT_LABEL_ISSUED, "public: label issued" },
	{ EFFECT_LABEL_STATUS, "public: status" },
	{ EFFECT_RENEW, "new end" },
	{ EFFECT_FEE_DUE, "fee due" },
	{ EFFECT_INQUIRIES, "inquiries" },
	{ EFFECT_INQUIRIES_CLOSED, "inquiries closed" },
	{ EFFECT_NOTIFY_MAKER, "mail to maker" },
	{ EFFECT_NOTIFY_OFFICERS, "mail to officers" },
	{ EFFECT_NOTIFY_AUTHORITY, "mail to authority" },
};

/* What stays in its state (save, numbers, hearings) would only clutter the picture. */
static void print_diagram(struct buf *out, enum machine machine)
{
	size_t n;
	const struct transition *t = workflow_table(&n);

	buf_format(out, "```mermaid\nstateDiagram-v2\n    [*] --> %s\n", workflow_start(machine));
	for (size_t i = 0; i < n; i++) {
		if (t[i].machine != machine || text_equal(t[i].from, t[i].to))
			continue;
		buf_format(out, "    %s --> %s: %s", t[i].from, t[i].to, t[i].action);
		if (t[i].levels != LEVELS_ALL)
			buf_text(out, t[i].levels == LEVELS_SELF ? " ★1 ★2" : " ★3 ★4");
		buf_text(out, "\n");
	}
	const struct workflow_state *s = workflow_states(&n);
	for (size_t i = 0; i < n; i++)
		if (s[i].machine == machine && s[i].end)
			buf_format(out, "    %s --> [*]\n", s[i].name);
	buf_text(out, "```\n\n");
}

static void print_states(struct buf *out, enum machine machine)
{
	size_t n;
	const struct workflow_state *s = workflow_states(&n);

	buf_text(out, "| state | 日本語 | English |\n|---|---|---|\n");
	for (size_t i = 0; i < n; i++)
		if (s[i].machine == machine)
			buf_format(out, "| `%s`%s | %s | %s |\n", s[i].name,
				   s[i].end ? " (end)" : "", s[i].ja, s[i].en);
	buf_text(out, "\n");
}

static void print_effects(struct buf *out, unsigned set)
{
	const char *between = "";

	for (size_t i = 0; i < ARRAY_LEN(effects); i++)
		if (set & effects[i].effect) {
			buf_format(out, "%s%s", between, effects[i].name);
			between = ", ";
		}
}

static void print_roles(struct buf *out, unsigned set)
{
	const char *between = "";

	for (unsigned role = 0; role < ROLES; role++)
		if (set & ROLE_BIT(role)) {
			buf_format(out, "%s%s", between, role_name((enum role)role));
			between = ", ";
		}
}

static void print_row(struct buf *out, const struct transition *t)
{
	const char *guard = workflow_guard_name(t->guard);

	buf_format(out, "| `%s` | `%s` | `%s` | ", t->from, t->action, t->to);
	print_roles(out, t->roles);
	buf_text(out, t->levels == LEVELS_ALL    ? " | all | "
		      : t->levels == LEVELS_SELF ? " | ★1 ★2 | "
						 : " | ★3 ★4 | ");
	if (*guard)
		buf_format(out, "`%s`", guard);
	buf_format(out, " | %s%s%s | ", t->fresh ? "second factor" : "",
		   t->fresh && t->reason ? ", " : "", t->reason ? "reason" : "");
	print_effects(out, t->effects);
	buf_format(out, " | %s / %s |\n", t->ja, t->en);
}

void workflow_print(struct buf *out)
{
	size_t n;
	const struct transition *t = workflow_table(&n);

	buf_text(
	    out,
	    "# Workflow\n\n"
	    "Printed from the table in `src/workflow/workflow.c` "
	    "by `tests/tools/workflow_print.c`; a test compares the two. Do not edit.\n\n"
	    "An action that leaves the state as it is stands in the tables only. Conditions: "
	    "`src/workflow/workflow_guard.c`.\n"
	    "The words for the states of a label come from a secondary source; `suspended` is "
	    "our own.\n\n"
	    "\"Second factor\": the person decides, and the signer attests it over what "
	    "becomes public "
	    "(`docs/formats/decision.md`).\n"
	    "So is an officer's answer to a maker's notice, whether it is accepted or "
	    "declined. The\n"
	    "decision is called `accept_change`, `decline_change`, `accept_report` or "
	    "`decline_report`; of these the first alone publishes\n"
	    "something. What a maker itself puts on the label's page (`publish_notice`) is "
	    "its own word and asks for no code;\n"
	    "a correction by the registry (`correct`) is an officer's decision, too, and moves "
	    "nothing.\n");
	for (unsigned m = 0; m < MACHINES; m++) {
		buf_format(out, "\n## %s\n\n", titles[m]);
		print_diagram(out, (enum machine)m);
		print_states(out, (enum machine)m);
		buf_text(out, "| in | action | then | who | level | condition | asks for | besides "
			      "| button |\n|---|---|---|---|---|---|---|---|---|\n");
		for (size_t i = 0; i < n; i++)
			if (t[i].machine == m)
				print_row(out, &t[i]);
	}
}
