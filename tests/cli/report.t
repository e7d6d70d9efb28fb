#!/bin/bash
# hoshi report: text, JSON and HTML in both languages, from one run; and text of a device that must
# not reach a terminal or a browser as it is.
# shellcheck source-path=SCRIPTDIR/../e2e source=lib.sh disable=SC2016 # Perl
. "$(dirname "$0")/../e2e/lib.sh"

cd "$tmp" || exit 1
run=$tmp/sample.run
begin() { # EDIT
	rm -rf "$run"
	sample_run "$run" "$1"
	"$HOSHI" judge "$run" >/dev/null 2>&1
}
ids=$(printf 'S1.1-%02d\n' {1..16})

# ---- text -----------------------------------------------------------------------------------

begin 'push @{$d->{observations}}, {id => "o9", kind => "port", proto => "tcp", port => 23, state => "open", probe => "tcp_sweep", evidence => []};'
hoshi report "$run" --lang en
is "$rc:$err" 0: "text: exit code 0, whatever the verdicts are"
is "$(grep -Eo '^S1\.1-[0-9]{2}  .' <<<"$out" | cut -c1-7 | head -16)" "$ids" "text: a line for each criterion"
like "$out" '1 of 16 criteria shows a failure under jc-star-1 2026.1' "text: the headline names the pack"
like "$out" 'not an official document' "text: it claims nothing official"
is "$(japanese)" 0 "text in English: no Japanese"
unlike "$out" $'\e' "text: no colours when it is no terminal"
is "$(awk '{ gsub(/[^ -~]/, ""); if (length > 101) n++ } END { print n + 0 }' "$tmp/stdout")" 0 "text: no line beyond 100 columns"
hoshi report "$run" --lang ja
is "$rc:$(grep -Ec '^S1\.1-[0-9]{2}' <<<"$out")" "0:$(hoshi report "$run" --lang en && grep -Ec '^S1\.1-[0-9]{2}' <<<"$out")" \
	"text in Japanese: as many lines"
hoshi report "$run" --lang ja -f text
like "$(japanese)" '^[3-9][0-9]' "text in Japanese: in Japanese"
like "$out" '16項目のうち1項目で不備が見つかりました' "text in Japanese: the headline"
unlike "$out" 'What to do|Needs an answer|Failure found' "text in Japanese: no English"
hoshi report "$run" -f text -o out.txt --lang ja
is "$rc:$(cat out.txt)" "0:$(hoshi report "$run" --lang ja && echo "$out")" "text into a file: the same"
script -qec "stty cols 60; '$HOSHI' report '$run' --lang en" /dev/null </dev/null >terminal 2>/dev/null
like "@terminal" $'\e\\[1;31m' "text on a terminal: in colour"
NO_COLOR=1 script -qec "stty cols 60; '$HOSHI' report '$run' --lang en" /dev/null </dev/null >terminal 2>/dev/null
unlike "$(tr -d '\r' <terminal)" $'\e' "text on a terminal with NO_COLOR: without"
is "$(tr -d '\r' <terminal | awk '{ gsub(/[^ -~]/, ""); if (length > 60) n++ } END { print n + 0 }')" 0 \
	"text on a narrow terminal: wrapped"

# ---- JSON -----------------------------------------------------------------------------------

members="access attempts coverage criteria crypto evidence format guessing headline language next not_examined notes notice observations pack"
members+=" parameters ports product run summary version warnings"
for language in en ja; do
	hoshi report "$run" -f json --lang "$language"
	is "$rc:$(is_json "$tmp/stdout")" 0: "JSON, $language: valid"
	is "$(query "$tmp/stdout" 'join " ", sort keys %$d')" "$members" "JSON, $language: its members"
	is "$(query "$tmp/stdout" '"$d->{format} $d->{version} $d->{language}"')" "hoshi-report 1 $language" "JSON, $language: format"
	is "$(query "$tmp/stdout" 'map { $_->{id} } @{$d->{criteria}}')" "$ids" "JSON, $language: sixteen criteria in order"
done
is "$(hoshi report "$run" --json && query "$tmp/stdout" '$d->{format}')" hoshi-report "--json is the same as -f json"
is "$(query "$tmp/stdout" 'my $s = $d->{summary}; $s->{fail} + $s->{error} + $s->{inconclusive} + $s->{needs_human} + $s->{pass} + $s->{not_applicable}')" 16 \
	"JSON: the counts add up"
is "$(query "$tmp/stdout" 'my $s = $d->{summary}; "$s->{criteria} $s->{fail} $s->{exit_code}"')" '16 1 1' "JSON: the summary"
is "$(query "$tmp/stdout" 'my %s; $s{$_->{verdict}}++ for @{$d->{criteria}}; join " ", map { "$_ $s{$_}" } grep { $s{$_} != $d->{summary}{$_} } keys %s')" '' \
	"JSON: the counts are those of the list"
for member in 'run id started ended state pace target tool tool_version operator declaration' \
	'pack id edition sha256 title based_on' 'product maker name model' 'next fix answer' \
	'summary criteria provisional exit_code'; do
	# shellcheck disable=SC2086 # words
	set -- $member
	is "$(query "$tmp/stdout" "join ' ', grep { !exists \$d->{$1}{\$_} } qw(${*:2})")" '' "JSON: $1 has what is documented"
done
for member in 'criteria id number title guidance group judged verdict label provisional because checks reason parameters observations evidence coverage' \
	'parameters id title value unit source official' 'ports proto port where services declared declared_label purpose' \
	'observations id kind probe fact evidence' 'coverage id of what state label' 'evidence number sha256 bytes label probe path' \
	'not_examined what criteria where'; do
	# shellcheck disable=SC2086 # words
	set -- $member
	is "$(query "$tmp/stdout" "map { my \$m = \$_; grep { !exists \$m->{\$_} } qw(${*:2}) } grep { '$1' ne 'ports' || \$_->{port} == 80 } @{\$d->{$1}}" | sort -u)" '' \
		"JSON: each of $1 has what is documented"
done
is "$(query "$tmp/stdout" '$d->{evidence}[0]{path}')" "$(cd "$run" && find evidence -type f)" "JSON: the path of the evidence"

# ---- HTML -----------------------------------------------------------------------------------

for language in en ja; do
	hoshi report "$run" -f html --lang "$language" -o "$language.html"
	is "$rc:$out:$err" "0::" "HTML, $language: exit code 0"
	like "@$language.html" "^<![Dd][Oo][Cc][Tt][Yy][Pp][Ee] html>" "HTML, $language: a whole document"
	like "@$language.html" "<html lang=\"$language\"" "HTML, $language: says its language"
	like "@$language.html" "Content-Security-Policy" "HTML, $language: with a content security policy"
	unlike "@$language.html" '<script|<iframe|<object|<embed|<form|javascript:|@import' "HTML, $language: nothing active"
	unlike "@$language.html" '(src|href|action|data)="?(https?:|//)' "HTML, $language: fetches nothing"
	unlike "@$language.html" 'url\((https?:|//)' "HTML, $language: no style from elsewhere"
	is "$(grep -o 'S1\.1-[0-9][0-9]' "$language.html" | sort -u)" "$ids" "HTML, $language: all criteria"
done
like "@ja.html" '不備が見つかりました' "HTML in Japanese: in Japanese"
unlike "$(sed 's/<style.*<\/style>//' en.html | perl -CSD -ne 'print if /\p{Hiragana}/')" '.' "HTML in English: no Japanese"

# ---- what a device or a person said ---------------------------------------------------------

hostile='my $x = "<script>alert(1)</script>&\x27\" \e[31m\e]0;t\a\n\x{202e}gnp\x{9b}2J";
	$d->{observations}[2]{banner} = $x; $d->{target}{name} = $x; $d->{declaration}{product}{name} = $x;
	$d->{declaration}{interfaces}[0]{purpose} = $x; $d->{operator} = $x; $d->{evidence}[0]{label} = $x;
	$d->{answers} = [{question => "q14.power", answer => "no", because => $x, name => $x, role => $x}];'
begin "$hostile"
for language in en ja; do
	hoshi report "$run" --lang "$language"
	is "$rc" 0 "hostile text, $language: a text report"
	unlike "$out" $'[\x01-\x09\x0b-\x1f\x7f]' "hostile text, $language: no control character in text"
	unlike "$(perl -CSD -ne 'print if /[\x{80}-\x{9f}\x{202a}-\x{202e}\x{2066}-\x{2069}]/' "$tmp/stdout")" '.' \
		"hostile text, $language: no C1 control, no override in text"
	hoshi report "$run" -f html --lang "$language"
	is "$rc" 0 "hostile text, $language: HTML"
	unlike "$out" '<script' "hostile text, $language: no markup of a device in HTML"
	unlike "$(perl -CSD -ne 'print if /[\x00-\x08\x0b-\x1f\x7f-\x{9f}\x{202a}-\x{202e}]/' "$tmp/stdout")" '.' \
		"hostile text, $language: no control character in HTML"
	hoshi report "$run" -f json --lang "$language"
	is "$rc:$(is_json "$tmp/stdout")" 0: "hostile text, $language: JSON is valid"
	unlike "$out" $'[\x01-\x09\x0b-\x1f\x7f]' "hostile text, $language: no control character in JSON"
done
hoshi judge "$run"
unlike "$out$err" $'[\x01-\x09\x0b-\x1f\x7f]' "hostile text: no control character from judge"

# ---- a run that has not been judged, or not ended -------------------------------------------

rm -rf "$run"
sample_run "$run"
hoshi report "$run"
refused "MANIFEST" "a run that was never saved has no MANIFEST"
begin '$d->{state} = "interrupted"; delete $d->{ended}'
hoshi report "$run" --lang en
like "$out" 'interrupted' "an interrupted run says so"
begin '$d->{state} = "running"; delete $d->{ended}'
hoshi report "$run" --lang en
like "$out" 'has not ended' "a run that has not ended says so"

# ---- wrong use ------------------------------------------------------------------------------

hoshi report "$run" -f pdf
refused "--format is 'text', 'json' or 'html', not 'pdf'" "an unknown format"
hoshi report "$run" -f html -o /none/x.html
refused "/none/x.html" "a file in a folder that is not there"
mkdir folder
hoshi report "$run" -f html -o folder
refused "folder" "a folder in place of the file"
for format in text html json; do
	"$HOSHI" report "$run" -f "$format" >/dev/full 2>"$tmp/stderr"
	is "$?:$(grep -c . "$tmp/stderr")" 2:1 "$format on a full disk: exit code 2, one line"
done
"$HOSHI" report "$run" -f html 2>"$tmp/stderr" | head -c 10 >/dev/null
like "${PIPESTATUS[0]}" '^(2|141)$' "a reader who goes away: no crash"

done_testing
