#!/bin/sh
# Prints the compiler flags of the build, for tools that look at the source: tools/flags.sh release,
# asan or fuzz (that is clang's), each without what makes warnings into errors.
set -eu

cd "$(dirname "$0")/.."
unset MAKEFLAGS MFLAGS
# shellcheck disable=SC2016 # $() is for make
printf 'include mk/flags.mk\nprint:\n\t@echo $(CPPFLAGS) $(CFLAGS)\n' |
	make --no-print-directory -s -f - VARIANT="$1" WERROR= print
