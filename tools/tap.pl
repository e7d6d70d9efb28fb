#!/usr/bin/perl
# Runs test files that print TAP, as prove does (it is the same harness), and ends with one line
# that counts single tests: "N passed, N failed", with ", N skipped" after it if any were.  A file
# that dies, stops early or runs longer than --seconds counts as one failure more.
#
#     tools/tap.pl [--jobs N] [--seconds N] [--one-by-one FOLDER]... FILE...
#
# Files below a --one-by-one folder never run at the same time as each other.
use strict;
use warnings;
use Getopt::Long;
use TAP::Harness;

my ($jobs, $seconds, @serial) = (1, 1500);
GetOptions('jobs=i' => \$jobs, 'seconds=i' => \$seconds, 'one-by-one=s' => \@serial) or exit 2;
die "tap.pl: no test files\n" unless @ARGV;

# timeout makes a process group of each test: a TERM to it reaches whatever the test has started.
$SIG{INT} = $SIG{TERM} = sub {
	if (open my $list, '<', "/proc/$$/task/$$/children") {
		kill TERM => map { split } <$list>;
	}
	exit 130;
};
open STDIN, '<', '/dev/null' or die "tap.pl: /dev/null: $!\n";

my $harness = TAP::Harness->new({
	jobs     => $jobs,
	rules    => { par => [ (map { { seq => "$_/**" } } @serial), '**' ] },
	color    => -t STDOUT && !$ENV{NO_COLOR},
	timer    => 1,
	merge    => 0,
	exec     => sub { [ 'timeout', '--kill-after=10', $seconds, $_[1] =~ m{/} ? $_[1] : "./$_[1]" ] },
});
my $results = $harness->runtests(@ARGV);

# Single tests that failed, and for files that went wrong without one of them, the file.
my $failed = $results->failed;
for my $parser ($results->parsers) {
	$failed++ if !$parser->failed && ($parser->has_problems || $parser->exit);
}
my $skipped = $results->skipped;
my $passed = $results->passed - $skipped;
printf "%d passed, %d failed%s\n", $passed, $failed, $skipped ? ", $skipped skipped" : '';
exit($failed || !$results->all_passed || !$passed ? 1 : 0);
