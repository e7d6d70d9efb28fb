/* The form that asks where a label stood on a day; it stands on the label's page, too. */
#pragma once

#include "base/base.h"
#include "base/json.h"
#include "web/request.h"

/* Its fields, filled from the query where the page is the answer's own: for {{>field}}.  New. */
json_t *page_answer_fields(const struct request *rq) MUST_USE;
