/*
 * What every fuzz target defines and fuzz/driver.c or libFuzzer calls.  It returns 0; a finding is
 * a crash, a sanitizer's report or a failed assert.
 */
#pragma once

#include "base/base.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
