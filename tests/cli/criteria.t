#!/bin/bash
# hoshi criteria: what is examined, as text and JSON, in both languages; and packs that cannot be read.
# shellcheck source-path=SCRIPTDIR/../e2e source=lib.sh disable=SC2016 # Perl
. "$(dirname "$0")/../e2e/lib.sh"

catalogue=$top/catalogue
ids=$(query "$catalogue/packs/jc-star-1.json" 'map { $_->{id} } @{$d->{criteria}}')

is "$(wc -w <<<"$ids")" 16 "the pack has sixteen criteria"

hoshi criteria list --lang en
is "$rc" 0 "list: exit code 0"
is "$(grep -Eo '^S1\.1-[0-9]{2}' <<<"$out")" "$ids" "list: a line for each criterion, in order"
like "$out" '^S1\.1-05 .*\[[0-9]+-[0-9]' "list: the numbers of the requirements"
is "$(japanese)" 0 "list --lang en: no Japanese"
hoshi criteria list --lang ja
is "$(grep -Eo '^S1\.1-[0-9]{2}' <<<"$out")" "$ids" "list --lang ja: a line for each criterion"
like "$(japanese)" '^(1[7-9]|2[0-9])$' "list --lang ja: titles and notes in Japanese"

for language in en ja; do
	hoshi criteria list --json --lang "$language"
	is "$rc:$(is_json "$tmp/stdout")" 0: "list --json --lang $language: valid"
done
is "$(query "$tmp/stdout" 'map { $_->{id} } @{$d->{criteria}}')" "$ids" "list --json: all criteria"
is "$(query "$tmp/stdout" 'join ",", sort keys %{$d->{criteria}[0]}')" \
	"id,mode,number,requirements,title,who" "list --json: what a row has"
is "$(query "$tmp/stdout" '"$d->{pack} $d->{edition}"')" "jc-star-1 2026.1" "list --json: pack and edition"

for id in $ids; do
	for language in en ja; do
		hoshi criteria show "$id" --lang "$language"
		is "$rc:$err" 0: "show $id --lang $language: exit code 0"
		like "$out" "^$id  .{5}" "show $id --lang $language: its title"
	done
	checks=$(query "$catalogue/packs/jc-star-1.json" \
		"map { \$_->{id} } map { @{\$_->{checks}} } grep { \$_->{id} eq '$id' } @{\$d->{criteria}}")
	is "$(grep -Eo "^  ${id//./\\.}\.[a-z_]+" <<<"$out" | tr -d ' ')" "$checks" "show $id: all its checks"
	hoshi criteria show "$id" --json
	is "$rc:$(is_json "$tmp/stdout"):$(query "$tmp/stdout" '$d->{id}')" "0::$id" "show $id --json: valid, the same"
done
hoshi criteria show S1.1-13 --lang en
like "$out" 'ports\.risk_tcp = \[22,23,5555,8080,37215\]' "show: the value of a parameter"
like "$out" 'not official' "show: that it is not official"

hoshi criteria show S1.1-17
refused "no criterion 'S1.1-17'" "show of an unknown criterion"
hoshi criteria show
refused "criteria show ID" "show without an id"
hoshi criteria list S1.1-01
refused "criteria list" "list with an argument"
hoshi criteria print
refused "criteria list" "an unknown word"
hoshi criteria show $'S\e[31m\xff'
refused "no criterion 'S.x1b\[31m.xff'" "an id with control characters is made visible"

# ---- packs and catalogues -------------------------------------------------------------------

pack=$tmp/pack.json
with_pack() { # PATTERN NAME
	hoshi criteria list --pack "$pack"
	refused "$1" "$2"
}
hoshi criteria list --pack jc-star-9
refused "jc-star-9" "a pack that is not there"
hoshi criteria list --pack "$catalogue/packs/jc-star-1.json"
is "$rc" 0 "a pack from a file"

: >"$pack"
with_pack "pack.json" "an empty pack"
head -c 20000 "$catalogue/packs/jc-star-1.json" >"$pack"
with_pack "pack.json:[0-9]+" "a truncated pack names the line"
echo '[1, 2, 3]' >"$pack"
with_pack "pack.json" "a pack that is a list"
sed 's/"number": *1,/"number": "one",/' "$catalogue/packs/jc-star-1.json" >"$pack"
with_pack "number" "a number that is a text names the key"
head -c 100000 /dev/zero | tr '\0' '[' >"$pack"
with_pack "nested" "a pack nested without end"
truncate -s 3G "$pack"
with_pack "larger than" "a huge pack"
rm "$pack"
mkdir "$pack"
with_pack "not a regular file" "a pack that is a folder"
rmdir "$pack"
mkfifo "$pack"
with_pack "not a regular file" "a pack that is a pipe"

hoshi criteria list --catalogue "$tmp/none"
refused "none" "a catalogue that is not there"
cp -r "$catalogue" "$tmp/catalogue"
hoshi criteria list --catalogue "$tmp/catalogue"
is "$rc" 0 "a catalogue from a folder"
echo '{' >"$tmp/catalogue/crypto_policy.json"
hoshi criteria list --catalogue "$tmp/catalogue"
refused "crypto_policy.json" "a broken file of the catalogue"

done_testing
