#!/usr/bin/perl
#
# Ours, not a real product: a camera's web server with an ONVIF device service whose access control is right, or wrong in one way.
#
#     onvif.pl PORT=MANNER...
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
use FindBin;
use POSIX qw(strftime);
use lib $FindBin::Bin;
use Server;

my %secret = (admin => 'right-pw', guest => 'guest-pw');

sub soap {
	my ($status, $body) = @_;
	return answer($status, '<?xml version="1.0" encoding="UTF-8"?><s:Envelope ' .
		'xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:tds="http://www.onvif.org/ver10/device/wsdl" ' .
		"xmlns:tt=\"http://www.onvif.org/ver10/schema\" xmlns:ter=\"http://www.onvif.org/ver10/error\"><s:Body>$body</s:Body></s:Envelope>",
		'Content-Type' => 'application/soap+xml; charset=utf-8');
}

sub fault {
	my ($status, $code) = @_;
	return soap($status, "<s:Fault><s:Code><s:Value>s:Sender</s:Value><s:Subcode><s:Value>ter:$code</s:Value></s:Subcode></s:Code>" .
		'<s:Reason><s:Text xml:lang="en">no</s:Text></s:Reason></s:Fault>');
}

# Who says so by HTTP Digest, as token_owner does of a token.
sub who_by_digest {
	my ($authorization) = @_;
	return '' if $authorization !~ /^Digest /;
	my %p = parameters($authorization);
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
	return answer('400 Bad Request', 'bad request', 'Content-Type' => 'text/plain') if $is eq 'vague';
	return fault('400 Bad Request', 'ActionNotSupported') if !$answers{$operation};
	my $let_in = $is eq 'open' || ($is eq 'info' && $operation eq 'GetDeviceInformation') || (defined $who && $who ne '') ||
		($is eq 'believes' && !defined $who);
	$let_in = 0 if $is eq 'deaf' && ($who // '') eq 'admin';
	$let_in = 0 if $is ne 'low' && ($who // '') eq 'guest' && $operation eq 'GetUsers';
	$let_in = 1 if $is eq 'host' && $operation eq 'GetHostname';
	$let_in = 1 if $is eq 'trusts' && !defined $who;
	my @challenge = $is =~ /digest|trusts/ ? ('WWW-Authenticate' => 'Digest realm="camera", nonce="fresh", qop="auth"') : ();
	return answer('401 Unauthorized', 'who?', 'Content-Type' => 'text/plain', @challenge) if !$let_in && $is =~ /digest|trusts|status/;
	return fault('400 Bad Request', 'NotAuthorized') if !$let_in;
	return soap('200 OK', "<tds:${operation}Response>$answers{$operation}</tds:${operation}Response>");
}

sub web {
	my ($client, $p) = @_;
	my $r = request_of($client) or return;
	my ($is, $authorization) = ($p->{is}, $r->{fields}{authorization} // '');
	my ($operation) = $r->{body} =~ /<s:Body><(\w+)/;
	my $who = $is =~ /digest|trusts/ ? who_by_digest($authorization) : token_owner($r->{body}, %secret);
	# A client shows its account in one way.
	$who = 'twice' if $authorization ne '' && $r->{body} =~ /UsernameToken/;
	my $there = $r->{target} eq '/onvif/device_service' && $is ne 'none';
	note($p->{port}, $r->{method}, $r->{target}, $operation // '-', !defined $who ? '?' : $who eq '' ? '-' : $who);
	syswrite $client, $there && $r->{method} eq 'POST' ? device_service($is, $operation // '', $who)
		: $r->{target} eq '/' ? answer('200 OK', '<html><title>Camera</title><p>A camera.</html>')
		: answer('404 Not Found', 'no such page', 'Content-Type' => 'text/plain');
}

serve(map { my ($port, $is) = split /=/; { port => $port, is => $is, do => \&web } } @ARGV);
