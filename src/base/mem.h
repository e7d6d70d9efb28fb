/*
 * The only place that calls malloc.  Running out of memory ends the process: sizes that come from
 * outside are bounded by their named limits before they get here, so this is never a way to make
 * us fail, only a machine that is broken.
 */
#pragma once

#include "base/base.h"

/* n * size zeroed bytes; an overflowing product aborts.  n == 0 yields a valid pointer. */
void *mem_array(size_t n, size_t size) MUST_USE;

/* Grow or shrink to n elements; new elements are NOT zeroed.  p may be NULL. */
void *mem_resize(void *p, size_t n, size_t size) MUST_USE;

void *mem_copy(const void *p, size_t n) MUST_USE;
char *mem_text(const char *text) MUST_USE;            /* NULL gives NULL */
char *mem_textn(const char *text, size_t n) MUST_USE; /* adds the NUL */
char *mem_format(const char *format, ...) PRINTF_LIKE(1, 2) MUST_USE;

void mem_free(void *p);                   /* NULL is fine */
void mem_freep(void *pointer_to_pointer); /* for CLEANUP(mem_freep) */

/* Overwrite a secret in a way the compiler may not remove. */
void mem_wipe(void *p, size_t n);
