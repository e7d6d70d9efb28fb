#!/usr/bin/perl
#
# Ours, not a real product: an RTSP server (RFC 2326) that describes two streams, /live and /owner.
#
#     rtsp.pl PORT=MANNER...
#
# Manners, joined by "+": digest or basic (how one logs in), open (nobody has to), blind (a login is asked for before the path is
# looked at), anyway (each path leads to /live), believes (any pair is right on /owner), low (the visitor gets all), moves (nobody
# knows where its streams are), busy (453 after the first three), deaf (the owner is refused).
# Accounts: "admin" with "right-pw", "guest" with "guest-pw" (may see /live alone).  LOG gets a line for each request: port, method,
# path, account ("-" nobody, "?" a wrong pair).
#
use strict;
use warnings;
use Digest::MD5 qw(md5_hex);
use FindBin;
use IO::Select;
use MIME::Base64;
use lib $FindBin::Bin;
use Server;

my %secret = (admin => 'right-pw', guest => 'guest-pw');
my (%asked, %buffer, %port_of, %manner);

# Who asks: "" nobody, undef somebody with a wrong pair.
sub who {
	my ($method, $url, $auth) = @_;
	return '' if !defined $auth;
	if ($auth =~ /^Basic (.*)/) {
		my ($name, $pw) = split /:/, decode_base64($1), 2;
		return defined $pw && ($secret{$name} // "\0") eq $pw ? $name : undef;
	}
	my %p = parameters($auth);
	my $name = $p{username} // '';
	my $ha1 = md5_hex("$name:cam:" . ($secret{$name} // return undef));
	return ($p{response} // '') eq md5_hex("$ha1:77:" . md5_hex("$method:$p{uri}")) && $p{uri} eq $url ? $name : undef;
}

sub reply {
	my ($cseq, $status, $body, @fields) = @_;
	return join("\r\n", "RTSP/1.0 $status", "CSeq: $cseq", @fields, length $body ? ('Content-Type: application/sdp', 'Content-Length: ' . length $body) : (),
		'', $body);
}

sub answer_to {
	my ($port, $head) = @_;
	my %is = %{$manner{$port}};
	my ($method, $url) = $head =~ m{^(\S+) (\S+) RTSP/1\.0} or return "RTSP/1.0 400 Bad Request\r\n\r\n";
	my ($cseq) = $head =~ /^CSeq: *(\d+)/mi or return "RTSP/1.0 400 Bad Request\r\n\r\n";
	return reply($cseq, '200 OK', '', 'Public: OPTIONS, DESCRIBE, SETUP, PLAY, TEARDOWN') if $method eq 'OPTIONS';
	return reply($cseq, '405 Method Not Allowed', '') if $method ne 'DESCRIBE';
	my ($path) = $url =~ m{^rtsp://[^/]+(/.*)} or return reply($cseq, '400 Bad Request', '');
	my ($auth) = $head =~ /^Authorization: *([^\r\n]*)/mi;
	my $who = who($method, $url, $auth);
	$who = undef if $is{deaf} && ($who // '') eq 'admin';
	note($port, $method, $path, !defined $who ? '?' : $who eq '' ? '-' : $who);
	return reply($cseq, '453 Not Enough Bandwidth', '') if $is{busy} && ++$asked{$port} > 3;
	my %streams = $is{moves} ? ('/a/secret/place' => 1) : ('/live' => 1, '/owner' => 1);
	my $there = $streams{$path} || $is{anyway};
	my $challenge = $is{basic} ? 'WWW-Authenticate: Basic realm="cam"' : 'WWW-Authenticate: Digest realm="cam", nonce="77"';
	my $let_in = $is{open} || (defined $who && $who ne '') || ($is{believes} && defined $auth && $path eq '/owner');
	return reply($cseq, '401 Unauthorized', '', $challenge) if !$let_in && ($there || $is{blind});
	return reply($cseq, '404 Not Found', '') if !$there;
	return reply($cseq, '403 Forbidden', '') if $path eq '/owner' && ($who // '') eq 'guest' && !$is{low};
	return reply($cseq, '200 OK', "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=$path\r\nm=video 0 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\n");
}

my $select = IO::Select->new;
my %listener;
for (@ARGV) {
	my ($port, $is) = split /=/;
	my $socket = listen_at($port);
	$listener{$socket} = $port;
	$manner{$port} = { map { $_ => 1 } split /\+/, $is };
	$select->add($socket);
}
print "ready\n";
for (;;) {
	for my $socket ($select->can_read) {
		if (defined(my $port = $listener{$socket})) {
			my $client = $socket->accept or next;
			$port_of{$client} = $port;
			$buffer{$client} = '';
			$select->add($client);
			next;
		}
		if (!sysread $socket, $buffer{$socket}, 65536, length $buffer{$socket}) {
			$select->remove($socket);
			delete $buffer{$socket};
			close $socket;
			next;
		}
		while ($buffer{$socket} =~ s/^(.*?)\r\n\r\n//s) {
			syswrite $socket, answer_to($port_of{$socket}, $1);
		}
	}
}
