#!/usr/bin/perl
#
# Ours, not a real product: a settings site whose access control is right, or wrong in one way that is known.
#
#     access.pl PORT=MANNER...
#
# Accounts: "admin" with "right-pw", "guest" with "guest-pw" (may read the status and nothing else).  LOG gets a line for
# each request: port, method, path, who it was taken for, body.
#
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use Server;

my %secret = (admin => 'right-pw', guest => 'guest-pw');
my (%session, %token, %name);

sub page {
	my ($title, $text) = @_;
	return answer('200 OK', html($title, "<h1>$title</h1>$text"));
}

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
	my ($name, $pw) = split /:/, $r->{pair} // '', 2;
	my $who = defined $name && ($secret{$name} // "\0") eq ($pw // '') ? $name : '';
	$who = 'admin' if $is eq 'believes' && defined $name && $r->{path} eq '/users';
	$r->{who} = $who;
	return page('Device', 'Hello. <a href=/home>enter</a>') if $r->{path} eq '/';
	return site($r, $who, $is) if may($r, $who, $is);
	return answer('401 Unauthorized', 'who are you?', 'WWW-Authenticate', 'Basic realm="device"') if !$who;
	return answer('403 Forbidden', 'not for you');
}

sub web {
	my ($client, $p) = @_;
	my $r = request_of($client) or return;
	$r->{port} = $p->{port};
	my $answer = $p->{is} =~ /^basic$|^believes$/ ? by_basic($r, $p->{is}) : by_session($r, $p->{is});
	my $who = $r->{who} // '';
	note($p->{port}, $r->{method}, $r->{target}, $who eq '' ? '-' : $who, $r->{body} =~ s/\s/ /gr);
	syswrite $client, $answer;
}

serve(map { my ($port, $is) = split /=/; { port => $port, is => $is, do => \&web } } @ARGV);
