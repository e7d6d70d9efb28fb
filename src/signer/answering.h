/* Dated answers about labels, out of the log that this process writes (label/dated_answer.h). */
#pragma once

#include "base/base.h"
#include "base/json.h"

struct err;
struct sequencer;
struct signing_key;

/*
 * {"number", "model" or missing, "at": Unix seconds, or missing: now} -> {"answer": base64}.
 * E_MISSING: no such label; E_REFUSED: the moment is still to come; E_FORMAT: the model is none.
 */
int answering_make(json_t **out, struct sequencer *sequencer, const struct signing_key *key,
		   const json_t *question, struct err *err) MUST_USE;
