#!/bin/bash
# The signer: entries with a label signature each, publications with shelves of different sizes, the
# time from a decision to the published checkpoint through a server that runs, and dated answers.
#
#     bench/signer.sh [FOLDER]      FOLDER is where the logs are written (a temporary one): fsync is
#                                   what its disk makes of it
#
# SECONDS_EACH (5), ROUNDS (3), LABELS ("100 10000 100000") and DECISIONS (100, of each kind) set how long.
# shellcheck source-path=SCRIPTDIR source=../tests/e2e/serve.sh disable=SC1091,SC2154
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1
[ -z "${1:-}" ] || export TMPDIR=$1
. tests/e2e/serve.sh
# shellcheck source=../tests/e2e/serve_people.sh
. tests/e2e/serve_people.sh

seconds=${SECONDS_EACH:-5}
decisions=${DECISIONS:-100}
[ "$decisions" -le 250 ] || { echo "DECISIONS: at most 250, as a dated answer tells no longer history"; exit 2; }
make -s all build/release/bench/signer build/release/bench/signed_entries || exit 1
bench=$PWD/build/release/bench
load() { cut -d' ' -f1-3 /proc/loadavg; }

# One core: the last one that we may use, as the first has the interrupts more often.
pin=
if command -v taskset >/dev/null; then
	pin="taskset -c $(taskset -cp $$ | sed 's/.*[^0-9]//')"
else
	echo "taskset is not installed: not held to one core"
fi

echo "durable entries of issues, one process${pin:+ on one core}, $seconds s each (target: 20,000/s signed), load $(load):"
printf '%-10s %8s %10s %8s %8s %12s %12s\n' '' commit entries commits bytes entries/s 'per cpu s'
for ((round = 0; round < ${ROUNDS:-3}; round++)); do
	mkdir -m 700 "$tmp/entries"
	# shellcheck disable=SC2086 # a command and its options, or nothing
	$pin "$bench/signed_entries" "$tmp/entries" "$seconds" || exit 1
	rm -rf "$tmp/entries"
done | awk '
	{ print }
	$1 == "signed" && $6 > best { best = $6 }
	END { printf "best signed: %d/s >= 20000 %s\n", best, (best >= 20000 ? "holds" : "does not hold") }' || exit 1

echo
echo "publications (issue, suspend, reinstate in turn), the signer as a library, load $(load):"
printf '%8s %6s %8s %10s %9s %9s %9s %9s\n' labels batch commits 'public./s' 'ms/commit' 'p50 ms' 'p99 ms' 'cpu ms'
for labels in ${LABELS:-100 10000 100000}; do
	mkdir -m 700 "$tmp/publish"
	"$bench/signer" "$tmp/publish" "$labels" || exit 1
	rm -rf "$tmp/publish"
done

echo
for tool in node wrk sqlite3; do
	command -v $tool >/dev/null || { echo "$tool is not installed: nothing through a server"; exit 0; }
done
echo "from sending a decision's form to its reply, and to a checkpoint that has it, load $(load):"
shift_clock
found_registry
# shellcheck disable=SC2119 # it takes options of the server, and gets none
serve_start
node bench/signer.js "$port" "$data" "$token" "$decisions" "$seconds"
code=$?
serve_stop
exit "$code"
