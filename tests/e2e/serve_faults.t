#!/bin/bash
# Bad weather for what writes: every call of an issue that changes a file is failed in turn, and the
# process killed in its place; so for the making of a registry, its backup and its restoring.
# Whatever was acknowledged is there afterwards, nothing is half done, and the next thing succeeds.
#
# Each round begins with a copy of a prepared folder, and the n-th call gets the fault; n counts up
# until a round has no n-th call.  So the points are all there are, and they are counted: none is a
# failure of the test.  The processes of a server in such weather: serve_killed.t, serve_full.t.
# shellcheck source-path=SCRIPTDIR source=lib.sh disable=SC2154
. "$(dirname "$0")/lib.sh"

need_built tests/tools/registry_life
life=$built/tests/tools/registry_life
strace -qq -e trace=none true 2>/dev/null || skip_all "strace does not work here"

# In memory where there is room: it is the calls that matter, not the disk.
work=$(mktemp -d -p /dev/shm hoshi-faults.XXXXXX 2>/dev/null) || { work=$tmp/work && mkdir "$work"; }
trap 'rm -rf "$work"; clean_up' EXIT
shards=$(nproc)
[ "$shards" -le 4 ] || shards=4
admin() { "$HOSHI" admin "$1" --lang en --data "$2" "${@:3}"; }
# Nothing when it succeeds, all that it says when it does not.
says() { "$@" >"$w.says" 2>&1 || cat "$w.says"; }

# ---- what is done, and what has to be so afterwards -------------------------------------------
#
# DEED_before FOLDER makes what is needed; DEED FOLDER STRACE... does it; DEED_after FOLDER CODE
# FAULT prints what is wrong, and nothing if nothing is.  Output and errors of the deed are in
# FOLDER.out, FOLDER.err.

mkdir -m 700 "$work/base"
"$life" found "$work/base" 2>"$tmp/found.err" || { diag <"$tmp/found.err"; bail_out "no registry"; }
"$life" issue "$work/base" >"$work/acks" || bail_out "no label"
admin backup "$work/base" "$work/backup" >/dev/null || bail_out "no backup"
# Whose log went on.
cp -a "$work/base" "$work/later"
"$life" issue "$work/later" >/dev/null || bail_out "no later log"
admin backup "$work/later" "$work/later.backup" >/dev/null || bail_out "no later backup"
# What is wrong with a signer's folder: it has to be one of the two, whole, and the signer's alone.
says_log() { # TRUST
	local n

	[ -e "$1/keys/log.key" ] || { echo "no keys" && return; }
	cmp -s "$1/keys/log.key" "$work/base/trust/keys/log.key" || echo "another key"
	cmp -s "$1/keys/roster.json" "$work/base/trust/keys/roster.json" || echo "another roster"
	[ "$(stat -c %a "$1/keys" "$1"/keys/* | sort -u | paste -sd' ')" = '600 700' ] || echo "others may read the keys"
	"$HOSHI" log check "$1/log" --lang en >"$w.log" 2>&1 || cat "$w.log"
	n=$(sed -n 2p "$1/log/checkpoint")
	[ "$(sed -n 1,3p "$1/log/checkpoint")" = "$(cat "$1/keys/log.signed")" ] || echo "the memory is not the checkpoint's ($n)"
}

issue_before() { cp -a "$work/base" "$1"; }
issue() { strace "${@:2}" "$life" issue "$1"; }
issue_after() {
	local mode=again

	# "full" says that nothing was changed.  "broken" does not, where the disk refuses one sync
	# after the other: what was written may be there, and no write can undo it.
	if grep -q '"outcome":"full"' "$1.err" || [ "$2:${3%+}" = "1:$3" ]; then mode=refused; fi
	cat "$work/acks" "$1.out" | says "$life" "$mode" "$1"
}

found_before() { :; }
found() { strace "${@:2}" "$HOSHI" admin init --lang en --data "$1" --mail admin@owner.example --json; }
found_after() {
	[ "$2" != 0 ] || grep -q '"token":"[0-9a-f]\{64\}"' "$1.out" || echo "done, but there is no link"
	# Another try makes it, or finds it made.  Then the link is in a letter.
	if ! admin init "$1" --mail admin@owner.example >"$1.more" 2>&1 && ! grep -q 'has an owner already' "$1.more"; then
		cat "$1.more"
	fi
	[ "$(sqlite3 -readonly "$1/registry.db" "SELECT count(*) FROM outbox WHERE body LIKE '%/link/%'")" = 1 ] || echo "not one letter with a link"
	[ "$(sqlite3 -readonly "$1/registry.db" "SELECT count(*) FROM organisation WHERE kind = 'owner'")" = 1 ] || echo "not one owner"
	says admin check "$1"
}

backup_before() { cp -a "$work/base" "$1" && mkdir "$1.copies"; }
backup() { strace "${@:2}" "$HOSHI" admin backup --lang en --data "$1" "$1.copies/copy"; }
backup_after() {
	local left

	[ "$2" != 0 ] || [ -e "$1.copies/copy" ] || echo "done, but there is none"
	# There is none, or a good one.
	if [ -e "$1.copies/copy" ]; then
		cp -a "$work/base" "$1.restored"
		says admin restore "$1.restored" "$1.copies/copy"
		says "$life" verify "$1.restored" <"$work/acks"
		says_log "$1.copies/copy/trust"
	fi
	says "$life" verify "$1" <"$work/acks"
	says admin backup "$1" "$1.copies/next"
	left=$(find "$1.copies" -mindepth 1 -maxdepth 1 ! -name copy ! -name next)
	[ -z "$left" ] || echo "$left is left"
}

# The old registry has a label more than the backup.
restore_before() { cp -a "$work/base" "$1" && "$life" issue "$1" >/dev/null; }
restore() { strace "${@:2}" "$HOSHI" admin restore --lang en --data "$1" "$work/backup"; }
restore_after() {
	local -x REGISTRY_LIFE_RESTORED=1

	# The old one whole, or the new one whole.
	"$life" verify "$1" <"$work/acks" >"$1.verified" 2>&1 || cat "$1.verified"
	[ "$2" != 0 ] || grep -q ' 1 labels' "$1.verified" || echo "done, but it is the old one"
	says_log "$1/trust"
	says admin restore "$1" "$work/backup"
	says "$life" again "$1" <"$work/acks"
}

# The old registry's log is an older one: the signer's folder is exchanged too.
exchange_before() { cp -a "$work/base" "$1" && cp -a "$work/later/outbox/." "$1/outbox/"; }
exchange() { strace "${@:2}" "$HOSHI" admin restore --lang en --data "$1" "$work/later.backup"; }
exchange_after() {
	local old
	local -x REGISTRY_LIFE_RESTORED=1

	says_log "$1/trust"
	[ "$2" != 0 ] || cmp -s "$1/trust/log/checkpoint" "$work/later/trust/log/checkpoint" || echo "done, but it is the old log"
	says admin restore "$1" "$work/later.backup"
	cmp -s "$1/trust/log/checkpoint" "$work/later/trust/log/checkpoint" || echo "not even once more"
	[ -z "$(find "$1" -maxdepth 1 -name '*.restore')" ] || echo "something is left"
	# What was there is kept, whole, whatever else is.
	for old in "$1"/trust.old-*; do says_log "$old"; done
	cmp -s "$1/trust.old-1/log/checkpoint" "$work/base/trust/log/checkpoint" || cmp -s "$1/trust.old-2/log/checkpoint" "$work/base/trust/log/checkpoint" || echo "the old log is lost"
	says "$life" again "$1" <"$work/acks"
}

# ---- a round ----------------------------------------------------------------------------------

# What a person is told of each error.  Of a sync SQLite does not always tell which it was.
full='"outcome":"full"|the disk is full|No space left on device'
broken='"outcome":"broken"|[Ii]nput/output error|\(SQLite [0-9]+\)'
declare -A told=([ENOSPC]=$full [EIO]=$broken [EMFILE]="Too many open files|unable to open|$broken" [sync]="$full|$broken")

# "ok", or what is wrong; "none" when there is no such point any more.
round() { # DEED CALL FAULT N FOLDER
	local deed=$1 w=$5 on='' fast=--seccomp-bpf code said error=${3#error=}

	# "error=ENOSPC+" is so from the n-th call on.
	[ "${3%+}" = "$3" ] || on=+
	# Which strace 6.1 does without the signal.
	[ "$3" != signal=KILL ] || fast=-f
	case $2 in *sync) error=sync ;; esac
	rm -rf "$w" "$w".*
	"${deed}_before" "$w"
	"$deed" "$w" $fast -f -qq -e "trace=$2" -e "inject=$2:${3%+}:when=$4$on" -o "$w.trace" >"$w.out" 2>"$w.err"
	code=$?
	case $3:$code in
	signal=KILL:137) ;;
	signal=KILL:*) echo none && return ;;
	*) grep -q INJECTED "$w.trace" || { echo none && return; } ;;
	esac
	said=$("${deed}_after" "$w" "$code" "$3" | head -3 | tr '\n' ';')
	case $3:$code in
	*:0 | signal=KILL:137) ;;
	# The message itself may have been among what could not be written.
	*+:[12]) ;;
	*:[12]) grep -Eq "${told[$error]}" "$w.err" || said+=" it says '$(tr '\n' ';' <"$w.err")'" ;;
	*) said+=" it ends with $code" ;;
	esac
	echo "${said:-ok}"
}

# The first that is not the loader's or the libraries' is the one of interest.
first_open() { # DEED
	local w=$work/first

	rm -rf "$w" "$w".*
	"${1}_before" "$w"
	"$1" "$w" -f -qq -e trace=openat -o "$w.trace" >/dev/null 2>&1
	grep -nF "$work" "$w.trace" | head -1 | cut -d: -f1
}

shard() { # DEED CALL N FOLDER FAULT...
	local n=$3 w=$4 i said fault faults=("${@:5}")

	for ((i = n / shards; ; i++)); do
		fault=${faults[i % ${#faults[@]}]}
		said=$(round "$1" "$2" "$fault" "$n" "$w")
		[ "$said" != none ] || break
		echo "$1 $2 $fault $n $said"
		n=$((n + shards))
	done
	rm -rf "$w" "$w".*
}

# Every point by one of the faults, the next point by the next; HOSHI_FAULTS_ALL=1: by each of them.
in_turn() { # DEED CALL FAULT...
	local deed=$1 call=$2 fault from=1 i pids rows=() points=() n all=0 wrong

	[ "$call" != openat ] || from=$(first_open "$deed")
	rows=("${*:3}")
	[ -z "${HOSHI_FAULTS_ALL:-}" ] || rows=("${@:3}")
	: >"$tmp/results"
	for fault in "${rows[@]}"; do
		pids=()
		for ((i = 0; i < shards; i++)); do
			# shellcheck disable=SC2086 # words
			shard "$deed" "$call" $((from + i)) "$work/$i" $fault >"$tmp/shard.$i" 2>/dev/null &
			pids+=($!)
		done
		wait "${pids[@]}"
		cat "$tmp"/shard.* >"$tmp/points"
		cat "$tmp/points" >>"$tmp/results"
		n=$(grep -c '' "$tmp/points")
		points+=("$n ${fault// /|}")
		[ "$n" -gt 0 ] && all=$((all + n)) || all=-1000000
	done
	wrong=$(grep -vc ' ok$' "$tmp/results")
	[ "$all" -gt 0 ] && [ "$wrong" = 0 ]
	ok $? "$deed: $call: $(printf '%s, ' "${points[@]}")$wrong wrong" || grep -v ' ok$' "$tmp/results" | head -10 | diag
	total=$((total + all))
}

# ---- each call in turn ------------------------------------------------------------------------

total=0
for call in pwrite64 write fdatasync fsync ftruncate rename renameat; do
	in_turn issue "$call" error=ENOSPC error=EIO error=ENOSPC+
	in_turn issue "$call" signal=KILL
done
in_turn issue openat error=EMFILE error=EIO
in_turn issue openat signal=KILL
in_turn issue fchmod error=EIO signal=KILL
in_turn found pwrite64 error=ENOSPC signal=KILL
in_turn backup pwrite64 error=ENOSPC signal=KILL
in_turn restore pwrite64 error=ENOSPC signal=KILL
# Giving files to their owners is root's alone.
[ "$(id -u)" != 0 ] || for deed in backup exchange; do in_turn "$deed" fchown error=EIO signal=KILL; done
while read -r deed call error; do
	in_turn "$deed" "$call" "error=$error"
	in_turn "$deed" "$call" signal=KILL
done <<'END'
found write ENOSPC
found fdatasync EIO
found ftruncate EIO
found mkdir ENOSPC
found openat EIO
found unlink EIO
backup write ENOSPC
backup fdatasync ENOSPC
backup fsync EIO
backup renameat2 ENOSPC
backup openat EIO
backup unlink EIO
backup mkdirat ENOSPC
backup fchmod EIO
backup flock EIO
restore write ENOSPC
restore fdatasync EIO
restore fsync ENOSPC
restore ftruncate EIO
restore link ENOSPC
restore rename ENOSPC
restore openat EIO
restore unlink EIO
restore unlinkat EIO
restore mkdirat ENOSPC
restore fchmod EIO
restore flock EIO
exchange write ENOSPC
exchange fsync EIO
exchange openat EIO
exchange mkdirat ENOSPC
exchange renameat2 ENOSPC
exchange rename ENOSPC
END
echo "# $total points in $SECONDS seconds"

done_testing
