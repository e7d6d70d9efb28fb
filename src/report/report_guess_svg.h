/*
 * The attempts at one door as a picture: one mark for each, in order; how high says how long the
 * answer took, shape and colour what it was.  Bands name the phases; where the device held back,
 * the ground is shaded.  It can be read without colour, and text stands beside it that says the
 * same.  The picture is inline SVG without script, as wide as the page lets it be.
 */
#pragma once

#include "base/base.h"
#include "base/json.h"

struct report_page;

/* door: an element of the model's "guessing"; nothing is drawn when it has no points. */
void report_guess_svg(struct report_page *p, const json_t *door);
