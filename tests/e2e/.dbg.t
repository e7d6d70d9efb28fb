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
is "$(press maker "$application/edit?section=models" "$application/models" "models=@$tmp/models.csv")" 303 "a list of models"
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
grep -A3 'problem' "$tmp/answer" | head -20
sql "SELECT o.id, o.name_ja, (SELECT count(*) FROM account a WHERE a.organisation = o.id), (SELECT count(*) FROM account a JOIN link l ON l.account = a.id WHERE a.organisation = o.id), (SELECT count(*) FROM account a JOIN outbox m ON m.mail = a.mail WHERE a.organisation = o.id) FROM organisation o WHERE kind='maker'"
