#!/bin/bash
# Link checks: the addresses that makers publish are looked at once a day, gently, and nothing but the
# public internet is asked, whatever a name or a redirect leads to.  In a network of its own, where
# this machine has "public" addresses.
# shellcheck source-path=SCRIPTDIR source=serve.sh disable=SC2154,SC2016
if [ "${1:-}" != inside ]; then
	[ "$(id -u)" = 0 ] || { echo '1..0 # SKIP needs root'; exit 0; }
	exec unshare --net --mount "$0" inside
fi
. "$(dirname "$0")/serve.sh"
# shellcheck source=serve_people.sh
. "$(dirname "$0")/serve_people.sh"

ip link set lo up
ip addr add 9.9.9.9/32 dev lo
ip addr add 10.1.2.3/32 dev lo
printf '127.0.0.1 localhost\n9.9.9.9 works.example\n10.1.2.3 inside.example\n9.9.9.9 both.example\n10.1.2.3 both.example\n' >"$tmp/hosts"
mount --bind "$tmp/hosts" /etc/hosts

# One web server on all addresses; a line in its log for each request.
cat >"$tmp/web.pl" <<'END'
use strict; use warnings; use IO::Socket::INET;
$| = 1; $SIG{PIPE} = 'IGNORE'; $SIG{CHLD} = 'IGNORE';
my $l = IO::Socket::INET->new(LocalAddr => '0.0.0.0', LocalPort => 80, Listen => 20, ReuseAddr => 1) or die;
print "up\n";
while (my $s = $l->accept) {
	if (fork) { close $s; next }
	my $head = '';
	while (defined(my $line = <$s>)) { last if $line =~ /^\r?\n/; $head .= $line }
	my ($method, $path) = $head =~ /^(\S+) (\S+)/ or exit;
	my ($agent) = $head =~ /^User-Agent: (.*?)\r?$/m;
	open my $log, '>>', "$ENV{LOG}"; syswrite $log, join(' ', $s->sockhost, $method, $path, $agent // '') . "\n";
	my $r = sub { print $s "HTTP/1.1 $_[0]\r\nContent-Length: 0\r\n", ($_[1] ? "Location: $_[1]\r\n" : ''), "Connection: close\r\n\r\n"; close $s; exit };
	$r->('200 OK') if $path eq '/fine';
	$r->($method eq 'HEAD' ? '405 No' : '200 OK') if $path eq '/getonly';
	$r->(-e $ENV{MENDED} ? '200 OK' : '404 No') if $path eq '/gone';
	$r->('429 Slowly') if $path eq '/busy';
	$r->('302 Go', '/fine') if $path eq '/moved';
	$r->('302 Go', 'http://10.1.2.3/private') if $path eq '/inward';
	$r->('302 Go', 'http://inside.example/private') if $path eq '/inward-name';
	$r->('302 Go', 'http://[::ffff:10.1.2.3]/private') if $path eq '/inward-mapped';
	$r->('302 Go', 'http://0x0a010203/private') if $path eq '/inward-hex';
	$r->('302 Go', 'file:///etc/passwd') if $path eq '/file';
	$r->('302 Go', '/circle') if $path eq '/circle';
	sleep 30 if $path eq '/silent';
	$r->('200 OK');
}
END
LOG=$tmp/web.log MENDED=$tmp/mended perl "$tmp/web.pl" >"$tmp/web.up" 2>/dev/null &
server_pids+=("$!")
until_true 30 test -s "$tmp/web.up"
: >"$tmp/web.log"

found_registry
serve_start --fronts 1
register maker
is "$(press maker /maker/applications/new /maker/applications/new level=1 route=standard eligibility.kind=device \
	eligibility.ip_communication=yes eligibility.user_can_add_security=no)" 303 "an application"
application=$(location)
application=${application%%\?*}
is "$(press maker "$application/edit" "$application/edit" "next=$application" product.url=http://works.example/fine \
	vulnerability_report_url=http://works.example/gone)" 303 "with two addresses"
sql "UPDATE application SET state = 'submitted'"
sleep 2
is "$(wc -l <"$tmp/web.log")" 0 "as it comes, nobody is asked"
serve_stop

echo '{"link_checks": true}' >"$data/registry.json"
link() { sql "SELECT coalesce(state, 'unknown') || ' ' || coalesce(detail, '-') FROM web_link WHERE url = '$1'"; }
# As if makers had named them.
for path in getonly busy moved inward inward-name inward-mapped inward-hex file circle; do
	sql "INSERT INTO web_link (url, wanted) VALUES ('http://works.example/$path', strftime('%s', 'now'))"
done
for url in http://10.1.2.3/x http://inside.example/x http://both.example/x http://127.0.0.1/x 'http://[::1]/x' http://0x7f.1/x \
	http://localhost/x http://works.example:25/x 'http://a:b@works.example/x' http://nowhere.example/x 'http://[::ffff:127.0.0.1]/x'; do
	sql "INSERT INTO web_link (url, wanted) VALUES ('$url', strftime('%s', 'now'))"
done
total=22
serve_start --fronts 1
# A request has ten seconds; of some nothing is known afterwards either.
all_looked_at() {
	[ "$(sql "SELECT count(*) FROM web_link WHERE taken > 0 AND (state IS NOT NULL OR taken < strftime('%s', 'now') - 12)")" = $total ]
}
until_true 200 all_looked_at
is "$(sql 'SELECT count(*) FROM web_link WHERE taken > 0')" $total "with link_checks all are looked at"
is "$(link http://works.example/fine)" 'ok HTTP 200' "one that opens"
is "$(link http://works.example/gone)" 'broken HTTP 404' "one that does not"
is "$(link http://works.example/getonly)" 'ok HTTP 200' "one that knows no HEAD"
is "$(link http://works.example/busy)" 'unknown -' "one that is busy: nothing is known"
is "$(link http://works.example/moved)" 'ok HTTP 200' "one that moved"
is "$(link http://works.example/circle)" 'broken too many redirects' "one that leads in circles"
is "$(link http://works.example/file)" 'broken not an address of a web page' "one that leads to a file"
for path in inward inward-name inward-mapped inward-hex; do
	is "$(link "http://works.example/$path")" 'broken not a public address' "redirect: $path"
done
for url in http://10.1.2.3/x http://inside.example/x http://both.example/x http://127.0.0.1/x 'http://[::1]/x' http://0x7f.1/x \
	http://localhost/x 'http://[::ffff:127.0.0.1]/x'; do
	is "$(link "$url")" 'broken not a public address' "$url"
done
is "$(link http://works.example:25/x)" 'broken not an address of a web page' "another service's port"
is "$(link 'http://a:b@works.example/x')" 'broken not an address of a web page' "a password in it"
is "$(grep -c '^9\.9\.9\.9 ' "$tmp/web.log")" "$(wc -l <"$tmp/web.log")" "nothing but the public address was ever asked"
is "$(grep -c 'private' "$tmp/web.log")" 0 "and nothing private"
is "$(grep -c 'HEAD /fine hoshi (registry; checks its links once a day) +https://registry.example' "$tmp/web.log")" 2 "who asks says who it is"
is "$(grep -c '/gone' "$tmp/web.log")" 2 "HEAD, then GET, and no more"
lines=$(wc -l <"$tmp/web.log")
kill -KILL "$(parts jobs)"
kill -KILL "$(parts registrar)"
sleep 4
is "$(wc -l <"$tmp/web.log")" "$lines" "not twice a day, whoever is started again"
sql "UPDATE application SET state = 'numbered'"
like "$(look maker "$application")" 'HTTP 404' "the maker is told in the form check"

# ---- mended: another look before tomorrow ----------------------------------------------------

like "$(look maker "$application")" "action=\"$application/links\"" "with a button to ask for another look"
lines=$(wc -l <"$tmp/web.log")
: >"$tmp/mended"
is "$(press maker "$application" "$application/links") $(location)" "303 $application?done=links" "pressed"
until_true 20 eval '[ "$(link http://works.example/gone)" = "ok HTTP 200" ]'
is "$(link http://works.example/gone)" 'ok HTTP 200' "it is looked at within seconds"
sleep 3
is "$(tail -n +$((lines + 1)) "$tmp/web.log" | cut -d' ' -f3 | sort -u)" /gone "and no other is"
unlike "$(look maker "$application")" 'HTTP 404|/links"' "the finding is gone, and the button"
is "$(press maker "$application" "$application/links")" 422 "there is nothing more to look at"
like "@$tmp/answer" 'no URL that could not be opened' "says the page"
rm "$tmp/mended"
for _ in 1 2 3 4 5 6; do
	sql "UPDATE web_link SET state = 'broken' WHERE url = 'http://works.example/gone'"
	status=$(press maker "$application" "$application/links")
done
is "$status" 429 "not as often as a button can be pressed: the seventh time in an hour is refused"
is "$(sql "SELECT count(*) FROM audit WHERE action = 'application.look_again'")" 6 "each look that was asked for is in the trail"
serve_stop

# ---- mail over a network goes by TLS or not at all -------------------------------------------

mkdir "$tmp/mail"
"$here/servers/smtp.pl" "$tmp/mail" 9.9.9.9:2525 >"$tmp/smtp.port" 2>/dev/null &
server_pids+=("$!")
until_true 30 test -s "$tmp/smtp.port"
umask 077
echo secret >"$tmp/password"
printf '{"mail": {"method": "smtp", "smtp": {"url": "smtp://9.9.9.9:2525", "from": "a@b.example", "username": "u", "password_file": "%s"}}}\n' \
	"$tmp/password" >"$data/registry.json"
serve_start --fronts 1
post nobody /register mail=new@works.example name=N name_ja=N name_en=N identity_proof=none language=en >/dev/null
tried() { [ "$(sql "SELECT problem IS NOT NULL FROM outbox WHERE mail = 'new@works.example'")" = 1 ]; }
until_true 60 tried
like "$(sql "SELECT problem FROM outbox WHERE mail = 'new@works.example'")" 'SSL|TLS' "a mail server elsewhere without STARTTLS: no mail"
like "@$tmp/mail/log" '^< EHLO ' "it was spoken to"
unlike "@$tmp/mail/log" '^< (AUTH|MAIL|c2V|dQ)|secret' "but was given neither a mail nor the password"
serve_stop
done_testing
