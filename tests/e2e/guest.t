#!/bin/bash
# Ways in without any credential: Telnet, FTP, MQTT; and services that do ask for one.
# shellcheck source-path=SCRIPTDIR source=lib.sh disable=SC2016 # Perl
. "$(dirname "$0")/lib.sh"
need_root

device open raw.pl 2323=telnet_shell 21=ftp_anonymous 1883=mqtt_open
device shut raw.pl 23=telnet_login 21=ftp_closed 1883=mqtt_closed 1884=mqtt_no_topic
device odd raw.pl 23=telnet_mute 1883=mqtt_broken
declaration open.yaml <<'END'
interfaces:
  - {proto: tcp, port: 21, service: ftp, purpose: updates, authenticates: true}
  - {proto: tcp, port: 1883, service: mqtt, purpose: status, authenticates: true}
  - {proto: tcp, port: 2323, service: telnet, purpose: maintenance, authenticates: true}
END
assess open -d "$tmp/open.yaml"
assess shut
assess odd --json --lang ja
finish

guests() { of_run "$1" 'map { "$_->{port} $_->{service} " . ($_->{granted} ? "granted" : "refused") } sort { $a->{port} <=> $b->{port} } @{of("guest")}'; }
logins() { of_run "$1" 'map { "$_->{port} $_->{service} $_->{mechanism}" } sort { $a->{port} <=> $b->{port} } @{of("login")}'; }

is "$(code open)" 1 "anybody may come in: exit code 1"
is "$(guests open)" "21 ftp granted
1883 mqtt granted
2323 telnet granted" "FTP's anonymous, an open broker and a shell on any port are found"
is_run open 'verdict "01"' fail "criterion 01 fails"
is_run open 'map { cover "guest", $_ } 21, 1883, 2323' 'complete complete complete' "coverage is complete"
is_run open 'map { scalar @{$_->{evidence}} } @{of("guest")}' '1 1 1' "each with its evidence"
like "$(grep -rah 'guest@' "$tmp/open.run/evidence")" 'PASS guest@example.com' "the anonymous courtesy is kept in the evidence"
like "$(tr -s '\n ' ' ' <"$tmp/open.out")" 'FTP on port 21/tcp could be used without logging in' "the report says which"
sound_run "$tmp/open.run" open 1

is "$(code shut)" 1 "services that ask for a login in clear text: exit code 1"
is_run shut 'verdict("01"), verdict("12")' 'inconclusive fail' "it is the clear text that fails, not the access"
is "$(guests shut)" "21 ftp refused
23 telnet refused
1883 mqtt refused
1884 mqtt refused" "nobody is let in"
is "$(logins shut)" "21 ftp password
23 telnet password
1883 mqtt password" "where one can log in is known"
is_run shut 'map { "$_->{port} $_->{state} $_->{reason}" } sort { $a->{port} <=> $b->{port} } grep { $_->{of} eq "credentials" } @{$d->{coverage}}' \
	'21 not_done not_authorized 23 not_done not_authorized 1883 not_done not_authorized' "and that no password was tried"
unlike "$(grep -rah 'PASS' "$tmp/shut.run/evidence")" . "no password was sent to FTP"
sound_run "$tmp/shut.run" shut

is "$(is_json "$tmp/odd.out"):$(query "$tmp/odd.out" '"$d->{format} $d->{language} $d->{summary}{exit_code}"')" ':hoshi-report ja 3' \
	"assess --json prints a report as JSON, and nothing else"
like "@$tmp/odd.err" '^hoshi: TCPポートの調査$' "progress is told in the chosen language, beside it"
is "$(code odd)" 3 "services that are no use: exit code 3"
is "$(guests odd)" '' "nothing is claimed about them"
like "$(of_run odd 'cover "guest", 23')" '^(partial no_answer|)$' "a Telnet that says nothing is not examined"
sound_run "$tmp/odd.run" odd

done_testing
