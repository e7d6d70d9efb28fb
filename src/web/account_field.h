/* Controls that more than one page about accounts shows. */
#pragma once

#include "base/base.h"
#include "base/json.h"
#include "web/request.h"

/* Appends the address by which an account is known. */
void account_field_mail(const struct request *rq, json_t *fields);

/* Appends a new password, and the same once more. */
void account_field_passwords(const struct request *rq, json_t *fields);

/* Japanese or English, under this label; new. */
json_t *account_field_language(const struct request *rq, const char *ja, const char *en,
			       const char *value, bool required) MUST_USE;
