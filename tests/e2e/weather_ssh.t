#!/bin/bash
# Bad weather at SSH, beyond its greeting: real daemons that hang up, hang, delay, drop at random, or let
# anybody in.  What cannot be told is inconclusive with its reason, nothing passes by the weather, all ends.
# shellcheck source-path=SCRIPTDIR source=lib.sh disable=SC2016,SC2034 # Perl; lib.sh reads some
. "$(dirname "$0")/lib.sh"
need_root
# Where the machine has no sshd, that of a lab device.
if [ ! -x /usr/sbin/sshd ]; then
	need_lab
	"$top/lab/lab" image sound-gateway 2>"$tmp/lab" || { diag <"$tmp/lab"; bail_out "the lab has no sshd"; }
	export SSH_ROOT=$top/build/lab/image/sound-gateway
fi
JOBS=16

export HOSHI_TEST_SECRET=right-pw
declaration ssh.yaml <<END
interfaces: [{proto: tcp, port: 22, service: ssh, purpose: settings, authenticates: true}]
accounts: [{name: admin, initial: unique, secret: {env: HOSHI_TEST_SECRET}, interfaces: [tcp/22]}]
authorization: {$ALLOWED, guessing: true}
END
sed 's/, secret: {[^}]*}//' "$tmp/ssh.yaml" >"$tmp/nameless.yaml"
sed 's/, guessing: true//' "$tmp/ssh.yaml" >"$tmp/careful.yaml"

# Two published passwords are enough here; consent.t tries all of them.
catalogue 'splice @{$d->{entries}}, 2'

device plain ssh.pl 22=plain
device once ssh.pl 22=once
device once_unknown ssh.pl 22=once
device anyone ssh.pl 22=anyone
device grows ssh.pl 22=grows
device startups ssh.pl 22=startups
device questions ssh.pl 22=questions
device kexinit ssh.pl 22=hang,kexinit
device login ssh.pl 22=hang,login
device asked ssh.pl 22=cut,asked
device answered ssh.pl 22=cut,answered
device sometimes ssh.pl 22=cut,sometimes
device late ssh.pl 22=hang,password
devices="grows late asked answered login kexinit plain once once_unknown anyone startups questions sometimes"

for name in $devices; do
	case $name in
	*_unknown) file=nameless.yaml ;;
	late | asked | answered) file=careful.yaml ;;
	*) file=ssh.yaml ;;
	esac
	assess "$name" -d "$tmp/$file" --catalogue "$tmp/catalogue"
done
finish

judged() { is_run "$1" 'check("02.published"), check("04.measured")' "$2" "$1: S1.1-02 and S1.1-04 are $2"; }
covered() { is_run "$1" 'cover("ssh", 22), cover("credentials", 22)' "$2" "$1: ways and passwords: $2"; }

# ---- who answers is judged --------------------------------------------------------------------

for name in plain questions; do
	covered "$name" 'complete complete'
	class "$name" none
	judged "$name" 'pass fail'
done
is_run questions 'map { $_->{mechanism} } @{of("login")}' keyboard-interactive "questions: it is asked in the way it offers"

# One try for each connection is no lock: the next connection has one as well.
for name in once once_unknown; do
	covered "$name" 'complete complete'
	class "$name" none
done
judged once 'pass fail'
judged once_unknown 'pass inconclusive'

class grows delay_per_connection
judged grows 'pass fail'

# Any password opens the account, and a published one is any.
covered anyone 'complete complete'
is_run anyone 'map { "$_->{account} $_->{entry}" } @{of("credential")}' 'admin d001' "anyone: the published password was let in"
judged anyone 'fail inconclusive'

# ---- who drops connections --------------------------------------------------------------------

covered startups 'complete complete'
is_run startups 'check "02.published"' pass "startups: who is dropped asks again, so S1.1-02 is judged"
for name in startups sometimes; do
	is_run "$name" 'check("04.measured") eq "pass" ? 1 : 0' 0 "$name: what is dropped at random is no protection"
	like "$(of_run "$name" 'map { "$_->{class} " . ($_->{reason} // "-") } @{of("guessing")}')" '^(none -|unclear (closed|weakened|away))$' "$name: it is none, or unclear with the reason"
done
is_run sometimes 'check("02.published") eq "fail" ? 1 : 0' 0 "sometimes: S1.1-02 does not fail by it"
for name in asked answered; do
	covered "$name" 'complete partial closed'
	is_run "$name" 'check "02.published"' inconclusive "$name: S1.1-02 is inconclusive"
done

# ---- who hangs --------------------------------------------------------------------------------

for name in kexinit login; do
	is_run "$name" 'cover "ssh", 22' 'partial deadline' "$name: coverage says that the time ran out"
	judged "$name" 'inconclusive inconclusive'
done
is_run kexinit '(scalar grep { $_->{where} eq "ssh.kex" } @{of("crypto")}) ? 1 : 0' 1 "kexinit: what it offered before is told"
covered late 'complete partial no_answer'
is_run late 'check "02.published"' inconclusive "late: S1.1-02 is inconclusive"

for name in $devices; do
	[ "$(cat "$tmp/$name.time")" -lt 2400 ]
	ok $? "$name: it ends in time" || diag <"$tmp/$name.time"
	sound_run "$tmp/$name.run" "$name"
done
done_testing
