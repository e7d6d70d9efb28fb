#!/bin/bash
# hoshi status: a registry that answers well and badly, folders; what hoshi verify says of the file
# that was saved; proofs of entries; what each exit code stands for.
# shellcheck source-path=SCRIPTDIR/../e2e source=lib.sh disable=SC2016 # Perl
. "$(dirname "$0")/../e2e/lib.sh"

need_built tests/tools/answer_make
tool=$built/tests/tools/answer_make
"$tool" "$tmp" || bail_out "cannot make a log"
cd "$tmp" || exit 1
LOG=requests.log perl "$top/tests/e2e/servers/answer.pl" port "$tool" "$tmp" 2>server.err &
server_pids+=($!)
until_true 10 test -s port || bail_out "no server"
url=http://127.0.0.1:$(cat port)
A=HSH-1-2026-000123
B=HSH-1-2026-000124
day() { TZ=Asia/Tokyo date -d "$1 days ago" +%F; }
answer() { printf '%s' "$out" >answer.json; query answer.json "$1" | tr '\n' ' '; }

# ---- a registry ----

hoshi status $A -r "$url/good" -k keys.json -m nc-100 --lang en --prove now.cose
is "$rc" 0 "now: in force and covered"
like "$out" 'This answer is genuine and was made by Label Scheme Office on .* \(Tokyo\)' "now: by whom, and when"
like "$out" 'the label HSH-1-2026-000123 \(level 1\) was "valid"' "now: how it stands"
like "$out" 'Model nc-100 was covered' "now: the model"
like "$out" 'Criteria: JST-CR-01-01-2024R1' "now: the criteria"
like "$out" "is the registry's word" "now: that nothing came later is the registry's word"
like "$out" '1 cosignature\(s\) of witnesses verified' "now: witnesses"
like "$out" 'nothing of the product in hand' "now: what it does not tell"
unlike "$out" '[Cc]omplies with (the|JST|PSTI)' "now: never that it complies"
like "$err" "saved as 'now.cose'" "now: where it was saved"
like "@requests.log" "/good/v1/labels/$A/answer\?model=nc-100$" "now: what was asked"

hoshi status $A -r "$url/good/" -k keys.json --at "$(day 180)" --lang ja --prove then.cose
is "$rc" 1 "a day on which it was suspended"
like "$out" 'この回答は真正で、ラベル制度事務局が' "a day: in Japanese"
like "$out" "$(day 180) 23:59:59（日本時間）の時点で「停止」でした" "a day: its end in Tokyo"
like "$out" 'その間に変更がなかったことはログが示しています' "a day: the log shows that nothing came between"
like "$out" 'お手元の製品そのものについては何も示しません' "a day: and its limit"
unlike "$out" ' (holds|entries|valid|level)' "a day: no English in it"
hoshi status $A -r "$url/good" -k keys.json --at "$(day 200)T11:59:59+09:00" --json
is "$rc $(answer '$d->{verdict}, $d->{status}, $d->{signed}')" '0 yes valid 1 ' "a second before it was suspended"
hoshi status $A -r "$url/good" -k keys.json --at "$(day 200)T03:00:00+00:00" --json
is "$rc $(answer '$d->{verdict}, $d->{status}')" '1 no suspended ' "the second itself, with another offset"
like "@requests.log" 'at=[0-9-]*T03%3A00%3A00%2B00%3A00' "an offset is encoded"
hoshi status $A -r "$url/good" -k keys.json --at "$(day 301)" --lang en
is "$rc" 1 "before it was issued"
like "$out" 'was not issued yet on' "before: says so"
hoshi status $A -r "$url/good" -k keys.json --at "$(day 0)" -m NC-300 --json
is "$rc $(answer '$d->{model_covered}')" '0 covered ' "today: a model that was added"
hoshi status $A -r "$url/good" -k keys.json --at "$(day 120)" -m NC-300 --json
is "$rc $(answer '$d->{model_covered}, scalar @{ $d->{entries} }')" '1 not_covered 4 ' "before it was added"

hoshi status $A -r "$url/good" --lang en
is "$rc" 0 "without keys"
like "$out" 'The signature was not checked, as there is no key file' "without keys: says so"
unlike "$out" 'genuine and was made' "without keys: vouches for nothing"

# ---- the file ----

hoshi verify now.cose -k keys.json --lang en
is "$rc" 0 "verify: the file alone"
like "$out" 'Model nc-100 was covered' "verify: says the same"
like "$out" 'signature +holds' "verify: each check"
hoshi verify then.cose -k keys.json --json
is "$rc $(answer '$d->{verdict}, $d->{status}, $d->{checks}{history}{outcome}')" '1 no suspended holds ' "verify: of that day"
hoshi verify then.cose -k keys.json -m NC-100 --lang en
is "$rc" 2 "verify: --model makes no sense"
like "$err" 'says itself which model and moment' "verify: and says so"
hoshi verify then.cose -k keys.json --entry then.cose
is "$rc" 2 "verify: nor does --entry"
mkdir other && "$tool" other
hoshi verify then.cose -k other/keys.json --lang en
is "$rc" 1 "verify: keys of somebody else"
like "$out" 'Not verified. Do not believe what it says' "verify: nothing is repeated"
unlike "$out" 'HSH-1|suspended' "verify: not its number"
perl -pe 'BEGIN { $/ = undef } substr($_, 700, 1) ^= "\1"' then.cose >bent.cose
hoshi verify bent.cose -k keys.json --lang ja
is "$rc" 1 "verify: one bit of it"
like "$out" '署名が一致しません' "verify: in Japanese"
head -c 1500 then.cose >short.cose
hoshi verify short.cose -k keys.json --json
is "$rc $(answer '$d->{verdict}, $d->{checks}{form}{outcome}')" '1 not_genuine fails ' "verify: cut short"

# ---- answers that are none ----

bad() { # PATH STATUS PATTERN NAME
	hoshi status $A -r "$url/$1" -k keys.json --lang en --prove "bad.cose" "${@:5}"
	is "$rc" "$2" "$4"
	like "$out$err" "$3" "$4: says so"
	ok "$([ -e bad.cose ]; echo $((! $?)))" "$4: nothing is saved"
}
bad other 2 "about another label, '$B'" "of another label"
bad stale 2 'about another moment, .*, or this device' "of another moment"
bad stale 2 'about another moment' "of another moment than the one asked" --at "$(day 50)"
bad page 2 'is no dated answer' "a page"
bad large 2 'sends more than' "too large"
bad cut 2 'broke off in the middle' "cut off"
bad busy 2 'ask again later' "busy"
bad nowhere/x 2 'there is no such label, or no registry' "not a registry"
bad flip 1 'Not verified' "a byte of it is another"
bad slow 2 'did not answer in time' "silence"
hoshi status HSH-1-2026-000999 -r "$url/good" --lang en
is "$rc" 2 "no such label"
like "$err" "has no label 'HSH-1-2026-000999'" "no such label: says so"
hoshi status $A -r http://127.0.0.1:1 --lang en
is "$rc" 2 "nobody there"
like "$err" 'nobody answers at' "nobody there: says so"
hoshi status $A -r "$url/good" -m 'NC-100' --at '2026-01-01T00:00:00' --lang en
is "$rc" 2 "a time without an offset"
like "$err" 'a time with its offset' "a time without an offset: says so"
hoshi status $A -r "$url/good" --at 2999-01-01
is "$rc" 2 "a day that is to come"
hoshi status $A
is "$rc" 2 "nobody to ask"
hoshi status 'a b' -r "$url/good"
is "$rc" 2 "no number"
hoshi status $A -r "$url/good" -m "$(printf 'A\tB')"
is "$rc" 2 "no model"
hoshi status $A -r "$url/good" -k nowhere.json
is "$rc" 2 "no key file"

# ---- folders ----

hoshi status $A -r . -m NC-300 --lang en
is "$rc" 0 "a data folder"
like "$out" '^Not signed: read from files' "a data folder: not signed"
like "$out" 'signature +not done +not signed: read from files' "a data folder: and the check says so"
hoshi status $A -r trust/log -k keys.json --at "$(day 180)" --json
is "$rc $(answer '$d->{status}, $d->{signed}, $d->{checks}{log}{outcome}, $d->{checks}{statement}{outcome}')" \
	'1 suspended 0 holds holds ' "a log with keys: its own signatures are checked"
hoshi status $A -r trust/log -k other/keys.json --lang en
is "$rc" 1 "a log with keys of somebody else"
like "$out" 'not made by a label key of the key file' "a log with keys of somebody else: says so"
hoshi status $A -r . --prove x.cose --lang en
is "$rc" 2 "nothing to save"
like "$err" 'has no signature' "nothing to save: says so"
hoshi status HSH-9 -r . --lang en
is "$rc" 2 "no such label in the log"
like "$err" "the log has no label 'HSH-9'" "no such label in the log: says so"
hoshi status $A -r other/keys.json
is "$rc" 2 "no folder"
cp -R trust copy
perl -pi -e 's/NC-200/NC-900/' copy/log/record/000
hoshi status $A -r copy/log --lang en
is "$rc" 2 "a record that was changed"
like "$err" 'is not the one that was logged' "a record that was changed: says so"

# ---- foreign rules ----

hoshi status $A -r "$url/good" -k keys.json -m NC-100 --rule gb-psti --lang en
is "$rc" 3 "a rule: something is left to people"
like "$out" 'cannot be told from this answer \(4\)' "a rule: what is unknown"
like "$out" 'do not tell that anything complies' "a rule: and what it does not tell"
hoshi status $B -r "$url/good" -k keys.json -m ZZ-9 --rule gb-psti --json
is "$rc $(answer '(grep { $_->{id} eq "shown" } @{ $d->{conditions}{conditions} })[0]{outcome}')" '3 unknown ' "a rule: waived criteria rest on something else"
hoshi status $A -r . -m NC-100 --rule sg-cls --lang ja --at "$(day 180)"
is "$rc" 1 "a rule: not in force"
like "$out" '満たしていない' "a rule: in Japanese"
hoshi status $A -r . --rule no-such --lang en
is "$rc" 2 "no such rule"
like "$err" 'gb-psti, sg-cls' "no such rule: those there are"

# ---- proofs ----

hoshi log prove trust/log 2 -o bare.tlog-proof
hoshi log prove trust/log 2 --with-entry -o full.tlog-proof
hoshi verify full.tlog-proof -k keys.json --lang en
is "$rc" 0 "a proof with its entry"
like "$out" "in the log of Label Scheme Office \(label.example.jp\), at index 2" "a proof: where"
like "$out" "label_status, $A" "a proof: of what"
hoshi verify bare.tlog-proof -k keys.json --lang en
is "$rc" 2 "a proof without its entry"
like "$err" '--entry FILE' "a proof without its entry: says so"
hoshi log show trust/log 2 --json
printf '%s' "$out" >entry.json
perl -MJSON::PP -MMIME::Base64 -0ne 'binmode STDOUT; print decode_base64(decode_json($_)->{entry})' entry.json >entry.bin
hoshi verify bare.tlog-proof -k keys.json --entry entry.bin --json
is "$rc $(answer '$d->{verdict}, $d->{index}, $d->{size}, $d->{entry}{kind}')" '0 in_log 2 5 label_status ' "a proof and its entry"
hoshi verify bare.tlog-proof -k keys.json --entry then.cose --lang en
is "$rc" 1 "another entry"
like "$out" 'the proof does not show that entry 2' "another entry: says so"
hoshi verify full.tlog-proof -k keys.json -s now.cose
is "$rc" 2 "a proof and a status list"
sed 's/^index 2/index 3/' full.tlog-proof >moved.tlog-proof
hoshi verify moved.tlog-proof -k keys.json --json
is "$rc $(answer '$d->{verdict}')" '1 not_genuine ' "a proof for another place"
hoshi log check trust/log --with-entry
is "$rc" 2 "--with-entry is for proofs"
done_testing
