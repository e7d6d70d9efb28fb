#!/bin/bash
# Mail on its way out: into files, to a mail server that takes it, refuses it, puts it off, hangs or
# dies; and what is sent once although a process is killed over it.
# shellcheck source-path=SCRIPTDIR source=serve.sh disable=SC2154,SC2016
. "$(dirname "$0")/serve.sh"
# shellcheck source=serve_people.sh
. "$(dirname "$0")/serve_people.sh"

mail_to() { # NAME: somebody asks for a letter; in Japanese
	curl_more=(--interface "127.0.2.$((++letters % 200 + 1))")
	post nobody /register "mail=$1@works.example" "name=$1" "name_ja=$1製作所" "name_en=$1 Works" "identity_proof=none" language=ja
	curl_more=()
}
letters=0
row() { # NAME COLUMN
	sql "SELECT $2 FROM outbox WHERE mail = '$1@works.example' ORDER BY id DESC LIMIT 1"
}
settled() { # NAME: tried
	[ "$(row "$1" "sent IS NOT NULL OR problem IS NOT NULL")" = 1 ]
}
again() { # NAME: its next try is now
	sql "UPDATE outbox SET next_try = 0, problem = NULL WHERE mail = '$1@works.example'"
}

# ---- files ----------------------------------------------------------------------------------

found_registry
serve_start --fronts 1
is "$(stat -c '%a %U' "$data/outbox")" "700 $(stat -c %U "$data")" "the folder for mail is the owner's alone"
is "$(mail_to files)" 303 "a letter is asked for"
until_true 60 settled files
file=$data/outbox/$(printf %06d "$(row files id)").eml
is "$(stat -c %a "$file")" 600 "by method file it is a file, its owner's alone"
is "$(row files "sent IS NOT NULL")" 1 "and counts as sent"
is "$(tr -d '\n' <"$file" | tr '\r' '\n' | grep -c '')" "$(grep -c '' "$file")" "lines end with CR LF"
perl -MEncode -MMIME::Base64 -e '
	local $/; my ($head, $body) = split /\r\n\r\n/, <STDIN>, 2;
	$head =~ s/\r\n //g;
	die "long line" if grep { length > 998 } split /\r\n/, "$head\r\n$body";
	die "not ASCII" if $head =~ /[^\x20-\x7e\r\n]/;
	my ($subject) = $head =~ /^Subject: (.*?)\r?$/m;
	$subject =~ s/=\?UTF-8\?B\?(.*?)\?=/decode_base64($1)/ge;
	print "$subject\n";
	print "$_\n" for sort $head =~ /^([A-Za-z-]+):/mg;
	print $body =~ /https:\/\/\S+\/link\/[0-9a-f]{64}\r\n/ ? "link\n" : "none\n";
' <"$file" >"$tmp/parsed"
is "$(head -1 "$tmp/parsed")" 'アカウントの設定' "the subject, encoded (RFC 2047)"
is "$(sed 1d "$tmp/parsed" | paste -sd' ')" \
	'Auto-Submitted Content-Language Content-Transfer-Encoding Content-Type Date From MIME-Version Message-ID Subject To link' \
	"each field once, and the link in the text"
is "$(find "$data/outbox" -type f ! -name "*.eml" | wc -l)" 0 "and nothing else in the folder"
rm -rf "$data/outbox"
is "$(mail_to lost)" 303 "without the folder: what was asked for is done"
until_true 60 settled lost
like "$(row lost problem)" 'cannot write' "the mail waits, and says why"
like "@$serve_log" 'mail: [0-9]+, try 1: .*cannot write' "the log too"
mkdir -m 700 "$data/outbox"
chown --reference="$data" "$data/outbox"
again lost
until_true 70 eval '[ "$(row lost "sent IS NOT NULL")" = 1 ]' &
waiting=$!
mail_to nudge >/dev/null # News wakes it
wait "$waiting"
ok $? "and goes out when there is a folder"
serve_stop

# ---- settings that cannot be ----------------------------------------------------------------

settings() { printf '{"mail": {"method": "smtp", "smtp": {%s}}}\n' "$1" >"$data/registry.json"; }
refuses() { # PATTERN NAME
	hoshi serve --data "$data" --listen 127.0.0.1:0 --lang en
	refused "$1" "$2"
}
echo '{"mail": {"method": "smtp"}}' >"$data/registry.json"
refuses '/mail' "smtp without a server"
settings '"url": "http://mail.example", "from": "a@b.example"'
refuses '/mail/smtp/url' "something else than SMTP"
settings '"url": "smtp://127.0.0.1:25", "from": "a@b.example", "username": "u"'
refuses 'username and password_file go together' "a user without a password"
settings "\"url\": \"smtp://127.0.0.1:25\", \"from\": \"a@b.example\", \"username\": \"u\", \"password_file\": \"$tmp/password\""
refuses "password.*No such file" "a password that is not there"
echo secret >"$tmp/password"
chmod 644 "$tmp/password"
refuses "can be read by others" "a password for everybody"

# ---- a mail server on this machine ----------------------------------------------------------

mkdir "$tmp/mail"
"$here/servers/smtp.pl" "$tmp/mail" 127.0.0.1:0 >"$tmp/smtp.port" 2>"$tmp/smtp.err" &
mail_server=$!
server_pids+=("$mail_server")
until_true 60 test -s "$tmp/smtp.port"
settings "\"url\": \"smtp://127.0.0.1:$(cat "$tmp/smtp.port")\", \"from\": \"label@owner.example\", \"patience\": 3"
serve_start --fronts 1
mails() { cat "$tmp"/mail/[0-9]* 2>/dev/null | grep -c "^X-To: $1@" || true; }

mail_to good >/dev/null
until_true 60 settled good
is "$(row good "sent IS NOT NULL") $(mails good)" '1 1' "taken by the server: sent"
like "$(cat "$tmp"/mail/1)" 'X-From: label@owner.example' "from whom the settings say"
like "$(cat "$tmp"/mail/1)" '^Content-Transfer-Encoding: base64' "in Japanese: as base64, which every server takes"
like "$(perl -MMIME::Base64 -e 'local $/; my $t = <STDIN>; $t =~ s/.*?\r\n\r\n//s; print decode_base64($t)' <"$tmp/mail/1")" \
	'/link/[0-9a-f]{64}' "and can be read"
like "@$tmp/mail/log" '^< EHLO owner.example' "the server is greeted by the sender's name"

mail_to refuse >/dev/null
until_true 60 settled refuse
is "$(row refuse "sent IS NULL AND abandoned IS NOT NULL")" 1 "a 550: given up at once"
like "$(row refuse problem)" 'the mail server says: 550 5.1.1 no such mailbox here' "with the server's words"
is "$(sql "SELECT count(*) FROM audit WHERE action = 'mail.abandon'")" 1 "and in the audit trail"
mail_to content >/dev/null
until_true 60 settled content
is "$(row content "abandoned IS NOT NULL")" 1 "a 554 after the text: the same"

mail_to later >/dev/null
until_true 60 settled later
is "$(row later "sent IS NULL AND abandoned IS NULL AND next_try - strftime('%s', 'now') BETWEEN 30 AND 60")" 1 \
	"a 451: again in a minute"
again later
mail_to other >/dev/null
until_true 60 settled later
is "$(row later tries) $(row later "next_try - strftime('%s', 'now') BETWEEN 90 AND 120")" '2 1' "then in two"
sql "UPDATE outbox SET tries = 11 WHERE mail = 'later@works.example'"
again later
mail_to another >/dev/null
until_true 60 settled later
is "$(row later "abandoned IS NOT NULL")" 1 "after the twelfth try: given up"
like "@$serve_log" 'is given up: the mail server says: 451' "the log says so"

# ---- once more, by the administrator ---------------------------------------------------------

come_in admin "$token"
is "$status" 303 "an administrator"
id=$(row later id)
like "$(look admin '/admin/outbox?state=failed')" "action=\"/admin/outbox/$id/retry\"" "what was given up has a button"
unlike "$(look admin '/admin/outbox?state=sent')" '/retry"' "what was sent has none"
is "$(post admin "/admin/outbox/$id/retry" x=y)" 403 "without the form's token it is nothing"
sql "UPDATE outbox SET mail = 'good2@works.example' WHERE id = $id" # a server that takes it now
is "$(press admin '/admin/outbox?state=failed' "/admin/outbox/$id/retry") $(location)" '303 /admin/outbox?state=waiting&done=retry' "pressed"
until_true 10 eval '[ "$(row good2 "sent IS NOT NULL")" = 1 ]'
is "$(row good2 "sent IS NOT NULL") $(mails good2)" '1 1' "it goes out once more, at once"
is "$(sql "SELECT count(*) FROM audit WHERE action = 'mail.retry' AND subject = '$id' AND from_state = 'abandoned' AND account IS NOT NULL")" 1 \
	"and is in the audit trail"
is "$(press admin '/admin/outbox?state=failed' "/admin/outbox/$id/retry")" 422 "what was sent is not sent again"
like "@$tmp/answer" 'cannot be sent again' "says the page"
id=$(row content id)
sql "UPDATE outbox SET body = '' WHERE id = $id"
unlike "$(look admin '/admin/outbox?state=failed')" "/admin/outbox/$id/retry" "one whose text was forgotten has no button"
is "$(press admin '/admin/outbox?state=failed' "/admin/outbox/$id/retry")" 422 "nor is it sent"
is "$(row content "abandoned IS NOT NULL")" 1 "it stays given up"

# ---- killed over it -------------------------------------------------------------------------

taken() { [ "$(mails "$1")" -ge "$2" ]; }
is_back() { [ -n "$(parts "$1")" ] && ! parts "$1" | grep -qx "$2"; }
mail_to slow1 >/dev/null
until_true 60 taken slow1 1
pid=$(parts registrar)
kill -KILL "$pid"
until_true 60 settled slow1
is "$(row slow1 "sent IS NOT NULL") $(mails slow1)" '1 1' "the registrar killed while a mail is under way: sent, once"
mail_to slow2 >/dev/null
until_true 60 taken slow2 1
pid=$(parts jobs)
kill -KILL "$pid"
until_true 60 is_back jobs "$pid"
is "$(row slow2 "sent IS NULL")" 1 "jobs killed before the server's last word: not known to be sent"
again slow2
mail_to more >/dev/null
until_true 60 settled slow2
is "$(row slow2 "sent IS NOT NULL") $(mails slow2)" '1 2' "and sent again"
is "$(grep -l '^X-To: slow2' "$tmp"/mail/[0-9]* | xargs grep -h '^Message-ID' | sort -u | wc -l)" 1 "with the same Message-ID"

# ---- no server, and one that hangs ----------------------------------------------------------

mail_to gone >/dev/null
until_true 60 settled gone
is "$(row gone "sent IS NULL AND abandoned IS NULL")" 1 "closed in the middle: later"
pid=$(parts jobs)
kill -KILL "$pid" # or it rests for a minute
until_true 60 is_back jobs "$pid"
mail_to hang >/dev/null
until_true 60 settled hang
like "$(row hang problem)" '[Tt]ime' "one that hangs: not for ever"
serve_stop
settings "\"url\": \"smtp://127.0.0.1:$(cat "$tmp/smtp.port")\", \"from\": \"label@owner.example\", \"patience\": 120"
serve_start --fronts 1
again hang
mail_to nudge2 >/dev/null
until_true 60 eval '[ "$(grep -c "^< RCPT TO:<hang" "$tmp/mail/log")" -ge 2 ]'
start=$SECONDS
serve_stop
is $? 0 "told to end while a server hangs: in order"
[ $((SECONDS - start)) -lt 60 ]
ok $? "without waiting for it"

sql "UPDATE outbox SET abandoned = 1 WHERE sent IS NULL"
settings "\"url\": \"smtp://127.0.0.1:9\", \"from\": \"label@owner.example\""
serve_start --fronts 1
mail_to nowhere >/dev/null
until_true 60 settled nowhere
like "$(row nowhere problem)" '[Cc]onnect' "no server: later"
is "$(mail_to nowhere2)" 303 "and forms go on"
sleep 0.5
is "$(row nowhere2 tries)" 0 "others are not tried against it right away"
serve_stop

sql "UPDATE outbox SET abandoned = 1 WHERE sent IS NULL"
# TLS whose certificate nobody knows: no mail is given to it.
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$tmp/key.pem" -out "$tmp/cert.pem" \
	-days 2 -subj /CN=localhost 2>/dev/null
tls_port=$(($(cat "$tmp/smtp.port") + 1))
socat "OPENSSL-LISTEN:$tls_port,bind=127.0.0.1,reuseaddr,fork,cert=$tmp/cert.pem,key=$tmp/key.pem,verify=0" \
	"TCP:127.0.0.1:$(cat "$tmp/smtp.port")" 2>/dev/null &
server_pids+=("$!")
# A server that is not there yet would be another trouble.
answers() { (exec 3<>"/dev/tcp/127.0.0.1/$tls_port") 2>/dev/null; }
until_true 30 answers
settings "\"url\": \"smtps://127.0.0.1:$tls_port\", \"from\": \"label@owner.example\""
serve_start --fronts 1
mail_to unknown >/dev/null
until_true 60 settled unknown
like "$(row unknown problem)" 'certificate|SSL|TLS' "a certificate that cannot be verified: no mail"
is "$(mails unknown)" 0 "is given to it"
serve_stop

done_testing
