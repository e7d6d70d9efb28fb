#!/bin/bash
# hoshi passwords: files as people type them, what is said in which language and form, exit codes,
# that no password is shown unasked, and files that are refused.
# shellcheck source-path=SCRIPTDIR/../e2e source=lib.sh disable=SC2016 # Perl
. "$(dirname "$0")/../e2e/lib.sh"

# Passwords are the end of the MAC address, behind a word.
{
	echo 'パスワード,製造番号,MACアドレス,SSID,型式'
	for n in 1 2 3 4 5 6 7 8; do
		mac=$(printf '00A0DE%06X' $((n * 1234567)))
		printf 'hg%s,SN%05d,%s,AP-%d,HG-100\n' "$(tr A-F a-f <<<"${mac:4}")" "$n" "$mac" "$n"
	done
} >"$tmp/weak.csv"
secret=$(sed -n '2s/,.*//p' "$tmp/weak.csv")
{
	echo 'password,serial'
	printf '%s\n' k7Xn2p4wQz1s,A1 q9c3m8rtLb7v,A2 zR4j6y2dKp0u,A3
} >"$tmp/good.csv"

hoshi passwords "$tmp/weak.csv" --lang en
is "$rc:$err" 1: "weak: exit code 1"
like "$out" 'Label passwords: weak\.csv \(8 units\)' "what was read"
like "$out" 'x weak +The last 8 characters of the password are the last 8 characters of the MAC' "the rule is named"
like "$out" '\(8 of 8 units\)' "how many it explains"
like "$out" '2     SN00001 +##========$' "each character of a unit"
like "$out" 'Proven weak' "the conclusion"
unlike "$out" "$secret" "no password is shown"
like "$out" 'hidden; --show shows them' "how to see them"
is "$(japanese)" 0 "English alone"
hoshi passwords "$tmp/weak.csv" --lang en --show
like "$out" "##========  $secret\$" "--show shows them"
hoshi passwords "$tmp/weak.csv" --lang ja
is "$rc" 1 "in Japanese: the same code"
like "$out" '× 弱い +パスワードの末尾8文字は、MACアドレス（区切りなし）の末尾8文字と同じです' "in Japanese: the rule"
like "$out" '弱いことが証明されました' "in Japanese: the conclusion"
iconv -f UTF-8 -t CP932 "$tmp/weak.csv" >"$tmp/weak-932.csv"
hoshi passwords "$tmp/weak-932.csv"
is "$rc" 1 "a file in CP932"

hoshi passwords "$tmp/good.csv" --lang en
is "$rc:$err" 3: "nothing found: exit code 3, a person decides"
like "$out" 'No sample can show that passwords are random' "why a person decides"
unlike "$out" 'safe|conform|complies|secure' "nothing is called safe"
like "$out" 'made from the MAC address: there is no such column' "what could not be looked at"
like "$out" 'at most [0-9.]+ bits \(an upper bound' "the bound is called one"
printf 'password\n12345678\nadmin\n' >"$tmp/listed.csv"
hoshi passwords "$tmp/listed.csv" --lang en
is "$rc" 1 "published passwords: exit code 1"
printf 'password\nsame-one-9\nsame-one-9\n' >"$tmp/same.csv"
hoshi passwords "$tmp/same.csv" --lang en
is "$rc" 1 "the same on two units: exit code 1"
like "$out" '2 units have the same password\. \(all units\)' "the same on two units: says so"
printf 'password,mac\n00a0de123456,00A0DE123456\n' >"$tmp/one.csv"
hoshi passwords "$tmp/one.csv" --lang en
is "$rc" 3 "one unit alone proves nothing"
like "$out" 'It is one unit alone' "one unit alone: says so"

# ---- JSON ----

for name in weak good listed same one; do
	hoshi passwords "$tmp/$name.csv" --json
	cp "$tmp/stdout" "$tmp/$name.json"
	[ -x "$checker" ] || make -s -C "$top" "${checker#"$top/"}" >&2
	is "$("$checker" "$top/catalogue/schema/passwords.schema.json" "$tmp/$name.json" | cut -d' ' -f1)" ok "--json: $name fits its schema"
done
is "$(query "$tmp/weak.json" 'map { "$_->{rule}{from} $_->{explains}" } grep { $_->{code} eq "derived" } @{$d->{findings}}')" 'mac 8' "--json: the rule"
unlike "@$tmp/weak.json" "$secret" "--json: no password"
hoshi passwords "$tmp/weak.csv" --json --show
is "$(query "$tmp/stdout" '$d->{units}[0]{password}')" "$secret" "--json --show: passwords"

# ---- what is refused ----

hoshi passwords "$tmp/none.csv"
refused 'none.csv' "a file that is not there"
: >"$tmp/empty.csv"
hoshi passwords "$tmp/empty.csv"
refused 'empty.csv: there is no password in it' "an empty file"
printf 'abc,def\nghi,jkl\n' >"$tmp/plain.csv"
hoshi passwords "$tmp/plain.csv" --lang en
refused 'plain.csv: line 1: a heading is needed' "a file without heading"
hoshi passwords "$tmp/plain.csv" --lang ja
refused '1行目: 列の見出しが必要です' "in Japanese too"
printf 'password,mac\nabcdefgh-secret,0011\n' >"$tmp/mac.csv"
hoshi passwords "$tmp/mac.csv" --lang en
refused "mac.csv: line 2: a MAC address has 12 hexadecimal digits, not '0011'" "a MAC address that is none"
unlike "$err" 'secret' "no message repeats a password"
{
	echo password
	seq 1001
} >"$tmp/many.csv"
hoshi passwords "$tmp/many.csv" --lang en
refused 'more than 1000 units' "too many units"
truncate -s 2M "$tmp/huge.csv"
hoshi passwords "$tmp/huge.csv"
refused 'larger than' "a file of 2 MiB"
hoshi passwords
refused 'something is missing' "no file"

done_testing
