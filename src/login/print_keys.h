/* What a JSON answer says by its shape: names of members, and the values that mean something. */
#pragma once

#include "base/base.h"
#include "base/json.h"
#include "login/login.h"
#include "login/print_text.h"

struct buf;

#define PRINT_KEYS_DEPTH_MAX 3
#define PRINT_KEYS_VALUE_MAX 24 /* bytes of a value that is shown */

/*
 * "code=401,message,data.ok=false": members in the order they came, down to PRINT_KEYS_DEPTH_MAX.
 * Values of those that hold a result, and every true and false.
 */
void print_keys(char out[static LOGIN_TEXT_MAX], const json_t *value,
		const struct print_typed *typed);

/* Append the texts for people ("message", "detail" ...), with blanks between them. */
void print_keys_texts(struct buf *out, const json_t *value);

/* Append all texts and names. */
void print_keys_all(struct buf *out, const json_t *value);
