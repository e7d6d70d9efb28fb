#!/bin/bash
# An administrator imports a published list over HTTP: the worker reads it, hostile files among them, the
# preview is nobody else's, what is published can be looked up, a newer edition takes its place.
# shellcheck source-path=SCRIPTDIR source=serve.sh disable=SC1091,SC2154 # variables of serve.sh
. "$(dirname "$0")/serve.sh"
# shellcheck source=serve_people.sh
. "$(dirname "$0")/serve_people.sh"

command -v oathtool >/dev/null || skip_all "oathtool is not installed"
found_registry
serve_start --fronts 1
come_in admin "$token"
is "$status" 303 "an administrator is there"

about=(slug=sample 'name_ja=見本の一覧' 'name_en=Sample list' 'source=Example Agency' edition=2026-09-15 url=https://agency.example/)
import() { press admin /admin/lists /admin/lists "${about[@]}" "$@"; } # FIELD...; the status
{
	echo '登録番号,型式番号,製品名,製造業者名,レベル,ステータス,有効期限,備考'
	for i in $(seq 1 120); do
		echo "X-$i,CAM-$i、CAM-$i-B,ネットワークカメラ $i,見本電機株式会社,★$((i % 4 + 1)),$([ "$i" = 3 ] && echo 検討中 || echo 有効),2027-01-31,"
	done
	echo 'X-900,,型式のない製品,見本電機株式会社,★1,有効,,'
	echo ',CAM-901,番号のない製品,見本電機株式会社,★1,有効,,'
} >"$tmp/list.csv"

# ---- what is refused --------------------------------------------------------------------------

printf 'a,b\n1,2\n' >"$tmp/other.csv"
head -c 3000 /dev/urandom >"$tmp/noise.xlsx"
printf 'PK\003\004' | cat - "$tmp/noise.xlsx" >"$tmp/zip.xlsx"
# A sheet of zeros, 300 MiB of it in 300 KiB; what no workbook has.
perl -MIO::Compress::Zip=:all -e '
	my $zip = IO::Compress::Zip->new($ARGV[0], Name => "xl/workbook.xml");
	$zip->print(q(<workbook><sheets><sheet name="a" r:id="r1" xmlns:r="x"/></sheets></workbook>));
	$zip->newStream(Name => "xl/_rels/workbook.xml.rels");
	$zip->print(q(<a><Relationship Id="r1" Target="worksheets/sheet1.xml"/></a>));
	$zip->newStream(Name => "xl/worksheets/sheet1.xml");
	$zip->print(" " x 1048576) for 1 .. 300;
	$zip->close' "$tmp/bomb.xlsx"
for file in other.csv noise.xlsx zip.xlsx bomb.xlsx; do
	is "$(import "file=@$tmp/$file")" 422 "$file: refused"
	like "@$tmp/answer" 'This file is not accepted' "$file: and why"
done
perl -e 'print "number,model,level\n"; print "R$_,M$_,1\n" for 1 .. 20_001' >"$tmp/long.csv"
is "$(import "file=@$tmp/long.csv")" 422 "more than 20,000 products"
like "@$tmp/answer" '20,000 in a list' "and how many there may be"
truncate -s 33M "$tmp/huge.csv"
is "$(import "file=@$tmp/huge.csv")" 413 "a file of 33 MiB"
is "$(import "file=@$tmp/list.csv" "columns=@$tmp/other.csv")" 422 "a column map that is none"
like "@$tmp/answer" 'href="#f-columns"' "is told beside its field"
is "$(sql 'SELECT count(*) FROM product_list')" 0 "nothing of it is kept"

# ---- a draft, published ------------------------------------------------------------------------

is "$(import "file=@$tmp/list.csv")" 303 "a list is read"
draft=$(location)
like "$draft" '/admin/lists/[0-9]+$' "and shown"
look admin "${draft#http://127.0.0.1:"$port"}" >"$tmp/preview"
like "@$tmp/preview" 'It is not public yet' "as a draft"
like "@$tmp/preview" '備考' "with its columns"
like "@$tmp/preview" 'there is no model' "and what was left out"
like "$(ask /lists/sample | head -1)" ' 404 ' "which nobody else sees"
path=${draft#http://127.0.0.1:"$port"}
is "$(press admin "$path" "$path/confirm" factor=000000)" 422 "not without the second factor"
take_code admin
is "$(press admin "$path" "$path/confirm" "factor=$code")" 303 "published"
like "$(ask '/lists/sample?q=cam-12&lang=en' | tr '\n' ' ')" 'Per the list of 2026-09-15 by Example Agency; not a label of this registry.*X-12<' \
	"everybody can look it up"
like "$(ask '/lists?q=%E3%82%AB%E3%83%A1&lang=en' | tr '\n' ' ')" '>120<.*/lists/sample' "in all lists, by two characters"
like "$(ask '/labels?q=cam-12&lang=en' | tr '\n' ' ')" 'No label fits.*/lists\?q=cam-12' "the list of labels mentions it"
unlike "$(ask /labels.csv)" 'CAM-' "and has none of it"
like "$(ask /v1/lists/sample?limit=1 | tail -1)" '"count": ?120' "nor does the API miss it"

# ---- a newer edition ---------------------------------------------------------------------------

about[4]=edition=2026-10-15
sed 's/CAM-/DOOR-/g' "$tmp/list.csv" | iconv -f UTF-8 -t CP932 >"$tmp/newer.csv"
is "$(import "file=@$tmp/newer.csv")" 303 "a newer edition, in CP932"
path=$(location)
path=${path#http://127.0.0.1:"$port"}
look admin "$path" >"$tmp/preview"
like "@$tmp/preview" 'It will replace the edition of 15 September 2026' "says what it replaces"
take_code admin
is "$(press admin "$path" "$path/confirm" "factor=$code")" 303 "published"
like "$(ask '/lists/sample?q=door-12' | tr '\n' ' ')" 'X-12<' "in the place of the other"
unlike "$(ask /lists/sample)" 'CAM-' "of which nothing is left"
[ -z "${LISTS_LOOK:-}" ] || "$LISTS_LOOK" "$port" "$path" "$tmp/admin.jar"
take_code admin
is "$(press admin "$path" "$path/remove" "reason=its publisher asked for it" "factor=$code")" 303 "removed"
like "$(ask /lists/sample | head -1)" ' 404 ' "for everybody"
is "$(sql 'SELECT (SELECT count(*) FROM product_list_entry) + (SELECT count(*) FROM product_list_text)')" 0 "with all it had"
is "$(find "$data/spool" -type f | wc -l)" 0 "no file is left in the spool"
unlike "@$serve_log" 'error' "nothing went wrong"
serve_stop
done_testing
