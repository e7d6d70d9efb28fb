/*
 * What the code on a label's artwork may hold, to choose from: the plain address, or the address
 * with the signed statement behind it (label/label_url.h), without or with names.  Statements stand
 * in the label's row as base64, members "statement" and "statement_full"; a label that was issued
 * without them has its plain address only.
 */
#pragma once

#include "base/base.h"
#include "base/json.h"

struct request;
struct response;
struct web;

enum artwork_code { ARTWORK_CODE_PLAIN, ARTWORK_CODE_COMPACT, ARTWORK_CODE_FULL };
#define ARTWORK_CODES 3

/* As "code" in a query: "plain", "compact", "full". */
const char *artwork_code_word(enum artwork_code code);

/* The address that the code holds; new text, NULL when the row has no such statement. */
char *artwork_code_address(const struct web *web, const json_t *row,
			   enum artwork_code code) MUST_USE;

/*
 * What the query asks for; without "code" the compact one if the row has it, else the plain one.
 * False when it is no such word (400) or the row has no such statement (404), which is answered.
 */
bool artwork_code_of(const struct request *rq, const json_t *row, struct response *rs,
		     enum artwork_code *out) MUST_USE;

/* The same for a page that shows what there is: anything else is as if it had not been asked. */
enum artwork_code artwork_code_shown(const struct request *rq, const json_t *row);
