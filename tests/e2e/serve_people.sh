#!/bin/bash
#
# People with a browser (curl with a cookie jar each) and an authenticator app (oathtool), after
# serve.sh:
#
#     found_registry; serve_start; come_in admin "$token"
#     is "$(press admin /account /account/language language=en)" 303 "..."
#
# What was answered is in $tmp/answer, its head in $tmp/answer.head.
#
# shellcheck shell=bash disable=SC2154,SC2034 # variables of serve.sh and of the tests
password='a long enough password'
token=
declare -A secrets=() used=()

found_registry() { # an administrator's link, in $token
	token=$(env ${preload:+LD_PRELOAD="$preload"} "$HOSHI" admin init --data "$data" --mail admin@owner.example --person 管理 --json |
		sed -n 's/.*"token": *"\([0-9a-f]*\)".*/\1/p')
	[ -n "$token" ] || bail_out "hoshi admin init gives no token"
}

look() { # PERSON PATH
	curl -s --max-time 60 -b "$tmp/$1.jar" -c "$tmp/$1.jar" -H 'Accept-Language: en' "http://127.0.0.1:$port$2"
}

hidden() { # FILE NAME
	sed -n "s/.*name=\"$2\" value=\"\([^\"]*\)\".*/\1/p" "$1" | head -1
}

# A POST alone, with the fields as they are; the status.  More options of curl in $curl_more.
curl_more=()
post() { # PERSON PATH FIELD...
	local person=$1 to=$2 fields=() field

	shift 2
	for field; do
		case $field in
		*=@*) fields+=(-F "$field") ;;
		*) fields+=(--form-string "$field") ;;
		esac
	done
	[ "${#fields[@]}" -gt 0 ] || fields=(-d '')
	curl -s --max-time 100 -b "$tmp/$person.jar" -c "$tmp/$person.jar" -H 'Accept-Language: en' -o "$tmp/answer" \
		-D "$tmp/answer.head" -w '%{http_code}' "${curl_more[@]}" "${fields[@]}" "http://127.0.0.1:$port$to"
}

# The form at PAGE with its hidden fields, sent to PATH.
press() { # PERSON PAGE PATH FIELD...
	local person=$1 from=$2 to=$3 name fields=()

	shift 3
	look "$person" "$from" >"$tmp/page"
	for name in csrf once version; do
		[ -z "$(hidden "$tmp/page" $name)" ] || fields+=("$name=$(hidden "$tmp/page" $name)")
	done
	post "$person" "$to" "${fields[@]}" "$@"
}

location() { sed -n 's/^[Ll]ocation: *\([^\r]*\).*/\1/p' "$tmp/answer.head"; }

# A code that was not used, in $code.  Each works once, half a minute early and late; one that is late
# already may be too late when the server comes to look at it, so it is one of now or early.
take_code() { # PERSON
	local now=$(($(date +%s) / 30)) next=$((${used[$1]:-0} + 1))

	[ "$next" -ge "$now" ] || next=$now
	while [ "$next" -gt $((now + 1)) ]; do
		sleep 1
		now=$(($(date +%s) / 30))
	done
	used[$1]=$next
	code=$(oathtool --totp --base32 --now "@$((next * 30))" "${secrets[$1]}")
}

# Follow a link, set password and app up, be signed in; the status in $status.
come_in() { # PERSON TOKEN
	look "$1" "/link/$2" >"$tmp/link"
	secrets[$1]=$(sed -n 's/.*<code class="key">\([A-Z2-7 ]*\)<.*/\1/p' "$tmp/link" | tr -d ' ')
	used[$1]=0
	take_code "$1"
	status=$(press "$1" "/link/$2" "/link/$2" "name=$1" "password=$password" "password_again=$password" "factor=$code")
}

# The token in the newest mail to an address, once it is there.
mailed() { # ADDRESS
	until_true 30 eval "grep -lqs '^To: <$1>' '$data'/outbox/*.eml"
	grep -ls "^To: <$1>" "$data"/outbox/*.eml | tail -1 | xargs sed -n 's|.*/link/\([0-9a-f]\{64\}\).*|\1|p' | head -1
}

# A maker of that name, registered and signed in.
register() { # NAME
	status=$(post "$1" /register "mail=$1@works.example" "name=$1" "name_ja=$1製作所" "name_en=$1 Works" \
		"identity_proof=a register's extract" language=en)
	[ "$status" = 303 ] || return 1
	come_in "$1" "$(mailed "$1@works.example")"
	[ "$status" = 303 ]
}

sql() { # STATEMENT: while the server runs, by another reader or writer
	sqlite3 -cmd '.timeout 5000' "$data/registry.db" "$1"
}

# What a registration leaves: nothing, or all of it.
half_done() {
	sql "SELECT count(*) FROM organisation o WHERE kind = 'maker' AND
		((SELECT count(*) FROM account a WHERE a.organisation = o.id) <> 1
		OR (SELECT count(*) FROM account a JOIN link l ON l.account = a.id WHERE a.organisation = o.id) <> 1
		OR (SELECT count(*) FROM account a JOIN outbox m ON m.mail = a.mail WHERE a.organisation = o.id) < 1)"
}
