#!/bin/bash
# Guessing: logins that guard themselves in different ways, or only seem to, and what the measurement
# says of each.  Nothing rests on exact times; who guards how is what counts.
# shellcheck source-path=SCRIPTDIR source=lib.sh disable=SC2016 # Perl
. "$(dirname "$0")/lib.sh"
need_root
ASSESS_MAX=500

secret='Correct-Horse-7'
declare_it() { # FILE AUTHORIZATION [ACCOUNT]
	declaration "$1" <<-END
	interfaces: [{proto: tcp, port: 80, service: http, purpose: settings, authenticates: true}]
	accounts: [${3-"{name: admin, initial: unique, interfaces: [tcp/80], secret: {env: HOSHI_TEST_SECRET}}"}]
	authorization: {$ALLOWED$2}
	END
}
declare_it consent.yaml ', guessing: true'
declare_it without.yaml ''
declare_it refused.yaml ', guessing: false'
declare_it unnamed.yaml ', guessing: true' ''
export HOSHI_TEST_SECRET=$secret

# Two published passwords are enough here; consent.t tries all of them.
catalogue 'splice @{$d->{entries}}, 2'

guards='none delay queue grows lock hidden address limit drop brief mute'
for name in $guards; do
	device "$name" guarded.pl "80=$name,admin:$secret"
done
device unnamed guarded.pl "80=none,admin:$secret"
device without guarded.pl "80=none,admin:$secret"
device refused guarded.pl "80=none,admin:$secret"
device asked guarded.pl "80=none,admin:admin"
# A second address of the one who asks, to see whom a lock is about.
ip -n "$prefix-tester" addr add "$NETWORK.2/24" dev br0

JOBS=16
for name in hidden drop address lock grows queue limit delay none brief mute; do
	assess "$name" -d "$tmp/consent.yaml" --catalogue "$tmp/catalogue"
done
assess unnamed -d "$tmp/unnamed.yaml" --catalogue "$tmp/catalogue"
assess without -d "$tmp/without.yaml" --catalogue "$tmp/catalogue"
assess refused -d "$tmp/refused.yaml" --catalogue "$tmp/catalogue"
assess asked -d "$tmp/unnamed.yaml" --catalogue "$tmp/catalogue" --authorized "T. Ester, today, because"
finish

# ---- what guards, and what only seems to ------------------------------------------------------

class none none
class delay delay_per_connection
class queue delay
class grows delay_grows
class lock account_lock
class hidden account_lock
class address address_lock
class limit rate_limit
class drop address_lock
class brief account_lock
class mute 'unclear no_control'

is_run none 'check "04.measured"' fail "no guard: 04 fails"
is_run delay 'check "04.measured"' fail "a delay that many connections wait out together: 04 fails"
within delay serial_per_hour 1000 3600
within delay parallel_per_hour 10000 60000
for name in queue lock hidden address drop; do
	is_run "$name" 'check "04.measured"' pass "$name: 04 passes"
	is_run "$name" 'cover "guessing", 80' complete "$name: coverage is complete"
done
is_run brief 'check "04.measured"' inconclusive "a lock of a second settles nothing"
within lock changed_after 4 5
within address changed_after 3 5
within lock lock_ms 10000 60000
is "$(fact lock other_account)" open "lock: another account is not shut"
is "$(fact address other_account)" held "address: another account is shut"
is "$(fact address other_address)" open "address: another address is not"
is "$(fact drop other_address)" open "drop: another address is not"
is "$(fact hidden control)" held "hidden: the right password shows it"
is_run mute 'map { $_->{reason} } @{of("guessing")}' no_control "mute: right and wrong cannot be told apart"
is_run mute 'check "04.measured"' inconclusive "mute: nothing is concluded"

# ---- an account that nobody named -------------------------------------------------------------

class unnamed none
is_run unnamed 'check "04.measured"' inconclusive "no account is known: a lock of it could not have shown"
class asked none
is "$(fact asked account_known)" 1 "a default that was accepted names the account"
is_run asked 'check "04.measured"' fail "and it fails"

# ---- consent and limits -----------------------------------------------------------------------

for name in without refused; do
	class "$name" 'not_measured no_consent'
	is_run "$name" 'cover "guessing", 80' 'not_done no_consent' "$name: coverage says that nobody consented"
	is_run "$name" 'check "04.measured"' needs_human "$name: a person is asked"
	is_run "$name" 'map { $_->{guess} } @{of("attempts")}' "$(of_run "$name" 'map { 0 } @{of("attempts")}' | paste -sd' ')" \
		"$name: no guess is in the ledger"
done
is "$(awk '$3 !~ /^hoshi/ && $4 != "right" { n[$3]++ } END { for (i in n) if (n[i] > 4) print i }' "$tmp/without.log")" '' \
	"without consent no account is tried with more than four wrong passwords"
for name in $guards; do
	is_run "$name" 'my %n; $n{$_->{probe}} += $_->{walk} + $_->{control} + $_->{default} + $_->{guess} for @{of("attempts")}; join " ", grep { $n{$_} > 60 } keys %n' \
		'' "$name: at most sixty attempts each"
	is "$(of_run "$name" 'my $n = 0; $n += $_->{walk} + $_->{control} + $_->{default} + $_->{guess} for @{of("attempts")}; $n')" \
		"$(grep -c . "$tmp/$name.log")" "$name: the ledger has every login that the device saw"
	sound_run "$tmp/$name.run" "$name"
done
is "$(grep -rlaF -- "$secret" "$tmp"/*.run | head -3)" '' "the secret is in no run"
is "$(grep -rlaF -- "$(printf 'admin:%s' "$secret" | base64 -w0)" "$tmp"/*.run | head -3)" '' "nor in base64"
done_testing
