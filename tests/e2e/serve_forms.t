#!/bin/bash
# Forms, from the browser through front, registrar and worker and back: what is answered, and what is
# there afterwards when any of them dies on the way, is full, or is told to end.
# shellcheck source-path=SCRIPTDIR source=serve.sh disable=SC2154,SC2016
. "$(dirname "$0")/serve.sh"
# shellcheck source=serve_people.sh
. "$(dirname "$0")/serve_people.sh"

# ---- nobody there yet -----------------------------------------------------------------------

serve_start --fronts 1
until_true 60 grep -q 'no owner' "$serve_log"
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
	until_true 60 is_up_and_answers
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

# A password is looked at for a tenth of a second by a child of a worker.  It is stopped in that time,
# so that nothing that follows is a race; worker and child are in $worker and $held.  Asked by
# somebody: signing in as the administrator, the answer's status goes to $tmp/late.  Once more, with
# another code, when the child was done before it could be held.
worker='' held=''
catch_child() { # what is asked: PERSON FACTOR|'' (a code)
	local try caught=()

	for ((try = 0; try < 20; try++)); do
		until_true 60 is_up_and_answers
		until_true 60 eval '[ "$(parts worker | wc -l)" = 2 ]'
		sql "UPDATE rate SET count = 0; UPDATE account SET failures = 0, locked_until = 0 WHERE mail = 'admin@owner.example'"
		[ -n "$2" ] || take_code admin
		(post "$1" /sign-in mail=admin@owner.example "password=$password" "factor=${2:-$code}" >"$tmp/late") &
		late=$!
		read -ra caught < <(next_child "$late")
		if [ "${#caught[@]}" = 2 ]; then
			worker=${caught[0]} held=${caught[1]}
			return 0
		fi
		wait "$late"
	done
	worker=none held=none
	return 1
}
# WORKER CHILD, while a process is there that waits for the answer.
next_child() { # PROCESS
	# shellcheck disable=SC2046 # words
	perl -MTime::HiRes=usleep -e '
		my ($waiting, @workers) = @ARGV;
		while (kill 0 => $waiting) {
			for my $w (@workers) {
				open my $f, "<", "/proc/$w/task/$w/children" or next;
				for my $c (split " ", <$f> // "") {
					next unless kill STOP => $c;
					print "$w $c\n";
					exit;
				}
			}
			usleep 500;
		}
	' "$1" $(parts worker)
}
# The registrar's successor knows nothing of it.
catch_child admin ''
kill -KILL "$(parts registrar)"
wait "$late"
kill -KILL "$held" 2>/dev/null
is "$(cat "$tmp/late")" 503 "registrar killed while a worker is busy for it: 503"
like "@$tmp/answer.head" '^Retry-After: ' "which says when to come back"
until_true 60 is_up_and_answers
# The signer's list of codes: account, step and time, eight bytes each.
used_up=$(STEP=${used[admin]} perl -0777 -ne 'print scalar grep { (unpack "Q>3", $_)[1] == $ENV{STEP} } unpack "(a24)*"' "$data/trust/keys/codes")
is "$used_up" 0 "the code was not used up by it"

# For longer than a moment: it cannot start.
echo '{' >"$data/registry.json"
kill -KILL "$(parts registrar)"
sleep 0.3
is "$(post nobody /recover mail=nobody@works.example)" 503 "without a registrar forms are told 503"
like "@$tmp/answer.head" '^Retry-After: ' "with Retry-After"
is "$(ask / | head -1 | cut -d' ' -f2)" 200 "and pages go on"
rm "$data/registry.json"
until_true 60 is_up_and_answers
ok $? "and it comes back by itself"
is "$(half_done)" 0 "still nothing half done"

# ---- a worker dies ---------------------------------------------------------------------------

failures() { sql "SELECT failures FROM account WHERE mail = 'admin@owner.example'"; }
catch_child admin ''
kill -KILL "$worker" "$held"
wait "$late"
is "$(cat "$tmp/late")" 303 "a worker killed over a password: another looks at it"
is "$(failures)" 0 "nobody is blamed for it"
# The second one has to be held as well, or there is an answer.
for ((try = 0; try < 20; try++)); do
	catch_child third 000000
	kill -KILL "$worker" "$held"
	read -ra caught < <(next_child "$late")
	[ "${#caught[@]}" = 0 ] || kill -KILL "${caught[@]}"
	wait "$late"
	[ "$(cat "$tmp/late")" = 422 ] || break
done
is "$(cat "$tmp/late")" 500 "all of them killed over it: an error, not a wrong password"
is "$(failures)" 0 "which nobody is blamed for either"
until_true 60 eval '[ "$(parts worker | wc -l)" = 2 ]'
ok $? "the workers are back"

# ---- a front dies ----------------------------------------------------------------------------

until_true 60 is_up_and_answers
head -c 3000000 /dev/zero >"$tmp/zeros"
slow_upload() { # BYTES PER SECOND: the maker's; what comes of it is in $tmp/code
	look maker "$application/checklist" >"$tmp/page"
	curl -s --limit-rate "$1" -b "$tmp/maker.jar" -o "$tmp/other" -w '%{http_code}' -F "csrf=$(hidden "$tmp/page" csrf)" \
		-F "once=$(hidden "$tmp/page" once)" -F "version=$(hidden "$tmp/page" version)" -F "pack=@$tmp/zeros" \
		"http://127.0.0.1:$port$application/checklist/pack" >"$tmp/code" &
	upload=$!
	until_true 30 eval '[ -n "$(ls "$data/spool")" ]'
	name=$(find "$data/spool" -type f -printf "%f\n" | head -1)
}
# Has this front the upload's file open?  Its number, in the name, says so too, where nobody was
# started again yet.
has_upload() { # PID
	if [ "$(id -u)" = 0 ]; then
		find "/proc/$1/fd" -printf "%l\n" 2>/dev/null | grep -q "$name"
	else
		[ "$(parts front | sed -n "$((16#${name:0:2} + 1))p")" = "$1" ]
	fi
}
slow_upload 100k
for pid in $(parts front); do
	! has_upload "$pid" || { kill -KILL "$pid"; break; }
done
wait "$upload"
isnt_zero=$?
[ "$isnt_zero" != 0 ]
ok $? "a front killed during an upload: the connection breaks"
until_true 30 eval '[ -z "$(ls "$data/spool")" ]'
ok $? "its successor empties the spool of it"
if [ "$(id -u)" = 0 ]; then
	until_true 30 eval '[ "$(parts front | wc -l)" = 2 ]'
	slow_upload 1000k
	for pid in $(parts front); do
		has_upload "$pid" || kill -KILL "$pid"
	done
	wait "$upload"
	is "$(cat "$tmp/code")" 422 "the other front killed: this one's upload is not its business"
else
	ok 0 "the other front killed # SKIP needs root, to see which is which"
fi
serve_stop

# ---- told to end -----------------------------------------------------------------------------

serve_start --fronts 1
catch_child admin ''
kill -TERM "$supervisor"
kill -CONT "$held"
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
until_true 60 is_up_and_answers
is_empty() { [ "$(sqlite3 -readonly "$data/registry.db" 'SELECT 1' && stat -c %s "$data/registry.db-wal")" = "1
0" ]; }
until_true 30 is_empty
ok $? "a registrar without work empties the write-ahead log"
serve_stop

done_testing
