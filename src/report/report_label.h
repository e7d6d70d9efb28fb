/*
 * A piece of evidence has a label in English, which its probe gave it: "port 443: login (basic) at
 * /admin/, published default d001".  Here it is said in the reader's language.  Paths, addresses
 * and what has no words here stay as they are.
 */
#pragma once

#include "base/base.h"

struct buf;

void report_label_say(struct buf *out, const char *label, const char *language);
