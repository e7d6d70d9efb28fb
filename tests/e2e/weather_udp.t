#!/bin/bash
# Bad weather at UDP: answers with the right ids from other addresses and ports, crowds that answer to every
# multicast question, over IPv4 and IPv6, and a device that answers on every port.  What is told of a device
# is what the device said.
# shellcheck source-path=SCRIPTDIR source=lib.sh disable=SC2016,SC2034 # Perl; lib.sh reads some
. "$(dirname "$0")/lib.sh"
need_root
shopt -s extglob
command -v nft >/dev/null || skip_all "needs nft (package nftables)"
ASSESS_MAX=300
# They take turns at the port where ECHONET Lite answers, and wait for it 15 s at the most.
JOBS=4

protocols='53=dns 69=tftp 123=ntp 137=netbios 161=snmp 1900=ssdp 3610=echonet 3702=wsd 5060=sip 5353=mdns 5683=coap 47808=bacnet'
declare -A six=()

# A device in both families; its servers speak FAMILY.
device_udp() { # NAME 4|6 STRANGER,... PORT=MANNER[,HOW]...
	local n address

	device_empty "$1"
	n=${addresses[$1]##*.}
	six[$1]=fd07:7::$n
	inside "$1" ip addr add "fd07:7::$n/64" dev eth0 nodad
	inside "$1" sysctl -qw net.ipv6.icmp.ratelimit=0
	for address in ${3//,/ }; do
		case $address in
		*:*) inside "$1" ip addr add "$address/64" dev eth0 nodad ;;
		*) inside "$1" ip addr add "$address/24" dev eth0 ;;
		esac
	done
	if [ "$2" = 6 ]; then address=${six[$1]}; else address=${addresses[$1]}; fi
	[ $# -lt 4 ] || serve "$1" udp.pl "$address" "${3:-$address}" "${@:4}"
}

with() { # HOW PORT=MANNER...
	printf "%s,$1 " "${@:2}"
}

# shellcheck disable=SC2086,SC2046 # lists of words
{
	device_udp strange 4 "$NETWORK.201,$NETWORK.202" $(with strange $protocols)
	device_udp elsewhere 4 '' $(with elsewhere $protocols)
	device_udp quiet 4 '' 7=silent
	device_udp home 4 '' 1900=ssdp 3610=echonet 5353=mdns
	device_udp quiet6 6 '' 7=silent
	device_udp home6 6 '' $protocols
	device_udp only6 6 '' 1900=ssdp,group 3702=wsd,group 3610=echonet,group 5353=mdns,group
	groups='1900=ssdp 3610=echonet 3702=wsd 5353=mdns 5683=coap'
	device_udp crowd 4 "$(seq -s, -f "$NETWORK.%g" 100 139)" $(with crowd $groups)
	device_udp crowd6 6 "$(seq -s, -f 'fd07:7::1:%g' 100 139)" $(with crowd $groups)
	device_udp pot 4 '' 7=echo
}
inside pot nft -f - <<'END_NFT'
table ip pot {
	chain pre {
		type nat hook prerouting priority -100
		udp dport 1-65535 redirect to :7
	}
}
END_NFT

# The way to the device is not the first that the system knows: multicast has to take it all the same.
ip -n "$prefix-tester" link set br0 down
ip -n "$prefix-tester" link set br0 up
ip -n "$prefix-tester" addr add fd07:7::1/64 dev br0 nodad
unlike "$(inside tester ip -6 route get ff02::fb)" br0 "the system's own choice for IPv6 multicast is another network"

for name in strange elsewhere quiet home pot; do
	assess "$name" --authorized "T. Ester, today, because"
done
for name in quiet6 home6 only6; do
	assess_at "$name" "${six[$name]}" --authorized "T. Ester, today, because"
done
finish

udp_services='join " ", map { "$_->{port}=$_->{service}" } sort { $a->{port} <=> $b->{port} } grep { $_->{proto} eq "udp" } @{of("service")}'
is_services() { # NAME WANTED TITLE
	is_run "$1" "$udp_services" "$2" "$3"
}
identities='join "; ", map { "$_->{service} $_->{item} $_->{text}" } @{of("identity")}'
everything="snmp description Linux HT-1 5.10; ssdp model Model HT-1; ssdp maker Maker; ssdp name ours; echonet model HT-1; onvif model HT-1; onvif maker Maker; mdns model OTHER-9; bacnet model HT-1"
open_udp='join " ", map { "$_->{port}" . ($_->{reason} // "") } grep { $_->{of} eq "sweep.udp" && $_->{port} } @{$d->{coverage}}'
told() { # NAME PATTERN TITLE
	like "$(grep -rah -- "$2" "$tmp/$1.run/evidence" | head -3)" . "$3"
}

# ---- answers that are not the device's --------------------------------------------------------

is_services strange '' "the right answers from other addresses are nobody's"
is_run strange 'map { scalar @{of($_)} } qw(identity control guest)' '0 0 0' "and nothing of them is believed"
is_run strange "$open_udp" "${protocols//=+([a-z])/open_filtered}" "each of these ports may be open or not, which coverage says"
is_run strange 'map { check $_ } qw(13.undeclared_udp 01.snmp 01.udp_control 10.consistent)' 'inconclusive inconclusive inconclusive inconclusive' \
	"so nothing passes or fails"
told strange '^53 open.filtered, [0-9]* datagrams from other addresses' "the evidence says that others spoke"
is_services elsewhere "$protocols" "answers from the device's other ports are the device's"
is_run elsewhere "$identities" "$everything" "and believed"
told elsewhere 'the next came from the device.s port' "the evidence says from which"

# ---- crowds -----------------------------------------------------------------------------------

for name in quiet quiet6; do
	is_services "$name" '' "$name: forty others answer for the group, and the device has none of their services"
	is_run "$name" "$open_udp" 7open_filtered "$name: their answers leave no port in doubt"
	is_run "$name" 'map { scalar @{of($_)} } qw(identity control guest)' '0 0 0' "$name: and nothing of them is believed"
	told "$name" '^\(1900\|5353\) .*datagrams from other addresses' "$name: they were there"
done
is_services home '1900=ssdp 3610=echonet 5353=mdns' "a device among them: its own services, once each"
is_run home "$identities" "ssdp model Model HT-1; ssdp maker Maker; ssdp name ours; echonet model HT-1; mdns model OTHER-9" "and what it tells itself"
is_services home6 "$protocols" "the same over IPv6"
is_run home6 "$identities" "$everything" "and what it tells itself there"
is_run home6 "$open_udp" '' "with every other port known to be closed"
is_services only6 '1900=ssdp 3610=echonet 3702=wsd 5353=mdns' "who hears only the group is found over IPv6, on the network where the device is"

# ---- every port -------------------------------------------------------------------------------

is_run pot 'join " ", do { my %n; $n{$_->{service}}++ for @{of("service")}; %n }' 'unknown 45' "an echo on every port is nothing that we know"
is_run pot 'map { scalar @{of($_)} } qw(identity control guest)' '0 0 0' "and tells nothing"
is_run pot 'map { check $_ } qw(01.snmp 01.udp_control 10.consistent)' 'inconclusive inconclusive inconclusive' "no check passes or fails by it"
for name in strange elsewhere quiet home pot quiet6 home6 only6; do
	[ "$(cat "$tmp/$name.time")" -lt 900 ]
	ok $? "$name: it ends in time" || diag <"$tmp/$name.time"
	sound_run "$tmp/$name.run" "$name"
done
done_testing
