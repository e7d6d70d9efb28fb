#!/bin/bash
# The lab's devices, real daemons, from declaration to hand-in: every verdict is compared with
# lab_expected.tsv (device, stage, criterion, verdict).
# shellcheck source-path=SCRIPTDIR source=lib.sh disable=SC2016 # Perl
. "$(dirname "$0")/lib.sh"
need_lab
"$top/lab/lab" up weak-camera sound-gateway 2>"$tmp/lab" || { diag <"$tmp/lab"; bail_out "the lab does not come up"; }

examine() { # NAME ARGUMENT...
	(
		timeout -s KILL 560 "$top/lab/lab" in "$HOSHI" assess --lang en --pace fast -o "$tmp/$1.run" \
			"${@:2}" >"$tmp/$1.out" 2>"$tmp/$1.err" </dev/null
		echo $? >"$tmp/$1.code"
	) &
	run_pids+=($!)
}

expected() { awk -F '\t' -v device="$1" -v stage="$2" '$1 == device && $2 == stage { print $3, $4 }' "$here/lab_expected.tsv"; }

compare() { # DEVICE STAGE
	local criterion verdict

	is "$(expected "$1" "$2" | wc -l)" 16 "$1, $2: sixteen verdicts are expected"
	while read -r criterion verdict; do
		is_run "$1" "verdict('${criterion#S1.1-}')" "$verdict" "$1, $2: $criterion is $verdict"
	done < <(expected "$1" "$2")
}

examine sound-gateway -d "$top/lab/devices/sound-gateway/declaration.yaml"
examine weak-camera -d "$top/lab/devices/weak-camera/declaration.yaml"
finish

# ---- the weak camera ------------------------------------------------------------------------

is "$(code weak-camera)" 1 "weak-camera: exit code 1"
compare weak-camera assessed
is_run weak-camera 'map { $_->{port} } sort { $a->{port} <=> $b->{port} } grep { $_->{kind} eq "port" } @{$d->{observations}}' '21 23 80 443 1883' \
	"weak-camera: its ports"
is_run weak-camera 'map { "$_->{port} $_->{service}" } sort { $a->{port} <=> $b->{port} } grep { $_->{granted} } @{of("guest")}' '21 ftp 1883 mqtt' \
	"weak-camera: who lets anybody in"
is_run weak-camera 'map { "$_->{port} $_->{account}" } sort { $a->{port} <=> $b->{port} } @{of("credential")}' '23 admin 80 admin 443 admin' \
	"weak-camera: admin/admin is found on both web servers and behind Telnet"
is_run weak-camera 'grep { $_->{state} ne "complete" && $_->{reason} !~ /^(no_url|unsupported)$/ } @{$d->{coverage}}' '' \
	"weak-camera: everything that can be was examined"
is_run weak-camera 'map { "$_->{port} $_->{class}" } sort { $a->{port} <=> $b->{port} } @{of("guessing")}' \
	'23 delay_per_connection 80 delay_per_connection 443 delay_per_connection' "weak-camera: its delays hold for one connection each"
is_run weak-camera 'grep { $_->{state} ne "done" } @{$d->{probes}}' '' "weak-camera: no probe failed"
sound_run "$tmp/weak-camera.run" weak-camera 1

# ---- the sound gateway ----------------------------------------------------------------------

is "$(code sound-gateway)" 3 "sound-gateway: exit code 3, as a person has to decide"
compare sound-gateway assessed
is_run sound-gateway 'map { $_->{port} } sort { $a->{port} <=> $b->{port} } grep { $_->{kind} eq "port" } @{$d->{observations}}' '22 80 443' "sound-gateway: its ports"
is_run sound-gateway 'grep { $_->{kind} =~ /^(guest|credential)$/ } @{$d->{observations}}' '' "sound-gateway: nobody gets in"
is_run sound-gateway 'cover "credentials", 443' complete "sound-gateway: default passwords were tried to the end, though it slows guessing down"
is_run sound-gateway 'grep { $_->{state} ne "complete" && $_->{of} ne "update_priority" } @{$d->{coverage}}' '' "sound-gateway: everything was examined"
is_run sound-gateway 'cover "guessing", 443' complete "sound-gateway: guessing was measured"
is_run sound-gateway 'map { "$_->{port} $_->{class}" } @{of("guessing")}' '443 rate_limit' "sound-gateway: the limit of its web server is what was found"
secret=$(tr -d '\n' <"$top/build/lab/sound-gateway.secret")
is "$(grep -rlaF -e "$secret" -e "$(printf 'admin:%s' "$secret" | base64 -w0)" "$tmp/sound-gateway.run" "$tmp"/sound-gateway.???)" '' \
	"sound-gateway: its secret is nowhere"
sound_run "$tmp/sound-gateway.run" "sound-gateway, assessed" 3

hoshi answer "$tmp/sound-gateway.run" --from "$top/lab/devices/sound-gateway/answers.yaml" --lang en
is "$rc" 0 "sound-gateway, answered: exit code 0"
like "$out" 'No failure found under jc-star-1 20[0-9.]+\. Nothing is left undecided\.' "sound-gateway, answered: the headline"
compare sound-gateway answered
is "$("$top/lab/table" "$tmp" | diff - "$top/docs/lab-results.md")" '' "docs/lab-results.md is what the runs come to"
sound_run "$tmp/sound-gateway.run" "sound-gateway, answered" 0

# No pass without coverage, whatever a person says.
less() { # EDIT CRITERION VERDICT TITLE
	rm -rf "$tmp/less.run"
	cp -r "$tmp/sound-gateway.run" "$tmp/less.run"
	perl -MJSON::PP -e 'my ($file, $edit) = @ARGV; open my $in, "<", $file or die; our $d = decode_json(do { local $/; <$in> });
		eval $edit; die $@ if $@; open my $to, ">", $file or die; print $to encode_json($d)' "$tmp/less.run/run.json" "$1"
	hoshi judge "$tmp/less.run"
	is "$rc:$(query "$tmp/less.run/run.json" "verdict('$2')")" "3:$3" "$4"
}
less '$_->{state} = "partial", $_->{reason} = "locked" for grep { $_->{of} eq "credentials" } @{$d->{coverage}}' 02 inconclusive \
	"sound-gateway: without all default passwords tried, criterion 02 is undecided"
less '@{$d->{coverage}} = grep { $_->{of} ne "credentials" } @{$d->{coverage}}' 02 inconclusive \
	"sound-gateway: with no word about default passwords, too"
less '@{$d->{coverage}} = grep { $_->{of} ne "tls" } @{$d->{coverage}}' 12 inconclusive "sound-gateway: without TLS examined, criterion 12 is undecided"
less '$_->{state} = "error", $_->{reason} = "crashed" for grep { $_->{of} eq "sweep.tcp" } @{$d->{coverage}}' 13 error \
	"sound-gateway: with a crash in the sweep, criterion 13 is an error"

# ---- what is handed in ----------------------------------------------------------------------

for language in ja en; do
	hoshi report "$tmp/sound-gateway.run" -f html --lang "$language" -o "$tmp/report.html"
	is "$rc" 0 "sound-gateway: a report in HTML, $language"
	is "$(grep -aoF "$secret" "$tmp/report.html")" '' "sound-gateway: without the secret, $language"
done
hoshi pack "$tmp/sound-gateway.run" -o "$tmp/gateway.hoshi" --evidence
is "$rc:$(tar -tzf "$tmp/gateway.hoshi" | grep -c '^evidence/')" "0:$(of_run sound-gateway 'scalar @{$d->{evidence}}')" \
	"sound-gateway: packed with all its evidence"
tar -xzOf "$tmp/gateway.hoshi" checklist.json >"$tmp/checklist.json"
is "$(query "$tmp/checklist.json" 'map { "$_->{criterion} $_->{verdict}" } @{$d->{rows}}')" "$(expected sound-gateway answered)" \
	"sound-gateway: the checklist holds the same verdicts"

done_testing
