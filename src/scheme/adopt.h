/*
 * What the registry goes by and nobody decides, since it comes with the program and its settings:
 * the criteria pack in force and the table of recognition between schemes.  Each is published when
 * it is another one than the last in the log (kinds "criteria" and "recognition",
 * docs/formats/event.md).
 */
#pragma once

#include "base/base.h"
#include "base/json.h"

struct err;
struct scheme;
struct store;

/*
 * Once after a start, when the log was followed to its end (scheme->followed): keeps a publication
 * for each that is another one, in one transaction of its own.  recognitions: the table as read
 * (label/recognition.h), NULL: none.
 */
int adopt(struct scheme *s, const json_t *recognitions, struct err *err) MUST_USE;

/* A record of these kinds came with the log: remember it.  In the caller's transaction. */
int adopt_follow(struct store *store, const json_t *record, struct err *err) MUST_USE;
