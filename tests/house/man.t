#!/usr/bin/perl
# The manual says what the program says: every command has a page with its summary and exactly its
# options, every page has a command, the pages have the sections that people look for, and groff and
# mandoc (where installed) find nothing wrong with them.  HOSHI names the program.
use strict;
use warnings;
use utf8;
use open qw(:std :encoding(UTF-8));
use Test::More;

use FindBin;
chdir "$FindBin::Bin/../.." or die "cannot find the source: $!\n";
my $hoshi = $ENV{HOSHI} // 'build/release/hoshi';
BAIL_OUT("there is no $hoshi: run make") unless -x $hoshi;

sub read_text {
	my ($path) = @_;
	open my $file, '<', $path or return '';
	local $/;
	return <$file> // '';
}

sub output_of {
	open my $pipe, '-|', @_ or die "$_[0]: $!\n";
	local $/;
	return <$pipe> // '';
}

# "  -d, --declaration FILE   text" becomes "-d, --declaration FILE".
sub options_of_help {
	my ($text) = @_;
	my @options;
	# An argument is quoted, a choice (a|b) or begins with a capital; what it does never does.
	while ($text =~ /^ {2}(?: {4}|(-\w, ))--([\w-]+)(?: ("[^"]*"|[A-Z]\S*|\w+\|\S+))? +\S/mg) {
		push @options, ($1 // '') . "--$2" . (defined $3 ? " $3" : '');
	}
	return sort @options;
}

# ".It Fl d , Fl -declaration Ar FILE" becomes the same, in the section OPTIONS alone.
sub options_of_page {
	my ($page) = @_;
	my ($section) = $page =~ /^\.Sh OPTIONS\n(.*?)^\.Sh /ms or return;
	my @options;
	while ($section =~ /^\.It (Fl .*)$/mg) {
		my $option = $1;
		$option =~ s/\\\(dq/"/g;
		$option =~ s/Ar ""?/Ar "/;
		$option =~ s/""$/"/;
		$option =~ s/ ,/,/g;
		$option =~ s/Fl /-/g;
		$option =~ s/Ar //g;
		push @options, $option;
	}
	return sort @options;
}

my $overview = output_of($hoshi, '--lang', 'en', '--help');
my %summary = $overview =~ /^  (\w+) +(\S.*)$/mg;
my @commands = sort keys %summary;
cmp_ok(scalar @commands, '>', 3, 'the overview lists commands');

my @pages = sort map { m{([^/]+)\.1$} } glob 'man/*.1';
is_deeply(\@pages, [ 'hoshi', map { "hoshi-$_" } @commands ], 'one page for each command');

# What all commands have in common is described once, in hoshi(1).
my (%help, %count);
for my $command (@commands) {
	$help{$command} = [ options_of_help(output_of($hoshi, $command, '--lang', 'en', '--help')) ];
	$count{$_}++ for @{ $help{$command} };
}
my @common = sort grep { $count{$_} == @commands } keys %count;
ok((grep { $_ eq '-h, --help' } @common), 'the common options were found');

my $main = read_text('man/hoshi.1');
is_deeply([ options_of_page($main) ], [ sort @common, '--version' ], 'hoshi.1: the common options');
for my $command (@commands) {
	like($main, qr/^\.It Xr hoshi-$command 1\n\Q$summary{$command}\E$/m, "hoshi.1: lists $command");
}

for my $command (@commands) {
	my $page = read_text("man/hoshi-$command.1");
	my %is_common = map { $_ => 1 } @common;
	my @own = grep { !$is_common{$_} } @{ $help{$command} };

	is_deeply([ options_of_page($page) ], \@own, "hoshi-$command.1: exactly the options of --help");
	like($page, qr/^\.Nd \Q$summary{$command}\E$/m, "hoshi-$command.1: the summary of the program");
	# Each option stands in the synopsis too.
	my ($synopsis) = $page =~ /^\.Sh SYNOPSIS\n(.*?)^\.Sh /ms;
	my @lost = grep { my ($name) = /--([\w-]+)/; my ($letter) = /^-(\w),/;
			  $synopsis !~ /\bFl -\Q$name\E\b/ && !($letter && $synopsis =~ /\bFl $letter\b/) } @own;
	is("@lost", '', "hoshi-$command.1: the synopsis has every option");
}

for my $page (@pages) {
	my $text = read_text("man/$page.1");
	my @missing = grep { $text !~ /^\.Sh \Q$_\E$/m }
		'NAME', 'SYNOPSIS', 'DESCRIPTION', 'OPTIONS', 'FILES', 'EXIT STATUS', 'EXAMPLES', 'SAFETY', 'SEE ALSO';
	is("@missing", '', "$page.1: all sections");
	my @dangling = grep { !-e "man/$_.1" } $text =~ /^\.(?:It )?Xr (hoshi\S*) 1/mg;
	is("@dangling", '', "$page.1: what it refers to is there");
}

sub is_installed { grep { -x "$_/$_[0]" } split /:/, $ENV{PATH} }

SKIP: {
	skip 'groff is not installed', scalar @pages unless is_installed('groff');
	for my $page (@pages) {
		is(output_of('sh', '-c', "groff -ww -mandoc -Kutf8 -Tutf8 -z man/$page.1 2>&1"), '',
			"$page.1: groff has no warning");
	}
}
# Stricter than groff, but not asked for: a skip would be counted on most machines.
if (is_installed('mandoc')) {
	for my $page (@pages) {
		my @found = grep { !/^mandoc: outdated/ && !/referenced manual not found/ } split /\n/,
			output_of('sh', '-c', "mandoc -T lint -W warning man/$page.1 2>&1");
		is("@found", '', "$page.1: mandoc has no warning");
	}
}
done_testing();
