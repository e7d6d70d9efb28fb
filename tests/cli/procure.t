#!/bin/bash
# hoshi procure: an inventory against published lists (CSV in two character sets, XLSX) as a buyer types
# it: what is said, in which language and form, exit codes, and lists and inventories that are broken.
# shellcheck source-path=SCRIPTDIR/../e2e source=lib.sh disable=SC2016 # Perl
. "$(dirname "$0")/../e2e/lib.sh"

cat >"$tmp/list.csv" <<'END'
登録番号,型式番号,製造業者名,適合レベル,ラベルステータス,発行日,有効期限
R-001,WV-S1136、WV-S1137,甲社,★1,有効,2026-01-01,2027-12-31
R-002,RT-100,乙社,★3,有効,2026-01-01,2027-12-31
R-003,END-1,乙社,★1,有効,2025-01-01,2026-12-31
END
printf '型式,重要度\nＷＶ−Ｓ１１３６,低\nRT-100,高\n' >"$tmp/good.csv"
printf '型式,重要度\nWV-S1136,高\nRT-100,高\n' >"$tmp/bad.csv"
printf '型式,重要度\nEND-1,低\nRT-100,高\n' >"$tmp/soon.csv"
printf '型式,重要度\nRT100,低\n' >"$tmp/near.csv"

ask() { # INVENTORY OPTION...
	hoshi procure "$1" --list "$tmp/list.csv" --edition 2026-09-15 --on 2026-11-22 "${@:2}"
}

ask "$tmp/good.csv" --rule jp-government --lang en
is "$rc:$err" 0: "all pass: exit code 0"
like "$out" 'State: planned, not in force' "a planned rule is said to be planned"
like "$out" 'Per the list list\.csv of 2026-09-15, as of 2026-11-22' "the list and its day are named"
like "$out" 'R-001' "the label's number"
ask "$tmp/good.csv" --rule jp-government --lang ja
is "$rc" 0 "in Japanese: the same code"
like "$out" '予定（施行されていません）' "in Japanese: the state"
like "$out" '2026-09-15版' "in Japanese: the edition"
ask "$tmp/bad.csv" --rule jp-government --lang en
is "$rc" 1 "a line fails: exit code 1"
like "$out" 'needs ★3 or more and has ★1' "why it fails"
ask "$tmp/bad.csv" --rule any-label --lang en
is "$rc" 0 "another rule, another answer"
ask "$tmp/soon.csv" --rule any-label --lang en
is "$rc" 3 "one is expiring: exit code 3"
like "$out" 'ends on 2026-12-31, in 39 days' "when it ends"
ask "$tmp/soon.csv" --rule any-label --within 38
is "$rc" 0 "--within is heard"
ask "$tmp/soon.csv" --rule any-label --on 2027-01-01
is "$rc" 1 "the day after the last"
ask "$tmp/near.csv" --rule any-label --lang en
is "$rc" 3 "a similar model: exit code 3"
like "$out" "similar 'RT-100'" "which one it is"

# ---- forms ----

ask "$tmp/bad.csv" --rule jp-government --json
is "$rc:$(is_json "$tmp/stdout")" 1: "--json: valid"
is "$(query "$tmp/stdout" 'map { "$_->{outcome} $_->{code}" } @{$d->{lines}}')" \
	$'fail level_too_low\npass label' "--json: outcomes"
is "$(query "$tmp/stdout" '"$d->{rule}{state} $d->{list}{edition} $d->{summary}{fail}"')" \
	"planned 2026-09-15 1" "--json: rule, edition, summary"
cp "$tmp/stdout" "$tmp/by-json"
ask "$tmp/bad.csv" --rule jp-government -f json
is "$(cmp "$tmp/stdout" "$tmp/by-json" && echo same)" same "-f json: the same"
printf '"=1+1",,低\n' >"$tmp/formula.csv"
ask "$tmp/formula.csv" --rule any-label -f csv --lang en
is "$rc" 1 "-f csv: exit code"
like "$out" "1,fail,'=1\+1,low," "-f csv: a formula is disarmed"
ask "$tmp/good.csv" --rule any-label -f csv -o "$tmp/answer.csv"
is "$rc:$out" 0: "-o: nothing on stdout"
is "$(head -c 3 "$tmp/answer.csv" | od -An -tx1 | tr -d ' ')" efbbbf "-o: begins with the mark that Excel wants"

# ---- other lists ----

iconv -f UTF-8 -t CP932 "$tmp/list.csv" >"$tmp/list-932.csv"
iconv -f UTF-8 -t CP932 <<<$'型式,重要度\nRT-100,高' >"$tmp/good-932.csv"
hoshi procure "$tmp/good-932.csv" --rule jp-government --list "$tmp/list-932.csv" --edition 2026-09-15 --on 2026-11-22
is "$rc" 0 "list and inventory in CP932"
perl -MIO::Compress::Zip -e '
	my %part = (
		"xl/workbook.xml" => q(<workbook><sheets><sheet name="a" r:id="r1" xmlns:r="x"/></sheets></workbook>),
		"xl/_rels/workbook.xml.rels" => q(<a><Relationship Id="r1" Target="worksheets/sheet1.xml"/></a>),
		"xl/sharedStrings.xml" => q(<sst><si><t>登録番号</t></si><si><t>型式</t></si><si><t>レベル</t></si><si><t>有効期限</t></si><si><t>RT-100</t></si></sst>),
		"xl/worksheets/sheet1.xml" => q(<w><sheetData><row><c t="s"><v>0</v></c><c t="s"><v>1</v></c><c t="s"><v>2</v></c><c t="s"><v>3</v></c></row>)
			. q(<row><c><v>7</v></c><c t="s"><v>4</v></c><c><v>3</v></c><c><v>46752</v></c></row></sheetData></w>));
	my $zip;
	for (sort keys %part) {
		$zip ? $zip->newStream(Name => $_) : ($zip = IO::Compress::Zip->new($ARGV[0], Name => $_));
		$zip->print($part{$_});
	}
	$zip->close' "$tmp/list.xlsx"
hoshi procure "$tmp/near.csv" --rule any-label --list "$tmp/list.xlsx" --edition 2026-09-15 --on 2026-11-22 --lang en
is "$rc" 3 "a workbook: exit code 3"
like "$out" '7  ★3  RT-100 .* 2027-12-31' "a workbook: number, level, and the day from its number"
hoshi procure list import "$tmp/list.xlsx" --edition 2026-09-15 -o "$tmp/list.json" --lang en
is "$rc:$out" 0: "import"
like "$err" '^1 products, 0 places' "import: how many"
hoshi procure "$tmp/near.csv" --rule any-label --list "$tmp/list.json" --on 2026-11-22 --lang en
is "$rc" 3 "an imported list needs no --edition"
like "$out" 'list\.xlsx of 2026-09-15' "an imported list names the table it came from"
cat >"$tmp/map.json" <<'END'
{ "format": "hoshi-product-columns", "version": 1, "official": true,
  "columns": { "number": ["N"], "model": ["M"], "level": ["L"] } }
END
printf 'N,M,L\n1,RT-100,3\n' >"$tmp/own.csv"
hoshi procure list import "$tmp/own.csv" --edition 2026-09-15 --columns "$tmp/map.json"
is "$rc:$(query "$tmp/stdout" '$d->{products}[0]{models}[0]')" 0:RT-100 "a column map of one's own"
hoshi procure list import "$tmp/own.csv" --edition 2026-09-15
refused 'give a column map \(seen: N, M, L\)' "without it the headings that were seen are named"

# ---- what is refused ----

hoshi procure "$tmp/good.csv"
refused 'say by which rule' "without a rule"
hoshi procure "$tmp/good.csv" --rule any-label
refused 'either --list FILE or --registry DIR' "without a list"
hoshi procure "$tmp/good.csv" --rule any-label --list "$tmp/list.csv" --registry "$tmp"
refused 'either --list FILE or --registry DIR' "with a list and a registry"
hoshi procure "$tmp/good.csv" --rule any-label --list "$tmp/list.csv"
refused 'of which day' "a table without its edition"
ask "$tmp/good.csv" --rule no-rule
refused "no rule 'no-rule'; there are any-label, jp-government" "an unknown rule"
ask "$tmp/good.csv" --rule any-label --on 2026-02-30
refused '2026-02-30' "a day that is none"
ask "$tmp/good.csv" --rule any-label --within 1e3
refused 'number of days' "a number of days that is none"
ask "$tmp/good.csv" --rule any-label -f html
refused "'text', 'csv' or 'json'" "an unknown form"
ask "$tmp/none.csv" --rule any-label
refused 'none.csv' "an inventory that is not there"
: >"$tmp/empty.csv"
ask "$tmp/empty.csv" --rule any-label
refused 'empty.csv: there is no model' "an empty inventory"
printf 'A\n"B\n' >"$tmp/open.csv"
ask "$tmp/open.csv" --rule any-label
refused 'open.csv: line 2: the quotation mark' "an inventory that is broken names the line"
truncate -s 1G "$tmp/huge.csv"
ask "$tmp/huge.csv" --rule any-label
refused 'larger than' "a huge inventory"
hoshi procure "$tmp/good.csv" --rule any-label --list "$tmp/huge.csv" --edition 2026-09-15
refused 'larger than' "a huge list"
head -c 300 "$tmp/list.xlsx" >"$tmp/cut.xlsx"
hoshi procure "$tmp/good.csv" --rule any-label --list "$tmp/cut.xlsx" --edition 2026-09-15
refused 'damaged or no workbook' "a workbook that is cut off"
hoshi procure "$tmp/good.csv" --rule any-label --registry "$tmp"
is "$rc:$out" 2: "a folder that is no registry"
hoshi procure list export "$tmp/list.csv"
refused "procure list import FILE" "an unknown word"

done_testing
