#!/bin/bash
# Forms, from the browser through front, registrar and worker and back: what is answered, and what is
# there afterwards when any of them dies on the way, is full, or is told to end.
# shellcheck source-path=SCRIPTDIR source=serve.sh disable=SC2154,SC2016
. "$(dirname "$0")/serve.sh"
# shellcheck source=serve_people.sh
. "$(dirname "$0")/serve_people.sh"

# ---- nobody there yet -----------------------------------------------------------------------

serve_start --fronts 1
until_true 5 grep -q 'no owner' "$serve_log"
like "$(head -1 "$serve_log")" "no owner yet.*hoshi admin init --data $data --mail ADDRESS" "without an owner: the first line of the log says how to begin"
like "$(ask /)" '^HTTP/1\.1 200 ' "and pages are there"
serve_stop
found_registry
serve_start --fronts 2
sleep 0.3
is "$(cat "$serve_log")" '' "with one: nothing is said"

# ---- a link, signing in and out --------------------------------------------------------------

come_in admin "$token"
is "$status $(location)" '303 /desk' "the link of the invitation: signed in"
like "$(look admin /account)" 'admin@owner.example' "as its owner"
like "$(cat "$tmp/answer.head")" '^Set-Cookie: .*HttpOnly' "by a cookie that no script sees"
unlike "$(look nobody "/link/$token")" 'name="password"' "the link works once"
is "$(press admin /account /sign-out)" 303 "signing out"
is "$(curl -s -o /dev/null -w '%{http_code}' -b "$tmp/admin.jar" "http://127.0.0.1:$port/account")" 303 "and out"
take_code admin
is "$(post admin /sign-in mail=admin@owner.example "password=$password" "factor=$code")" 303 "signing in: the connection sleeps while the password is looked at"
is "$(post other /sign-in mail=admin@owner.example "password=$password" "factor=$code")" 422 "the same code again"
is "$(post other /sign-in mail=admin@owner.example "password=not the password" factor=000000)" 422 "a wrong password"
is "$(post other /sign-in mail=nobody@owner.example "password=$password" factor=000000)" 422 "nobody of that name"
unlike "@$tmp/answer.head" 'Set-Cookie: .*session=[0-9a-f]' "and no session"
for i in 1 2 3 4 5 6 7 8; do
	(post "crowd$i" /sign-in "mail=crowd$i@owner.example" "password=$password" factor=000000 >"$tmp/crowd.$i") &
	crowd[i]=$!
done
wait "${crowd[@]}"
is "$(cat "$tmp"/crowd.? | sed 's/422/422 /g')" '422 422 422 422 422 422 422 422 ' "eight at once, two workers: each is answered"

# ---- uploads that reach a job ----------------------------------------------------------------

register maker
is "$status" 303 "a maker registers, and comes in by the mail"
is "$(press maker /maker/applications/new /maker/applications/new level=1 route=standard eligibility.kind=device \
	eligibility.ip_communication=yes eligibility.user_can_add_security=no)" 303 "opens an application"
application=$(location)
application=${application%%\?*}
is "$(press maker "$application" "$application/move" move=take_number)" 303 "takes its number"
head -c 300000 /dev/urandom >"$tmp/noise"
is "$(press maker "$application/checklist" "$application/checklist/pack" "pack=@$tmp/noise")" 422 "a file that is no pack"
like "@$tmp/answer" 'not accepted|could not be' "is told by the worker's child"
printf 'SG-1000,Gateway\nSG-2000,Gateway 2\n' >"$tmp/models.csv"
is "$(press maker "$application/edit?section=models" "$application/models" "models_file=@$tmp/models.csv")" 303 "a list of models"
is "$(sql "SELECT json_array_length(body_json, '$.models') FROM application")" 2 "is read"
is "$(ls "$data/spool")" '' "nothing stays in the spool"
once=$(look maker "$application/edit?section=models" | sed -n 's/.*name="once" value="\([^"]*\)".*/\1/p' | head -1)
like "$once" '^[0-9a-f]{64}$' "a form has a token of its own"

# ---- the registrar dies ----------------------------------------------------------------------

# Each address has its own count of letters.
other_address() { curl_more=(--interface "127.0.1.$1"); }
is_up() { [ -n "$(parts "$1")" ]; }
is_up_and_answers() { is_up registrar && [ "$(post nobody /recover mail=nobody@works.example)" = 303 ]; }
answers_of_forms=
early() { # NUMBER SECONDS: somebody registers, and the registrar is killed so much later
	local there pid

	other_address "$1"
	until_true 20 is_up_and_answers
	pid=$(parts registrar)
	# Held, it takes nothing: that one is surely not answered.
	[ "$2" != 0 ] || kill -STOP "$pid"
	(
		post early /register "mail=early$1@works.example" name=A "name_ja=早$1" "name_en=Early $1" "identity_proof=none" \
			language=en >"$tmp/early"
	) &
	early=$!
	sleep "$2"
	[ "$2" != 0 ] || sleep 0.2
	kill -KILL "$pid"
	wait "$early"
	there=$(sql "SELECT count(*) FROM account WHERE mail = 'early$1@works.example'")
	answers_of_forms+="$(cat "$tmp/early") "
	case $(cat "$tmp/early") in
	303) is "$there" 1 "registrar killed after $2 s: what was acknowledged is there" ;;
	503) like "$there" '^[01]$' "registrar killed after $2 s: 503, done or not" ;;
	*) is "$(cat "$tmp/early")" '503 or 303' "registrar killed after $2 s: an answer" ;;
	esac
}
early 1 0
is "$(cat "$tmp/early") $(sql "SELECT count(*) FROM account WHERE mail = 'early1@works.example'")" '503 0' \
	"registrar killed with a form unread: 503, and nothing is done"
early 2 0.008
early 3 0.011
early 4 0.014
early 5 0.017
early 6 0.03
curl_more=()
echo "# answers: $answers_of_forms"
is "$(half_done)" 0 "nothing of it is half done"

# While a password is being looked at: the registrar's successor knows nothing of it.
busy_worker() { # The one with a child
	local pid

	for pid in $(parts worker); do
		[ -z "$(cat "/proc/$pid/task/$pid/children")" ] || echo "$pid"
	done
}
has_busy_worker() { [ -n "$(busy_worker)" ]; }
hold_child() { # The password's child waits, so that the answer cannot come first.
	local pid child children

	for pid in $(busy_worker); do
		read -ra children <"/proc/$pid/task/$pid/children" || true
		for child in "${children[@]}"; do kill -"$1" "$child" 2>/dev/null && held=$child; done
	done
}
# Once more when the worker was done before it could be held.
for ((try = 0; try < 5; try++)); do
	until_true 20 is_up_and_answers
	sql "UPDATE rate SET count = 0"
	take_code admin
	(post admin /sign-in mail=admin@owner.example "password=$password" "factor=$code" >"$tmp/late") &
	late=$!
	held=
	while [ -z "$held" ] && kill -0 "$late" 2>/dev/null; do hold_child STOP; done
	kill -KILL "$(parts registrar)"
	wait "$late"
	[ -z "$held" ] || kill -KILL "$held" 2>/dev/null
	[ "$(cat "$tmp/late")" != 303 ] || continue
	break
done
is "$(cat "$tmp/late")" 503 "registrar killed while a worker is busy for it: 503"
like "@$tmp/answer.head" '^Retry-After: ' "which says when to come back"
until_true 20 is_up_and_answers
is "$(post admin /sign-in mail=admin@owner.example "password=$password" "factor=$code")" 303 "the code was not used up by it"

# For longer than a moment: it cannot start.
echo '{' >"$data/registry.json"
kill -KILL "$(parts registrar)"
sleep 0.3
is "$(post nobody /recover mail=nobody@works.example)" 503 "without a registrar forms are told 503"
like "@$tmp/answer.head" '^Retry-After: ' "with Retry-After"
is "$(ask / | head -1 | cut -d' ' -f2)" 200 "and pages go on"
rm "$data/registry.json"
until_true 30 is_up_and_answers
ok $? "and it comes back by itself"
is "$(half_done)" 0 "still nothing half done"

# ---- a worker dies ---------------------------------------------------------------------------

failures() { sql "SELECT failures FROM account WHERE mail = 'admin@owner.example'"; }
sql "UPDATE rate SET count = 0"
was=$(failures)
take_code admin
(post admin /sign-in mail=admin@owner.example "password=$password" "factor=$code" >"$tmp/late") &
late=$!
until_true 3 has_busy_worker
pid=$(busy_worker)
kill -KILL "${pid:-0}"
wait "$late"
is "$(cat "$tmp/late")" 303 "a worker killed over a password: another looks at it"
is "$(failures)" "$was" "nobody is blamed for it"
kill_workers() { # until the answer is there
	while kill -0 "$late" 2>/dev/null; do
		for pid in $(busy_worker); do kill -KILL "$pid" 2>/dev/null; done
	done
}
(post third /sign-in mail=admin@owner.example "password=$password" "factor=000000" >"$tmp/late") &
late=$!
kill_workers
wait "$late"
is "$(cat "$tmp/late")" 500 "all of them killed over it: an error, not a wrong password"
is "$(failures)" "$was" "which nobody is blamed for either"
until_true 20 eval '[ "$(parts worker | wc -l)" = 2 ]'
ok $? "the workers are back"

# ---- a front dies ----------------------------------------------------------------------------

until_true 20 is_up_and_answers
head -c 3000000 /dev/zero >"$tmp/zeros"
curl -s --limit-rate 200k -o /dev/null -F "pack=@$tmp/zeros" "http://127.0.0.1:$port/sign-in" &
upload=$!
until_true 5 eval '[ -n "$(ls "$data/spool")" ]'
name=$(find "$data/spool" -type f -printf "%f\n" | head -1)
index=$((16#${name:0:2}))
kill -KILL "$(parts front | sed -n "$((index + 1))p")"
wait "$upload"
isnt_zero=$?
[ "$isnt_zero" != 0 ]
ok $? "a front killed during an upload: the connection breaks"
until_true 10 eval '[ -z "$(ls "$data/spool")" ]'
ok $? "its successor empties the spool of it"
until_true 10 eval '[ "$(parts front | wc -l)" = 2 ]'
curl -s --limit-rate 1000k -o "$tmp/other" -w '%{http_code}' -F "pack=@$tmp/zeros" "http://127.0.0.1:$port/sign-in" >"$tmp/code" &
upload=$!
until_true 5 eval '[ -n "$(ls "$data/spool")" ]'
name=$(find "$data/spool" -type f -printf "%f\n" | head -1)
index=$((16#${name:0:2}))
# The other one, whose descriptors stay with it while this one's number says which it is.
for pid in $(parts front); do
	find "/proc/$pid/fd" -printf "%l\n" 2>/dev/null | grep -q "$name" || kill -KILL "$pid"
done
[ "$(id -u)" = 0 ] || kill -KILL "$(parts front | sed -n "$(((index + 1) % 2 + 1))p")"
wait "$upload"
is "$(cat "$tmp/code")" 422 "the other front killed: this one's upload is not its business"
serve_stop

# ---- told to end -----------------------------------------------------------------------------

serve_start --fronts 1
sql "UPDATE rate SET count = 0"
take_code admin
(post admin /sign-in mail=admin@owner.example "password=$password" "factor=$code" >"$tmp/late") &
late=$!
until_true 3 has_busy_worker
kill -TERM "$supervisor"
wait "$late"
is "$(cat "$tmp/late")" 303 "SIGTERM while a form is being done: it is answered"
wait "$supervisor"
is $? 0 "and the end is in order"
serve_start --fronts 1
kill -HUP "$supervisor"
wait "$supervisor"
is $? 0 "SIGHUP: the same"
: >"$tmp/serve.out"
nohup "$HOSHI" serve --data "$data" --listen 127.0.0.1:0 --lang en >"$tmp/serve.out" 2>"$serve_log" </dev/null &
supervisor=$!
server_pids+=("$supervisor")
until_true 60 is_listening
port=$(sed -n 's/^listening on .*:\([0-9]*\)$/\1/p' "$tmp/serve.out")
kill -HUP "$supervisor"
sleep 0.5
like "$(ask /)" '^HTTP/1\.1 200 ' "under nohup it is not heard"
serve_stop

# ---- the log is emptied when there is nothing to do -----------------------------------------

serve_start --fronts 1
until_true 20 is_up_and_answers
is_empty() { [ "$(sqlite3 -readonly "$data/registry.db" 'SELECT 1' && stat -c %s "$data/registry.db-wal")" = "1
0" ]; }
until_true 6 is_empty
ok $? "a registrar without work empties the write-ahead log"
serve_stop

# ---- no room in the spool --------------------------------------------------------------------

if [ "$(id -u)" = 0 ] && mount -t tmpfs -o size=1m,mode=0700,uid=65534,gid=65534 none "$data/spool" 2>/dev/null; then
	serve_start --fronts 1
	is "$(curl -s -o "$tmp/answer" -w '%{http_code}' -F "pack=@$tmp/zeros" "http://127.0.0.1:$port/sign-in")" 503 "no room on the disk: 503"
	is "$(ls "$data/spool")" '' "and what had come of it is gone"
	is "$(curl -s -o "$tmp/answer" -w '%{http_code}' -F "pack=@$tmp/noise" "http://127.0.0.1:$port/sign-in")" 422 "what there is room for comes in"
	serve_stop
	umount "$data/spool"
else
	ok 0 "no room on the disk # SKIP needs root"
fi

done_testing
