#!/bin/bash
# Files are for those who may hand something in: whoever may not has the answer before a byte of the
# file is kept, and whoever asks first (Expect: 100-continue) before a byte of it is sent.
# shellcheck source-path=SCRIPTDIR source=serve.sh disable=SC2154,SC2016
. "$(dirname "$0")/serve.sh"
# shellcheck source=serve_people.sh
. "$(dirname "$0")/serve_people.sh"

found_registry
serve_start --fronts 1
come_in admin "$token"
register maker
is "$(press maker /maker/applications/new /maker/applications/new level=1 route=standard eligibility.kind=device \
	eligibility.ip_communication=yes eligibility.user_can_add_security=no)" 303 "somebody with an application"
application=$(location)
application=${application%%\?*}
is "$(press maker "$application" "$application/move" move=take_number)" 303 "that can take a file"
upload=$application/checklist/pack
head -c 3000000 /dev/zero >"$tmp/zeros"
front=$(parts front)

# The folder's time changes with each file that is made in it, however short it was there.
spool_time() { stat -c %y "$data/spool"; }
# curl asks first when a body is large; with an empty Expect it does not.
send() { # PERSON PATH CURL...
	curl -s --max-time 60 -b "$tmp/$1.jar" -H 'Accept-Language: en' -o "$tmp/answer" -D "$tmp/answer.head" \
		-w '%{http_code} %{size_upload}' "${@:3}" "http://127.0.0.1:$port$2"
}
untouched() { # NAME
	is "$(spool_time)" "$before" "$1: no file was made for it"
}
before=$(spool_time)

# ---- nobody -------------------------------------------------------------------------------------

is "$(send nobody "$upload" -H 'Expect: 100-continue' -F "pack=@$tmp/zeros")" '303 0' "nobody, who asks first: answered, nothing is sent"
like "@$tmp/answer.head" '^Location: /sign-in' "with the way to sign in"
like "@$tmp/answer.head" '^Connection: close' "and the connection ends"
got=$(send nobody "$upload" -H 'Expect:' -F "pack=@$tmp/zeros")
is "${got% *}" 303 "nobody, who does not ask: the same answer after the body"
like "@$tmp/answer.head" '^Location: /sign-in' "with the way to sign in"
[ "${got#* }" -gt 3000000 ]
ok $? "which was read, so that a browser has its answer (${got#* } bytes)"
got=$(send nobody "$upload" -H 'Expect:' -H 'Cookie: session=0000000000000000000000000000000000000000000000000000000000000000' -F "pack=@$tmp/zeros")
is "${got% *}" 303 "a session that is none"
got=$(send nobody /sign-in -H 'Expect:' -F mail=x@works.example -F "pack=@$tmp/zeros")
is "${got% *}" 403 "a file where anybody may send a form"
got=$(send nobody /no/such/page -H 'Expect: 100-continue' -F "pack=@$tmp/zeros")
is "$got" '404 0' "a page that is not there"
got=$(send nobody /labels -H 'Expect: 100-continue' -F "pack=@$tmp/zeros")
is "$got" '405 0' "a page that takes no forms"
untouched "all of them"

# ---- somebody, but not so -----------------------------------------------------------------------

is "$(send admin "$upload" -H 'Expect: 100-continue' -F "pack=@$tmp/zeros")" '403 0' "another role"
is "$(send maker "$upload" -H 'Expect: 100-continue' -H 'Sec-Fetch-Site: cross-site' -F "pack=@$tmp/zeros")" '403 0' "a form of another site, by its Sec-Fetch-Site"
is "$(send maker "$upload" -H 'Expect: 100-continue' -H 'Origin: http://evil.example' -F "pack=@$tmp/zeros")" '403 0' "by its Origin"
look maker "$application/checklist" >"$tmp/page"
csrf=$(hidden "$tmp/page" csrf)
version=$(hidden "$tmp/page" version)
once=$(hidden "$tmp/page" once)
for fields in "no token:-F;once=$once" "a wrong token:-F;csrf=${csrf//[0-9]/a}" "an empty one:-F;csrf=" "the start of it:-F;csrf=${csrf:0:63}"; do
	IFS=';' read -ra options <<<"${fields#*:}"
	got=$(send maker "$upload" "${options[@]}" -F "pack=@$tmp/zeros")
	is "${got% *}" 403 "${fields%%:*}"
done
got=$(send maker "$upload" -F "pack=@$tmp/zeros" -F "csrf=$csrf" -F "version=$version" -F "once=$once")
is "${got% *}" 403 "the token after the file"
untouched "all of them"

# ---- as it should be ----------------------------------------------------------------------------

got=$(send maker "$upload" -F "csrf=$csrf" -F "version=$version" -F "once=$once" -F "pack=@$tmp/zeros")
is "${got% *}" 422 "token and file: looked at, and no pack"
[ "$(spool_time)" != "$before" ]
ok $? "by way of the spool"
is "$(ls "$data/spool")" '' "which is empty again"
slowly() { exec curl -s --limit-rate 100k -b "$tmp/maker.jar" -F "csrf=$csrf" -F "pack=@$tmp/zeros" "http://127.0.0.1:$port$upload" >/dev/null; }
spooled() { [ -n "$(ls "$data/spool")" ]; }
unspooled() { ! spooled; }
slowly &
slow=$!
until_true 30 spooled
ok $? "a file goes to the spool as it comes"
writer=$(id -un)
[ "$writer" != root ] || writer=nobody
is "$(stat -c '%a %U' "$data"/spool/*)" "600 $writer" "in a file for who wrote it alone"
kill "$slow"
wait "$slow" 2>/dev/null
until_true 30 unspooled
ok $? "and is removed when the connection is given up"

# ---- calls that fail --------------------------------------------------------------------------

is_traced() { grep -q '^TracerPid:[[:space:]]*[1-9]' "/proc/$front/status"; }
faulty() { # CALL ERROR STATUS NAME: the first such call of the front fails during an upload
	strace -qq -p "$front" -e "trace=$1" -e "inject=$1:error=$2:when=1" -o "$tmp/strace" 2>"$tmp/strace.err" &
	local tracer=$!

	until_true 30 is_traced
	got=$(send maker "$upload" -F "csrf=$csrf" -F "pack=@$tmp/zeros")
	kill "$tracer"
	wait "$tracer" 2>/dev/null
	is "${got% *} $(grep -c INJECTED "$tmp/strace")" "$3 1" "$4"
}
if [ "$(id -u)" = 0 ] && strace -qq -e trace=none true 2>/dev/null; then
	faulty openat EMFILE 503 "no descriptor for the file: 503"
	like "@$tmp/answer" 'Busy at the moment' "later it may work"
	faulty openat ENOSPC 503 "no room to make it: 503"
	like "@$tmp/answer" 'There is no room left on the server, so nothing was changed' "which says so"
	faulty write EIO 503 "a disk that does not write: 503"
	faulty write ENOSPC 503 "that is full: 503"
	like "@$tmp/answer" 'There is no room left on the server, so nothing was changed' "which says so"
	is "$(ls "$data/spool")" '' "nothing of them stays"
	faulty unlinkat EIO 422 "a file that cannot be removed: the answer is the same"
	is "$(find "$data/spool" -type f | wc -l)" 1 "it stays until the next start"
	rm "$data"/spool/*
	got=$(send maker "$upload" -F "csrf=$csrf" -F "version=$version" -F "once=$once" -F "pack=@$tmp/zeros")
	is "${got% *}" 422 "and without a fault all is as before"
	: >"$serve_log" # of the uploads without room
else
	ok 0 "calls that fail # SKIP needs root and strace"
fi

# ---- signed out meanwhile -----------------------------------------------------------------------

cp "$tmp/maker.jar" "$tmp/old.jar"
is "$(press maker "$application" /sign-out)" 303 "signed out"
before=$(spool_time)
got=$(send old "$upload" -F "csrf=$csrf" -F "version=$version" -F "once=$once" -F "pack=@$tmp/zeros")
is "${got% *}" 303 "the same by somebody who signed out meanwhile"
untouched "it"
is "$(parts front)" "$front" "it is the same front all the time"
is "$(cat "$serve_log")" '' "with nothing to complain of"
serve_stop
is $? 0 "the end is in order"
done_testing
