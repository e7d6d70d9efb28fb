#!/bin/bash
# Consent: what is not sent without an authorisation, and how little is sent with one.  The servers
# write down every login they are asked for.
# shellcheck source-path=SCRIPTDIR source=lib.sh disable=SC2016 # Perl
. "$(dirname "$0")/lib.sh"
need_root

secret='pAss-wörd/9+with:colon'
declare_it() { # FILE ACCOUNTS [MORE]
	declaration "$1" <<-END
	interfaces:
	  - {proto: tcp, port: 80, service: http, purpose: settings, authenticates: true}
	  - {proto: tcp, port: 81, service: http, purpose: settings, authenticates: true}
	  - {proto: tcp, port: 82, service: http, purpose: settings, authenticates: true}
	accounts:
	  $2
	${3:-}
	END
}
allowed="authorization: {$ALLOWED}"
# A catalogue with eighty accounts, which is more than may be tried.
catalogue '$d->{entries} = [map { {id => sprintf("d%03d", $_), account => "user$_", password => "x", services => ["http-basic"], source => "a test"} } 1 .. 80]'

device locks http.pl 80=lockout,none:none
device many http.pl 80=door,none:none 81=closes_after,57
device silent_about http.pl 80=door,admin:admin 81=form 82=digest 83=locked,admin:admin
device asked http.pl 80=door,admin:admin 81=teapot 82=credulous 83=form 84=digest 85=locked,user:user 86=throttled,root:root
device declared http.pl "80=door,admin:$secret" "81=door,owner:other" 82=closes_after,1
device unsure http.pl "80=door,admin:something-else"

declare_it declared.yaml '- {name: admin, initial: unique, interfaces: [tcp/80, tcp/82], secret: {env: HOSHI_TEST_SECRET}}' "$allowed"
HOSHI_TEST_SECRET=$secret assess declared -d "$tmp/declared.yaml"
assess locks --authorized 'T. Ester, today, because, why not'
assess many --authorized 'T. Ester, today, because' --catalogue "$tmp/catalogue"
assess asked --authorized 'T. Ester, today, because'
assess silent_about
HOSHI_TEST_SECRET=$secret assess unsure -d "$tmp/declared.yaml"
finish

wrong='hoshi-nobody:hoshi-7Qk2vX9-wrong'
# Logins at a port, in order.
logins() { awk -v port="$2" '$1 == port && $5 != "-" { print $5 }' "$tmp/$1.log"; }
accepted() { of_run "$1" 'map { "$_->{port} $_->{account} $_->{entry}" } @{of("credential")}'; }

# ---- without -------------------------------------------------------------------------------

is "$(awk '$5 != "-" || /strange/' "$tmp/silent_about.log")" '' "without authorisation not one login is tried, whatever the server asks"
is "$(awk '{ print $1 }' "$tmp/silent_about.log" | sort -u | paste -sd' ')" '80 81 82 83' "though all four servers were visited"
is_run silent_about 'map { "$_->{port} $_->{mechanism} $_->{path}" } sort { $a->{port} <=> $b->{port} } @{of("login")}' \
	'80 basic /admin/ 81 form / 82 digest /admin/ 83 basic /' "and their logins were found"
is_run silent_about 'map { cover "credentials", $_ } 80 .. 83' \
	"$(printf 'not_done not_authorized %.0s' 1 2 3 4 | sed 's/ $//')" "coverage says that nobody allowed it"
is_run silent_about '$d->{authorization}' undef "the run says that there was none"
like "$(tr -s '\n ' ' ' <"$tmp/silent_about.out")" 'no password is tried without an authorisation \(--authorized\)' "and the report"

# ---- with: a default is accepted ------------------------------------------------------------

is "$(logins asked 80 | sed -n 1,3p)" "$wrong
admin:admin
$wrong" "a wrong pair first, stop at the first success, a wrong pair to make sure"
is "$(logins asked 80 | sed 1,3d | sort -u)" "admin:admin
$wrong" "after that only the pair that opened it and the wrong one, to see who may do what"
[ "$(logins asked 80 | grep -c '')" -le 12 ]
ok $? "and not often" || logins asked 80 | diag
is "$(accepted asked)" '80 admin d001
85 user d009
86 root d003' "the accepted pairs are observed by their entries, also where a site asks for a login everywhere"
is "$(code asked)" 1 "exit code 1"
is_run asked 'verdict("02")' fail "criterion 02 fails"
is_run asked 'cover "credentials", 80' complete "coverage is complete"
is_run asked 'join "|", @{$d->{authorization}}{qw(who when why)}' 'T. Ester|today|because' "the authorisation is on record"
is_run locks '$d->{authorization}{why}' 'because, why not' "a reason may hold commas"
sound_run "$tmp/asked.run" asked 1

# ---- with a declared account ----------------------------------------------------------------

is "$(logins declared 80 | sed -n 1,2p)" "$wrong
admin:$secret" "a wrong pair first, then the declared one, to know what a right answer looks like"
[ "$(logins declared 80 | sed 1,2d | grep -Fxc "admin:$secret")" -le 7 ]
ok $? "the declared one is used again only to see what it may"
is "$(logins declared 81 | grep -Fc "$secret")" 0 "and only where it belongs"
is "$(logins declared 81 | head -1)" "$wrong" "another port has a wrong pair first as well"
is "$(logins declared 80 | sed 1,2d | grep -Fxv -e "admin:$secret" -e "$wrong" | cut -d: -f1 | sort | uniq -c | awk '$1 > 3')" '' "at most three tries an account"
like "$(logins declared 80 | grep -c '')" '^[1-5][0-9]$' "at most sixty in all"
is "$(accepted declared)" '' "no default is accepted"
is_run declared 'cover("credentials", 80), cover("credentials", 81)' 'complete complete' "coverage is complete"
is_run declared 'cover("credentials", 82)' 'partial locked' "a device that locks before the declared one was tried: coverage says so"
is_run declared '$d->{authorization}{who}' 'T. Ester' "the declaration's authorisation is on record"
sound_run "$tmp/declared.run" declared

# The secret is nowhere: not as it is, not in any alignment of base64, not in a header.
absent() { # TEXT TITLE
	is "$(grep -rlaF -- "$1" "$tmp/declared.run" "$tmp/declared.out" "$tmp/declared.err" | head -3)" '' "$2"
}
absent "$secret" "the declared secret is not in the run"
absent "$(printf 'admin:%s' "$secret" | base64 -w0)" "nor in base64"
absent "$(printf '%s' "$secret" | base64 -w0 | cut -c1-24)" "nor by itself in base64"
absent HOSHI_TEST_SECRET "nor where it was kept"
tried=$(logins declared 80)
found=''
while read -r pair; do
	! grep -rqaF -- "$(printf '%s' "$pair" | base64 -w0)" "$tmp/declared.run" || found+="$pair "
done <<<"$tried"
is "$found" '' "no pair that was tried is in the run in base64"
is "$(grep -rah '^Authorization: Basic' "$tmp/declared.run/evidence" | tr -d '\r' | sort -u | sed 's/\*\**$/*/' | sort -u)" \
	'Authorization: Basic *' "what was sent is blotted out in the evidence"

# A declared pair that does not open the door: nothing is concluded, no default is tried.
is "$(logins unsure 80 | sed -n 1,2p)" "$wrong
admin:$secret" "a declared pair that is refused ends it"
is "$(logins unsure 80 | sort -u)" "admin:$secret
$wrong" "no default is tried"
is_run unsure 'cover "credentials", 80' 'partial no_control' "coverage says why"

# ---- limits ---------------------------------------------------------------------------------

is "$(logins many 80 | head -1)" "$wrong" "eighty accounts: a wrong pair first"
[ "$(logins many 80 | grep -Fxvc "$wrong")" -le 60 ]
ok $? "eighty accounts: at most sixty logins" || logins many 80 | wc -l | diag
is_run many 'cover "credentials", 80' 'partial budget' "eighty accounts: coverage says that not all were tried"
is_run many '$d->{state}' complete "and the run came to its end"
[ "$(logins many 81 | grep -Fxvc "$wrong")" -le 60 ]
ok $? "a device that locks at the end: at most sixty logins" || logins many 81 | wc -l | diag

is_run asked 'cover "credentials", 86' complete "a device that slows guessing down is guessed slowly"
is_run locks 'cover "credentials", 80' 'partial locked' "a device that locks itself: coverage says so"
[ "$(logins locks 80 | grep -c '')" -le 10 ]
ok $? "a device that locks itself is soon left alone" || logins locks 80 | wc -l | diag
is "$(accepted locks)" '' "and nothing is concluded"
like "$(tr -s '\n ' ' ' <"$tmp/locks.out")" 'restricted logins' "the report says it"
sound_run "$tmp/locks.run" locks

# ---- answers that tell nothing --------------------------------------------------------------

is "$(logins asked 81 | sort -u)" "$wrong" "neither yes nor no: the control is the last login"
is "$(logins asked 82 | sort -u)" "$wrong" "yes to everybody: the control is the last login"
is_run asked 'map { "$_:" . cover "credentials", $_ } 81 .. 84' \
	'81:partial no_control 82:partial no_control 83:partial no_secret 84:complete' "coverage says why"
is "$(awk '/strange/ { print $1 }' "$tmp/asked.log" | sort -u)" 84 "another mechanism is spoken where it is asked for alone"

# ---- addresses and scope: not one packet ----------------------------------------------------

namespace outside
namespace beyond
inside outside sysctl -qw net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1
ip -n "$prefix-outside" link add out0 type veth peer name in0 netns "$prefix-beyond"
ip -n "$prefix-beyond" link set in0 up
ip -n "$prefix-outside" addr add 10.99.0.1/24 dev out0
ip -n "$prefix-outside" link set out0 up
ip -n "$prefix-outside" route add default via 10.99.0.2
packets() { inside outside cat /sys/class/net/out0/statistics/tx_packets; }
in_vain() { # PATTERN TITLE ARGUMENT...
	local pattern=$1 title=$2

	shift 2
	inside outside "$HOSHI" assess --lang en --pace fast -o "$tmp/vain.run" "$@" >"$tmp/stdout" 2>"$tmp/stderr"
	rc=$?
	err=$(cat "$tmp/stderr")
	refused "$pattern" "$title"
	is "$(packets)" 0 "$title: no packet was sent"
	[ ! -e "$tmp/vain.run" ]
	ok $? "$title: no run was begun"
}
declare_it scope.yaml '[]' "$allowed"
sed -i 's/general_purpose: false/general_purpose: true/' "$tmp/scope.yaml"
in_vain 'is a public address; it is examined only with --authorized' "a public address" 192.0.2.1
declare_it none.yaml '[]'
in_vain 'is a public address' "a public address, declared without authorisation" 192.0.2.1 -d "$tmp/none.yaml"
declare_it allowed.yaml '[]' "$allowed"
in_vain "is a public address; it is examined only with --authorized .*; the declaration's authorization is for passwords" \
	"a public address, allowed by the declaration alone" 192.0.2.1 -d "$tmp/allowed.yaml"
in_vain 'outside the scheme' "a product outside the scheme, on a private address" 10.99.0.2 -d "$tmp/scope.yaml"
in_vain 'outside the scheme' "a product outside the scheme, allowed" 192.0.2.1 -d "$tmp/scope.yaml" --authorized 'a, b, c'
declare_it broken.yaml '- {name: admin, initial: never}'
in_vain 'accounts/0/initial' "a broken declaration" 10.99.0.2 -d "$tmp/broken.yaml"
# The same with permission, to see that packets would have been counted.
inside outside timeout -s INT 2 "$HOSHI" assess 192.0.2.1 --authorized 'a, b, c' -o "$tmp/vain.run" >/dev/null 2>&1
like "$(packets)" '^[1-9]' "with an authorisation a public address is examined"
is "$(query "$tmp/vain.run/run.json" '$d->{authorization}{who}')" a "with an authorisation of the command line it is on record"
rm -r "$tmp/vain.run"
inside outside timeout -s INT 2 "$HOSHI" assess 192.0.2.1 --authorized 'a, b, c' -d "$tmp/allowed.yaml" -o "$tmp/vain.run" >/dev/null 2>&1
is "$(query "$tmp/vain.run/run.json" '$d->{authorization}{who}')" a "with both that of the command line counts"

done_testing
