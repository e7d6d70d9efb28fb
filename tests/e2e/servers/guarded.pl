#!/usr/bin/perl
#
# Ours, not a real product: logins (HTTP Basic at /) that guard themselves against guessing, each in
# another way or only seemingly.  A process for each connection, so that many can wait together.
#
#     guarded.pl LOG PORT=GUARD,ACCOUNT:PASSWORD...
#
# Every login is a line in LOG: port, address, account, outcome.  What the guards remember are the
# wrong logins: lines "TIME ADDRESS ACCOUNT" in a file for each port, under a lock.
#
use strict;
use warnings;
use Fcntl qw(:flock);
use IO::Select;
use Socket;
use Time::HiRes qw(time sleep);

use constant { TIMES => 5, SECONDS => 25 };    # so many wrong ones, so long a lock

$| = 1;
$SIG{CHLD} = $SIG{PIPE} = 'IGNORE';
my ($log_path, @sites) = @ARGV;

sub note {
	open my $log, '>>', $log_path or die "$log_path: $!";
	syswrite $log, join(' ', @_) . "\n";
}

# ---- memory ----

sub remembered {
	my ($port, $change) = @_;
	open my $file, '+>>', "$log_path.$port" or die "$log_path.$port: $!";
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

# ---- guards: request -> undef (look at the password), or a code reference that answers instead ----

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
		return recent(sub { $_[0][2] eq $r->{account} }, @all) >= TIMES ? \&too_many : undef;
	},
	# The account is shut, and it does not show: the right password is as wrong as any.
	hidden => sub {
		my ($r, @all) = @_;
		$r->{shut} = recent(sub { $_[0][2] eq $r->{account} }, @all) >= TIMES;
		return undef;
	},
	address => sub {
		my ($r, @all) = @_;
		return recent(sub { $_[0][1] eq $r->{address} }, @all) >= TIMES ? \&too_many : undef;
	},
	# As many as one likes, but no more than five in two seconds.
	limit => sub {
		my ($r, @all) = @_;
		return (grep { $_->[0] > time - 2 and $_->[1] eq $r->{address} } @all) >= TIMES ? \&too_many : undef;
	},
	# Connections of that address are reset, like those of a firewall that was told.
	drop => sub {
		my ($r, @all) = @_;
		return recent(sub { $_[0][1] eq $r->{address} }, @all) >= TIMES ? \&reset : undef;
	},
	# A lock that one second lifts is none.
	brief => sub {
		my ($r, @all) = @_;
		return (grep { $_->[0] > time - 1 and $_->[2] eq $r->{account} } @all) >= TIMES ? \&too_many : undef;
	},
	# Whatever one says, the answer is the same.
	mute => sub { sub { answer($_[0], '401 Unauthorized', 'who?', 'WWW-Authenticate: Basic realm="device"') } },
);

# ---- answers ----

sub answer {
	my ($socket, $status, $body, @fields) = @_;
	syswrite $socket, join "\r\n", "HTTP/1.1 $status", @fields, 'Content-Type: text/html',
		'Content-Length: ' . length $body, 'Connection: close', '', $body;
}

sub too_many { answer($_[0], '429 Too Many Requests', 'too many') }
sub reset { setsockopt $_[0], SOL_SOCKET, SO_LINGER, pack 'ii', 1, 0 }

sub refuse {
	my ($socket) = @_;
	answer($socket, '401 Unauthorized', '<html><title>401</title>who are you?</html>',
		'WWW-Authenticate: Basic realm="device"');
}

sub wait_for {
	my ($name, $port, $n) = @_;
	sleep 1 if $name eq 'delay';
	sleep 0.25 * $n if $name eq 'grows';
	if ($name eq 'queue') {
		open my $queue, '>>', "$log_path.$port.queue" or die $!;
		flock $queue, LOCK_EX;
		sleep 1.5;
	}
}

sub serve {
	my ($socket, $port, $name, $pair) = @_;
	my $text = '';
	my $wait = IO::Select->new($socket);
	until ($text =~ /\r\n\r\n/) {
		return unless $wait->can_read(8) and sysread $socket, $text, 8192, length $text;
	}
	my (undef, $from) = unpack_sockaddr_in(getpeername $socket) or return;
	my ($token) = $text =~ /^Authorization: Basic (\S+)/mi;
	return $text =~ m{^\S+ / } ? refuse($socket) : answer($socket, '404 Not Found', 'no') unless defined $token;
	my $given = unpack 'u', join '', map { (my $part = $_) =~ tr{A-Za-z0-9+/}{ -_}; chr(32 + int(length($part) * 3 / 4)) . $part . "\n" }
		grep { length } map { tr/=//dr } $token =~ /(.{1,60})/g;
	my ($account) = $given =~ /^([^:]*)/;
	my %r = (address => inet_ntoa($from), account => $account);
	my $instead = $guard{$name}->(\%r, remembered($port));
	my $right = $given eq $pair && !$r{shut};
	note($port, $r{address}, $account, $instead ? 'held' : $right ? 'right' : 'wrong');
	return $instead->($socket) if $instead;
	if ($right) {
		remembered($port, sub { grep { $_->[2] ne $account } @_ });
		return answer($socket, '200 OK', 'inside');
	}
	my @all = remembered($port, sub { (@_, $r{shut} ? () : [time, $r{address}, $account]) });
	wait_for($name, $port, scalar grep { $_->[2] eq $account } @all);
	refuse($socket);
}

# ---- listening ----

my $listeners = IO::Select->new;
my %play;
for (@sites) {
	my ($port, $name, $pair) = /^(\d+)=(\w+),(.*)$/ or die "what is '$_'?\n";
	die "no guard '$name'\n" unless $guard{$name};
	socket my $socket, AF_INET, SOCK_STREAM, 0 or die "socket: $!\n";
	setsockopt $socket, SOL_SOCKET, SO_REUSEADDR, 1;
	bind $socket, pack_sockaddr_in($port, INADDR_ANY) and listen $socket, 64 or die "port $port: $!\n";
	$play{fileno $socket} = [$port, $name, $pair];
	$listeners->add($socket);
}
print "ready\n";
for (;;) {
	for my $listening ($listeners->can_read) {
		accept my $socket, $listening or next;
		my $child = fork;
		if (defined $child and $child == 0) {
			serve($socket, @{$play{fileno $listening}});
			close $socket;
			exit 0;
		}
		close $socket;
	}
}
