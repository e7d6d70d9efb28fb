#!/usr/bin/perl
#
# Ours, not a real product: a captive portal, and the parts of a network around one.
#
#     portal.pl PORT=MANNER[,ARGUMENT]...
#
#     dns           UDP: every name has this machine's address
#     names,A       UDP: names below "example" have the address A, others do not exist
#     redirect,URL  to the login at URL, which remembers where one wanted to go
#     consent       a page that asks for a tick
#     basic         a login by HTTP Basic
#     absent        404 for all but its own pages
#     rfc6585       511 Network Authentication Required
#     maker         a maker's site with its documents
#     away,URL      a site that has moved to URL
#
# Whoever wants TLS puts it before.
#
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use Server;
use Socket qw(inet_aton);

my $own = (`ip -4 -o addr show dev eth0` =~ /inet ([\d.]+)/)[0] or die "no address\n";

# ---- pages ----

# Words that are looked for in documents are on these pages too.
my $terms = '<p>Contact us: security@portal.example. We acknowledge a report within 5 days and tell you of its status every week.</p>';
my $policy = html('Vulnerability disclosure policy', '<p>Report vulnerabilities to security@maker.example. We acknowledge receipt of a report within ' .
	'5 working days and give status updates every two weeks until it is resolved.</p>');
my %site = (
	redirect => sub {
		my ($target, $host, $login) = @_;
		return $target =~ m{^/login} ? answer('200 OK', html('Login', "$terms<p>to $target</p><form method=post action=/in><input name=user><input type=password name=pass></form>"))
			: answer('302 Found', '', Location => "$login/login?from=$host$target");
	},
	consent => sub { return answer('200 OK', html('Free Wi-Fi', "$terms<form method=post action=/agree><input type=hidden name=from value=\"$_[0]\"><button>Agree</button></form>")) },
	basic => sub { return answer('401 Unauthorized', 'log in to the network', 'WWW-Authenticate' => 'Basic realm="network"') },
	absent => sub { return $_[0] eq '/' ? answer('200 OK', html('Welcome', $terms)) : answer('404 Not Found', html('Not found', 'here is nothing')) },
	rfc6585 => sub { return answer('511 Network Authentication Required', html('Login', $terms)) },
	maker => sub { return $_[0] =~ m{^/(policy|manual|update)\.html$} ? answer('200 OK', $policy) : answer('404 Not Found', 'nothing here') },
	away => sub { return answer('301 Moved Permanently', '', Location => "$_[2]$_[0]") },
);

# ---- names (RFC 1035 4.1) ----

sub dns {
	my ($in, $manner, $address) = @_;
	my ($id, undef, $n) = unpack 'a2 n n', $in;
	my $end = index $in, "\0", 12;
	return if length $in < 17 or $n != 1 or $end < 0 or length $in < $end + 5;
	my $question = substr $in, 12, $end - 12 + 5;
	return $id . pack('n5', 0x8183, 1, 0, 0, 0) . $question if $manner eq 'names' and $question !~ /\x07example\0/;
	my $has = unpack('n', substr $question, -4, 2) == 1;
	return $id . pack('n5', 0x8180, 1, $has ? 1 : 0, 0, 0) . $question . ($has ? pack('n n n N n', 0xc00c, 1, 1, 60, 4) . inet_aton($address) : '');
}

# ---- all of it ----

sub web {
	my ($s, $p) = @_;
	my $r = request_of($s) or return;
	my ($host) = ($r->{fields}{host} // '') =~ /^([^:]*)/;
	syswrite $s, $site{$p->{manner}}->($r->{target}, $host, $p->{argument});
}

serve(map {
	my ($port, $manner, $argument) = /^(\d+)=(\w+)(?:,(.*))?$/ or die "what is '$_'?\n";
	my $udp = $manner =~ /^(dns|names)$/;
	{ port => $port, manner => $manner, argument => $argument // $own, udp => $udp, fork => !$udp,
		do => $udp ? sub { dns($_[0], @{$_[1]}{qw(manner argument)}) } : \&web };
} @ARGV);
