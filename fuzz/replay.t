#!/bin/sh
# Replays each fuzz target's corpus and its former crashes (TAP).  make corpus builds the targets.
cd "$(dirname "$0")/.." || exit 1
log=$(mktemp) || exit 1
trap 'rm -f "$log"' EXIT

count=0
for source in fuzz/fuzz_*.c; do
	[ -e "$source" ] && count=$((count + 1))
done
echo "1..$count"

number=0
for source in fuzz/fuzz_*.c; do
	[ -e "$source" ] || continue
	target=$(basename "$source" .c)
	name=${target#fuzz_}
	program=build/asan/fuzz/$target
	number=$((number + 1))

	set --
	for folder in "fuzz/corpus/$name" "fuzz/regression/$name"; do
		[ -d "$folder" ] && set -- "$@" "$folder"
	done
	if [ ! -x "$program" ]; then
		echo "not ok $number - $name: $program is not built"
	elif [ -z "$(ls "fuzz/corpus/$name" 2>/dev/null)" ]; then
		echo "not ok $number - $name: fuzz/corpus/$name is empty"
	elif "$program" "$@" >"$log" 2>&1; then
		echo "ok $number - $name: $(tail -n 1 "$log")"
	else
		echo "not ok $number - $name"
		tail -n 40 "$log" | sed 's/^/# /'
	fi
done
