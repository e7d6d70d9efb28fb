#!/bin/bash
# Who may ask a camera what: an ONVIF device service whose access control is right, or wrong in one known way.
# shellcheck source-path=SCRIPTDIR source=lib.sh disable=SC2016 # Perl
. "$(dirname "$0")/lib.sh"
need_root

declare_it() { # FILE SERVICE [EXTRA]
	declaration "$1.yaml" <<-END
	interfaces:
	  - {proto: tcp, port: 80, service: $2, purpose: a camera, authenticates: true}
	accounts:
	  - {name: admin, initial: unique, interfaces: [tcp/80], secret: {env: OWNER_SECRET}}
	  - {name: guest, initial: unique, privilege: low, interfaces: [tcp/80], secret: {env: GUEST_SECRET}}
	authorization: {$ALLOWED}
	END
}
export OWNER_SECRET=right-pw GUEST_SECRET=guest-pw
declare_it camera 'HTTP and ONVIF'
declare_it web http
sed 's/authenticates: true/&, resources: [{operation: GetSystemDateAndTime, access: public}, {operation: GetHostname, access: login}]/' \
	"$tmp/camera.yaml" >"$tmp/named.yaml"
sed 's/GetHostname/SetHostname/' "$tmp/named.yaml" >"$tmp/sets.yaml"
sed '/guest/d' "$tmp/camera.yaml" >"$tmp/alone.yaml"
sed '/^authorization/d' "$tmp/camera.yaml" >"$tmp/forbidden.yaml"

while IFS=: read -r name manner; do
	device "$name" onvif.pl "80=$manner"
done <<-END
	right:right
	alone:right
	open:open
	info:info
	believes:believes
	low:low
	deaf:deaf
	vague:vague
	none:none
	web:right
	forbidden:open
	pictures:right
	digest:digest
	trusts:trusts
	status:status
	named:right
	lax:host
	sets:right
END
serve pictures rtsp.pl 554=digest
for name in right open info believes low vague none digest trusts status; do
	assess "$name" -d "$tmp/camera.yaml"
done
for name in alone deaf; do
	assess "$name" -d "$tmp/alone.yaml"
done
assess named -d "$tmp/named.yaml"
assess lax -d "$tmp/named.yaml"
assess sets -d "$tmp/sets.yaml"
assess web -d "$tmp/web.yaml"
assess pictures -d "$tmp/web.yaml"
assess forbidden -d "$tmp/forbidden.yaml"
finish

row() { of_run "$1" 'map { join " ", @$_{qw(none wrong low valid found)} } grep { $_->{resource} eq "ONVIF '"$2"'" } @{of("access")}'; }
rows() { of_run "$1" 'map { $_->{resource} } grep { $_->{service} eq "onvif" } @{of("access")}' | paste -sd,; }
verdicts() { of_run "$1" 'join " ", map { my ($id) = $_->{check} =~ /^S1\.1-01\.(disclosure|wrong|low)$/; $id ? "$id:$_->{verdict}" : () } map { @{$_->{checks}} } @{$d->{verdicts}}'; }

while read -r name operation wanted; do
	is "$(row "$name" "$operation")" "${wanted//,/ }" "$name: $operation"
done <<-END
	right GetDeviceInformation denied,denied,granted,granted,login
	right GetUsers denied,denied,denied,granted,login
	right GetNetworkInterfaces denied,denied,granted,granted,login
	right GetNetworkProtocols 
	alone GetUsers denied,denied,not_tried,granted,login
	open GetUsers granted,not_tried,not_tried,not_tried,walk
	info GetDeviceInformation granted,not_tried,not_tried,not_tried,walk
	info GetUsers denied,denied,denied,granted,login
	believes GetUsers denied,granted,denied,granted,login
	low GetUsers denied,denied,granted,granted,login
	deaf GetUsers denied,denied,not_tried,denied,login
	vague GetUsers unclear,unclear,unclear,unclear,login
	forbidden GetUsers granted,not_tried,not_tried,not_tried,walk
	digest GetDeviceInformation denied,denied,granted,granted,login
	digest GetUsers denied,denied,denied,granted,login
	trusts GetUsers denied,granted,denied,granted,login
	status GetUsers denied,denied,denied,granted,login
	right GetHostname 
	named GetSystemDateAndTime granted,not_tried,not_tried,not_tried,declared
	named GetHostname denied,denied,granted,granted,declared
	lax GetHostname granted,not_tried,not_tried,not_tried,declared
END
is "$(rows none)$(rows web)" '' "where there is no ONVIF, or nothing says that it is a camera, there are no rows"
is "$(rows pictures)" 'ONVIF GetDeviceInformation,ONVIF GetUsers,ONVIF GetNetworkInterfaces' "what has RTSP is a camera"
is "$(awk '$2 == "POST"' "$tmp/web.log")" '' "and who is none is not asked"
is "$(awk '$2 == "POST" { print $4 }' "$tmp/none.log")" GetSystemDateAndTime "where there is none it is asked once"
while read -r name wanted; do
	like "$(verdicts "$name")" "(^| )$wanted( |\$)" "$name: $wanted"
done <<-END
	open disclosure:needs_human
	info disclosure:needs_human
	believes wrong:fail
	low low:needs_human
	right disclosure:pass
	right wrong:pass
	alone disclosure:pass
	alone low:pass
	deaf wrong:pass
	vague disclosure:inconclusive
	forbidden wrong:inconclusive
	digest disclosure:pass
	digest wrong:pass
	trusts wrong:fail
	named disclosure:pass
	lax disclosure:fail
END
while read -r name wanted; do
	is_run "$name" 'map { "$_->{state} " . ($_->{reason} // "") } grep { $_->{of} eq "access" and $_->{port} == 80 } @{$d->{coverage}}' "${wanted//,/ }" "$name: coverage"
done <<-END
	right complete, complete,
	forbidden complete, partial,not_authorized
END

# ---- what is said to it -----------------------------------------------------------------------

is "$(awk '$2 == "POST" { print $4 }' "$tmp"/*.log | sort -u | paste -sd,)" \
	GetDeviceInformation,GetHostname,GetNetworkInterfaces,GetNetworkProtocols,GetSystemDateAndTime,GetUsers "nothing but questions"
is "$(code sets)" 2 "a declaration cannot name an operation that sets"
is "$(awk '$4 == "GetHostname"' "$tmp/right.log")" '' "what is not declared is not asked for beyond the usual"
is "$(awk '$5 != "-"' "$tmp/forbidden.log")" '' "without an authorisation nobody's token is said"
is_run right 'map { $_->{control} } grep { $_->{service} eq "onvif" and $_->{account} =~ /^hoshi/ } @{of("attempts")}' \
	"$(awk '$5 == "?"' "$tmp/right.log" | grep -c '')" "each wrong token is in the ledger"
is_run digest 'map { $_->{control} } grep { $_->{service} eq "onvif" and $_->{account} =~ /^hoshi/ } @{of("attempts")}' \
	"$(awk '$5 == "?"' "$tmp/digest.log" | grep -c '')" "each wrong Digest too"
is "$(awk '$5 == "twice"' "$tmp"/*.log)" '' "and nobody shows a token beside it"
is_run right 'map { "$_->{account} $_->{walk} $_->{yes} $_->{no}" } sort { $a->{account} cmp $b->{account} } grep { $_->{service} eq "onvif" and $_->{walk} } @{of("attempts")}' \
	'admin 3 3 0 guest 3 2 1' "and what became of the right ones"
for word in right-pw guest-pw; do
	is "$(grep -rlaF -- "$word" "$tmp"/*.run "$tmp"/*.out | head -3)" '' "no secret ($word) is kept"
done
sound_run "$tmp/right.run" right
sound_run "$tmp/forbidden.run" forbidden
done_testing
