#!/bin/bash
# The TLS posture of known servers: openssl s_server in many configurations, some behind a proxy of
# ours that has the faults of small devices, and servers that speak no TLS at all.  Every time:
# versions, classes, groups and certificate are what they are, at most 15 connections are made, one
# at a time (as the device's firewall counts them), and what was not examined is not called
# complete.  bench/tls_posture.c runs the probe and prints what it reports.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
need_root
for tool in nft openssl ss; do
	command -v "$tool" >/dev/null || skip_all "needs $tool"
done

need_built bench/tls_posture
driver=$built/bench/tls_posture

# ---- certificates ---------------------------------------------------------------------------

certificate() { # NAME ARGUMENT...
	openssl req -x509 -nodes -subj "/CN=$1.example" -keyout "$tmp/$1.key" -out "$tmp/$1.pem" "${@:2}" 2>"$tmp/openssl" ||
		{ diag <"$tmp/openssl"; bail_out "no certificate of the kind $1"; }
}
certificate rsa -days 30 -sha256 -newkey rsa:2048
certificate ec -days 30 -sha256 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1

# Only "openssl ca" makes one that has expired.
printf '[ca]\ndefault_ca=c\n[c]\ndatabase=%s\nserial=%s\nnew_certs_dir=%s\npolicy=p\n[p]\ncommonName=supplied\n' \
	"$tmp/index" "$tmp/serial" "$tmp" >"$tmp/ca.conf"
: >"$tmp/index"
echo 01 >"$tmp/serial"
if ! openssl req -new -nodes -subj /CN=weak.example -newkey rsa:1024 -keyout "$tmp/weak.key" -out "$tmp/weak.csr" 2>"$tmp/openssl" ||
	! openssl ca -batch -config "$tmp/ca.conf" -selfsign -keyfile "$tmp/weak.key" -in "$tmp/weak.csr" -md sha1 -notext \
		-startdate 20200101000000Z -enddate 20210101000000Z -out "$tmp/weak.pem" 2>>"$tmp/openssl"; then
	diag <"$tmp/openssl"
	bail_out "no weak certificate"
fi

# The second Oakley group (RFC 2409 6.2); to make one takes too long.
{
	printf 'asn1=SEQUENCE:dh\n[dh]\np=INTEGER:0xFFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD1'
	printf '%s' 29024E088A67CC74020BBEA63B139B22514A08798E3404DDEF9519B3CD3A431B302B0A6DF25F1437 \
		4FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7EDEE386BFB5A899FA5 \
		AE9F24117C4B1FE649286651ECE65381FFFFFFFFFFFFFFFF
	printf '\ng=INTEGER:2\n'
} >"$tmp/dh.conf"
if ! openssl asn1parse -genconf "$tmp/dh.conf" -noout -out "$tmp/dh.der" ||
	! openssl dhparam -inform DER -in "$tmp/dh.der" -out "$tmp/dh1024.pem" 2>/dev/null; then
	bail_out "no small group"
fi

# ---- servers --------------------------------------------------------------------------------

ports=()
s_server() { # PORT CERTIFICATE ARGUMENT...
	ip netns exec "$prefix-tls" openssl s_server -accept "$1" -www -quiet \
		-cert "$tmp/$2.pem" -key "$tmp/$2.key" "${@:3}" >/dev/null 2>"$tmp/server.$1" </dev/null &
	server_pids+=($!)
	ports+=("$1")
}

proxy() { # PORT=MANNER...
	serve tls "$@"
	for port in "${@:2}"; do
		ports+=("${port%%=*}")
	done
}

all='ALL:COMPLEMENTOFALL:@SECLEVEL=0'
device_empty tls
s_server 1301 rsa -tls1_3
s_server 1302 rsa -tls1_3 -groups P-384
s_server 1303 ec -tls1_3 -groups X448
s_server 1304 rsa -tls1_3 -groups ffdhe3072
s_server 1305 ec -tls1_3 -Verify 1
s_server 1306 rsa -tls1_3 -max_send_frag 512 -split_send_frag 512
s_server 1201 rsa -tls1_2 -cipher ECDHE-RSA-AES128-GCM-SHA256 -groups P-256
s_server 1202 rsa -tls1_2 -cipher 'AES128-SHA:AES256-SHA256:@SECLEVEL=0'
s_server 1203 rsa -tls1_2 -cipher 'NULL-SHA256:@SECLEVEL=0'
s_server 1204 rsa -tls1_2 -cipher 'ADH-AES128-SHA:@SECLEVEL=0'
s_server 1205 rsa -tls1_2 -cipher 'DHE-RSA-AES128-GCM-SHA256:@SECLEVEL=0' -dhparam "$tmp/dh1024.pem"
s_server 1206 rsa -tls1_2 -cipher ECDHE-RSA-CAMELLIA128-SHA256
s_server 1207 rsa -tls1_2 -cipher DHE-RSA-ARIA128-GCM-SHA256
s_server 1208 weak -tls1_2 -cipher 'ECDHE-RSA-AES256-GCM-SHA384:@SECLEVEL=0'
s_server 1209 rsa -tls1_2 -cipher ECDHE-RSA-AES128-GCM-SHA256 -max_send_frag 512
s_server 1210 rsa -tls1_2 -cipher 'ECDHE-RSA-AES128-GCM-SHA256:ECDHE-RSA-NULL-SHA:@SECLEVEL=0'
s_server 1101 rsa -tls1_1 -cipher "$all" -dhparam "$tmp/dh1024.pem"
s_server 1102 rsa -cipher 'AES128-SHA:@SECLEVEL=0' -min_protocol TLSv1 -max_protocol TLSv1.2
s_server 1001 rsa -tls1 -cipher 'ECDHE-RSA-AES128-SHA:@SECLEVEL=0'
s_server 1002 rsa -tls1 -cipher 'NULL-MD5:@SECLEVEL=0'
s_server 1000 rsa -cipher "$all" -min_protocol TLSv1 -dhparam "$tmp/dh1024.pem"
# Our hellos have at most 260 bytes; a full handshake begins with more.
proxy tls.pl 2001=short,1000,260 2002=old,1101 2003=crumbs,1202 2004=busy,1202,5 2005=tires,1202,8 2006=ssl2,1201 \
	2007=drip 2008=short,1000,205 2009=few,1210,30 2010=short,1301,260 2011=half,1201,200 2012=curt,1201 2013=parts,1201,1002 \
	2014=stubborn 2015=curt,1210 2016=curt,1102
proxy raw.pl 3001=silent 3002=garbage 3003=flood 3004=close 3005=tls_alert 3006=tls_flood 3007=tls_long 3008=reset 3009=tls_cut

# The last is for a test of the test.
proxy tls.pl 2017=drip

# Not by connecting: each of these has one client at a time.
all_listen() { [ "$(inside tls ss -Hltn | grep -c .)" -ge ${#ports[@]} ]; }
until_true 10 all_listen || { cat "$tmp"/server.* | diag; bail_out "not all servers start"; }
{
	printf '%s\n' 'table inet count {' 'set open { type inet_service; size 256; flags dynamic; }'
	for port in "${ports[@]}"; do
		printf 'counter p%s { }\ncounter o%s { }\n' "$port" "$port"
	done
	printf '%s\n' 'chain input {' 'type filter hook input priority 10; iifname != eth0 accept'
	for port in "${ports[@]}"; do
		echo "tcp dport $port tcp flags & (syn|ack) == syn counter name p$port"
		# A connection beside one that is open.
		echo "tcp dport $port tcp flags & (syn|ack) == syn tcp dport @open counter name o$port"
	done
	printf '%s\n' 'tcp flags & (syn|ack) == syn add @open { tcp dport }' \
		'tcp flags & (fin|rst) != 0 delete @open { tcp dport }' '}' \
		'chain output {' 'type filter hook output priority 10; oifname != eth0 accept' \
		'tcp flags & rst != 0 delete @open { tcp sport }' '}' '}'
} | inside tls nft -f - || bail_out "the counters are refused"
counter() { inside tls nft list counter inet count "$1" | sed -n 's/.*packets \([0-9]*\).*/\1/p'; }

# The measure itself: two connections at once, to a port that nobody examines.
# shellcheck disable=SC2016 # for the other bash
inside tester bash -c 'exec 3<>"/dev/tcp/$1/2017" 4<>"/dev/tcp/$1/2017"' - "${addresses[tls]}"
is "$(counter p2017) $(counter o2017)" '2 1' "two connections at once are counted as such"
unset 'ports[${#ports[@]}-1]'

# ---- what the probe says --------------------------------------------------------------------

# Those that wait for nothing and nobody first, a few at a time.
for port in 3001 2007 2004 3009 3003 3006 "${ports[@]}"; do
	[ ! -e "$tmp/$port" ] || continue
	while [ "$(running)" -ge 6 ]; do
		sleep 0.05
	done
	: >"$tmp/$port"
	timeout -s KILL 100 ip netns exec "$prefix-tester" "$driver" "${addresses[tls]}" "$port" fast \
		>"$tmp/$port" 2>&1 </dev/null &
	run_pids+=($!)
done
finish

# The names that a port has of a kind, sorted: "TLS 1.2, TLS 1.3".
names() { sed -n "s/^tls\.$2 \([^(]*\).*/\1/p" "$tmp/$1" | sed 's/ $//' | sort -u | paste -sd, | sed 's/,/, /g'; }
line() { sed -n "s/^$2 //p" "$tmp/$1" | paste -sd' '; }

posture() { # PORT VERSIONS CLASSES GROUPS TITLE [COVERAGE]
	is "$(names "$1" version); $(names "$1" class); $(names "$1" group); $(line "$1" coverage)" \
		"$2; $3; $4; ${6:-complete -}" "$1: $5" || diag <"$tmp/$1"
}

posture 1301 'TLS 1.3' aead x25519 'only TLS 1.3'
posture 1302 'TLS 1.3' aead secp384r1 'a HelloRetryRequest for another group'
posture 1303 'TLS 1.3' aead x448 'a HelloRetryRequest for an uncommon group'
posture 1304 'TLS 1.3' aead ffdhe3072 'a HelloRetryRequest for a finite field'
posture 1305 'TLS 1.3' aead x25519 'a server that wants a certificate of ours'
posture 1306 'TLS 1.3' aead x25519 'small fragments of TLS 1.3'
posture 1201 'TLS 1.2' aead secp256r1 'only TLS 1.2'
posture 1202 'TLS 1.2' 'cbc, static-key' '' 'CBC and static keys'
posture 1203 'TLS 1.2' 'null, static-key' '' 'no encryption'
posture 1204 'TLS 1.2' 'anonymous, cbc' 'ffdhe 1024' 'nobody is authenticated'
posture 1205 'TLS 1.2' aead 'ffdhe 1024' 'a small group'
posture 1206 'TLS 1.2' cbc x25519 'one rare suite with CBC'
posture 1207 'TLS 1.2' aead 'ffdhe 2048' 'one rare suite that is sound'
posture 1208 'TLS 1.2' aead x25519 'a weak certificate'
posture 1209 'TLS 1.2' aead x25519 'a certificate in fragments'
posture 1210 'TLS 1.2' 'aead, null' x25519 'a weak suite beside a sound one'
posture 1101 'TLS 1.1' 'anonymous, cbc, md5, null, static-key' 'ffdhe 1024' 'only TLS 1.1, with everything'
posture 1102 'TLS 1.0, TLS 1.1, TLS 1.2' 'cbc, static-key' '' 'one suite in three versions'
posture 1001 'TLS 1.0' cbc x25519 'only TLS 1.0'
posture 1002 'TLS 1.0' 'md5, null, static-key' '' 'only TLS 1.0 with a weak suite'
posture 1000 'TLS 1.0, TLS 1.1, TLS 1.2, TLS 1.3' 'aead, anonymous, cbc, md5, null, static-key' \
	'ffdhe 1024, x25519' 'everything there is'

is "$(line 1301 certificate.key), $(line 1301 certificate.signature), $(line 1301 certificate.self_signed)" \
	'RSA 2048, sha256WithRSAEncryption, yes' "1301: the certificate, though TLS 1.3 hides it"
is "$(line 1303 certificate.key), $(line 1303 certificate.subject)" 'EC 256, CN=ec.example' "1303: a certificate with an elliptic curve"
is "$(line 1208 certificate.key), $(line 1208 certificate.signature), $(line 1208 certificate.expired)" \
	'RSA 1024, sha1WithRSAEncryption, yes' "1208: a small key, an old signature, expired"
is "$(line 1209 certificate.subject)" 'CN=rsa.example' "1209: the certificate is put together"
is "$(line 1204 certificate.subject)" '' "1204: none where there is none"

# ---- faults ---------------------------------------------------------------------------------

same() { # PORT AS TITLE
	posture "$1" "$(names "$2" version)" "$(names "$2" class)" "$(names "$2" group)" "$3"
}
same 2001 1000 'a server that stumbles over long hellos shows the same as without that fault'
same 2002 1101 'a server that hangs up at new versions'
same 2003 1202 'a flight in records of seven bytes'
same 2004 1202 'a server that was busy for once'
same 2012 1201 'a server that hangs up in place of alerts'
same 2015 1210 'a server that hangs up in place of alerts, with a weak suite'
same 2016 1102 'a server that hangs up in place of alerts, with old versions'
posture 2006 'SSL 2.0, TLS 1.2' aead secp256r1 'SSL 2.0 beside TLS 1.2'
posture 2013 'TLS 1.0, TLS 1.2' 'aead, md5, null, static-key' secp256r1 'weak suites in the old version only'

# ---- what cannot be told --------------------------------------------------------------------

is "$(line 2008 coverage)" 'partial garbage' '2008: a server that stumbles over hellos of ours'
posture 2009 'TLS 1.2' aead x25519 'a server that does not read all that is offered' 'partial garbage'
posture 2010 'TLS 1.3' aead x25519 'a certificate that cannot be had' 'partial closed'
posture 2011 'TLS 1.2' aead '' 'half a flight' 'partial closed'
posture 2014 'TLS 1.2' 'cbc, static-key' '' 'a server that picks what was not offered' 'partial garbage'
like "$(line 2005 coverage)" '^partial stopped_answering$' "2005: a server that hangs up after some clients"
posture 3001 '' '' '' silence 'partial no_answer'
posture 2007 '' '' '' 'a byte a second' 'partial deadline'
posture 3002 '' '' '' 'no TLS' 'partial garbage'
posture 3003 '' '' '' 'no TLS, without end' 'partial garbage'
posture 3004 '' '' '' 'hangs up' 'partial closed'
posture 3005 '' '' '' 'refuses everything' 'partial unsupported'
posture 3006 '' '' '' 'records without end' 'partial garbage'
posture 3007 '' '' '' 'a record longer than any may be' 'partial too_much'
posture 3008 '' '' '' 'resets' 'partial closed'
posture 3009 '' '' '' 'a record that is cut off' 'partial garbage'

# ---- how much it takes ----------------------------------------------------------------------

for port in "${ports[@]}"; do
	counted=$(counter "p$port")
	is "$((counted > 0 && counted <= 15)) $(counter "o$port")" '1 0' "$port: $counted connections, one at a time"
done
done_testing
