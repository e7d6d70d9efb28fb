#!/bin/bash
#
# What the end-to-end and command line tests share: TAP, small devices made of perl servers in
# network namespaces of their own, runs of hoshi in the background, and questions to JSON files.
#
#     . "$(dirname "$0")/../e2e/lib.sh"
#     need_root
#     device web http.pl 80=plain
#     assess web --authorized "me, today, a test"
#     finish
#     is "$(code web)" 3 "a person has to decide"
#     done_testing
#
# Namespaces are hoshi-e2e-PID-NAME.  Everything is stopped by pid and removed by a trap, whatever
# happens.  HOSHI names the program, by default build/release/hoshi.

set -u
export LC_ALL=C.UTF-8
unset LANG SUDO_USER NO_COLOR XDG_DATA_HOME http_proxy https_proxy

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
top=$(cd "$here/../.." && pwd)
HOSHI=${HOSHI:-$top/build/release/hoshi}
case $HOSHI in /*) ;; *) HOSHI=$PWD/$HOSHI ;; esac
# Where it was built, and with it what need_built asks for.
case $HOSHI in "$top"/*) built=$(dirname "$HOSHI") ;; *) built=$top/build/release ;; esac
checker=$built/tests/tools/schema_check
tmp=$(mktemp -d "${TMPDIR:-/tmp}/hoshi-e2e.XXXXXX")
prefix=hoshi-e2e-$$
tests=0
server_pids=()
run_pids=()
namespaces=()
declare -A addresses=()
# Runs at once; most of them wait for a device most of the time.
JOBS=8
# One assessment may take so long, seconds; then it is a failure of its own.
ASSESS_MAX=300

clean_up() {
	local pid name

	trap - EXIT INT TERM
	for pid in ${run_pids[@]+"${run_pids[@]}"} ${server_pids[@]+"${server_pids[@]}"}; do
		kill -TERM "$pid" 2>/dev/null
	done
	for name in ${namespaces[@]+"${namespaces[@]}"}; do
		# What a test started inside and lost sight of; nothing else lives in there.
		for pid in $(ip netns pids "$name" 2>/dev/null); do
			kill -KILL "$pid" 2>/dev/null
		done
		ip netns del "$name" 2>/dev/null
	done
	rm -rf --one-file-system "$tmp"
}
trap clean_up EXIT
trap 'exit 1' INT TERM

# ---- TAP ------------------------------------------------------------------------------------

# Why the tests that follow are expected to fail: a known fault, not yet mended.
todo=
ok() { # STATUS NAME
	tests=$((tests + 1))
	if [ -n "$todo" ]; then
		[ "$1" = 0 ] && echo "ok $tests - $2 # TODO $todo" || echo "not ok $tests - $2 # TODO $todo"
		return 0
	fi
	if [ "$1" = 0 ]; then
		echo "ok $tests - $2"
	else
		echo "not ok $tests - $2"
	fi
	return "$1"
}

diag() { sed 's/^/# /' >&2; }

is() { # GOT WANTED NAME
	if [ "$1" = "$2" ]; then
		ok 0 "$3"
	else
		ok 1 "$3"
		printf '     got: %s\n  wanted: %s\n' "$1" "$2" | diag
	fi
}

# An extended regular expression somewhere in a text, or in a file named @FILE.
like() { # TEXT|@FILE PATTERN NAME
	local text=$1

	[ "${1#@}" = "$1" ] || text=$(cat "${1#@}")
	if grep -Eq -- "$2" <<<"$text"; then
		ok 0 "$3"
	else
		ok 1 "$3"
		printf 'no /%s/ in:\n%s\n' "$2" "$(head -c 1500 <<<"$text")" | diag
	fi
}

unlike() { # TEXT|@FILE PATTERN NAME
	local text=$1

	[ "${1#@}" = "$1" ] || text=$(cat "${1#@}")
	if grep -Eq -- "$2" <<<"$text"; then
		ok 1 "$3"
		printf 'found /%s/:\n%s\n' "$2" "$(grep -E -- "$2" <<<"$text" | head -5)" | diag
	else
		ok 0 "$3"
	fi
}

skip_all() {
	echo "1..0 # SKIP $*"
	exit 0
}

bail_out() {
	echo "Bail out! $*"
	exit 1
}

done_testing() { echo "1..$tests"; }

# Small programs of tests/tools and bench that a test drives, as "$built/PROGRAM".
need_built() { # PROGRAM...
	make -C "$top" --no-print-directory -s VARIANT="$(basename "$built")" "${@/#/build/$(basename "$built")/}" >"$tmp/make" 2>&1 ||
		{ diag <"$tmp/make"; bail_out "cannot build $*"; }
}

# Waits up to SECONDS until the command says yes.
until_true() { # SECONDS COMMAND...
	local end=$((SECONDS + $1))

	shift
	while ! "$@"; do
		[ "$SECONDS" -lt "$end" ] || return 1
		sleep 0.05
	done
}

need_root() {
	[ "$(id -u)" = 0 ] || skip_all "needs root, for network namespaces"
	command -v ip >/dev/null || skip_all "needs ip (package iproute2)"
}

need_lab() {
	local tool

	need_root
	for tool in mmdebstrap nft unshare setpriv flock openssl; do
		command -v "$tool" >/dev/null || skip_all "needs $tool, for the lab"
	done
}

[ -x "$HOSHI" ] || bail_out "there is no $HOSHI: run make"

# ---- devices --------------------------------------------------------------------------------

# One network: hoshi in the namespace "tester" with a bridge, each device behind a cable of its own
# (a machine that examines its own address may connect to itself, which is another story).
readonly NETWORK=10.98.7

namespace() { # NAME
	ip netns add "$prefix-$1" || bail_out "cannot make the network namespace $prefix-$1"
	namespaces+=("$prefix-$1")
	ip -n "$prefix-$1" link set lo up
}

# A device without any service: all ports refuse at once.
device_empty() { # NAME
	if [ ${#addresses[@]} = 0 ]; then
		namespace tester
		ip -n "$prefix-tester" link add br0 type bridge
		ip -n "$prefix-tester" addr add "$NETWORK.1/24" dev br0
		ip -n "$prefix-tester" link set br0 up
	fi
	addresses[$1]=$NETWORK.$((${#addresses[@]} + 11))
	namespace "$1"
	ip -n "$prefix-tester" link add "d${#addresses[@]}" type veth peer name eth0 netns "$prefix-$1"
	ip -n "$prefix-tester" link set "d${#addresses[@]}" master br0 up
	ip -n "$prefix-$1" addr add "${addresses[$1]}/24" dev eth0
	ip -n "$prefix-$1" link set eth0 up
	# Linux tells of closed UDP ports once a second: only tests about that need to wait for it.
	inside "$1" sysctl -qw net.ipv4.icmp_ratelimit=0
}

inside() { # NAME COMMAND...
	local ns=$prefix-$1

	shift
	ip netns exec "$ns" "$@"
}

# Start a server of ours in a device and wait until it listens.
serve() { # NAME SERVER PORT=WHAT...
	local name=$1 server=$2 ready

	shift 2
	ready=$(mktemp "$tmp/ready.XXXXXX")
	: >>"$tmp/$name.log"
	# Programs replace one another here, so that the pid is the server's.
	LOG=$tmp/$name.log ip netns exec "$prefix-$name" perl "$here/servers/$server" "$@" >"$ready" 2>>"$tmp/$name.server" &
	server_pids+=($!)
	until_true 30 grep -q ready "$ready" || { diag <"$tmp/$name.server"; bail_out "the server of $name does not start"; }
}

# Wait until somebody listens at a TCP port of a device.
wait_port() { # NAME PORT
	until_true 30 inside "$1" bash -c ": <>/dev/tcp/127.0.0.1/$2" 2>/dev/null || bail_out "nobody listens at port $2 of $1"
}

device() { # NAME SERVER PORT=WHAT...
	device_empty "$1"
	serve "$@"
}

# What a web server was asked: "PORT UID METHOD PATH ACCOUNT:PASSWORD" a line.
asked() { cat "$tmp/$1.log"; }

# ---- what hoshi is given ------------------------------------------------------------------------

# Who allows what is tried.
# shellcheck disable=SC2034 # for the test
readonly ALLOWED='who: "T. Ester", when: "this week", why: "an experiment"'

# A declaration of a small product in $tmp; what is not about the product itself comes from stdin.
declaration() { # FILE
	{
		echo 'declaration: 1'
		echo 'product: {maker: M, name: N, model: HT-1, ip_communication: true, general_purpose: false, user_can_add_security: false}'
		cat
	} >"$tmp/$1"
}

# A catalogue in $tmp/catalogue with other published passwords: EDIT is Perl over credentials.json ($d).
catalogue() { # EDIT
	cp -r "$top/catalogue" "$tmp/catalogue"
	perl -MJSON::PP -e 'local $/; our $d = decode_json(<STDIN>); eval shift; die $@ if $@; print encode_json($d)' -- "$1" \
		<"$top/catalogue/credentials.json" >"$tmp/catalogue/credentials.json"
}

# ---- runs of hoshi --------------------------------------------------------------------------

# The namespace that hoshi looks from.
from=tester

# Examine a device in the background: output in NAME.out and NAME.err, exit code by "code NAME", the
# run in NAME.run, all in $tmp.
assess() { # NAME [ARGUMENT...]
	local name=$1

	shift
	assess_at "$name" "${addresses[$name]}" "$@"
}

assess_at() { # NAME TARGET [ARGUMENT...]
	local name=$1

	shift
	while [ "$(running)" -ge "$JOBS" ]; do
		sleep 0.1
	done
	(
		start=$(date +%s%N)
		timeout -s KILL "$ASSESS_MAX" ip netns exec "$prefix-$from" "$HOSHI" assess \
			--lang en --pace fast -o "$tmp/$name.run" "$@" \
			>"$tmp/$name.out" 2>"$tmp/$name.err" </dev/null
		echo $? >"$tmp/$name.code"
		echo $((($(date +%s%N) - start) / 100000000)) >"$tmp/$name.time"
	) &
	run_pids+=($!)
}

running() {
	local pid n=0

	for pid in ${run_pids[@]+"${run_pids[@]}"}; do
		! kill -0 "$pid" 2>/dev/null || n=$((n + 1))
	done
	echo "$n"
}

# Wait for every run.
finish() {
	local file

	wait ${run_pids[@]+"${run_pids[@]}"}
	run_pids=()
	[ -z "${E2E_TIMES:-}" ] || for file in "$tmp"/*.time; do
		echo "$(basename "$file" .time): $(cat "$file") tenths of a second" | diag
	done
}

code() { cat "$tmp/$1.code"; }

# What an assessment comes to when nobody answers, within so many seconds.
unreachable() { # NAME SECONDS
	is "$(code "$1")" 2 "$1: exit code 2"
	like "@$tmp/$1.err" "^hoshi: '10\.[0-9.]+' does not answer on any TCP port\$" "$1: says that nobody answers"
	is_run "$1" 'cover "sweep.tcp"' 'not_done no_answer' "$1: coverage says so"
	# shellcheck disable=SC2016 # Perl
	is_run "$1" '$d->{state} . " " . @{$d->{probes}}' 'interrupted 1' "$1: nothing was examined after that"
	sound_run "$tmp/$1.run" "$1" 3
	[ "$(cat "$tmp/$1.time")" -lt $((10 * $2)) ]
	ok $? "$1: it says so within $2 seconds" || diag <"$tmp/$1.time"
}

# A command here and now, with the variables in $environment: output in $out, messages in $err, exit
# code in $rc.
environment=()
hoshi() {
	env ${environment[@]+"${environment[@]}"} "$HOSHI" "$@" >"$tmp/stdout" 2>"$tmp/stderr" </dev/null
	rc=$?
	# shellcheck disable=SC2034 # for the test
	out=$(tr -d '\0' <"$tmp/stdout")
	err=$(tr -d '\0' <"$tmp/stderr")
}

# One clear line of trouble, exit code 2.
refused() { # PATTERN NAME
	is "$rc:$(grep -c '' "$tmp/stderr")" 2:1 "$2: exit code 2, one line"
	like "$err" "^hoshi: .*($1)" "$2: says why"
}

# ---- questions ------------------------------------------------------------------------------

# An expression over a JSON file ($d); a list is printed a line each.  @{of KIND} are observations
# of a kind, cover AREA [PORT] is the state of coverage with its reason.
query() { # FILE EXPRESSION
	perl -MJSON::PP -e '
		use strict; use warnings; binmode STDOUT, ":utf8"; no warnings "once";
		my ($file, $expression) = @ARGV;
		open my $in, "<", $file or die "$file: $!\n";
		our $d = decode_json(do { local $/; <$in> });
		sub of { my ($kind) = @_; return [grep { $_->{kind} eq $kind } @{$d->{observations}}] }
		sub cover {
			my ($area, $port) = @_;
			return join "; ", map { join " ", grep { defined } @$_{qw(state reason)} }
				grep { $_->{of} eq $area and !$port || ($_->{port} // $port) == $port }
				@{$d->{coverage}};
		}
		sub verdict { my ($id) = @_; return map { $_->{verdict} } grep { $_->{criterion} eq "S1.1-$id" } @{$d->{verdicts}} }
		sub check { my ($id) = @_; return map { $_->{verdict} } grep { $_->{check} eq "S1.1-$id" } map { @{$_->{checks}} } @{$d->{verdicts}} }
		for my $value (eval $expression) { print defined $value ? ref $value && ref $value ne "JSON::PP::Boolean" ? JSON::PP->new->canonical->encode($value) : $value : "undef", "\n" }
		die $@ if $@;' -- "$1" "$2"
}

# The same over the run of a device.
of_run() { query "$tmp/$1.run/run.json" "$2"; }

is_run() { # NAME EXPRESSION WANTED TITLE
	is "$(of_run "$1" "$2" | paste -sd' ')" "$3" "$4"
}

# What guessing came to (observations "guessing"): class and reason, a fact of the first, a fact between two numbers.
# shellcheck disable=SC2016 # Perl
class() { is_run "$1" 'map { $_->{class} . ($_->{reason} ? " $_->{reason}" : "") } @{of("guessing")}' "$2" "$1: class $2"; }
fact() { of_run "$1" "(map { \$_->{$2} } @{of('guessing')})[0]"; }
within() { # NAME FACT MIN MAX
	local got

	got=$(fact "$1" "$2")
	[ "${got%.*}" -ge "$3" ] 2>/dev/null && [ "${got%.*}" -le "$4" ]
	ok $? "$1: $2 is $got, from $3 to $4"
}

# How many lines of what hoshi said last hold Japanese.
japanese() { perl -CSD -ne '$n++ if /\p{Han}|\p{Hiragana}|\p{Katakana}/; END { print $n // 0 }' "$tmp/stdout"; }

is_json() { perl -MJSON::PP -e 'local $/; decode_json(<STDIN>)' <"$1" 2>&1; }

# Whatever happened, a run can be opened and judged, fits its schema and its own list of hashes,
# and a report can be made of it.
sound_run() { # DIR TITLE [EXIT CODES of judge, as a pattern]
	local trouble='' r

	[ -x "$checker" ] || make -s -C "$top" "${checker#"$top/"}" >&2
	"$checker" "$top/catalogue/schema/run.schema.json" "$1/run.json" >"$tmp/checked" 2>&1 ||
		trouble+="schema: $(cat "$tmp/checked"); "
	(cd "$1" && sha256sum --quiet --strict -c MANIFEST) >"$tmp/checked" 2>&1 ||
		trouble+="MANIFEST: $(cat "$tmp/checked"); "
	[ -z "$(find "$1" -name '*.??????' ! -name MANIFEST)" ] || trouble+='temporary files; '
	"$HOSHI" judge "$1" --json >"$tmp/judged" 2>"$tmp/checked"
	r=$?
	[[ $r =~ ^(${3:-0|1|3})$ ]] || trouble+="judge: $r $(cat "$tmp/checked"); "
	is_json "$tmp/judged" >"$tmp/checked" 2>&1 || trouble+="judge --json: $(cat "$tmp/checked"); "
	"$HOSHI" report "$1" -f html >"$tmp/html" 2>"$tmp/checked" ||
		trouble+="report: $(cat "$tmp/checked"); "
	[ -z "$trouble" ]
	ok $? "$2: the run can be opened, judged and reported" || diag <<<"$trouble"
}

# ---- a run without a device -----------------------------------------------------------------

# A small run with one web server on port 80, examined in full and found in order, not judged yet.
# EDIT is Perl over the document ($d); before that o3 rests on one piece of evidence.
sample_run() { # DIR [EDIT]
	local evidence=$tmp/evidence sha256

	printf '# tcp 192.168.7.7 port 80\n< 1 17\nHTTP/1.1 200 OK\r\n\n' >"$evidence"
	sha256=$(sha256sum <"$evidence" | cut -c1-64)
	mkdir -p "$1/evidence/${sha256:0:2}"
	cp "$evidence" "$1/evidence/${sha256:0:2}/${sha256:2}"
	perl -MJSON::PP -e '
		use strict; use warnings;
		my ($sha256, $bytes, $edit) = @ARGV;
		my $n = 0;
		my $o = sub { return {id => "o" . ++$n, evidence => [], @_} };
		my @http = (proto => "tcp", port => 80);
		my $c = 0;
		my $done = sub { my ($probe, $of, @port) = @_; return {id => "c" . ++$c, probe => $probe, of => $of, state => "complete", @port} };
		our $d = {
			format => "hoshi-run", version => 1, tool => {name => "hoshi", version => "0"}, id => "sample",
			target => {name => "gateway", address => "192.168.7.7", vantage => "lan"},
			started => "2026-11-20T00:00:00Z", ended => "2026-11-20T00:01:00Z", state => "complete",
			operator => "tester", authorization => undef, pace => "gentle",
			pack => {id => "jc-star-1", edition => "2026.1", sha256 => "0" x 64},
			declaration => {
				declaration => 1,
				product => {maker => "Sample", name => "Gateway", model => "HT-1",
					ip_communication => JSON::PP::true, general_purpose => JSON::PP::false,
					user_can_add_security => JSON::PP::false, user_authentication => JSON::PP::true,
					constrained => {is => JSON::PP::false}, protected_environment => {is => JSON::PP::false}},
				interfaces => [{@http, service => "http", purpose => "start page", authenticates => JSON::PP::false}],
				accounts => [],
				assets => [{name => "settings", stored => JSON::PP::true, sent => JSON::PP::true}],
				updates => {mechanism => "network", ways => ["web"]},
				documents => {update_priority => "internal: policy 1",
					map { $_ => "https://maker.example/$_" } qw(disclosure_policy user_information update_instructions)},
			},
			probes => [],
			observations => [
				$o->(kind => "sweep", proto => "tcp", from => 1, to => 65535, open => 1, closed => 65534, filtered => 0, probe => "tcp_sweep"),
				$o->(kind => "port", @http, state => "open", probe => "tcp_sweep"),
				$o->(kind => "service", @http, service => "http", tls => JSON::PP::false, banner => "HTTP/1.1 200 OK", probe => "identify"),
				$o->(kind => "model", channel => "http", @http, path => "/", text => "HT-1", where => "title", probe => "model"),
				map { $o->(kind => "document", what => $_, url => "https://maker.example/$_", reached => JSON::PP::true,
					status => 200, https => JSON::PP::true, trusted => JSON::PP::true, soft_404 => JSON::PP::false,
					probe => "documents") } qw(disclosure_policy user_information update_instructions)],
			coverage => [
				$done->("tcp_sweep", "sweep.tcp"), $done->("udp", "sweep.udp"), $done->("identify", "identify", @http),
				$done->("http", "http.walk", @http), $done->("access", "access", @http), $done->("model", "model", @http),
				map { $done->("documents", $_) } qw(disclosure_policy user_information update_instructions security_txt)],
			answers => [], parameters => [], verdicts => [],
			evidence => [{sha256 => $sha256, bytes => 0 + $bytes, label => "port 80: listening, then HTTP", probe => "identify"}],
		};
		$d->{observations}[2]{evidence} = [$sha256];
		eval $edit;
		die $@ if $@;
		print JSON::PP->new->utf8->canonical->pretty->encode($d);
	' -- "$sha256" "$(wc -c <"$evidence")" "${2:-}" >"$1/run.json"
}

# A file of answers: yes to every question that is open in a judged run.
say_yes() { # DIR FILE
	{
		printf 'person: {name: "A. Person", role: tester}\nanswers:\n'
		# shellcheck disable=SC2016 # Perl
		query "$1/run.json" 'map { "  $_->{question}: {answer: yes, because: seen}" }
			grep { $_->{verdict} eq "needs_human" } map { @{$_->{checks}} } @{$d->{verdicts}}'
	} >"$2"
}
