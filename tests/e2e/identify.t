#!/bin/bash
# What speaks on a port is told from what it says: late, in an unusual place, inside TLS, or in a
# manner that looks like something else.
# shellcheck source-path=SCRIPTDIR source=lib.sh disable=SC2016 # Perl
. "$(dirname "$0")/lib.sh"
need_root
for tool in openssl socat; do
	command -v "$tool" >/dev/null || skip_all "needs $tool"
done

openssl req -x509 -nodes -subj "/CN=device.example" -days 30 -newkey rsa:2048 -keyout "$tmp/key.pem" -out "$tmp/cert.pem" 2>/dev/null
cat "$tmp/key.pem" "$tmp/cert.pem" >"$tmp/both.pem"

device late late.pl 22=ssh,3 2222=ssh_preface 23=telnet,2.3 2323=prompt,4 21=ftp 2121=ftp_plain,1 \
	25=smtp 2525=smtp_plain 7=echo 554=rtsp 8123=http 1880=hasty
serves_tls() { # PORT COMMAND...
	inside tls "${@:2}" >/dev/null 2>&1 </dev/null &
	server_pids+=($!)
	wait_port tls "$1"
}

device tls raw.pl 1883=mqtt_open 1999=mqtt_closed 9999=silent
serve tls late.pl 8443=complains,443 8444=redirects,443 80=redirects,9 23=telnet 2121=ftp_plain 2525=smtp_plain
for port in 443 4500; do
	serves_tls "$port" openssl s_server -accept "$port" -www -quiet -cert "$tmp/cert.pem" -key "$tmp/key.pem"
done
serves_tls 4400 openssl s_server -accept 4400 -www -quiet -nocert -tls1_2 -cipher 'ADH-AES128-SHA:@SECLEVEL=0'
serves_tls 4410 openssl s_server -accept 4410 -www -quiet -Verify 1 -tls1_2 -cert "$tmp/cert.pem" -key "$tmp/key.pem"
serves_tls 4413 openssl s_server -accept 4413 -www -quiet -tls1_3 -cert "$tmp/cert.pem" -key "$tmp/key.pem"
for port in 8883,1883 8884,1883 992,23 990,2121 465,2525; do
	serves_tls "${port%,*}" socat "OPENSSL-LISTEN:${port%,*},fork,reuseaddr,verify=0,cert=$tmp/both.pem" "TCP:127.0.0.1:${port#*,}"
done

device serial late.pl 80=serial 9000=serial 9001=serial
device rude late.pl 5000=drip 5001=flood 5002=ftp_deaf 5003=leaves 5004=http

assess late
assess tls
assess serial
assess rude
# In smaller groups.
assess_at normal "${addresses[late]}" --pace normal
finish

services() { of_run "$1" 'map { "$_->{port} $_->{service}" . ($_->{tls} ? " tls" : "") } sort { $a->{port} <=> $b->{port} } @{of("service")}'; }

is "$(services late)" "7 unknown
21 ftp
22 ssh
23 telnet
25 unknown
554 rtsp
1880 http
2121 ftp
2222 ssh
2323 telnet
2525 unknown
8123 http" "each service is told: late ones, those with the same first words, an echo that is nothing of all it sends back"
is "$(services normal)" "$(services late)" "the same at a normal pace"
is "$(services tls)" "23 telnet
80 http
443 http tls
465 tls tls
990 ftp tls
992 telnet tls
1883 mqtt
1999 mqtt
2121 ftp
2525 unknown
4400 http tls
4410 tls tls
4413 http tls
4500 http tls
8443 http tls
8444 http tls
8883 mqtt tls
8884 mqtt tls
9999 silent" "and inside TLS, where plain HTTP is turned away too"
is "$(services serial | paste -sd,)" '80 http,9000 http,9001 http' "a device with one process for all its ports: none is kept from answering by another"
is "$(services rude | paste -sd,)" '5000 unknown,5001 unknown,5002 unknown,5003 silent,5004 http' "who never stops, never answers or leaves is nothing we know"
is_run rude 'map { cover "identify", $_ } 5000 .. 5004' 'partial deadline partial too_much partial deadline partial no_answer complete' "and coverage says why"
is_run rude 'map { $_->{seconds} < 25 ? 1 : $_->{seconds} } grep { $_->{name} eq "identify" } @{$d->{probes}}' 1 "and none of them holds up the others"
for name in late tls serial normal; do
	is_run "$name" 'grep { $_->{of} eq "identify" && $_->{state} ne "complete" } @{$d->{coverage}}' '' "$name: every port was examined to the end"
	is_run "$name" 'grep { !@{$_->{evidence}} } @{of("service")}' '' "$name: each with its evidence"
	sound_run "$tmp/$name.run" "$name"
done
is "$(grep -E '^(22|23|2323) ' "$tmp/late.log")" '' "nothing is said to a server that takes its time to speak first"
like "$(of_run late 'map { $_->{banner} } grep { $_->{port} == 2222 } @{of("service")}')" 'Authorised use only.*SSH-2.0-Sample' "lines before the name are kept"
like "$(of_run tls 'map { $_->{banner} } grep { $_->{port} == 8443 } @{of("service")}')" '^HTTP/1.0 200' "the banner is the one inside"
done_testing
