/*
 * How a recorded browser went on after a login: a later request to the same place that carries, in
 * Authorization or a field of the page's own (X-...), what the login was answered with.  Pure.
 */
#pragma once

#include "base/base.h"
#include "base/json.h"

/* A recipe's "session", new; NULL: nothing of entry login's answer went along later. */
json_t *session_from_har(const json_t *entries, size_t login) MUST_USE;
