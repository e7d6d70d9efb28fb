#!/bin/bash
# The test of the server's worker, which the unit run skips as sandbox.t's: in the release build, and as
# root a second time as an ordinary user.
set -u

cd "$(dirname "$0")/../.." || exit 1
build=${B:-build/release}
binary=$build/tests/unit/serve/test_hand
n=0

run() { # run WHAT COMMAND...
	local what=$1
	shift
	n=$((n + 1))
	if output=$("$@" 2>&1); then
		echo "ok $n - $what"
	else
		echo "not ok $n - $what"
		while IFS= read -r line; do echo "# $line"; done <<<"$output"
	fi
}

run "the test builds" make --no-print-directory -s ${B:+B="$B"} "$binary"
run "a worker's jobs" "$binary"
if [ "$(id -u)" = 0 ]; then
	copies=$(mktemp -d)
	trap 'rm -rf "$copies"' EXIT
	chmod 755 "$copies"
	cp "$binary" "$copies/"
	run "the same as an ordinary user" setpriv --reuid=65533 --regid=65533 --clear-groups "$copies/test_hand"
fi
echo "1..$n"
