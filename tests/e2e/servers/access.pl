#!/usr/bin/perl
#
# Ours, not a real product: a settings site whose access control is right, or wrong in one way that is known.
#
#     access.pl LOG PORT=MANNER...
#
# Accounts: "admin" with "right-pw", "guest" with "guest-pw" (may read the status and nothing else).  LOG gets a line for
# each request: port, method, path, who it was taken for, body.
#
use strict;
use warnings;
use IO::Select;
use IO::Socket::INET;
use MIME::Base64;

$| = 1;
$SIG{PIPE} = 'IGNORE';
my %secret = (admin => 'right-pw', guest => 'guest-pw');
my ($log_path, @list) = @ARGV;
open my $log, '>>', $log_path or die "$log_path: $!";
select((select($log), $| = 1)[0]);
my (%session, %token, %name, $serial);

sub answer {
	my ($status, $body, @fields) = @_;
	my $head = '';
	$head .= shift(@fields) . ': ' . shift(@fields) . "\r\n" while @fields;
	$head .= "Content-Type: text/html; charset=utf-8\r\n" if $head !~ /^Content-Type/m;
	return "HTTP/1.1 $status\r\n${head}Content-Length: " . length($body) . "\r\nConnection: close\r\n\r\n$body";
}

sub page {
	my ($title, $text) = @_;
	return answer('200 OK', "<html><head><title>$title</title></head><body><h1>$title</h1>$text</body></html>");
}

sub value {
	my ($text, $name) = @_;
	my ($v) = ($text // '') =~ /(?:^|[&;?] ?)\Q$name\E=([^&;]*)/ or return '';
	$v =~ tr/+/ /;
	$v =~ s/%([0-9A-Fa-f]{2})/chr hex $1/ge;
	return $v;
}

sub fresh { return sprintf '%08x%08x%04x', rand 2**32, rand 2**32, ++$serial }

sub login_page {
	return page('Sign in', '<form method=post action=/login><input name=username><input type=password name=password>' .
		'<button>Log in</button></form>');
}

sub home {
	return page('Overview', 'Everything is in order here. <a href=/settings>Settings</a> <a href=/status>Status</a> ' .
		'<a href=/users>Users</a> <a href=/report>Report</a> <a href=/logout>Leave</a> <link href=/style.css>');
}

sub settings {
	my ($r, $who) = @_;
	my $csrf = $token{$who} ||= fresh();
	my $shown = ($name{$r->{port}} //= 'porch');
	return page('Settings', "Name and place of this camera, picture quality and night mode.<form method=post action=/save><input type=hidden name=csrf value=$csrf>" .
		"<input name=name value=\"$shown\"><select name=mode><option value=day>Day<option value=night selected>Night</select>" .
		'<input type=checkbox name=leds checked><button name=go value=save>Save</button></form>');
}

# What is asked for, as somebody ("" is nobody).  manner says what is wrong with it.
sub site {
	my ($r, $who, $is) = @_;
	my $path = $r->{path};
	return page('Status', 'Uptime is long, memory plenty, disk half full, all lights green.') if $path eq '/status';
	return page('Users', 'Accounts of this device: owner admin, visitor guest; last seen yesterday evening.') if $path eq '/users';
	return page('Report', 'Monthly report with movements, visitors and the electricity that was used.') if $path eq '/report';
	return settings($r, $who) if $path eq '/settings';
	if ($path eq '/save' && $r->{method} eq 'POST') {
		return answer('403 Forbidden', 'bad token') if $is ne 'handler' && value($r->{body}, 'csrf') ne ($token{$who} // '-');
		# Who sends a form back as it was gets what was there; this one counts.
		$name{$r->{port}} = value($r->{body}, 'name') . ($is eq 'counts' ? 'x' : '');
		return answer('302 Found', '', 'Location', $is eq 'front' ? '/' : '/settings?saved=1');
	}
	return home() if $path eq '/' || $path eq '/home';
	return answer('404 Not Found', 'no such page');
}

sub may {
	my ($r, $who, $is) = @_;
	my $path = $r->{path};
	return 1 if $who eq 'admin';
	return 1 if $is eq 'open' && $path =~ m{^/(settings|save)$};
	return 1 if $is eq 'handler' && $path eq '/save';
	return 1 if $is eq 'direct' && $path eq '/report';
	return 1 if $is eq 'low' && $who eq 'guest' && $path eq '/users';
	return $who eq 'guest' && $path =~ m{^/(status|home|)$};
}

sub refuse {
	my ($r, $who, $is) = @_;
	return login_page() if $is eq 'soft';
	return answer('403 Forbidden', 'not for you') if $who;
	return login_page() if $r->{path} eq '/';
	return answer('302 Found', '', 'Location', '/');
}

# Logins by a form; the cookie is the session.
sub by_session {
	my ($r, $is) = @_;
	my $sid = value($r->{fields}{cookie}, 'SID');
	my $who = $session{$sid} // '';
	$who = 'admin' if $is eq 'cookie' && $sid ne '';
	$r->{who} = $who;
	if ($r->{path} eq '/login' && $r->{method} eq 'POST') {
		my $name = value($r->{body}, 'username');
		return login_page() if ($secret{$name} // "\0") ne value($r->{body}, 'password');
		$sid = 'session-' . fresh();
		$session{$sid} = $name;
		return answer('302 Found', '', 'Location', '/home', 'Set-Cookie', "SID=$sid; Path=/");
	}
	return login_page() if $r->{path} eq '/login';
	return may($r, $who, $is) ? site($r, $who, $is) : refuse($r, $who, $is);
}

# By HTTP Basic, with a handler that may believe anybody.
sub by_basic {
	my ($r, $is) = @_;
	my ($name, $pw) = split /:/, decode_base64((($r->{fields}{authorization} // '') =~ /^Basic (.*)/)[0] // ''), 2;
	my $who = defined $name && ($secret{$name} // "\0") eq ($pw // '') ? $name : '';
	$who = 'admin' if $is eq 'believes' && defined $name && $r->{path} eq '/users';
	$r->{who} = $who;
	return page('Device', 'Hello. <a href=/home>enter</a>') if $r->{path} eq '/';
	return site($r, $who, $is) if may($r, $who, $is);
	return answer('401 Unauthorized', 'who are you?', 'WWW-Authenticate', 'Basic realm="device"') if !$who;
	return answer('403 Forbidden', 'not for you');
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
	return { method => $method, target => $target, path => $target =~ s/\?.*//r, fields => \%fields, body => $body };
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
			$r->{port} = $port;
			my $out = $is =~ /^basic$|^believes$/ ? by_basic($r, $is) : by_session($r, $is);
			my $who = $r->{who} // '';
			print $log "$port $r->{method} $r->{target} ", $who eq '' ? '-' : $who, ' ', $r->{body} =~ s/\s/ /gr, "\n";
			syswrite $client, $out;
		}
		shutdown $client, 1;
		close $client;
	}
}
