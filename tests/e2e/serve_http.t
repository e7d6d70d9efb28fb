#!/bin/bash
# HTTP against people who mean no good: heads that two servers could understand differently, requests
# that never end, more connections than there is room for.  And against those who do: connections are
# kept, HEAD, 304, 405 and OPTIONS are what they should be.
# shellcheck source-path=SCRIPTDIR source=serve.sh disable=SC2016 # Perl
. "$(dirname "$0")/serve.sh"

serve_start --fronts 1 --patience 2 --per-address 40 -v

# ---- heads ----------------------------------------------------------------------------------

# Each is one thing that is wrong with an otherwise good request; after it the connection is closed.
head_is() { # WANTED NAME PERL-TEXT
	is "$(statuses "$3" 1.5)" "$1" "$2"
}
get='"GET / HTTP/1.1\r\n'
post='"POST /x HTTP/1.1\r\nHost: a\r\n'
head_is '200 (open)' "a good one" "$get"'Host: a\r\n\r\n"'
head_is '200 (closed)' "which asks to close" "$get"'Host: a\r\nConnection: close\r\n\r\n"'
head_is '200 (closed)' "HTTP/1.0" '"GET / HTTP/1.0\r\n\r\n"'
head_is '400 (closed)' "no Host" "$get"'\r\n"'
head_is '400 (closed)' "two Hosts" "$get"'Host: a\r\nHost: a\r\n\r\n"'
head_is '400 (closed)' "a Host with markup" "$get"'Host: <i>\r\n\r\n"'
head_is '400 (closed)' "two Content-Lengths" "$post"'Content-Length: 1\r\nContent-Length: 1\r\n\r\nx"'
head_is '400 (closed)' "two that differ" "$post"'Content-Length: 1\r\nContent-Length: 2\r\n\r\nxx"'
# These two the library answers itself, with its head sent twice (docs/processes.md).
like "$(statuses "$post"'Content-Length: +1\r\n\r\nx"')" '^400 (400 )?\(closed\)' "Content-Length with a sign"
like "$(statuses "$post"'Content-Length: 18446744073709551616\r\n\r\nx"')" '^413 (413 )?\(closed\)' "a number nobody can hold"
head_is '400 (closed)' "Content-Length and Transfer-Encoding" "$post"'Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"'
head_is '501 (closed)' "an unknown Transfer-Encoding" "$post"'Transfer-Encoding: cow\r\n\r\n"'
head_is '411 (closed)' "chunked" "$post"'Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"'
head_is '501 (closed)' "gzip, chunked" "$post"'Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"'
head_is '411 (closed)' "a POST without a length" "$post"'\r\n"'
head_is '400 (closed)' "a GET with a body" "$get"'Host: a\r\nContent-Length: 1\r\n\r\nx"'
head_is '400 (closed)' "NUL in a value" "$get"'Host: a\r\nA: b\0c\r\n\r\n"'
head_is '400 (closed)' "NUL in a name" "$get"'Host: a\r\nA\0B: c\r\n\r\n"'
head_is '400 (closed)' "NUL in the address" '"GET /a\0b HTTP/1.1\r\nHost: a\r\n\r\n"'
head_is '400 (closed)' "NUL in the method" '"GE\0T / HTTP/1.1\r\nHost: a\r\n\r\n"'
head_is '400 (closed)' "NUL before the end of a line" "$get"'Host: a\r\nA: b\0\r\n\r\n"'
head_is '400 (closed)' "a line folded" "$get"'Host: a\r\nA: b\r\n c\r\n\r\n"'
head_is '400 (closed)' "a name that begins with a blank" "$get"' A: b\r\nHost: a\r\n\r\n"'
head_is '400 (closed)' "a blank before the colon" "$get"'Host : a\r\n\r\n"'
head_is '400 (closed)' "an empty name" "$get"'Host: a\r\n: b\r\n\r\n"'
head_is '400 (closed)' "a name with markup" "$get"'Host: a\r\n<b>: c\r\n\r\n"'
head_is '400 (closed)' "a line without a colon" "$get"'Host: a\r\nno colon\r\n\r\n"'
head_is '400 (closed)' "lines that end with LF alone" '"GET / HTTP/1.1\nHost: a\n\n"'
head_is '400 (closed)' "one line that does" "$get"'Host: a\nA: b\r\n\r\n"'
head_is '400 (closed)' "a CR in a value" "$get"'Host: a\rB: c\r\n\r\n"'
head_is '400 (closed)' "a control character" "$get"'Host: a\r\nA: \x1b[31m\r\n\r\n"'
head_is '400 (closed)' "two cookies" "$get"'Host: a\r\nCookie: a=b\r\nCookie: a=c\r\n\r\n"'
head_is '400 (closed)' "two blanks in the first line" '"GET  / HTTP/1.1\r\nHost: a\r\n\r\n"'
head_is '400 (closed)' "a blank in the address" '"GET /a b HTTP/1.1\r\nHost: a\r\n\r\n"'
head_is '400 (closed)' "an absolute address" '"GET http://a/ HTTP/1.1\r\nHost: a\r\n\r\n"'
head_is '400 (closed)' "no version" '"GET /\r\n\r\n"'
head_is '505 (closed)' "HTTP/2.0" '"GET / HTTP/2.0\r\nHost: a\r\n\r\n"'
head_is '400 (closed)' "another protocol" '"EHLO a\r\n\r\n"'
head_is '405 (closed)' "TRACE" '"TRACE / HTTP/1.1\r\nHost: a\r\n\r\n"'
head_is '400 (closed)' "CONNECT" '"CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n"'
head_is '431 (closed)' "a head of 20 kB" "$get"'Host: a\r\nA: " . "x" x 20000 . "\r\n\r\n"'
head_is '431 (closed)' "a head of 100 kB" "$get"'Host: a\r\nA: " . "x" x 100000 . "\r\n\r\n"'
head_is '431 (closed)' "65 fields" "$get"'Host: a\r\n" . "A: b\r\n" x 64 . "\r\n"'
head_is '200 (open)' "64 fields" "$get"'Host: a\r\n" . "A: b\r\n" x 63 . "\r\n"'
head_is '414 (closed)' "an address of 10 kB" '"GET /" . "x" x 10000 . " HTTP/1.1\r\nHost: a\r\n\r\n"'
head_is '415 (closed)' "a form of an unknown type" "$post"'Content-Type: text/xml\r\nContent-Length: 1\r\n\r\nx"'
head_is '413 (closed)' "a form of 2 MB" "$post"'Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 2000000\r\n\r\n"'
head_is '413 (closed)' "an upload of 1 GB" "$post"'Content-Type: multipart/form-data; boundary=b\r\nContent-Length: 1073741824\r\n\r\n"'
# The second request of a connection is looked at like the first.
head_is '200 400 (closed)' "good, then bad" "$get"'Host: a\r\n\r\n", 0.3, '"$get"'Host: a\r\nHost: b\r\n\r\n"'
head_is '200 400 (closed)' "both at once" "$get"'Host: a\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\nA: b\0c\r\n\r\n"'
is "$(ask / | head -1 | cut -d' ' -f2)" 200 "and the server is well"

# ---- slow clients ---------------------------------------------------------------------------

took() { # what raw printed, after how many tenths of a second
	local start
	start=$(date +%s%N)
	raw "$1" "$2" | tr -d '\r\0' | grep -aE '^(HTTP|\()' | cut -d' ' -f2 | paste -sd' '
	echo $((($(date +%s%N) - start) / 100000000))
}
late() { # FROM TO WANTED NAME STEPS
	local out
	out=$(took 12 "$5")
	is "$(head -1 <<<"$out")" "$3" "$4"
	[ "$(tail -1 <<<"$out")" -ge "$1" ] && [ "$(tail -1 <<<"$out")" -le "$2" ]
	ok $? "$4: in time" || diag <<<"$out"
}
late 17 45 '408 (closed)' "nothing is said" '()'
late 17 45 '408 (closed)' "a head that stops" '"GET / HT"'
late 17 45 '408 (closed)' "a head that drips" '(map { ($_, 0.2) } split //, "GET / HTTP/1.1\r\nHost: a\r\nAccept: text/html, and so on and so on and so on\r\n")'
late 17 45 '408 (closed)' "a body that stops" "$post"'Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 100\r\n\r\na=b"'
late 17 45 '408 (closed)' "a body that drips" "$post"'Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 100\r\n\r\n", map { ("a", 0.2) } 1..100'
late 17 45 '200 (closed)' "kept, and then nothing" "$get"'Host: a\r\n\r\n"'
late 17 50 '200 408 (closed)' "kept, and then a drip" "$get"'Host: a\r\n\r\n", 0.1, "GET / HTTP/1.1\r\n", map { ("a", 0.2) } 1..100'
is "$(ls "$data/spool")" '' "nothing of it is left in the spool"

# ---- more than there is room for ------------------------------------------------------------

crowd() { # N: so many connections that say nothing; then how many are still open
	perl -MIO::Socket::INET -MIO::Select -e '
		my ($port, $n) = @ARGV;
		my @s = map { IO::Socket::INET->new(PeerAddr => "127.0.0.1", PeerPort => $port) } 1 .. $n;
		select undef, undef, undef, 0.7;
		my $refused = 0;
		for my $s (grep { defined } @s) {
			next unless IO::Select->new($s)->can_read(0);
			sysread $s, my $got, 4096;
			$refused++ if $got =~ /^HTTP\/1\.1 503 / or $got eq "";
		}
		print $n - $refused, "\n";' "$port" "$1"
}
is "$(crowd 60)" 40 "one address has no more than --per-address connections"
until_true 60 eval '[ "$(ask / | head -1 | cut -d" " -f2)" = 200 ]'
ok $? "and is served again afterwards"
serve_stop

: >"$tmp/serve.out"
(
	ulimit -n 90
	exec "$HOSHI" serve --data "$data" --listen 127.0.0.1:0 --lang en --fronts 1 --patience 2 --per-address 1000 \
		>"$tmp/serve.out" 2>"$serve_log" </dev/null
) &
supervisor=$!
server_pids+=("$supervisor")
until_true 60 is_listening
port=$(sed -n 's/^listening on .*:\([0-9]*\)$/\1/p' "$tmp/serve.out")
# Who is there when it becomes full is served, also while it is.
raw 3 '(map { ("GET / HTTP/1.1\r\nHost: a\r\n\r\n", 0.5) } 1 .. 4)' >"$tmp/inside" &
inside=$!
sleep 0.3
crowd 200 >"$tmp/crowd"
wait "$inside"
is "$(grep -ac '^HTTP/1.1 200' "$tmp/inside")" 4 "no descriptors left: who is there is served"
like "@$serve_log" 'no room for more connections' "the log says so"
until_true 60 eval '[ "$(ask / --max-time 2 | head -1 | cut -d" " -f2)" = 200 ]'
ok $? "and it recovers"
is "$(grep -c 'ended' "$serve_log")" 0 "nobody died of it"
serve_stop

# ---- and those who mean well ----------------------------------------------------------------

serve_start --fronts 1 -v
out=$(curl -sv --max-time 20 -o /dev/null -o /dev/null -o /dev/null "http://127.0.0.1:$port/" "http://127.0.0.1:$port/" \
	-o /dev/null -d a=b "http://127.0.0.1:$port/sign-in" --next -s -o /dev/null "http://127.0.0.1:$port/" 2>&1)
is "$(grep -c '^\* Re-using existing connection\|^\* Connection #0 to host.*left intact' <<<"$out" | awk '{ print ($1 >= 3) }')" 1 "connections are kept"
is "$(raw 2 '(map { ("GET / HTTP/1.1\r\nHost: a\r\n\r\n", 0.05) } 1 .. 20)' | grep -ac '^HTTP/1.1 200')" 20 "twenty requests on one connection"
is "$(raw 2 '"GET / HTTP/1.1\r\nHost: a\r\n\r\n" x 20' | grep -ac '^HTTP/1.1 200')" 20 "twenty at once"
is "$(statuses '"POST /sign-in HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n", 0.3, "GET / HTTP/1.1\r\nHost: a\r\n\r\n"' | awk '{ print $2, $3 }')" \
	'200 (open)' "kept after a form too"
like "$(ask / -I)" '^HTTP/1\.1 200 ' "HEAD"
is "$(raw 1 '"HEAD / HTTP/1.1\r\nHost: a\r\n\r\n"' | tr -d '\r' | sed '1,/^$/d' | grep -vc '^(open)$\|^$')" 0 "has no body"
is "$(ask / | sed -n 's/^Content-Length: //p')" "$(ask / -I | sed -n 's/^Content-Length: //p')" "and the length of it"
etag=$(ask / | sed -n 's/^ETag: //p')
like "$etag" '^"[0-9a-z]+"$' "a page has an ETag"
for try in first second; do
	out=$(ask / -H "If-None-Match: $etag")
	like "$out" '^HTTP/1\.1 304 ' "304 to who has it, $try time"
	is "$(sed '1,/^$/d' <<<"$out")" '' "without a body"
	is "$(sed -n 's/^ETag: //p' <<<"$out")" "$etag" "with the same ETag"
done
is "$(ask / -H 'If-None-Match: "x"' | head -1 | cut -d' ' -f2)" 200 "200 to who has another"
like "$(ask / -X PUT)" '^Allow: .*GET' "405 says what is allowed"
like "$(ask / -X OPTIONS)" '^HTTP/1\.1 20[04] ' "OPTIONS"
like "$(ask / -X OPTIONS)" '^Allow: .*GET' "OPTIONS says what is allowed"
like "$(ask /there/is/no/such/page)" '^HTTP/1\.1 404 ' "404"
like "$(ask / -H 'Accept-Language: ja')" 'lang="ja"' "in Japanese"
like "$(ask / -H 'Accept-Language: en')" 'lang="en"' "in English, from the same cache"
like "$(ask / -H 'Accept-Language: ja')" 'lang="ja"' "and in Japanese again"
ask '/search?q=secret-words' >/dev/null
ask /invitation/0123456789abcdefghijklmnopqrstuvwxyz >/dev/null
sleep 0.3
like "@$serve_log" 'GET / 200 [0-9]+ bytes' "a line in the log for each request"
unlike "@$serve_log" 'secret-words|0123456789abcdef|127\.0\.0\.1' "without query, secret links or addresses"
serve_stop

# ---- proxies --------------------------------------------------------------------------------

serve_start --fronts 1 --behind-proxy --forwarder 127.0.0.2
like "$(ask /)" '^HTTP/1\.1 403 ' "behind a proxy: others are sent away"
like "$(ask / --interface 127.0.0.2)" '^HTTP/1\.1 200 ' "the forwarder is not"
like "$(ask / --interface 127.0.0.2 -H 'X-Forwarded-Proto: https')" '^Strict-Transport-Security:' "its word on HTTPS is believed"
unlike "$(ask / --interface 127.0.0.2 -H 'X-Forwarded-Proto: http')" '^Strict-Transport-Security:' "and on HTTP"
serve_stop
serve_start --fronts 1
unlike "$(ask / -H 'X-Forwarded-Proto: https')" '^Strict-Transport-Security:' "without a proxy nobody's is"
serve_stop

# ---- HTTPS ----------------------------------------------------------------------------------

openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$tmp/key.pem" -out "$tmp/cert.pem" \
	-days 2 -subj /CN=localhost -addext 'subjectAltName=IP:127.0.0.1' 2>/dev/null
chmod 600 "$tmp/key.pem"
serve_start --fronts 1 --patience 2 --tls-cert "$tmp/cert.pem" --tls-key "$tmp/key.pem"
like "@$tmp/serve.out" '^listening on https://' "HTTPS: it says so"
secure() { curl -s -i --max-time 10 --cacert "$tmp/cert.pem" "$@" | tr -d '\r'; }
out=$(secure "https://127.0.0.1:$port/")
like "$out" '^HTTP/1\.1 200 ' "HTTPS: the home page"
like "$out" '^Strict-Transport-Security: max-age=' "HTTPS: and only so from now on"
like "$(secure -d a=b "https://127.0.0.1:$port/sign-in")" '^HTTP/1\.1 [2-4]' "HTTPS: a form"
secure --tls-max 1.1 "https://127.0.0.1:$port/" >"$tmp/old"
is "$(wc -c <"$tmp/old")" 0 "HTTPS: TLS 1.1 is refused"
is "$(statuses '"GET / HTTP/1.1\r\nHost: a\r\n\r\n"')" '(closed)' "HTTPS: plain HTTP is refused"
late 17 45 '(closed)' "HTTPS: a handshake that stops" '"\x16\x03\x01"'
unlike "$(for fd in /proc/"$(parts front)"/fd/*; do readlink "$fd"; done)" 'key.pem' "HTTPS: the key's file is not held open"
serve_stop

done_testing
