#include "probe/credentials_plan.h"

#include "base/mem.h"
#include "base/text.h"
#include "criteria/catalogue.h"
#include "probe/probe.h"

/* Does anything that the device said name this maker? */
static bool is_named(const struct probe_context *cx, const char *vendor)
{
	static const char *const keys[] = { "banner", "title", "subject", "issuer", "text" };
	size_t i;
	json_t *o;

	json_array_foreach (cx->observations, i, o)
		for (size_t k = 0; k < ARRAY_LEN(keys); k++) {
			const char *text = json_text(o, keys[k]);

			if (text && strcasestr(text, vendor))
				return true;
		}
	return false;
}

/* 0: a maker that was seen; 1: of no maker; 2: another maker's. */
static unsigned rank(const struct probe_context *cx, const json_t *entry)
{
	const char *vendor = json_text(entry, "vendor");

	return !vendor ? 1 : is_named(cx, vendor) ? 0 : 2;
}

static unsigned planned_of(const struct credentials_plan *p, const char *account)
{
	unsigned n = 0;

	for (unsigned i = 0; i < p->n; i++)
		n += text_equal(p->account[i], account);
	return n;
}

/* Behind the last one of its account; others keep their order. */
static void add(struct credentials_plan *p, size_t pick, const char *account)
{
	unsigned at = p->n;

	if (planned_of(p, account) > 0)
		while (!text_equal(p->account[at - 1], account))
			at--;
	memmove(p->pick + at + 1, p->pick + at, (p->n - at) * sizeof(*p->pick));
	memmove(p->account + at + 1, p->account + at, (p->n - at) * sizeof(*p->account));
	p->pick[at] = pick;
	p->account[at] = account;
	p->n++;
}

void credentials_plan_make(struct credentials_plan *out, const struct probe_context *cx,
			   const char *door, unsigned tries_per_account)
{
	const json_t *entries = json_object_get(cx->catalogue->credentials, "entries");
	size_t all = json_array_size(entries), i;
	json_t *entry;

	*out = (struct credentials_plan){ .entries = entries,
					  .pick = mem_array(all, sizeof(*out->pick)),
					  .account = mem_array(all, sizeof(*out->account)) };
	for (unsigned wanted = 0; wanted <= 2; wanted++)
		json_array_foreach (entries, i, entry) {
			const char *account = json_text(entry, "account");

			if (!json_has_text(json_object_get(entry, "services"), door) ||
			    rank(cx, entry) != wanted ||
			    planned_of(out, account) >= tries_per_account)
				continue;
			add(out, i, account);
		}
}

const json_t *credentials_plan_entry(const struct credentials_plan *p, unsigned i)
{
	assert(i < p->n);
	return json_array_get(p->entries, p->pick[i]);
}

void credentials_plan_done(struct credentials_plan *p)
{
	mem_free(p->pick);
	mem_free(p->account);
	*p = (struct credentials_plan){ 0 };
}
