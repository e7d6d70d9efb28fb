#!/bin/bash
# hoshi diff: what is said of two runs, in which language and form, exit codes, and runs that cannot
# be read.  The second run is a copy of the first, changed by Perl over the document ($d).
# shellcheck source-path=SCRIPTDIR/../e2e source=lib.sh disable=SC2016 # Perl
. "$(dirname "$0")/../e2e/lib.sh"

first=$tmp/first.run
cp -R "$top/tests/web/fixture.run" "$first"

changed() { # NAME EDIT
	rm -rf "$tmp/$1.run"
	cp -R "$first" "$tmp/$1.run"
	perl -MJSON::PP -e '
		use strict; use warnings;
		my ($file, $edit) = @ARGV;
		open my $in, "<:raw", $file or die; my $text = do { local $/; <$in> };
		our $d = JSON::PP->new->decode(do { utf8::decode($text); $text });
		our %o = map { $_->{id} => $_ } @{$d->{observations}};
		sub drop { my %gone = map { $_ => 1 } @_; $d->{observations} = [grep { !$gone{$_->{id}} } @{$d->{observations}}] }
		eval $edit; die $@ if $@;
		open my $out, ">:raw", $file or die;
		print $out JSON::PP->new->utf8->canonical->encode($d);' -- "$tmp/$1.run/run.json" "$2"
}

hoshi diff "$first" "$first" --lang en
is "$rc:$err" 0: "a run and itself: exit code 0"
like "$out" 'do not differ' "a run and itself: says so"

changed second '
	drop(qw(o3 o9 o18 o21));                       # port 23 and all on it
	$d->{coverage} = [grep { ($_->{port} // 0) != 23 } @{$d->{coverage}}];
	push @{$d->{observations}}, {%{$o{o2}}, id => "o90", port => 8080};
	$o{o11}{banner} = "lighttpd";
	$o{o14}{status} = 401;
	$d->{tool}{version} = "9.9";
	$d->{verdicts}[0]{verdict} = "pass";
	$_->{verdict} = "pass" for @{$d->{verdicts}[0]{checks}};'
hoshi diff "$first" "$tmp/second.run" --lang en
is "$rc:$err" 1: "differences: exit code 1"
like "$out" '~ version of the program: \S+ → 9\.9$' "the program's version"
like "$out" '~ S1\.1-01 .*: Failure found → No failure found$' "a verdict, with the title of its criterion"
like "$out" '^    S1\.1-01\.guest: Failure found → No failure found$' "and its check"
like "$out" '^  - 23/tcp +Open port$' "a port that is closed"
like "$out" '^  \+ 8080/tcp +Open port$' "a new port"
like "$out" '~ 443/tcp TLS +HTTP service: nginx → .*lighttpd' "another banner"
like "$out" 'status: 200 → 401' "another status"
like "$out" '^They differ\.$' "the conclusion"
unlike "$out" $'\e' "what the device says does not reach the terminal as it is"
hoshi diff "$first" "$tmp/second.run" --lang ja
is "$rc" 1 "in Japanese: the same code"
like "$out" '^条件の違い$' "in Japanese: conditions"
like "$out" '^  - 23/tcp +開いているポート$' "in Japanese: a port"
like "$out" '応答コード: 200 → 401' "in Japanese: a member"
like "$out" '^違いがあります。$' "in Japanese: the conclusion"
hoshi diff "$tmp/second.run" "$first" --lang en
like "$out" '^  \+ 23/tcp +Open port$' "turned round, what was gone is new"

changed partial '
	drop(qw(o34));
	$_->{of} eq "ssh" and @$_{qw(state reason)} = qw(partial deadline) for @{$d->{coverage}};'
hoshi diff "$first" "$tmp/partial.run" --lang en
is "$rc" 3 "only not examined: exit code 3"
unlike "$out" '^  - ' "only not examined: nothing is called gone"
like "$out" '^  \? 22/tcp .*diffie-hellman-group1-sha1' "only not examined: it stands apart"
like "$out" 'but one run did not look everywhere' "only not examined: the conclusion"
like "$out" '~ 22/tcp +the SSH examination: complete → partial' "only not examined: what was examined differently"
hoshi diff "$first" "$tmp/partial.run" --lang ja
like "$out" '変わっていないとは言えません' "only not examined: in Japanese"

for name in second partial; do
	hoshi diff "$first" "$tmp/$name.run" --json
	cp "$tmp/stdout" "$tmp/$name.json"
	[ -x "$checker" ] || make -s -C "$top" "${checker#"$top/"}" >&2
	is "$("$checker" "$top/catalogue/schema/diff.schema.json" "$tmp/$name.json" | cut -d' ' -f1)" ok "--json: $name fits its schema"
done
is "$(query "$tmp/second.json" 'join " ", map { "$_->{change}:$_->{kind}" } grep { $_->{change} ne "changed" } @{$d->{observations}}')" \
	'gone:port gone:service gone:login gone:credential appeared:port' "--json: what came and went"

hoshi diff "$first" "$tmp/none.run"
refused 'none.run' "a run that is not there"
mkdir "$tmp/broken.run"
echo '{' >"$tmp/broken.run/run.json"
hoshi diff "$first" "$tmp/broken.run"
refused 'broken.run/run.json' "a run that is broken"
hoshi diff "$first"
refused 'something is missing' "one run alone"
is "$(cd "$first" && find . -newer "$tmp/second.json" | wc -l)" 0 "runs are only read"

done_testing
