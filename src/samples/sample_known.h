/*
 * Passwords that are known before anybody looks at the unit: the same on several units, published
 * as a default (catalogue/credentials.json), or a row of the keyboard.
 */
#pragma once

#include "base/json.h"
#include "samples/samples.h"

/* The first unit with the same password, by index; i itself when there is none before it. */
size_t sample_known_twin(const struct samples *s, size_t i);

/* The entry of the published list with that password, or NULL; borrowed. */
const json_t *sample_known_published(const json_t *credentials, const char *password);

/* One character again and again, counting up or down, or along the rows of a keyboard. */
bool sample_known_pattern(const char *password);
