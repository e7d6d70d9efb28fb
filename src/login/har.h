/*
 * What browsers record (HTTP Archive 1.2), a list of entries with a request and a response each:
 * the parts of it that recipes are made from.  Pure.
 */
#pragma once

#include "base/base.h"
#include "base/json.h"

struct buf;

/* The URL that entry i asked for; "" where there is none. */
const char *har_url(const json_t *entries, size_t i);

/* "https://host:1/a?b#c" -> "/a?b", new; *origin: bytes before it. */
char *har_path(const char *url, size_t *origin) MUST_USE;
bool har_same_origin(const char *a, const char *b);

/* Append the text of an entry's answer; nothing when there is none. */
void har_content(struct buf *out, const json_t *entry);

/* Is that request field one of the pages themselves, as in X-CSRF-Token? */
bool har_is_own_field(const char *name);
