#!/usr/bin/perl
#
# Ours, not a real product: logins (HTTP Basic at /) that guard themselves against guessing, each in
# another way or only seemingly.  A process for each connection, so that many can wait together.
#
#     guarded.pl PORT=GUARD,ACCOUNT:PASSWORD...
#
# Every login is a line in LOG: port, address, account, outcome.  What the guards remember are the
# wrong logins: lines "TIME ADDRESS ACCOUNT" in a file for each port, under a lock.
#
use strict;
use warnings;
use Fcntl qw(:flock);
use FindBin;
use lib $FindBin::Bin;
use Server;
use Time::HiRes qw(time sleep);

use constant { TIMES => 5, SECONDS => 25 };    # so many wrong ones, so long a lock

# ---- memory ----

sub remembered {
	my ($port, $change) = @_;
	open my $file, '+>>', "$ENV{LOG}.$port" or die "$ENV{LOG}.$port: $!";
	flock $file, LOCK_EX;
	seek $file, 0, 0;
	my @all = map { chomp; [split / /] } <$file>;
	if ($change) {
		my @kept = $change->(@all);
		truncate $file, 0;
		syswrite $file, join('', map { "@$_\n" } @kept);
		@all = @kept;
	}
	return @all;
}

sub recent { my ($test, @all) = @_; return scalar grep { $_->[0] > time - SECONDS and $test->($_) } @all }

# ---- answers ----

my @realm = ('WWW-Authenticate' => 'Basic realm="device"');
sub too_many { return answer('429 Too Many Requests', 'too many') }
sub refusal { return answer('401 Unauthorized', '<html><title>401</title>who are you?</html>', @realm) }

# ---- guards: request -> undef (look at the password), or what is answered instead ("" is a reset) ----

my %guard = (
	none => sub { undef },
	# Each wrong answer takes a second, but everybody waits for himself.
	delay => sub { undef },
	# Two seconds, and all wait in one queue.
	queue => sub { undef },
	grows => sub { undef },
	# The account is shut, in words.
	lock => sub {
		my ($r, @all) = @_;
		return recent(sub { $_[0][2] eq $r->{account} }, @all) >= TIMES ? too_many() : undef;
	},
	# The account is shut, and it does not show: the right password is as wrong as any.
	hidden => sub {
		my ($r, @all) = @_;
		$r->{shut} = recent(sub { $_[0][2] eq $r->{account} }, @all) >= TIMES;
		return undef;
	},
	address => sub {
		my ($r, @all) = @_;
		return recent(sub { $_[0][1] eq $r->{address} }, @all) >= TIMES ? too_many() : undef;
	},
	# As many as one likes, but no more than five in two seconds.
	limit => sub {
		my ($r, @all) = @_;
		return (grep { $_->[0] > time - 2 and $_->[1] eq $r->{address} } @all) >= TIMES ? too_many() : undef;
	},
	# Connections of that address are reset, like those of a firewall that was told.
	drop => sub {
		my ($r, @all) = @_;
		return recent(sub { $_[0][1] eq $r->{address} }, @all) >= TIMES ? '' : undef;
	},
	# A lock that one second lifts is none.
	brief => sub {
		my ($r, @all) = @_;
		return (grep { $_->[0] > time - 1 and $_->[2] eq $r->{account} } @all) >= TIMES ? too_many() : undef;
	},
	# Whatever one says, the answer is the same.
	mute => sub { answer('401 Unauthorized', 'who?', @realm) },
);

sub wait_for {
	my ($name, $port, $n) = @_;
	sleep 1 if $name eq 'delay';
	sleep 0.25 * $n if $name eq 'grows';
	if ($name eq 'queue') {
		open my $queue, '>>', "$ENV{LOG}.$port.queue" or die $!;
		flock $queue, LOCK_EX;
		sleep 1.5;
	}
}

sub answer_to {
	my ($socket, $p, $asked) = @_;
	my ($port, $name) = @$p{qw(port guard)};
	return $asked->{path} eq '/' ? refusal() : answer('404 Not Found', 'no') unless defined $asked->{pair};
	my ($account) = $asked->{pair} =~ /^([^:]*)/;
	my %r = (address => $socket->peerhost, account => $account);
	my $instead = $guard{$name}->(\%r, remembered($port));
	my $right = $asked->{pair} eq $p->{pair} && !$r{shut};
	note($port, $r{address}, $account, defined $instead ? 'held' : $right ? 'right' : 'wrong');
	return $instead if defined $instead;
	if ($right) {
		remembered($port, sub { grep { $_->[2] ne $account } @_ });
		return answer('200 OK', 'inside');
	}
	my @all = remembered($port, sub { (@_, $r{shut} ? () : [time, $r{address}, $account]) });
	wait_for($name, $port, scalar grep { $_->[2] eq $account } @all);
	return refusal();
}

sub web {
	my ($socket, $p) = @_;
	my $answer = answer_to($socket, $p, request_of($socket, 8) // return);
	reset_at_close($socket) if $answer eq '';
	syswrite $socket, $answer;
}

serve(map {
	my ($port, $guard, $pair) = /^(\d+)=(\w+),(.*)$/ or die "what is '$_'?\n";
	die "no guard '$guard'\n" unless $guard{$guard};
	{ port => $port, guard => $guard, pair => $pair, fork => 1, do => \&web };
} @ARGV);
