#!/bin/bash
# Who may do what, over HTTP: every action of the workflow's table as every wrong role, every page as
# every wrong role, every form without, with another's and with a stranger's token.  Both tables are
# printed from the program, so that nothing added to them is forgotten here.
# shellcheck source-path=SCRIPTDIR source=serve.sh disable=SC1091,SC2154
. "$(dirname "$0")/serve.sh"
# shellcheck source=serve_people.sh
. "$(dirname "$0")/serve_people.sh"

rows=$built/tests/tools/registry_rows
command -v node >/dev/null || skip_all "node is not installed"
need_built tests/tools/registry_rows
"$rows" >"$tmp/rows.tsv" || bail_out "$rows prints nothing"

shift_clock
found_registry
# A second ministry, which has inquiries of its own.
cat >"$data/registry.json" <<'END'
{ "authorities": [
	{ "id": "supply-chain", "name": { "ja": "見本省", "en": "Specimen Ministry" } },
	{ "id": "second", "name": { "ja": "第二省", "en": "Second Ministry" } } ] }
END
# An imported list.
printf '登録番号,型式番号,製品名,製造業者名,レベル,ステータス,有効期限\nX-1,CAM-1,カメラ,見本電機,★1,有効,2027-01-31\n' >"$tmp/list.csv"
"$HOSHI" admin import-list "$tmp/list.csv" --data "$data" --edition 2026-09-15 --id sample >"$tmp/imported" || bail_out "no list"
serve_start --fronts 1
node "$top/tests/e2e/roles.js" "$port" "$data" "$token" "$tmp/rows.tsv"
status=$?
serve_stop
[ -s "$serve_log" ] && diag <"$serve_log"
exit "$status"
