/*
 * From a decision to the public: what an action wants published is kept with the action, in its
 * transaction, and becomes public when its moment has come.  Whatever dies in between, it is
 * published once.
 */
#pragma once

#include "scheme/call.h"

/* At the end of an action: what it published (call_publish), for now. */
enum outcome publisher_keep(struct call *c);

/* Publish what is due.  Outside of a transaction. */
int publisher_run(struct scheme *s, struct err *err) MUST_USE;
