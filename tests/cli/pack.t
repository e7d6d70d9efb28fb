#!/bin/bash
# hoshi pack: what is handed in, with and without evidence.
# shellcheck source-path=SCRIPTDIR/../e2e source=lib.sh disable=SC2016 # Perl
. "$(dirname "$0")/../e2e/lib.sh"

cd "$tmp" || exit 1
run=sample.run
sample_run "$run" '$d->{authorization} = {who => "A", when => "B", why => "C"}'
"$HOSHI" judge "$run" >/dev/null 2>&1
piece=$(cd "$run" && find evidence -type f)

hoshi pack "$run"
is "$rc:$out:$err" "0:sample.hoshi:" "pack: says where it went, beside the run"
is "$(tar -tzf sample.hoshi)" 'checklist.json
MANIFEST' "pack: checklist and hashes, no evidence"
mkdir plain
tar -xzf sample.hoshi -C plain
is "$(cmp plain/MANIFEST "$run/MANIFEST")" '' "pack: the MANIFEST of the run"
is "$(is_json plain/checklist.json)" '' "pack: the checklist is JSON"
is "$(query plain/checklist.json '"$d->{format} $d->{version}"')" 'hoshi-checklist 1' "pack: its format"
is "$(query plain/checklist.json 'map { $_->{criterion} } @{$d->{rows}}')" "$(printf 'S1.1-%02d\n' {1..16})" \
	"pack: a row for each criterion"
is "$(query plain/checklist.json 'join " ", sort keys %{$d->{rows}[0]}')" \
	'answers because criterion evidence parameters provisional verdict' "pack: what a row has"
is "$(query plain/checklist.json 'join " ", sort keys %$d')" \
	'authorization crypto_policy ended format id operator pack parameters product rows started state tool version' \
	"pack: what the checklist has"
is "$(query plain/checklist.json 'join " ", @{$d->{product}}{qw(maker name model)}')" 'Sample Gateway HT-1' "pack: the product"
unlike "$(grep -ao 'HTTP/1.1 200 OK' plain/* sample.hoshi)" . "pack: nothing of the evidence is in it"
is "$(grep -Fc "$(basename "$(dirname "$piece")")$(basename "$piece")" plain/checklist.json | sed 's/^[1-9].*/some/')" \
	"$(query "$run/run.json" 'scalar grep { @{$_->{evidence}} } @{$d->{verdicts}}' | sed 's/^[1-9].*/some/')" "pack: evidence by its hash"

hoshi pack "$run" -o with.hoshi --evidence
is "$rc:$out" 0:with.hoshi "pack --evidence: exit code 0"
is "$(tar -tzf with.hoshi)" "checklist.json
MANIFEST
$piece" "pack --evidence: the evidence too"
mkdir with
tar -xzf with.hoshi -C with
is "$(cmp "with/$piece" "$run/$piece")" '' "pack --evidence: as it was"
is "$(cd with && sed '/run.json/d' MANIFEST | sha256sum --quiet --strict -c 2>&1)" '' "pack --evidence: fits MANIFEST"
is "$(tar -tzvf with.hoshi | awk '{ print $1, $2, $4, $5 }' | sort -u | wc -l)" 1 "pack --evidence: no owner, no time"

sleep 1
hoshi pack "$run" -o again.hoshi --evidence
is "$(cmp with.hoshi again.hoshi)" '' "the same run packs to the same bytes"

hoshi pack "$run"
refused "'sample.hoshi' exists already" "a file that is there is not overwritten"
hoshi pack "$run" -o /none/x.hoshi
refused "/none/x.hoshi" "a folder that is not there"
rm -rf other.run
sample_run other.run
(cd other.run && find run.json evidence -type f -exec sha256sum {} +) >other.MANIFEST
mv other.MANIFEST other.run/MANIFEST
hoshi pack other.run
refused "has no verdicts yet; see 'hoshi judge'" "a run that is not judged"
[ ! -e other.hoshi ]
ok $? "and no file is left"
mkdir named
sample_run named/plain
"$HOSHI" judge named/plain >/dev/null 2>&1
hoshi pack named/plain/
is "$rc:$out" 0:named/plain.hoshi "a run without .run in its name"

# A disk that is full leaves no half of a file.
if [ "$(id -u)" = 0 ]; then
	mkdir small
	head -c 300000 /dev/urandom >blob
	sha256=$(sha256sum <blob | cut -c1-64)
	sample_run big.run '$d->{evidence}[0]{sha256} = "'"$sha256"'"; $d->{evidence}[0]{bytes} = 300000; $d->{observations}[2]{evidence} = ["'"$sha256"'"]'
	mkdir -p "big.run/evidence/${sha256:0:2}"
	cp blob "big.run/evidence/${sha256:0:2}/${sha256:2}"
	"$HOSHI" judge big.run >/dev/null 2>&1
	unshare -m sh -c 'mount -t tmpfs -o size=200k none small && "$1" pack big.run --evidence -o small/x.hoshi 2>stderr; echo $? >code; ls -A small >left' sh "$HOSHI"
	rc=$(cat code)
	err=$(cat stderr)
	is "$rc:$(grep -c '' stderr)" 2:1 "a full disk: exit code 2, one line"
	is "$err" "hoshi: cannot write 'small/x.hoshi': No space left on device" "a full disk: names the file and the reason"
	is "$(cat left)" '' "a full disk: nothing is left"
fi

done_testing
