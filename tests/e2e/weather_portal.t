#!/bin/bash
# Captive portals that answer DNS too: every name is theirs and every page leads to their login.  What they
# say is neither the device's nor the maker's: a document that came from one proves nothing, and nothing
# passes or fails by it.
# shellcheck source-path=SCRIPTDIR source=lib.sh disable=SC2016,SC2034 # Perl; lib.sh reads some
. "$(dirname "$0")/lib.sh"
need_root
command -v nft >/dev/null || skip_all "needs nft (package nftables)"
JOBS=16

export HOSHI_TEST_SECRET=right-pw
declare_it() { # NAME SCHEME [HOST]
	local at=$2://${3:-maker.example}

	declaration "$1.yaml" <<-END
	interfaces: [{proto: tcp, port: 80, service: http, purpose: settings, authenticates: true}]
	accounts: [{name: admin, initial: unique, secret: {env: HOSHI_TEST_SECRET}, interfaces: [tcp/80]}]
	documents: {disclosure_policy: '$at/policy.html', user_information: '$at/manual.html', update_instructions: '$at/update.html'${trust:+, trust: $trust}}
	authorization: {$ALLOWED}
	END
}

# The tester's names are looked up at an address in the network, from here on.
real=$HOSHI
cat >"$tmp/hoshi" <<END
#!/bin/sh
[ "\$1" = assess ] && [ -n "\$HOSHI_TEST_DNS" ] || exec "$real" "\$@"
echo "nameserver \$HOSHI_TEST_DNS
options timeout:1 attempts:1" >"$tmp/resolv.\$\$"
exec unshare -m sh -c 'mount --bind "\$0" /etc/resolv.conf && exec "\$@"' "$tmp/resolv.\$\$" "$real" "\$@"
END
chmod +x "$tmp/hoshi"
HOSHI=$tmp/hoshi

# TLS before a port of a device: a certificate that nobody knows, or one that the declaration trusts.
for cert in unknown trusted; do
	openssl req -x509 -nodes -newkey rsa:2048 -days 30 -subj /CN=example -keyout "$tmp/$cert.key" -out "$tmp/$cert.crt" \
		-addext 'subjectAltName=DNS:portal.example,DNS:maker.example,DNS:www.maker.example' 2>/dev/null || bail_out "no certificate"
	cat "$tmp/$cert.crt" "$tmp/$cert.key" >"$tmp/$cert.pem"
done
tls() { # NAME CERTIFICATE PORT BEHIND
	ip netns exec "$prefix-$1" socat "OPENSSL-LISTEN:$3,reuseaddr,fork,cert=$tmp/$2.pem,verify=0" "TCP:127.0.0.1:$4" 2>/dev/null &
	server_pids+=($!)
	wait_port "$1" "$3"
}

# Portals that answer for every name.
device redirect portal.pl 53=dns 80=redirect,http://portal.example
device consent portal.pl 53=dns 80=consent
device basic portal.pl 53=dns 80=basic
device absent portal.pl 53=dns 80=absent
portals='redirect consent basic absent'
for kind in $portals; do
	tls "$kind" unknown 443 80
done
# A device of its own, with the portal elsewhere.
device real stormy.pl 80=plain

for kind in $portals; do
	for scheme in http https; do
		declare_it "$kind-$scheme" "$scheme"
	done
	export HOSHI_TEST_DNS=${addresses[$kind]}
	assess "$kind" -d "$tmp/$kind-http.yaml"
	assess_at "$kind-https" "${addresses[real]}" -d "$tmp/$kind-https.yaml"
done
assess_at named device.example

# Names are right here, and what is sent to port 80 goes to a portal with a good certificate.
device gate portal.pl 53=names 80=redirect,https://portal.example 8000=redirect,https://portal.example
tls gate trusted 443 8000
# Whatever is sent to anybody goes there.
device taken portal.pl 53=names 80=consent
device login portal.pl 53=names 80=rfc6585
# A site that leads from HTTP to its own HTTPS is just a site.
device site portal.pl 53=names 80=away,https://www.maker.example 8000=maker
tls site trusted 443 8000
trust=$tmp/trusted.crt
for name in gate login site; do
	declare_it "$name" http
	export HOSHI_TEST_DNS=${addresses[$name]}
	assess "$name" -d "$tmp/$name.yaml"
done
finish
inside taken ip addr add 192.0.2.1/32 dev lo
ip -n "$prefix-tester" route add 192.0.2.1 via "${addresses[taken]}"
declare_it taken http
HOSHI_TEST_DNS=${addresses[taken]} assess taken -d "$tmp/taken.yaml"
finish
tls=${portals// /-https }-https
names="$portals $tls gate login taken site"

documents='disclosure_policy user_information update_instructions'
for name in $portals $tls gate login taken; do
	is_run "$name" "map { cover \$_ } qw($documents security_txt)" 'partial portal partial portal partial portal partial portal' \
		"$name: coverage says that somebody in between answered"
	is_run "$name" 'grep { $_->{reached} || $_->{trusted} || $_->{status} } @{of("document")}' '' "$name: no document was reached"
	is_run "$name" 'scalar @{of("document_item")}' 0 "$name: nothing is quoted from a portal"
	is_run "$name" 'map { check $_ } qw(05.published 07.instructions 16.published)' 'inconclusive inconclusive inconclusive' "$name: so nothing passes or fails by it"
	is_run "$name" 'join " ", grep { /pass|fail/ } map { verdict $_ } qw(01 02 05 07 10 16)' '' "$name: nor does a criterion"
	is_run "$name" 'scalar(@{of("model")}), scalar grep { $_->{accepted} || $_->{granted} } @{of("credential")}, @{of("guest")}' '0 0' "$name: no model number is shown, and nobody let in"
	sound_run "$tmp/$name.run" "$name"
done
like "$("$HOSHI" report "$tmp/consent.run" -f text --lang en | tr -s '\n ' ' ')" '[Ss]omebody in between, such as a captive portal, answered in place of the site' "the report says why"
like "$("$HOSHI" report "$tmp/consent.run" -f text --lang ja | tr -d '\n ')" '途中のネットワーク.利用登録を求めるページなど.が、取得先の代わりに応答しました' "and in Japanese"

for name in $portals; do
	is_run "$name" 'map { $_->{service} } grep { $_->{port} == 53 } @{of("service")}' dns "$name: who answers DNS is a DNS server"
	is_run "$name-https" 'cover("http.walk", 80), map { "$_->{path} $_->{access}" } @{of("http_page")}' 'complete / open' "$name: a device beside the portal is examined as ever"
done

# A site that leads from HTTP to its own HTTPS is certain of itself.
is_run site "map { cover \$_ } qw($documents)" 'complete complete complete' "site: its documents were fetched"
is_run site 'map { join " ", map { $_ ? 1 : 0 } @$_{qw(reached https trusted soft_404)} } @{of("document")}' '1 1 1 0 1 1 1 0 1 1 1 0' "site: and it was the site, after a redirect to its own HTTPS"
is_run site 'check("05.published"), check("16.published")' 'pass pass' "site: S1.1-05 and S1.1-16 can be read"

# Where a name that cannot exist has the address of the device's, that address is nobody's.
is "$(code named)" 2 "a target by name, where every name is the portal's: exit code 2"
like "@$tmp/named.err" "^hoshi: 'device.example' has the address \(10\.[0-9.]+\) that names have here which cannot exist; a captive portal may answer: name the device by its address\$" "and says why"
done_testing
