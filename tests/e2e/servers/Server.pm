# What the servers beside this file share: places to listen at, requests and answers of HTTP, small talk by lines, and a log.
#
#     use FindBin;
#     use lib $FindBin::Bin;
#     use Server;
#
#     serve(map { { port => $_, do => \&front } } @ARGV);
#
#     sub front {
#         my ($client) = @_;
#         my $r = request_of($client) or return;
#         note($r->{method}, $r->{path});
#         syswrite $client, answer('200 OK', html('Front', 'Hello.'));
#     }
#
# An answer is a text: whoever wants it torn, late or wrong cuts it, waits, or writes something else.  A server that gets SIGTERM
# ends with all its children.
#
package Server;

use strict;
use warnings;
use Digest::SHA qw(sha1);
use Exporter 'import';
use Fcntl qw(:flock);
use IO::Select;
use IO::Socket::IP;
use MIME::Base64;
use Socket qw(:DEFAULT inet_pton pack_sockaddr_in6 IPPROTO_IPV6 IPV6_V6ONLY);
use Time::HiRes qw(time);

our @EXPORT = qw(serve open_place close_place listen_at reset_at_close hear talk relay note
	request_of answer kept_answer html value parameters token_owner fresh);

use constant REQUEST_MAX => 1 << 20;

$| = 1;
$SIG{PIPE} = 'IGNORE';
setpgrp;
my $server = $$;
$SIG{TERM} = sub {
	$SIG{TERM} = 'DEFAULT';
	kill TERM => $$ == $server ? -$$ : $$;
};

# ---- places ----

# Listens at the port of all addresses of IPv4, or at the first of these addresses that can be had.
sub listen_at {
	my ($port, @addresses) = @_;
	for my $address (@addresses ? @addresses : '0.0.0.0') {
		my $six = $address =~ /:/;
		socket my $socket, $six ? AF_INET6 : AF_INET, SOCK_STREAM, 0 or next;
		setsockopt $socket, SOL_SOCKET, SO_REUSEADDR, 1;
		setsockopt $socket, IPPROTO_IPV6, IPV6_V6ONLY, 0 if $six;
		my $at = $six ? pack_sockaddr_in6($port, inet_pton(AF_INET6, $address)) : pack_sockaddr_in($port, inet_pton(AF_INET, $address));
		return bless $socket, 'IO::Socket::IP' if bind($socket, $at) and listen $socket, 64;
	}
	die "port $port: $!\n";
}

my ($listeners, %place) = (IO::Select->new);

sub open_place {
	my ($p) = @_;
	$p->{socket} = !$p->{udp} ? listen_at($p->{port}, @{ $p->{addresses} // [] })
		: IO::Socket::IP->new(Type => SOCK_DGRAM, LocalHost => '0.0.0.0', LocalPort => $p->{port}) // die "UDP port $p->{port}: $@\n";
	$place{ fileno $p->{socket} } = $p;
	$listeners->add($p->{socket});
}

sub close_place {
	my ($p) = @_;
	$listeners->remove($p->{socket});
	close $p->{socket};
}

# Serves for ever at places { port, do, ... }: each client is given to do->(CLIENT, PLACE, NUMBER OF THE CLIENT).  All is done by one
# process, which can remember, one client after another; at a place with "fork" each client has a process of its own.  At one with
# "udp" do->(DATAGRAM, PLACE) tells what to answer, if anything.
sub serve {
	my (@places) = @_;
	my $n = 0;
	$SIG{CHLD} = 'IGNORE';
	open_place($_) for @places;
	print "ready\n";
	for (;;) {
		for my $socket ($listeners->can_read) {
			# Who served the one before may have closed this one.
			my $p = $place{ fileno $socket // next };
			if ($p->{udp}) {
				my $from = $socket->recv(my $in, 65535) // next;
				my $out = $p->{do}->($in, $p) // next;
				$socket->send($out, 0, $from);
				next;
			}
			my $client = $socket->accept or next;
			$n++;
			if ($p->{fork}) {
				my $child = fork // next;
				next if $child;
			}
			$p->{do}->($client, $p, $n);
			exit 0 if $p->{fork};
		}
	}
}

# ---- bytes ----

# When the socket is closed its connection is reset.
sub reset_at_close { setsockopt $_[0], SOL_SOCKET, SO_LINGER, pack 'ii', 1, 0 }

# What comes within so many seconds; undef if nothing does.
sub hear {
	my ($socket, $seconds) = @_;
	return undef unless IO::Select->new($socket)->can_read($seconds);
	sysread $socket, my $in, 65536 or return undef;
	return $in;
}

# A greeting, then the answer of the first [PATTERN, ANSWER] that fits to whatever is said.
sub talk {
	my ($socket, $greeting, @table) = @_;
	syswrite $socket, $greeting or return;
	while (defined(my $line = hear($socket, 30))) {
		my ($entry) = grep { $line =~ $_->[0] } @table or next;
		syswrite $socket, $entry->[1] or return;
	}
}

# Bytes both ways between a client, which has said this already, and the server on a port of this machine; the server's go through a
# filter, if there is one, until it has nothing more to say.
sub relay {
	my ($client, $port, $said, $filter) = @_;
	my $behind = IO::Socket::IP->new(PeerHost => '127.0.0.1', PeerPort => $port) or return;
	my $both = IO::Select->new($client, $behind);
	syswrite $behind, $said;
	while (my @ready = $both->can_read(10)) {
		for my $from (@ready) {
			my $data = hear($from, 0) // return;
			$data = $filter->($data) // return if $filter and $from != $client;
			next unless length $data;
			syswrite $from == $client ? $behind : $client, $data or return;
		}
	}
}

# A line of these words in the file that LOG names, whole whoever else writes there.
sub note {
	open my $log, '>>', $ENV{LOG} or die "$ENV{LOG}: $!\n";
	flock $log, LOCK_EX;
	syswrite $log, "@_\n";
}

# ---- the web ----

# The next request: { method, target, path (the target without its query), fields (by names in small letters), body, pair (what HTTP
# Basic says, "account:password", or undef) }; undef if none comes within so many seconds.  Where a connection is kept, what
# follows stays in $$rest.
sub request_of {
	my ($socket, $seconds, $rest) = @_;
	my $in = $rest // \(my $own = '');
	my $until = time + ($seconds // 5);
	my ($head, %fields);
	until (defined $head and length $$in >= ($fields{'content-length'} // 0)) {
		if (!defined $head and $$in =~ s/^(.*?)\r\n\r\n//s) {
			$head = $1;
			%fields = map { /^([^:]+): *(.*)$/ ? (lc $1, $2) : () } split /\r\n/, $head;
			next;
		}
		my $left = $until - time;
		return undef if length $$in > REQUEST_MAX or $left <= 0 or !IO::Select->new($socket)->can_read($left);
		sysread $socket, $$in, 65536, length $$in or return undef;
	}
	my ($method, $target, $path) = $head =~ m{^([A-Z]+) (([^? ]*)\S*) HTTP/} or return undef;
	my ($pair) = ($fields{authorization} // '') =~ /^Basic (\S+)/i;
	return { method => $method, target => $target, path => $path, fields => \%fields, pair => defined $pair ? decode_base64($pair) : undef,
		body => substr($$in, 0, $fields{'content-length'} // 0, '') };
}

# An answer on a connection that may be kept; fields are NAME => VALUE.
sub kept_answer {
	my ($status, $body, @fields) = @_;
	my $head = "HTTP/1.1 $status\r\n";
	$head .= shift(@fields) . ': ' . shift(@fields) . "\r\n" while @fields;
	$head .= "Content-Type: text/html; charset=utf-8\r\n" if $head !~ /^Content-Type:/m;
	return $head . 'Content-Length: ' . length($body) . "\r\n\r\n$body";
}

# One that says that the connection ends with it.
sub answer {
	my ($status, $body, @fields) = @_;
	return kept_answer($status, $body, @fields, Connection => 'close');
}

sub html {
	my ($title, $text) = @_;
	return "<html><head><title>$title</title></head><body>$text</body></html>";
}

# Of a form, a query or a cookie; '' if it has none of that name.
sub value {
	my ($text, $name) = @_;
	my ($v) = ($text // '') =~ /(?:^|[&;?] ?)\Q$name\E=([^&;]*)/ or return '';
	$v =~ tr/+/ /;
	$v =~ s/%([0-9A-Fa-f]{2})/chr hex $1/ge;
	return $v;
}

# Of HTTP Digest: NAME => VALUE (RFC 7616 3.4).
sub parameters {
	my ($text) = @_;
	my %p;
	$p{$1} = $2 // $3 while $text =~ /(\w+)=(?:"((?:[^"\\]|\\.)*)"|([^, ]+))/g;
	return %p;
}

# Who a WS-UsernameToken (PasswordDigest) in a SOAP message says it is: '' nobody, undef somebody with a wrong secret.
sub token_owner {
	my ($body, %secret) = @_;
	my ($user) = $body =~ m{<[\w:]*Username>([^<]*)<} or return '';
	my ($password) = $body =~ m{#PasswordDigest">([^<]*)<};
	my ($nonce) = $body =~ m{<[\w:]*Nonce[^>]*>([^<]*)<};
	my ($created) = $body =~ m{<[\w:]*Created>([^<]*)<};
	return undef if grep { !defined } $password, $nonce, $created, $secret{$user};
	return $password eq encode_base64(sha1(decode_base64($nonce) . $created . $secret{$user}), '') ? $user : undef;
}

# A word that was not there before.
my $serial = 0;
sub fresh { return sprintf '%08x%08x%04x', rand 2**32, rand 2**32, ++$serial }

1;
