#include "scheme/action.h"

#include "base/text.h"
#include "scheme/move.h"

/* Every move of the workflow is an action of its own name, done by the machine's one function. */
static const struct {
	const char *prefix;
	enum machine machine;
	struct action action;
} moves[] = {
	{ "application.",
	  MACHINE_APPLICATION,
	  { "application.*", ROLE_BIT(ROLE_MAKER) | ROLE_BIT(ROLE_OFFICER), move_application } },
	{ "label.",
	  MACHINE_LABEL,
	  { "label.*", ROLE_BIT(ROLE_MAKER) | ROLE_BIT(ROLE_OFFICER), move_registration } },
	{ "inquiry.",
	  MACHINE_INQUIRY,
	  { "inquiry.*", ROLE_BIT(ROLE_AUTHORITY) | ROLE_BIT(ROLE_OFFICER), move_inquiry } },
};

static bool machine_knows(enum machine machine, const char *name)
{
	size_t n;
	const struct transition *table = workflow_table(&n);

	for (size_t i = 0; i < n; i++)
		if (table[i].machine == machine && text_equal(table[i].action, name))
			return true;
	return false;
}

const struct action *action_find(const char *name)
{
	static const struct action *const tables[] = {
		action_account_table, action_application_table, action_label_table,
		action_admin_table,   action_list_table,        action_public_table,
		action_key_table
	};

	for (size_t i = 0; i < ARRAY_LEN(tables); i++)
		for (const struct action *a = tables[i]; a->name; a++)
			if (text_equal(a->name, name))
				return a;
	for (size_t i = 0; i < ARRAY_LEN(moves); i++)
		if (text_starts(name, moves[i].prefix) &&
		    machine_knows(moves[i].machine, name + strlen(moves[i].prefix)))
			return &moves[i].action;
	return NULL;
}
