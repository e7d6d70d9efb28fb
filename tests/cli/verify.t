#!/bin/bash
# hoshi verify: addresses and files, with keys and lists; what each exit code stands for.
# shellcheck source-path=SCRIPTDIR/../e2e source=lib.sh disable=SC2016 # Perl
. "$(dirname "$0")/../e2e/lib.sh"

need_built tests/tools/statement_make
"$built/tests/tools/statement_make" "$tmp" --no-pictures || bail_out "cannot make statements"
cd "$tmp" || exit 1
url=$(cat s1.url)

hoshi verify "$url" --keys keys.json --lang en
is "$rc" 0 "verify: an address"
like "$out" 'This statement is genuine and was made by Label Scheme Office: registration number HSH-1-2026-000123' "verify: by whom"
like "$out" 'status +not done +there is no status list' "verify: what was not checked"
like "$out" 'can be copied onto a false product' "verify: what no check can tell"
is "$err" '' "verify: nothing on stderr"
hoshi verify "$url" --keys keys.json --lang ja
like "$out" 'このステートメントは真正で、ラベル制度事務局が作成したものです' "verify: in Japanese"
like "$out" '偽の製品' "verify: and its limit"
hoshi verify s2.cose -k keys.json --json
is "$rc" 0 "verify: a statement in a file"
printf '%s' "$out" >answer.json
is "$(query answer.json '$d->{verdict}, $d->{checks}{address}{outcome}, $d->{statement}{corporate_number}')" 'genuine
not_done
7000012050002' "verify: as JSON"
hoshi verify s1.url -k keys.json
is "$rc" 0 "verify: a file with an address"

printf '%s\n' nc-100 NC‐100W 'NC 200' カメラー1 >models.txt
hoshi verify "$url" -k keys.json -m nc-100w --models models.txt --json
printf '%s' "$out" >answer.json
is "$rc $(query answer.json '$d->{checks}{model}{outcome}')" '0 holds' "verify: a model of the list"
hoshi verify "$url" -k keys.json -m NC-300 --models models.txt --lang en
is "$rc" 1 "verify: a model that is not covered"
like "$out" 'not one that it covered as printed' "verify: and says so"
hoshi verify "$url" -k keys.json -m NC-300
is "$rc" 0 "verify: one model of several is not told without their list"

hoshi verify "$url" -k keys.json -s list.cose --json
printf '%s' "$out" >answer.json
is "$rc $(query answer.json '$d->{status}{status}, $d->{checks}{status}{outcome}' | tr '\n' ' ')" '0 valid holds ' "verify: a list"
is "$(query answer.json '$d->{status}{age_seconds} >= 3600 && $d->{status}{age_seconds} < 7200')" 1 "verify: and its age"
hoshi verify "$url" -k keys.json -s s1.cose --lang en
is "$rc" 0 "verify: what is no list is not used"
like "$out" 'status +not done +what was given cannot be read as a status list' "verify: and says so"

# ---- what is not genuine ----

# One letter of the payload, one of the signature.
for at in 120 370; do
	letter=${url:$at:1}
	other=$([ "$letter" = A ] && echo B || echo A)
	hoshi verify "${url:0:$at}$other${url:$((at + 1))}" -k keys.json --lang en
	is "$rc" 1 "verify: a letter changed at $at"
	like "$out" '^Not verified. Do not believe what it says' "verify: and nothing of it is repeated"
	unlike "$out" 'HSH-1' "verify: not its number either"
done
hoshi verify "${url/LABEL.EXAMPLE.JP/EVIL.EXAMPLE}" -k keys.json --lang en
is "$rc" 1 "verify: another host"
like "$out" 'another site than the one that issued it: evil.example' "verify: and which"
mkdir other
"$built/tests/tools/statement_make" other --no-pictures
hoshi verify "$url" -k other/keys.json --lang en
is "$rc" 1 "verify: keys of somebody else"
like "$out" 'a key that the key file does not have' "verify: and says so"
hoshi verify list.cose -k keys.json
is "$rc" 1 "verify: a list is no label"

# ---- what cannot be done ----

hoshi verify "$url"
is "$rc" 2 "verify: no keys"
hoshi verify nowhere.cose -k keys.json
is "$rc" 2 "verify: no file"
hoshi verify "${url%%#*}" -k keys.json --lang en
is "$rc" 2 "verify: an address without a statement"
like "$err" 'holds no statement' "verify: and says so"
echo '{}' >bad.json
hoshi verify "$url" -k bad.json
is "$rc" 2 "verify: no key file"
head -c 2000 /dev/zero >zeros
hoshi verify zeros -k keys.json
is "$rc" 2 "verify: a file too large for any of it"
: >none.txt
hoshi verify "$url" -k keys.json -m A --models none.txt
is "$rc" 2 "verify: no models in the list"
done_testing
