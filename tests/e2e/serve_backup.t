#!/bin/bash
# A registry that runs is backed up and comes back elsewhere: its signer opens the log without
# complaint, the people are known with their second factors, and what is damaged does not start.
# The cases of the two logs: tests/cli/admin_backup.t; each call that fails: serve_faults.t.
# shellcheck source-path=SCRIPTDIR source=serve.sh disable=SC1091,SC2154
. "$(dirname "$0")/serve.sh"
# shellcheck source=serve_people.sh
. "$(dirname "$0")/serve_people.sh"

found_registry
serve_start --fronts 1
come_in admin "$token"
is "$status" 303 "an administrator"
entries() { sed -n 2p "$1/trust/log/checkpoint"; }
until_true 30 test -s "$data/trust/log/checkpoint"

hoshi admin backup --data "$data" "$tmp/backup" --lang en
is "$rc:$err" 0: "backup: while it runs"
is "$(entries "$tmp/backup")" "$(entries "$data")" "backup: the log"
is "$(cmp "$tmp/backup/trust/keys/roster.json" "$data/trust/keys/roster.json" 2>&1)" '' "backup: the second factors"
is "$(find "$data/trust/keys" "$tmp/backup/trust/keys" -type f -name '*.pem' -printf '%f %m %U\n' | sort | uniq -c | awk '$1 != 2')" '' \
	"backup: the keys have their owner and mode"
hoshi admin restore --data "$data" "$tmp/backup" --lang en
refused "a server uses|another process is writing" "restore: not while it runs"
is "$(find "$data" -name '*.restore' -o -name '*.old-*')" '' "restore: and nothing was touched"
serve_stop

# Elsewhere: all that there was is lost.
first=$data data=$tmp/elsewhere
mkdir -m 700 "$data"
hoshi admin restore --data "$data" "$tmp/backup" --lang en
is "$rc" 0 "restore: elsewhere"
serve_start --fronts 1
is "$(cmp "$data/trust/log/keys.json" "$first/trust/log/keys.json" 2>&1)" '' "there: the same public keys"
take_code admin
rm -f "$tmp/admin.jar"
look admin /sign-in >"$tmp/page"
is "$(post admin /sign-in mail=admin@owner.example "password=$password" "factor=$code")" 303 "there: the administrator signs in with the same app"
hoshi log check "$data/trust/log" --lang en
is "$rc" 0 "there: a sound log"
unlike "@$serve_log" error "there: no complaint"

# In the place of the first one, whose log is the same: it stays.
serve_stop
hoshi admin restore --data "$first" "$tmp/backup" --lang en
like "$out" 'goes on from the backup.s and stays' "restore: over itself"

# A damaged log.
echo rubbish >"$data/trust/log/checkpoint"
"$HOSHI" serve --data "$data" --listen 127.0.0.1:0 --lang en >"$tmp/serve.out" 2>"$tmp/serve.err"
is "$?" 2 "a damaged checkpoint: the server does not start"
like "@$tmp/serve.err" "the log's checkpoint is damaged" "and says why"
hoshi admin backup --data "$data" "$tmp/none" --lang en
refused "the log's checkpoint is damaged" "nor is it backed up"
is "$(find "$tmp" -maxdepth 1 -name 'none*' -o -maxdepth 1 -name '.hoshi-backup*')" '' "and nothing is left of that"
hoshi admin restore --data "$data" "$tmp/backup" --lang en --json
like "$out" '"log":"(restored|forked)"' "the backup mends it"
serve_start --fronts 1
is "$(ask / | head -1 | cut -d' ' -f2)" 200 "and it starts"
serve_stop
done_testing
