#!/bin/bash
# hoshi answer: from a file and in conversation, and what is refused.
# shellcheck source-path=SCRIPTDIR/../e2e source=lib.sh disable=SC2016 # Perl
. "$(dirname "$0")/../e2e/lib.sh"

cd "$tmp" || exit 1
run=$tmp/sample.run
begin() {
	rm -rf "$run"
	sample_run "$run"
	"$HOSHI" judge "$run" >/dev/null 2>&1
}
answers() { query "$run/run.json" 'map { join " ", @$_{qw(question answer name role)} } @{$d->{answers}}'; }

# ---- from a file ----------------------------------------------------------------------------

begin
say_yes "$run" all.yaml
open=$(grep -c 'answer: yes' all.yaml)
hoshi answer "$run" --from all.yaml --lang en
is "$rc" 0 "yes to every open question: exit code 0"
is "$err" "answers recorded: $open" "and how many were recorded"
like "$out" 'No failure found under jc-star-1 2026.1\. Nothing is left undecided\.' "and what came of it"
unlike "$out" '[Cc]onform[s ]|[Cc]omplies|[Cc]ompliant|is safe' "without claiming more"
sound_run "$run" "all answered" 0
is "$(query "$run/run.json" 'grep { $_->{because} !~ /^seen$/ || $_->{time} !~ /^20..-..-..T..:..:..Z$/ } @{$d->{answers}}')" '' \
	"reason and time are on record"
is "$(query "$run/run.json" 'join " ", sort(do { my %n; $n{$_->{verdict}}++ for @{$d->{verdicts}}; map { "$_=$n{$_}" } keys %n })')" \
	"pass=16" "sixteen criteria pass"

cat >no.yaml <<'END'
person: {name: 試験 花子, role: 品質保証}
answers:
  q14.power: {answer: no, because: 初期値に戻った}
END
hoshi answer "$run" --from no.yaml --lang en
is "$rc" 1 "one answer of no: exit code 1"
is "$(query "$run/run.json" 'verdict("14")')" fail "the criterion fails"
like "$out" '1 of 16 criteria shows a failure' "and the report says so"
hoshi report "$run" --lang ja
like "$out" '試験 花子（品質保証）が「いいえ」と回答しました：初期値に戻った' "in the words of the person"
is "$(query "$run/run.json" 'scalar grep { $_->{question} eq "q14.power" } @{$d->{answers}}')" 2 \
	"the earlier answer stays on record"
sed 's/answer: no/answer: yes/' no.yaml >yes.yaml
hoshi answer "$run" --from yes.yaml
is "$rc" 0 "the last answer counts"
hoshi answer "$run" --from yes.yaml --json --lang ja
is "$rc:$(is_json "$tmp/stdout"):$(query "$tmp/stdout" '"$d->{format} $d->{language}"')" "0::hoshi-report ja" "--json is a report"
printf 'person: {name: A, role: B}\nanswers: {q13.wireless: {answer: na, because: no radio}}\n' >na.yaml
hoshi answer "$run" --from na.yaml
is "$rc:$(query "$run/run.json" 'check("13.wireless")')" "0:not_applicable" "na with a reason, where it is possible"

# All or nothing: a file with a mistake changes nothing.
refuse() { # PATTERN NAME (file on stdin)
	cat >bad.yaml
	hoshi answer "$run" --from bad.yaml
	refused "$1" "$2"
	is "$(sha256sum "$run/run.json" "$run/MANIFEST")" "$before" "$2: the run is as it was"
}
begin
before=$(sha256sum "$run/run.json" "$run/MANIFEST")
person='person: {name: A, role: B}'
refuse "bad.yaml:3: .*no question 'q99.none'" "an unknown question" <<<"$person
answers:
  q99.none: {answer: yes}"
refuse "bad.yaml:4: .*'na' is not possible here" "na where it is not possible, after a good answer" <<<"$person
answers:
  q14.power: {answer: yes}
  q14.network: {answer: na, because: x}"
refuse "bad.yaml:3: .*because" "na without a reason" <<<"$person
answers:
  q13.wireless: {answer: na}"
refuse "bad.yaml:3: answers/q14.power/answer" "an answer that is none" <<<"$person
answers:
  q14.power: {answer: maybe}"
refuse "bad.yaml:3: answers/q14.power" "an answer of the wrong type" <<<"$person
answers:
  q14.power: yes"
refuse "bad.yaml:2: answers" "answers that are a list" <<<"$person
answers: [1]"
refuse "bad.yaml:1: .*person" "nobody who answers" <<<"answers: {q14.power: {answer: yes}}"
refuse "bad.yaml:1: person/name" "a person without a name" <<<'person: {name: "", role: B}
answers: {q14.power: {answer: yes}}'
refuse "bad.yaml:[0-9]" "a truncated file" <<<"$person
answers: {q14.power: {answer: yes"
refuse 'bad.yaml' "an empty file" </dev/null
head -c 2000000 /dev/zero >huge.yaml
refuse 'larger than' "a huge file" <huge.yaml
refuse 'bad.yaml' "random bytes" < <(head -c 3000 /dev/urandom)
refuse 'because' "a reason without end" < <(printf '%s\nanswers: {q14.power: {answer: yes, because: "' "$person"
	head -c 5000 /dev/zero | tr '\0' x
	printf '"}}\n')
hoshi answer "$run" --from none.yaml
refused "none.yaml'?: No such file" "a file that is not there"

# ---- in conversation ------------------------------------------------------------------------

converse() { # INPUT ARGUMENT...
	local input=$1

	shift
	printf '%b' "$input" | "$HOSHI" answer "$run" --lang en "$@" >"$tmp/stdout" 2>"$tmp/stderr"
	rc=$?
	out=$(cat "$tmp/stdout")
	err=$(cat "$tmp/stderr")
}
first=$(query "$run/run.json" '(map { $_->{question} } grep { $_->{verdict} eq "needs_human" } map { @{$_->{checks}} } @{$d->{verdicts}})[0 .. 2]')
q1=$(sed -n 1p <<<"$first")
q2=$(sed -n 2p <<<"$first")
q3=$(sed -n 3p <<<"$first")

converse 'A. Person\ntester\ny\nI looked\n\nn\nit failed\n'
is "$rc" 1 "name, role, yes, later, no, end of input: exit code 1, as one was no"
is "$(answers)" "$q1 yes A. Person tester
$q3 no A. Person tester" "the answers, none for the one left for later"
like "$out" "$q1" "questions are put with their id"
like "$out" 'Your name:.*Your role:' "after name and role"
like "$err" 'answers recorded: 2' "how many were recorded"
is "$(query "$run/run.json" '$d->{answers}[0]{because}')" 'I looked' "with the reason"
sound_run "$run" "after a conversation"
is "$(grep -c "  $q2\$" <<<"$out")" 1 "the question left for later was put once"

begin
converse 'maybe\nYES\ny\n\n' --name 'A. Person' --role tester
is "$(answers)" "$q1 yes A. Person tester" "what is no answer is asked again; name and role from options"
begin
converse '\n\n  A  \ntester\n  y  \n because \n'
is "$(answers)" "$q1 yes A tester" "an empty name is asked again, blanks are cut off"
begin
before=$(sha256sum <"$run/run.json")
converse ''
is "$rc:$err" "2:hoshi: nobody answered: name and role are needed" "no input at all: exit code 2"
is "$(sha256sum <"$run/run.json")" "$before" "and nothing is changed"
converse 'A\nB\n'
is "$rc:$(answers)" "3:" "a name and a role but no answer: nothing is recorded"
begin
converse 'A\nB\nx\n'
is "$(answers)" "" "x is no answer where a question cannot be left out"
begin
converse "A\nB\n$(printf '\\n%.0s' {1..100})"
is "$rc:$(answers)" "3:" "Enter to every question: nothing is recorded"
begin
converse "A\nB\ny\n$(head -c 4095 /dev/zero | tr '\0' z)n\nshort\n"
is "$(answers)" "$q1 yes A B" "the tail of a line that is too long is not taken for the next answer"
like "$out" 'That line is too long' "it is said,"
is "$(query "$run/run.json" '$d->{answers}[0]{because}')" short "and asked for again"
begin
converse "A\nB\ny\n$(head -c 4090 /dev/zero | tr '\0' z)\n"
like "$out" 'longer than 4000 bytes' "a reason that the record does not take is refused"
is "$(answers)" "" "and nothing is recorded"
begin
converse 'A\nB\ny\n\xff\xfe\nlooked\nn\nplain\n'
is "$(answers)" "$q1 yes A B
$q2 no A B" "a line that is no UTF-8 is asked for again"
like "$out" 'not UTF-8' "and that is said"
is "$(query "$run/run.json" '$d->{answers}[0]{because}')" looked "the reason is the second one"
begin
converse 'A\nB\ny\na\\0b\n'
is "$rc" 3 "a NUL in the input does no harm"
sound_run "$run" "after a NUL"
begin
printf '試験\n担当\nq\ny\n見た\n' | "$HOSHI" answer "$run" --lang ja >"$tmp/stdout" 2>&1
is "$?:$(answers)" "3:$q1 yes 試験 担当" "in Japanese"
like "@$tmp/stdout" '氏名:.*役割:' "with Japanese prompts"
like "@$tmp/stdout" '記録した回答の数: 1' "and a Japanese end"
hoshi answer "$run" --name "$(head -c 300 /dev/zero | tr '\0' n)" --role x
is "$rc" 3 "a name without end and no answer: nothing is recorded"

hoshi answer
like "$rc:$err" '^2:.*something is missing' "no run named"

done_testing
