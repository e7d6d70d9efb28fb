#!/bin/bash
# hoshi procure against a filled registry, while it runs and when it does not: labels of every status,
# two makers with one model, look-alikes, an inventory in CP932, 100,000 lines; and against a list that was
# imported into it, which is never mixed with its labels.  Lists and inventories are read in the sandbox.
# shellcheck source-path=SCRIPTDIR source=serve.sh disable=SC1091,SC2154,SC2016 # variables of serve.sh; Perl
. "$(dirname "$0")/serve.sh"

fill=$built/bench/registry_fill
command -v sqlite3 >/dev/null || skip_all "sqlite3 is not installed"
need_built bench/registry_fill
"$fill" "$data" 2000 >"$tmp/fill.out" 2>&1 || { diag <"$tmp/fill.out"; bail_out "cannot fill the register"; }

# Log and shared memory stay, as readers of ours want them to.
sql() { sqlite3 -cmd '.timeout 5000' -cmd '.filectrl persist_wal 1' "$data/registry.db" "$1" | grep -v '^1$'; }
model() { sql "SELECT number FROM label_model WHERE label = '$1' ORDER BY position LIMIT 1"; }
maker() { sql "SELECT json_extract(body_json, '\$.applicant.$2') FROM label WHERE number = '$1'"; }
# What is at hand of the first labels, see bench/registry_fill.c; two of them get a model in common.
sql "UPDATE label_model SET number = 'TWIN-100' WHERE label IN ('S1-2026-00010', 'S1-2026-00006') AND position =
	(SELECT max(position) FROM label_model m WHERE m.label = label_model.label)"

ask() { # INVENTORY OPTION...
	hoshi procure "$1" --registry "$data" --on 2026-11-22 --lang en "${@:2}"
}
outcomes() { query "$tmp/stdout" 'map { "$_->{outcome} $_->{code} " . ($_->{number} // "-") } @{$d->{lines}}'; }

{
	echo '型式,重要度,メーカー'
	for i in 1 2 3 4 5; do echo "$(model S1-2026-0000$i),低,"; done
	echo "$(model S3-2026-00007),高,"
	echo "$(model S1-2026-00001),高,"
	echo "NOT-THERE-1,低,"
	echo "TWIN-100,低,"
	echo "TWIN-100,低,$(maker S1-2026-00010 ja)"
	echo "twin－１００,低,$(maker S1-2026-00006 en)"
	echo "TWIN-100,低,誰でもない商会"
	echo "TWIN100,低,"
	echo ",低,$(maker S1-2026-00010 ja)"
	echo "$(model S1-2026-00001),,"
} >"$tmp/inventory.csv"

# ---- the registry's own labels ----------------------------------------------------------------

ask "$tmp/inventory.csv" --rule jp-government --json
is "$rc" 1 "some fail: exit code 1"
cp "$tmp/stdout" "$tmp/answer.json"
is "$(outcomes)" "$(cat <<'END'
pass label S1-2026-00001
expiring extension_pending S1-2026-00002
fail suspended S1-2026-00003
fail expired S1-2026-00004
fail withdrawn S1-2026-00005
pass label S3-2026-00007
fail level_too_low S1-2026-00001
fail not_listed -
unknown several_makers S1-2026-00006
pass label S1-2026-00010
fail revoked S1-2026-00006
unknown other_maker S1-2026-00006
unknown similar -
unknown no_model -
unknown no_importance S1-2026-00001
END
)" "labels of every status, makers, look-alikes"
is "$(query "$tmp/stdout" '"$d->{list}{kind} " . ($d->{list}{edition} =~ /^2026-/) . ($d->{list}{seq} > 1999)')" \
	"registry 11" "the registry's last change is the edition"
iconv -f UTF-8 -t CP932 "$tmp/inventory.csv" >"$tmp/inventory-932.csv" 2>/dev/null ||
	sed 's/－/-/' "$tmp/inventory.csv" | iconv -f UTF-8 -t CP932 >"$tmp/inventory-932.csv"
ask "$tmp/inventory-932.csv" --rule jp-government --json
is "$(outcomes)" "$(query "$tmp/answer.json" 'map { "$_->{outcome} $_->{code} " . ($_->{number} // "-") } @{$d->{lines}}')" \
	"the same inventory in CP932: the same answers"
end=$(sql "SELECT valid_until FROM label WHERE number = 'S1-2026-00001'")
head -2 "$tmp/inventory.csv" >"$tmp/one.csv"
for step in '-90 expiring' '-91 pass' '0 expiring' '1 fail'; do
	read -r days wanted <<<"$step"
	hoshi procure "$tmp/one.csv" --rule any-label --registry "$data" --on "$(date -u -d "$end $days days" +%F)" --json
	is "$(query "$tmp/stdout" '$d->{lines}[0]{outcome}')" "$wanted" "$days days from its last day: $wanted"
done
serve_start --fronts 1
ask "$tmp/inventory.csv" --rule jp-government --json
is "$(cmp "$tmp/stdout" "$tmp/answer.json" && echo same)" same "while the registry runs: the same"
printf '登録番号,型式番号,レベル\n1,A,1\n' >"$tmp/short.csv"
hoshi admin import-list "$tmp/short.csv" --data "$data" --edition 2026-09-15
refused 'another process|in use|store.lock' "nobody imports beside a registry that runs"
serve_stop

# ---- an imported list -------------------------------------------------------------------------

cat >"$tmp/list.csv" <<'END'
ラベル取得製品一覧,,,,,
登録番号,型式番号,製造業者名,適合レベル,ラベルステータス,有効期限
X-1,TWIN-100,見本商会,★3,有効,2027-12-31
X-2,ELSE-1,見本商会,★1,有効,2027-12-31
X-3,,見本商会,★1,有効,2027-12-31
END
printf '型式,重要度\nTWIN-100,高\nELSE-1,低\n%s,低\n' "$(model S1-2026-00001)" >"$tmp/both.csv"
hoshi admin import-list "$tmp/list.csv" --data "$data" --edition 2026-09-15 --source 'Example Agency' --id sample --lang en
is "$rc:$out" '0:/lists/sample: products 2, lines left out 1' "a list is imported"
like "$err" "2 '型式番号': model" "how a column was understood"
like "$err" "line 5: the model of 'X-3' cannot be read" "and what was left out"
ask "$tmp/both.csv" --rule jp-government --imported sample --json
is "$(outcomes)" $'pass label X-1\npass label X-2\nfail not_listed -' "by the list alone"
is "$(query "$tmp/stdout" '"$d->{list}{kind} $d->{list}{edition} $d->{list}{source}"')" "list 2026-09-15 Example Agency" \
	"and says so"
ask "$tmp/both.csv" --rule jp-government --json
is "$(outcomes)" $'fail revoked S1-2026-00006\nfail not_listed -\npass label S1-2026-00001' "by its labels alone"
ask "$tmp/both.csv" --rule any-label --imported sample
like "$out" 'Per the list Example Agency of 2026-09-15' "for people, too"
ask "$tmp/both.csv" --rule any-label --imported other
refused "no imported list 'other'; there are: sample" "a list that is not there"
hoshi procure "$tmp/both.csv" --rule any-label --list "$tmp/list.csv" --edition 2026-09-15 --imported sample
refused 'a list of a registry' "--imported without a registry"
hoshi admin import-list "$tmp/list.csv" --data "$data" --edition 2026-09-14 --id sample
refused 'edition of 2026-09-15 is there already' "an older edition"
sed 's/ELSE-1/NEWER-1/' "$tmp/list.csv" >"$tmp/newer.csv"
hoshi admin import-list "$tmp/newer.csv" --data "$data" --edition 2026-10-15 --id sample --json
is "$(query "$tmp/stdout" '"$d->{products} $d->{refused} $d->{replaced}"')" "2 1 2026-09-15" "a newer edition takes its place"
hoshi admin import-list "$tmp/newer.csv" --data "$data" --edition 2026-10-15
is "$(sql "SELECT group_concat(slug, ' ') FROM (SELECT slug FROM product_list ORDER BY slug)")" "newer sample" \
	"without --id the file's name"
for wrong in '--edition 2026-02-30' '--edition 2999-01-01' '--edition 2026-10-15 --id A' \
	'--edition 2026-10-15 --url javascript:x' '--edition 2026-10-15 --columns /dev/null' ''; do
	# shellcheck disable=SC2086 # words
	hoshi admin import-list "$tmp/newer.csv" --data "$data" $wrong
	is "$rc" 2 "import-list $wrong: refused"
done
hoshi admin check --data "$data"
is "$rc" 0 "the database is sound"

# ---- much, and hostile ------------------------------------------------------------------------

perl -e 'print "model,importance\n"; print "WV-S$_,", ("low", "medium", "high", "")[$_ % 4], "\n" for 1 .. 99_999; print "TWIN-100,low\n"' \
	>"$tmp/large.csv"
# Of address space, KiB, and of the processor, as other tests run beside this one.
(ulimit -v 1000000 -t 60 && "$HOSHI" procure "$tmp/large.csv" --rule jp-government --registry "$data" --on 2026-11-22 \
	-f json -o "$tmp/large.json" 2>"$tmp/large.err")
is "$?" 1 "100,000 lines within 1 GB and a minute of one processor"
diag <"$tmp/large.err"
is "$(query "$tmp/large.json" 'scalar @{$d->{lines}}, $d->{lines}[-1]{code}')" $'100000\nseveral_makers' "each has its answer"
echo x >>"$tmp/large.csv"
ask "$tmp/large.csv" --rule jp-government
refused 'more than 100000 lines' "one more is refused"
perl -e 'print "登録番号,型式番号,レベル\n"; print "R$_,M$_,1\n" for 1 .. 20_001' >"$tmp/long.csv"
hoshi admin import-list "$tmp/long.csv" --data "$data" --edition 2026-09-15
refused '20001 products; at most 20000' "a list that is too long to keep"
if command -v strace >/dev/null && strace -o /dev/null true 2>/dev/null; then
	for what in "procure $tmp/both.csv --rule any-label --list $tmp/list.csv --edition 2026-09-15 --on 2026-11-22" \
		"admin import-list $tmp/newer.csv --data $data --edition 2026-10-15"; do
		# shellcheck disable=SC2086 # words
		strace -f -o "$tmp/trace" -e trace=seccomp,sendto,sendmsg,write,openat "$HOSHI" $what >/dev/null 2>&1
		# The child that says 'H', the head of a document, has its filter before.
		is "$(perl -ne '/^(\d+) +seccomp\(SECCOMP_SET_MODE_FILTER.*= 0/ and $in{$1} = 1;
			/^(\d+) +(?:write|sendto|sendmsg)\(\d+, "H/ and print $in{$1} ? "inside" : "outside"; END { print "" }' "$tmp/trace")" \
			"$(sed 's/[^ ]*procure.*/insideinside/; s/[^ ]*admin.*/inside/' <<<"$what")" "${what%% *}: files are read in the sandbox"
	done
fi
done_testing
