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
mkdir -p "$work"
if [ ! -d "$work/node_modules/ajv" ] || ! cmp -s "$here/package-lock.json" "$work/package-lock.json"; then
	cp "$here/package.json" "$here/package-lock.json" "$work/"
	(cd "$work" && npm ci --no-audit --no-fund --loglevel=error >&2)
fi
mutants=$(mktemp -d)
trap 'rm -rf "$mutants"' EXIT
node "$here/compare.js" "$root" "$work" "$checker" "$mutants"
