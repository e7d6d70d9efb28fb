/*
 * Prints two tables of the registry as tab-separated lines, for tests that press every button and
 * open every page as everybody:
 *
 *   move   machine from action to roles levels guard
 *   route  method pattern roles action
 *
 * roles: names between commas, "public" for everybody; levels: digits.
 */
#include <stdio.h>

#include "web/route.h"
#include "workflow/workflow.h"

static void print_roles(unsigned roles)
{
	const char *comma = "";

	for (int role = 0; role < ROLES; role++) {
		if (!(roles & ROLE_BIT(role)))
			continue;
		printf("%s%s", comma, role_name((enum role)role));
		comma = ",";
	}
	if (roles & ROLE_PUBLIC)
		printf("%spublic", comma);
}

static void print_moves(void)
{
	static const char *const machines[MACHINES] = {
		[MACHINE_APPLICATION] = "application",
		[MACHINE_LABEL] = "label",
		[MACHINE_INQUIRY] = "inquiry",
	};
	size_t n;
	const struct transition *table = workflow_table(&n);

	for (size_t i = 0; i < n; i++) {
		const struct transition *t = &table[i];

		printf("move\t%s\t%s\t%s\t%s\t", machines[t->machine], t->from, t->action, t->to);
		print_roles(t->roles);
		putchar('\t');
		for (unsigned level = 1; level <= 4; level++)
			if (t->levels & 1u << level)
				printf("%u", level);
		printf("\t%s\n", workflow_guard_name(t->guard));
	}
}

static void print_routes(void)
{
	size_t n;
	const struct route *table = routes_table(&n);

	for (size_t i = 0; i < n; i++) {
		printf("route\t%s\t%s\t", table[i].method == METHOD_POST ? "POST" : "GET",
		       table[i].pattern);
		print_roles(table[i].roles);
		printf("\t%s\n", table[i].action ? table[i].action : "");
	}
}

int main(void)
{
	print_moves();
	print_routes();
	return fflush(stdout) == 0 ? 0 : 1;
}
