/*
 * How an owner runs the scheme: catalogue/registry.json (schema registry.schema.json), replaced
 * member by member by DATA/registry.json where there is one.  Names of scheme and owner,
 * authorities that are asked, number patterns, fees by date, deadlines, reminders, the page's base
 * URL. Each figure that no source states says so ("official": false) and is shown so.
 */
#pragma once

#include "base/base.h"
#include "base/day.h"
#include "base/json.h"

struct err;

#define SETTINGS_FILE "registry.json" /* in the data directory */
#define SETTINGS_FILE_MAX (1u << 20)

struct settings {
	json_t *doc; /* the whole, checked; docs/formats/registry.md */
};

/*
 * dir: the data directory, or NULL for the defaults alone.  Its file is laid over the defaults as a
 * JSON merge patch (RFC 7386): objects member by member, null takes a member away, anything else,
 * lists too, replaces.  A fault names the file and the place.
 */
int settings_load(struct settings *out, const char *dir, struct err *err) MUST_USE;
void settings_done(struct settings *s);

/*
 * The fee in yen of an application of this level and route that is received on this day
 * (YYYY-MM-DD, Asia/Tokyo): {yen, source, official, first, last?}.  NULL when there is no rule:
 * then an officer enters the amount.  Borrowed, as all below.
 */
const json_t *settings_fee(const struct settings *s, unsigned level, const char *route,
			   const char *day);

/*
 * A number by the pattern of its kind ("application", "acceptance", "provisional", "registration"):
 * {year}, {level}, {seq:N} (at least N digits).  seq counts within a year: settings_load sees to it
 * that both are in the pattern.  New text.
 */
char *settings_number(const struct settings *s, const char *kind, const char *day, unsigned level,
		      int64_t seq) MUST_USE;

/* {name, assessment, open_from?, open_until?, packs, ...}; NULL: no such level. */
const json_t *settings_level(const struct settings *s, unsigned level);
/* Are applications of this level, and by this route, taken on this day? */
bool settings_level_open(const struct settings *s, unsigned level, const char *day);
bool settings_route_open(const struct settings *s, const char *route, const char *day);
/* Does somebody else evaluate it and the owner certify (★3, ★4)? */
bool settings_third_party(const struct settings *s, unsigned level);

/* The pack in force for the level on the day: {id, editions, criteria, first, last?}; or NULL. */
const json_t *settings_pack(const struct settings *s, unsigned level, const char *day);

/* Need the criterion of that pack not be shown by this route on this day? */
bool settings_waives(const struct settings *s, const char *route, const char *pack,
		     const char *criterion, const char *day);

/* The last day of a label that is issued (or renewed) from this day on; E_FORMAT, E_LIMIT. */
int settings_label_end(const struct settings *s, char out[static DAY_TEXT_MAX],
		       const char *day) MUST_USE;

/*
 * A number of days: settings_days(s, "due", "inquiry_days").  0 when there is none of that name;
 * the schema sees to it that there is.
 */
int64_t settings_days(const struct settings *s, const char *group, const char *name);
