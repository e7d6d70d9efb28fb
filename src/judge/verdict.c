#include "judge/verdict.h"

#include "base/err.h"
#include "base/text.h"

static const char *const names[VERDICT_COUNT] = {
	[VERDICT_NOT_APPLICABLE] = "not_applicable",
	[VERDICT_PASS] = "pass",
	[VERDICT_NEEDS_HUMAN] = "needs_human",
	[VERDICT_INCONCLUSIVE] = "inconclusive",
	[VERDICT_ERROR] = "error",
	[VERDICT_FAIL] = "fail",
};

enum verdict verdict_worse(enum verdict a, enum verdict b)
{
	return a > b ? a : b;
}

const char *verdict_name(enum verdict v)
{
	return names[v];
}

int verdict_find(const char *name, enum verdict *out)
{
	for (size_t i = 0; i < VERDICT_COUNT; i++)
		if (text_equal(names[i], name)) {
			*out = (enum verdict)i;
			return 0;
		}
	return E_MISSING;
}
