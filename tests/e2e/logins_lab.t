#!/bin/bash
# The ways to log in against real daemons: those of the lab's weak camera, sound gateway and sensor, and more of the
# same that are started inside them with a login.  The lab has a prefix of its own and ends with the test.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
need_lab
need_built tests/tools/login_try
try=$built/tests/tools/login_try
export HOSHI_LAB=logins-e2e
lab=$top/lab/lab
trap '"$lab" down >/dev/null 2>&1; clean_up' EXIT
"$lab" up weak-camera sound-gateway sensor 2>"$tmp/lab" || { diag <"$tmp/lab"; bail_out "the lab does not come up"; }
camera=$("$lab" address weak-camera) gateway=$("$lab" address sound-gateway) sensor=$("$lab" address sensor)

# vsftpd and mosquitto with accounts on other ports; sshd with passwords; all on the overlay of the running device.
"$lab" exec weak-camera sh -c '
	printf "listen=YES\nlisten_port=2121\nbackground=NO\nlocal_enable=YES\nseccomp_sandbox=NO\npam_service_name=login\n" >/tmp/v.conf
	vsftpd /tmp/v.conf >/dev/null 2>&1 &
	mosquitto_passwd -b -c /tmp/users cam right-pw
	chmod 644 /tmp/users
	printf "listener 1884\nallow_anonymous false\npassword_file /tmp/users\n" >/tmp/m.conf
	mosquitto -c /tmp/m.conf >/dev/null 2>&1 &
	printf "server.modules = (\"mod_auth\", \"mod_authn_file\")\nserver.port = 8081\nserver.document-root = \"/var/www/html\"\nindex-file.names = (\"index.html\")\nauth.backend = \"plain\"\nauth.backend.plain.userfile = \"/etc/lighttpd/users\"\nauth.require = (\"\" => (\"method\" => \"digest\", \"realm\" => \"cam\", \"algorithm\" => \"SHA-256\", \"require\" => \"valid-user\"))\nmimetype.assign = (\".html\" => \"text/html; charset=utf-8\")\n" >/tmp/l.conf
	lighttpd -D -f /tmp/l.conf >/dev/null 2>&1 &
' >/dev/null 2>&1
"$lab" exec sound-gateway sh -c '
	sed "s/^Port 22/Port 2222/; /^AllowUsers/d; /^AuthenticationMethods/d; s/^\(PasswordAuthentication\|KbdInteractiveAuthentication\) no/\1 yes/" /etc/ssh/sshd_config >/tmp/sshd.conf
	useradd --create-home bob && echo bob:right-pw | chpasswd
	/usr/sbin/sshd -f /tmp/sshd.conf' >/dev/null 2>&1
sleep 2

came() { # ARGUMENT...
	"$lab" in "$try" --seconds 25 "$@" >"$tmp/came" 2>&1
	perl -MJSON::PP -CO -ne 'next if !/^\{"end"/; $p = decode_json($_); print join("|", map { ref ? ($_ ? "field" : "") : $_ } @$p{qw(end says status words password_field note)}), "\n"' "$tmp/came"
}
comes_to() { # EXPECTED TITLE ARGUMENT...
	is "$(came "${@:3}")" "$1" "$2"
}

comes_to 'answered|no|401|# Unauthorized||' 'lighttpd, Basic: none' http/basic "http://$camera:80/live/"
comes_to 'answered|no|401|# Unauthorized||' 'lighttpd, Basic: wrong' http/basic "http://$camera:80/live/" admin wrong
comes_to 'answered|nothing|200|ライブ映像||' 'lighttpd, Basic: right' http/basic "http://$camera:80/live/" admin admin
comes_to 'answered|nothing|200|ライブ映像||' 'the same inside TLS 1.0' http/basic "https://$camera:443/live/" admin admin
comes_to 'answered|no|401|# Unauthorized||' 'lighttpd, Digest SHA-256: wrong' http/digest "http://$camera:8081/live/" admin wrong
comes_to 'answered|nothing|200|ライブ映像||' 'lighttpd, Digest SHA-256: right' http/digest "http://$camera:8081/live/" admin admin
comes_to 'answered|no|530|Please login with USER and PASS.||' 'vsftpd: none' ftp/password "$camera:2121"
comes_to 'answered|no|530|Login incorrect.||' 'vsftpd: wrong' ftp/password "$camera:2121" admin wrong
comes_to 'answered|yes|230|Login successful.||' 'vsftpd: right' ftp/password "$camera:2121" admin admin
comes_to 'answered|no|0|camera login:||' 'telnetd and login: none' telnet/password "$camera:23"
comes_to 'answered|no|0|camera login:||' 'telnetd and login: wrong' telnet/password "$camera:23" admin wrong
comes_to 'answered|yes|0|$||' 'telnetd and login: right' telnet/password "$camera:23" admin admin
comes_to 'answered|yes|0|||' 'mosquitto without login: none' mqtt/password "$camera:1883"
comes_to 'answered|no|5|||' 'mosquitto: none' mqtt/password "$camera:1884"
comes_to 'answered|no|5|||' 'mosquitto: wrong' mqtt/password "$camera:1884" cam wrong
comes_to 'answered|yes|0|||' 'mosquitto: right' mqtt/password "$camera:1884" cam right-pw
comes_to 'unable|nothing|0|||the server does not offer this way of login' 'openssh with keys alone' ssh/password "$gateway:22" admin x
comes_to 'answered|no|0|password publickey keyboard-interactive||' 'openssh: none' ssh/password "$gateway:2222"
comes_to 'answered|no|0|password publickey keyboard-interactive||' 'openssh, password: wrong' ssh/password "$gateway:2222" bob wrong
comes_to 'answered|yes|0|accepted||' 'openssh, password: right' ssh/password "$gateway:2222" bob right-pw
comes_to 'answered|no|0|password publickey keyboard-interactive||' 'openssh, keyboard-interactive: wrong' ssh/keyboard-interactive "$gateway:2222" bob wrong
comes_to 'answered|yes|0|accepted||' 'openssh, keyboard-interactive: right' ssh/keyboard-interactive "$gateway:2222" bob right-pw
is "$(came --together 6 ssh/password "$gateway:2222" bob right-pw | sort | uniq -c | xargs)" '6 answered|yes|0|accepted||' 'openssh: six at once'
comes_to 'answered|no|401|# Authorization Required||' 'nginx, Basic: wrong' http/basic "https://$gateway:443/admin/" admin wrong
came --times 12 http/basic "https://$gateway:443/admin/" admin wrong | sort -u >"$tmp/limited"
like @"$tmp/limited" '^answered\|wait\|429\|' 'nginx with limit_req: a call to wait'
comes_to 'answered|yes|0|||' 'snmpd: the right community' snmp/community "$sensor:161" '' "$(cat "$top/build/lab/sensor.community")"
comes_to 'silent|nothing|0|||' 'snmpd: a wrong one' --seconds 3 snmp/community "$sensor:161" '' wrong
comes_to 'answered|no|5|||' 'mosquitto inside TLS: wrong' mqtt/password "tls://$sensor:8883" owner wrong
comes_to 'answered|yes|0|||' 'mosquitto inside TLS: right' mqtt/password "tls://$sensor:8883" owner "$(cat "$top/build/lab/sensor.secret")"
done_testing
