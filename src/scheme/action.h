/*
 * What a person can do that changes something: one function for each, in the tables of action_*.c,
 * called by scheme_handle inside a transaction; and the moves of the workflow, by their names.
 */
#pragma once

#include "scheme/call.h"

struct action {
	const char *name;
	unsigned roles;
	enum outcome (*run)(struct call *c);
};

/* Tables, each ending with a NULL name. */
extern const struct action action_account_table[], action_application_table[], action_label_table[],
    action_admin_table[], action_list_table[], action_public_table[], action_key_table[];
const struct action *action_find(const char *name);
