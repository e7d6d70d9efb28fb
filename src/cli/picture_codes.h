/*
 * The codes in a picture that somebody was sent.  This process takes in the file's bytes alone; a
 * child in SANDBOX_PARSE decodes the picture and hands back the texts of its codes.  A child that
 * crashes or takes too long is an error of the command.
 */
#pragma once

#include "base/base.h"

struct err;
struct picture_codes;

#define PICTURE_SECONDS 120

/*
 * Adds to codes, as picture_read and picture_code_find.  path is for messages.  E_MISSING: there is
 * no code in it.
 */
int picture_codes_of(struct picture_codes *codes, struct bytes file, const char *path,
		     struct err *err) MUST_USE;
