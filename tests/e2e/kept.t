#!/bin/bash
# Default passwords over connections that are kept: fewer of them, and the same verdicts, whatever the
# device makes of a connection.
# shellcheck source-path=SCRIPTDIR source=lib.sh disable=SC2016,SC2054 # Perl; a comma is part of a site
. "$(dirname "$0")/lib.sh"
need_root

export HOSHI_TEST_SECRET=right-pw
declaration web.yaml <<END
interfaces:
  - {proto: tcp, port: 80, service: http, purpose: settings, authenticates: true}
accounts:
  - {name: admin, initial: unique, secret: {env: HOSHI_TEST_SECRET}, interfaces: [tcp/80]}
authorization: {$ALLOWED}
END

# Twelve pairs, of as many accounts; one is let in by devices below.
pairs=12
catalogue '
	$d->{entries} = [map { { %{ $d->{entries}[0] }, id => sprintf("d%03d", $_), account => "user$_", password => "pw$_", services => ["http-basic"] } } 1 .. '$pairs'];
	delete $_->{product} for @{ $d->{entries} }'

right=admin:right-pw
weak=$right,user12:pw12
declare -A sites=(
	[fair]=fair/$right [fair_weak]=fair/$weak
	[closes]=closes,5/$right [closes_weak]=closes,5/$weak
	[alone]=closes,1/$right [alone_weak]=closes,1/$weak
	[drops]=drops,4/$right [drops_weak]=drops,4/$weak
	[sulks]=sulks,1/$right [sulks_weak]=sulks,1/$weak
	[sulks_late]=sulks,3/$right [sulks_late_weak]=sulks,3/$right,user5:pw5
	[sticky]=sticky/$right [sticky_weak]=sticky/$weak
)
for name in "${!sites[@]}"; do
	device "$name" keeping.pl "80=${sites[$name]}"
	assess "$name" -d "$tmp/web.yaml" --catalogue "$tmp/catalogue"
done
# Another service, tried beside it, has to wait for the connection that is kept.
sed '/^interfaces:/a\  - {proto: tcp, port: 21, service: ftp, purpose: files, authenticates: true}' "$tmp/web.yaml" |
	sed 's,\[tcp/80\],[tcp/80\, tcp/21],' >"$tmp/both.yaml"
sed 's/"http-basic"/"http-basic","ftp"/g' <"$tmp/catalogue/credentials.json" >"$tmp/both.json"
cp -r "$tmp/catalogue" "$tmp/catalogue.both"
mv "$tmp/both.json" "$tmp/catalogue.both/credentials.json"
device one keeping.pl one "80=fair/$right" "21=ftp/$right"
assess one -d "$tmp/both.yaml" --catalogue "$tmp/catalogue.both"
finish

published() { is_run "$1" 'check("02.published"), map { $_->{entry} } @{of("credential")}' "$2" "$1: S1.1-02 is $2"; }
covered() { is_run "$1" 'cover "credentials", 80' "$2" "$1: credentials are $2"; }

for name in fair closes alone sulks sticky; do
	published $name pass
	covered $name complete
done
for name in fair closes alone drops sulks sticky; do
	published ${name}_weak 'fail d012'
done
is_run one 'check("02.published"), map { cover "credentials", $_ } 21, 80' 'pass complete complete' "one: both logins are judged, one connection at a time"
# Refused in silence after the third wrong one: that proves nothing about those that followed.
for name in sulks_late sulks_late_weak; do
	published $name inconclusive
	covered $name 'partial no_control'
done
published drops inconclusive

# Each pair was tried, and but for what was dropped only once; on how many connections?
of_credentials() { asked "$1" | awk '$3 ~ /^user/ { print $2 }' | sort -u | wc -l; }
for name in fair closes alone sulks sulks_late sticky; do
	is "$(asked $name | grep -c ' user')" $pairs "$name: each pair is tried once"
done
is "$(of_credentials fair)" 2 "fair: on two connections, the second after a right one"
is "$(of_credentials alone)" $pairs "alone: each on its own"
is "$(of_credentials sulks)" $pairs "sulks: each on its own"
# Who was let in once is known on the connection: nobody must not come in on it.
is_run sticky 'map { "$_->{resource} $_->{none} $_->{wrong} $_->{valid}" } grep { $_->{resource} eq "GET /" } @{of("access")}' \
	'GET / denied denied granted' "sticky: only the owner is let in"
for name in "${!sites[@]}"; do
	[ "$(asked "$name" | grep -o ' user[0-9]*:' | sort | uniq -c | sort -rn | awk 'NR == 1 { print $1 }')" -le 2 ]
	ok $? "$name: no pair more than twice"
	sound_run "$tmp/$name.run" "$name"
done
done_testing
