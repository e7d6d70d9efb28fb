#!/usr/bin/perl
#
# Ours, not a real product: a site with two logins on one port, a form for its pages and Basic or Digest for /cgi-bin/.
#
#     ways.pl LOG PORT=MANNER...
#
# Manners, several joined by "+": right; open (nobody has to log in for /cgi-bin/log); believes (any Basic pair gets the form's
# /report); cookie (any cookie gets /cgi-bin/log); apart (/cgi-bin/ knows another account); soft (the form's pages say "please"
# with status 200); digest.  Accounts: "admin" with "right-pw"; apart: "service" with "other-pw" for /cgi-bin/.
# LOG gets a line for each request: port, method, path, name in Authorization, session.
#
use strict;
use warnings;
use Digest::MD5 qw(md5_hex);
use IO::Socket::INET;
use MIME::Base64;

$| = 1;
$SIG{PIPE} = 'IGNORE';
my ($log_path, @list) = @ARGV;
open my $log, '>>', $log_path or die "$log_path: $!";
select((select($log), $| = 1)[0]);
my $nonce = sprintf '%08x%08x', rand 2**32, rand 2**32;

my %text = (
	'/' => 'A gateway of nobody in particular. <a href=/login>Enter</a> <a href=/home>Home</a> <a href=/cgi-bin/status>For programs</a>',
	'/home' => 'Everything is in order in this house tonight. <a href=/report>Report</a> <a href=/style.css>x</a>',
	'/report' => 'Monthly report with movements, visitors and the electricity that was used.',
	'/cgi-bin/status' => 'uptime long, memory plenty, disk half full, lights green <a href=/cgi-bin/log>log</a>',
	'/cgi-bin/log' => 'yesterday evening somebody opened the kitchen window and nobody closed it again',
	'/login' => '<form method=post action=/login><input name=username><input type=password name=password><button>Log in</button></form>',
);

sub answer {
	my ($status, $body, @fields) = @_;
	my $head = join '', map { "$_\r\n" } 'Content-Type: text/html', @fields;
	return "HTTP/1.1 $status\r\n${head}Content-Length: " . length($body) . "\r\nConnection: close\r\n\r\n$body";
}

sub page {
	my ($path) = @_;
	return answer('200 OK', "<html><title>$path</title><p>$text{$path}</html>");
}

sub is_digest_right {
	my ($r, $secret) = @_;
	my %p = $r->{authorization} =~ /(\w+)="?([^",]+)"?/g;
	my $ha1 = md5_hex("$p{username}:programs:$secret");
	return ($p{nonce} // '') eq $nonce
		&& $p{response} eq md5_hex(join ':', $ha1, $nonce, $p{nc}, $p{cnonce}, $p{qop}, md5_hex("$r->{method}:$p{uri}"));
}

# By Basic or Digest.
sub programs {
	my ($r, $is) = @_;
	my ($name, $secret) = $is =~ /apart/ ? ('service', 'other-pw') : ('admin', 'right-pw');
	my $right = $is =~ /digest/ ? $r->{who} eq $name && is_digest_right($r, $secret)
		: $r->{authorization} eq 'Basic ' . encode_base64("$name:$secret", '');
	$right = 1 if $r->{path} eq '/cgi-bin/log' && ($is =~ /open/ || ($is =~ /cookie/ && $r->{sid} ne '-'));
	return page($r->{path}) if $right;
	return answer('401 Unauthorized', 'who?', 'WWW-Authenticate: ' . ($is =~ /digest/ ? "Digest realm=\"programs\", nonce=\"$nonce\", qop=\"auth\""
		: 'Basic realm="programs"'));
}

# By the form.
sub people {
	my ($r, $is) = @_;
	if ($r->{method} eq 'POST') {
		return page('/login') if $r->{body} !~ /^username=admin&password=right-pw/;
		return answer('302 Found', '', 'Location: /home', 'Set-Cookie: SID=session-of-admin; Path=/');
	}
	return page($r->{path}) if $r->{path} =~ m{^/(login)?$} || $r->{sid} eq 'session-of-admin';
	return page('/report') if $is =~ /believes/ && $r->{path} eq '/report' && $r->{authorization} =~ /^Basic/;
	return answer('200 OK', '<html><title>Notice</title>Please log in first.</html>') if $is =~ /soft/;
	return answer('302 Found', '', 'Location: /login');
}

sub request {
	my ($client) = @_;
	my $in = '';
	until ($in =~ /\r\n\r\n/) {
		return if !sysread $client, $in, 65536, length $in;
	}
	my ($head, $body) = split /\r\n\r\n/, $in, 2;
	my ($length) = $head =~ /^Content-Length: *(\d+)/mi;
	while (length $body < ($length // 0)) {
		return if !sysread $client, $body, 65536, length $body;
	}
	my ($method, $path) = $head =~ m{^([A-Z]+) ([^ ?]+)\S* HTTP} or return;
	my ($authorization) = $head =~ /^Authorization: *(.*?)\r?$/mi;
	my ($sid) = $head =~ /^Cookie:.*?SID=([^;\s]*)/mi;
	my $who = ($authorization // '') =~ /^Basic (.*)/ ? decode_base64($1) =~ s/:.*//r : ($authorization // '') =~ /username="([^"]*)"/ ? $1 : '-';
	return { method => $method, path => $path, body => $body, authorization => $authorization // '', sid => $sid // '-', who => $who };
}

my ($port, $is) = split /=/, $list[0];
my $socket = IO::Socket::INET->new(LocalPort => $port, Listen => 64, ReuseAddr => 1) or die "$port: $!";
print "ready\n";
while (my $client = $socket->accept) {
	if (my $r = request($client)) {
		print $log "$port $r->{method} $r->{path} $r->{who} $r->{sid}\n";
		syswrite $client, !defined $text{$r->{path}} ? answer('404 Not Found', 'no such page')
			: $r->{path} =~ m{^/cgi-bin/} ? programs($r, $is) : people($r, $is);
	}
	shutdown $client, 1;
	close $client;
}
