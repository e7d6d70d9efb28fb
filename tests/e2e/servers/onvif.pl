#!/usr/bin/perl
#
# Ours, not a real product: a camera's web server with an ONVIF device service whose access control is right, or wrong in one way.
#
#     onvif.pl LOG PORT=MANNER...
#
# Manners: right; open (nobody has to log in); info (nobody has to for GetDeviceInformation); believes (any token does); low (the
# visitor gets all); deaf (the owner is refused); vague (400 without a word to everybody); none (there is no ONVIF); digest (HTTP
# Digest alone is taken); trusts (any HTTP Digest is); host (nobody
# has to log in for GetHostname); status (401 without a challenge, and a token is taken).
# It does not know GetNetworkProtocols.
# Accounts: "admin" with "right-pw", "guest" with "guest-pw" (all but GetUsers).  LOG gets a line for each request: port, method,
# path, operation, account ("-" nobody, "?" a wrong token).
#
use strict;
use warnings;
use Digest::MD5 qw(md5_hex);
use Digest::SHA qw(sha1);
use IO::Select;
use IO::Socket::INET;
use MIME::Base64;
use POSIX qw(strftime);

$| = 1;
$SIG{PIPE} = 'IGNORE';
my %secret = (admin => 'right-pw', guest => 'guest-pw');
my ($log_path, @list) = @ARGV;
open my $log, '>>', $log_path or die "$log_path: $!";
select((select($log), $| = 1)[0]);

sub answer {
	my ($status, $type, $body) = @_;
	return "HTTP/1.1 $status\r\nContent-Type: $type\r\nContent-Length: " . length($body) . "\r\nConnection: close\r\n\r\n$body";
}

sub soap {
	my ($status, $body) = @_;
	return answer($status, 'application/soap+xml; charset=utf-8', '<?xml version="1.0" encoding="UTF-8"?><s:Envelope ' .
		'xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:tds="http://www.onvif.org/ver10/device/wsdl" ' .
		"xmlns:tt=\"http://www.onvif.org/ver10/schema\" xmlns:ter=\"http://www.onvif.org/ver10/error\"><s:Body>$body</s:Body></s:Envelope>");
}

sub fault {
	my ($status, $code) = @_;
	return soap($status, "<s:Fault><s:Code><s:Value>s:Sender</s:Value><s:Subcode><s:Value>ter:$code</s:Value></s:Subcode></s:Code>" .
		'<s:Reason><s:Text xml:lang="en">no</s:Text></s:Reason></s:Fault>');
}

# "" nobody, undef somebody with a wrong token.
sub who {
	my ($body) = @_;
	my ($user) = $body =~ m{<[\w:]*Username>([^<]*)<} or return '';
	my ($password) = $body =~ m{#PasswordDigest">([^<]*)<};
	my ($nonce) = $body =~ m{<[\w:]*Nonce[^>]*>([^<]*)<};
	my ($created) = $body =~ m{<[\w:]*Created>([^<]*)<};
	return undef if !defined $password || !defined $nonce || !defined $created || !defined $secret{$user};
	return $password eq encode_base64(sha1(decode_base64($nonce) . $created . $secret{$user}), '') ? $user : undef;
}

# The same by HTTP Digest.
sub who_by_digest {
	my ($authorization) = @_;
	return '' if $authorization !~ /^Digest /;
	my %p = $authorization =~ /(\w+)="?([^",]+)"?/g;
	my $secret = $secret{$p{username}} // return undef;
	my $right = md5_hex(join ':', md5_hex("$p{username}:camera:$secret"), 'fresh', $p{nc}, $p{cnonce}, $p{qop}, md5_hex("POST:$p{uri}"));
	return $p{response} eq $right ? $p{username} : undef;
}

my %answers = (
	GetHostname => '<tds:HostnameInformation><tt:FromDHCP>false</tt:FromDHCP><tt:Name>camera</tt:Name></tds:HostnameInformation>',
	GetDeviceInformation => '<tds:Manufacturer>Maker</tds:Manufacturer><tds:Model>HT-1</tds:Model><tds:FirmwareVersion>1</tds:FirmwareVersion>',
	GetUsers => '<tds:User><tt:Username>admin</tt:Username><tt:UserLevel>Administrator</tt:UserLevel></tds:User>',
	GetNetworkInterfaces => '<tds:NetworkInterfaces token="eth0"><tt:Enabled>true</tt:Enabled></tds:NetworkInterfaces>',
);

sub device_service {
	my ($is, $operation, $who) = @_;
	if ($operation eq 'GetSystemDateAndTime') {
		my ($y, $m, $d, $h, $min, $s) = split /-/, strftime('%Y-%m-%d-%H-%M-%S', gmtime);
		return soap('200 OK', '<tds:GetSystemDateAndTimeResponse><tds:SystemDateAndTime><tt:UTCDateTime>' .
			"<tt:Time><tt:Hour>$h</tt:Hour><tt:Minute>$min</tt:Minute><tt:Second>$s</tt:Second></tt:Time>" .
			"<tt:Date><tt:Year>$y</tt:Year><tt:Month>$m</tt:Month><tt:Day>$d</tt:Day></tt:Date>" .
			'</tt:UTCDateTime></tds:SystemDateAndTime></tds:GetSystemDateAndTimeResponse>');
	}
	return answer('400 Bad Request', 'text/plain', 'bad request') if $is eq 'vague';
	return fault('400 Bad Request', 'ActionNotSupported') if !$answers{$operation};
	my $let_in = $is eq 'open' || ($is eq 'info' && $operation eq 'GetDeviceInformation') || (defined $who && $who ne '') ||
		($is eq 'believes' && !defined $who);
	$let_in = 0 if $is eq 'deaf' && ($who // '') eq 'admin';
	$let_in = 0 if $is ne 'low' && ($who // '') eq 'guest' && $operation eq 'GetUsers';
	$let_in = 1 if $is eq 'host' && $operation eq 'GetHostname';
	$let_in = 1 if $is eq 'trusts' && !defined $who;
	my $challenge = $is =~ /digest|trusts/ ? "\r\nWWW-Authenticate: Digest realm=\"camera\", nonce=\"fresh\", qop=\"auth\"" : '';
	return answer("401 Unauthorized$challenge", 'text/plain', 'who?') if !$let_in && $is =~ /digest|trusts|status/;
	return fault('400 Bad Request', 'NotAuthorized') if !$let_in;
	return soap('200 OK', "<tds:${operation}Response>$answers{$operation}</tds:${operation}Response>");
}

sub request {
	my ($client) = @_;
	my $in = '';
	my $until = time + 5;
	until ($in =~ /\r\n\r\n/) {
		return if time > $until || !IO::Select->new($client)->can_read(1) && time > $until;
		return if !sysread $client, $in, 65536, length $in;
	}
	my ($head, $body) = split /\r\n\r\n/, $in, 2;
	my ($length) = $head =~ /^Content-Length: *(\d+)/mi;
	while (length $body < ($length // 0)) {
		return if !sysread $client, $body, 65536, length $body;
	}
	my ($method, $path) = $head =~ m{^([A-Z]+) (\S+) HTTP} or return;
	my ($authorization) = $head =~ /^Authorization: *(.*?)\r?$/mi;
	return ($method, $path, $body, $authorization // '');
}

my %listener;
for (@list) {
	my ($port, $is) = split /=/;
	my $socket = IO::Socket::INET->new(LocalPort => $port, Listen => 64, ReuseAddr => 1) or die "$port: $!";
	$listener{$socket} = [$socket, $port, $is];
}
print "ready\n";
my $select = IO::Select->new(map { $_->[0] } values %listener);
for (;;) {
	for my $socket ($select->can_read) {
		my (undef, $port, $is) = @{$listener{$socket}};
		my $client = $socket->accept or next;
		if (my ($method, $path, $body, $authorization) = request($client)) {
			my ($operation) = $body =~ /<s:Body><(\w+)/;
			my $who = $is =~ /digest|trusts/ ? who_by_digest($authorization) : who($body);
			# A client shows its account in one way.
			$who = 'twice' if $authorization ne '' && $body =~ /UsernameToken/;
			my $there = $path eq '/onvif/device_service' && $is ne 'none';
			print $log "$port $method $path ", $operation // '-', ' ', !defined $who ? '?' : $who eq '' ? '-' : $who, "\n";
			syswrite $client, $there && $method eq 'POST' ? device_service($is, $operation // '', $who)
				: $path eq '/' ? answer('200 OK', 'text/html', '<html><title>Camera</title><p>A camera.</html>')
				: answer('404 Not Found', 'text/plain', 'no such page');
		}
		shutdown $client, 1;
		close $client;
	}
}
