#!/bin/bash
# Every way to log in, against servers that take it, refuse it, and have the faults of real devices:
# what one try comes to, feature by feature (src/login/login.h).
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
need_root
need_built tests/tools/login_try
try=$built/tests/tools/login_try

device web login.pl 80=basic 81=soft 82=redirect 83=token 84=get 85=lock,2 86=setup 87=first 88=json 89=open 90=digest \
	91=digest,MD5,auth 92=digest,SHA-256-sess,auth-int 93=digest,SHA-256,auth 94=digest,MD5-sess,auth 95=stale 96=limit,2 \
	97=hashed 99=onvif 554=rtsp,basic 555=rtsp,digest 556=rtsp,open 161=snmp 98=digest,SHA3-256,auth 2301=japanese,cp932 2302=finnish 2303=pin 2304=shell 2305=locked 2306=mute 2307=gone \
	2308=expired 2309=japanese 2310=slow 210=busy 211=ftps 1885=mqtt5
where=${addresses[web]}
ip -n "$prefix-tester" addr add "$NETWORK.2/24" dev br0

# What a try comes to, as one line: end says status location cookies keys words password_field retry_after.
came() { # ARGUMENT...
	inside tester "$try" --seconds 8 "$@" >"$tmp/came" 2>&1
	perl -MJSON::PP -CO -ne 'next if !/^\{"end"/; $p = decode_json($_); print join("|", map { ref ? ($_ ? "field" : "") : $_ } @$p{qw(end says status location cookies keys words password_field note)}), "\n"' "$tmp/came"
}

# SERVICE/MECHANISM PORT[/PATH] what each of none, wrong and right come to, with '%' for "as the one before".
while IFS=$'\t' read -r mechanism place title none wrong right; do
	[ -n "$mechanism" ] || continue
	case $mechanism in http/* | onvif/*) url=http://$where:$place ;; rtsp/*) url=rtsp://$where:$place ;; *) url=$where:$place ;; esac
	is "$(came "$mechanism" "$url")" "$none" "$title: without a credential"
	is "$(came "$mechanism" "$url" admin wrong-pw)" "${wrong/\%/$none}" "$title: wrong"
	is "$(came "$mechanism" "$url" admin right-pw)" "${right/\%/${wrong/\%/$none}}" "$title: right"
done < <(sed 's/\t\+/\t/g' "$here/logins.tsv")

# ---- two tries of the same kind are the same, whatever token, cookie and time they meet ----

for place in 81 82 83 84; do
	for secret in wrong-pw right-pw; do
		is "$(came --times 3 http/form "http://$where:$place/" admin "$secret" | sort -u | wc -l)" 1 "port $place: $secret three times is one print"
	done
	is "$(came --together 6 http/form "http://$where:$place/" admin right-pw | sort | uniq -c | awk '{ print $1 }')" 6 "port $place: six at once are one print"
done
is "$(came --together 8 telnet/password "$where:2309" admin right-pw | sort | uniq -c | awk '{ print $1 }')" 8 "eight Telnet logins at once are one print"

# ---- locks ----

for n in 1 2; do
	like "$(came http/form "http://$where:85/" admin wrong-pw)" '^answered\|nothing\|200' "lock-out: wrong login $n is told as such"
done
is "$(came http/form "http://$where:85/" admin wrong-pw)" "answered|wait|200||||Login|field|" "lock-out: the third says to wait"
is "$(came http/form "http://$where:85/" admin right-pw)" "answered|wait|200||||Login|field|" "lock-out: so does the right one"
like "$(came --times 3 http/basic "http://$where:96/" admin wrong-pw)" '^answered\|wait\|429' "429 is a call to wait"
like @"$tmp/came" '"retry_after":30' "and says how long"

# ---- forms that set a password are never sent ----

for place in 86 87; do
	came http/form "http://$where:$place/" admin right-pw >/dev/null
done
is "$(asked web | grep -cE '^8[67] POST')" 0 "a form that sets a password was never sent"

# ---- SNMP: a wrong community is met with silence ----

is "$(came --seconds 2 snmp/community "$where:161" "" wrong-pw)" "silent|nothing|0||||||" "SNMP: a wrong community"
is "$(came --seconds 5 snmp/community "$where:161" "" right-pw)" "answered|yes|0||||||" "SNMP: the right one"
is "$(came --seconds 2 snmp/community "$where:161")" "silent|nothing|0||||||" "SNMP: without one"
is "$(came --seconds 2 snmp/community "$where:162" "" right-pw)" "refused|nothing|0||||||" "SNMP where nobody is"

# ---- recipes ----

cat >"$tmp/json.json" <<'END'
{"recipe": 1, "method": "POST", "url": "/api/login?v=1", "type": "application/json",
 "body": "{\"user\": \"{{account}}\", \"pass\": \"{{secret}}\"}"}
END
cat >"$tmp/hashed.json" <<'END'
{"recipe": 1, "page": "/", "method": "POST", "url": "/", "type": "application/x-www-form-urlencoded",
 "body": "u={{account}}&p={{secret:md5}}", "headers": {"X-Xsrf": "{{cookie:xsrf}}"}}
END
is "$(came http/json "http://$where:88/" admin right-pw)" "unable|nothing|0||||||a JSON login needs a recipe" "JSON without a recipe"
is "$(came --recipe "$tmp/json.json" http/json "http://$where:88/" admin wrong-pw)" \
	"answered|nothing|200|||code=1001,msg|bad login, request #||" "JSON: wrong"
is "$(came --recipe "$tmp/json.json" http/json "http://$where:88/" admin right-pw)" \
	"answered|nothing|200|||code=0,data.token,data.at|||" "JSON: right"
is "$(came --recipe "$tmp/hashed.json" http/form "http://$where:97/" admin wrong-pw)" "answered|nothing|200||||0||" "a page that hashes: wrong"
is "$(came --transcript --recipe "$tmp/hashed.json" http/form "http://$where:97/" admin right-pw)" "answered|nothing|200||||1||" \
	"a page that hashes: right"
unlike @"$tmp/came" "$(printf right-pw | md5sum | cut -c1-32)" "the hash is not in the transcript"

# ---- where from, and ends that are no answers ----

came --transcript --from "$NETWORK.2" http/basic "http://$where:80/" admin right-pw >/dev/null
like @"$tmp/came" "from $NETWORK.2" "HTTP from another address"
like @"$tmp/came" '"status":200' "and it is answered"
came --transcript --from "$NETWORK.2" telnet/password "$where:2303" admin right-pw >/dev/null
like @"$tmp/came" "from $NETWORK.2" "Telnet from another address"
is "$(came --from 192.0.2.7 http/basic "http://$where:80/" a b)" "unable|nothing|0||||||the source address is none of ours" "an address that is not ours"
is "$(came --from 192.0.2.7 ftp/password "$where:211" a b)" "unable|nothing|0||||||the source address is none of ours" "the same for FTP"
is "$(came http/basic "http://$where:79/" a b)" "refused|nothing|0||||||" "nobody is there"
is "$(came telnet/password "$where:79" a b)" "refused|nothing|0||||||" "the same for Telnet"
is "$(came --seconds 2 http/basic "http://$where:2306/" a b)" "silent|nothing|0||||||" "nothing is said"
is "$(came ssh/password "$where:2307" a b)" "closed|nothing|0||||||" "SSH with somebody who hangs up"
is "$(came --seconds 2 ssh/password "$where:2306" a b)" "silent|nothing|0||||||" "SSH with somebody who says nothing"
is "$(came http/basic "http://$where:210/" a b)" "garbage|nothing|0||||||" "FTP is no HTTP"
is "$(came ftp/password "$where:80" a b)" "closed|nothing|0||||||" "HTTP is no FTP"
is "$(came http/basic "http://$where:80/" a:b c)" "unable|nothing|0||||||Basic has no account names with a colon" "a name that Basic cannot say"
done_testing
