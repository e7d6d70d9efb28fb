#!/bin/bash
# Bad weather: targets that cannot be reached, die half way, reset, talk nonsense, never answer or never
# stop.  Each assessment ends in time with a plain exit code; coverage says what was not examined; the
# run can be opened and judged; nothing a device said reaches the terminal as it is.
# shellcheck source-path=SCRIPTDIR source=lib.sh disable=SC2016 # Perl
. "$(dirname "$0")/lib.sh"
need_root

# The slow ones first: the machine's processors are free while they wait.
JOBS=12
device hangs http.pl 80=hangs,9
device tires http.pl 80=tires,90
declaration tires.yaml <<'END'
interfaces: [{proto: tcp, port: 80, service: http, purpose: start, authenticates: false}]
END
device silent raw.pl 5001=silent
device slow http.pl 80=slow
device tls raw.pl 441=tls_cut 442=tls_long 443=tls_nonsense 444=tls_alert 445=tls_flood
device cable http.pl 80=plain
device rude raw.pl 22=ssh_nasty 23=ssh_flood 24=ssh_silent 25=ssh_hang 5001=reset 5002=close 5003=garbage 5004=flood 5005=drip 5006=ftpdrip
device web http.pl 80=flood 81=bighead 82=short 83=reset 84=garbage 85=nasty
device circles http.pl 80=circle 81=spiral 82=maze
device dies http.pl 80=dies,9
device_empty closed

assess hangs
assess tires -d "$tmp/tires.yaml"
assess_at nobody "$NETWORK.250"
assess slow
assess silent
assess tls
assess rude
has_asked() { [ "$(grep -c GET "$tmp/$1.log")" -ge "$2" ]; }
(
	# The cable is pulled while pages are being fetched.
	until_true 100 has_asked cable 12
	ip -n "$prefix-cable" link set eth0 down
) &
assess cable
assess web
assess circles
assess dies
assess closed
ASSESS_MAX=40 assess_at nowhere 10.200.200.200
finish

unlike "$(cat "$tmp"/*.out "$tmp"/*.err)" $'[\x01-\x09\x0b-\x1f\x7f]' "no control character was printed"
unlike "$(cat "$tmp"/*.err)" 'assert|abort|[Ss]egmentation|malloc' "nothing crashed"

# ---- nobody there ---------------------------------------------------------------------------

unreachable nowhere 20
unreachable nobody 60
is "$(code closed)" 3 "a device without an open port: exit code 3"
is_run closed 'cover "sweep.tcp"' complete "a device without an open port: all of it was swept"
is_run closed 'of("sweep")->[0]{closed}' 65535 "a device without an open port: every port is closed"
sound_run "$tmp/closed.run" closed

# ---- gone half way --------------------------------------------------------------------------

for name in dies hangs cable; do
	is "$(code "$name")" 3 "$name: exit code 3"
	is_run "$name" 'cover "http.walk", 80' 'partial stopped_answering' "$name: the walk says that it stopped answering"
	is_run "$name" 'cover "sweep.tcp"' complete "$name: the sweep before it stands"
	is_run "$name" 'scalar grep { $_->{path} eq "/" } @{of("http_page")}' 1 "$name: what was seen before is kept"
	like "$(tr -s '\n ' ' ' <"$tmp/$name.out")" 'stopped answering half way' "$name: the report says so"
	sound_run "$tmp/$name.run" "$name"
done

is_run tires 'cover("http.walk", 80), cover("model", 80)' 'complete partial stopped_answering' \
	"a device that stops answering after the walk: the search for the model number says so"
like "$(grep -c '' "$tmp/tires.log")" '^9[3-9]$' "and stops after three requests, and each probe after it as soon"
sound_run "$tmp/tires.run" tires

# ---- rude services --------------------------------------------------------------------------

is "$(code rude)" 3 "rude services: exit code 3"
is_run rude 'map { "$_->{port} $_->{service}" } sort { $a->{port} <=> $b->{port} } @{of("service")}' \
	'22 unknown 23 ssh 24 ssh 25 ssh 5001 silent 5002 silent 5003 unknown 5004 unknown 5005 unknown 5006 unknown' "rude services: none is taken for another"
is_run rude 'map { $_->{banner} } grep { $_->{port} == 5003 } @{of("service")}' \
	'\x1b[31mred\x1b]0;owned\x07\x00\r\n\xff\xfe\xc0\xaf\xe0\x80\xaf\xed\xa0\x80\u{202E}\x85\x9b\x08\x7f<script>alert(1)</script>\t'\''"%s%n\r\n' \
	"a banner of control characters is made visible"
grep -rqaF $'\e]0;owned\a' "$tmp/rude.run/evidence"
ok $? "the evidence keeps it as it came"
sound_run "$tmp/rude.run" rude
is "$(code silent)" 3 "a service that never answers: exit code 3"
is_run silent 'map { $_->{service} } @{of("service")}' silent "a service that never answers is silent"
sound_run "$tmp/silent.run" silent

is_run rude 'map { cover "ssh", $_ } 23 .. 25' 'partial garbage partial deadline partial deadline' \
	"broken SSH: coverage says why it is not examined"
is_run rude 'join " ", sort { $a cmp $b } map { "$_->{port} $_->{where}" } @{of("crypto")}' \
	'25 ssh.cipher 25 ssh.host_key 25 ssh.kex 25 ssh.mac 25 ssh.protocol' "broken SSH: only what a server named is claimed"

# ---- TLS of broken records ------------------------------------------------------------------

is "$(code tls)" 3 "broken TLS: exit code 3"
is_run tls 'join " ", map { $_->{port} } grep { $_->{tls} } sort { $a->{port} <=> $b->{port} } @{of("service")}' '441 443 444 445' \
	"broken TLS: what is a record is taken for TLS"
is_run tls 'map { cover "tls", $_ } 441, 443, 445' 'partial garbage partial garbage partial garbage' \
	"broken TLS: coverage says that it was nonsense"
is_run tls 'scalar grep { $_->{where} =~ /version|class|group/ } @{of("crypto")}' 0 "broken TLS: nothing is claimed about it"
sound_run "$tmp/tls.run" tls
# ---- web servers ----------------------------------------------------------------------------

is "$(code web)" 3 "broken web servers: exit code 3"
is_run web 'map { $_->{service} } @{of("service")}' 'http http http http http http' "broken web servers are web servers"
is_run web 'map { "$_:" . cover "http.walk", $_ } 81 .. 84' \
	'81:partial too_much 82:partial closed 83:partial closed 84:partial garbage' "broken web servers: coverage says why"
like "$(of_run web 'cover "http.walk", 80')" '^partial|^complete' "gigabytes for every page: the walk ends"
[ "$(du -sk "$tmp/web.run" | cut -f1)" -lt 5000 ]
ok $? "gigabytes for every page: the run is small"
is_run web 'map { /red.*owned.*evil/ && !/[\x00-\x1f\x7f-\x9f]/ ? 1 : 0 } map { $_->{title} } grep { $_->{port} == 85 && $_->{path} eq "/" } @{of("http_page")}' 1 \
	"a title of control characters is kept without them"
is_run web 'cover "http.walk", 85' complete "nasty pages are walked to the end"
sound_run "$tmp/web.run" web
unlike "@$tmp/html" '<script' "a page's markup does not reach the HTML report"
is "$(code slow)" 3 "one byte a second: exit code 3"
is_run slow 'cover "http.walk", 80' 'partial deadline' "one byte a second: the time runs out"
sound_run "$tmp/slow.run" slow

is "$(code circles)" 3 "redirects in circles: exit code 3"
is_run circles 'cover "http.walk", 80' complete "redirects in circles: each place is seen once"
is_run circles 'scalar grep { $_->{port} == 80 && $_->{path} =~ m{^/[ab]$} } @{of("http_page")}' 2 "redirects in circles: both places are named"
is_run circles 'scalar(grep { $_->{port} == 81 } @{of("http_page")}) < 20 ? 1 : 0' 1 "redirects without end: it stops"
is_run circles 'cover "http.walk", 82' 'partial budget' "pages without end: the limit on requests is named"
is_run circles 'scalar(grep { $_->{port} == 82 } @{of("http_page")}) <= 240 ? 1 : 0' 1 "pages without end: no more than 240 were fetched"
like "$(grep -c '^82 ' "$tmp/circles.log")" '^3[0-6][0-9]$' "pages without end: the server counted as many, and 120 more when it was asked who may see them"
sound_run "$tmp/circles.run" circles

done_testing
