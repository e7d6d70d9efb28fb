#!/bin/bash
# Cut short: Ctrl-C, SIGTERM, a terminal that is closed, kill -9, a full disk.  The run stays one that can
# be opened and judged, and no worker is left behind.
# shellcheck source-path=SCRIPTDIR source=lib.sh disable=SC2016 # Perl
. "$(dirname "$0")/lib.sh"
need_root

device patient raw.pl 5001=silent 5002=silent 5003=silent
device maze http.pl 80=maze

# hoshi with a session of its own, and its pid: setsid and ip replace themselves.
declare -A pids=() workers=()
start() { # NAME [COMMAND...]
	local name=$1

	shift
	: >"$tmp/$name.err"
	"$@" setsid ip netns exec "$prefix-tester" "$HOSHI" assess "${addresses[patient]}" --lang en --pace fast \
		-o "$tmp/$name.run" >"$tmp/$name.out" 2>"$tmp/$name.err" </dev/null &
	pids[$name]=$!
	run_pids+=("$!")
}

until_says() { # NAME PATTERN
	until_true 30 grep -q "$2" "$tmp/$1.err" || bail_out "$1 never says $2"
}

# How long it took in milliseconds is in NAME.time, the exit code in NAME.code.
cut_short() { # NAME SIGNAL [GROUP]
	local begin target=${pids[$1]}

	read -ra children <"/proc/$target/task/$target/children"
	workers[$1]=${children[*]}
	begin=$(date +%s%N)
	kill "-$2" -- "${3:+-}$target"
	wait "$target" 2>/dev/null
	echo $? >"$tmp/$1.code"
	echo $((($(date +%s%N) - begin) / 1000000)) >"$tmp/$1.time"
}

are_gone() { ! kill -0 "$@" 2>/dev/null; }

nothing_left() { # NAME
	local each

	read -ra each <<<"${workers[$1]}"
	is "${#each[@]}" 2 "$1: there were two workers"
	until_true 2 are_gone "${each[@]}"
	ok $? "$1: they are gone"
}

for name in SIGINT SIGTERM SIGHUP group killed crashed; do
	start "$name"
done
start nohup nohup
inside tester "$HOSHI" assess "${addresses[patient]}" --pace fast -o "$tmp/pipe.run" </dev/null 2>&1 | head -n 1 >/dev/null
start early
until_says early 'sweeping'
cut_short early INT
for name in SIGINT SIGTERM SIGHUP group killed crashed nohup; do
	until_says "$name" 'identifying'
done
sleep 0.5
cut_short SIGINT INT
cut_short SIGTERM TERM
cut_short SIGHUP HUP
cut_short group INT all
cut_short killed KILL
kill -HUP -- "-${pids[nohup]}"
read -ra children <"/proc/${pids[crashed]}/task/${pids[crashed]}/children"
kill -SEGV "${children[@]}"

for signal in INT TERM HUP; do
	name=SIG$signal
	is "$(code "$name")" 2 "$name: exit code 2"
	is "$(tail -n 1 "$tmp/$name.err")" "hoshi: interrupted" "$name: says that it was interrupted"
	like "@$tmp/$name.err" "^run: $tmp/$name.run\$" "$name: and where the run is"
	[ "$(cat "$tmp/$name.time")" -lt 3000 ]
	ok $? "$name: at once" || diag <"$tmp/$name.time"
	nothing_left "$name"
	is_run "$name" '$d->{state}' interrupted "$name: the run says so"
	is_run "$name" 'cover("sweep.tcp"), cover("identify")' 'complete partial cancelled' "$name: coverage says how far it went"
	is_run "$name" 'map { "$_->{name} $_->{state}" } @{$d->{probes}}' 'tcp_sweep done identify failed udp failed' "$name: nothing was begun after it, and what ran beside is called off"
	is_run "$name" 'scalar @{$d->{verdicts}}' 16 "$name: what there is was judged"
	like "@$tmp/$name.out" 'interrupted, so some of it was never examined' "$name: the report warns"
	sound_run "$tmp/$name.run" "$name" 3
done

# The terminal's Ctrl-C goes to every process of the group, workers too.
is "$(code group)" 2 "Ctrl-C to the whole group: exit code 2"
is_run group 'cover "identify"' 'partial cancelled' "Ctrl-C to the whole group: cancelled, not crashed"
sound_run "$tmp/group.run" group 3

# At the very start, before there is anything.
is "$(code early)" 2 "Ctrl-C in the first moment: exit code 2"
is_run early 'cover "sweep.tcp"' 'partial cancelled' "Ctrl-C in the first moment: coverage says so"
sound_run "$tmp/early.run" early 3

kill -0 "${pids[nohup]}"
ok $? "with nohup a closed terminal does not end it"
cut_short nohup TERM
is_run nohup 'cover "identify"' 'partial cancelled' "nor its worker, until it is called off"

is "$(code killed)" 137 "kill -9: it is gone"
nothing_left killed
is_run killed '$d->{state}' running "kill -9: the run says that it was not ended"
is_run killed 'cover "sweep.tcp"' complete "kill -9: what was done is on record"
is_run killed 'map { "$_->{name} $_->{state}" } @{$d->{probes}}' 'tcp_sweep done' "kill -9: and nothing else"
hoshi judge "$tmp/killed.run" --lang en
is "$rc" 3 "kill -9: the run can be judged"
like "$out" 'The run has not ended' "kill -9: the report warns"
sound_run "$tmp/killed.run" killed 3

# A worker that dies is an error of that examination, not the end.
wait "${pids[crashed]}"
is "$?" 3 "a worker that crashes: exit code 3"
is_run crashed 'cover "identify"' 'error crashed' "a worker that crashes: coverage says so"
is_run crashed 'map { $_->{detail} } grep { $_->{name} eq "identify" } @{$d->{probes}}' 'signal 11' "a worker that crashes: the signal is on record"
is_run crashed 'scalar @{$d->{probes}}' 12 "a worker that crashes: the others have their turn"
is_run crashed 'verdict "12"' error "a worker that crashes: criteria that rest on it are errors"
sound_run "$tmp/crashed.run" crashed 3

# Nobody read the output any more: it ended some time ago.
sound_run "$tmp/pipe.run" "output that nobody reads" 3
is "$(ip netns pids "$prefix-tester" | wc -l)" 0 "and no process is left"

# ---- a full disk ----------------------------------------------------------------------------

full() { # NAME KILOBYTES
	unshare -m bash -c '
		mount -t tmpfs -o size="$2k" none "$1/small" || exit 99
		ip netns exec "$3" "$4" assess "$5" --lang en --pace fast -o "$1/small/x.run" >"$1/full.out" 2>"$1/full.err"
		echo $? >"$1/full.code"
		"$4" judge "$1/small/x.run" >/dev/null 2>"$1/judge.err"
		echo $? >"$1/judge.code"
		[ ! -d "$1/small/x.run" ] || cp -r "$1/small/x.run" "$1/$6.run"' \
		bash "$tmp" "$2" "$prefix-tester" "$HOSHI" "${addresses[maze]}" "$1"
}
mkdir "$tmp/small"
full disk 200
is "$(code full)" 2 "a full disk: exit code 2"
like "@$tmp/full.err" "^hoshi: cannot write '$tmp/small/x.run/.*': [Nn]o space left on device\$" "a full disk: names the file and the reason"
is_run disk 'cover "sweep.tcp"' complete "a full disk: what was done before is on record"
like "$(cat "$tmp/judge.code"):$(cat "$tmp/judge.err")" "^(2:hoshi: cannot write|[013]:)" "a full disk: judging there ends plainly"
sound_run "$tmp/disk.run" disk 3
is "$(ip netns pids "$prefix-tester" | wc -l)" 0 "a full disk: no process is left"
full tiny 4
is "$(code full):$(grep -c '' "$tmp/full.err")" 2:1 "a disk that is full from the start: exit code 2, one line"
like "@$tmp/full.err" "[Nn]o space left" "a disk that is full from the start: says so"
[ ! -e "$tmp/tiny.run" ]
ok $? "a disk that is full from the start: no folder is left" || find "$tmp/tiny.run" | diag

# A folder that may not be written to.
hoshi assess 127.255.255.254 -o /proc/none.run
refused "cannot make the folder '/proc/none.run'" "a folder that cannot be made"

done_testing
