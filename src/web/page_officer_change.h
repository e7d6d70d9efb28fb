/* A notice about a label with what it would change, value by value. */
#pragma once

#include "base/base.h"
#include "base/json.h"

/*
 * notice: a row with id, kind, state, at, account_name, body, answer, answered; document: the body
 * of the application as it is now.  New object: {id, kind {ja, en}, is_change, open, state (a
 * badge: {kind, label}), at, by, why, answer, answered, changes: list of {label, before, after},
 * added, removed: lists of {number, name}, renamed: list of {number, before, after}, has_added,
 * has_removed, has_renamed, compared}.  What was decided is compared with what was in force then;
 * where that was not kept, compared is false and there are only new values.
 */
json_t *page_officer_change(const json_t *notice, const json_t *document) MUST_USE;
