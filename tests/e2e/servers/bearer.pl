#!/usr/bin/perl
#
# Ours, not a real product: a page made by a script over a JSON API whose login answers with a token, right or wrong in one
# way that is known.
#
#     bearer.pl LOG PORT=MANNER...
#
# Accounts: "admin" with "right-pw", "guest" with "guest-pw" (may read the status and nothing else).  LOG gets a line for
# each request: port, method, path, who it was taken for.
#
use strict;
use warnings;
use IO::Select;
use IO::Socket::INET;
use MIME::Base64 qw(encode_base64url decode_base64url);

$| = 1;
$SIG{PIPE} = 'IGNORE';
my %secret = (admin => 'right-pw', guest => 'guest-pw');
my ($log_path, @list) = @ARGV;
open my $log, '>>', $log_path or die "$log_path: $!";
select((select($log), $| = 1)[0]);
my (%session, $serial, %used);

sub answer {
	my ($status, $type, $body, @fields) = @_;
	my $head = "Content-Type: $type\r\n";
	$head .= shift(@fields) . ': ' . shift(@fields) . "\r\n" while @fields;
	return "HTTP/1.1 $status\r\n${head}Content-Length: " . length($body) . "\r\nConnection: close\r\n\r\n$body";
}

sub json { my ($status, $body, @fields) = @_; return answer($status, 'application/json', $body, @fields) }

# "tok/" and what follows: a slash is written "\/" in JSON by many.
sub fresh { return sprintf 'tok/%08x%08x%04x', rand 2**32, rand 2**32, ++$serial }

sub signed { my ($name) = @_; return join '.', map { encode_base64url($_) } '{"alg":"HS256"}', "{\"sub\":\"$name\"}", 'sig' . fresh() }

my %resource = (
	'/api/settings' => '{"code":0,"name":"porch","mode":"night","picture":"sharp","stream":{"codec":"h264","bitrate":"high"}}',
	'/api/report' => '{"code":0,"movements":["garage door","front garden"],"electricity":"modest","visitors":"postman"}',
	'/api/status' => '{"code":0,"uptime":"months","memory":"plenty","lights":"green","disk":"half full"}',
	'/api/users' => '{"code":0,"accounts":[{"owner":"admin"},{"visitor":"guest"}],"seen":"yesterday evening"}',
);

sub log_in {
	my ($r, $is) = @_;
	my ($name, $pw) = $r->{body} =~ /^\{"user": ?"([^"]*)", ?"pass": ?"([^"]*)"\}$/;
	return json('401 Unauthorized', '{"code":1001,"msg":"bad login"}')
		if !defined $name || ($secret{$name} // "\0") ne $pw;
	my $token = $is eq 'signed' ? signed($name) : fresh();
	$session{$token} = $name;
	my $shown = $token =~ s{/}{\\/}gr;
	return json('200 OK', '{"code":0}', 'X-Auth-Token', $token) if $is eq 'field';
	return json('200 OK', "{\"code\":0,\"d\":[{\"sess\":{\"key\":\"$shown\"}}]}") if $is eq 'nested';
	return json('200 OK', '{"code":0,"data":{"refresh_token":"refresh-' . fresh() . "\",\"access_token\":\"$shown\",\"token_type\":\"Bearer\"}}",
		$is eq 'cookie' ? ('Set-Cookie', 'lang=ja-JP-and-more') : ());
}

# Who it is, and whether a token was there.
sub who {
	my ($r, $is) = @_;
	my $field = $r->{fields}{$is eq 'field' ? 'x-auth-token' : $is eq 'nested' ? 'x-key' : 'authorization'} // '';
	return ('', 0) if $field eq '';
	my $start = $is eq 'nested' ? 'v1 ' : $is =~ /^(field|raw|soft|cookie)$/ ? '' : 'Bearer ';
	return ('', 1) if $start ne '' && index($field, $start) != 0;
	my $token = substr $field, length $start;
	return ('admin', 1) if $is eq 'any';
	if ($is eq 'signed' && $token =~ /^[^.]+\.([^.]+)\./) {
		return (decode_base64url($1) =~ /"sub":"(\w+)"/ ? $1 : '', 1);
	}
	my $name = $session{$token} // '';
	return ('', 1) if $is eq 'short' && $name eq 'admin' && ++$used{$token} > 4;
	return ($name, 1);
}

sub may {
	my ($path, $name, $is) = @_;
	return 1 if $name eq 'admin' || ($is eq 'open' && $path eq '/api/report');
	return $name eq 'guest' && ($path eq '/api/status' || ($is eq 'low' && $path eq '/api/users'));
}

sub refuse {
	my ($name, $there, $is) = @_;
	return json('200 OK', $there ? '{"code":1003,"msg":"wrong kind of key given"}' : '{"code":1002,"msg":"no key was given"}') if $is eq 'soft';
	return json('200 OK', '{"code":1002,"msg":"please log in"}') if $is =~ /^(polite|short)$/;
	return json($name ? '403 Forbidden' : '401 Unauthorized', '{"code":1002,"msg":"not for you"}');
}

sub site {
	my ($r, $is) = @_;
	my $path = $r->{path};
	return answer('200 OK', 'text/html', '<html><head><title>Camera</title></head><body><div id=app></div><script src=/app.js></script></body></html>')
		if $path eq '/';
	return answer('404 Not Found', 'text/plain', 'no such page') if $path ne '/api/save' && $path ne '/api/login' && !$resource{$path};
	return $r->{method} eq 'POST' ? log_in($r, $is) : json('405 Method Not Allowed', '{"code":1000}') if $path eq '/api/login';
	my ($name, $there) = who($r, $is);
	$r->{who} = $name;
	return refuse($name, $there, $is) if !may($path, $name, $is);
	return json('200 OK', $path eq '/api/save' ? '{"code":0,"saved":true}' : $resource{$path});
}

# ---- sockets ----

sub request {
	my ($client) = @_;
	my $in = '';
	my $until = time + 5;
	until ($in =~ /\r\n\r\n/) {
		return if time > $until || !IO::Select->new($client)->can_read(1) && time > $until;
		return if !sysread $client, $in, 65536, length $in;
	}
	my ($head, $body) = split /\r\n\r\n/, $in, 2;
	my ($method, $target) = $head =~ m{^([A-Z]+) (\S+) HTTP} or return;
	my %fields = map { /^([^:]+):\s*(.*?)\s*$/ ? (lc $1, $2) : () } split /\r\n/, $head;
	while (length $body < ($fields{'content-length'} // 0)) {
		return if !sysread $client, $body, 65536, length $body;
	}
	return { method => $method, path => $target =~ s/\?.*//r, fields => \%fields, body => $body };
}

my %listeners;
for (@list) {
	my ($port, $is) = split /=/;
	my $socket = IO::Socket::INET->new(LocalPort => $port, Listen => 64, ReuseAddr => 1) or die "$port: $!";
	$listeners{$socket} = [$socket, $port, $is];
}
print "ready\n";
my $select = IO::Select->new(map { $_->[0] } values %listeners);
for (;;) {
	for my $socket ($select->can_read) {
		my (undef, $port, $is) = @{$listeners{$socket}};
		my $client = $socket->accept or next;
		my $r = request($client);
		if ($r) {
			my $out = site($r, $is);
			print $log "$port $r->{method} $r->{path} ", ($r->{who} // '') || '-', "\n";
			syswrite $client, $out;
		}
		shutdown $client, 1;
		close $client;
	}
}
