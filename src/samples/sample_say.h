/* Findings about samples in words, {"ja", "en"}; new references. */
#pragma once

#include "base/json.h"
#include "samples/sample_derive.h"
#include "samples/sample_serial.h"

json_t *sample_say(const char *ja, const char *en) MUST_USE;
json_t *sample_say_format(const char *ja, const char *en, ...) PRINTF_LIKE(1, 3)
    PRINTF_LIKE(2, 3) MUST_USE;

/* "The last 8 characters of the password are ..." */
json_t *sample_say_rule(const struct sample_rule *rule, const struct sample_derivation *d) MUST_USE;
json_t *sample_say_serial(const struct sample_serial *serial) MUST_USE;
json_t *sample_say_check(const char *code) MUST_USE; /* what is looked at */
