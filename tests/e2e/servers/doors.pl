#!/usr/bin/perl
#
# Ours, not a real product: a device with several doors (HTTP Basic at /, FTP, Telnet) that guards them
# together or each by itself.  A process for each connection.
#
#     doors.pl GUARD,NUMBER PORT=SERVICE,ACCOUNT:PASSWORD[,GUARD,NUMBER]...
#
# GUARD is of all doors together, that of a door counts what happens at this door alone:
#
#     none    nothing
#     ban     after so many wrong logins of all accounts connections are reset
#     shut    after so many wrong logins of an account the right password is as wrong as any
#     hide    the same after so many of all accounts
#     turns   while a login is looked at others are hung up on (NUMBER says nothing)
#
# Every login is a line in LOG: port, from, to (seconds), account, outcome.  A wrong one takes 0.2 s.
#
use strict;
use warnings;
use Fcntl qw(:flock);
use FindBin;
use lib $FindBin::Bin;
use Server;
use IO::Select;
use Time::HiRes qw(time sleep);

my ($all, @sites) = @ARGV;
my ($all_guard, $all_number) = split /,/, $all;

# What is remembered: lines "PORT FROM TO ACCOUNT OUTCOME" in the log itself.
sub remembered {
	open my $log, '<', $ENV{LOG} or return;
	flock $log, LOCK_SH;
	return map { chomp; [split / /] } <$log>;
}

# Does a guard hold, of the whole device (port 0) or of a port?
sub holds {
	my ($guard, $number, $port, $account) = @_;
	my @wrong = grep { $_->[4] eq 'wrong' && (!$port || $_->[0] == $port) } remembered();
	return @wrong >= $number if $guard eq 'ban' || $guard eq 'hide';
	return 0 if $guard ne 'shut';
	# A right password lets the count start anew.
	my $n = 0;
	for (grep { $_->[3] eq $account && (!$port || $_->[0] == $port) } remembered()) {
		$n = $_->[4] eq 'right' ? 0 : $n + 1 if $n < $number;
	}
	return $n >= $number;
}

sub is_banned {
	my ($site) = @_;
	return 1 if $all_guard eq 'ban' && holds('ban', $all_number, 0);
	return $site->{guard} eq 'ban' && holds('ban', $site->{number}, $site->{port});
}

# "right", "wrong", or "" where nobody looks.
sub look {
	my ($site, $account, $secret) = @_;
	my $from = time;
	my $turn;
	if ($all_guard eq 'turns') {
		open $turn, '>>', "$ENV{LOG}.turn" or die "turn: $!";
		return '' unless flock $turn, LOCK_EX | LOCK_NB;
	}
	my $shut = $all_guard =~ /^(shut|hide)$/ && holds($all_guard, $all_number, 0, $account)
		|| $site->{guard} =~ /^(shut|hide)$/ && holds($site->{guard}, $site->{number}, $site->{port}, $account);
	my $right = "$account:$secret" eq $site->{pair} && !$shut;
	sleep 0.2 unless $right;
	note($site->{port}, sprintf('%.3f', $from), sprintf('%.3f', time), $account eq '' ? '-' : $account, $right ? 'right' : $shut ? 'shut' : 'wrong');
	return $right ? 'right' : 'wrong';
}

# ---- services ----

sub refusal {
	return answer('401 Unauthorized', '<html><title>401</title>who are you?</html>', 'WWW-Authenticate' => 'Basic realm="device"');
}

sub http {
	my ($socket, $site) = @_;
	my $r = request_of($socket, 8) or return;
	return syswrite $socket, $r->{path} eq '/' ? refusal() : answer('404 Not Found', 'no') unless defined $r->{pair};
	my $came = look($site, $r->{pair} =~ /^([^:]*):(.*)$/s) or return;
	syswrite $socket, $came eq 'right' ? answer('200 OK', 'inside') : refusal();
}

sub line_of {
	my ($socket, $buffer) = @_;
	my $wait = IO::Select->new($socket);
	for (;;) {
		# Telnet's commands say nothing here.
		$$buffer =~ s/\xff[\xfb-\xfe].//gs;
		my ($line, $rest) = $$buffer =~ /^([^\r\n]*)\r?\n(.*)$/s;
		if (defined $line) {
			$$buffer = $rest;
			return $line;
		}
		return unless $wait->can_read(20) and sysread $socket, $$buffer, 512, length $$buffer;
	}
}

sub ftp {
	my ($socket, $site) = @_;
	my ($buffer, $account) = ('', '');
	syswrite $socket, "220 files\r\n";
	while (defined(my $line = line_of($socket, \$buffer))) {
		if ($line =~ /^USER (.*)/i) {
			$account = $1;
			syswrite $socket, "331 password please\r\n";
		} elsif ($line =~ /^PASS (.*)/i) {
			# The courtesy of RFC 1635 is no login.
			my $came = $account eq 'anonymous' ? 'wrong' : look($site, $account, $1) or return;
			syswrite $socket, $came eq 'right' ? "230 come in\r\n" : "530 no\r\n";
		} else {
			syswrite $socket, $line =~ /^QUIT/i ? "221 bye\r\n" : "502 what?\r\n";
		}
	}
}

sub telnet {
	my ($socket, $site) = @_;
	my $buffer = '';
	syswrite $socket, "device\r\n";
	for (1 .. 3) {
		syswrite $socket, 'login: ';
		my $account = line_of($socket, \$buffer) // return;
		syswrite $socket, 'Password: ';
		my $secret = line_of($socket, \$buffer) // return;
		my $came = look($site, $account, $secret) or return;
		return syswrite $socket, "\r\nwelcome\r\n\$ " if $came eq 'right';
		syswrite $socket, "\r\nLogin incorrect\r\n";
	}
}

my %service = (http => \&http, ftp => \&ftp, telnet => \&telnet);
serve(map {
	my ($port, $service, $pair, $guard, $number) = /^(\d+)=(\w+),([^,]*)(?:,(\w+),(\d+))?$/ or die "what is '$_'?\n";
	my $door = $service{$service} // die "no service '$service'\n";
	{ port => $port, pair => $pair, guard => $guard // 'none', number => $number // 0, fork => 1,
		do => sub { is_banned($_[1]) ? reset_at_close($_[0]) : $door->(@_) } };
} @sites);
