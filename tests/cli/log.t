#!/bin/bash
# hoshi log: what check, show and prove say, in both languages and to machines.
# shellcheck source-path=SCRIPTDIR/../e2e source=lib.sh disable=SC2016,SC2154 # Perl
. "$(dirname "$0")/../e2e/lib.sh"

need_built tests/tools/log_life
life=$built/tests/tools/log_life
key=$("$life" key)
cd "$tmp" || exit 1
"$life" append l 3 100 a >acks

hoshi log check l --key "$key"
is "$rc:$err" 0: "check: a sound log"
is "$out" 'no damage was found: 300 entries (1770 bytes) fit the tiles and the checkpoint
the checkpoint was signed by this key' "check: in words"
hoshi log check l --key "$key" --lang ja
is "$out" '損傷は見つかりませんでした。記録 300 件(1770 バイト)が、タイルとチェックポイントに合っています。
チェックポイントの署名は、この鍵のものです。' "check: in Japanese"
hoshi log check l
like "$out" 'no signature was checked' "check: without a key it says so"
hoshi log check l --json
echo "$out" >check.json
is "$(query check.json 'join " ", map { "$_=$d->{$_}" } sort keys %$d')" \
	'bytes=1770 entries=300 files_beyond=0 is_signature_checked=0 is_sound=1' "check: for machines"
touch l/tile/0/009
hoshi log check l
like "$out" '1 files go beyond the checkpoint' "check: files of an append"
rm l/tile/0/009

cp -a l bad
printf x | dd of=bad/tile/entries/000 bs=1 seek=40 conv=notrunc 2>/dev/null
hoshi log check bad --key "$key"
is "$rc:$err" 1: "check: a damaged log"
is "$out" 'damage was found: tile/entries/000: bytes 35 to 42: entry 5 is not the one the tree was made of' "check: where"
hoshi log check bad --lang ja
like "$out" '^損傷が見つかりました: tile/entries/000: bytes 35 to 42: ' "check: where, in Japanese"
hoshi log check bad --json
echo "$out" >bad.json
is "$rc:$(query bad.json '"$d->{is_sound} $d->{problem}"')" \
	'1:0 tile/entries/000: bytes 35 to 42: entry 5 is not the one the tree was made of' "check: where, for machines"
hoshi log prove bad 5
is "$rc:$out" 2: "prove: nothing from a damaged log"
like "$err" "hoshi log check' says which file" "prove: says what to do"
other=$(printf '%s' "$key" | sed 's/life/LIFE/')
hoshi log check l --key "$other"
is "$rc" 2 "check: a key whose id is not its own"
like "$err" 'the id is not that of the key' "check: and why"
hoshi log check l --key "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
is "$rc:$out" '1:damage was found: checkpoint: bytes 0 to 181: the note has no signature of a known key' "check: another's key"
hoshi log check none
refused "cannot open log 'none'" "check: no such folder"

hoshi log show l --key "$key"
is "$out" "log: log.example/life
entries: 300
root: 0dbab76e993245d30a6d1387112cbfc57b192f9dc63f26f7adb7ebe43dcfb6e0
signature: log.example/life (3cd366c6), verified" "show: the log"
hoshi log show l --lang ja
like "$out" '署名: log.example/life \(3cd366c6\)、未検証' "show: in Japanese, without a key"
hoshi log show l --json
echo "$out" >show.json
is "$(query show.json '"$d->{origin} $d->{entries} $d->{root} $d->{signatures}[0]{name} $d->{signatures}[0]{key_id} $d->{signatures}[0]{is_verified}"')" \
	'log.example/life 300 0dbab76e993245d30a6d1387112cbfc57b192f9dc63f26f7adb7ebe43dcfb6e0 log.example/life 3cd366c6 0' "show: for machines"
hoshi log show l 299
like "$out" '\|a\.2\.99\|' "show: an entry"
hoshi log show l 7 --json
echo "$out" >entry.json
is "$(query entry.json '"$d->{index} $d->{bytes} $d->{entry}"')" '7 5 YS4wLjc=' "show: an entry for machines"
hoshi log show l 300
refused "the log has no entry 300: it has 300" "show: one past the last"
for bad in x -1 1x 99999999999999999999; do
	hoshi log show l -- "$bad"
	refused "is not the number of an entry" "show: '$bad'"
done

hoshi log prove l 7 --key "$key" -o seven.tlog-proof
is "$rc:$out$err" 0: "prove: into a file"
hoshi log prove l 7
is "$out" "$(cat seven.tlog-proof)" "prove: the same to standard output"
is "$(sed -n '1,2p' seven.tlog-proof)" 'c2sp.org/tlog-proof@v1
index 7' "prove: what it is"
is "$(sed '1,/^$/d' seven.tlog-proof)" "$(cat l/checkpoint)" "prove: with the checkpoint, to the byte"
hoshi log prove l 7 --json
echo "$out" >proof.json
is "$(query proof.json '$d->{proof}')" "$(cat seven.tlog-proof)" "prove: for machines"
# The root by another program's SHA-256: leaf, siblings, in the order of the bits.
is "$(perl -MDigest::SHA=sha256 -MMIME::Base64 -e '
	my @lines = split /\n/, do { local $/; <STDIN> };
	shift @lines;
	my ($index) = shift(@lines) =~ /^index (\d+)$/;
	my ($hash, $last) = (sha256("\0a.0.7"), 299);
	while ((my $line = shift @lines) ne "") {
		my $sibling = decode_base64($line);
		if ($index & 1 || $index == $last) {
			$hash = sha256("\1$sibling$hash");
			while (!($index & 1) && $index) { $index >>= 1; $last >>= 1 }
		} else {
			$hash = sha256("\1$hash$sibling");
		}
		$index >>= 1;
		$last >>= 1;
	}
	print encode_base64($hash, "") eq $lines[2] ? "the same root" : "another root"' <seven.tlog-proof)" \
	'the same root' "prove: it holds by another program's count"
hoshi log prove l 300
refused "the log has no entry 300" "prove: one past the last"

for words in 'l' 'check' 'check l 3' 'show' 'prove l' 'rewrite l' 'check l -o x'; do
	# shellcheck disable=SC2086 # words
	hoshi log $words
	is "$rc:$out" 2: "refused: hoshi log $words"
done
# What looks like a terminal's language is only text.
printf 'a\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n\n\342\200\224 \033[31mred AAAAAAA=\n' >l/checkpoint
hoshi log show l
is "$rc:$(printf %s "$out$err" | tr -d '\040-\176\n')" 2: "control characters of a checkpoint do not get through"

done_testing
