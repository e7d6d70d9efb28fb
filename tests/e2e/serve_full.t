#!/bin/bash
# No room on the disk: who sends a form is told so in a sentence, nothing is changed, pages go on; and
# when there is room again the same form goes through, with nobody started again.  The same for
# uploads, mail, backup and a log on the full disk.  In a mount namespace of its own.
# shellcheck source-path=SCRIPTDIR source=serve.sh disable=SC2154,SC2016
if [ "${1:-}" != inside ]; then
	[ "$(id -u)" = 0 ] || { echo '1..0 # SKIP needs root'; exit 0; }
	exec unshare --mount "$0" inside
fi
. "$(dirname "$0")/serve.sh"
# shellcheck source=serve_people.sh
. "$(dirname "$0")/serve_people.sh"

mkdir -m 700 "$data"
mount -t tmpfs -o size=16m,mode=0700 none "$data" || skip_all "no file system of its own"
# The registrar empties its log in a second without work; then nothing lies about that could be used.
fill() {
	until_true 30 eval '[ "$(stat -c %s "$data/registry.db-wal")" = 0 ]'
	cat /dev/zero >"$data/filler" 2>/dev/null
	[ "$(stat -f -c %a "$data")" = 0 ]
}
look_inside() { sqlite3 -readonly -cmd '.timeout 5000' "$data/registry.db" "$1"; }
everything() { sqlite3 -readonly -cmd '.timeout 5000' "$data/registry.db" .dump | sha256sum; }
names() { look_inside "SELECT coalesce(json_extract(body_json, '$.product.name.en'), 'none') FROM application WHERE organisation = (SELECT organisation FROM account WHERE mail = '$1@works.example')"; }
no_room_en='There is no room left on the server, so nothing was changed\.'
no_room_ja='サーバーの空き容量が足りないため、何も変更していません。'

found_registry
serve_start --fronts 1
come_in admin "$token"
declare -A paths=()
for who in maker tsukuri; do
	register $who
	is "$status" 303 "$who registers"
	is "$(press $who /maker/applications/new /maker/applications/new level=1 route=standard eligibility.kind=device \
		eligibility.ip_communication=yes eligibility.user_can_add_security=no)" 303 "and opens an application"
	paths[$who]=$(location)
	paths[$who]=${paths[$who]%%\?*}
done
press tsukuri /account /account/language language=ja >/dev/null
is "$(press maker "${paths[maker]}" "${paths[maker]}/move" move=take_number)" 303 "one takes its number"
processes() { { parts front; parts registrar; parts jobs; parts worker; } | paste -sd' '; }
before=$(processes)
head -c 3000000 /dev/urandom >"$tmp/noise"
printf 'SG-1000,Gateway\n' >"$tmp/models.csv"

# ---- full -------------------------------------------------------------------------------------

fill
ok $? "the disk is filled to the last block"
was=$(everything)
save() { # PERSON NAME
	press "$1" "${paths[$1]}/edit" "${paths[$1]}/edit" "next=${paths[$1]}" section=product "product.name.en=$2"
}
is "$(save maker Gateway)" 503 "a form: 503"
like "@$tmp/answer" "$no_room_en" "which says why"
like "@$tmp/answer" 'value="Gateway"' "with what was typed"
is "$(save tsukuri Gateway)" 503 "in Japanese: the same"
like "@$tmp/answer" "$no_room_ja" "in Japanese"
unlike "@$tmp/answer" 'There is no room' "and nothing else"
curl_more=(-H 'Accept: application/json')
is "$(save maker Gateway)" 503 "a script: the same"
like "@$tmp/answer" '"outcome": *"full"' 'as outcome "full"'
curl_more=()
is "$(press tsukuri "${paths[tsukuri]}" "${paths[tsukuri]}/move" move=take_number)" 503 "a step of the procedure"
like "@$tmp/answer" "$no_room_ja" "the same"
is "$(post other /sign-in mail=maker@works.example "password=$password" factor=000000)" 503 "signing in"
like "@$tmp/answer" "$no_room_en" "the same"
is "$(post new /register mail=new@works.example name=N name_ja=新 name_en=New identity_proof=none language=en)" 503 "registering"
like "@$tmp/answer" "$no_room_en" "the same"
is "$(press maker "${paths[maker]}/edit?section=models" "${paths[maker]}/models" "models_file=@$tmp/models.csv")" 503 "an upload"
like "@$tmp/answer" "$no_room_en" "the same"
is "$(press tsukuri "${paths[tsukuri]}/edit?section=models" "${paths[tsukuri]}/models" "models_file=@$tmp/models.csv")" 503 "in Japanese"
like "@$tmp/answer" "$no_room_ja" "the same"
is "$(ls "$data/spool")" '' "nothing of it stays in the spool"
is "$(everything)" "$was" "nothing was changed"
like "@$serve_log" 'the disk is full' "the log says so"
like "@$serve_log" 'no room for an upload' "of the upload too"
like "$(ask /)" '^HTTP/1\.1 200 ' "pages go on"
like "$(look maker "${paths[maker]}")" 'Signed in|maker@works.example|Sign out' "those of people who are signed in, too"
like "$(ask /healthz)" '^HTTP/1\.1 200 ' "it is in good health"

# ---- tools --------------------------------------------------------------------------------------

hoshi admin backup --data "$data" "$data/backup" --lang en
refused "disk is full|No space left" "a backup onto the full disk"
is "$(find "$data" -name 'backup*' | wc -l)" 0 "leaves nothing behind"
hoshi admin backup --data "$data" "$tmp/backup" --lang en
is "$?" 0 "one to another disk is made"
hoshi admin check --data "$data" --lang en
is "$?" 0 "all is sound"

# ---- room again ---------------------------------------------------------------------------------

rm "$data/filler"
is "$(save maker Gateway)" 303 "room again: the same form goes through"
is "$(names maker)" Gateway "and is there"
is "$(save tsukuri Gateway)" 303 "so does the other one"
is "$(press maker "${paths[maker]}/edit?section=models" "${paths[maker]}/models" "models_file=@$tmp/models.csv")" 303 "and the upload"
is "$(processes)" "$before" "nobody was started again"
is "$(post new /register mail=new@works.example name=N name_ja=新 name_en=New identity_proof=none language=en)" 303 "who could not register can"
[ -n "$(mailed new@works.example)" ]
ok $? "and has a letter"

# ---- room for the database, none for the letter -------------------------------------------------

mount -t tmpfs -o size=4k,mode=0700 none "$data/outbox"
echo full >"$data/outbox/filler"
is "$(post late /register mail=late@works.example name=L name_ja=遅 name_en=Late identity_proof=none language=en)" 303 "no room for letters: forms go on"
problem() { look_inside "SELECT problem FROM outbox WHERE mail = 'late@works.example'"; }
until_true 30 eval '[ -n "$(problem)" ]'
like "$(problem)" 'No space left' "the letter waits, and says why"
like "@$serve_log" 'mail: .*No space left' "the log says so"
is "$(ls "$data/outbox")" filler "no half letter lies about"
umount "$data/outbox"
sql "UPDATE outbox SET next_try = 0 WHERE mail = 'late@works.example'"
post nudge /recover mail=nobody@works.example >/dev/null
[ -n "$(mailed late@works.example)" ]
ok $? "room again: it goes out"

# ---- room for the database, none for uploads ----------------------------------------------------

mount -t tmpfs -o size=1m,mode=0700,uid=65534,gid=65534 none "$data/spool"
serve_stop
is $? 0 "the end is in order"
serve_start --fronts 1
pack() { press maker "${paths[maker]}/checklist" "${paths[maker]}/checklist/pack" "pack=@$1"; }
is "$(pack "$tmp/noise")" 503 "an upload larger than the room: 503"
like "@$tmp/answer" "$no_room_en" "which says why"
is "$(ls "$data/spool")" '' "and what had come of it is gone"
is "$(pack "$tmp/models.csv")" 422 "what there is room for comes in"
serve_stop
umount "$data/spool"

# ---- the log on the full disk, and a start there -------------------------------------------------

serve_log=$data/serve.log
serve_start --fronts 1 --verbose
until_true 30 eval '[ -s "$serve_log" ]'
fill
ok $? "full again, with the log there too"
size=$(stat -c %s "$serve_log")
is "$(save maker Other)" 503 "a form: 503"
like "@$tmp/answer" "$no_room_en" "which says why"
for ((i = 0; i < 200; i++)); do ask / >/dev/null; done
like "$(ask /)" '^HTTP/1\.1 200 ' "nobody minds a log that cannot be written ($size, $(stat -c %s "$serve_log") bytes)"
is "$(parts front | wc -l) $(parts registrar | wc -l)" '1 1' "all are there"
serve_stop
serve_log=$tmp/serve.log
serve_start --fronts 1
like "$(ask /)" '^HTTP/1\.1 200 ' "started on a full disk: pages are there"
is "$(save maker Other)" 503 "a form: 503"
rm "$data/filler"
until_true 60 eval '[ "$(save maker Other)" = 303 ]'
ok $? "room again: it goes through"
is "$(names maker)" Other "and is there"
serve_stop
is $? 0 "the end is in order"
hoshi admin check --data "$data" --lang en
is "$?" 0 "all is sound"
umount "$data"
done_testing
