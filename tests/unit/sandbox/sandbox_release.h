/*
 * Workers lock themselves in with seccomp and RLIMIT_AS, which the address sanitizer cannot live
 * with: these tests run in the release build (tests/e2e/sandbox.t) and skip themselves elsewhere.
 */
#pragma once

#include "fixture.h"

#ifdef __SANITIZE_ADDRESS__
#define SANDBOX_RELEASE_MAIN(tests, setup, teardown)                            \
	int main(void)                                                          \
	{                                                                       \
		(void)tests;                                                    \
		(void)setup;                                                    \
		(void)teardown;                                                 \
		puts("1..1\nok 1 # SKIP seccomp and RLIMIT_AS do not mix with " \
		     "the address sanitizer: see tests/e2e/sandbox.t");         \
		return 0;                                                       \
	}
#else
#define SANDBOX_RELEASE_MAIN(tests, setup, teardown) TAP_MAIN_WITHIN(tests, setup, teardown)
#endif
