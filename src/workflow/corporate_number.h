/*
 * The corporate number that the National Tax Agency gives to each legal person: 13 digits, of which
 * the first is a check digit over the others.
 */
#pragma once

#include "base/base.h"

/* 13 ASCII digits with the right check digit.  NULL is none. */
bool corporate_number_valid(const char *text);
