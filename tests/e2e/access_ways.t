#!/bin/bash
# Two logins on one port, each with pages of its own: who may do what is asked through the one a page belongs to.
# shellcheck source-path=SCRIPTDIR source=lib.sh disable=SC2016 # Perl
. "$(dirname "$0")/lib.sh"
need_root

declare_it() { # FILE ACCOUNT...
	local name

	{
		cat <<-END
		interfaces:
		  - proto: tcp
		    port: 80
		    service: http
		    purpose: settings
		    authenticates: true
		    resources: [{path: /home, access: login}, {path: /report, access: login}, {path: /cgi-bin/status, access: login}, {path: /cgi-bin/log, access: login}]
		authorization: {$ALLOWED}
		accounts:
		END
		for name in "${@:2}"; do
			echo "  - {name: $name, initial: unique, interfaces: [tcp/80], secret: {env: ${name^^}_SECRET}}"
		done
	} | declaration "$1.yaml"
}
export ADMIN_SECRET=right-pw SERVICE_SECRET=other-pw
declare_it people admin
declare_it both admin service
declare_it programs service

while IFS=: read -r name manner declaration; do
	device "$name" ways.pl "80=$manner"
	assess "$name" -d "$tmp/$declaration.yaml"
done <<-END
	right:right:people
	digest:digest:people
	soft:soft:people
	open:open:people
	believes:believes:people
	cookie:cookie:people
	pair:apart:both
	first:apart:people
	second:apart+soft:programs
	secret:apart+believes:programs
END
finish

row() { of_run "$1" 'map { join " ", @$_{qw(none wrong valid)} } grep { $_->{resource} eq "GET '"$2"'" } @{of("access")}'; }
verdicts() { of_run "$1" 'join " ", map { my ($id) = $_->{check} =~ /^S1\.1-01\.(disclosure|wrong)$/; $id ? "$id:$_->{verdict}" : () } map { @{$_->{checks}} } @{$d->{verdicts}}'; }

while read -r name path wanted; do
	is "$(row "$name" "$path")" "${wanted//,/ }" "$name: $path"
done <<-END
	right /home denied,denied,granted
	right /report denied,denied,granted
	right /cgi-bin/status denied,denied,granted
	right /cgi-bin/log denied,denied,granted
	digest /report denied,denied,granted
	digest /cgi-bin/log denied,denied,granted
	soft /report denied,denied,granted
	soft /cgi-bin/log denied,denied,granted
	open /cgi-bin/log granted,not_tried,granted
	open /cgi-bin/status denied,denied,granted
	believes /report denied,granted,granted
	believes /home denied,denied,granted
	believes /cgi-bin/log denied,denied,granted
	cookie /cgi-bin/log denied,granted,granted
	cookie /cgi-bin/status denied,denied,granted
	pair /report denied,denied,granted
	pair /cgi-bin/log denied,denied,granted
	first /report denied,denied,granted
	first /cgi-bin/log denied,denied,not_tried
	second /report unclear,unclear,not_tried
	second /cgi-bin/log denied,denied,granted
	secret /report denied,granted,granted
	secret /cgi-bin/log denied,denied,granted
END
while read -r name disclosure wrong reason; do
	is "$(verdicts "$name")" "disclosure:$disclosure wrong:$wrong" "$name: the verdicts"
	is_run "$name" 'cover "access", 80' "${reason:+partial }${reason:-complete}" "$name: coverage"
done <<-END
	right pass pass
	digest pass pass
	soft pass pass
	open fail pass
	believes pass fail
	cookie pass fail
	pair pass pass
	first inconclusive inconclusive no_secret
	second inconclusive inconclusive no_secret
	secret inconclusive fail no_secret
END

# ---- what is tried ----------------------------------------------------------------------------

# At the login of the programs, by all probes or one.
ledger() { # NAME ACCOUNT [PROBE]
	of_run "$1" 'my $n = 0; $n += $_->{walk} + $_->{control} + $_->{default} + $_->{guess} for grep { $_->{mechanism} eq "basic" and $_->{account} eq "'"$2"'" and $_->{probe} =~ /^'"${3:-.*}"'$/ } @{of("attempts")}; $n'
}
for name in right first pair; do
	is "$(ledger "$name" hoshi-nobody)" "$(awk '$4 == "hoshi-nobody"' "$tmp/$name.log" | grep -c '')" "$name: each wrong pair is in the ledger"
done
is "$(ledger first admin access)" 1 "a pair that another login takes is tried once"
is "$(awk '$4 == "admin" && $3 == "/home"' "$tmp/right.log")" '' "a page of the form is not asked for with the right pair of the other"
is "$(awk '$5 == "session-of-admin" && $3 == "/cgi-bin/log"' "$tmp/right.log")" '' "nor the other way round"
for word in right-pw other-pw session-of-admin; do
	is "$(grep -rlaF -- "$word" "$tmp"/*.run "$tmp"/*.out | head -3)" '' "no secret ($word) is kept"
done
sound_run "$tmp/right.run" right
sound_run "$tmp/first.run" first
done_testing
