#!/bin/bash
# hoshi serve starts, says where, serves, and ends in order; what keeps it from starting is said in a
# sentence; what each of its processes may do is what docs/processes.md says; and whichever of them
# is killed, it is there again.
# shellcheck source-path=SCRIPTDIR source=serve.sh disable=SC2016 # Perl
. "$(dirname "$0")/serve.sh"

# ---- what keeps it from starting ------------------------------------------------------------

refuses() { # PATTERN NAME OPTIONS...
	local pattern=$1 name=$2

	shift 2
	hoshi serve --lang en "$@"
	refused "$pattern" "$name"
}

refuses '--data DIR is missing' "without a folder" --listen 127.0.0.1:0
refuses "'8080' is no ADDRESS:PORT" "a port alone" --data "$data" --listen 8080
refuses "'localhost' is no IPv4 address" "a name" --data "$data" --listen localhost:80
refuses "'127.0.0.1:65536' is no ADDRESS:PORT" "a port too high" --data "$data" --listen 127.0.0.1:65536
refuses "'0.0.0.0:0' is not this machine alone" "plain HTTP for everybody" --data "$data" --listen 0.0.0.0:0
refuses "'\[::\]:0' is not this machine alone" "the same, IPv6" --data "$data" --listen '[::]:0'
refuses '--behind-proxy and --forwarder go together' "a proxy without its address" --data "$data" --behind-proxy
refuses '--tls-cert and --tls-key go together' "a certificate without its key" --data "$data" --tls-cert x
refuses '--fronts is a number from 1 to 64' "no fronts" --data "$data" --fronts 0
refuses '--fronts is a number from 1 to 64' "too many fronts" --data "$data" --fronts 65
refuses "--forwarder 'proxy' is no address" "a forwarder's name" --data "$data" --behind-proxy --forwarder proxy
refuses "takes options only" "something else" --data "$data" front
refuses "cannot make the data directory '$tmp/no/data'.*No such file" "nowhere to make the folder" \
	--data "$tmp/no/data" --listen 127.0.0.1:0
: >"$tmp/file"
refuses "cannot (make|open) the data directory|Not a directory" "a file in the folder's place" --data "$tmp/file/x" --listen 127.0.0.1:0
refuses "nocert.pem" "a certificate that is not there" --data "$data" --listen 127.0.0.1:0 \
	--tls-cert "$tmp/nocert.pem" --tls-key "$tmp/nokey.pem"
echo nonsense >"$tmp/bad.pem"
refuses "the certificate '$tmp/bad.pem' and its key cannot be used" "a certificate that is none" --data "$data" \
	--listen 127.0.0.1:0 --tls-cert "$tmp/bad.pem" --tls-key "$tmp/bad.pem"
is "$(pgrep -P $$ -f 'hoshi serve' | wc -l)" 0 "nothing of it is left running"

# ---- it runs --------------------------------------------------------------------------------

touch_spool() { mkdir -p "$data/spool" && : >"$data/spool/left-over"; }
rm -rf "$data"
serve_start --fronts 2
like "@$tmp/serve.out" '^listening on http://127\.0\.0\.1:[0-9]+$' "it says where it listens"
is "$(grep -c '' "$tmp/serve.out")" 1 "and nothing else"
like "$(ask /)" '^HTTP/1\.1 200 ' "the home page"
is "$(stat -c %a "$data")" 700 "the folder is its owner's alone"
is "$(stat -c %a "$data/spool")" 700 "so is the spool"
for count in 'front 2' 'registrar 1' 'jobs 1' 'worker 2' 'signer 1'; do
	is "$(parts "${count% *}" | wc -l)" "${count#* }" "processes: $count"
done

hoshi serve --data "$tmp/other" --listen "127.0.0.1:$port" --lang en
refused "cannot listen on 127.0.0.1:$port: Address already in use" "a port that is taken"
hoshi serve --data "$data" --listen 127.0.0.1:0 --lang en
refused "another server uses '$data'" "a folder that is in use"
like "$(ask /)" '^HTTP/1\.1 200 ' "which disturbs nobody"

# ---- what its processes may do --------------------------------------------------------------

status_of() { awk -v key="$2:" '$1 == key { $1 = ""; print substr($0, 2) }' "/proc/$1/status"; }
targets() { find "/proc/$1/fd" -mindepth 1 -printf '%l\n' 2>/dev/null | sed 's/:\[[0-9]*\]//'; }
nobody='65534 65534 65534 65534'
[ "$(id -u)" = 0 ] || nobody=$(id -u | awk '{ print $1, $1, $1, $1 }')
# The signer is a user of its own, daemon.
daemon='1 1 1 1'
[ "$(id -u)" = 0 ] || daemon=$nobody
for name in front registrar jobs worker signer; do
	for pid in $(parts "$name"); do
		is "$(status_of "$pid" CapEff) $(status_of "$pid" CapPrm)" '0000000000000000 0000000000000000' "$name: no capabilities"
		is "$(status_of "$pid" NoNewPrivs) $(status_of "$pid" Seccomp)" '1 2' "$name: no new privileges, a filter"
		if [ "$name" = signer ]; then
			is "$(status_of "$pid" Uid)" "$daemon" "$name: is a user of its own"
			is "$(status_of "$pid" Groups | tr -d ' ')" '' "$name: in no group"
		elif [ "$name" != registrar ]; then
			is "$(status_of "$pid" Uid)" "$nobody" "$name: is nobody"
			is "$(status_of "$pid" Groups | tr -d ' ')" '' "$name: in no group"
		fi
		is "$(awk '/^Max core file size/ { print $5 $6 }' "/proc/$pid/limits")" '00' "$name: leaves no core"
		like "$(awk '/^Max address space/ { print $4 }' "/proc/$pid/limits")" '^[0-9]+$' "$name: memory is limited"
	done
done
front=$(parts front | head -1)
registrar=$(parts registrar)
jobs=$(parts jobs)
worker=$(parts worker | head -1)
signer=$(parts signer)
# Memory and descriptors of the parts are hidden from others of the same user: only root can look.
if [ "$(id -u)" = 0 ]; then
	is "$(targets "$jobs" | sort | uniq -c | awk '{ print $1, $2 }' | grep -v "$serve_log" | paste -sd' ')" \
		'2 /dev/null 2 socket' "jobs: holds its two channels"
	is "$(targets "$worker" | grep -vxE '/dev/null|socket' | grep -vxF "$serve_log")" "$data/spool" "worker: and the spool"
	is "$(targets "$registrar" | grep -c socket)" 7 "registrar: channels to the supervisor, fronts, jobs, workers, signer"
	is "$(targets "$signer" | grep -c socket)" 2 "signer: to the supervisor and the registrar alone"
	unlike "$(targets "$signer")" 'registry\.db|spool' "signer: neither database nor spool"
	is "$(stat -c '%a %u' "$data/trust/keys" "$data"/trust/keys/* | sort -u | paste -sd,)" '600 1,700 1' "the keys are the signer's alone"
	# The registrar's user without capabilities, as it runs.
	setpriv --bounding-set=-all --inh-caps=-all -- cat "$data/trust/keys/log.key" >/dev/null 2>"$tmp/refused"
	like "@$tmp/refused" 'Permission denied' "and the registrar cannot read them, though all the rest is its own"
	setpriv --bounding-set=-all --inh-caps=-all -- cat "$data/registry.db" >/dev/null 2>&1
	is $? 0 "which it can"
	unlike "$(targets "$registrar")" 'spool|eventpoll' "registrar: neither spool nor connections"
	is "$(targets "$front" | grep "^$data" | sort | xargs -n1 basename | paste -sd' ')" \
		'registry.db registry.db-shm registry.db-wal spool log' "front: the store, the spool and what is published"
	# Flags of an open file: 0100000 is large file, the last digit how it may be used.
	for fd in /proc/"$front"/fd/*; do
		case $(readlink "$fd") in
		"$data"/registry*) echo "$(basename "$(readlink "$fd")") $(awk '/^flags:/ { print substr($2, length($2)) }' "/proc/$front/fdinfo/${fd##*/}")" ;;
		esac
	done | sort >"$tmp/flags"
	is "$(awk '{ print $2 }' "$tmp/flags" | sort -u)" 0 "front: has the store open for reading only"
	listening=$(awk '$4 == "0A" { print $10 }' /proc/net/tcp)
	has_listening() { # PID
		local target

		for target in $(find "/proc/$1/fd" -mindepth 1 -printf '%l\n' | sed -n 's/^socket:\[\([0-9]*\)\]$/\1/p'); do
			grep -qx "$target" <<<"$listening" && return 0
		done
		return 1
	}
	has_listening "$front"
	is $? 0 "front: has a listening socket"
	for name in registrar jobs worker signer; do
		for pid in $(parts "$name"); do
			! has_listening "$pid"
			ok $? "$name: has none"
		done
	done
fi

# ---- whichever is killed is there again -----------------------------------------------------

is_back() { [ "$(parts "$1" | wc -l)" = "$2" ] && ! parts "$1" | grep -qx "$3"; }
answers() { ask / --max-time 2 | grep -q '^HTTP/1\.1 200'; }
# Nobody of that name: by way of front, registrar and worker.
posts() { ask /sign-in -d 'mail=nobody@owner.example&password=x&factor=000000' --max-time 20 | head -1 | cut -d' ' -f2; }
is "$(posts)" 422 "a form is answered"
for count in 'front 2' 'registrar 1' 'jobs 1' 'worker 2'; do
	name=${count% *}
	pid=$(parts "$name" | head -1)
	kill -KILL "$pid"
	until_true 60 is_back "$name" "${count#* }" "$pid"
	ok $? "$name: another one after kill -9"
	like "@$serve_log" "$name [0-9]+ \($pid\) was ended by signal 9" "$name: and the log says so"
	until_true 60 answers
	ok $? "$name: pages go on"
	until_true 60 eval '[ "$(posts)" = 422 ]'
	ok $? "$name: forms go on"
done

# Pages need no registrar; a form is told to come back.  This one cannot start again for a while.
registrar=$(parts registrar)
echo '{' >"$data/registry.json"
kill -KILL "$registrar"
is_away() { [ -z "$(parts registrar)" ]; }
until_true 60 is_away
out=$(ask /sign-in -d 'mail=nobody@owner.example&password=x&factor=000000')
is "$(head -1 <<<"$out" | cut -d' ' -f2)" 503 "while the registrar is away a form is told so"
like "$out" '^Retry-After: [0-9]+$' "and when to come back"
is "$(ask / | head -1 | cut -d' ' -f2)" 200 "pages go on"
rm "$data/registry.json"
until_true 60 is_back registrar 1 "$registrar"
ok $? "it is there again when it can start"

# ---- the end --------------------------------------------------------------------------------

pids=$(parts front; parts registrar; parts jobs; parts worker)
# A connection that is doing nothing does not hold it up.
raw 60 '"GET / HTTP/1.1\r\nHost: a\r\n\r\n"' >"$tmp/idle" &
idle=$!
sleep 0.3
start=$SECONDS
serve_stop
is "$?" 0 "SIGTERM: ends with exit code 0"
[ $((SECONDS - start)) -le 30 ]
ok $? "at once when nothing is under way"
wait "$idle"
like "@$tmp/idle" 'closed' "connections without a request are closed"
for pid in $pids; do
	! kill -0 "$pid" 2>/dev/null
	ok $? "nothing is left: $pid"
done

touch_spool
: >"$data/outbox/000001.eml.a1B2c3"
: >"$data/outbox/000001.eml"
serve_start --fronts 1
is "$(ls "$data/spool")" '' "what an earlier server left in the spool is removed"
is "$(ls "$data/outbox")" 000001.eml "so are halves of letters"
front=$(parts front)
pids=$(parts front; parts registrar; parts jobs; parts worker)
kill -KILL "$supervisor"
wait "$supervisor" 2>/dev/null
all_gone() { local pid; for pid in $pids; do ! kill -0 "$pid" 2>/dev/null || return 1; done; }
until_true 60 all_gone
ok $? "when the supervisor is killed, all end"
serve_start --fronts 1
like "$(ask /)" '^HTTP/1\.1 200 ' "and it starts again"
kill -INT "$supervisor"
wait "$supervisor"
is "$?" 0 "SIGINT: ends with exit code 0"

done_testing
