#!/bin/sh
# The catalogue fits its schemas, and our own validator says the same as ajv about every mutant of
# it.  ajv is installed below build/, so that the source tree stays as it is.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
work=$root/build/tests-schema
checker=${SCHEMA_CHECK:-$root/build/release/tests/tools/schema_check}

if [ ! -x "$checker" ]; then
	make -C "$root" --no-print-directory -s "${checker#"$root/"}" >&2 || {
		echo "Bail out! cannot build $checker"
		exit 1
	}
fi
"$root/tools/modules.sh" "$here" "$work"
mutants=$(mktemp -d)
trap 'rm -rf "$mutants"' EXIT
node "$here/compare.js" "$root" "$work" "$checker" "$mutants"
