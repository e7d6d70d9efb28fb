/*
 * Loading: the defaults that are built in, the owner's file laid over them, then the schema and
 * what a schema cannot say.  Looking up: rules with a first and a last day, of which the first that
 * holds on the day counts; settings_load refuses any two that would both.
 */
#include "workflow/settings.h"

#include <unistd.h>

#include "base/buf.h"
#include "base/embedded.h"
#include "base/err.h"
#include "base/fd.h"
#include "base/mem.h"
#include "base/schema.h"
#include "base/schema_embedded.h"
#include "base/text.h"

#define DEFAULTS "catalogue/registry.json"
#define NUMBER_MAX 100

static const char *const kinds[] = { "application", "acceptance", "provisional", "registration" };

/* ---- loading ---- */

/* RFC 7386 2, to the depth that json_read lets through. */
static void merge(json_t *target, const json_t *patch)
{
	const char *key;
	json_t *value;

	json_object_foreach (json_lend(patch), key, value) {
		json_t *old = json_object_get(target, key);

		if (json_is_null(value)) {
			(void)json_object_del(target, key);
		} else if (json_is_object(value)) {
			if (!json_is_object(old)) {
				old = json_object();
				json_object_set_new(target, key, old);
			}
			merge(old, value);
		} else {
			json_object_set(target, key, value);
		}
	}
}

static int lay_over(json_t *doc, const char *path, struct err *err)
{
	CLEANUP(json_done) json_t *patch = NULL;
	int r = json_read_file(&patch, path, SETTINGS_FILE_MAX, err);

	if (r < 0)
		return r;
	if (!json_is_object(patch))
		return err_set(err, E_FORMAT, "%s: is no object", path);
	merge(doc, patch);
	return 0;
}

static int check_patterns(const json_t *doc, const char *name, struct err *err)
{
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
		const char *pattern = json_text(json_object_get(doc, "numbers"), kinds[i]);
		const char *seq = strstr(pattern, "{seq:");

		/* The counters begin again each year. */
		if (!seq || strstr(seq + 1, "{seq:") || !strstr(pattern, "{year}"))
			return err_set(err, E_FORMAT,
				       "%s: /numbers/%s: has to hold {year} and, once, {seq:N}",
				       name, kinds[i]);
		for (size_t k = 0; k < i; k++)
			if (text_equal(pattern,
				       json_text(json_object_get(doc, "numbers"), kinds[k])))
				return err_set(err, E_EXISTS,
					       "%s: /numbers/%s: is the pattern of %s numbers too",
					       name, kinds[i], kinds[k]);
	}
	return 0;
}

/* A rule's days: each a day of the calendar, the first not after the last. */
static int check_days(const json_t *rule, const char *from, const char *until, const char *name,
		      const char *where, struct err *err)
{
	const char *first = json_text(rule, from), *last = json_text(rule, until);

	if ((first && !day_valid(first)) || (last && !day_valid(last)))
		return err_set(err, E_FORMAT, "%s: %s: there is no such day", name, where);
	if (first && last && day_compare(first, last) > 0)
		return err_set(err, E_FORMAT, "%s: %s: ends before it begins", name, where);
	return 0;
}

static bool overlap(const json_t *a, const json_t *b)
{
	const char *a_last = json_text(a, "last"), *b_last = json_text(b, "last");

	return (!a_last || day_compare(json_text(b, "first"), a_last) <= 0) &&
	       (!b_last || day_compare(json_text(a, "first"), b_last) <= 0);
}

/* keys: what makes two rules speak of the same thing; ends with NULL. */
static int check_rules(const json_t *list, const char *const *keys, const char *name,
		       const char *where, struct err *err)
{
	size_t i, k;
	json_t *rule;

	json_array_foreach (list, i, rule) {
		CLEANUP(mem_freep) char *place = mem_format("%s/%zu", where, i);
		int r = check_days(rule, "first", "last", name, place, err);

		if (r < 0)
			return r;
		for (k = 0; k < i; k++) {
			const json_t *other = json_array_get(list, k);
			bool same = true;

			for (size_t m = 0; keys[m]; m++)
				same = same && json_equal(json_object_get(rule, keys[m]),
							  json_object_get(other, keys[m]));
			if (same && overlap(rule, other))
				return err_set(err, E_EXISTS,
					       "%s: %s: holds on the same day as %s/%zu", name,
					       place, where, k);
		}
	}
	return 0;
}

static int check_ids(const json_t *list, const char *name, const char *where, struct err *err)
{
	size_t i;
	json_t *item;

	json_array_foreach (list, i, item)
		for (size_t k = 0; k < i; k++)
			if (text_equal(json_text(item, "id"),
				       json_text(json_array_get(list, k), "id")))
				return err_set(err, E_EXISTS, "%s: %s/%zu: the id is used twice",
					       name, where, i);
	return 0;
}

/* Levels and routes: when they are open; a level's packs one after the other. */
static int check_openings(const json_t *doc, const char *group, const char *name, struct err *err)
{
	static const char *const nothing[] = { NULL };
	const char *key;
	json_t *value;

	json_object_foreach (json_lend(json_object_get(doc, group)), key, value) {
		CLEANUP(mem_freep) char *where = mem_format("/%s/%s", group, key);
		CLEANUP(mem_freep) char *packs = mem_format("%s/packs", where);
		int r = check_days(value, "open_from", "open_until", name, where, err);

		if (r == 0)
			r = check_rules(json_object_get(value, "packs"), nothing, name, packs, err);
		if (r < 0)
			return r;
	}
	return 0;
}

/* Every "source" anywhere is one of the list. */
static int check_sources(const json_t *value, const json_t *sources, const char *name,
			 struct err *err)
{
	const char *id = json_text(value, "source");
	bool known = !id;
	size_t i;
	json_t *item;
	const char *key;
	int r = 0;

	json_array_foreach (sources, i, item)
		known = known || text_equal(json_text(item, "id"), id);
	if (!known)
		return err_set(err, E_MISSING, "%s: there is no source '%s'", name, id);
	json_object_foreach (json_lend(value), key, item)
		if (r == 0)
			r = check_sources(item, sources, name, err);
	json_array_foreach (value, i, item)
		if (r == 0)
			r = check_sources(item, sources, name, err);
	return r;
}

static int check(const json_t *doc, const char *name, struct err *err)
{
	static const char *const fee_keys[] = { "level", "route", NULL };
	static const char *const waiver_keys[] = { "route", "pack", NULL };
	CLEANUP(schema_freep) struct schema *schema = NULL;
	struct schema_fault fault;
	int r = schema_embedded(&schema, "registry", err);

	if (r < 0)
		return r;
	r = schema_check(schema, doc, &fault);
	if (r < 0)
		return err_set(err, r, "%s: %s: %s", name, *fault.pointer ? fault.pointer : "/",
			       fault.reason);
	r = check_patterns(doc, name, err);
	if (r == 0)
		r = check_ids(json_object_get(doc, "sources"), name, "/sources", err);
	if (r == 0)
		r = check_ids(json_object_get(doc, "authorities"), name, "/authorities", err);
	if (r == 0)
		r = check_sources(doc, json_object_get(doc, "sources"), name, err);
	if (r == 0)
		r = check_openings(doc, "levels", name, err);
	if (r == 0)
		r = check_openings(doc, "routes", name, err);
	if (r == 0)
		r = check_rules(json_object_get(doc, "fees"), fee_keys, name, "/fees", err);
	if (r == 0)
		r = check_rules(json_object_get(doc, "waivers"), waiver_keys, name, "/waivers",
				err);
	return r;
}

int settings_load(struct settings *out, const char *dir, struct err *err)
{
	CLEANUP(json_done) json_t *doc = NULL;
	CLEANUP(mem_freep) char *path = dir ? mem_format("%s/%s", dir, SETTINGS_FILE) : NULL;
	bool own = path && access(path, F_OK) == 0;
	int r = json_read(&doc, embedded_find(DEFAULTS), DEFAULTS, err);

	if (r == 0 && own)
		r = lay_over(doc, path, err);
	if (r == 0)
		r = check(doc, own ? path : DEFAULTS, err);
	if (r < 0)
		return r;
	out->doc = steal(doc);
	return 0;
}

void settings_done(struct settings *s)
{
	json_decref(s->doc);
	s->doc = NULL;
}

/* ---- looking up ---- */

static bool holds(const json_t *rule, const char *from, const char *until, const char *day)
{
	const char *first = json_text(rule, from), *last = json_text(rule, until);

	return first && day && day_compare(first, day) <= 0 &&
	       (!last || day_compare(day, last) <= 0);
}

const json_t *settings_fee(const struct settings *s, unsigned level, const char *route,
			   const char *day)
{
	size_t i;
	json_t *rule;

	json_array_foreach (json_object_get(s->doc, "fees"), i, rule)
		if (json_int(rule, "level", 0) == level &&
		    text_equal(json_text(rule, "route"), route) &&
		    holds(rule, "first", "last", day))
			return rule;
	return NULL;
}

char *settings_number(const struct settings *s, const char *kind, const char *day, unsigned level,
		      int64_t seq)
{
	const char *p = json_text(json_object_get(s->doc, "numbers"), kind);
	CLEANUP(buf_done) struct buf out = BUF(NUMBER_MAX);

	/* The schema let nothing but these three through. */
	while (*p) {
		if (*p != '{') {
			buf_add(&out, p++, 1);
			continue;
		}
		if (text_starts(p, "{year}"))
			buf_add(&out, day, 4);
		else if (text_starts(p, "{level}"))
			buf_format(&out, "%u", level);
		else
			buf_format(&out, "%0*" PRId64, p[strlen("{seq:")] - '0', seq);
		p = strchr(p, '}') + 1;
	}
	return buf_take(&out);
}

const json_t *settings_level(const struct settings *s, unsigned level)
{
	const char name[] = { (char)('0' + level % 10), '\0' };

	return level < 10 ? json_object_get(json_object_get(s->doc, "levels"), name) : NULL;
}

bool settings_level_open(const struct settings *s, unsigned level, const char *day)
{
	return holds(settings_level(s, level), "open_from", "open_until", day);
}

bool settings_route_open(const struct settings *s, const char *route, const char *day)
{
	const json_t *routes = json_object_get(s->doc, "routes");

	return route && holds(json_object_get(routes, route), "open_from", "open_until", day);
}

bool settings_third_party(const struct settings *s, unsigned level)
{
	return text_equal(json_text(settings_level(s, level), "assessment"), "third_party");
}

const json_t *settings_pack(const struct settings *s, unsigned level, const char *day)
{
	size_t i;
	json_t *rule;

	json_array_foreach (json_object_get(settings_level(s, level), "packs"), i, rule)
		if (holds(rule, "first", "last", day))
			return rule;
	return NULL;
}

bool settings_waives(const struct settings *s, const char *route, const char *pack,
		     const char *criterion, const char *day)
{
	size_t i;
	json_t *rule;

	json_array_foreach (json_object_get(s->doc, "waivers"), i, rule)
		if (text_equal(json_text(rule, "route"), route) &&
		    text_equal(json_text(rule, "pack"), pack) &&
		    holds(rule, "first", "last", day) &&
		    json_has_text(json_object_get(rule, "criteria"), criterion))
			return true;
	return false;
}

int settings_label_end(const struct settings *s, char out[static DAY_TEXT_MAX], const char *day)
{
	char next[DAY_TEXT_MAX];
	int r =
	    day_add_months(next, day, json_int(json_object_get(s->doc, "validity"), "months", 0));

	if (r < 0)
		return r;
	/*
	 * Two years that begin on 1 April end on 31 March: a day more would be more than two years.
	 * What begins on 29 February ends with the February that has no such day.
	 */
	return day_add(out, next, text_equal(next + 8, day + 8) ? -1 : 0);
}

int64_t settings_days(const struct settings *s, const char *group, const char *name)
{
	return json_int(json_object_get(s->doc, group), name, 0);
}
