#!/usr/bin/perl
#
# Ours, not a real product: services that are hard to tell, one manner per port.
#
#     late.pl PORT=MANNER[,ARGUMENT]...
#
# LOG gets "PORT" and what a client said before the server had said anything, visibly, a line each.
# Each client has a process of its own, but for those of "serial": one after another, on all ports.
#
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use Server;
use IO::Select;

# Says nothing for so long, then talks.
sub late {
	my ($socket, $port, $seconds, @talk) = @_;
	my $end = time + $seconds;
	while ((my $left = $end - time) > 0) {
		next unless IO::Select->new($socket)->can_read($left);
		my $said = hear($socket, 0) // return;
		note($port, $said =~ s/([^\x21-\x7e])/sprintf '\\x%02x', ord $1/ger);
	}
	talk($socket, @talk);
}

# TLS to the server behind, this to everybody else.
sub before_tls {
	my ($socket, $behind, $answer) = @_;
	my $hello = hear($socket, 30) // return;
	ord $hello == 0x16 ? relay($socket, $behind, $hello) : syswrite $socket, $answer;
}

my $nothing = "Content-Length: 0\r\nConnection: close\r\n\r\n";
my %manner = (
	telnet => sub { late(@_[0 .. 2], "\xff\xfd\x18\xff\xfb\x01\r\ndevice login: ", [qr/./, "\r\nPassword: "]) },
	prompt => sub { late(@_[0 .. 2], "Sample router\r\nUsername: ", [qr/./, "Password: "]) },
	ssh => sub { late(@_[0 .. 2], "SSH-2.0-Sample_1.0\r\n") },
	# RFC 4253 4.2 allows other lines before.
	ssh_preface => sub {
		my ($socket) = @_;
		syswrite $socket, "Authorised use only.\r\n";
		select undef, undef, undef, 0.2;
		late(@_[0 .. 1], 0, "SSH-2.0-Sample_1.0\r\n");
	},
	ftp => sub { late(@_[0 .. 2], "220 Sample FTP server ready.\r\n", [qr/^USER/, "331 password?\r\n"], [qr/./, "530 no\r\n"]) },
	ftp_plain => sub { late(@_[0 .. 2], "220 Welcome.\r\n", [qr/^USER/, "331 password?\r\n"], [qr/./, "500 what?\r\n"]) },
	smtp => sub { late(@_[0 .. 2], "220 mail.example ESMTP Sample\r\n", [qr/^EHLO/, "250 mail.example\r\n"], [qr/./, "502 no\r\n"]) },
	smtp_plain => sub { late(@_[0 .. 2], "220 mail.example ready\r\n", [qr/^EHLO/, "250-mail.example\r\n250 8BITMIME\r\n"], [qr/./, "502 no\r\n"]) },
	echo => sub {
		my ($socket) = @_;
		while (defined(my $in = hear($socket, 30))) { syswrite $socket, $in or return }
	},
	rtsp => sub { my ($socket) = @_; hear($socket, 30); syswrite $socket, "RTSP/1.0 400 Bad Request\r\n\r\n" },
	# Hangs up on whoever says nothing for a second.
	hasty => sub { my ($socket) = @_; syswrite $socket, "HTTP/1.1 200 OK\r\n$nothing" if defined hear($socket, 1) },
	# Greets and hears no more.
	ftp_deaf => sub { late(@_[0 .. 2], "220 Welcome.\r\n") },
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

my @places = map {
	my ($port, $name, $argument) = split /[=,]/;
	my $run = $manner{$name} or die "no manner '$name'\n";
	{ port => $port, name => $name, fork => $name ne 'serial', do => sub { alarm 150 if $name ne 'serial'; $run->($_[0], $port, $argument // 0) } };
} @ARGV;
$SIG{USR1} = sub { close_place($_) for grep { $_->{name} eq 'leaves' } @places };
serve(@places);
