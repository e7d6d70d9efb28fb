#!/usr/bin/perl
# Runs test files that print TAP, as prove does (it is the same harness), and ends with one line
# that counts single tests: "N passed, N failed", with ", N skipped" after it if any were.  A file
# that dies, stops early or runs longer than --seconds counts as one failure more.
#
#     tools/tap.pl [--jobs N] [--seconds N] [--one-by-one GLOB]... [--timed GLOB]... FILE...
#
# Files that fit a --one-by-one never run at the same time as each other.  Nor do those that fit a
# --timed; they look at the clock, so that all others give way to them.  The first that fits counts.
use strict;
use warnings;
use File::Glob qw(bsd_glob);
use Getopt::Long;
use TAP::Harness;

my ($jobs, $seconds, @lanes, %timed) = (1, 1500);

sub lane {
	my ($option, $glob) = @_;
	my @files = bsd_glob $glob;
	push @lanes, { seq => \@files } if @files;
	$timed{$_} //= $option eq 'timed' for @files;
}
GetOptions('jobs=i' => \$jobs, 'seconds=i' => \$seconds, 'one-by-one=s' => \&lane, 'timed=s' => \&lane) or exit 2;
die "tap.pl: no test files\n" unless @ARGV;

# Without the capability, as a browser that is run by root takes a high priority for itself.
my @patience = ($> == 0 ? qw(setpriv --bounding-set -sys_nice) : (), qw(nice -n 10));

sub command {
	my ($file) = @_;
	return [ %timed && !$timed{$file} ? @patience : (), 'timeout', '--kill-after=10', $seconds, $file =~ m{/} ? $file : "./$file" ];
}

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
	# What stands at the same place as the lanes would be taken before any of them.
	rules    => { par => [ @lanes, { par => '**' } ] },
	color    => -t STDOUT && !$ENV{NO_COLOR},
	timer    => 1,
	merge    => 0,
	exec     => sub { command($_[1]) },
});
# What failed is said once more at the end, with what the test said of it: the harness counts only.
my @failures;
$harness->callback(made_parser => sub {
	my ($parser, $job) = @_;
	my $said = 0;

	$parser->callback(ALL => sub {
		my ($line) = @_;
		$said = $line->is_test ? $line->is_ok ? 0 : 1 : $line->is_comment && $said ? $said + 1 : 0;
		push @failures, "$job->[1]: " . $line->as_string . "\n" if $said && $said <= 10;
	});
});
my $results = $harness->runtests(@ARGV);
print @failures;

# Single tests that failed, and for files that went wrong without one of them, the file.
my $failed = $results->failed;
for my $parser ($results->parsers) {
	$failed++ if !$parser->failed && ($parser->has_problems || $parser->exit);
}
my $skipped = $results->skipped;
my $passed = $results->passed - $skipped;
printf "%d passed, %d failed%s\n", $passed, $failed, $skipped ? ", $skipped skipped" : '';
exit($failed || !$results->all_passed || !$passed ? 1 : 0);
