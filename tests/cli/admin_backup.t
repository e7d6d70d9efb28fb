#!/bin/bash
# hoshi admin backup and restore with a signer: the log and its keys go with the database, and no
# restore makes a log fork unless it is told to.
# shellcheck source-path=SCRIPTDIR/../e2e source=lib.sh disable=SC2154
. "$(dirname "$0")/../e2e/lib.sh"

need_built tests/tools/log_life
life=$built/tests/tools/log_life
key=$("$life" key)
cd "$tmp" || exit 1
umask 077

# A registry with one table, marked as Hoshi's, and a signer with the tool's key.
make_registry() { # DIR
	mkdir -p "$1/trust/keys"
	sqlite3 "$1.db" "PRAGMA application_id = 0x486F7368; CREATE TABLE thing (id INTEGER PRIMARY KEY)"
	"$HOSHI" admin restore "$1.db" --data "$1" >/dev/null || bail_out "no registry"
	perl -MMIME::Base64 -e 'print encode_base64(chr(7) . "\0" x 31, "")' >"$1/trust/keys/log.key"
	echo '{"members":[]}' >"$1/trust/keys/roster.json"
	chmod 755 "$1/trust"
	[ "$(id -u)" != 0 ] || chown -R 1:1 "$1/trust"
}
# The tool has the signer's memory beside the log.  What it makes as root is the signer's afterwards.
append() { # DIR COMMITS ENTRIES NAME
	[ ! -e "$1/trust/keys/log.signed" ] || mv "$1/trust/keys/log.signed" "$1/trust/log.signed"
	"$life" append "$1/trust/log" "$2" "$3" "$4" >>acks || bail_out "no log"
	mv "$1/trust/log.signed" "$1/trust/keys/log.signed"
	rm -f "$1/trust/log.trees"
	[ "$(id -u)" != 0 ] || chown -R 1:1 "$1/trust"
}
# Readers need what a writer leaves, and SQLite's own program takes away: a restore makes it.
add_row() {
	cp "$1/registry.db" "$1.db"
	sqlite3 "$1.db" 'PRAGMA journal_mode = DELETE; INSERT INTO thing DEFAULT VALUES' >/dev/null
	"$HOSHI" admin restore "$1.db" --data "$1" >/dev/null || bail_out "no row"
	rm -f "$1"/registry.db.old-*
}
rows() { sqlite3 -readonly "$1/registry.db" 'SELECT count(*) FROM thing'; }
entries() { sed -n 2p "$1/log/checkpoint"; }
# It opens for appending: the memory is the checkpoint's, and another commit goes through.
opens() { # DIR
	rm -rf opened && cp -a "$1" opened
	mv opened/keys/log.signed opened/log.signed
	"$life" append opened/log 1 1 more >/dev/null
}

make_registry data
append data 3 100 a
add_row data
before=$(cd data/trust && find . -path ./log/.new -prune -o -path ./log/.lock -prune -o -type f -print0 | sort -z | xargs -0 sha256sum)

# ---- backup -----------------------------------------------------------------------------------

hoshi admin backup first -d data
is "$rc:$out:$err" "0:first:" "backup: says where it went"
is "$(cd first/trust && find . -type f -print0 | sort -z | xargs -0 sha256sum)" "$before" "backup: the log and the keys, to the byte"
is "$(find first -mindepth 1 -maxdepth 2 ! -path 'first/trust/*/*' -printf '%P\n' | sort | paste -sd' ')" 'registry.db trust trust/keys trust/log' "backup: and nothing else"
is "$(stat -c %a first first/trust first/trust/keys first/trust/keys/* first/trust/log/checkpoint | paste -sd' ')" \
	'700 755 700 600 600 600 644' "backup: with the same modes"
[ "$(id -u)" != 0 ] || is "$(find first/trust ! -uid 1 | wc -l):$(stat -c %u first/registry.db)" 0:0 "backup: and owners"
opens first/trust
is $? 0 "backup: the log in it opens without complaint"
hoshi log check first/trust/log --key "$key"
is "$rc" 0 "backup: and is sound"
hoshi admin backup again -d data --json
is "$rc:$out" '0:{"file":"again","entries":300}' "backup --json: how many entries"

# The signer was about to sign a larger tree: the memory is ahead of the checkpoint.
cp -a data ahead
sed -i '2s/.*/301/' ahead/trust/keys/log.signed
hoshi admin backup while -d ahead
opens while/trust
is "$rc:$?" 0:0 "backup: while the signer commits it opens all the same"

# Damage is not carried on.
cp -a data bad
printf x | dd of=bad/trust/log/tile/entries/000 bs=1 seek=40 conv=notrunc 2>/dev/null
hoshi admin backup bad.copy -d bad
refused "the log: tile/entries/000: bytes 35 to 42" "backup: of a damaged log"
rm -r bad/trust/keys
hoshi admin backup bad.copy -d bad
refused "there is no folder 'keys'" "backup: without keys"
is "$(find . -maxdepth 1 -name '*bad.copy*' -o -maxdepth 1 -name '.hoshi*')" '' "backup: whole or none"

# One that was killed leaves its folder, which goes with the next one; one that is written stays.
mkdir -p .hoshi-backup-1/trust/log .hoshi-backup-2/trust
flock -x .hoshi-backup-2 sleep 600 &
held=$!
sleep 0.3
hoshi admin backup third -d data
is "$rc:$(find . -maxdepth 1 -name '.hoshi*' | paste -sd' ')" '0:./.hoshi-backup-2' "backup: what a killed one left goes, what is being written stays"
# The one that sleeps holds the lock too.
for pid in $(cat "/proc/$held/task/$held/children" 2>/dev/null) "$held"; do kill "$pid" 2>/dev/null; done
wait "$held" 2>/dev/null
hoshi admin backup fourth -d data
is "$rc:$(find . -maxdepth 1 -name '.hoshi*')" 0: "backup: until nobody writes it"

# ---- restore ----------------------------------------------------------------------------------

# The usual case: the log went on, and stays.
append data 1 50 b
add_row data
hoshi admin restore first -d data
is "$rc:$err" 0: "restore: the log that is there went on from the backup's"
like "$out" 'goes on from the backup.s and stays' "restore: it says so"
is "$(rows data):$(entries data/trust)" 1:350 "restore: the old database, the newer log"
is "$(find data -maxdepth 1 -name 'trust.*')" '' "restore: nothing is put aside"
opens data/trust
is $? 0 "restore: which goes on"
hoshi admin restore first -d data --lang ja
like "$out" '現在のログはバックアップのログの続きのため、そのまま残しました' "restore: in Japanese"
hoshi admin restore first -d data --json
like "$out" '"log":"kept","kept_log":null' "restore --json"

# All is lost: the backup comes back whole.
mkdir fresh
hoshi admin restore first -d fresh
is "$rc:$out" '0:restored' "restore: into an empty folder"
like "$err" 'warning: if the log went on anywhere after the backup was made, it forks now' "restore: warns of a log that may have gone on"
is "$(rows fresh):$(entries fresh/trust)" 1:300 "restore: database and log"
is "$(cd fresh/trust && find . -type f -print0 | sort -z | xargs -0 sha256sum)" "$before" "restore: to the byte"
[ "$(id -u)" != 0 ] || is "$(find fresh/trust ! -uid 1 | wc -l)" 0 "restore: with its owners"
is "$(stat -c %a fresh/trust fresh/trust/keys fresh/trust/keys/* | paste -sd' ')" '755 700 600 600 600' "restore: and modes"
opens fresh/trust
is $? 0 "restore: it opens without complaint"

# An older log is there: the backup's goes on from it.
hoshi admin backup later -d data
cp -a fresh older
hoshi admin restore later -d older
is "$rc:$err:$(entries older/trust):$(entries older/trust.old-1)" 0::350:300 "restore: over an older state of the same log, without a warning"
like "$out" 'the log and keys that were there are now .*older/trust\.old-1' "restore: which is kept"

# Two trees of one size.
cp -a fresh forked
append forked 1 50 other
hoshi admin restore later -d forked
refused "the signer here signed 350 entries, the backup has 350, and .*--fork-log" "restore: over a fork"
is "$(entries forked/trust):$(find forked -name '*restore*' -o -name '*.old-*')" 350: "restore: leaves it as it is"
# The log that is there is ahead, and damaged.
cp -a data hurt
printf x | dd of=hurt/trust/log/tile/0/000 bs=1 seek=40 conv=notrunc 2>/dev/null
hoshi admin restore first -d hurt
refused "the signer here signed 350 entries, the backup has 300, and the log here is damaged .tile/0/000: bytes" "restore: over a longer one that is damaged"
rm hurt/trust/log/checkpoint
hoshi admin restore first -d hurt
refused "the log here cannot be read" "restore: the memory knows how far it went"
hoshi admin restore first -d hurt --fork-log --json
like "$out" "\"log\":\"forked\",\"kept_log\":\"hurt/trust.old-1\"" "restore --fork-log: does it"
like "$err" 'warning: the log forks' "restore --fork-log: and warns"
is "$(entries hurt/trust):$(sed -n 2p hurt/trust.old-1/keys/log.signed)" 300:350 "restore --fork-log: the old one is kept"
opens hurt/trust
is $? 0 "restore --fork-log: it opens"
hoshi admin restore first -d forked --fork-log --lang ja
like "$err" '警告：ログが分岐します' "restore --fork-log: in Japanese"

# Damaged, but all of it is in the backup.
cp -a data hurt-too
printf x | dd of=hurt-too/trust/log/tile/0/000 bs=1 seek=40 conv=notrunc 2>/dev/null
hoshi admin restore later -d hurt-too
is "$rc:$err" 0: "restore: over the same log, damaged"
hoshi log check hurt-too/trust/log --key "$key"
is "$rc" 0 "restore: mends it"

# A log of somebody else, as a server that was started too early makes one.
mkdir -m 700 early
cp -a data/. early
perl -MMIME::Base64 -e 'print encode_base64(chr(8) . "\0" x 31, "")' >early/trust/keys/log.key
hoshi admin restore first -d early
is "$rc:$(entries early/trust)" 0:300 "restore: over another log"
like "$err" 'warning: if the log went on' "restore: with the warning"

# A file is the database alone: the log stays.
hoshi admin restore first/registry.db -d data --json
like "$out" '"log":"untouched"' "restore: of a database alone"
is "$(entries data/trust)" 350 "restore: the log is as it was"

# What must not be.
exec 9<data
flock -x 9
hoshi admin restore first -d data
refused "a server uses 'data': stop it first" "restore: not under a server"
exec 9<&-
cp -a first cut
rm cut/trust/log/tile/entries/000
hoshi admin restore cut -d fresh
refused "tile/entries/000: the file is missing" "restore: of a backup that lacks a file"
rm -r cut/trust/keys
hoshi admin restore cut -d fresh
refused "" "restore: of a backup without keys"
rm -r cut/registry.db
hoshi admin restore cut -d fresh
refused "there is no 'cut/registry.db'" "restore: of one without a database"
is "$(find . -name '*.restore')" '' "nothing is left of what was refused"
is "$(rows fresh):$(entries fresh/trust)" 1:300 "and the registry is as it was"

done_testing
