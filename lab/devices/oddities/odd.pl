#!/usr/bin/perl
#
# Ours, not a real daemon: a TCP server that behaves badly, in another way on each port.
# One process, one select loop; a client is dropped when it hangs up or when there are too many.
#
use strict;
use warnings;
use IO::Select;
use IO::Socket::INET;
use Socket qw(SOL_SOCKET SO_LINGER);
use Time::HiRes qw(time);

use constant CLIENTS_MAX => 500;

my $flood = 'A' x 16384;
# An HTTP answer whose header never ends.
my $drip = "HTTP/1.1 200 OK\r\nX-Slow: ";
# Harmless on a terminal, but a report must not pass it on: colour, window title, NUL, lone and
# overlong UTF-8 bytes, a surrogate, right-to-left override, C1 controls, markup.
my $garbage = "\e[31mred\e]0;title\a\0\r\n\xff\xfe\xc0\xaf\xe0\x80\xaf\xed\xa0\x80" .
	"\xe2\x80\xae\x85\x9b\b\x7f<script>alert(1)</script>\t'\"%s%n\r\n";

my %manner = (9001 => 'silent', 9002 => 'flood', 9003 => 'drip', 9004 => 'reset',
	9005 => 'garbage', 9006 => 'close');
my (%listener, %client);    # by file number
my $readable = IO::Select->new;
my $writable = IO::Select->new;

$SIG{PIPE} = 'IGNORE';

for my $port (sort keys %manner) {
	my $socket = IO::Socket::INET->new(LocalPort => $port, Listen => 128, ReuseAddr => 1,
		Blocking => 0) or die "port $port: $@";
	$listener{fileno $socket} = $manner{$port};
	$readable->add($socket);
}

sub drop {
	my ($socket) = @_;
	delete $client{fileno $socket};
	$readable->remove($socket);
	$writable->remove($socket);
	close $socket;
}

sub welcome {
	my ($listening) = @_;
	my $socket = $listening->accept or return;
	my $manner = $listener{fileno $listening};

	# Lingering for zero seconds turns close into a reset.
	setsockopt $socket, SOL_SOCKET, SO_LINGER, pack('ii', 1, 0) if $manner eq 'reset';
	$socket->blocking(0);
	syswrite $socket, $garbage if $manner eq 'garbage';
	return close $socket if $manner =~ /reset|garbage|close/ or keys %client >= CLIENTS_MAX;

	$client{fileno $socket} = {socket => $socket, manner => $manner, sent => 0};
	$readable->add($socket);
	$writable->add($socket) if $manner eq 'flood';
}

sub drip {
	my ($c) = @_;
	my $byte = $c->{sent} < length $drip ? substr $drip, $c->{sent}, 1 : 'a';
	$c->{sent}++;
	drop($c->{socket}) unless syswrite $c->{socket}, $byte;
}

my $next = time + 1;
for (;;) {
	my $wait = $next - time;
	my ($in, $out) = IO::Select->select($readable, $writable, undef, $wait > 0 ? $wait : 0);

	for my $socket (@{$in || []}) {
		if ($listener{fileno $socket}) {
			welcome($socket);
		} else {
			my $n = sysread $socket, my $ignored, 65536;
			drop($socket) unless $n or (!defined $n and $!{EAGAIN});
		}
	}
	for my $socket (@{$out || []}) {
		next unless defined fileno $socket;    # dropped a moment ago
		drop($socket) unless syswrite $socket, $flood or $!{EAGAIN};
	}
	if (time >= $next) {
		drip($_) for grep { $_->{manner} eq 'drip' } values %client;
		$next = time + 1;
	}
}
