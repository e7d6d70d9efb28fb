#!/bin/bash
# The tests of workers, their sandbox, what a run makes of their reports, and of the server's worker,
# which the unit run skips: seccomp and RLIMIT_AS do not mix with the address sanitizer, so here they
# run in the release build.  As root they are run twice, the second time as an ordinary user, who has
# no root to give up but files of his own to lose.
# shellcheck source-path=SCRIPTDIR source=lib.sh disable=SC2154
. "$(dirname "$0")/lib.sh"

programs=(sandbox/test_worker sandbox/test_sandbox probe/test_assess serve/test_hand)

run() { # NAME COMMAND...
	"${@:2}" >"$tmp/said" 2>&1
	ok $? "$1" || diag <"$tmp/said"
}

need_built "${programs[@]/#/tests/unit/}"
cd "$top" || exit 1
# Nobody can run them where only root may look.
chmod 755 "$tmp"
for program in "${programs[@]}"; do
	name=${program##*/}
	run "$name" "$built/tests/unit/$program"
	[ "$(id -u)" = 0 ] || continue
	cp "$built/tests/unit/$program" "$tmp/"
	run "$name as an ordinary user" setpriv --reuid=65534 --regid=65534 --clear-groups "$tmp/$name"
done
done_testing
