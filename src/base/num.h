/*
 * Numbers from outside: read whole or not at all, within the bounds the caller names, and added or
 * multiplied without wrapping.
 */
#pragma once

#include "base/base.h"

/* Decimal digits only: no sign, blank, or anything after.  E_FORMAT, or E_LIMIT out of bounds. */
int num_u64(const char *text, uint64_t min, uint64_t max, uint64_t *out) MUST_USE;
int num_u64n(struct bytes text, uint64_t min, uint64_t max, uint64_t *out) MUST_USE;

/* The same with a '-' before the digits allowed. */
int num_i64(const char *text, int64_t min, int64_t max, int64_t *out) MUST_USE;

bool num_add(size_t a, size_t b, size_t *out) MUST_USE; /* false on overflow, *out untouched */
bool num_mul(size_t a, size_t b, size_t *out) MUST_USE;
