#!/bin/bash
# Web servers as devices have them: a page for every path, a login in front of everything, login forms;
# and the maker's public documents, reached or not.
# shellcheck source-path=SCRIPTDIR source=lib.sh disable=SC2016 # Perl
. "$(dirname "$0")/lib.sh"
need_root

device soft http.pl 80=soft404 81=soft404_echo 82=soft404_redirect 83=soft404_redirect,from
device doors http.pl 80=locked,a:b 81=form 82=door,a:b 83=plain
# The maker's site is a place of its own; the device that is examined for it has no port open.
device_empty bare
device site http.pl 80=maker 81=soft404 82=locked,a:b 83=flood 84=short
device model http.pl 80=plain

# The same over IPv6, by an address of the site and by one of the link.
inside doors ip addr add fd98:7::2/64 dev eth0 nodad 2>/dev/null
ip -n "$prefix-tester" addr add fd98:7::1/64 dev br0 nodad 2>/dev/null
link_local=$(inside doors ip -6 -o addr show dev eth0 scope link | awk '{ sub("/.*", "", $4); print $4 }')

declare_it() { # NAME DOCUMENTS
	declaration "$1.yaml" <<-END
	interfaces: [{proto: tcp, port: 80, service: http, purpose: start, authenticates: false}]
	documents: {$2}
	END
}
at=http://${addresses[site]}
run_documents() { # NAME DOCUMENTS
	addresses[$1]=${addresses[bare]}
	declare_it "$1" "$2"
	assess "$1" -d "$tmp/$1.yaml"
}

assess soft
assess doors
declare_it model 'update_priority: "internal: one"'
assess model -d "$tmp/model.yaml"
run_documents there "disclosure_policy: '$at/policy.html', user_information: '$at/moved.html', update_instructions: '$at/none.html', update_priority: '$at/later.html'"
run_documents circles "disclosure_policy: '$at/x.html', user_information: '$at:81/anything', update_instructions: '$at:82/', update_priority: '$at/file.html'"
run_documents broken "disclosure_policy: '$at:9/refused.html', user_information: '$at:83/', update_instructions: '$at:84/none', update_priority: 'http://no-such-host.invalid/'"
finish
# The device has one process: whoever examines it has it alone.
if [ -n "$link_local" ]; then
	assess_at six fd98:7::2
	finish
	assess_at link "$link_local%br0"
	finish
fi

# ---- a page for every path ------------------------------------------------------------------

pages() { of_run soft "map { \$_->{path} } grep { \$_->{port} == $1 } @{of('http_page')}" | sort | paste -sd' '; }
is "$(pages 80)" '/ /real.html' "one page for every path: only what is linked counts"
is "$(pages 81)" '/ /real.html' "one that repeats the path, in its title too: the same"
like "$(pages 82)" '^/( /lost.html)?$' "every path redirects to one place: it is not a page of its own"
like "$(pages 83)" '^/( /lost.html.*)?$' "every path redirects to one place with the path behind it: the same"
is_run soft 'map { cover "http.walk", $_ } 80 .. 83' 'complete complete complete complete' "and the walk is complete"
is_run soft 'grep { $_->{sensitive} } @{of("http_page")}' '' "nothing of it is taken for a secret"
sound_run "$tmp/soft.run" soft

# ---- logins ---------------------------------------------------------------------------------

is_run doors 'map { "$_->{port} $_->{mechanism} $_->{path}" } sort { $a->{port} <=> $b->{port} } @{of("login")}' \
	'80 basic / 81 form / 82 basic /admin/' "HTTP Basic and login forms are found where they are"
is_run doors 'map { "$_->{path} $_->{access} $_->{status}" } grep { $_->{port} == 80 } @{of("http_page")}' '/ login 401' \
	"a site behind a login: a guess that is asked to log in is no page"
is_run doors 'map { "$_->{path} $_->{access}" } grep { $_->{port} == 81 } @{of("http_page")}' '/ login' "a login form is no open page"
is_run doors 'map { "$_->{path} $_->{access}" } grep { $_->{port} == 82 } @{of("http_page")}' '/ open /admin/ login' "open and locked pages"
is_run doors 'map { "$_->{path} $_->{title}" } grep { $_->{port} == 83 } @{of("http_page")}' '/ Plain /about.html About' "links are followed"
is "$(code doors)" 1 "logins in clear text: exit code 1"
sound_run "$tmp/doors.run" doors

# ---- IPv6 -----------------------------------------------------------------------------------

for name in six link; do
	[ -n "$link_local" ] || break
	is_run "$name" 'map { "$_->{port} $_->{path} $_->{access}" } sort { $a->{port} <=> $b->{port} } @{of("http_page")}' \
		"$(of_run doors 'map { "$_->{port} $_->{path} $_->{access}" } sort { $a->{port} <=> $b->{port} } @{of("http_page")}' | paste -sd' ')" \
		"IPv6, $name: the same pages"
	is_run "$name" 'map { cover "http.walk", $_ } 80 .. 83' 'complete complete complete complete' "IPv6, $name: all were walked"
	sound_run "$tmp/$name.run" "IPv6, $name"
done
[ -z "$link_local" ] || like "$(of_run link '$d->{target}{address}')" '^fe80:.*%br0$' "IPv6: the address of the link names the interface"

# ---- the model number -----------------------------------------------------------------------

is_run model 'map { "$_->{path} $_->{where} $_->{text}" } @{of("model")}' '/about.html text HT-1' "the declared model number is found on a page"
is_run model 'verdict "10"' pass "criterion 10"

# ---- documents ------------------------------------------------------------------------------

document() { of_run "$1" "map { join ' ', (\$_->{reached} ? 'reached' : 'missed'), \$_->{status}, (\$_->{soft_404} ? 'soft' : ()), (\$_->{https} ? 'https' : ()) } grep { \$_->{what} eq '$2' } @{of('document')}"; }
is "$(document there disclosure_policy)" 'reached 200' "a document that is there"
is_run there 'map { "$_->{item} " . ($_->{found} ? "found" : "missing") } grep { $_->{what} eq "disclosure_policy" } @{of("document_item")}' \
	'contact found acknowledgement_time found status_update_time found' "what a disclosure policy has to say is found in it"
is "$(document there user_information)" 'reached 200' "one that has moved"
is "$(document there update_instructions)" 'missed 404' "one that is not there"
is "$(document there update_priority)" 'missed 503' "one that is not there now"
is_run there 'map { ($_->{found} ? "found" : "missing") . " " . ($_->{valid} ? "valid" : "invalid") } @{of("security_txt")}' \
	'found invalid' "a security.txt that has expired is not valid"
like "$(of_run there 'map { @{$_->{faults}} } @{of("security_txt")}')" 'expired' "and says so"
is "$(document circles disclosure_policy)" 'missed 0' "one behind redirects in circles"
is_run circles 'cover "disclosure_policy"' 'partial too_much' "coverage says why"
is "$(document circles user_information)" 'missed 200 soft' "one that is the page for everything"
is "$(document circles update_instructions)" 'missed 401' "one that needs a login"
is "$(document circles update_priority)" 'missed 0' "one that leads to a local file"
unlike "$(grep -rah 'root:' "$tmp/circles.run")" . "and is not read"
is "$(document broken disclosure_policy)" 'missed 0' "one on a server that refuses"
is_run broken 'cover "disclosure_policy"' 'partial unreachable' "coverage says why"
like "$(document broken user_information)" '200|missed' "one that never ends is read in part"
is "$(document broken update_instructions)" 'missed 0' "one that ends too early"
is_run broken 'cover "update_instructions"' 'partial closed' "coverage says why"
is "$(document broken update_priority)" 'missed 0' "one on a host that is not there"
is_run broken 'cover "update_priority"' 'partial unreachable' "coverage says why"
for name in there circles broken model; do
	sound_run "$tmp/$name.run" "$name"
done

done_testing
