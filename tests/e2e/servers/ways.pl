#!/usr/bin/perl
#
# Ours, not a real product: a site with two logins on one port, a form for its pages and Basic or Digest for /cgi-bin/.
#
#     ways.pl PORT=MANNER...
#
# Manners, several joined by "+": right; open (nobody has to log in for /cgi-bin/log); believes (any Basic pair gets the form's
# /report); cookie (any cookie gets /cgi-bin/log); apart (/cgi-bin/ knows another account); soft (the form's pages say "please"
# with status 200); digest.  Accounts: "admin" with "right-pw"; apart: "service" with "other-pw" for /cgi-bin/.
# LOG gets a line for each request: port, method, path, name in Authorization, session.
#
use strict;
use warnings;
use Digest::MD5 qw(md5_hex);
use FindBin;
use lib $FindBin::Bin;
use Server;

my $nonce = fresh();

my %text = (
	'/' => 'A gateway of nobody in particular. <a href=/login>Enter</a> <a href=/home>Home</a> <a href=/cgi-bin/status>For programs</a>',
	'/home' => 'Everything is in order in this house tonight. <a href=/report>Report</a> <a href=/style.css>x</a>',
	'/report' => 'Monthly report with movements, visitors and the electricity that was used.',
	'/cgi-bin/status' => 'uptime long, memory plenty, disk half full, lights green <a href=/cgi-bin/log>log</a>',
	'/cgi-bin/log' => 'yesterday evening somebody opened the kitchen window and nobody closed it again',
	'/login' => '<form method=post action=/login><input name=username><input type=password name=password><button>Log in</button></form>',
);

sub page {
	my ($path) = @_;
	return answer('200 OK', "<html><title>$path</title><p>$text{$path}</html>");
}

sub is_digest_right {
	my ($r, $secret) = @_;
	my %p = parameters($r->{authorization});
	my $ha1 = md5_hex("$p{username}:programs:$secret");
	return ($p{nonce} // '') eq $nonce
		&& $p{response} eq md5_hex(join ':', $ha1, $nonce, $p{nc}, $p{cnonce}, $p{qop}, md5_hex("$r->{method}:$p{uri}"));
}

# By Basic or Digest.
sub programs {
	my ($r, $is) = @_;
	my ($name, $secret) = $is =~ /apart/ ? ('service', 'other-pw') : ('admin', 'right-pw');
	my $right = $is =~ /digest/ ? $r->{who} eq $name && is_digest_right($r, $secret)
		: ($r->{pair} // '') eq "$name:$secret";
	$right = 1 if $r->{path} eq '/cgi-bin/log' && ($is =~ /open/ || ($is =~ /cookie/ && $r->{sid} ne '-'));
	return page($r->{path}) if $right;
	return answer('401 Unauthorized', 'who?', 'WWW-Authenticate' => $is =~ /digest/ ? "Digest realm=\"programs\", nonce=\"$nonce\", qop=\"auth\""
		: 'Basic realm="programs"');
}

# By the form.
sub people {
	my ($r, $is) = @_;
	if ($r->{method} eq 'POST') {
		return page('/login') if $r->{body} !~ /^username=admin&password=right-pw/;
		return answer('302 Found', '', Location => '/home', 'Set-Cookie' => 'SID=session-of-admin; Path=/');
	}
	return page($r->{path}) if $r->{path} =~ m{^/(login)?$} || $r->{sid} eq 'session-of-admin';
	return page('/report') if $is =~ /believes/ && $r->{path} eq '/report' && $r->{authorization} =~ /^Basic/;
	return answer('200 OK', '<html><title>Notice</title>Please log in first.</html>') if $is =~ /soft/;
	return answer('302 Found', '', Location => '/login');
}

sub web {
	my ($client, $p) = @_;
	my $r = request_of($client) or return;
	$r->{authorization} = $r->{fields}{authorization} // '';
	$r->{sid} = value($r->{fields}{cookie}, 'SID') || '-';
	$r->{who} = defined $r->{pair} ? $r->{pair} =~ s/:.*//r : $r->{authorization} =~ /username="([^"]*)"/ ? $1 : '-';
	note($p->{port}, @$r{qw(method path who sid)});
	syswrite $client, !defined $text{$r->{path}} ? answer('404 Not Found', 'no such page')
		: $r->{path} =~ m{^/cgi-bin/} ? programs($r, $p->{is}) : people($r, $p->{is});
}

my ($port, $is) = split /=/, $ARGV[0];
serve({ port => $port, is => $is, do => \&web });
