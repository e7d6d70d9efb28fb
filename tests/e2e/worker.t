#!/bin/bash
# Who talks to the device: a worker that is nobody, without capabilities, without files to write; whether
# hoshi was started by root or by an ordinary user.
# shellcheck source-path=SCRIPTDIR source=lib.sh disable=SC2016 # Perl
. "$(dirname "$0")/lib.sh"
need_root

# Everything in one network namespace, so that the server sees in /proc/net/tcp whose the socket is.
namespace tester
namespace alone
from=alone
serve alone http.pl 80=door,admin:admin 81=form
serve alone raw.pl 23=telnet_login

# What the children of hoshi look like while it runs.
watch_workers() { # FILE
	local worker

	while [ ! -e "$tmp/stop" ]; do
		for worker in $(ip netns pids "$prefix-alone"); do
			# The parent is the one that has hoshi's own children.
			[ "/proc/$worker/exe" -ef "$HOSHI" ] || continue
			[ -z "$(cat "/proc/$worker/task/$worker/children" 2>/dev/null)" ] || continue
			awk '/^(Uid|Gid|Groups|CapEff|CapPrm|NoNewPrivs|Seccomp):/ { printf "%s ", $0 } END { print "" }' \
				"/proc/$worker/status" 2>/dev/null
		done
		sleep 0.05
	done | tr '\t' ' ' | sort | uniq -c >"$1"
}

umask 022
HOSHI=$(readlink -f "$HOSHI")
watch_workers "$tmp/seen" &
watcher=$!
assess_at alone 127.0.0.1 --authorized 'T. Ester, today, because'
finish
touch "$tmp/stop"
wait "$watcher"

is "$(code alone)" 1 "as root: examined, exit code 1"
is "$(awk '$2 != "?" { print $2 }' "$tmp/alone.log" | sort -u)" 65534 "every web request came from nobody's socket"
is "$(awk '$5 == "admin:admin" { print $2 }' "$tmp/alone.log" | sort -u)" 65534 "the logins too"
# A sample may catch a worker in the moment before it gives up what it has.
usual=$(sort -rn "$tmp/seen" | sed -n '1s/^ *[0-9]* //p')
like "$usual" 'Uid: 65534 65534 65534 65534 ' "a worker is nobody"
like "$usual" 'Gid: 65534 65534 65534 65534 ' "in nobody's group"
like "$usual" 'Groups:  *(CapPrm|NoNewPrivs|CapEff)' "and no other"
like "$usual" 'CapPrm: 0000000000000000 CapEff: 0000000000000000' "without capabilities"
like "$usual" 'NoNewPrivs: 1 Seccomp: 2' "and cannot get any"
is "$(find "$tmp/alone.run" ! -user root | head -1)" '' "what is written belongs to who started it"
is "$(find "$tmp/alone.run" -type d -perm /077 -o -type f -perm /077 | head -1)" '' "and only they can read it"
sound_run "$tmp/alone.run" alone 1

# ---- as an ordinary user --------------------------------------------------------------------

ordinary() { inside alone setpriv --reuid=12345 --regid=12345 --clear-groups "$@"; }
cp "$HOSHI" "$tmp/hoshi"
chmod 755 "$tmp" "$tmp/hoshi"
install -d -o 12345 -g 12345 "$tmp/own"
ordinary "$tmp/hoshi" assess 127.0.0.1 --lang en --pace fast -o "$tmp/own/x.run" >"$tmp/own.out" 2>"$tmp/own.err"
is "$?" 1 "as an ordinary user: the same exit code"
is_run alone 'map { "$_->{port} $_->{service}" } grep { $_->{port} < 100 } sort { $a->{port} <=> $b->{port} } @{of("service")}' \
	"$(query "$tmp/own/x.run/run.json" 'map { "$_->{port} $_->{service}" } grep { $_->{port} < 100 } sort { $a->{port} <=> $b->{port} } @{of("service")}' | paste -sd' ')" \
	"as an ordinary user: the same services"
is "$(awk '$2 != "?" { print $2 }' "$tmp/alone.log" | sort -u | paste -sd' ')" '12345 65534' "as an ordinary user: requests are their own"
sound_run "$tmp/own/x.run" "as an ordinary user" 1
ordinary "$tmp/hoshi" assess 127.0.0.1 -o "$tmp/not-own.run" >"$tmp/stdout" 2>"$tmp/stderr" </dev/null
rc=$?
err=$(cat "$tmp/stderr")
refused "cannot make the folder .*Permission denied" "a folder that belongs to somebody else"

done_testing
