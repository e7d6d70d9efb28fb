#!/bin/bash
# The tests of workers, their sandbox and what a run makes of their reports, which the unit run
# skips: seccomp and RLIMIT_AS do not mix with the address sanitizer, so here they run in the release
# build.  As root they are run twice, the second time as an ordinary user, who has no root to give up
# but files of his own to lose.
set -u

cd "$(dirname "$0")/../.." || exit 1
build=${B:-build/release}
tests=(sandbox/test_worker sandbox/test_sandbox probe/test_assess)
as_nobody=(setpriv --reuid=65534 --regid=65534 --clear-groups)
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

skip() {
	n=$((n + 1))
	echo "ok $n - $1 # SKIP $2"
}

binaries=("${tests[@]/#/$build/tests/unit/}")
run "the tests build" make --no-print-directory -s ${B:+B="$B"} "${binaries[@]}"

# Nobody can run them where only root may look.
copies=$(mktemp -d)
trap 'rm -rf "$copies"' EXIT
chmod 755 "$copies"
for binary in "${binaries[@]}"; do
	test=${binary##*/}
	run "$test" "$binary"
	if [ "$(id -u)" != 0 ]; then
		skip "$test as an ordinary user" "we are one already"
	else
		cp "$binary" "$copies/"
		run "$test as an ordinary user" "${as_nobody[@]}" "$copies/$test"
	fi
done
echo "1..$n"
