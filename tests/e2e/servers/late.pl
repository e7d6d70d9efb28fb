#!/usr/bin/perl
#
# Ours, not a real product: services that are hard to tell, one manner per port.
#
#     late.pl LOG PORT=MANNER[,ARGUMENT]...
#
# LOG gets "PORT" and what a client said before the server had said anything, visibly, a line each.
# Each client has a process of its own, but for those of "serial": one after another, on all ports.
#
use strict;
use warnings;
use IO::Select;
use IO::Socket::INET;

$| = 1;
$SIG{PIPE} = 'IGNORE';
$SIG{CHLD} = 'IGNORE';

my $log = shift;

sub hear {
	my ($socket, $seconds) = @_;
	my $in = '';
	return unless IO::Select->new($socket)->can_read($seconds);
	return sysread($socket, $in, 65536) ? $in : undef;
}

sub note {
	my ($port, $said) = @_;
	$said =~ s/([^\x21-\x7e])/sprintf '\\x%02x', ord $1/ge;
	open my $file, '>>', $log or die "$log: $!\n";
	syswrite $file, "$port $said\n";
}

# Says nothing for so long, then this; then line by line: pattern, answer.
sub talk {
	my ($socket, $port, $seconds, $greeting, @table) = @_;
	my $end = time + $seconds;
	while ((my $left = $end - time) > 0) {
		next unless IO::Select->new($socket)->can_read($left);
		my $said = hear($socket, 0) // return;
		note($port, $said);
	}
	syswrite $socket, $greeting or return;
	while (defined(my $line = hear($socket, 30))) {
		for my $entry (@table) {
			next unless $line =~ $entry->[0];
			syswrite $socket, $entry->[1] or return;
			last;
		}
	}
}

# TLS to the server behind, this to everybody else.
sub before_tls {
	my ($socket, $backend, $answer) = @_;
	my $hello = hear($socket, 30) // return;
	if (ord $hello != 0x16) {
		syswrite $socket, $answer;
		return;
	}
	my $server = IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => $backend) or return;
	my $both = IO::Select->new($socket, $server);
	syswrite $server, $hello;
	while (my @ready = $both->can_read(10)) {
		for my $from (@ready) {
			my $data = hear($from, 0) // return;
			syswrite $from == $socket ? $server : $socket, $data or return;
		}
	}
}

my $nothing = "Content-Length: 0\r\nConnection: close\r\n\r\n";
my %manner = (
	telnet => sub { talk(@_[0 .. 2], "\xff\xfd\x18\xff\xfb\x01\r\ndevice login: ", [qr/./, "\r\nPassword: "]) },
	prompt => sub { talk(@_[0 .. 2], "Sample router\r\nUsername: ", [qr/./, "Password: "]) },
	ssh => sub { talk(@_[0 .. 2], "SSH-2.0-Sample_1.0\r\n") },
	# RFC 4253 4.2 allows other lines before.
	ssh_preface => sub {
		my ($socket) = @_;
		syswrite $socket, "Authorised use only.\r\n";
		select undef, undef, undef, 0.2;
		talk(@_[0 .. 1], 0, "SSH-2.0-Sample_1.0\r\n");
	},
	ftp => sub { talk(@_[0 .. 2], "220 Sample FTP server ready.\r\n", [qr/^USER/, "331 password?\r\n"], [qr/./, "530 no\r\n"]) },
	ftp_plain => sub { talk(@_[0 .. 2], "220 Welcome.\r\n", [qr/^USER/, "331 password?\r\n"], [qr/./, "500 what?\r\n"]) },
	smtp => sub { talk(@_[0 .. 2], "220 mail.example ESMTP Sample\r\n", [qr/^EHLO/, "250 mail.example\r\n"], [qr/./, "502 no\r\n"]) },
	smtp_plain => sub { talk(@_[0 .. 2], "220 mail.example ready\r\n", [qr/^EHLO/, "250-mail.example\r\n250 8BITMIME\r\n"], [qr/./, "502 no\r\n"]) },
	echo => sub {
		my ($socket) = @_;
		while (defined(my $in = hear($socket, 30))) { syswrite $socket, $in or return }
	},
	rtsp => sub { my ($socket) = @_; hear($socket, 30); syswrite $socket, "RTSP/1.0 400 Bad Request\r\n\r\n" },
	# Hangs up on whoever says nothing for a second.
	hasty => sub { my ($socket) = @_; syswrite $socket, "HTTP/1.1 200 OK\r\n$nothing" if defined hear($socket, 1) },
	# Greets and hears no more.
	ftp_deaf => sub { talk(@_[0 .. 2], "220 Welcome.\r\n") },
	drip => sub { my ($socket) = @_; select undef, undef, undef, 0.2 while syswrite $socket, 'x' },
	flood => sub { my ($socket) = @_; 1 while syswrite $socket, 'x' x 65536 },
	# Whoever waits for it to speak has been its last client.
	leaves => sub {
		my ($socket) = @_;
		return if IO::Select->new($socket)->can_read(2);
		kill 'USR1', getppid;
		hear($socket, 30);
	},
	http => sub { my ($socket) = @_; hear($socket, 30); syswrite $socket, "HTTP/1.1 404 Not Found\r\n$nothing" },
	complains => sub { before_tls(@_[0, 2], "HTTP/1.1 400 Bad Request\r\n$nothing") },
	serial => sub { my ($socket) = @_; syswrite $socket, "HTTP/1.1 200 OK\r\n$nothing" if defined hear($socket, 30) },
	redirects => sub { before_tls(@_[0, 2], "HTTP/1.1 301 Moved\r\nLocation: https://device.example/\r\n$nothing") },
);

my (%by_socket, %serial, @leaving);
my $listeners = IO::Select->new;
for (@ARGV) {
	my ($port, $name, $argument) = split /[=,]/;
	my $run = $manner{$name} or die "no manner '$name'\n";
	my $socket = IO::Socket::INET->new(LocalPort => $port, Listen => 64, ReuseAddr => 1)
		or die "port $port: $@\n";
	$by_socket{fileno $socket} = sub { $run->($_[0], $port, $argument // 0) };
	$serial{fileno $socket} = 1 if $name eq 'serial';
	push @leaving, $socket if $name eq 'leaves';
	$listeners->add($socket);
}
my @children;
$SIG{TERM} = sub { kill 'KILL', @children; exit 0 };
$SIG{USR1} = sub { $listeners->remove($_), close $_ for splice @leaving };
print "ready\n";
for (;;) {
	for my $listening ($listeners->can_read) {
		my $socket = $listening->accept or next;
		if ($serial{fileno $listening}) {
			$by_socket{fileno $listening}->($socket);
			next;
		}
		my $child = fork // next;
		if ($child) {
			@children = grep { kill 0, $_ } @children, $child;
			close $socket;
			next;
		}
		$SIG{TERM} = 'DEFAULT';
		alarm 150;
		$by_socket{fileno $listening}->($socket);
		exit 0;
	}
}
