#!/bin/bash
# Bad weather for the processes: any of them killed at any moment of an issue by HTTP, faults in the
# registrar itself, and a whole issue cut short somewhere.  Whatever was acknowledged is there
# afterwards, nothing is half done, and a person who tries again gets through.
# Each single call failed in turn: serve_faults.t.
# shellcheck source-path=SCRIPTDIR source=serve.sh disable=SC2154,SC2016
. "$(dirname "$0")/serve.sh"
# shellcheck source=serve_people.sh
. "$(dirname "$0")/serve_people.sh"

need_built tests/tools/registry_life
life=$built/tests/tools/registry_life

sound() { # FOLDER ACKS NAME
	if "$life" verify "$1" <"$2" >"$tmp/verified" 2>"$tmp/verify.err"; then
		ok 0 "$3: $(cat "$tmp/verified")"
	else
		ok 1 "$3: $(cat "$tmp/verified")"
		diag <"$tmp/verify.err"
	fi
}

# ---- killed at any moment --------------------------------------------------------------------

dir=$tmp/killed
mkdir -m 700 "$dir"
"$life" found "$dir" 2>"$tmp/found.err" || { diag <"$tmp/found.err"; bail_out "no registry"; }
: >"$tmp/acks"
cut=0
begin=$(date +%s%N)
"$life" issue "$dir" >>"$tmp/acks" 2>/dev/null
# Microseconds; not all come to their end.
export LASTS=$((($(date +%s%N) - begin) / 800))
for ((i = 0; i < 30; i++)); do
	perl -MTime::HiRes=usleep -e '
		my $pid = fork // die;
		if (!$pid) { exec @ARGV or exit 127 }
		usleep(rand $ENV{LASTS});
		kill KILL => $pid;
		waitpid $pid, 0;
		exit($? ? 1 : 0);
	' "$life" issue "$dir" >>"$tmp/acks" 2>/dev/null || cut=$((cut + 1))
done
[ "$cut" -gt 5 ]
ok $? "killed at any moment: $cut of 30 issues were cut short"
sound "$dir" "$tmp/acks" "killed"

# ---- the processes themselves ----------------------------------------------------------------

found_registry
serve_start --fronts 2
come_in admin "$token"
person() { # ORGANISATION ROLE NAME
	take_code admin
	status=$(press admin /admin/accounts /admin/accounts "organisation=$1" "role=$2" "mail=$3@works.example" "name=$3" \
		language=en "factor=$code")
	is "$status" 303 "$3 is invited" || sed -n 's/.*class="problem[^>]*>\([^<]*\)<.*/\1/p' "$tmp/answer" | diag
	come_in "$3" "$(mailed "$3@works.example")"
	is "$status" 303 "$3 comes in" || sed -n 's/.*class="problem[^>]*>\([^<]*\)<.*/\1/p' "$tmp/answer" | diag
}
person 1 officer officer
person 2 authority desk
register maker
today=$(TZ=Asia/Tokyo date +%F)
: >"$tmp/acks"
tries=0
# Until it is so, as somebody would who sees an error page and looks again.
until_is() { # SQL STEP PERSON PAGE PATH FIELD...
	local wanted=$1 step=$2 end=$((SECONDS + 90)) status='' factor=()

	shift 2
	while [ "$(sql "SELECT $wanted FROM application p WHERE id = $id")" != 1 ]; do
		[ "$SECONDS" -lt "$end" ] || return 1
		tries=$((tries + 1))
		# A code is not used up by what was not done.
		if [ "$step" = issued ] && { [ -z "$status" ] || [ "$status" = 422 ]; }; then
			take_code officer
			factor=("factor=$code")
		fi
		status=$(press "$@" "${factor[@]}")
		case $status in
		# To the page for signing in is no answer to the form.
		303) [[ $(location) == /sign-in* ]] && sleep 0.5 || echo "ack $id $step" >>"$tmp/acks" ;;
		500 | 503 | 000 | 409) sleep 0.1 ;;
		422 | 404) sleep 0.1 ;;
		# Nobody was there to give the form its token.
		403) sleep 0.1 ;;
		*) echo "# $step: $status" && sleep 0.1 ;;
		esac
	done
}
whole_issue() {
	id=0
	local end=$((SECONDS + 90)) max

	max=$(sql "SELECT coalesce(max(id), 0) FROM application")
	while [ "$id" -le "$max" ] && [ "$SECONDS" -lt "$end" ]; do
		press maker /maker/applications/new /maker/applications/new level=1 route=standard eligibility.kind=device \
			eligibility.ip_communication=yes eligibility.user_can_add_security=no >/dev/null
		id=$(sql "SELECT coalesce(max(id), 0) FROM application")
	done
	m=/maker/applications/$id o=/officer/applications/$id
	until_is "state <> 'draft'" numbered maker "$m" "$m/move" move=take_number || return 1
	until_is "body_json LIKE '%HG-100%'" saved maker "$m/edit" "$m/edit" "next=$m" product.name.ja=ゲートウェイ product.name.en=Gateway \
		product.category=ゲートウェイ product.summary.ja=装置 product.summary.en=Device product.contact=https://works.example/contact \
		product.manufacturer.name.ja=製作所 product.manufacturer.name.en=Works product.origin.country=JP \
		models=$'HG-100,Home gateway\n' "support_until=$((${today%%-*} + 5))-03-31" \
		vulnerability_report_url=https://works.example/security evaluation.by=own supply_chain.no_parents=yes \
		supply_chain.no_oem_odm=yes supply_chain.no_firmware=yes applicant.corporate_number=8700110005901 \
		declaration.name=見本 declaration.title=部長 "declaration.on=$today" declaration.agreed=yes || return 1
	local answers=() criterion
	# shellcheck disable=SC2013 # words
	for criterion in $(sed -n 's/.*"id": "\(S1\.1-[0-9]*\|[0-9][0-9]\)".*/\1/p' catalogue/packs/jc-star-1.json | sort -u); do
		answers+=("answer.$criterion=yes")
	done
	until_is "EXISTS (SELECT 1 FROM checklist c WHERE c.application = p.id)" typed maker "$m/checklist" "$m/checklist" "next=$m" "${answers[@]}" || return 1
	until_is "state NOT IN ('draft', 'numbered')" submitted maker "$m" "$m/move" move=submit || return 1
	until_is "state <> 'submitted'" checked officer "$o" "$o/move" move=pass_form_check || return 1
	i=/authority/inquiries/$(sql "SELECT id FROM inquiry WHERE application = $id")
	until_is "EXISTS (SELECT 1 FROM inquiry q WHERE q.application = p.id AND q.answer IS NOT NULL)" answered \
		desk "$i" "$i/move" move=answer answer=no_objection || return 1
	until_is "state <> 'inquiry'" accepted officer "$o" "$o/move" move=accept || return 1
	until_is "state <> 'accepted'" paid officer "$o" "$o/move" move=record_fee "paid_on=$today" || return 1
	until_is "state = 'issued'" issued officer "$o" "$o/move" move=issue
}
if whole_issue; then
	ok 0 "by HTTP, in fair weather: a label after $tries forms"
	killer() {
		local all pid n

		# So many that a restart waits for seconds, not so many that nothing is ever done.
		for ((n = 0; n < 10; n++)); do
			sleep "0.$((RANDOM % 3 + 1))"
			mapfile -t all < <(parts front; parts registrar; parts jobs; parts worker)
			[ "${#all[@]}" -gt 0 ] || continue
			pid=${all[RANDOM % ${#all[@]}]}
			kill -KILL "$pid" && echo "$pid" >>"$tmp/killed.pids"
		done
	}
	killer 2>/dev/null &
	killer=$!
	tries=0
	whole_issue
	ok $? "parts killed at any moment: a label all the same"
	kill "$killer" 2>/dev/null
	wait "$killer" 2>/dev/null
	echo "# $tries forms, $(wc -l <"$tmp/killed.pids") processes killed"
	[ -s "$tmp/killed.pids" ]
	ok $? "there were some"
	until_true 60 eval '[ "$(parts registrar | wc -l)" = 1 ]'
	if [ "$(id -u)" = 0 ]; then
		# They end at some time: a fault that comes back with each try would let nobody through.
		strace -f -qq -p "$(parts registrar)" -e trace=fdatasync,pwrite64 -e inject=fdatasync:error=EIO:when=3..40+4 \
			-e inject=pwrite64:error=ENOSPC:when=40..600+150 -o "$tmp/strace" 2>"$tmp/strace.err" &
		tracer=$!
		sleep 0.5
		tries=0
		whole_issue
		ok $? "with faults put into the registrar itself: a label all the same" ||
			{ sql "SELECT id, state FROM application"; tail -5 "$serve_log"; sed -n 1,3p "$tmp/answer.head"; } | diag
		fired=$(grep -c INJECTED "$tmp/strace")
		[ "$fired" -gt 0 ]
		ok $? "$fired faults, $tries forms"
		kill "$tracer"
		wait "$tracer" 2>/dev/null
	fi
else
	ok 1 "by HTTP, in fair weather: a label"
	sed -n 's/.*class="problem[^>]*>\([^<]*\)<.*/\1/p' "$tmp/answer" | diag
	sql "SELECT id, state FROM application" | diag
	tail -3 "$serve_log" | diag
fi
# All at once, as by a power cut, and started again before they all have ended.
for ((i = 1; i <= 4; i++)); do
	(press maker /maker/applications/new /maker/applications/new level=1 route=standard eligibility.kind=device \
		eligibility.ip_communication=yes eligibility.user_can_add_security=no >/dev/null) &
	pressing=$!
	sleep "0.0$((i * 2))"
	kill -KILL "$supervisor"
	wait "$supervisor" "$pressing" 2>/dev/null
	serve_start --fronts 2
done
ok 0 "the supervisor killed over a form, four times: it starts again"
whole_issue
ok $? "and then a label"
number=$(sql "SELECT number FROM label ORDER BY id DESC LIMIT 1")
like "$(ask "/L/$number")" '^HTTP/1\.1 200 ' "the page of the last label"
serve_stop
is $? 0 "the end is in order"
# What was the signer's user's is now of who looks at it.
[ "$(id -u)" != 0 ] || chown -R 0:0 "$data/trust"
sound "$data" "$tmp/acks" "by HTTP"

done_testing
