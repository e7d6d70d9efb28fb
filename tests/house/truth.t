#!/usr/bin/perl
# Devices made up at random: the same seed makes the same device; what it says about itself fits
# together and can be read by the program; in some hundred seeds every check has devices of both
# kinds.  And bench/truth sees a wrong verdict when there is one.  HOSHI names the program.
use strict;
use warnings;
use utf8;
use open qw(:std :encoding(UTF-8));
use Test::More;
use File::Path qw(make_path);
use File::Temp;
use JSON::PP;

use FindBin;
chdir "$FindBin::Bin/../.." or die "cannot find the source: $!\n";
my $hoshi = $ENV{HOSHI} // 'build/release/hoshi';
BAIL_OUT("there is no $hoshi: run make") unless -x $hoshi;
my $tmp = File::Temp->newdir;
# A public address without an authorisation is refused, but only after the declaration was read.
$ENV{ADDRESS} = '198.51.100.7';

sub load { open my $f, '<:raw', $_[0] or return; local $/; decode_json(<$f>) }
sub spill { open my $f, '>:raw', $_[0] or die "$_[0]: $!\n"; print $f encode_json($_[1]); close $f }

# ---- the devices ----

my (%kinds, %daemons, @unfit);
for my $seed (1 .. 100) {
	my $to = "$tmp/truths/$seed";
	make_path("$tmp/truths");
	system('lab/compose', $seed, $to) == 0 or die "seed $seed cannot be made up\n";
	my $truth = load("$to/truth.json");
	$kinds{$_}{ $truth->{checks}{$_}{is} }++ for keys %{ $truth->{checks} };
	$daemons{ $_->{daemon} }++ for @{ $truth->{services} };

	my %ports;
	$ports{ ($_->{proto} // 'tcp') . "/$_->{port}" }++ for @{ $truth->{services} };
	my @declared = do { open my $f, '<', "$to/declaration.yaml" or die; join('', <$f>) =~ /^  - \{proto: (\w+), port: (\d+)/mg };
	my %declared;
	while (my ($proto, $port) = splice @declared, 0, 2) { $declared{"$proto/$port"} = 1 }
	my @left_out = grep { !$declared{$_} } keys %ports;
	my $expected = (grep { ($truth->{checks}{"S1.1-13.$_"}{is}) eq 'fail' } qw(undeclared undeclared_udp));
	push @unfit, "$seed: a port twice" if grep { $_ > 1 } values %ports;
	push @unfit, "$seed: @left_out left out" if @left_out != $expected;
	push @unfit, "$seed: declared, not there" if grep { !$ports{$_} } keys %declared;
	push @unfit, "$seed: no reason" if grep { !@{ $_->{why} } } values %{ $truth->{checks} };
}
is_deeply(\@unfit, [], 'truth and declaration fit together');
for my $check (sort keys %kinds) {
	next if $check =~ /beyond/; # has rows of one kind only
	cmp_ok($kinds{$check}{fail} // 0, '>', 1, "$check: there are devices that fail");
	cmp_ok($kinds{$check}{pass} // 0, '>', 1, "$check: there are devices that do not");
}
cmp_ok($daemons{$_} // 0, '>', 1, "$_ is used") for qw(lighttpd nginx openssh dropbear mosquitto vsftpd snmpd), 'busybox behind stunnel', 'mini-httpd behind stunnel';

system('lab/compose', 7, "$tmp/again");
is(`diff -r "$tmp/truths/7" "$tmp/again" 2>&1`, '', 'the same seed makes the same device');
isnt(`diff -r "$tmp/truths/8" "$tmp/again" 2>&1`, '', 'another one makes another');

for my $seed (1 .. 10) {
	like(scalar `$hoshi assess --lang en -d "$tmp/truths/$seed/declaration.yaml" -o "$tmp/$seed.run" 2>&1 </dev/null`, qr/public address/,
		"seed $seed: the declaration can be read");
}

# ---- the comparison ----

# A run that says what one likes of every check of seeds 1 and 2.
sub compare {
	my ($verdict_of) = @_;
	for my $seed (1, 2) {
		my $checks = load("$tmp/truths/$seed/truth.json")->{checks};
		make_path("$tmp/runs/$seed.run");
		spill("$tmp/runs/$seed.run/run.json", {
			state => 'complete',
			verdicts => [ { criterion => 'S1.1-99', verdict => 'pass', because => { en => '' },
				checks => [ map { { check => $_, verdict => $verdict_of->($_, $checks->{$_}{is}), because => { en => "said so" } } } sort keys %$checks ] } ]
		});
	}
	my $out = `SEEDS=2 FIRST=1 bench/truth compare "$tmp/truths" "$tmp/runs" 2>&1`;
	return ($? >> 8, $out);
}
my ($code, $out) = compare(sub { $_[1] eq 'open' ? 'needs_human' : $_[1] });
is($code, 0, 'verdicts that are true: exit code 0') or diag($out);
like($out, qr/^2 devices, \d+ verdicts right, \d+ left open, 0 wrong$/m, 'and nothing is wrong');
($code, $out) = compare(sub { 'inconclusive' });
is($code, 0, 'what is left open is not wrong');
($code, $out) = compare(sub { $_[0] eq 'S1.1-12.crypto' ? 'pass' : $_[1] });
is($code, 1, 'a wrong pass: exit code 1');
like($out, qr/^seed \d: WRONG PASS of S1\.1-12\.crypto: port \d+: /m, 'with seed and reason');
($code, $out) = compare(sub { $_[0] eq 'S1.1-01.guest' ? 'fail' : $_[1] });
is($code, 1, 'a wrong failure: exit code 1');
like($out, qr/^seed \d: WRONG FAIL of S1\.1-01\.guest: /m, 'with seed and reason, too');
unlink "$tmp/runs/2.run/run.json";
$out = `SEEDS=2 FIRST=1 bench/truth compare "$tmp/truths" "$tmp/runs" 2>&1`;
is($? >> 8, 1, 'a run that is missing: exit code 1');
like($out, qr/^without a complete run: seeds 2$/m, 'and it is named');

done_testing;
