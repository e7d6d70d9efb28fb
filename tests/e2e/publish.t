#!/bin/bash
# What is decided becomes public through the log, once, whoever dies; a stranger can ask where a label
# stood; and a log that was touched, rewritten or set back is not gone on with.
# shellcheck source-path=SCRIPTDIR source=serve.sh disable=SC1091,SC2154
. "$(dirname "$0")/serve.sh"
# shellcheck source=serve_people.sh
. "$(dirname "$0")/serve_people.sh"

command -v node >/dev/null || skip_all "node is not installed"
rounds=${PUBLISH_ROUNDS:-6}
shift_clock
found_registry
serve_start --fronts 1
HOSHI=$HOSHI PRELOAD=$preload node "$here/publish.js" "$port" "$data" "$token" "$supervisor" "$rounds" "$tmp" >"$tmp/publish.tap"
while read -r line; do
	case $line in
	"label "*) number=${line#label } ;;
	"download "*) download=${line#download } ;;
	"ok "*) ok 0 "${line#ok * - }" ;;
	"not ok "*) ok 1 "${line#not ok * - }" ;;
	*) echo "$line" ;;
	esac
done <"$tmp/publish.tap"
log=$data/trust/log
hoshi() { env LD_PRELOAD="$preload" "$HOSHI" "$@" --lang en; }

# ---- asked by a stranger, with the key file alone ----

curl -s "http://127.0.0.1:$port/keys.json" >"$tmp/keys.json"
curl -s "http://127.0.0.1:$port/status/0" >"$tmp/list"
hoshi status "$number" --registry "http://127.0.0.1:$port" --keys "$tmp/keys.json" --model HG-100 --prove "$tmp/answer.cose" >"$tmp/said" 2>&1
is "$?" 0 "hoshi status asks, and verifies the answer"
hoshi verify "$tmp/answer.cose" --keys "$tmp/keys.json" >"$tmp/said" 2>&1
is "$?" 0 "hoshi verify takes the file alone"
like "$(cat "$tmp/said")" "$number" "and says which label"
curl -s "http://127.0.0.1:$port$download" >"$tmp/offered.cose"
hoshi verify "$tmp/offered.cose" --keys "$tmp/keys.json" >"$tmp/said" 2>&1
is "$?" 0 "what the answer's page offers is verified by the key file alone" <"$tmp/said"
sqlite3 "$data/registry.db" "SELECT statement FROM label WHERE number = '$number'" | base64 -d >"$tmp/statement"
hoshi verify "$tmp/statement" --keys "$tmp/keys.json" --status-list "$tmp/list" >/dev/null 2>&1
is "$?" 0 "the statement is genuine, by key file and list as they were got"
serve_stop
is "$?" 0 "the server ends"

# ---- the files as they lie there ----

hoshi log check "$log" --keys "$tmp/keys.json" >"$tmp/said" 2>&1
is "$?" 0 "the log is sound after all that"
hoshi log rebuild "$log" --keys "$tmp/keys.json" --data "$data" >"$tmp/said" 2>&1
is "$?" 0 "the registry made again is the same"
records() { grep -o "\"kind\":\"$1\"" "$log"/record/* | wc -l; }
for kind in criteria recognition accreditation correction; do
	is "$(records "$kind")" 1 "the log has one record of kind $kind, whoever died"
done
is "$(grep -c '担当 花子\|転記の誤り' "$log/record/000")" 0 "and nothing of what is not public"
size() { hoshi log show "$log" --json | sed -n 's/.*"entries": *\([0-9]*\).*/\1/p'; }
before=$(size)

# A record that was rewritten beside the log.
cp -a "$log" "$tmp/log"
sed -i '0,/ゲートウェイ/s/ゲートウェイ/ゲートウエイ/' "$tmp/log/record/000"
hoshi log check "$tmp/log" --keys "$tmp/keys.json" >"$tmp/said" 2>&1
is "$?" 1 "a record that was rewritten is found by the audit"
hoshi log rebuild "$tmp/log" --keys "$tmp/keys.json" >"$tmp/said" 2>&1
is "$?" 1 "and when the registry is made again"
like "$(cat "$tmp/said")" 'record of entry [0-9]+ was changed' "and named"

# The database goes another way than the log.
cp -a "$data" "$tmp/other"
# What writes there leaves its log beside it, as a registry that stopped does.
sqlite3 -cmd '.filectrl persist_wal 1' "$tmp/other/registry.db" "UPDATE label SET status = 'valid', valid_until = '2099-12-31' WHERE number = '$number'" >/dev/null
hoshi log rebuild "$log" --keys "$tmp/keys.json" --data "$tmp/other" >"$tmp/said" 2>&1
is "$?" 1 "a database that says otherwise is found"
like "$(cat "$tmp/said")" 'others than the log says' "and told"

# ---- what the signer does not go on with ----

refuses() { # WHAT PATTERN
	env LD_PRELOAD="$preload" timeout 20 "$HOSHI" serve --data "$data" --listen 127.0.0.1:0 --lang en >"$tmp/serve.out" 2>"$tmp/refused" </dev/null
	is "$?" 2 "no server with $1"
	like "$(cat "$tmp/refused")" "$2" "which says why"
}
tile=$(find "$log/tile/0" -type f | sort | tail -1)
cp -a "$tile" "$tmp/tile"
printf '\xff' | dd of="$tile" bs=1 seek=9 conv=notrunc status=none
refuses "a tile with another byte" 'tile/0'
cp -a "$tmp/tile" "$tile"
checkpoint=$(cat "$log/checkpoint")
sed -i 2s/.*/1/ "$log/checkpoint"
refuses "a checkpoint that nobody signed" 'checkpoint|signature'
printf '%s\n' "$checkpoint" >"$log/checkpoint"
chmod 0644 "$data/trust/keys/label.pem"
refuses "a key that others may read" 'label\.pem'
chmod 0600 "$data/trust/keys/label.pem"
mv "$data/trust/keys/log.signed" "$tmp/log.signed"
refuses "a signer that forgot what it signed" 'memory|signed|restored'
mv "$tmp/log.signed" "$data/trust/keys/log.signed"

serve_start --fronts 1
is "$(size)" "$before" "with all of that mended it goes on where it was"
curl -s "http://127.0.0.1:$port/log/checkpoint" | cmp -s - "$log/checkpoint"
is "$?" 0 "with the same checkpoint"
serve_stop
done_testing
