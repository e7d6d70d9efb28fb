#!/bin/bash
# Bad weather for the transparency log: every write, sync, rename, open and new folder of an append
# failed in turn, the process killed at each, files cut off, backups restored.  Whatever was
# acknowledged is there afterwards, the log is sound, it goes on, and never were two trees of one
# size signed.
#
# Points of failure are counted: none is a failure of the test.  As many as there is time for, spread
# over the whole append; HOSHI_FAULTS_ALL=1 takes the time for all.
# shellcheck source-path=SCRIPTDIR source=lib.sh disable=SC2154
. "$(dirname "$0")/lib.sh"

need_built tests/tools/log_life
life=$built/tests/tools/log_life
key=$("$life" key)

# The log of all faults, and what was ever acknowledged.
log=$tmp/log
acks=$tmp/acks
round=0
# So many that a tile becomes full every few rounds.
append() { # COMMITS COMMAND...
	local commits=$1

	shift
	round=$((round + 1))
	# In a shell of its own, whose word about a process that was killed nobody needs.
	(
		"$@" "$life" append "$log" "$commits" "${entries:-$((1 + round % 37))}" "r$round" >>"$acks" 2>"$tmp/append.err"
		exit $?
	) 2>/dev/null
}
sound() {
	"$life" verify "$log" <"$acks" >"$tmp/verified" 2>"$tmp/verify.err"
}

"$life" append "$log" 2 90 first >"$acks"
is $? 0 "a log, in fair weather"
sound
is $? 0 "$(cat "$tmp/verified")"

if ! strace -qq -e trace=none true 2>/dev/null; then
	ok 0 "faults # SKIP strace does not work here"
	done_testing
	exit 0
fi

points=0
gcd() {
	local a=$1 b=$2 c

	while [ "$b" != 0 ]; do
		c=$((a % b))
		a=$b
		b=$c
	done
	echo "$a"
}
# Every call of this name that the append makes itself, those of the loader apart.
in_turn() { # CALL HOW NAME
	local call=$1 how=$2 fast=() fired=0 code trouble=0 i n first total count step from=$SECONDS

	# With this filter it puts in errors, but no signals.
	[[ $how == signal* ]] || fast=(--seccomp-bpf -f)
	append 3 strace -qq -e "trace=$call" -o "$tmp/strace"
	total=$(wc -l <"$tmp/strace")
	# What comes before the log's folder is opened is not the log's.
	first=$(grep -nvE '/etc/|/lib|/usr/|ELF' "$tmp/strace" | head -n 1 | cut -d: -f1)
	count=$((total - ${first:-1} + 1))
	# A step that has no divisor in common with the number comes by every point once.
	step=$((count / 3 + 1))
	while [ "$count" -gt 1 ] && [ "$(gcd "$step" "$count")" != 1 ]; do step=$((step + 1)); done
	for ((i = 0; i < count; i++)); do
		[ -n "${HOSHI_FAULTS_ALL:-}" ] || [ $((SECONDS - from)) -lt 8 ] || break
		n=$((i * step % count + ${first:-1}))
		append 3 strace "${fast[@]}" -qq -e "trace=$call" -e "inject=$call:$how:when=$n" -o "$tmp/strace"
		code=$?
		# strace ends as what it watched did: 137 is SIGKILL.
		[ "$code" != 137 ] && ! grep -q INJECTED "$tmp/strace" || fired=$((fired + 1))
		# It is opened again, without a fault, and goes on.
		append 1 || { trouble=$((trouble + 1)); diag <"$tmp/append.err"; }
		[ $((i % 10)) != 0 ] || sound || { trouble=$((trouble + 1)); head -n 5 "$tmp/verify.err" | diag; }
	done
	sound || { trouble=$((trouble + 1)); head -n 5 "$tmp/verify.err" | diag; }
	points=$((points + fired))
	[ "$fired" -gt 0 ] && [ "$trouble" = 0 ]
	ok $? "$3: $fired points of about $count fired, $trouble with trouble"
}
in_turn write error=ENOSPC "writes that find the disk full"
in_turn fsync error=EIO "syncs that fail"
in_turn renameat error=EIO "renames that fail"
in_turn rename error=ENOSPC "the memory's rename fails"
in_turn openat error=EMFILE "opens that fail"
in_turn mkdirat error=ENOSPC "folders that cannot be made"
in_turn fchmod error=EPERM "modes that cannot be set"
in_turn read error=EIO "reads that fail"
in_turn write signal=KILL "killed at each write"
in_turn fsync signal=KILL "killed at each sync"
in_turn renameat signal=KILL "killed at each rename"
in_turn openat signal=KILL "killed at each open"
in_turn mkdirat signal=KILL "killed at each new folder"
# Partial tiles are removed when the full one is there: in each commit of so many.
entries=300
in_turn unlinkat error=EIO "removals that fail"
in_turn unlinkat signal=KILL "killed at each removal"
entries=
[ "$points" -gt 0 ]
ok $? "$points points in all; $(cat "$tmp/verified")"
is "$(sort "$log.trees" | uniq | cut -d' ' -f1 | uniq -d)" '' "one tree for each size that was ever signed"
"$HOSHI" log check "$log" --key "$key" --lang en >"$tmp/out"
is $? 0 "hoshi log check: $(head -n 1 "$tmp/out")"

# ---- a new log, cut short at its beginning ---------------------------------------------------

trouble=0 fired=0
for call in write fsync renameat openat mkdirat rename; do
	for ((n = 1; n < 60; n++)); do
		[ -n "${HOSHI_FAULTS_ALL:-}" ] || [ $((n % 3)) = 0 ] || continue
		(
			strace -qq -e "trace=$call" -e "inject=$call:signal=KILL:when=$n" -o "$tmp/strace" \
				"$life" append "$tmp/begin" 1 3 begin >"$tmp/begin.acks"
			exit $?
		) 2>/dev/null
		[ $? = 137 ] || break
		fired=$((fired + 1))
		"$life" append "$tmp/begin" 1 3 again >>"$tmp/begin.acks" 2>"$tmp/append.err" ||
			{ trouble=$((trouble + 1)); diag <"$tmp/append.err"; }
		"$life" verify "$tmp/begin" <"$tmp/begin.acks" >/dev/null 2>"$tmp/verify.err" ||
			{ trouble=$((trouble + 1)); diag <"$tmp/verify.err"; }
		rm -rf "$tmp/begin" "$tmp"/begin.[st]*
	done
done
[ "$fired" -gt 0 ] && [ "$trouble" = 0 ]
ok $? "killed while a log begins: $fired points, $trouble with trouble"

# ---- damage ----------------------------------------------------------------------------------

hurt() { # NAME WHAT-HOSHI-SAYS COMMAND... : in a copy, which the command changes
	local what=$1 says=$2

	shift 2
	rm -rf "$tmp/hurt" "$tmp/hurt.signed" "$tmp/hurt.trees"
	cp -a "$log" "$tmp/hurt"
	cp "$log.signed" "$tmp/hurt.signed"
	(cd "$tmp/hurt" && "$@") || bail_out "$what: $*"
	if [ -n "$says" ]; then
		"$HOSHI" log check . --key "$key" --lang en >/dev/null 2>&1
		(cd "$tmp/hurt" && "$HOSHI" log check . --key "$key" --lang en) >"$tmp/out" 2>&1
		is $? 1 "$what: hoshi log check says 1"
		like "$(cat "$tmp/out")" "$says" "$what: and where"
	fi
	"$life" append "$tmp/hurt" 1 1 x >/dev/null 2>"$tmp/append.err"
	is $? 1 "$what: nothing is appended"
	[ ! -e "$tmp/hurt.trees" ]
	ok $? "$what: nothing is signed ($(cut -c1-120 "$tmp/append.err"))"
}
hurt "a tile cut off" '^damage was found: tile/0/000: bytes 0 to 8191: ' truncate -s 8191 tile/0/000
hurt "an empty bundle" '^damage was found: tile/entries/001: bytes 0 to 0: ' truncate -s 0 tile/entries/001
hurt "a tile that is missing" '^damage was found: tile/0/002: the file is missing' rm tile/0/002
hurt "two bundles changed for each other" '^damage was found: tile/entries/00[01]: ' sh -c 'mv tile/entries/000 x && mv tile/entries/001 tile/entries/000 && mv x tile/entries/001'
hurt "a checkpoint cut off" '^damage was found: checkpoint: ' truncate -s 40 checkpoint
hurt "a checkpoint that is missing" '^damage was found: checkpoint: the file is missing' rm checkpoint
hurt "a file among the tiles" '' touch tile/0/x000
like "$(cat "$tmp/append.err")" 'does not belong to a log' "a file among the tiles: by name"

# ---- backups ---------------------------------------------------------------------------------

cp -a "$log" "$tmp/yesterday"
cp "$log.signed" "$tmp/yesterday.signed"
append 2 && append 2
is $? 0 "the log goes on"
today=$("$HOSHI" log show "$log" --json | sed -n 's/.*"entries": \([0-9]*\).*/\1/p')
hurt "yesterday's log" '' sh -c "rm -rf tile checkpoint && cp -a '$tmp/yesterday/.' ."
like "$(cat "$tmp/append.err")" "but the signer remembers $today: it was restored from a backup" "yesterday's log: said clearly"
cp "$tmp/yesterday.signed" "$tmp/memory"
hurt "yesterday's memory" '' cp "$tmp/memory" "$tmp/hurt.signed"
like "$(cat "$tmp/append.err")" 'its memory was restored from a backup' "yesterday's memory: said clearly"

# No clock is looked at, so none can go backwards: the same entries make the same bytes.
is "$(nm -u "$built"/src/tlog/*.o | grep -wE 'time|clock_gettime|gettimeofday|time_now|time_unix')" '' "nothing of a log depends on a clock"
"$life" append "$tmp/one" 2 10 t >/dev/null
"$life" append "$tmp/two" 2 10 t >/dev/null
is "$(diff -r "$tmp/one" "$tmp/two")" '' "the same entries make the same files"

# ---- an audit while the log grows ------------------------------------------------------------

"$life" append "$tmp/live" 150 400 live >"$tmp/live.acks" &
appender=$!
audits=0 trouble=0
until_true 60 test -e "$tmp/live/checkpoint"
while kill -0 "$appender" 2>/dev/null; do
	"$HOSHI" log check "$tmp/live" --key "$key" --lang en >"$tmp/out" 2>&1 || { trouble=$((trouble + 1)); diag <"$tmp/out"; }
	audits=$((audits + 1))
done
wait "$appender"
is "$?:$trouble" 0:0 "audits while the log grows: $audits, $trouble with trouble"
"$life" verify "$tmp/live" <"$tmp/live.acks" >"$tmp/verified"
is $? 0 "$(cat "$tmp/verified")"
leftover=$(find "$tmp" -maxdepth 1 -name '*.signed.*' | wc -l)
[ "$leftover" -le 2 ]
ok $? "killed processes leave no heap of files with the keys ($leftover)"

# ---- two at once -----------------------------------------------------------------------------

mkdir "$tmp/taken"
exec 9>"$tmp/taken/.lock"
flock 9
"$life" append "$tmp/taken" 1 1 x >/dev/null 2>"$tmp/append.err"
is "$?:$(grep -c 'another process appends' "$tmp/append.err")" 1:1 "one appends at a time"
exec 9>&-

done_testing
