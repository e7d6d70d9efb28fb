/*
 * How an owner runs the scheme: catalogue/registry.json (schema registry.schema.json), replaced
 * member by member by DATA/registry.json where there is one.  Names of scheme and owner,
 * authorities that are asked, number patterns, fees by date, deadlines, reminders, the page's base
 * URL. Each figure that no source states says so ("official": false) and is shown so.
 */
#pragma once

#include "base/base.h"
#include "base/json.h"

struct err;

struct settings {
	json_t *doc; /* the whole, checked */
};

/* dir: the data directory, or NULL for the defaults alone. */
int settings_load(struct settings *out, const char *dir, struct err *err) MUST_USE;
void settings_done(struct settings *s);

/*
 * The fee in yen of an application of this level and route that is received on this day
 * (YYYY-MM-DD, Asia/Tokyo): catalogue data with first and last day, source, official.  NULL when
 * there is no rule: then an officer enters the amount.  Borrowed.
 */
const json_t *settings_fee(const struct settings *s, unsigned level, const char *route,
			   const char *day);

/*
 * A number by the pattern of its kind ("application", "acceptance", "provisional", "registration"):
 * {year}, {level}, {seq:N} (N digits).  New text.
 */
char *settings_number(const struct settings *s, const char *kind, const char *day, unsigned level,
		      int64_t seq) MUST_USE;
