/* The status list as the log has the labels: each at the place that its issue had among issues. */
#pragma once

#include "base/base.h"

struct buf;
struct err;
struct shelf;
struct signing_key;

#define STATUS_FILE_TTL INT64_C(86400) /* seconds that a list is told to be fresh */

/* Append the signed list.  made: Unix seconds. */
int status_file_make(struct buf *out, const struct shelf *shelf, const char *issuer, int64_t made,
		     const struct signing_key *key, struct err *err) MUST_USE;
