#!/bin/bash
# Bad weather at logins: captive portals, devices that restart or crash under load, that take one connection
# at a time, lock for good, accept anything, or answer a byte a second.  What cannot be told apart is
# inconclusive and says why; nothing of it passes or fails for the weather's sake, and all of it ends.
# shellcheck source-path=SCRIPTDIR source=lib.sh disable=SC2016,SC2034 # Perl; lib.sh reads some
. "$(dirname "$0")/lib.sh"
need_root
ASSESS_MAX=400
JOBS=32

export HOSHI_TEST_SECRET=right-pw
declare_it() { # FILE PORT=SERVICE...
	local place

	{
		printf 'declaration: 1\nproduct: {maker: M, name: N, model: HT-1, ip_communication: true, general_purpose: false, user_can_add_security: false}\ninterfaces:\n'
		for place in "${@:2}"; do
			printf '  - {proto: tcp, port: %s, service: %s, purpose: settings, authenticates: true}\n' "${place%=*}" "${place#*=}"
		done
		printf 'accounts:\n  - {name: admin, initial: unique, secret: {env: HOSHI_TEST_SECRET}, interfaces: ['
		printf 'tcp/%s, ' "${@:2}" | sed 's/=[a-z]*//g; s/, $//'
		printf ']}\nauthorization: {who: "T. Ester", when: "this week", why: "an experiment", guessing: true}\n'
	} >"$tmp/$1"
}
declare_it web.yaml 80=http
declare_it two.yaml 80=http 8080=http
declare_it many.yaml 21=ftp 23=telnet 80=http 81=http 1883=mqtt
declare_it drips.yaml 21=ftp 22=ssh 23=telnet 80=http 81=http 2121=ftp 2323=telnet

# Two published passwords are enough here; consent.t tries all of them.
cp -r "$top/catalogue" "$tmp/catalogue"
perl -MJSON::PP -e 'local $/; my $c = decode_json(<STDIN>); splice @{$c->{entries}}, 2; print encode_json($c)' \
	<"$top/catalogue/credentials.json" >"$tmp/catalogue/credentials.json"

# Somebody with one address, and "tester" with two.
device reset stormy.pl 80=reset,10
ip -n "$prefix-tester" addr add "$NETWORK.2/24" dev br0
namespace lone
ip -n "$prefix-tester" link add lone type veth peer name eth0 netns "$prefix-lone"
ip -n "$prefix-tester" link set lone master br0 up
ip -n "$prefix-lone" addr add "$NETWORK.3/24" dev eth0
ip -n "$prefix-lone" link set eth0 up

device reset_hidden stormy.pl 80=reset,10,hidden
device reset_late stormy.pl 80=reset,30
device words stormy.pl 80=forever,5,words
device hidden stormy.pl 80=forever,5,hidden
device address stormy.pl 80=forever,5,address
device closed stormy.pl 80=reboot,12,14,closed 81=plain
device off stormy.pl 80=reboot,12,14,off 81=plain
device closed_lone stormy.pl 80=reboot,12,14,closed 81=plain
device off_lone stormy.pl 80=reboot,12,14,off
device often stormy.pl 80=reboot,5,6,off
device crash stormy.pl 80=crash,12,14 81=plain
device crash_lone stormy.pl 80=crash,12,14 81=plain
device wait stormy.pl 80=single,wait 81=plain 82=plain 83=plain
device refused stormy.pl 80=single,refused
device redirect stormy.pl 80=portal,redirect 8080=portal,redirect
device consent stormy.pl 80=portal,consent 8080=portal,consent
device login stormy.pl 80=portal,login 8080=portal,login
device basic stormy.pl 80=portal,basic 8080=portal,basic
device anything stormy.pl 21=anything,ftp 23=anything,telnet 80=anything,basic 81=anything,form 1883=anything,mqtt
device drips stormy.pl 21=drip,ftp_login 22=drip,ssh 23=drip,telnet_login 80=drip,basic 81=drip,form 2121=drip,ftp 2323=drip,telnet

look() { # NAME DECLARATION
	assess "$1" -d "$tmp/$2" --catalogue "$tmp/catalogue"
}
for name in words hidden address drips reset reset_hidden reset_late closed off crash often wait refused; do
	case $name in drips) look drips drips.yaml ;; *) look "$name" web.yaml ;; esac
done
from=lone
for name in closed_lone off_lone crash_lone; do
	look "$name" web.yaml
done
from=tester
for name in redirect consent login basic; do
	look "$name" two.yaml
done
look anything many.yaml
finish

for name in ${STORM_SHOW:-}; do
	echo "== $name $(cat "$tmp/$name.code") $(cat "$tmp/$name.time")"
	of_run "$name" 'map { my $o = {%$_}; delete $o->{points}; delete $o->{evidence}; $o } @{of("guessing")}, @{of("credential")}, @{of("guessed")}, @{of("attempts")}, @{of("guest")}, @{of("login")}'
	of_run "$name" 'join "; ", map { join " ", grep { defined } @$_{qw(of port state reason)} } grep { $_->{state} ne "complete" } @{$d->{coverage}}'
	of_run "$name" 'map { my $c = $_; map { $_->{check} . " " . $_->{verdict} } grep { $_->{verdict} =~ /pass|fail/ } @{$c->{checks}} } grep { $_->{criterion} =~ /-(01|02|04|10)$/ } @{$d->{verdicts}}'
	of_run "$name" 'map { join " ", @$_{qw(at took phase outcome lanes)} } map { @{$_->{points}} } @{of("guessing")}'
	cat "$tmp/$name.err"
done | diag
done_testing
