#!/bin/bash
# hoshi init: a declaration proposed from what a device shows.  No password is tried, nothing is
# overwritten, nothing is left behind; filled in, it is a declaration that the next assessment takes.
# shellcheck source-path=SCRIPTDIR source=lib.sh disable=SC2016 # Perl
. "$(dirname "$0")/lib.sh"
need_root

device home http.pl 80=door,admin:admin 83=form
serve home late.pl 23=telnet 21=ftp 7=echo
device late late.pl 22=ssh
device nasty http.pl 80=nasty
device_empty away
inside away ip link set eth0 down
device_empty bare
mkdir "$tmp/scratch"

init() { # NAME ARGUMENT...
	timeout -s KILL "$ASSESS_MAX" ip netns exec "$prefix-tester" env TMPDIR="$tmp/scratch" "$HOSHI" init \
		"${addresses[$1]}" --pace fast "${@:2}" >"$tmp/stdout" 2>"$tmp/stderr" </dev/null
	rc=$?
	[ -z "${E2E_TIMES:-}" ] || echo "$* $SECONDS s" | diag
	out=$(tr -d '\0' <"$tmp/stdout")
	err=$(tr -d '\0' <"$tmp/stderr")
}

# Give every line that wants a value one, as a person would.
fill_in() { # FROM TO
	sed -E '/←/{
		s/^(  (general_purpose|user_can_add_security):)/\1 false/
		s/^(    initial:)/\1 unique/
		s/^(  (maker|name|model):|    purpose:|  - name:)/\1 sample/
	}' "$1" >"$2"
}

cd "$tmp" || exit 1
init home -o home.yaml --lang en
is "$rc" 0 "exit code 0"
is "$out" 'proposed declaration: home.yaml' "what was written"
like "$err" '^  home\.yaml:[0-9]+: product/maker$' "which line wants a value"
is "$(grep -c '# ←' home.yaml)" "$(grep -c '^  home\.yaml:' stderr)" "each line with the mark is named"
is "$(grep -E '^    port: ' home.yaml | tr -d ' ' | paste -sd' ')" 'port:7 port:21 port:23 port:80 port:83' "every open port, in order"
is "$(grep -E '^    service: ' home.yaml | sed 's/.*: //' | paste -sd' ')" 'ftp telnet http http' "what speaks there, as far as it is known"
like "@home.yaml" '^    interfaces: \[.*tcp/80.*\]$' "where one can log in"
is "$(grep -E '^ *authenticates:' home.yaml)" '' "whether one has to log in is not invented"
is "$(grep -cP '\p{Han}|\p{Hiragana}|\p{Katakana}' home.yaml)" 0 "in English: no Japanese"
like "$(asked home)" ' GET / -$' "the pages were asked for"
is "$(asked home | awk 'NF > 4 && $5 != "-"')" '' "nobody tried to log in"
is "$(ls -A scratch)" '' "the evidence is not kept"
is "$(stat -c %a home.yaml)" 644 "the file's mode"

hoshi assess 192.0.2.1 -d home.yaml --lang en
refused "home.yaml:$(awk -F: '/maker:/ { print NR; exit }' home.yaml): product/maker" "not filled in, the first such line is named"
fill_in home.yaml full.yaml
hoshi assess 192.0.2.1 -d full.yaml --lang en
refused 'is a public address' "filled in, it is a declaration"
assess home -d "$tmp/full.yaml" -o "$tmp/home.run"
finish
is_run home 'scalar @{$d->{declaration}{interfaces}}' 5 "an assessment takes it"

cp home.yaml before.yaml
init home -o home.yaml
refused "home.yaml.*exists already" "a file is never overwritten"
is "$(cmp home.yaml before.yaml && echo same)" same "it is as it was"
ln -s nowhere link.yaml
init home -o link.yaml --lang ja
refused 'すでにあります' "nor is a link followed"
init home -o none/home.yaml
is "$rc:$out" 2: "a folder that is not there"

init home -o - --lang ja
is "$rc" 0 "to standard output: exit code 0"
like "$out" '^  maker: .*製造業者の名前$' "in Japanese"
is "$(sed -n '/^product:/,$p' stdout | grep -cE '# .*(true / false:)? *(what|has|is) ')" 0 "in Japanese: no English sentences"
cp stdout ja.yaml
fill_in ja.yaml full-ja.yaml
hoshi assess 192.0.2.1 -d full-ja.yaml --lang en
refused 'is a public address' "in Japanese: filled in, it is a declaration"
init nasty -o nasty.yaml --lang en
[ "$rc" = 0 ] || [ "$rc" = 3 ]
ok $? "what a hostile device says is no trouble"
fill_in nasty.yaml full-nasty.yaml
hoshi assess 192.0.2.1 -d full-nasty.yaml --lang en
refused 'is a public address' "and stays in its comments"
is "$(LC_ALL=C grep -cP '[\x00-\x08\x0b-\x1f\x7f]' nasty.yaml)" 0 "without control characters"

# It greets like SSH and then says nothing more.
init late -o late.yaml --lang en
is "$rc" 3 "not examined to the end: exit code 3"
like "@late.yaml" '^# Not examined to the end' "not examined to the end: the file says so"
like "@late.yaml" '^#   22/tcp the SSH examination: ' "not examined to the end: and what"

init bare -o bare.yaml --lang en
is "$rc" 0 "a device without open ports: exit code 0"
like "@bare.yaml" '^interfaces: \[\]' "a device without open ports: says so"
init bare --json -o json.yaml
is "$(query stdout '"$d->{file} $d->{fill}[0]{key}"')" 'json.yaml product/maker' "--json: file and lines"
init away -o away.yaml --lang en
is "$rc:$out" 2: "a device that is away: exit code 2"
like "$err" '^hoshi: .*does not answer' "a device that is away: says so"
[ ! -e away.yaml ]
ok $? "a device that is away: nothing is written"
is "$(ls -A scratch)" '' "nothing is left behind"
ip netns exec "$prefix-tester" env TMPDIR="$tmp/scratch" "$HOSHI" init "${addresses[late]}" -o stopped.yaml \
	>stdout 2>stderr </dev/null &
run_pids+=($!)
until_true 20 grep -q SSH stderr
kill -TERM "${run_pids[0]}"
wait "${run_pids[0]}"
is "$?" 2 "interrupted: exit code 2"
run_pids=()
[ ! -e stopped.yaml ]
ok $? "interrupted: nothing is written"
is "$(ls -A scratch)" '' "interrupted: nothing is left behind"
hoshi init 192.0.2.1 --lang en
refused 'is a public address' "a public address needs an authorisation"
hoshi init
refused 'something is missing' "no target"
hoshi init 127.0.0.1 --pace slow
refused "'gentle', 'normal' or 'fast'" "an unknown pace"

done_testing
