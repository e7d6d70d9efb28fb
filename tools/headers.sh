#!/bin/sh
# Each header compiles alone, without a warning, and begins its code with #pragma once.
set -eu

cd "$(dirname "$0")/.."
flags=$(tools/flags.sh release)
headers=$(find src -name '*.h' | sort)
work=$(mktemp)
trap 'rm -f "$work"' EXIT

for header in $headers; do
	grep -q '^#pragma once$' "$header" || echo "$header:1: no #pragma once"
done >"$work"
# A compiler that fails says why; what it says begins with the file as it was named.
# shellcheck disable=SC2086,SC2016 # flags are a list; $1 belongs to the inner shell
echo "$headers" | xargs -P "$(nproc)" -I{} sh -c '
	header=$1
	shift
	gcc "$@" -Werror -fsyntax-only -include "$header" -x c /dev/null 2>&1 ||
		echo "$header:1: does not compile alone"' - {} $flags | sed 's|^\./||' >>"$work"
cat "$work"
[ ! -s "$work" ]
