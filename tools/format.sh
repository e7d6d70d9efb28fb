#!/bin/sh
# clang-format decides how the code is laid out (.clang-format).  Prints what differs; --fix
# changes it.  Without file names it looks at all of src, tests and fuzz.
set -eu

cd "$(dirname "$0")/.."
mode=--dry-run
if [ "${1:-}" = --fix ]; then
	mode=-i
	shift
fi
if [ $# = 0 ]; then
	# shellcheck disable=SC2046 # file names without blanks
	set -- $(find src tests fuzz -name '*.[ch]' ! -path '*/node_modules/*' | sort)
fi
printf '%s\n' "$@" | xargs clang-format-14 "$mode" --Werror --style=file 2>&1 |
	sed -n 's/^\([^ :]*:[0-9]*\):[0-9]*: error: code should be clang-formatted.*/\1: not as clang-format lays it out/p' |
	uniq | awk '{ print } END { exit NR > 0 }'
