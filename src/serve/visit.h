/* One request, from its first line to the last byte of the answer: libmicrohttpd's callbacks. */
#pragma once

#include "base/base.h"
#include "base/json.h"

#include <microhttpd.h>

struct front;
struct visitor;

/* The library's options that name the callbacks; for MHD_OPTION_ARRAY. */
const struct MHD_OptionItem *visit_options(struct front *f);

MHD_AccessHandlerCallback visit_handler(void);

/* The registrar's answer to request id.  E_MISSING: nobody waits for it (any more). */
int visit_form_answered(struct front *f, int64_t id, const json_t *reply) MUST_USE;

/* Nobody will answer those who wait; v: this one alone, NULL: all. */
void visit_form_unanswered(struct front *f, const struct visitor *v);
