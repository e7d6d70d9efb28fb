#!/bin/sh
# The transparency log: durable appends by waiting clients, the time from handing in to published
# checkpoint, and an audit of ENTRIES (10,000,000) entries, 3.5 GB below FOLDER (a temporary one,
# which is removed; a named one stays and is used again).
#
#     bench/log.sh [FOLDER]
set -eu
cd "$(dirname "$0")/.."

make -s build/release/bench/log
bench=$PWD/build/release/bench/log
entries=${ENTRIES:-10000000}
seconds=${SECONDS_EACH:-10}
folder=${1:-}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
[ -n "$folder" ] || folder=$scratch
[ -d "$folder" ] || mkdir -m 700 "$folder"

echo "SHA-256, processor time:"
"$bench" hash
echo
echo "appends of 300 bytes, $seconds s each (targets: 100,000/s; p99 500 ms):"
printf '%8s %10s %9s %12s %12s %9s %9s %9s\n' clients entries commits entries/s 'per cpu s' 'p50 ms' 'p99 ms' 'max ms'
for clients in 1 100 1000 10000 20000 40000; do
	"$bench" append "$scratch/append" "$seconds" "$clients"
	rm -rf "$scratch/append" "$scratch/append.signed"
done >"$scratch/appends"
cat "$scratch/appends"
awk '$7 <= 500 && $4 > best { best = $4 } END { printf "appends within 500 ms (p99): %d/s >= 100000 %s\n", best, (best >= 100000 ? "holds" : "does not hold") }' \
	"$scratch/appends"
echo
echo "audit (target: 10,000,000 in 20 s on two cores):"
"$bench" fill "$folder/log" "$entries"
printf '%10s %10s %10s %8s\n' entries MB processes s
for processes in 1 2 2; do
	"$bench" audit "$folder/log" "$processes"
done >"$scratch/audits"
cat "$scratch/audits"
awk '$3 == 2 && (!best || $4 < best) { best = $4; n = $1 } END { printf "audit of %d: %.1f s <= 20 %s\n", n, best, (n < 10000000 ? "(fewer than the target is about)" : best <= 20 ? "holds" : "does not hold") }' \
	"$scratch/audits"
