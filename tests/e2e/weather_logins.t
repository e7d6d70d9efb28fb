#!/bin/bash
# Bad weather at logins: captive portals, devices that restart or crash under load, that take one connection
# at a time, lock for good, accept anything, or answer a byte a second.  What cannot be told apart is
# inconclusive and says why; nothing of it passes or fails for the weather's sake, and all of it ends.
# shellcheck source-path=SCRIPTDIR source=lib.sh disable=SC2016,SC2034 # Perl; lib.sh reads some
. "$(dirname "$0")/lib.sh"
need_root
command -v nft >/dev/null || skip_all "needs nft (package nftables)"
ASSESS_MAX=400
JOBS=32

export HOSHI_TEST_SECRET=right-pw
declare_it() { # FILE PORT=SERVICE...
	local ports

	ports=$(printf 'tcp/%s, ' "${@:2}" | sed 's/=[a-z]*//g; s/, $//')
	declaration "$1" <<-END
	interfaces:
	$(printf '%s\n' "${@:2}" | sed 's/\(.*\)=\(.*\)/  - {proto: tcp, port: \1, service: \2, purpose: settings, authenticates: true}/')
	accounts:
	  - {name: admin, initial: unique, secret: {env: HOSHI_TEST_SECRET}, interfaces: [$ports]}
	authorization: {$ALLOWED, guessing: true}
	END
}
declare_it web.yaml 80=http
sed 's/, secret: {[^}]*}//' "$tmp/web.yaml" >"$tmp/nameless.yaml"
sed 's/, guessing: true//' "$tmp/web.yaml" >"$tmp/careful.yaml"
declare_it two.yaml 80=http 8080=http
declare_it many.yaml 21=ftp 23=telnet 80=http 81=http 1883=mqtt
# Of the form on 81 nobody knows a right password.
sed -i 's,tcp/81\, ,,' "$tmp/many.yaml"
declare_it drips.yaml 21=ftp 22=ssh 80=http 2121=ftp 2323=telnet
declare_it telnet.yaml 23=telnet

# Two published passwords are enough here; consent.t tries all of them.
catalogue 'splice @{$d->{entries}}, 2'

# Somebody with one address, and "tester" with two.
device reset stormy.pl 80=reset,10
ip -n "$prefix-tester" addr add "$NETWORK.2/24" dev br0
namespace lone
ip -n "$prefix-tester" link add lone type veth peer name eth0 netns "$prefix-lone"
ip -n "$prefix-tester" link set lone master br0 up
ip -n "$prefix-lone" addr add "$NETWORK.3/24" dev eth0
ip -n "$prefix-lone" link set eth0 up

device reset_hidden stormy.pl 80=reset,10,hidden
device reset_late stormy.pl 80=reset,30
device words stormy.pl 80=forever,5,words
device hidden stormy.pl 80=forever,5,hidden
device address stormy.pl 80=forever,9,address
device closed stormy.pl 80=reboot,12,14,closed 81=plain
device off stormy.pl 80=reboot,12,14,off 81=plain
device closed_lone stormy.pl 80=reboot,12,14,closed 81=plain
device off_lone stormy.pl 80=reboot,12,14,off
device off_late stormy.pl 80=reboot,34,14,off
device crash stormy.pl 80=crash,12,14 81=plain
device crash_lone stormy.pl 80=crash,12,14 81=plain
device reject_lone stormy.pl 80=ban,9,reject 81=plain
device drop_lone stormy.pl 80=ban,9,drop 81=plain
device wait stormy.pl 80=single,wait 81=plain 82=plain 83=plain
device refused stormy.pl 80=single,refused
device rests stormy.pl 80=single,rests
device redirect stormy.pl 80=portal,redirect 8080=portal,redirect
device consent stormy.pl 80=portal,consent 8080=portal,consent
device login stormy.pl 80=portal,login
device basic stormy.pl 80=portal,basic
device anything stormy.pl 21=anything,ftp 23=anything,telnet 80=anything,basic 81=anything,form 1883=anything,mqtt
device drips stormy.pl 21=drip,ftp_login 22=drip,ssh 80=drip,basic 2121=drip,ftp 2323=drip,telnet
device drip_form stormy.pl 80=drip,form
device drip_telnet stormy.pl 23=drip,telnet_login
device hidden_unknown stormy.pl 80=forever,5,hidden

device pot stormy.pl 80=anything,basic
inside pot nft -f - <<'END'
table ip pot {
	chain pre {
		type nat hook prerouting priority -100
		tcp dport 1-65535 redirect to :80
	}
}
END

look() { # NAME DECLARATION
	assess "$1" -d "$tmp/$2" --catalogue "$tmp/catalogue"
}
# Those that wait longest have swept before the others begin: all at once they would wait for the processors first.
slow='drip_telnet drips drip_form words hidden address rests reset_hidden reject_lone drop_lone'
look drip_telnet telnet.yaml
look drips drips.yaml
for name in drip_form words hidden address rests reset_hidden; do
	look "$name" web.yaml
done
from=lone
for name in reject_lone drop_lone; do
	look "$name" web.yaml
done
all_have_swept() { [ "$(cd "$tmp" && grep -l 'identifying services' "${@/%/.err}" | wc -l)" = $# ]; }
# shellcheck disable=SC2086 # names
until_true 120 all_have_swept $slow
for name in closed_lone off_lone crash_lone; do
	look "$name" web.yaml
done
from=tester
look pot web.yaml
for name in reset reset_late closed off off_late crash wait refused; do
	look "$name" web.yaml
done
look hidden_unknown nameless.yaml
for name in redirect consent; do
	look "$name" two.yaml
done
for name in login basic; do
	look "$name" careful.yaml
done
look anything many.yaml
finish

measured() { is_run "$1" 'check "04.measured"' "$2" "$1: S1.1-04 is $2"; }

# ---- attempts that a right password forgives --------------------------------------------------

# The control is a right password: who is locked by ten in a row has to be seen as one who has none sees it.
class reset account_lock
within reset changed_after 6 10
within reset guesses_per_hour 1000 3599
measured reset pass
class reset_hidden account_lock
measured reset_hidden pass
class reset_late account_lock
within reset_late changed_after 30 48
measured reset_late inconclusive

# ---- locks that outlast the run ---------------------------------------------------------------

for name in words hidden; do
	class "$name" account_lock
done
class address address_lock
for name in words hidden address; do
	within "$name" lock_ms 60000 100000
	is "$(fact "$name" recovered) $(fact "$name" restored)" "0 held" "$name: still locked when it ended, for the right password too"
	measured "$name" pass
	like "$(tr -s '\n ' ' ' <"$tmp/$name.out")" 'the right password was still not let in: lift the lock' "$name: the report says so"
	within "$name" guesses_per_hour 1 700
done
like "$("$HOSHI" report "$tmp/words.run" -f text --lang ja | tr -d '\n ')" '正しいパスワードは受け付けられませんでした。次に使う前に、ロックを解除してください' "and in Japanese"
# Without the right password nobody can see a lock that does not show.
class hidden_unknown none
measured hidden_unknown inconclusive

# ---- devices that restart ---------------------------------------------------------------------

for name in closed closed_lone crash crash_lone; do
	class "$name" 'unclear away'
done
for name in off off_lone off_late; do
	class "$name" 'unclear weakened'
	[ "$(asked "$name" | grep -c reboot)" -le 2 ]
	ok $? "$name: it is not made to restart again and again"
done
for name in closed closed_lone crash crash_lone off off_lone off_late; do
	measured "$name" inconclusive
	is_run "$name" 'verdict("02") eq "fail" || verdict("04") =~ /fail|pass/ ? 1 : 0' 0 "$name: nothing passes or fails by that"
done
like "$(tr -s '\n ' ' ' <"$tmp/closed.out")" 'a ban cannot be told from a device that is down' "closed: the report says why"
# The same from one address, where a firewall says that it was a ban.
class reject_lone address_lock
class drop_lone address_lock
is "$(fact reject_lone restored)" open "reject_lone: in the end the right password is let in"

# ---- one connection at a time -----------------------------------------------------------------

for name in wait refused; do
	class "$name" none
	measured "$name" fail
	within "$name" guesses_per_hour 3600 100000
done
is_run wait 'join " ", map { "$_->{port} $_->{service}" } sort { $a->{port} <=> $b->{port} } @{of("service")}' '80 http 81 http 82 http 83 http' \
	"wait: every port is identified, and the UDP ports beside them"
is_run wait 'cover("sweep.tcp"), map { cover "identify", $_ } 80 .. 83' 'complete complete complete complete complete' "wait: all of it was examined"

# One that rests after each connection is not away: who is refused asks again.
for area in http.walk credentials access; do
	is_run rests "cover '$area', 80" complete "rests: $area is done"
done
is_run rests 'map { "$_->{path} $_->{status}" } @{of("http_page")}' '/ 401' "rests: its page was seen"
is_run rests 'check("02.published"), check("04.measured")' 'pass inconclusive' "rests: its passwords are judged, its protection cannot be told from the rests"

# ---- captive portals --------------------------------------------------------------------------

for name in redirect consent login basic; do
	is_run "$name" 'join " ", grep { /pass|fail/ } map { verdict $_ } qw(01 02 04 10)' '' "$name: a portal passes and fails nothing"
	is_run "$name" 'scalar grep { $_->{accepted} || $_->{granted} } @{of("credential")}, @{of("guest")}' 0 "$name: nobody was let in"
	is_run "$name" 'scalar @{of("model")}' 0 "$name: and no model number is shown"
	measured "$name" needs_human
done
for name in login basic; do
	is_run "$name" 'cover "credentials", 80' 'partial no_control' "$name: right and wrong cannot be told apart, which coverage says"
	is_run "$name" 'check "02.published"' inconclusive "$name: so S1.1-02 is inconclusive"
done

# ---- who takes any password -------------------------------------------------------------------

is_run anything 'scalar @{of("credential")}' 0 "anything: no published password was found right"
is_run anything 'check("02.published"), verdict "02"' 'inconclusive inconclusive' "anything: S1.1-02 is inconclusive"
is_run anything 'map { cover "credentials", $_ } 23, 80, 81' 'partial no_control partial no_control partial no_secret' "anything: why"
is_run anything 'join " ", map { "$_->{port} $_->{class} " . ($_->{reason} || "-") . ($_->{account_known} ? "" : " unknown") } sort { $a->{port} <=> $b->{port} } @{of("guessing")}' \
	'23 unclear no_control 80 unclear no_control 81 none - unknown' "anything: nor is guessing measured, but where no password is known, and that concludes nothing"
measured anything inconclusive
is_run pot 'scalar @{of("credential")}' 0 "every port answers like the same login: no published password was found right"
is_run pot 'cover "sweep.tcp"' 'partial too_much' "pot: a hundred ports are examined, and coverage says that they are not all"
is_run pot 'scalar(@{of("port")}), scalar(grep { $_->{service} eq "http" } @{of("service")})' '100 100' "pot: each of them"
is_run pot 'join " ", grep { /fail|pass/ } map { check $_ } qw(02.published 04.measured)' '' "pot: and nothing passes or fails by it"

# ---- a byte a second --------------------------------------------------------------------------

is_run drips 'map { cover "identify", $_ } 22, 2121, 2323' 'partial deadline partial deadline partial deadline' "drips: greetings without end are not waited for"
is_run drips 'cover("credentials", 80), cover("guest", 21)' 'partial no_answer partial deadline' "drips: nor are answers to a login"
is_run drip_form 'cover "credentials", 80' 'partial no_answer' "drip_form: nor those to a form"
is_run drip_telnet 'cover "credentials", 23' 'partial no_control' "drip_telnet: nor those to Telnet"
for name in drips drip_form drip_telnet; do
	measured "$name" inconclusive
	is_run "$name" 'check "02.published"' inconclusive "$name: S1.1-02 is inconclusive"
done

for file in "$tmp"/*.time; do
	name=$(basename "$file" .time)
	[ "$(cat "$file")" -lt 3000 ]
	ok $? "$name: it ends in time" || diag <"$file"
	sound_run "$tmp/$name.run" "$name"
done
done_testing
