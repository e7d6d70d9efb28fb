/*
 * What is left of a public event whose record is withheld by order: what its entry in the log says
 * by itself, which nobody can take away.  Everybody who makes the register from the log makes the
 * same of it (docs/formats/event.md).
 */
#pragma once

#include "base/base.h"
#include "base/json.h"

struct log_entry;

/* Can the record of such an entry be withheld?  Keys, lists and criteria have no words of people.
 */
bool withheld_allowed(const struct log_entry *e);

/* The body in the place of the record's own, for kinds about a label.  New. */
json_t *withheld_body(const struct log_entry *e);

bool withheld_is(const json_t *body);
