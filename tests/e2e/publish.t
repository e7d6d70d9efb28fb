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
"$HOSHI" admin backup "$tmp/fresh" --data "$data" >/dev/null || bail_out "no backup"
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

# ---- withheld by order ----

withhold() { hoshi admin withhold "$1" --data "$data" --reason "裁判所の命令" >"$tmp/said" 2>&1; }
entry_of() { cat "$log"/record/* | grep -n "$1" | head -1 | awk -F: '{ print $1 - 1 }'; }
rebuilt() { hoshi log rebuild "$log" --keys "$tmp/keys.json" --data "$data" >"$tmp/said" 2>&1; }
words() { sqlite3 "$data/registry.db" "SELECT (SELECT count(*) FROM event WHERE body_json LIKE '%$1%') + (SELECT count(*) FROM label WHERE body_json LIKE '%$1%') + (SELECT count(*) FROM label_notice WHERE ja LIKE '%$1%')"; }
correction=$(entry_of '"kind":"correction"')
issue=$(entry_of "\"kind\":\"label_issued\",\"label\":\"$number\"")
key=$(entry_of '"kind":"key"')
withhold "$correction"
is "$?" 2 "nothing is withheld while the registry runs"
like "$(cat "$tmp/said")" 'stop it first' "which is said"
serve_stop
hoshi admin backup "$tmp/backup" --data "$data" >/dev/null
cp -a "$log/record/000" "$tmp/record"
hoshi admin withhold "$correction" --data "$data" >"$tmp/said" 2>&1
is "$?" 2 "an order without a word whose it is: none"
withhold "$key"
is "$?" 2 "a key has no words"
withhold "$(size)"
is "$?" 2 "no such entry"
withhold 12x
is "$?" 2 "no number"
cmp -s "$tmp/record" "$log/record/000"
is "$?:$(words 誤記を訂正)" "0:2" "all that changed nothing"
withhold "$correction"
is "$?" 0 "a correction is withheld"
like "$(cat "$tmp/said")" "correction, $number" "and named"
is "$(sed -n "$((correction + 1))p" "$log/record/000")" "{\"entry\":$correction,\"withheld\":true}" "its line says so"
is "$(diff "$tmp/record" "$log/record/000" | grep -c '^[<>]')" 2 "the others are as they were"
is "$(stat -c %a:%u "$log/record/000")" "$(stat -c %a:%u "$tmp/record")" "with mode and owner"
is "$(words 誤記を訂正)" 0 "its words are in no public table"
# Cut short between database and file: once more finishes it.
cp -a "$tmp/record" "$log/record/000"
rebuilt
is "$?" 1 "a half-done one shows"
withhold "$correction"
is "$?:$(grep -c 誤記を訂正 "$log/record/000")" 0:0 "and is finished by doing it again"
withhold "$correction"
like "$?:$(cat "$tmp/said")" '^0:.*withheld already' "a third time there is nothing to do"
[ "$(words ゲートウェイ)" -gt 0 ]
ok $? "the label itself still has its words"
withhold "$issue"
is "$?" 0 "the issue of a label is withheld"
suspension=$(entry_of "\"label_status\",\"label\":\"$number\"")
withhold "$suspension"
is "$?" 0 "and why it was suspended"
hoshi log check "$log" --keys "$tmp/keys.json" >"$tmp/said" 2>&1
is "$?" 0 "the log is sound"
like "$(cat "$tmp/said")" ' 3 are withheld' "and three records of it are withheld"
rebuilt
is "$?" 0 "the registry made again is the same"
is "$(sqlite3 "$data/registry.db" "SELECT count(*) FROM audit WHERE action = 'log.withhold' AND reason = '裁判所の命令'")" 5 "the trail has every order"
sqlite3 "$data/registry.db" "UPDATE event SET body_json = '{}' WHERE seq = 1" 2>"$tmp/said"
like "$(cat "$tmp/said")" 'append-only' "an event changes in no other way"

serve_start --fronts 1
page() { curl -s "http://127.0.0.1:$port$1"; }
# The second label is of the same application: it keeps its words.
unlike "$(page "/L/$number?lang=en")$(page "/L/$number?lang=ja")$(page "/v1/labels/$number")" 'ゲートウェイ|Gateway|HG-100|誤記' "no page of the label has them"
like "$(page "/L/$number?lang=en")" 'withheld by order' "they say that something is withheld"
like "$(page "/L/$number?lang=ja")" '命令により非公開' "in Japanese, too"
like "$(page "/v1/labels/$number")" '"kind": *"withheld"' "and for machines"
like "$(page "/L/$number/label.svg?layout=wide&lang=ja&code=compact")" '<svg' "its picture is what it was"
like "$(page /labels)" '（非公開）|\(withheld\)' "the list has the label without its name"
unlike "$(page '/labels?q=HG-100')" "$number" "no search finds it by what it was"
like "$(page "/labels?q=$number")" "$number" "but by its number"
hoshi verify "$tmp/statement" --keys "$tmp/keys.json" --status-list "$tmp/list" >/dev/null 2>&1
is "$?" 0 "its code is as genuine as before"
hoshi status "$number" --registry "http://127.0.0.1:$port" --keys "$tmp/keys.json" --model HG-100 >"$tmp/said" 2>&1
like "$(cat "$tmp/said")" "$number" "an answer is still given"
serve_stop
# What is brought back by a backup of before stays away.
hoshi admin restore "$tmp/backup" --data "$data" >"$tmp/said" 2>&1
is "$?" 0 "an older database is put back"
like "$(cat "$tmp/said")" 'stays withheld' "and said what stays"
rebuilt
is "$?:$(words 誤記を訂正)" 0:0 "and does not bring back what was withheld"
hoshi admin restore "$tmp/fresh" --data "$data" >/dev/null 2>&1
is "$?" 0 "one from before the first label, too"
serve_start --fronts 1
is_withheld() { page "/L/$number" | grep -q 命令により非公開; }
until_true 10 is_withheld
like "$(page "/L/$number?lang=ja")" '命令により非公開' "whose tables follow the log to where it is"
serve_stop
rebuilt
is "$?" 0 "and are the same then"
done_testing
