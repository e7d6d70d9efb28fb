#!/bin/bash
# Doors of different services side by side: what one does to another, or does not.  Default passwords are
# told from others as if the doors had been tried one after the other, and reported in the same order.
# shellcheck source-path=SCRIPTDIR source=lib.sh disable=SC2016 # Perl
. "$(dirname "$0")/lib.sh"
need_root

# One that nobody publishes, and the doors behind it.
own=maker:nobody-knows-1
device apart doors.pl none,0 80=http,$own 21=ftp,$own 23=telnet,root:888888 2323=telnet,$own
device again doors.pl none,0 80=http,$own 21=ftp,$own 23=telnet,root:888888 2323=telnet,$own
device banned doors.pl ban,30 80=http,$own 21=ftp,$own 23=telnet,test:test
device own doors.pl none,0 80=http,$own 21=ftp,$own 23=telnet,test:test,ban,6
device shut doors.pl shut,3 80=http,root:888888 21=ftp,root:888888 23=telnet,root:888888
device shared doors.pl shut,5 80=http,root:nobody-knows-1 21=ftp,root:nobody-knows-1 23=telnet,root:nobody-knows-1
device hides doors.pl hide,12 80=http,$own 23=telnet,test:test
device turns doors.pl turns,0 80=http,$own 21=ftp,guest:guest 23=telnet,$own

declare_it() { # FILE ACCOUNT
	declaration "$1" <<-END
	interfaces:
	  - {proto: tcp, port: 80, service: http, purpose: settings, authenticates: true}
	  - {proto: tcp, port: 21, service: ftp, purpose: files, authenticates: true}
	  - {proto: tcp, port: 23, service: telnet, purpose: service, authenticates: true}
	accounts: [{name: $2, initial: unique, interfaces: [tcp/80, tcp/21, tcp/23], secret: {env: HOSHI_TEST_SECRET}}]
	authorization: {$ALLOWED}
	END
}
declare_it shared.yaml root
sed 's/tcp\/80, tcp\/21, tcp\/23/tcp\/80/' <(declare_it hides.yaml maker; cat "$tmp/hides.yaml") >"$tmp/hides2.yaml"
export HOSHI_TEST_SECRET=nobody-knows-1

JOBS=4
for name in apart again banned own shut turns; do
	assess "$name" --authorized 'T. Ester, today, because'
done
assess shared -d "$tmp/shared.yaml"
assess hides -d "$tmp/hides2.yaml"
finish

accepted() { of_run "$1" 'map { "$_->{port} $_->{account} $_->{entry}" } sort { $a->{port} <=> $b->{port} } @{of("credential")}'; }
covered() { is_run "$1" "cover('credentials', $2)" "$3" "$1: port $2 is $3"; }
# Logins that were looked at: all, or of a port, or of a port and an account; of a port those that the ledger has of default passwords,
# as others follow.
tried() { of_run "$1" 'my $n = 0; $n += $_ for map { @$_{qw(walk control default guess)} } grep { $_->{probe} eq "credentials" && $_->{port} == '"$2"' } @{of("attempts")}; $n'; }
looked() {
	awk -v port="${2-}" -v most="$([ -z "${2-}" ] || tried "$1" "$2")" 'port == "" || ($1 == port && ++n <= most)' "$tmp/$1.log" |
		awk -v account="${3-}" 'account == "" || $4 == account'
}

# ---- doors that know nothing of one another -----------------------------------------------------

is "$(accepted apart)" '23 root d012' "apart: the default is found where it is"
for port in 80 21 23 2323; do
	covered apart "$port" complete
done
is_run apart 'check "02.published"' fail "apart: it fails"
side=$(looked apart | perl -e '
	my @all = map { [split] } <STDIN>; my ($other, $same, $most) = (0, 0, 0);
	for my $x (@all) {
		my @now = grep { $_ != $x && $_->[1] <= $x->[1] && $_->[2] > $x->[1] } @all;
		$other += !!grep { $_->[0] != $x->[0] } @now;
		$same += !!grep { $_->[0] == $x->[0] || "$_->[0] $x->[0]" =~ /^(23 2323|2323 23)$/ } @now;
		$most = @now + 1 if @now + 1 > $most;
	}
	print $other >= 8 ? "some" : $other, " $same ", $most <= 4 ? "few" : $most')
is "$side" 'some 0 few' "apart: logins at different services overlap, never two at one port or service, never more than four"
for port in 80 21 23 2323; do
	is "$(looked apart "$port" | awk '$4 != "hoshi-nobody" { print $4 }' | sort | uniq -c | awk '$1 > 3' | wc -l)" 0 "apart: port $port: no account more than three times"
	is "$(looked apart "$port" | awk '{ print $4 }' | uniq | sort | uniq -d | grep -v hoshi-nobody)" '' "apart: port $port: one account after the other"
done
facts() { # NAME: what was seen, in order, without what time and chance put into it
	of_run "$1" 'map { my %o = %$_; delete @o{qw(from to evidence id)}; JSON::PP->new->canonical->encode(\%o) } grep { $_->{probe} eq "credentials" } @{$d->{observations}}, @{$d->{coverage}}'
}
facts apart >"$tmp/facts.apart"
facts again >"$tmp/facts.again"
cmp "$tmp/facts.apart" "$tmp/facts.again" >/dev/null
ok $? "what is reported, and in which order, is no matter of time" || diff "$tmp/facts.apart" "$tmp/facts.again" | head -20 | diag
[ "$(grep -c . "$tmp/facts.apart")" -gt 40 ]
ok $? "and it is something" || grep -c . "$tmp/facts.apart" | diag
is_run apart 'my %n; my $last = ""; grep { $_ ne $last && $n{$last = $_}++ } map { $_->{label} =~ /^port (\d+): login/ } grep { $_->{probe} eq "credentials" } @{$d->{evidence}}' \
	'' "evidence is kept door by door"

# ---- a ban that one door brings about and all doors show ----------------------------------------

is "$(accepted banned)" '' "banned: nothing was accepted"
is_run banned 'check "02.published"' inconclusive "banned: and nothing is concluded"
like "$(looked banned | grep -c wrong)" '^3[0-3]$' "banned: after the ban no password was looked at but those under way"
# The last account of each list.
for place in '80 mobile' '21 ubnt' '23 cisco'; do
	# shellcheck disable=SC2086 # two words
	[ -n "$(looked banned $place)" ] || unlike "$(of_run banned "cover('credentials', ${place% *})")" complete "banned: port ${place% *} is not said to be done"
done

covered own 80 complete
covered own 21 complete
covered own 23 'partial closed'
is "$(accepted own)" '' "own: the default behind the ban was not found"
is_run own 'check "02.published"' inconclusive "own: the ban at one door is about that door"
is "$(looked own 80 mobile | wc -l) $(looked own 21 ubnt | wc -l)" '1 1' "own: the others were tried to the end"

# ---- an account that is shut for all doors, without a word --------------------------------------

is "$(accepted shut)" '23 root d012
80 root d012' "shut: an account that three wrong passwords shut is tried at one door at a time"
is "$(looked shut 80 root | awk '{ print $5 }' | paste -sd' ')" 'wrong wrong right' "shut: all three were looked at"
for port in 80 21 23; do
	covered shared "$port" complete
done
is "$(looked shared '' root | grep -c shut)" 0 "shared: a right password lets counters start anew before the next door"
is_run shared 'check "02.published"' pass "shared: 02 passes"
covered hides 80 'partial locked'
is "$(accepted hides)" '' "hides: a device that takes nothing any more: the default was not found"
unlike "$(of_run hides 'check "02.published"')" pass "hides: and that is no pass"

# ---- one login at a time ------------------------------------------------------------------------

is "$(accepted turns)" '21 guest d010' "turns: what is hung up on while others log in is asked again, alone"
for port in 80 21 23; do
	covered turns "$port" complete
done
for name in apart banned own shut shared hides turns; do
	sound_run "$tmp/$name.run" "$name"
	is_run "$name" 'grep { $_->{state} ne "done" } @{$d->{probes}}' '' "$name: no probe failed"
done
done_testing
