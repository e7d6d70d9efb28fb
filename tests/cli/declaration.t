#!/bin/bash
# Declarations, targets and authorisations that cannot be used: each is one clear line and exit code
# 2, before any packet and without a folder left behind.  The target is a public address that nobody
# has allowed, so that even a mistake here examines nothing.
# shellcheck source-path=SCRIPTDIR/../e2e source=lib.sh
. "$(dirname "$0")/../e2e/lib.sh"

cd "$tmp" || exit 1
target=192.0.2.1
file=$tmp/declaration.yaml

# A declaration with nothing wrong in it; a sed script as argument breaks it.
sound() {
	sed "${1:-}" >"$file" <<-'END'
	declaration: 1
	product:
	  maker: Sample
	  name: Gateway
	  model: HT-1
	  ip_communication: true
	  general_purpose: false
	  user_can_add_security: false
	  constrained: {is: false}
	target: {address: 192.0.2.1, vantage: lan}
	interfaces:
	  - {proto: tcp, port: 80, service: http, purpose: start, authenticates: false}
	  - {proto: tcp, port: 443, service: https, purpose: settings, authenticates: true}
	accounts:
	  - {name: admin, initial: unique, interfaces: [tcp/443]}
	END
}

declared() { # PATTERN NAME
	hoshi assess "$target" -d "$file"
	refused "$1" "$2"
}

sound
declared 'is a public address' "a sound declaration is read, and the target refused"
sound
hoshi assess -d "$file"
refused "'192.0.2.1' .*is a public address; .*--authorized" "the target of the declaration is refused"
sound
echo 'authorization: {who: A, when: today, why: a test}' >>"$file"
declared "--authorized .*; the declaration's authorization is for passwords alone" "an authorisation of the declaration is none for a public address"
hoshi assess -d "$file"
refused "'192.0.2.1' .*--authorized" "nor if the address is the declaration's own"
sound
tr '\n' '\r' <"$file" | sed 's/\r/\r\n/g' >"$file.crlf"
hoshi assess -d "$file.crlf"
refused 'is a public address' "lines may end as in DOS"
printf '\xef\xbb\xbf' | cat - "$file" >"$file.bom"
hoshi assess -d "$file.bom"
refused 'is a public address' "a byte order mark is no trouble"
cat >"$file" <<-'END'
{"declaration": 1, "product": {"maker": "M", "name": "N", "model": "HT-1", "ip_communication": true,
 "general_purpose": false, "user_can_add_security": false}, "interfaces": []}
END
declared 'is a public address' "JSON will do"

# ---- broken files ---------------------------------------------------------------------------

rm -f "$file"
declared "declaration.yaml.*No such file" "a file that is not there"
: >"$file"
declared 'declaration.yaml' "an empty file"
sound
for bytes in 40 120 300 420; do
	sound
	truncate -s "$bytes" "$file"
	declared 'declaration.yaml:[0-9]+: ' "cut off after $bytes bytes"
done
head -c 4000 /dev/zero >"$file"
declared 'declaration.yaml' "a file of zeros"
head -c 4000 /dev/urandom >"$file"
declared 'declaration.yaml' "a file of random bytes"
printf 'declaration: 1\nproduct: {maker: "\xff\xfe"}\n' >"$file"
declared 'declaration.yaml:2?' "bytes that are no UTF-8"
truncate -s 3M "$file"
declared 'larger than' "a file of 3 MB"
truncate -s 8G "$file"
declared 'larger than' "a file of 8 GB"
perl -e 'print "a: " . "[" x 5000' >"$file"
declared 'deep|nested|levels' "nested without end"
perl -e 'print "declaration: 1\ninterfaces:\n", "  - {physical: usb, purpose: x}\n" x 21000' >"$file"
declared 'too many values' "too many values"
printf 'a: &x [1, 1, 1]\nb: &y [*x, *x, *x]\nc: [*y, *y]\n' >"$file"
declared 'declaration.yaml:1: .*(anchor|alias)' "anchors, as in a bomb of references"
printf 'declaration: !!python/object:os.system 1\n' >"$file"
declared 'declaration.yaml:1: .*tag' "tags"
printf 'declaration: 1\n---\ndeclaration: 1\n' >"$file"
declared 'declaration.yaml:[23]' "two documents in one file"
sound 's/  maker: Sample/&\n  maker: Other/'
declared "declaration.yaml:[34]: .*maker" "a key twice names the line"
rm "$file"
mkdir "$file"
declared 'not a regular file' "a folder"
rmdir "$file"
mkfifo "$file"
declared 'not a regular file' "a pipe that nobody writes to"
rm "$file"
ln -s /dev/zero "$file"
declared 'not a regular file' "a device without end"
rm "$file"

# ---- wrong types and values: line and key are named -----------------------------------------

while IFS='|' read -r line key script title; do
	sound "$script"
	declared "declaration.yaml:$line: $key: " "$title"
done <<-'END'
	2|product|s/^product:/product: text/;/^  /d|a product that is text
	5|product/model|s/model: HT-1/model: 12/|a model that is a number
	5|product/model|s/model: HT-1/model: ""/|a model without text
	6|product/ip_communication|s/ip_communication: true/ip_communication: yes/|yes is not true
	7|product/general_purpose|s/general_purpose: false/general_purpose: 0/|0 is not false
	9|product/constrained|s/{is: false}/[]/|a claim that is a list
	10|target/vantage|s/vantage: lan/vantage: roof/|a vantage that is none
	12|interfaces/0/port|s/port: 80/port: http/|a port that is text
	12|interfaces/0/port|s/port: 80/port: 70000/|a port beyond 65535
	12|interfaces/0/port|s/port: 80/port: -1/|a negative port
	12|interfaces/0/port|s/port: 80/port: 8.0/|a port with a fraction
	12|interfaces/0/proto|s/proto: tcp, port: 80/proto: sctp, port: 80/|a protocol that is none
	13|interfaces/1|s/port: 443/port: 80/|the same port twice
	15|accounts/0/interfaces/0|s,tcp/443,tcp/444,|an account on an interface that is not declared
	15|accounts/0/initial|s/initial: unique/initial: secret/|an initial password of an unknown kind
	1|declaration|s/^declaration: 1/declaration: 2/|a version from the future
END
sound 's/port: 80/port: 99999999999999999999/'
declared 'declaration.yaml:12: the number is too large' "a port beyond all numbers"
sound 's/  model: HT-1/&\n  colour: green/'
declared "declaration.yaml:6?.*colour" "a key that is not known"
sound '/  model: HT-1/d'
declared "declaration.yaml:2: product: .*model" "a key that is missing"

# ---- outside the scheme ---------------------------------------------------------------------

while IFS='|' read -r key script; do
	sound "$script"
	declared "outside the scheme \(product.$key\)" "$key decides the scope"
	hoshi assess 10.255.255.1 -d "$file" --lang ja
	refused "制度の対象ではありません\(product.$key\)" "$key decides the scope, in Japanese"
done <<-'END'
	ip_communication|s/ip_communication: true/ip_communication: false/
	general_purpose|s/general_purpose: false/general_purpose: true/
	user_can_add_security|s/user_can_add_security: false/user_can_add_security: true/
END

# ---- targets --------------------------------------------------------------------------------

for address in 192.0.2.1 203.0.113.9 8.8.8.8 2001:db8::1 0.0.0.0 255.255.255.255 224.0.0.1 172.32.0.1 \
	192.169.0.1 100.128.0.1 ::ffff:192.0.2.1 1.1 3221225985; do
	hoshi assess "$address"
	refused 'is a public address; it is examined only with --authorized' "$address is not examined"
done
hoshi assess 'no such name'
refused "cannot find the address of 'no such name'" "a name that is none"
hoshi assess ''
refused 'no address and no host name' "an empty target"
hoshi assess "$(head -c 300 /dev/zero | tr '\0' x)"
refused 'no address and no host name' "a target that is too long"
hoshi assess
refused 'no target' "no target at all"
sound '/^target/d'
hoshi assess -d "$file"
refused 'no target: name one, or declare target.address' "no target in the declaration either"

# ---- options --------------------------------------------------------------------------------

hoshi assess "$target" --pace turbo
refused "--pace is 'gentle', 'normal' or 'fast'" "a pace that is none"
hoshi assess "$target" --authorized me
refused '--authorized needs three parts' "an authorisation of one part"
hoshi assess "$target" --authorized 'me, today'
refused '--authorized needs three parts' "an authorisation of two parts"
hoshi assess "$target" --authorized ' , , '
refused '--authorized needs who' "an authorisation of nothing"
hoshi assess "$target" --authorized $'m\xff, today, because'
refused 'UTF-8' "an authorisation that is no UTF-8"
hoshi assess "$target" --authorized "me, today, $(head -c 600 /dev/zero | tr '\0' x)"
refused 'why \(1-500\)' "an authorisation without end"

# What is only needed later is looked at before the first packet too.  The target is one that
# cannot be reached from anywhere, should one be sent all the same.
target=127.255.255.254
early() { # PATTERN NAME ARGUMENT...
	local pattern=$1 name=$2

	shift 2
	hoshi assess "$target" --pace fast "$@"
	refused "$pattern" "$name"
	unlike "$err" 'sweeping' "$name: before the first packet"
}
mkdir "$tmp/there.run"
early "there.run' exists already" "a folder that is there" -o there.run
early "none/x.run" "a folder in a folder that is not there" -o none/x.run
early "none.json" "parameters that are not there" --parameters none.json
echo '{"format": "hoshi-parameters", "version": 1, "parameters": [{"id": "no.such", "value": 1, "source": "x", "official": true}]}' >p.json
early 'no.such' "a parameter that the pack does not know" --parameters p.json
early 'no-pack' "a pack that is not there" --pack no-pack
sound 's/initial: unique/&, secret: {env: HOSHI_TEST_NONE}/'
early "'HOSHI_TEST_NONE' is not set" "a secret that is not in the environment" -d "$file"
sound 's/initial: unique/&, secret: {file: none.secret}/'
early "none.secret" "a secret's file that is not there" -d "$file"
: >empty.secret
sound 's/initial: unique/&, secret: {file: empty.secret}/'
early "empty.secret' holds no secret" "a secret's file that is empty" -d "$file"
sound '11i documents: {trust: none.pem}'
early "none.pem" "a file of authorities that is not there" -d "$file"
echo 'no certificate' >wrong.pem
sound '11i documents: {trust: wrong.pem}'
early "wrong.pem' holds no certificate" "a file of authorities that holds none" -d "$file"

is "$(find . -path '*.run*')" ./there.run \
	"nothing of all this left a folder behind"

done_testing
