/* Sentences in both languages: {"ja": ..., "en": ...}, filled in from observations. */
#pragma once

#include "base/base.h"
#include "base/json.h"

#define SAY_EACH_MAX 5 /* sentences made from observations before "and N more" */

/*
 * Append a sentence to a {"ja","en"} object: what is there already, a separator, the new one;
 * nothing when it is there already.
 */
void say_add(json_t *to, const char *ja, const char *en);

/* The pack's text as it stands; nothing when it is missing. */
void say_text(json_t *to, const json_t *text);

/*
 * The pack's text once for each observation, {field} replaced by the observation's field; equal
 * sentences once; at most SAY_EACH_MAX, then how many more.  What comes after the
 * sentence with the last field is said once, at the end.  Without observations: as it stands.
 */
void say_each(json_t *to, const json_t *text, const json_t *observations);

/* "There are N more of this kind."; nothing for 0. */
void say_rest(json_t *to, size_t more);

/* All of a list of {"ja","en"} in one, new. */
json_t *say_join(const json_t *said) MUST_USE;
