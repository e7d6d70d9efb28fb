#!/usr/bin/perl
#
# Ours, not a real product: a web server that plays one device per port, well or badly.
#
#     http.pl PORT=SITE[,OPTION...]...
#
# One process, one client after another.  Every request is a line in LOG: port, uid of the client
# (from /proc/net/tcp, as both sides live in one network namespace), method, path, and who tried
# to log in ("account:password", or "-").
#
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use Server;

use constant REQUEST_SECONDS => 8;    # for a client to say what it wants

# ---- answers ----

sub page {
	my ($title, $text, @fields) = @_;
	return answer('200 OK', html($title, $text), @fields);
}

sub missing { return answer('404 Not Found', '<html><body>no such page</body></html>') }
sub redirect { return answer('302 Found', '', Location => $_[0]) }

sub challenge {
	return answer('401 Unauthorized', '<html><title>401</title><body>who are you?</body></html>',
		'WWW-Authenticate' => 'Basic realm="device"');
}

# A login at /admin/ for the pair in the site's option; everything else is open.
sub behind_door {
	my ($r, $open) = @_;
	return page('Device', 'Hello. <a href="/admin/">settings</a>') if $r->{path} eq '/';
	return missing() unless $r->{path} eq '/admin/';
	return $open->($r) ? page('Settings', 'inside') : challenge();
}

sub pair_is_right {
	my ($r) = @_;
	return $r->{pair} ne '-' && $r->{pair} eq ($r->{option}[0] // '');
}

# ---- the devices: request -> answer, or a sub that writes by itself ----

my %times;     # when each port was asked for a login, seconds
my %wrong;     # wrong logins by port
my %served;    # requests by port

my %site = (
	plain => sub {
		my ($r) = @_;
		return page('Plain', 'Hello. <a href="/about.html">about</a>') if $r->{path} eq '/';
		return page('About', 'About us. Model HT-1.') if $r->{path} eq '/about.html';
		return missing();
	},
	# Every path is answered with the same page.
	soft404 => sub {
		my ($r) = @_;
		return page('Front', 'Hello. <a href="/real.html">real</a>' . 'x' x 900) if $r->{path} eq '/';
		return page('Real', 'This one is here. ' . 'y' x 900) if $r->{path} eq '/real.html';
		return page('Oops', 'There is nothing at this place. ' . 'z' x 300);
	},
	# The same, but it repeats the path, in the title too.
	soft404_echo => sub {
		my ($r) = @_;
		return page('Front', 'Hello. <a href="/real.html">real</a>' . 'x' x 900) if $r->{path} eq '/';
		return page('Real', 'This one is here. ' . 'y' x 900) if $r->{path} eq '/real.html';
		return page("No $r->{path}", "There is nothing at $r->{path}. " . 'z' x 300);
	},
	soft404_redirect => sub {
		my ($r) = @_;
		return page('Front', 'Hello.') if $r->{path} eq '/';
		return page('Lost?', 'Lost.') if $r->{path} eq '/lost.html';
		return redirect("/lost.html?from=$r->{path}") if ($r->{option}[0] // '') eq 'from';
		return redirect('/lost.html');
	},
	# All of it behind HTTP Basic, whether a page is there or not.
	locked => sub {
		my ($r) = @_;
		return pair_is_right($r) ? page('Inside', 'inside') : challenge();
	},
	form => sub {
		my ($r) = @_;
		return page('Login', '<form action="/login" method="post"><input name="u">' .
			'<input type="password" name="p"></form>') if $r->{path} eq '/';
		return redirect('/');
	},
	door => sub { my ($r) = @_; return behind_door($r, \&pair_is_right) },
	# Any password will do.
	credulous => sub { my ($r) = @_; return behind_door($r, sub { $_[0]{pair} ne '-' }) },
	# Answers neither yes nor no once somebody tries to log in.
	teapot => sub {
		my ($r) = @_;
		return answer("418 I'm a teapot", 'short and stout') if $r->{pair} ne '-';
		return behind_door($r, sub { 0 });
	},
	# Two logins in two seconds are too many; it forgets quickly.
	throttled => sub {
		my ($r) = @_;
		if ($r->{pair} ne '-') {
			my $list = $times{$r->{port}} ||= [];
			@$list = grep { $_ > time - 2 } @$list;
			return answer('429 Too Many Requests', 'slow down') if @$list >= 2;
			push @$list, time;
		}
		return behind_door($r, \&pair_is_right);
	},
	# Two wrong logins lock it for good.
	lockout => sub {
		my ($r) = @_;
		return answer('403 Forbidden', 'locked') if ($wrong{$r->{port}} // 0) >= 2;
		$wrong{$r->{port}}++ if $r->{pair} ne '-';
		return behind_door($r, \&pair_is_right);
	},
	# So many logins, then none for anybody.
	closes_after => sub {
		my ($r) = @_;
		return answer('429 Too Many Requests', 'closed') if ($wrong{$r->{port}} // 0) >= $r->{option}[0];
		$wrong{$r->{port}}++ if $r->{pair} ne '-';
		return behind_door($r, sub { 0 });
	},
	digest => sub {
		my ($r) = @_;
		return page('Device', 'Hello.') if $r->{path} eq '/';
		return answer('401 Unauthorized', 'who?', 'WWW-Authenticate' =>
			'Digest realm="device", nonce="n", qop="auth"') if $r->{path} eq '/admin/';
		return missing();
	},
	circle => sub {
		my ($r) = @_;
		return redirect($r->{path} eq '/a' ? '/b' : '/a');
	},
	# The same, but with a new place each time: it never ends.
	spiral => sub {
		my ($r) = @_;
		my ($n) = $r->{path} =~ /(\d+)$/;
		return redirect('/at/' . (($n // 0) + 1));
	},
	# Each page links to thirty more that nobody has seen.
	maze => sub {
		my ($r) = @_;
		return missing() unless $r->{path} eq '/' or $r->{path} =~ m{^/m/};
		return page("Maze $r->{path}", join ' ', map { "<a href=\"/m/$_" . ($r->{path} =~ tr/a-z0-9/a-z0-9/cdr) .
			'.html">on</a>' } 1 .. 30);
	},
	flood => sub {
		return sub {
			my ($socket) = @_;
			return unless syswrite $socket, "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n";
			my $piece = 'A' x 65536;
			1 while syswrite $socket, $piece;
		};
	},
	# A head without an end.
	bighead => sub {
		return sub {
			my ($socket) = @_;
			return unless syswrite $socket, "HTTP/1.1 200 OK\r\n";
			my $piece = 'X-More: ' . 'h' x 4000 . "\r\n";
			1 while syswrite $socket, $piece;
		};
	},
	# The head comes at once, the body one byte a second.
	slow => sub {
		return sub {
			my ($socket) = @_;
			return unless syswrite $socket, "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n" .
				"Content-Length: 100000\r\n\r\n";
			sleep 1 while syswrite $socket, 'b';
		};
	},
	# Promises more than it sends.
	short => sub {
		my ($r) = @_;
		return page('Front', 'Hello') if $r->{path} eq '/' and !$served{$r->{port}}++;
		return "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 5000\r\n\r\n<html>cut";
	},
	# Resets every connection after a request, except the first one.
	reset => sub {
		my ($r) = @_;
		return page('Front', 'Hello') unless $served{$r->{port}}++;
		return \&reset_at_close;
	},
	garbage => sub {
		my ($r) = @_;
		return page('Front', 'Hello') unless $served{$r->{port}}++;
		return "\x00\x01\x02 no HTTP at all \xff\xfe" x 20;
	},
	# Everything a terminal or a browser should never be shown.
	nasty => sub {
		my ($r) = @_;
		my $bad = "\e[31mred\e]0;owned\a \xff\xc0\xaf\xed\xa0\x80 \x{e2}\x{80}\x{ae}evil \xc2\x9b " .
			"<script>alert(1)</script>";
		return answer('200 OK', "<html lang=\"\e[2J\"><head><title>$bad</title></head><body>$bad" .
			'<a href="/next.html">n</a></body></html>', Server => "\e[5mblink\xff")
			if $r->{path} eq '/';
		return answer('302 Found', $bad, Location => "/\e[31m\xff\xfe\"><script>x</script>")
			if $r->{path} eq '/next.html';
		return missing();
	},
	# Answers so many requests, then the whole server is gone.
	dies => sub {
		my ($r) = @_;
		exit 0 if $served{$r->{port}}++ >= $r->{option}[0];
		return page('Front', 'Hello. <a href="/real.html">real</a>') if $r->{path} eq '/';
		return page('Real', 'real') if $r->{path} eq '/real.html';
		return missing();
	},
	# The same, with many pages.
	tires => sub {
		my ($r) = @_;
		return sub { sysread $_[0], my $none, 1 } if $served{$r->{port}}++ >= $r->{option}[0];
		return page('Front', join ' ', map { "<a href=\"/p$_.html\">on</a>" } 1 .. 15) if $r->{path} eq '/';
		return $r->{path} =~ m{^/p\d+\.html$} ? page('Page', "number $r->{path}") : missing();
	},
	# Answers so many requests, then takes connections and says nothing.
	hangs => sub {
		my ($r) = @_;
		return sub { sysread $_[0], my $none, 1 } if $served{$r->{port}}++ >= $r->{option}[0];
		return page('Front', 'Hello.') if $r->{path} eq '/';
		return missing();
	},
);

# ---- the maker's site, for documents ----

$site{maker} = sub {
	my ($r) = @_;
	return page('Policy', 'Vulnerability disclosure policy. Contact: security@maker.example. ' .
		'We acknowledge receipt within 3 business days and send status updates every 14 days.')
		if $r->{path} eq '/policy.html';
	return redirect('/policy.html') if $r->{path} eq '/moved.html';
	return redirect($r->{path} eq '/x.html' ? '/y.html' : '/x.html') if $r->{path} =~ m{^/[xy]\.html$};
	return answer('503 Service Unavailable', 'later') if $r->{path} eq '/later.html';
	return redirect('file:///etc/passwd') if $r->{path} eq '/file.html';
	return answer('200 OK', "Contact: mailto:a\@b.example\nExpires: 2001-01-01T00:00:00Z\n",
		'Content-Type' => 'text/plain') if $r->{path} eq '/.well-known/security.txt';
	return missing();
};

# ---- serving ----

# The uid column of the line whose local port is the client's; a socket that its owner has closed
# already shows 0, so only a living one counts.
sub uid_of {
	my ($socket) = @_;
	my $peer = getpeername $socket or return '?';
	# The port stands at the same place in an address of either family.
	my $wanted = sprintf ':%04X', unpack 'x2n', $peer;
	open my $table, '<', '/proc/net/tcp' or return '?';
	while (<$table>) {
		my @column = split;
		return $column[3] eq '01' ? $column[7] : '?' if $column[1] =~ /$wanted$/;
	}
	return '?';
}

sub web {
	my ($socket, $p) = @_;
	my $uid = uid_of($socket);
	my $r = request_of($socket, REQUEST_SECONDS) or return;
	my $strange = defined $r->{fields}{authorization} && !defined $r->{pair};
	$r = { %$r, path => $r->{target}, pair => $r->{pair} // '-', port => $p->{port}, option => $p->{option} };
	note($p->{port}, $uid, $r->{method}, $r->{path}, $r->{pair}, $strange ? 'strange' : ());
	my $answer = $site{$p->{site}}->($r);
	ref $answer ? $answer->($socket) : syswrite $socket, $answer;
}

# For IPv4 and IPv6 alike, or IPv4 alone where there is nothing else.
serve(map {
	my ($port, $name, @option) = split /[=,]/;
	die "no site '$name'\n" unless $site{$name};
	{ port => $port, addresses => ['::', '0.0.0.0'], site => $name, option => \@option, do => \&web };
} @ARGV);
