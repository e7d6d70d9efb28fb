#include "judge/verdict.h"

#include "base/err.h"
#include "base/text.h"

static const struct {
	const char *name, *ja, *en;
} words[VERDICT_COUNT] = {
	[VERDICT_NOT_APPLICABLE] = { "not_applicable", "対象外", "not applicable" },
	[VERDICT_PASS] = { "pass", "不備なし", "pass" },
	[VERDICT_NEEDS_HUMAN] = { "needs_human", "要確認", "needs a person" },
	[VERDICT_INCONCLUSIVE] = { "inconclusive", "判定不能", "inconclusive" },
	[VERDICT_ERROR] = { "error", "検査失敗", "error" },
	[VERDICT_FAIL] = { "fail", "不備あり", "fail" },
};

enum verdict verdict_worse(enum verdict a, enum verdict b)
{
	return a > b ? a : b;
}

const char *verdict_name(enum verdict v)
{
	return words[v].name;
}

const char *verdict_label(enum verdict v, const char *language)
{
	return text_equal(language, "ja") ? words[v].ja : words[v].en;
}

int verdict_find(const char *name, enum verdict *out)
{
	for (size_t i = 0; i < VERDICT_COUNT; i++)
		if (text_equal(words[i].name, name)) {
			*out = (enum verdict)i;
			return 0;
		}
	return E_MISSING;
}
