#!/bin/bash
#
# A registry to test with: `hoshi serve` on a free port of 127.0.0.1 in a folder of its own, its
# parts by their process ids, and requests byte by byte.
#
#     . "$(dirname "$0")/serve.sh"
#     serve_start --patience 2
#     like "$(ask '/')" '^HTTP/1.1 200' "the home page"
#     serve_stop
#     done_testing
#
# shellcheck source-path=SCRIPTDIR source=lib.sh disable=SC1091,SC2034,SC2154 # variables of lib.sh and the tests
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

# shellcheck disable=SC2154 # tmp is of lib.sh
data=$tmp/data
serve_log=$tmp/serve.err
supervisor=
port=

is_listening() { grep -q '^listening on ' "$tmp/serve.out" || ! kill -0 "$supervisor" 2>/dev/null; }

# A clock that the test can move on: the server's, and that of tests/e2e/people.js.
preload=
shift_clock() {
	"${CC:-cc}" -shared -fPIC -O1 -o "$tmp/shift.so" "$top/tests/e2e/servers/clock_shift.c" || bail_out "no clock to shift"
	head -c 8 /dev/zero >"$tmp/shift"
	export CLOCK_SHIFT=$tmp/shift
	preload=$tmp/shift.so
}

serve_start() { # OPTIONS...
	: >"$tmp/serve.out"
	env ${preload:+LD_PRELOAD="$preload"} "$HOSHI" serve --data "$data" --listen 127.0.0.1:0 --lang en "$@" >"$tmp/serve.out" 2>"$serve_log" </dev/null &
	supervisor=$!
	server_pids+=("$supervisor")
	until_true 60 is_listening
	port=$(sed -n 's/^listening on .*:\([0-9]*\)$/\1/p' "$tmp/serve.out")
	[ -n "$port" ] || { diag <"$serve_log"; bail_out "the server does not start"; }
}

# A log begins with the registry's keys, a status list, its criteria and what it recognises.
has_begun() {
	grep -q '"kind":"recognition"' "$data/trust/log/record/000" &&
		[ "$(sed -n 2p "$data/trust/log/checkpoint")" = "$(grep -c '' "$data/trust/log/record/000")" ]
} 2>/dev/null

# From here on the log of the server that runs is the test's: it is empty, and the signer, which has begun it,
# is asked for nothing more.
take_log() {
	until_true 60 has_begun || bail_out "the log does not begin"
	find "$data/trust/log" -mindepth 1 -delete
}

serve_stop() {
	kill -TERM "$supervisor"
	wait "$supervisor"
}

# Process ids of a part's processes; of the server that was started last.
parts() { # NAME
	local pid

	# One may end while it is looked at.
	# shellcheck disable=SC2013 # numbers on one line
	for pid in $(cat "/proc/$supervisor/task/$supervisor/children"); do
		[ "$(tr '\0' ' ' 2>/dev/null <"/proc/$pid/cmdline")" = "hoshi serve $1 " ] && echo "$pid"
	done 2>/dev/null
}

# Raw bytes to the server and what comes back; a step of the Perl list is text to send, or a number
# of seconds to wait.  Prints all that came until the server closed or SECONDS went by.
raw() { # SECONDS STEPS
	perl -MIO::Socket::INET -MIO::Select -MTime::HiRes=time,sleep -e '
		use strict; use warnings;
		$SIG{PIPE} = "IGNORE";
		my ($port, $seconds, $steps) = @ARGV;
		my $s = IO::Socket::INET->new(PeerAddr => "127.0.0.1", PeerPort => $port, Proto => "tcp") or die "connect: $!\n";
		my $end = time + $seconds;
		my $got = "";
		my $closed;
		my $read = sub {
			my $until = shift;
			while (!$closed && (my $left = $until - time) > 0) {
				last unless IO::Select->new($s)->can_read($left);
				my $n = sysread $s, $got, 65536, length $got;
				$closed = 1 unless $n;
			}
		};
		for my $step (eval $steps) {
			if ($step =~ /^[0-9.]+$/) { $read->(time + $step) } else { syswrite $s, $step }
			last if $closed;
		}
		$read->($end);
		print $got, $closed ? "\n(closed)\n" : "\n(open)\n";
	' -- "$port" "$1" "$2"
}

# The first line of every answer to these bytes (Perl text), and whether the connection was closed.
statuses() { # TEXT [SECONDS]
	raw "${2:-1}" "$1" | tr -d '\r\0' | grep -aE '^(HTTP/1\.[01] |\((closed|open)\))' | cut -d' ' -f2 | paste -sd' '
}

ask() { # PATH [CURL OPTIONS...]
	local path=$1

	shift
	curl -s -i --max-time 20 "$@" "http://127.0.0.1:$port$path" | tr -d '\r\0'
}
