#!/usr/bin/perl
#
# Ours, not a real product: a page made by a script over a JSON API whose login answers with a token, right or wrong in one
# way that is known.
#
#     bearer.pl PORT=MANNER...
#
# Accounts: "admin" with "right-pw", "guest" with "guest-pw" (may read the status and nothing else).  LOG gets a line for
# each request: port, method, path, who it was taken for.
#
use strict;
use warnings;
use FindBin;
use MIME::Base64 qw(encode_base64url decode_base64url);
use lib $FindBin::Bin;
use Server;

my %secret = (admin => 'right-pw', guest => 'guest-pw');
my (%session, %used);

sub json { my ($status, $body, @fields) = @_; return answer($status, $body, 'Content-Type' => 'application/json', @fields) }

# "tok/" and what follows: a slash is written "\/" in JSON by many.
sub fresh_token { return 'tok/' . fresh() }

sub signed { my ($name) = @_; return join '.', map { encode_base64url($_) } '{"alg":"HS256"}', "{\"sub\":\"$name\"}", 'sig' . fresh_token() }

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
	my $token = $is eq 'signed' ? signed($name) : fresh_token();
	$session{$token} = $name;
	my $shown = $token =~ s{/}{\\/}gr;
	return json('200 OK', '{"code":0}', 'X-Auth-Token', $token) if $is eq 'field';
	return json('200 OK', "{\"code\":0,\"d\":[{\"sess\":{\"key\":\"$shown\"}}]}") if $is eq 'nested';
	return json('200 OK', '{"code":0,"data":{"refresh_token":"refresh-' . fresh_token() . "\",\"access_token\":\"$shown\",\"token_type\":\"Bearer\"}}",
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
	return answer('200 OK', html('Camera', '<div id=app></div><script src=/app.js></script>'))
		if $path eq '/';
	return answer('404 Not Found', 'no such page', 'Content-Type' => 'text/plain') if $path ne '/api/save' && $path ne '/api/login' && !$resource{$path};
	return $r->{method} eq 'POST' ? log_in($r, $is) : json('405 Method Not Allowed', '{"code":1000}') if $path eq '/api/login';
	my ($name, $there) = who($r, $is);
	$r->{who} = $name;
	return refuse($name, $there, $is) if !may($path, $name, $is);
	return json('200 OK', $path eq '/api/save' ? '{"code":0,"saved":true}' : $resource{$path});
}

sub web {
	my ($client, $p) = @_;
	my $r = request_of($client) or return;
	my $answer = site($r, $p->{is});
	note($p->{port}, $r->{method}, $r->{path}, ($r->{who} // '') || '-');
	syswrite $client, $answer;
}

serve(map { my ($port, $is) = split /=/; { port => $port, is => $is, do => \&web } } @ARGV);
