#!/bin/bash
# UDP: services of a home told apart, closed ports known to be closed at the pace of Linux's own limit on
# ICMP, and firewalls, floods, echoes, nonsense and answers from other addresses for what they are.
# shellcheck source-path=SCRIPTDIR source=lib.sh disable=SC2016,SC2034 # Perl
. "$(dirname "$0")/lib.sh"
need_root
command -v nft >/dev/null || skip_all "needs nft (package nftables)"

# A device with UDP services and a second address that is not the device.
device_udp() { # NAME PORT=MANNER...
	device_empty "$1"
	inside "$1" ip addr add "$NETWORK.$((${#addresses[@]} + 200))/24" dev eth0
	serve "$1" udp.pl "${addresses[$1]}" "$NETWORK.$((${#addresses[@]} + 200))" "${@:2}"
}

declare_udp() { # NAME PORT...
	{
		echo interfaces:
		printf '  - {proto: tcp, port: %s, purpose: web}\n' 8000 49000
		printf '  - {proto: udp, port: %s, purpose: test}\n' "${@:2}"
	} | declaration "$1.yaml"
}

device_udp home 53=dns 69=tftp 123=ntp 137=netbios 161=snmp 1900=ssdp 3610=echonet 3702=wsd 5060=sip 5353=mdns 5683=coap 47808=bacnet
device_udp linux 161=snmp3
device_udp hostile 53=dns,strange 69=garbage 123=echo 161=garbage 1900=flood 3610=strange_flood 3702=garbage 5060=echo 5353=garbage 5683=echo 7=echo 47808=silent
device_udp walled 161=silent
device_empty closed
device_empty stingy
device_empty unplugged
inside linux sysctl -qw net.ipv4.icmp_ratelimit=1000
inside walled nft -f - <<'END' || bail_out 'the rules are refused'
table inet wall {
	chain input {
		type filter hook input priority 10
		meta l4proto udp drop
	}
}
END
# Free with its first messages, then one in four seconds: longer than a device seems to be gone.
inside stingy nft -f - <<'END' || bail_out 'the rules are refused'
table inet wall {
	chain output {
		type filter hook output priority 10
		icmp type destination-unreachable limit rate 15/minute burst 45 packets accept
		icmp type destination-unreachable drop
	}
}
END

declare_udp home 53 69 123 137 161 1900 3610 3702 5060 5353 5683 47808
declare_udp linux 161 51820
declare_udp hostile 7
declare_udp walled 161
declare_udp closed 161
declare_udp stingy 161
declare_udp unplugged 161
# Where ECHONET Lite answers there is one port, 3610, to hear it: who needs it has a namespace of his own.
for i in 1 2; do
	namespace "own$i"
	ip -n "$prefix-tester" link add "own$i" type veth peer name eth0 netns "$prefix-own$i"
	ip -n "$prefix-tester" link set "own$i" master br0 up
	ip -n "$prefix-own$i" addr add "$NETWORK.$((i + 1))/24" dev eth0
	ip -n "$prefix-own$i" link set eth0 up
done
from=own1
assess home -d "$tmp/home.yaml" --authorized "me, today, a test"
from=own2
assess hostile -d "$tmp/hostile.yaml"
from=tester
assess linux -d "$tmp/linux.yaml"
assess stingy -d "$tmp/stingy.yaml"
assess walled -d "$tmp/walled.yaml"
assess closed -d "$tmp/closed.yaml"
# The cable is pulled as soon as the device has shown how fast it says of ports that they are closed; from then
# on our own system says that nobody is there, which is not word from the device.
is_asking() { grep -qs "asking UDP" "$tmp/$1.err"; }
(
	until_true 100 is_asking unplugged
	sleep 0.5
	ip -n "$prefix-unplugged" link set eth0 down
	ip -n "$prefix-tester" neigh del "${addresses[unplugged]}" dev br0
) &
assess unplugged -d "$tmp/unplugged.yaml"
finish

udp_services='join " ", map { "$_->{port}=$_->{service}" } sort { $a->{port} <=> $b->{port} } grep { $_->{proto} eq "udp" } @{of("service")}'
ports_in() { echo "join ' ', map { \$_->{port} } grep { \$_->{proto} eq 'udp' && \$_->{state} eq '$1' } @{of('port')}"; }
identities='join "; ", map { "$_->{service} $_->{item} $_->{text}" } @{of("identity")}'
udp_seconds='map { int $_->{seconds} } grep { $_->{name} eq "udp" } @{$d->{probes}}'

# ---- a home ---------------------------------------------------------------------------------

is_run home "$udp_services" "53=dns 69=tftp 123=ntp 137=netbios 161=snmp 1900=ssdp 3610=echonet 3702=wsd 5060=sip 5353=mdns 5683=coap 47808=bacnet" \
	"every service is told by what it says"
is_run home "$(ports_in filtered)" "" "and all other ports are closed"
is_run home 'cover("sweep.udp")' complete "each of them for certain"
is_run home "$identities" "snmp description Linux HT-1 5.10; ssdp model Model HT-1; ssdp maker Maker; ssdp name ours; echonet model HT-1; onvif model HT-1; onvif maker Maker; mdns model OTHER-9; bacnet model HT-1" \
	"what they tell of the device"
is_run home 'join "; ", map { "$_->{service} $_->{object}" } @{of("control")}' \
	"ssdp urn:x:service:WANIPConnection:1; echonet 0x013001: 0x80 0xB0 0xB3" "what can be set without login"
is_run home 'map { "$_->{service} $_->{granted} $_->{what}" } @{of("guest")}' "snmp 1 community-public" "SNMP's public community opens"
is_run home "map { check \$_ } qw(01.snmp 01.udp_control 01.no_login 10.consistent 13.undeclared_udp 13.risky_udp)" \
	"fail needs_human needs_human needs_human pass needs_human" "what the checks make of it"
sound_run "$tmp/home.run" home

# ---- Linux and its limit --------------------------------------------------------------------

is_run linux "$udp_services" "161=snmp" "a device of one service"
is_run linux "$(ports_in filtered)" "" "at one ICMP message a second every other port is known to be closed"
is_run linux 'cover("udp", 161)' "partial not_authorized" "no community is tried without authorisation"
is_run linux 'map { check $_ } qw(13.undeclared_udp 01.snmp)' "pass inconclusive" "undeclared ports: none; SNMP: not tried"
seconds=$(of_run linux "$udp_seconds")
[ "$seconds" -ge 25 ] && [ "$seconds" -le 100 ]
ok $? "it takes about a second for each port, $seconds in all"
sound_run "$tmp/linux.run" linux

# ---- hostile --------------------------------------------------------------------------------

is_run hostile "$udp_services" "7=unknown 69=unknown 123=unknown 161=unknown 1900=unknown 3702=unknown 5060=unknown 5353=unknown 5683=unknown" \
	"nonsense, echoes and floods are open ports, and nothing more"
is_run hostile 'cover("sweep.udp", 53), cover("udp", 53)' "partial open_filtered; complete " "an answer from another address is not the device's"
is_run hostile 'cover("sweep.udp", 3610)' "partial too_much; complete" "nor is a flood of them"
is_run hostile 'cover("udp", 1900), cover("udp", 161), cover("udp", 7)' "partial too_much partial garbage complete" "why they were not understood"
is_run hostile 'check "13.undeclared_udp"' fail "what is open and not declared fails all the same"
is_run hostile 'check "01.udp_control"' inconclusive "and what can be set is not known"
sound_run "$tmp/hostile.run" hostile

# ---- a firewall -----------------------------------------------------------------------------

is_run walled "$(ports_in open)" "" "behind a firewall nothing is open"
is_run walled 'scalar grep { $_->{proto} eq "udp" && $_->{state} eq "filtered" } @{of("port")}' 45 "nor known to be closed"
is_run walled 'cover("sweep.udp", 53), cover("sweep.udp", 161), cover("udp", 161)' "partial open_filtered; complete complete partial open_filtered" "which coverage says, of a declared port as what is there"
is_run walled 'map { check $_ } qw(13.undeclared_udp 01.snmp 01.udp_control 10.consistent)' \
	"inconclusive inconclusive inconclusive inconclusive" "so nothing passes"
like "@$tmp/walled.out" 'cannot be told from filtered' "and the report says why"
sound_run "$tmp/walled.run" walled

is_run closed "$(ports_in open)" "" "a device without UDP: nothing is open"
is_run closed "$(ports_in filtered)" "" "and all of it is known to be closed"
is_run closed 'join " ", map { $_->{of}, $_->{port} || "", $_->{reason} } grep { $_->{of} =~ /udp/ && $_->{state} ne "complete" } @{$d->{coverage}}' "" "and none was left open"
is_run closed 'map { check $_ } qw(13.undeclared_udp 01.snmp 01.udp_control 01.no_login 10.consistent 13.risky_udp)' \
	"pass pass pass pass pass pass" "a device without UDP passes"

is_run stingy "$(ports_in filtered)" "" "a device that says little is waited for"
is_run stingy 'map { check $_ } qw(13.undeclared_udp 01.snmp)' "pass pass" "until all is known"

is_run unplugged 'join " ", do { my %r; $r{$_->{reason}}++ for grep { $_->{of} eq "sweep.udp" && $_->{port} } @{$d->{coverage}}; sort keys %r }' \
	'stopped_answering' "a device that is gone half way: coverage says so of the ports that were left"
is_run unplugged 'map { check $_ } qw(13.undeclared_udp 01.snmp)' "inconclusive inconclusive" "nothing is concluded of them"
[ "$(cat "$tmp/unplugged.time")" -lt 900 ]
ok $? "and it is not waited for until the end" || diag <"$tmp/unplugged.time"

done_testing
