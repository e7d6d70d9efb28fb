#!/bin/sh
# fuzz/run.sh SECONDS [NAME...]: runs each fuzz target (or those named) for that long, with the
# corpus as its start.  What it learns stays below build/, what it breaks in fuzz/regression/NAME/.
set -eu
cd "$(dirname "$0")/.."
seconds=${1:?usage: fuzz/run.sh SECONDS [NAME...]}
shift

if [ $# -eq 0 ]; then
	for source in fuzz/fuzz_*.c; do
		name=$(basename "$source" .c)
		set -- "$@" "${name#fuzz_}"
	done
fi

failed=0
for name in "$@"; do
	learnt=build/fuzz/corpus/$name
	broken=fuzz/regression/$name
	log=build/fuzz/$name.log
	mkdir -p "$learnt" "$broken" "fuzz/corpus/$name"
	if build/fuzz/fuzz/fuzz_"$name" -max_total_time="$seconds" -max_len=16384 -timeout=10 \
		-rss_limit_mb=2048 -artifact_prefix="$broken/" -print_final_stats=1 \
		"$learnt" "fuzz/corpus/$name" >"$log" 2>&1; then
		echo "ok $name: $(sed -n 's/^stat::number_of_executed_units: *//p' "$log") inputs"
	else
		failed=1
		echo "BROKEN $name: see $log and $broken/"
		grep -E 'ERROR|SUMMARY|Test unit written' "$log" || true
	fi
	# Nothing broke: an empty folder need not stay.
	rmdir "$broken" 2>/dev/null || true
done
rmdir fuzz/regression 2>/dev/null || true
exit $failed
