/* The supply-chain questionnaire for those who judge it: who stands behind the product, by name. */
#pragma once

#include "base/base.h"
#include "base/json.h"

/*
 * List of {label, none: "there are none" was declared, has_rows, rows: [{name, country, role,
 * parents: list of {name, country}}]}; countries and roles in words.  document: the application.
 * New.
 */
json_t *page_officer_supply(const json_t *document) MUST_USE;
