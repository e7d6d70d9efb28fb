#!/bin/bash
# Mail by TLS: STARTTLS and TLS from the first byte, whose certificate is verified against a file of
# authorities that the owner names.  What cannot be verified gets no mail and no password.
# shellcheck source-path=SCRIPTDIR source=serve.sh disable=SC2154,SC2016
. "$(dirname "$0")/serve.sh"
# shellcheck source=serve_people.sh
. "$(dirname "$0")/serve_people.sh"

command -v node >/dev/null || skip_all "node is not installed"

# ---- two authorities, and certificates for this machine ---------------------------------------

authority() { # NAME
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$tmp/$1.key" -out "$tmp/$1.pem" -days 2 \
		-subj "/CN=$1 of the test" -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign 2>/dev/null
}
certificate() { # NAME AUTHORITY SUBJECT-ALTERNATIVE-NAME
	openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$tmp/$1.key" -out "$tmp/$1.csr" -subj "/CN=mail" 2>/dev/null
	openssl x509 -req -in "$tmp/$1.csr" -CA "$tmp/$2.pem" -CAkey "$tmp/$2.key" -CAcreateserial -days 2 -out "$tmp/$1.pem" \
		-extfile <(echo "subjectAltName=$3") 2>/dev/null
}
authority ours
authority theirs
certificate good ours "IP:127.0.0.1,DNS:localhost"
certificate foreign theirs "IP:127.0.0.1,DNS:localhost"
certificate elsewhere ours "DNS:mail.elsewhere.example"
[ -s "$tmp/elsewhere.pem" ] || bail_out "openssl makes no certificates"

# ---- settings -------------------------------------------------------------------------------

echo secret >"$tmp/password"
chmod 600 "$tmp/password"
settings() { # URL MORE...
	local url=$1

	shift
	printf '{"mail": {"method": "smtp", "smtp": {"url": "%s", "from": "label@owner.example", "patience": 5, "username": "registry",
		"password_file": "%s"%s}}}\n' "$url" "$tmp/password" "$*" >"$data/registry.json"
}
found_registry
refuses() { # PATTERN NAME
	hoshi serve --data "$data" --listen 127.0.0.1:0 --lang en
	refused "$1" "$2"
}
settings smtp://127.0.0.1:25 ', "ca_file": "relative.pem"'
refuses '/mail/smtp/ca_file' "a file of authorities is named by its whole path"
settings smtp://127.0.0.1:25 ", \"ca_file\": \"$tmp/none.pem\""
refuses "none.pem.*No such file" "one that is not there"
settings smtp://127.0.0.1:25 ", \"ca_file\": \"$tmp/good.key\""
refuses "ca_file.*no file of certificates" "one without a certificate"
{ cat "$tmp/ours.pem"; sed 's/^\(.\{20\}\)./\1!/' "$tmp/theirs.pem"; } >"$tmp/damaged.pem"
settings smtp://127.0.0.1:25 ", \"ca_file\": \"$tmp/damaged.pem\""
refuses "ca_file.*no file of certificates" "one of which a certificate is damaged"
head -c $((1024 * 1024 + 1)) /dev/zero >"$tmp/large.pem"
settings smtp://127.0.0.1:25 ", \"ca_file\": \"$tmp/large.pem\""
refuses "large.pem" "one of a megabyte and a byte"

# ---- servers --------------------------------------------------------------------------------

mkfifo "$tmp/alive"
sleep 600 >"$tmp/alive" &
server_pids+=("$!")
n=0
letter() { # MANNER CERTIFICATE SCHEME://HOST MORE: sends one; in $row what became of it, in $mails what the server has
	local manner=$1 name=$2 url=$3

	n=$((n + 1))
	box=$tmp/mail$n
	mkdir "$box"
	: >"$box/log"
	node "$here/servers/smtp_tls.js" "$box" "$tmp/$name.key" "$tmp/$name.pem" "$manner" <"$tmp/alive" >"$box.port" &
	server_pids+=("$!")
	until_true 20 test -s "$box.port"
	settings "$url:$(cat "$box.port")" "$4"
	sql "UPDATE outbox SET abandoned = 1 WHERE sent IS NULL"
	serve_start --fronts 1
	curl_more=(--interface "127.0.3.$n")
	post nobody /register "mail=box$n@works.example" name=N name_ja=N name_en=N identity_proof=none language=en >/dev/null
	curl_more=()
	until_true 20 eval "[ \"\$(sql \"SELECT sent IS NOT NULL OR problem IS NOT NULL FROM outbox WHERE mail = 'box$n@works.example'\")\" = 1 ]"
	row=$(sql "SELECT CASE WHEN sent IS NOT NULL THEN 'sent' ELSE problem END FROM outbox WHERE mail = 'box$n@works.example'")
	mails=$(cat "$box"/[0-9]* 2>/dev/null | tr -d '\r')
	serve_stop
}
ours=", \"ca_file\": \"$tmp/ours.pem\""
unspoken() { unlike "@$box/log" '< (AUTH|MAIL|RCPT)' "$1"; }

letter starttls good smtp://127.0.0.1 "$ours"
is "$row" sent "STARTTLS with a certificate of the owner's authority: sent"
like "$mails" '^X-TLS: TLSv1\.[23]' "by TLS"
like "$mails" '^X-User: registry' "as the user of the settings"
like "@$box/log" '^none < STARTTLS' "after STARTTLS"
unlike "@$box/log" '^none < (AUTH|MAIL|RCPT|DATA)' "before which nothing is said"
like "$mails" 'box1@works.example' "it is the letter"
letter starttls good smtp://localhost "$ours"
is "$row" sent "by name, the same"
letter implicit good smtps://127.0.0.1 "$ours"
is "$row" sent "TLS from the first byte: sent"
like "$mails" '^X-TLS: TLSv1\.[23]' "by TLS"
unlike "@$box/log" STARTTLS "without STARTTLS"

for manner in starttls implicit; do
	scheme=$([ $manner = implicit ] && echo smtps || echo smtp)
	letter $manner foreign "$scheme://127.0.0.1" "$ours"
	like "$row" '[Cc]ertificate|SSL|TLS' "$manner: another authority's certificate: not sent"
	is "$mails" "" "the server has nothing"
	unspoken "and was told nothing"
	letter $manner elsewhere "$scheme://127.0.0.1" "$ours"
	like "$row" '[Cc]ertificate|SSL|TLS' "$manner: another host's certificate: not sent"
	unspoken "and it was told nothing"
done
letter implicit good smtps://127.0.0.1 ''
like "$row" '[Cc]ertificate|SSL|TLS' "without the file: the system's authorities do not know ours"
unspoken "and nothing was told"
cat "$tmp/theirs.pem" "$tmp/ours.pem" >"$tmp/both.pem"
letter starttls good smtp://127.0.0.1 ", \"ca_file\": \"$tmp/both.pem\""
is "$row" sent "of several authorities any will do"

letter plain good smtp://127.0.0.1 "$ours"
like "$row" 'SSL|TLS' "a server without STARTTLS, where authorities are named: not sent, though it is this machine"
unspoken "and it was told nothing without TLS"
letter refuse good smtp://127.0.0.1 "$ours"
like "$row" 'SSL|TLS|454' "one that refuses STARTTLS: not sent"
unspoken "nor told anything"
letter plain good smtp://127.0.0.1 ''
is "$row" sent "on this machine, and no authorities named: without TLS"
like "$mails" '^X-TLS: none' "as it is"
done_testing
