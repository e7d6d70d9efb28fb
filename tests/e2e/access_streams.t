#!/bin/bash
# Who may see what at an RTSP server: access control that is right, or wrong in one known way.
# shellcheck source-path=SCRIPTDIR source=lib.sh disable=SC2016 # Perl
. "$(dirname "$0")/lib.sh"
need_root

declare_it() { # FILE [RESOURCES]
	declaration "$1.yaml" <<-END
	interfaces:
	  - {proto: tcp, port: 554, service: rtsp, purpose: pictures, authenticates: true, resources: [${2:-}]}
	accounts:
	  - {name: admin, initial: unique, interfaces: [tcp/554], secret: {env: OWNER_SECRET}}
	  - {name: guest, initial: unique, privilege: low, interfaces: [tcp/554], secret: {env: GUEST_SECRET}}
	authorization: {$ALLOWED}
	END
}
export OWNER_SECRET=right-pw GUEST_SECRET=guest-pw
declare_it plain
declare_it full '{path: /live, access: login}, {path: /owner, access: owner}'
declare_it public '{path: /live, access: public}'
sed 's/, secret: {env: [A-Z_]*}//' "$tmp/plain.yaml" >"$tmp/secretless.yaml"

while IFS=: read -r name manner declaration; do
	device "$name" rtsp.pl "554=$manner"
	assess "$name" ${declaration:+-d "$tmp/$declaration.yaml"}
done <<-END
	right:digest:full
	blind:basic+blind:full
	found:digest:plain
	anyway:basic+anyway:plain
	open:open:full
	seen:open:plain
	public:open:public
	low:digest+low:full
	believes:basic+believes:full
	moves:digest+moves:plain
	busy:digest+busy:plain
	deaf:digest+deaf:full
	secretless:digest:secretless
	nobody:digest:
END
finish

row() { of_run "$1" 'map { join " ", @$_{qw(none wrong low valid found)} } grep { $_->{resource} eq q{'"$2"'} } @{of("access")}'; }
rows() { of_run "$1" 'map { $_->{resource} } @{of("access")}' | paste -sd,; }
verdicts() { of_run "$1" 'join " ", map { my ($id) = $_->{check} =~ /^S1\.1-01\.(disclosure|wrong|low)$/; $id ? "$id:$_->{verdict}" : () } map { @{$_->{checks}} } @{$d->{verdicts}}'; }

is_run right 'map { "$_->{port} $_->{service}" } @{of("service")}' '554 rtsp' "RTSP is known as that"
is_run right 'map { "$_->{service} $_->{mechanism} $_->{path}" } @{of("login")}' 'rtsp digest /live' "and so is its login: Digest"
is_run blind 'map { "$_->{service} $_->{mechanism}" } @{of("login")}' 'rtsp basic' "Basic"
is_run open 'scalar @{of("login")}' 0 "and that there is none"
while read -r name resource wanted; do
	is "$(row "$name" "${resource//+/ }")" "${wanted//,/ }" "$name: ${resource//+/ }"
done <<-END
	right DESCRIBE+/live denied,denied,granted,granted,declared
	right DESCRIBE+/owner denied,denied,denied,granted,declared
	blind DESCRIBE+/owner denied,denied,denied,granted,declared
	found DESCRIBE+/live denied,denied,granted,granted,login
	open DESCRIBE+/owner granted,not_tried,not_tried,not_tried,declared
	seen DESCRIBE+/live granted,not_tried,not_tried,not_tried,walk
	low DESCRIBE+/owner denied,denied,granted,granted,declared
	believes DESCRIBE+/owner denied,granted,denied,granted,declared
	believes DESCRIBE+/live denied,denied,granted,granted,declared
	secretless DESCRIBE+/live 
	deaf DESCRIBE+/owner denied,denied,denied,not_tried,declared
END
is "$(rows found)" 'DESCRIBE /live' "what is not there is no resource"
is "$(rows anyway)" 'DESCRIBE /' "where each path leads to the same stream, it is one"
while read -r name wanted; do
	is "$(verdicts "$name")" "$(paste -d: <(printf '%s\n' disclosure wrong low) <(tr ' ' '\n' <<<"$wanted") | paste -sd' ')" "$name: the verdicts"
done <<-END
	right pass pass pass
	blind pass pass pass
	found pass pass needs_human
	open fail pass pass
	seen needs_human pass pass
	public pass pass pass
	low pass pass fail
	believes pass fail pass
	moves inconclusive inconclusive inconclusive
	busy inconclusive inconclusive inconclusive
	deaf inconclusive inconclusive inconclusive
	secretless inconclusive inconclusive inconclusive
	nobody inconclusive inconclusive inconclusive
END
while read -r name wanted; do
	is_run "$name" 'cover "access", 554' "${wanted//,/ }" "$name: coverage is ${wanted//,/ }"
done <<-END
	right complete
	open complete
	moves partial,no_path
	busy partial,locked
	deaf partial,no_control
	secretless partial,no_secret
	nobody partial,not_authorized
END

# ---- what is said to it -----------------------------------------------------------------------

is "$(awk '$4 != "-"' "$tmp/nobody.log")" '' "without an authorisation nobody's password is said"
is "$(awk '{ print $2 }' "$tmp"/{right,blind,open,low}.log | sort -u)" DESCRIBE "nothing but DESCRIBE"
[ "$(grep -c '?' "$tmp/deaf.log")" -le 12 ]
ok $? "a right pair that is refused is not said for each path"
is_run right 'map { $_->{control} } grep { $_->{probe} eq "access" and $_->{account} =~ /^hoshi/ } @{of("attempts")}' \
	"$(of_run right 'scalar @{of("access")}')" "a wrong pair is said once for each stream, as the ledger says"
for word in right-pw guest-pw; do
	is "$(grep -rlaF -- "$word" "$tmp"/*.run "$tmp"/*.out | head -3)" '' "no secret ($word) is kept"
	is "$(grep -rlaF -- "$(printf '%s:%s' "${word/right-pw/admin}" "$word" | sed 's/^guest-pw/guest/' | tr -d '\n' | base64)" "$tmp"/*.run | head -3)" '' "nor in base64"
done
is_run low 'map { scalar @{$_->{evidence}} } @{of("access")}' '1 1' "each row has its evidence"
for name in right seen nobody; do
	sound_run "$tmp/$name.run" "$name"
done
sound_run "$tmp/open.run" open 1
done_testing
