#!/bin/bash
# Who may do what: sites whose access control is wrong in one known way, and one where it is right.
# shellcheck source-path=SCRIPTDIR source=lib.sh disable=SC2016 # Perl
. "$(dirname "$0")/lib.sh"
need_root

declare_it() { # FILE WRITING [RESOURCES [ACCOUNTS]]
	declaration "$1.yaml" <<-END
	interfaces:
	  - {proto: tcp, port: 80, service: http, purpose: settings, authenticates: true, resources: [${3:-}]}
	accounts:
	  - {name: admin, initial: unique, interfaces: [tcp/80], secret: {env: OWNER_SECRET}}
	  - {name: guest, initial: unique, privilege: low, interfaces: [tcp/80], secret: {env: GUEST_SECRET}}
	authorization: {$ALLOWED, writing: $2}
	END
}
export OWNER_SECRET=right-pw GUEST_SECRET=guest-pw
all='{path: /, access: login}, {path: /users, access: owner}, {path: /status, access: login}, {path: /report, access: login}'
declare_it plain false
declare_it writes true
declare_it owner true "$all"

for manner in correct open handler direct soft cookie low front counts basic believes; do
	device "$manner" access.pl "80=$manner"
	declaration=writes
	[[ $manner =~ ^(correct|direct|low)$ ]] && declaration=owner
	assess "$manner" -d "$tmp/$declaration.yaml"
done
device unwritten access.pl 80=handler
device undeclared access.pl 80=direct
device lowly access.pl 80=low
device nobody access.pl 80=open
assess unwritten -d "$tmp/plain.yaml"
assess undeclared -d "$tmp/plain.yaml"
assess lowly -d "$tmp/plain.yaml"
assess nobody
finish


# What was found at a resource: "none wrong low valid".
row() { of_run "$1" 'map { join " ", @$_{qw(none wrong low valid)} } grep { $_->{resource} eq "'"$2"'" and $_->{effect} eq "'"${3:-read}"'" } @{of("access")}'; }
verdicts() { of_run "$1" 'join " ", map { my ($id) = $_->{check} =~ /^S1\.1-01\.(set|forms|unsent|disclosure|wrong|low)$/; $id ? "$id:$_->{verdict}" : () } map { @{$_->{checks}} } @{$d->{verdicts}}'; }
posts() { awk '$2 != "GET" && $3 !~ /^\/login/' "$tmp/$1.log"; }
save='POST /save (/settings)'

# ---- each is found, and nothing else ---------------------------------------------------------

while read -r device resource effect wanted; do
	is "$(row "$device" "${resource//+/ }" "$effect")" "${wanted//,/ }" "$device: ${resource//+/ } ($effect)"
done <<-END
	correct GET+/settings read denied,denied,denied,granted
	correct GET+/users read denied,denied,denied,granted
	correct GET+/status read denied,denied,granted,granted
	correct ${save// /+} set denied,denied,denied,granted
	open GET+/settings read granted,not_tried,not_tried,granted
	open ${save// /+} set granted,not_tried,not_tried,granted
	handler GET+/settings read denied,denied,denied,granted
	handler ${save// /+} set granted,not_tried,not_tried,granted
	direct GET+/report read granted,not_tried,not_tried,granted
	direct GET+/users read denied,denied,denied,granted
	soft GET+/users read denied,denied,denied,granted
	soft ${save// /+} set denied,denied,denied,granted
	cookie GET+/users read denied,granted,granted,granted
	cookie ${save// /+} set denied,granted,granted,granted
	low GET+/users read denied,denied,granted,granted
	low GET+/report read denied,denied,denied,granted
	front ${save// /+} form denied,denied,denied,granted
	basic GET+/users read denied,denied,denied,granted
	basic ${save// /+} set denied,denied,denied,granted
	believes GET+/users read denied,granted,granted,granted
	believes GET+/report read denied,denied,denied,granted
	unwritten ${save// /+} form denied,denied,denied,granted
	nobody GET+/settings read granted,not_tried,not_tried,not_tried
	nobody ${save// /+} form granted,not_tried,not_tried,not_tried
END
while read -r device wanted; do
	is "$(verdicts "$device")" "$(paste -d: <(printf '%s\n' set forms unsent disclosure wrong low) <(tr ' ' '\n' <<<"$wanted") | paste -sd' ')" "$device: the verdicts"
done <<-END
	correct pass pass pass pass pass pass
	open fail pass pass pass pass needs_human
	handler fail pass pass pass pass needs_human
	direct pass pass pass fail pass pass
	soft pass pass pass pass pass needs_human
	cookie fail pass pass pass fail needs_human
	low pass pass pass pass pass fail
	front pass pass needs_human pass pass needs_human
	basic pass pass pass pass pass needs_human
	believes pass pass pass pass fail needs_human
	unwritten pass pass needs_human pass pass needs_human
	undeclared pass pass needs_human needs_human pass needs_human
	lowly pass pass needs_human pass pass needs_human
	nobody inconclusive inconclusive inconclusive inconclusive inconclusive inconclusive
END
for name in correct open handler direct soft cookie low front basic believes unwritten; do
	is_run "$name" 'cover "access", 80' complete "$name: coverage is complete"
done
is_run nobody 'cover "access", 80' 'partial not_authorized' "without an authorisation coverage says so"

# ---- what is sent, and what is left as it was ------------------------------------------------

for name in unwritten undeclared lowly nobody; do
	is "$(posts "$name")" '' "$name: without a consent to write nothing is sent but logins"
done
is "$(awk '$2 != "GET"' "$tmp/nobody.log")" '' "without an authorisation nothing at all is sent"
is_run unwritten 'map { $_->{reason} } grep { $_->{effect} eq "form" } @{of("access")}' no_writing "it says that nobody consented"
is "$(posts correct | awk '$3 == "/save" { print $5 }' | grep -vc 'name=porch&mode=night&leds=on&go=save$')" 0 "with one a form goes back as it came"
is "$(posts handler | awk '$3 == "/save" && $4 == "-"' | grep -c csrf=)" 0 "nobody sends no token that only the owner was given"
is_run correct 'map { $_->{unchanged} ? "yes" : "no" } grep { $_->{effect} eq "set" } @{of("access")}' yes "and holds the same afterwards"
for name in correct open handler direct soft cookie low front counts basic believes unwritten undeclared lowly nobody; do
	unlike "@$tmp/$name.log" '(logout)' "$name: no login is ended"
done
is_run counts 'map { ($_->{unchanged} ? "yes" : "no") . " $_->{reason}" } grep { $_->{effect} ne "read" } @{of("access")}' 'no changed' "a device that changes by it is noticed"
is "$(posts counts | awk '{ print $2, $3, $4 }')" 'POST /save admin' "when the owner has sent it, before anybody else does"
is_run counts 'cover "access", 80' 'partial changed' "and left alone from then on"
like "$(tr -s '\n ' ' ' <"$tmp/counts.out")" 'A setting was not as it had been, so it was stopped' "which the report says"

# ---- the ledger, secrets, the report ---------------------------------------------------------

is_run basic 'map { $_->{walk} + $_->{control} } grep { $_->{mechanism} eq "basic" and $_->{account} eq "guest" and $_->{probe} eq "access" } @{of("attempts")}' \
	"$(awk '$4 == "guest"' "$tmp/basic.log" | grep -c '')" "every password that goes along is in the ledger"
[ "$(awk '$4 == "-" && $3 != "/" && $2 == "GET"' "$tmp/basic.log" | grep -c '')" -lt 400 ]
ok $? "the requests have a limit"
for word in right-pw guest-pw; do
	is "$(grep -rlF -- "$word" "$tmp"/*.run "$tmp"/*.out | head -3)" '' "no secret ($word) is kept"
	is "$(grep -rlF -- "$(printf 'admin:%s' "$word" | base64)" "$tmp"/*.run | head -3)" '' "nor in base64"
done
seen() { grep -rlaF -- "$1" "$tmp/correct.run" | wc -l; }
[ "$(seen SID=)" -gt 0 ]
ok $? "evidence shows that there was a session"
is "$(seen SID=session-)" 0 "and not how to take it over"
sound_run "$tmp/correct.run" correct
sound_run "$tmp/handler.run" handler
sound_run "$tmp/nobody.run" nobody
done_testing
