#!/bin/bash
# Runs without -o name their folder by target and time.  However many begin in one second, each has
# a folder of its own, and nothing that is there already is touched.
# shellcheck source-path=SCRIPTDIR source=lib.sh disable=SC2016 # Perl
. "$(dirname "$0")/lib.sh"
need_root

device_empty idle
mkdir "$tmp/at-once" "$tmp/taken"

# One assessment in a folder of its own, cut short: it is only about the name.
begin() { # FOLDER OUTPUT
	(
		cd "$1" || exit 1
		timeout -s INT "${3:-3}" ip netns exec "$prefix-tester" "$HOSHI" assess "${addresses[idle]}" --lang en >/dev/null 2>"$2" </dev/null
	)
}

for i in 1 2 3 4 5 6; do
	begin "$tmp/at-once" "$tmp/$i.err" &
	run_pids+=("$!")
done
wait "${run_pids[@]}"
run_pids=()
is "$(find "$tmp/at-once" -mindepth 1 -maxdepth 1 -name '*.run' | wc -l)" 6 "six at once: six folders"
is "$(sed -n 's/^run: //p' "$tmp"/[1-6].err | sort -u | wc -l)" 6 "six at once: each says its own"
is "$(for i in 1 2 3 4 5 6; do query "$tmp/at-once/$(sed -n 's/^run: //p' "$tmp/$i.err")/run.json" '$d->{id}'; done | sort -u | wc -l)" 6 \
	"six at once: none has written into that of another"
for run in "$tmp"/at-once/*.run; do
	sound_run "$run" "${run##*/}" 3
done

# The plain name of each of the next seconds is taken, by a folder or a file, and so is the second.
now=$(date +%s)
for ((i = 0; i < 20; i++)); do
	name=$tmp/taken/${addresses[idle]}-$(date -u -d "@$((now + i))" +%Y-%m-%dT%H-%M-%SZ)
	mkdir "$name.run"
	echo mine >"$name.run/run.json"
	echo mine >"$name-2.run"
done
find "$tmp/taken" -type f -exec sha256sum {} + | sort >"$tmp/before"
begin "$tmp/taken" "$tmp/taken.err"
third=$(sed -n 's/^run: //p' "$tmp/taken.err")
like "$third" "^${addresses[idle]}-[0-9T-]+Z-3.run\$" "both names are taken: the third is"
find "$tmp/taken" -type f ! -path "$tmp/taken/$third/*" -exec sha256sum {} + | sort >"$tmp/after"
is "$(cmp "$tmp/before" "$tmp/after")" '' "both names are taken: nothing that was there is changed"
sound_run "$tmp/taken/$third" "both names are taken" 3

# A name that was asked for is that name or none.
mkdir "$tmp/mine.run"
inside tester "$HOSHI" assess "${addresses[idle]}" --lang en -o "$tmp/mine.run" >/dev/null 2>"$tmp/stderr"
rc=$?
err=$(cat "$tmp/stderr")
refused "'$tmp/mine.run' exists already" "a name that was asked for and is taken"

done_testing
