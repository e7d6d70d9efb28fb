#!/bin/bash
# The TCP sweep against devices that drop, reject, lose, limit, die or are not there.  What is asked
# of it every time: open ports are found, none is invented, and what is not known is not called
# filtered.  bench/sweep.c prints what the sweep found, a line each.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
need_root
command -v nft >/dev/null || skip_all "needs nft (package nftables)"

need_built bench/sweep
driver=$built/bench/sweep

# Sweep in the background; the lines of its answer by "got NAME KEY".
files=4096 # the most that it may open
sweep() { # NAME ADDRESS [ARGUMENT...]
	timeout -s KILL 240 ip netns exec "$prefix-$from" prlimit --nofile="$files" "$driver" "${@:2}" >"$tmp/$1.sweep" 2>&1 </dev/null &
	run_pids+=($!)
}

got() { sed -n "s/^$2 //p" "$tmp/$1.sweep"; }

found() { # NAME END OPEN FILTERED TITLE
	is "$(got "$1" end), $(got "$1" open), $(got "$1" filtered)" "$2, $3, $4" "$5"
}

below() { # NAME KEY LIMIT TITLE
	[ "$(got "$1" "$2")" -lt "$3" ]
	ok $? "$4" || diag <"$tmp/$1.sweep"
}

rules() { # NAME RULE...: for what comes in
	{
		printf '%s\n' 'flush ruleset' 'table inet weather {' 'chain input {' 'type filter hook input priority 10' \
			'iifname lo accept' 'meta l4proto != tcp accept' "${@:2}" '}' '}'
	} | inside "$1" nft -f - || bail_out "the rules of $1 are refused"
}

listens='socket wildcard <= 1 accept'
new='tcp flags & (syn|ack) == syn'
ports='22=close 80=close 443=close 1883=close 9999=close 20000=close 33333=close 50000=close 65535=close'
open='22 80 443 1883 9999 20000 33333 50000 65535'
# shellcheck disable=SC2086 # lists of words
for name in refuses drops mixed loses losing unlucky limits; do
	device "$name" raw.pl $ports
done
rules drops "$new $listens" "$new drop"
rules mixed 'tcp dport 7000-7009 drop' 'tcp dport 7010-7019 reject with icmpx admin-prohibited' \
	'tcp dport 7020-7029 reject with tcp reset'
rules loses "$new numgen random mod 100 < 2 drop"
rules losing "$new numgen random mod 100 < 2 drop" "$new $listens" "$new drop"
rules unlucky "$new tcp dport 443 numgen inc mod 3 < 2 drop" "$new tcp dport 9999 numgen inc mod 3 < 2 drop" "$new $listens" "$new drop"
rules limits "$new limit rate over 2000/second burst 50 packets drop"

# ---- firewalls ------------------------------------------------------------------------------

sweep refuses "${addresses[refuses]}"
finish
found refuses complete "$open" - "a device that refuses: its open ports, and all others are closed"
is "$(got refuses closed_count) $(got refuses attempts)" "65526 65535" "each port was asked once"

sweep gentle "${addresses[refuses]}" gentle
sweep mixed "${addresses[mixed]}"
finish
found gentle complete "$open" - "the same at a gentle pace"
below gentle window_top 258 "never more than that pace's window at once"
found mixed complete "$open" 7000-7019 "silent and prohibited ports are filtered; those that a rule resets are closed"

sweep drops "${addresses[drops]}"
finish
found drops complete "$open" "$(perl -e '
	my @open = (0, split(/ /, shift), 65536);
	print join " ", map { my ($a, $b) = ($open[$_ - 1] + 1, $open[$_] - 1); $a > $b ? () : "$a-$b" } 1 .. $#open' "$open")" \
	"a device that drops: its open ports, and all others are filtered"

# ---- loss -----------------------------------------------------------------------------------

sweep loses "${addresses[loses]}"
sweep losing "${addresses[losing]}" fast 1-25000
sweep unlucky "${addresses[unlucky]}" fast 1-25000
sweep limits "${addresses[limits]}" fast 1-6000
finish
found loses complete "$open" - "one SYN in fifty gets lost: every port is told in the end"
is "$(got losing end), $(got losing open)" "complete, 22 80 443 1883 9999 20000" "the same where closed ports are dropped"
is "$(got unlucky end), $(got unlucky open)" "complete, 22 80 443 1883 9999 20000" "and where two ports are lost twice in a row"
# How well it gets on depends on the machine: it finds all of it, or says that it did not finish.
is "$(got limits open)" "22 80 443 1883" "a device that takes 2000 SYNs a second: its open ports are found"
case "$(got limits end), $(got limits filtered)" in
"complete, -" | stopped,*) ok 0 "and the rest is told, or said to be unfinished" ;;
*) ok 1 "and the rest is told, or said to be unfinished" || diag <"$tmp/limits.sweep" ;;
esac
below limits attempts 40000 "not by hammering"

# ---- gone -----------------------------------------------------------------------------------

cable() { ip -n "$prefix-$1" link set "$2" "$3"; }

# shellcheck disable=SC2086 # lists of words
device returns raw.pl $ports
rules returns "$new $listens" "$new drop"
device_empty unplugged
sweep silenced "${addresses[drops]}" gentle
sweep unplugged "${addresses[unplugged]}" gentle
sweep returns "${addresses[returns]}" fast 1-30000
sweep nobody "$NETWORK.250" fast 1-2000
sweep nowhere 10.200.200.200
sleep 0.3
cable unplugged eth0 down
cable returns eth0 down
sleep 0.4
rules drops drop
sleep 2
cable returns eth0 up
finish
is "$(got silenced end), $(got silenced open)" "stopped, 22 80 443 1883" \
	"a device that falls silent: the sweep stops, what was found is kept"
is "$(got unplugged end), $(got unplugged open)" "stopped, -" "a device that is unplugged: the sweep stops"
for name in silenced unplugged; do
	below "$name" ms 15000 "$name: soon"
	below "$name" filtered_count 2000 "$name: what went dark with it is not called filtered"
	below "$name" closed_count 65000 "$name: nor closed"
	[ "$(got "$name" unknown_count)" -gt 1000 ]
	ok $? "$name: but unknown"
done
is "$(got returns end), $(got returns open)" "complete, 22 80 443 1883 9999 20000" "a device that comes back after two seconds: nothing is missed"

found nobody no_answer - 1-2000 "an address where nobody is"
below nobody ms 6000 "nobody: soon"
is "$(got nowhere end), $(got nowhere open)" "unreachable, -" "an address without a route"
below nowhere ms 6000 "nowhere: soon"

sweep cut "${addresses[refuses]}" gentle
sleep 0.3
cable tester br0 down
finish
cable tester br0 up
is "$(got cut end), $(got cut filtered_count)" "stopped, 0" "our own cable is pulled: the sweep stops, nothing is called filtered"

# ---- corners --------------------------------------------------------------------------------

rules refuses "$new tcp dport != 33333 reject with icmpx admin-prohibited"
sweep prohibits "${addresses[refuses]}" fast 30001-36000
rules drops "$new $listens" "$new drop"
sweep late "${addresses[drops]}" gentle 1-65535 1
# A socket that connects to its own machine can meet itself.
many=$(seq -s' ' 40001 40300)
# shellcheck disable=SC2046,SC2086 # lists of words
device itself raw.pl $(printf '%s=close ' $many)
from=itself
sweep itself 127.0.0.1
from=tester
ip -n "$prefix-tester" addr add fd07:7::1/64 dev br0 nodad
ip -n "$prefix-mixed" addr add fd07:7::2/64 dev eth0 nodad
# shellcheck disable=SC2016 # Perl
ip netns exec "$prefix-mixed" perl -MIO::Socket::IP -e '
	my $s = IO::Socket::IP->new(LocalHost => "fd07:7::2", LocalPort => 8443, Listen => 9) or die; sleep 60' &
server_pids+=($!)
sleep 0.5
sweep six fd07:7::2 fast 7000-9000
files=100
sweep few "${addresses[mixed]}" fast 1-10000
finish
found itself complete 40001-40300 - "a machine that sweeps itself: 300 open ports, and none is invented"
found six complete 8443 7000-7019 "IPv6"
found few complete "22 80 443 1883 9999" 7000-7019 "with a hundred descriptors"
below few window_top 100 "no more are used"
is "$(got prohibits end), $(got prohibits open)" "complete, 33333" "a device that prohibits all but one port: that one is found"
is "$(got late end)" late "a deadline: it says so"
below late ms 1500 "and keeps it"
done_testing
