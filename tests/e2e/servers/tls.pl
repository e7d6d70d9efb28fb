#!/usr/bin/perl
#
# Ours, not a real product: stands before a TLS server and has the faults of small devices, one manner per port.
#
#     tls.pl PORT=MANNER[,BACKEND[,N]]...
#
# BACKEND is the port of the server on 127.0.0.1.  Clients come one at a time on each port, as with many a small
# device.
#
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use Server;
use IO::Select;

# The version of a hello, not that of its record; 0 for SSL 2.0.
sub version { return ord $_[0] == 22 ? unpack 'x9 n', $_[0] : 0 }

# The same hello with its first N suites only.
sub cut_suites {
	my ($hello, $n) = @_;
	return $hello unless version($hello);
	my ($random, $session, $suites, $rest) = unpack 'x11 a32 C/a n/a a*', $hello;
	my $body = pack 'n a32 C/a n/a a*', version($hello), $random, $session, substr($suites, 0, 2 * $n), $rest;
	return pack 'C n n/a', 22, 0x0301, pack('C C n', 1, 0, length $body) . $body;
}

# The same handshake in records of seven bytes; hold is what has come of the next record.
my $hold;
sub crumbs {
	my ($data) = @_;
	my $out = '';
	$hold .= $data;
	while (length $hold >= 5 and length $hold >= 5 + unpack 'x3 n', $hold) {
		my ($type, $version, $size) = unpack 'C n n', $hold;
		my $record = substr $hold, 0, 5 + $size, '';
		$out .= $type == 22 ? join '', map { pack 'C n n/a', 22, $version, $_ } unpack 'x5 (a7)*', $record : $record;
	}
	return $out;
}

my %count;
my %manner = (
	# Closes when a record is longer than it expects.
	short => sub { my ($client, $port, $hello, $n) = @_; relay($client, $port, $hello) if length $hello <= $n },
	# Has room for N suites, and does not see the others.
	few => sub { my ($client, $port, $hello, $n) = @_; relay($client, $port, cut_suites($hello, $n)) },
	# Closes at the sight of a version it has not heard of.
	old => sub { my ($client, $port, $hello) = @_; relay($client, $port, $hello) if version($hello) <= 0x0302 },
	# Old versions are another library's, on port N.
	parts => sub { my ($client, $port, $hello, $n) = @_; relay($client, version($hello) > 0x0302 ? $port : $n, $hello) },
	# Closes where others send an alert.
	curt => sub { my ($client, $port, $hello) = @_; relay($client, $port, $hello, sub { ord $_[0] == 21 ? undef : $_[0] }) },
	crumbs => sub { my ($client, $port, $hello) = @_; $hold = ''; relay($client, $port, $hello, \&crumbs) },
	# Hangs up after the first N bytes.
	half => sub {
		my ($client, $port, $hello, $n) = @_;
		relay($client, $port, $hello, sub { syswrite $client, substr $_[0], 0, $n; return });
	},
	# Is busy with somebody else when the Nth client comes.
	busy => sub {
		my ($client, $port, $hello, $n) = @_;
		if (++$count{busy} == $n) { 1 while defined hear($client, 30) }
		else { relay($client, $port, $hello) }
	},
	# Has had enough after N clients.
	tires => sub { my ($client, $port, $hello, $n) = @_; relay($client, $port, $hello) if ++$count{tires} <= $n },
	# A byte a second, of a record that looks well.
	drip => sub {
		my ($client) = @_;
		for my $byte (split //, "\x16\x03\x03\x00\x7a\x02\x00\x00\x76\x03\x03" . 'r' x 111) {
			syswrite $client, $byte or return;
			# The client has gone?
			return if IO::Select->new($client)->can_read(1);
		}
	},
	# Picks AES128-SHA in TLS 1.2, whatever is offered.
	stubborn => sub {
		my ($client) = @_;
		my $body = "\x03\x03" . 'r' x 32 . "\x00\x00\x2f\x00";
		syswrite $client, pack 'C n n/a', 22, 0x0303, pack('C C n/a', 2, 0, $body) . "\x0e\x00\x00\x00";
		hear($client, 5);
	},
	# Speaks SSL 2.0 as well: no certificate, two kinds of cipher.
	ssl2 => sub {
		my ($client, $port, $hello) = @_;
		return relay($client, $port, $hello) if version($hello);
		my $body = pack 'C C C n n n n a6 a16', 4, 0, 1, 2, 0, 6, 16, "\1\0\x80\7\0\xc0", 'connection';
		syswrite $client, pack('n', 0x8000 | length $body) . $body;
		hear($client, 2);
	},
);

# A process for each port, so that they do not wait for each other.
for (@ARGV) {
	my ($listen, $name, $port, $n) = split /[=,]/;
	my $run = $manner{$name} or die "no manner '$name'\n";
	my $socket = listen_at($listen);
	next if fork // die "fork: $!\n";
	while (my $client = $socket->accept) {
		my $hello = hear($client, 10) // next;
		$run->($client, $port, $hello, $n);
	}
	exit 0;
}
print "ready\n";
sleep 1 while 1;
