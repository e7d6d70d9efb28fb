#!/bin/bash
# Bad weather at a device that restarts after so many connections, whatever they were for, again and again.
# Its ports are found all the same or the run says that they may not be all; nothing passes or fails by it; it
# ends, and does not make the device restart without end.
# shellcheck source-path=SCRIPTDIR source=lib.sh disable=SC2016,SC2034 # Perl; lib.sh reads some
. "$(dirname "$0")/lib.sh"
need_root
ASSESS_MAX=400
JOBS=16

export HOSHI_TEST_SECRET=right-pw
declaration web.yaml <<END
interfaces:
  - {proto: tcp, port: 80, service: http, purpose: settings, authenticates: true}
  - {proto: tcp, port: 81, service: http, purpose: start}
  - {proto: tcp, port: 82, service: http, purpose: start}
accounts: [{name: admin, initial: unique, secret: {env: HOSHI_TEST_SECRET}, interfaces: [tcp/80]}]
authorization: {$ALLOWED, guessing: true}
END
sed 's/, guessing: true//' "$tmp/web.yaml" >"$tmp/careful.yaml"
catalogue 'splice @{$d->{entries}}, 2'

# N connections, then away for so many seconds.
device often stormy.pl 80=tires,6,5,closed 81=plain 82=plain
device often_off stormy.pl 80=tires,6,5,off 81=plain 82=plain
device forty stormy.pl 80=tires,40,5,closed 81=plain 82=plain
device forty_off stormy.pl 80=tires,40,5,off 81=plain 82=plain
names='often_off forty_off often forty'
for name in $names; do
	file=web.yaml
	[[ $name != *_off ]] || file=careful.yaml
	assess "$name" -d "$tmp/$file" --catalogue "$tmp/catalogue"
done
finish

for name in $names; do
	is_run "$name" 'join " ", sort map { $_->{port} } grep { $_->{proto} eq "tcp" && $_->{state} eq "open" } @{of("port")}' '80 81 82' "$name: its ports are found all the same"
	like "$(of_run "$name" 'map { cover "http.walk", $_->{port} } grep { $_->{service} eq "http" } @{of("service")}')" '^partial (no_answer|stopped_answering|deadline|closed)' \
		"$name: coverage says that its pages are not all seen"
	is_run "$name" 'join " ", grep { /pass|fail/ } map { check $_ } qw(01.pages 01.sensitive 01.set 01.disclosure 02.published 04.measured)' '' "$name: so nothing of them passes or fails"
	is_run "$name" 'scalar grep { $_->{class} eq "unclear" && !$_->{reason} } @{of("guessing")}' 0 "$name: where guessing is unclear, a reason is there"
	[ "$(asked "$name" | grep -c reboot)" -le 20 ]
	ok $? "$name: it is not made to restart again and again"
	[ "$(cat "$tmp/$name.time")" -lt 3000 ]
	ok $? "$name: it ends in time" || diag <"$tmp/$name.time"
	sound_run "$tmp/$name.run" "$name"
done
done_testing
