#!/bin/bash
# The public API of a running register is what its own description says: every path, every status that
# the description names, each answer by ajv; the files of the list; a label's page and its picture.
# shellcheck source-path=SCRIPTDIR source=serve.sh disable=SC1091,SC2154 # variables of serve.sh
. "$(dirname "$0")/serve.sh"

fill=$built/bench/registry_fill
work=$top/build/tests-schema # where tests/schema/schema.t keeps ajv, too

for program in node npm; do
	command -v "$program" >/dev/null || skip_all "$program is not installed"
done
need_built bench/registry_fill tests/tools/log_life
"$top/tools/modules.sh" "$top/tests/schema" "$work" || bail_out "cannot install ajv"

"$fill" "$data" 300 >"$tmp/fill.out" 2>&1 || { diag <"$tmp/fill.out"; bail_out "cannot fill the register"; }
{
	echo '登録番号,型式番号,製造業者名,レベル,ステータス,有効期限'
	for i in $(seq 1 30); do echo "X-$i,LISTED-$i、LISTED-$i-B,見本電機,$((i % 4 + 1)),$([ "$i" = 3 ] && echo 検討中 || echo 有効),2027-01-31"; done
} >"$tmp/published.csv"
hoshi admin import-list "$tmp/published.csv" --data "$data" --edition 2026-09-15 --source 'Example Agency' --id published
is "$rc" 0 "a published list is imported"
serve_start --fronts 1
# What a signer would publish.
life=$built/tests/tools/log_life
take_log
"$life" append "$data/trust/log" 1 300 first >/dev/null || bail_out "no log"
mkdir "$data/trust/log/record" "$data/trust/log/status"
seq 256 299 | sed 's/.*/{"entry":&,"withheld":true}/' >"$data/trust/log/record/001"
echo list >"$data/trust/log/status/0"
echo '{}' >"$data/trust/log/keys.json"
chmod -R a+rX "$data/trust/log"

flat() { ask "$@" | tr '\n' ' '; } # grep knows lines

# ---- every path and status, as described ----------------------------------------------------

node "$top/tests/e2e/api.js" "http://127.0.0.1:$port" "$work" "$top/src/web/openapi.json" >"$tmp/api.out" 2>&1
is $? 0 "the API is as its description says"
grep '^not ok' "$tmp/api.out" | head -20 | diag
grep -c '^ok' "$tmp/api.out" | sed 's/$/ checks passed/' | diag

# ---- the files ------------------------------------------------------------------------------

curl -s -D "$tmp/csv.head" -o "$tmp/labels.csv" "http://127.0.0.1:$port/labels.csv?lang=en"
like "@$tmp/csv.head" 'text/csv; charset=utf-8' "CSV"
like "@$tmp/csv.head" '[Cc]hunked' "is made while it is sent"
is "$(tail -n +2 "$tmp/labels.csv" | cut -d, -f1 | sort -u | wc -l)" 300 "with every label"
is "$(grep -cE '(^|,)"?[=+@-]' "$tmp/labels.csv")" 0 "and nothing that a spreadsheet would run"
curl -s -o "$tmp/labels.ndjson" "http://127.0.0.1:$port/labels.ndjson"
is "$(wc -l <"$tmp/labels.ndjson")" 300 "NDJSON: a line for each label"
tag=$(sed -n 's/^[Ee][Tt]ag: \(.*\)\r$/\1/p' "$tmp/csv.head")
like "$(ask '/labels.csv?lang=en' -H "If-None-Match: $tag")" '^HTTP/1\.1 304 ' "nothing new: 304"
like "$(ask '/labels.csv' -I)" '^HTTP/1\.1 200 ' "HEAD of a file"
# Somebody who stops half way, and others meanwhile.
curl -s --limit-rate 20k --max-time 2 -o /dev/null "http://127.0.0.1:$port/labels.ndjson" &
slow=$!
sleep 0.5
like "$(ask /L/S1-2026-00001)" '^HTTP/1\.1 200 ' "a slow download holds nobody up"
wait "$slow"
like "$(ask /healthz)" '^HTTP/1\.1 200 ' "nor does one that was given up"

# ---- a label --------------------------------------------------------------------------------

like "$(flat /L/s1-2026-00001)" '^HTTP/1\.1 303 .*[Ll]ocation: /L/S1-2026-00001' "letters of any case lead to the page"
like "$(flat /l/S1-2026-00001)" '^HTTP/1\.1 303 .*[Ll]ocation: /L/S1-2026-00001' "/l/ too"
like "$(flat /L/S1-2026-77777)" '^HTTP/1\.1 404 .*not in the register' "a number that was never given"
for file in label.svg 'label.png?dpi=150' label.pdf qr.svg; do
	like "$(ask "/L/S1-2026-00001/$file" -o /dev/null -w '%{http_code}')" '200' "$file inside the sandbox"
done
like "$(flat /L/S1-2026-00006/label.svg)" '^HTTP/1\.1 404 .*revoked' "no picture of a label that was revoked"
if command -v zbarimg >/dev/null; then
	curl -s -o "$tmp/label.png" "http://127.0.0.1:$port/L/S1-2026-00001/label.png?layout=small&dpi=300"
	is "$(zbarimg -q --raw "$tmp/label.png" 2>/dev/null)" 'HTTPS://REGISTRY.EXAMPLE/L/S1-2026-00001' "its code leads to its page"
fi
is "$(parts front | wc -l)" 1 "the front is the one that was started"
unlike "@$serve_log" 'signal|error' "and nothing went wrong"
serve_stop
done_testing
