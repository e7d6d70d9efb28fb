#include "net/pace.h"

#include "base/err.h"
#include "base/text.h"
#include "base/time.h"

static const char *const names[] = {
	[PACE_GENTLE] = "gentle", [PACE_NORMAL] = "normal", [PACE_FAST] = "fast"
};

static const struct pace_limits limits[] = {
	[PACE_GENTLE] = { 16, 256, 300 * TIME_MS, 3000 * TIME_MS, 100 },
	[PACE_NORMAL] = { 64, 1024, 200 * TIME_MS, 2000 * TIME_MS, 25 },
	[PACE_FAST] = { 256, 4096, 100 * TIME_MS, 1000 * TIME_MS, 0 },
};

const char *pace_name(enum pace p)
{
	return names[p];
}

int pace_find(const char *name, enum pace *out)
{
	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (text_equal(names[i], name)) {
			*out = (enum pace)i;
			return 0;
		}
	return E_MISSING;
}

const struct pace_limits *pace_limits(enum pace p)
{
	return &limits[p];
}

void pace_rest(enum pace p, int64_t took)
{
	int64_t rest = took / 100 * limits[p].rest_percent;

	if (rest > PACE_REST_MAX)
		rest = PACE_REST_MAX;
	time_sleep(rest);
}
