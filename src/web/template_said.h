/*
 * In which language something is that a person typed in one language only: a product's name, a
 * message, a reason.  On a page of the other language it is marked as such (WCAG 2.2, 3.1.2), so
 * that it is read out and broken into lines as what it is.  Ours are Japanese and English.
 */
#pragma once

#include "base/base.h"

/*
 * "ja" on an English page for what has Japanese characters, "en" on a Japanese one for what has
 * none but two words or more; NULL for everything else: numbers, models, one word, addresses.
 */
const char *template_said_language(const char *text, bool japanese);
