#!/bin/bash
# hoshi judge: the same observations judged again, with official values, another pack, old records.
# shellcheck source-path=SCRIPTDIR/../e2e source=lib.sh disable=SC2016 # Perl
. "$(dirname "$0")/../e2e/lib.sh"

cd "$tmp" || exit 1
run=$tmp/sample.run
begin() { # EDIT
	rm -rf "$run"
	sample_run "$run" "$1"
	hoshi judge "$run" --lang en
}
verdicts() { query "$run/run.json" 'map { "$_->{criterion} $_->{verdict}" } @{$d->{verdicts}}'; }

# ---- exit codes 0, 1, 3 (2: record.t) -------------------------------------------------------

begin ''
is "$rc:$err" 3: "questions are open: exit code 3"
say_yes "$run" yes.yaml
hoshi answer "$run" --from yes.yaml
hoshi judge "$run"
is "$rc" 0 "no failure, nothing open: exit code 0"
before=$(cat "$run/run.json")
hoshi judge "$run" --lang ja --json
is "$rc:$(is_json "$tmp/stdout")" 0: "again, as JSON: the same exit code"
is "$(cat "$run/run.json")" "$before" "judging again changes nothing"
begin 'push @{$d->{observations}}, {id => "o9", kind => "port", proto => "tcp", port => 23, state => "open", probe => "tcp_sweep", evidence => []};'
is "$rc" 1 "an undeclared port: exit code 1"
is "$(query "$run/run.json" 'verdict("13")')" fail "and criterion 13 fails"
like "$out" 'Port 23/tcp is open but not declared' "with the reason"

# ---- what may not be concluded --------------------------------------------------------------

begin '$d->{coverage}[0]{state} = "partial"; $d->{coverage}[0]{reason} = "stopped_answering"'
is "$(query "$run/run.json" 'verdict("13")')" inconclusive "an unfinished sweep decides nothing"
like "$out" 'The device stopped answering half way' "and the reason is said"
begin 'push @{$d->{coverage}}, {id => "c9", of => "sweep.tcp", probe => "tcp_sweep", state => "error", reason => "crashed"};'
is "$(query "$run/run.json" 'verdict("13")')" error "a crash outweighs what was complete before"
begin 'push @{$d->{coverage}}, {id => "c9", of => "sweep.tcp", probe => "tcp_sweep", state => "error", reason => "crashed"};
	push @{$d->{observations}}, {id => "o9", kind => "port", proto => "tcp", port => 23, state => "open", probe => "tcp_sweep", evidence => []};'
is "$(query "$run/run.json" 'verdict("13")')" fail "but hides no proven failure"
begin '$d->{declaration} = undef'
is "$rc:$(query "$run/run.json" 'verdict("13")')" 3:inconclusive "without a declaration nothing is undeclared"
begin '@{$d->{coverage}} = ()'
is "$rc" 3 "without coverage nothing is decided"
is "$(verdicts | grep -c pass)" 0 "and nothing passes"

# ---- official values ------------------------------------------------------------------------

begin ''
hoshi answer "$run" --from yes.yaml --json
like "$(query "$tmp/stdout" '$d->{summary}{provisional}')" '^[1-9]' "some verdicts rest on values that are not official"
perl -MJSON::PP -e '
	local $/;
	my $pack = decode_json(<STDIN>);
	my @p = map { +{id => $_->{id}, value => $_->{value}, source => "the scheme", official => JSON::PP::true} } @{$pack->{parameters}};
	print encode_json({format => "hoshi-parameters", version => 1, parameters => \@p});' \
	<"$top/catalogue/packs/jc-star-1.json" >official.json
hoshi judge "$run" --parameters official.json --json --lang en
is "$rc:$(query "$tmp/stdout" '$d->{summary}{provisional}')" 0:0 "with official values none is provisional"
is "$(query "$tmp/stdout" 'grep { !$_->{official} } @{$d->{parameters}}')" '' "the report lists them as official"
sound_run "$run" "official values"
hoshi judge "$run" --lang en
unlike "$out" 'Provisional' "the run keeps them"
begin ''
sed 's/"official":true/"official":false/g' official.json >unofficial.json
hoshi judge "$run" --parameters unofficial.json --json
like "$(query "$tmp/stdout" '$d->{summary}{provisional}')" '^[1-9]' "values that are not official leave it provisional"

# A value changes the verdict: 404 is no longer proof of absence.
begin '$_->{reached} = JSON::PP::false, $_->{status} = 404 for grep { $_->{kind} eq "document" } @{$d->{observations}}'
is "$rc:$(query "$run/run.json" 'verdict("05")')" 1:fail "a policy that answers 404 is a failure"
echo '{"format": "hoshi-parameters", "version": 1, "parameters": [{"id": "http.absent_statuses", "value": [410],
	"source": "a test", "official": true}]}' >p.json
hoshi judge "$run" --parameters p.json
unlike "$(query "$run/run.json" 'verdict("05")')" 'fail' "with another value it is none"

while IFS='|' read -r pattern sed title; do
	begin ''
	before=$(cat "$run/run.json")
	sed "$sed" p.json >bad.json
	hoshi judge "$run" --parameters bad.json
	refused "$pattern" "$title"
	is "$(cat "$run/run.json")" "$before" "$title: the run is as it was"
done <<'END'
bad.json: is empty|s/.*//|an empty file of values
bad.json:[12]:|2d|a truncated file of values
format|s/hoshi-parameters/hoshi-run/|a file of something else
no.such|s/http.absent_statuses/no.such/|a value that the pack does not know
value|s/\[410\]/{}/|a value of the wrong type
official|s/"official": true/"official": "yes"/|yes is not true
source|s/"source": "a test",//|a value without a source
END
begin ''
hoshi judge "$run" --parameters none.json
refused "none.json" "a file of values that is not there"

# ---- another pack ---------------------------------------------------------------------------

begin ''
perl -MJSON::PP -e '
	local $/;
	my $pack = decode_json(<STDIN>);
	@{$pack}{qw(id edition)} = ("half", "2020.9");
	splice @{$pack->{criteria}}, 8;
	print encode_json($pack);' <"$top/catalogue/packs/jc-star-1.json" >half.json
hoshi judge "$run" --pack half.json --lang en
is "$rc:$(query "$run/run.json" 'scalar @{$d->{verdicts}}')" 3:8 "a pack of eight criteria gives eight verdicts"
like "$out" 'No failure found under half 2020.9' "and is named"
is "$(query "$run/run.json" '"$d->{pack}{id} $d->{pack}{edition}"')" 'half 2020.9' "in the run too"
hoshi report "$run" --lang en
is "$rc" 0 "a report under the other pack can be made"
like "$out" 'different criteria pack' "and warns"
hoshi report "$run" --pack half.json --lang en
unlike "$out" 'different criteria pack' "with the right pack it does not"
hoshi judge "$run" --pack no-such-pack
refused 'no-such-pack' "a pack that is not there"
hoshi judge "$run"
is "$(query "$run/run.json" '"$d->{pack}{id} " . @{$d->{verdicts}}')" 'jc-star-1 16' "and back again"

# An answer to a question that the pack no longer has is kept and does no harm.
begin '$d->{answers} = [{question => "q99.gone", answer => "no", name => "A", role => "B"}]'
is "$rc" 3 "an answer to a question of an older pack"

done_testing
