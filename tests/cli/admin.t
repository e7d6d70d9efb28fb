#!/bin/bash
# hoshi admin: copies of a registry's database, putting them back, finding damage.  With the log and
# its keys: admin_backup.t.
# shellcheck source-path=SCRIPTDIR/../e2e source=lib.sh
. "$(dirname "$0")/../e2e/lib.sh"

cd "$tmp" || exit 1
umask 077

# A registry with one table, marked as Hoshi's; the restore makes its log.
make_registry() { # DIR ROWS
	mkdir -p "$1"
	rm -f "$1.copy"
	sqlite3 "$1.copy" "PRAGMA application_id = 0x486F7368;
		CREATE TABLE thing (id INTEGER PRIMARY KEY, text TEXT);
		WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < $2)
		INSERT INTO thing SELECT i, hex(randomblob(200)) FROM n"
	hoshi admin restore "$1.copy" --data "$1"
}
rows() { sqlite3 "$1" 'SELECT count(*) FROM thing'; }

make_registry data 100
is "$rc:$out:$err" "0:restored:" "restore: into an empty folder"
is "$(rows data/registry.db)" 100 "restore: all is there"
is "$(stat -c %a data/registry.db)" 600 "restore: mode 600"

make_registry data 200
is "$rc:$out" "0:restored; the database that was there is now $tmp/data/registry.db.old-1" "restore: keeps the old one"
is "$(rows data/registry.db):$(rows data/registry.db.old-1)" 200:100 "restore: both are whole"

# Readers need what a writer leaves; SQLite's own program took it away again.
rm -f data/registry.db-*
hoshi admin backup no.db --data data
refused "has no log and shared memory beside it" "backup: what only a writer can make"
hoshi admin restore data.copy --data data
is "$rc" 0 "restore: makes it"

hoshi admin check --data data
is "$rc:$out:$err" "0:no damage was found:" "check: nothing found"
hoshi admin check --data data --json
is "$rc:$out" '0:{"is_sound":true}' "check --json"
hoshi admin check --data data --lang ja
is "$rc:$out" '0:損傷は見つかりませんでした。' "check --lang ja"

hoshi admin backup copy -d data
is "$rc:$out:$err" "0:copy:" "backup: says where it went"
is "$(rows copy/registry.db):$(stat -c %a copy/registry.db):$(stat -c %a copy)" 200:600:700 "backup: all of it, modes 600 and 700"
is "$(ls copy)" registry.db "backup: of a registry without a signer the database alone"
hoshi admin backup copy -d data
refused "'copy' is there already" "backup: overwrites nothing"
hoshi admin backup other -d data --json
is "$rc:$out" '0:{"file":"other","entries":null}' "backup --json"
hoshi admin backup /none/x -d data
refused "/none/x" "backup: a folder that is not there"

# The lock of a writer.
exec 9<>data/store.lock
flock -x 9
hoshi admin restore copy -d data
refused "another process is writing to '$tmp/data'" "restore: not while a writer runs"
hoshi admin backup while -d data
is "$rc:$(rows while/registry.db)" 0:200 "backup: while a writer runs"
exec 9>&-
hoshi admin restore copy -d data --json
is "$rc:$out" "0:{\"restored\":\"copy\",\"kept\":\"$tmp/data/registry.db.old-3\",\"log\":\"untouched\",\"kept_log\":null,\"withheld\":0}" "restore --json"

# Damage.
cp copy/registry.db bad.db
dd if=/dev/zero of=bad.db bs=4096 seek=3 count=4 conv=notrunc status=none
hoshi admin restore bad.db -d data
refused "'$tmp/bad.db' is damaged" "restore: a damaged backup"
head -c 5000 copy/registry.db >cut.db
hoshi admin restore cut.db -d data
refused "$tmp/cut.db" "restore: half a backup"
echo text >text.db
hoshi admin restore text.db -d data
refused "file is not a database" "restore: not a database"
sqlite3 theirs.db 'CREATE TABLE theirs (x)'
hoshi admin restore theirs.db -d data
refused "is not a registry's database" "restore: another program's database"
hoshi admin restore none.db -d data
refused "there is no 'none.db'" "restore: no such file"
is "$(find data -name '*.restore*')" '' "nothing is left of what was refused"
hoshi admin check -d data
is "$rc" 0 "and the registry is as it was"
dd if=/dev/zero of=data/registry.db bs=4096 seek=3 count=4 conv=notrunc status=none
hoshi admin check -d data
is "$rc" 1 "check: damage is exit code 1"
like "$out" "registry.db' is damaged: " "check: says what"
hoshi admin check -d data --json
is "$rc:$(cut -c1-18 <<<"$out")" '1:{"is_sound":false,' "check --json: damage"

# Folders.
chmod 770 data
hoshi admin check -d data
refused "others may write to 'data' \(mode 770\)" "a folder that others may write to"
hoshi admin check -d none
refused "there is no folder 'none'" "no such folder"
mkdir empty
hoshi admin check -d empty
refused "there is no '$tmp/empty/registry.db'" "a folder without a registry"

hoshi admin check
refused "--data DIR" "without a folder"
hoshi admin backup -d data
refused "it is 'hoshi admin init', 'hoshi admin backup DIR'" "backup without a name"
hoshi admin check more -d data
refused "it is 'hoshi admin init', 'hoshi admin backup DIR'" "check with a file"
hoshi admin forget -d data
refused "it is 'hoshi admin init', 'hoshi admin backup DIR'" "an unknown word"

done_testing
