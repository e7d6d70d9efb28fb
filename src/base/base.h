/*
 * What every file of Hoshi relies on: integer types, attributes, ownership helpers, and the list
 * of C library functions that are refused.  Nothing here knows anything of the domain.
 */
#pragma once

#include <assert.h>
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define MUST_USE __attribute__((warn_unused_result))
#define PRINTF_LIKE(text, first) __attribute__((format(printf, text, first)))
#define NORETURN __attribute__((noreturn))

/* Runs fn(&variable) when the variable goes out of scope. */
#define CLEANUP(fn) __attribute__((cleanup(fn)))

/* Hands an owned pointer over: the variable is NULL afterwards, so its CLEANUP does nothing. */
#define steal(pointer)                                         \
	__extension__({                                        \
		__typeof__(pointer) *steal_from_ = &(pointer); \
		__typeof__(pointer) stolen_ = *steal_from_;    \
		*steal_from_ = NULL;                           \
		stolen_;                                       \
	})

#define ARRAY_LEN(array) (sizeof(array) / sizeof((array)[0]))

/* Borrowed bytes: p may be NULL when n is 0.  They are valid as long as their owner says. */
struct bytes {
	const uint8_t *p;
	size_t n;
};

/* The bytes of a C string, without its NUL. */
static inline struct bytes bytes_of(const char *text)
{
	return (struct bytes){ .p = (const uint8_t *)text, .n = strlen(text) };
}

static inline bool bytes_equal(struct bytes a, struct bytes b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

/*
 * Refused: unbounded copies, locale-dependent or silently failing number readers, functions with
 * hidden static state, and raw allocation (base/mem.c alone undoes this for itself).
 */
#define BANNED(name) name##_is_banned_see_CONTRIBUTING
#undef strcpy
#undef strcat
#undef strncpy
#undef strncat
#undef sprintf
#undef vsprintf
#undef gets
#undef atoi
#undef atol
#undef atoll
#undef atof
#undef strtok
#undef gmtime
#undef localtime
#undef ctime
#undef asctime
#undef rand
#undef srand
#undef system
#undef popen
#undef tmpnam
#undef mktemp
#undef alloca
#undef strdup
#undef strndup
#define strcpy(...) BANNED(strcpy)
#define strcat(...) BANNED(strcat)
#define strncpy(...) BANNED(strncpy)
#define strncat(...) BANNED(strncat)
#define sprintf(...) BANNED(sprintf)
#define vsprintf(...) BANNED(vsprintf)
#define gets(...) BANNED(gets)
#define atoi(...) BANNED(atoi)
#define atol(...) BANNED(atol)
#define atoll(...) BANNED(atoll)
#define atof(...) BANNED(atof)
#define strtok(...) BANNED(strtok)
#define gmtime(...) BANNED(gmtime)
#define localtime(...) BANNED(localtime)
#define ctime(...) BANNED(ctime)
#define asctime(...) BANNED(asctime)
#define rand(...) BANNED(rand)
#define srand(...) BANNED(srand)
#define system(...) BANNED(system)
#define popen(...) BANNED(popen)
#define tmpnam(...) BANNED(tmpnam)
#define mktemp(...) BANNED(mktemp)
#define alloca(...) BANNED(alloca)
#define strdup(...) BANNED(strdup)
#define strndup(...) BANNED(strndup)
#ifndef BASE_ALLOWS_MALLOC
#undef malloc
#undef calloc
#undef realloc
#define malloc(...) BANNED(malloc)
#define calloc(...) BANNED(calloc)
#define realloc(...) BANNED(realloc)
#endif
