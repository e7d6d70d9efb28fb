#!/usr/bin/perl
# docs/safety.md promises limits by name: they have the same values in the source, and the table of
# paces is that of the source.  So do the figures of docs/formats.
use strict;
use warnings;
use utf8;
use open qw(:std :encoding(UTF-8));
use Test::More;

use FindBin;
chdir "$FindBin::Bin/../.." or die "cannot find the source: $!\n";

sub read_text {
	my ($path) = @_;
	open my $file, '<', $path or return '';
	local $/;
	return <$file> // '';
}

# "20 s", "1 MiB", "1,024": seconds are nanoseconds, bytes are bytes.
sub number_of {
	my ($text) = @_;
	my %unit = (ms => 1e6, s => 1e9, KiB => 1024, MiB => 1024**2, '%' => 1);
	my ($number, $unit) = $text =~ /^([\d,.]+)(?: (ms|s|KiB|MiB|%))?$/ or return;
	$number =~ tr/,//d;
	return $number * ($unit ? $unit{$unit} : 1);
}

# The value of an expression as C has it: "(20 * TIME_SECOND)", "1u << 20", "5".
sub value_of {
	my ($text) = @_;
	$text =~ s/INT64_C//g;
	$text =~ s/\bTIME_SECOND\b/1000000000/g;
	$text =~ s/\bTIME_MS\b/1000000/g;
	$text =~ s/(\d)[uUlL]+\b/$1/g;
	return $text =~ m{^[\d\s()*+<-]+$} ? eval $text : undef;
}

sub defined_in {
	my ($file, $name) = @_;
	my ($text) = read_text($file) =~ m{^#define $name\s+(.*?)\s*(?:/\*.*)?$}m;
	return defined $text ? value_of($text) : undef;
}

my $safety = read_text('docs/safety.md');
my @rows = $safety =~ /^\|[^|]*\| ([^|]*) \| `(\w+)` \| `([^`]*)` \|$/mg;
cmp_ok(scalar @rows, '>', 30, 'safety.md has a table of limits');
while (my ($value, $name, $file) = splice @rows, 0, 3) {
	is(number_of($value), defined_in($file, $name), "safety.md: $name of $file");
}

my %pace = read_text('src/net/pace.c') =~ /\[PACE_(\w+)\] = \{ (\d[^}]*) \}/g;
is(scalar keys %pace, 3, 'three paces');
for my $name (sort keys %pace) {
	my @want = map { value_of($_) } split /,\s*/, $pace{$name};
	my ($row) = $safety =~ /^\| `\L$name\E`[^|]*\| (.*) \|$/m;
	my @got = map { number_of($_) } split / \| /, $row // '';
	is("@got", "@want", "safety.md: pace \L$name\E");
}

my %promises = (
	'docs/formats/run.md' => [
		[ 'observations, coverage records, pieces of evidence', 'src/run/run.h', 'RUN_OBSERVATIONS_MAX' ],
		[ 'bytes of one piece of evidence', 'src/run/run.h', 'RUN_EVIDENCE_ONE_MAX' ],
		[ 'bytes of all evidence', 'src/run/run.h', 'RUN_EVIDENCE_MAX' ],
		[ 'bytes of `run.json`', 'src/run/run.h', 'RUN_FILE_MAX' ],
	],
);
for my $page (sort keys %promises) {
	for my $promise (@{ $promises{$page} }) {
		my ($what, $file, $name) = @$promise;
		my ($value) = read_text($page) =~ /^\| \Q$what\E \| ([^|]*?)(?: each)? \|$/m;
		is(number_of($value // ''), defined_in($file, $name), "$page: $what");
	}
}
my $kib = defined_in('src/net/transcript.h', 'TRANSCRIPT_MAX') / 1024;
like(read_text('docs/formats/run.md'), qr/$kib KiB at most/, 'run.md: size of a transcript');
my $accounts = defined_in('src/net/transcript.h', 'TRANSCRIPT_SECRETS_MAX');
like(read_text('docs/formats/declaration.md'), qr/; $accounts accounts at most/, 'declaration.md: accounts with a secret');
done_testing();
