/*
 * Which of the codes in a picture is the label's.  A package bears other codes too, and a sheet the
 * same label many times, beside its plain address for small devices.
 */
#pragma once

#include "label/label_url.h"

struct err;
struct picture_codes;

/*
 * The one statement with its address.  Said in both languages otherwise: E_FORMAT, none of the
 * codes is the address of a label; E_LIMIT, they are of several, which are listed; E_MISSING, the
 * address has no statement, so that the label can only be looked up there.
 */
int label_code_choose(struct label_url *out, const struct picture_codes *codes,
		      struct err *err) MUST_USE;
