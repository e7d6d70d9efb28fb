#!/bin/sh
# What `make check` does once the packages are there: builds with warnings as errors, then every
# test.  Ends with "N passed, N failed", and with exit code 1 if anything failed.
#
# Unit tests and the replay of the fuzz corpora are the asan build; whatever drives the whole
# program drives the release build, as seccomp and the sanitizers do not mix.
set -eu

cd "$(dirname "$0")/.."
unset MAKEFLAGS MFLAGS

# The test files that fit the patterns; one that is not executable would be left out unseen.
tests() {
	for pattern; do
		for file in $pattern; do
			[ -e "$file" ] || continue
			[ -x "$file" ] || { echo "check: $file is not executable" >&2; exit 1; }
			echo "$file"
		done
	done
}

# What does not build has no tests, which is one failure.
build() {
	make --no-print-directory -s -j2 WERROR=1 "$@" >&2 || {
		echo "check: make $* failed" >&2
		echo "0 passed, 1 failed"
		exit 1
	}
}

echo "check: building" >&2
build VARIANT=release all build/release/tests/tools/schema_check
build VARIANT=asan unit-binaries corpus-binaries

units=$(find tests/unit -name 'test_*.c' | sort | sed 's|^\(.*\)\.c$|build/asan/\1|')
files=$(tests 'tests/e2e/*.t' 'tests/web/*.t' 'tests/schema/*.t' 'tests/trust/*.t' 'tests/cli/*.t' 'tests/house/*.t' 'fuzz/*.t')
# The long ones first, so that the last to finish is a short one.  Devices mostly wait and measure: they
# have the machine to themselves whenever they want it.  What fails every write takes a quarter of an hour
# alone, so it has more time and a place of its own.
registry='tests/e2e/{api,certify,forms,label,log,procure,publish,roles,serve,serve_*}.t'
# shellcheck disable=SC2086 # lists of file names without blanks
exec tools/tap.pl --jobs 3 --seconds 2400 --one-by-one tests/e2e/serve_faults.t --one-by-one "$registry" \
	--timed 'tests/e2e/*.t' $files $units
