#include "workflow/role.h"

#include "base/text.h"

static const char *const names[ROLES] = {
	[ROLE_MAKER] = "maker",
	[ROLE_OFFICER] = "officer",
	[ROLE_AUTHORITY] = "authority",
	[ROLE_AUDITOR] = "auditor",
	[ROLE_ADMINISTRATOR] = "administrator",
	[ROLE_SYSTEM] = "system",
};

const char *role_name(enum role role)
{
	return names[role];
}

int role_find(const char *name)
{
	for (int i = 0; name && i < ROLES; i++)
		if (text_equal(names[i], name))
			return i;
	return -1;
}
