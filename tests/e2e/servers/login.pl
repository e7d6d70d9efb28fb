#!/usr/bin/perl
#
# Ours, not a real product: places to log in, one manner per port, for account "admin" and password "right-pw".
#
#     login.pl PORT=MANNER[,ARGUMENT]...
#
# Web manners and "snmp" are served by one process, one client after another, so that they can count; the others
# get a process for each client.  LOG gets a line for each web request: port, method, path, body.
#
use strict;
use warnings;
use Digest::MD5 qw(md5_hex);
use Digest::SHA qw(sha256_hex sha512_hex);
use Encode qw(encode decode);
use FindBin;
use IO::Select;
use MIME::Base64;
use lib $FindBin::Bin;
use Server;

my ($account, $secret) = ('admin', 'right-pw');
my (%wrong, %token, $serial);

# ---- the web ----

sub clock { return scalar localtime(1763000000 + 977 * ++$serial) }

sub form {
	my ($text, $action, $more) = @_;
	return '<html><head><title>Login</title></head><body>' . $text . "<form method=post action=\"$action\">" . ($more // '') .
		'<input name=username><input type=password name=password><button name=go value=1>Log in</button></form>' .
		'<p>' . clock() . '</p></body></html>';
}

sub home { return '<html><head><title>Home</title></head><body>Live view of camera ' . fresh() . ', ' . clock() . '</body></html>' }

sub is_right { return value($_[0], 'username') eq $account && value($_[0], 'password') eq $secret }

sub digest {
	my ($r, $algorithm, $qop, $stale) = @_;
	my $hash = $algorithm =~ /^SHA-256/ ? \&sha256_hex : \&md5_hex;
	my $challenge = "Digest realm=\"a \\\"device\\\"\", nonce=\"n1\"" . ($algorithm ? ", algorithm=$algorithm" : '') .
		($qop ? ", qop=\"$qop\"" : '') . ', opaque="o"';
	my $no = answer('401 Unauthorized', 'no', 'WWW-Authenticate', 'Basic realm="old"', 'WWW-Authenticate', $challenge);
	my $h = $r->{fields}{authorization} // '';
	return $no if $h !~ s/^Digest //;
	my %p = parameters($h);
	return answer('401 Unauthorized', 'stale', 'WWW-Authenticate', "$challenge, stale=true")
		if $stale && !$token{"stale$r->{port}"}++;
	my $a1 = $hash->("$account:a \"device\":$secret");
	$a1 = $hash->("$a1:n1:$p{cnonce}") if $algorithm =~ /-sess$/;
	my $a2 = $hash->("GET:$r->{target}" . ($qop && $p{qop} eq 'auth-int' ? ':' . $hash->('') : ''));
	my $right = $qop ? $hash->("$a1:n1:$p{nc}:$p{cnonce}:$p{qop}:$a2") : $hash->("$a1:n1:$a2");
	return $p{username} eq $account && $p{response} eq $right && $p{uri} eq $r->{target} ? answer('200 OK', home()) : $no;
}

my %web = (
	open => sub { return answer('200 OK', home()) },
	basic => sub {
		my ($r) = @_;
		return answer('200 OK', home()) if ($r->{pair} // '') eq "$account:$secret";
		return answer('401 Unauthorized', 'no', 'WWW-Authenticate', 'Basic realm="x"');
	},
	digest => sub { my ($r, $algorithm, $qop) = @_; return digest($r, $algorithm // '', $qop // '') },
	stale => sub { my ($r) = @_; return digest($r, 'MD5', 'auth', 1) },
	# Always 200; a wrong login shows the form again.
	soft => sub {
		my ($r) = @_;
		return answer('200 OK', form('', '/login')) if $r->{method} eq 'GET';
		return answer('200 OK', is_right($r->{body}) ? home() : form('Wrong user name or password, request ' . fresh() . '.', '/login'));
	},
	# Wrong and right lead to the same place; only what is there differs.
	redirect => sub {
		my ($r) = @_;
		my $in = $token{value($r->{fields}{cookie}, 'SID')};
		return answer('302 Found', '', 'Location', '/login.html') if $r->{path} eq '/' && !$in;
		return answer('200 OK', home()) if $r->{path} eq '/';
		return answer('200 OK', form('', 'do')) if $r->{path} eq '/login.html';
		my $sid = fresh();
		$token{$sid} = 1 if is_right($r->{body});
		return answer('302 Found', '', 'Location', "/?t=$sid", 'Set-Cookie', "SID=$sid; Path=/");
	},
	# A token in the page, good once, for the cookie that came with it.
	token => sub {
		my ($r) = @_;
		if ($r->{method} eq 'GET') {
			my ($csrf, $sid) = (fresh(), fresh());
			$token{$sid} = $csrf;
			return answer('200 OK', form('', '', "<input type=hidden name=csrf value=$csrf>"), 'Set-Cookie', "sid=$sid");
		}
		my $expected = delete $token{value($r->{fields}{cookie}, 'sid')} // '';
		return answer('403 Forbidden', 'bad token') if $expected eq '' || value($r->{body}, 'csrf') ne $expected;
		return answer('303 See Other', '', 'Location', '/home', 'Set-Cookie', 'auth=' . fresh()) if is_right($r->{body});
		return answer('303 See Other', '', 'Location', '/?error=' . fresh());
	},
	get => sub {
		my ($r) = @_;
		my ($query) = $r->{target} =~ /\?(.*)/;
		return answer('200 OK', '<title>Login</title><form action="/in?x=1"><input name=username><input type=password name=password></form>')
			if !$query;
		return answer('200 OK', is_right("&$query") ? home() : 'Wrong');
	},
	# So many wrong ones, then nobody for a while: on the page, by a status, with a date.
	lock => sub {
		my ($r, $n) = @_;
		return answer('200 OK', form('', '/login')) if $r->{method} eq 'GET';
		return answer('200 OK', form('Too many failed logins. Try again in ' . ++$serial . ' seconds.', '/login'))
			if ($wrong{$r->{port}} // 0) >= $n;
		return answer('200 OK', home()) if is_right($r->{body});
		$wrong{$r->{port}}++;
		return answer('200 OK', form('Wrong', '/login'));
	},
	limit => sub {
		my ($r, $n) = @_;
		return answer('429 Too Many Requests', 'slow', 'Retry-After', 30) if ++$wrong{$r->{port}} > $n;
		return $r->{fields}{authorization} ? answer('401 Unauthorized', 'no') : answer('401 Unauthorized', 'no', 'WWW-Authenticate', 'Basic realm=x');
	},
	# A form that sets a password: nobody may ever send it.
	setup => sub {
		my ($r) = @_;
		return answer('200 OK', '<title>Setup</title><form method=post action=/set><input type=password name=a><input type=password name=b></form>');
	},
	first => sub { return answer('200 OK', '<title>Setup</title><form method=post action=/set><input type=password name=a autocomplete=new-password></form>') },
	json => sub {
		my ($r) = @_;
		return answer('404 Not Found', '') if $r->{target} ne '/api/login?v=1' || $r->{method} ne 'POST';
		return answer('200 OK', '{"code": 0, "data": {"token": "' . fresh() . '", "at": ' . ++$serial . '}}', 'Content-Type', 'application/json')
			if $r->{body} =~ /^\{"user": ?"\Q$account\E", ?"pass": ?"\Q$secret\E"\}$/;
		return answer('200 OK', '{"code": 1001, "msg": "bad login, request ' . fresh() . '"}', 'Content-Type', 'application/json');
	},
	# The page's script hashes the password, and repeats a cookie in a header.
	hashed => sub {
		my ($r) = @_;
		return answer('200 OK', form('', ''), 'Set-Cookie', 'xsrf=' . ($token{"x$r->{port}"} = fresh())) if $r->{method} eq 'GET';
		return answer('403 Forbidden', 'token') if ($r->{fields}{'x-xsrf'} // '') ne ($token{"x$r->{port}"} // '-');
		return answer('200 OK', value($r->{body}, 'u') eq $account && value($r->{body}, 'p') eq md5_hex($secret) ? '1' : '0');
	},
	onvif => sub {
		my ($r) = @_;
		my $fault = answer('400 Bad Request', '<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Body><s:Fault><s:Code><s:Value>s:Sender</s:Value>' .
			'<s:Subcode><s:Value>ter:NotAuthorized</s:Value></s:Subcode></s:Code><s:Reason><s:Text>Sender not Authorized</s:Text></s:Reason></s:Fault></s:Body></s:Envelope>',
			'Content-Type', 'application/soap+xml');
		return $fault if !token_owner($r->{body}, $account => $secret);
		return answer('200 OK', '<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Body><tds:GetUsersResponse><tds:User><tt:Username>admin</tt:Username></tds:User></tds:GetUsersResponse></s:Body></s:Envelope>',
			'Content-Type', 'application/soap+xml');
	},
);

# ---- lines ----

# A signal does not end the wait.
sub hears {
	my ($s, $seconds) = @_;
	my $end = time + $seconds;
	while (time < $end) {
		return 1 if IO::Select->new($s)->can_read(1);
	}
	return 0;
}

sub line_of {
	my ($s) = @_;
	my $in = '';
	while (hears($s, 20)) {
		sysread($s, my $byte, 1) or return;
		# Commands of Telnet are three bytes here: refusals.
		if ($byte eq "\xff") { sysread($s, my $rest, 2); next }
		return $in if $byte eq "\n";
		$in .= $byte if $byte ne "\r" && $byte ne "\0";
	}
	return;
}

sub dialogue {
	my ($s, $greeting, $ask_name, $ask_password, $no, $shell, $charset) = @_;
	my $say = sub { syswrite $s, encode($charset // 'UTF-8', $_[0]) };
	$say->($greeting);
	for (1 .. 3) {
		my $name = $account;
		if ($ask_name ne '') {
			$say->($ask_name);
			$name = line_of($s) // return;
			$say->("$name\r\n");
		}
		$say->($ask_password);
		my $password = line_of($s) // return;
		$say->("\r\n");
		if ($name eq $account && $password eq $secret) {
			$say->($shell);
			line_of($s);
			return;
		}
		$say->($no);
	}
}

sub u { return decode('UTF-8', $_[0]) }

my %lines = (
	japanese => sub { dialogue($_[0], u("\r\nルーター\r\n"), u('ユーザー名: '), u('パスワード: '), u("認証に失敗しました\r\n"), u("\r\nようこそ\r\nrouter> "), $_[1]) },
	# A language that nobody foresaw, and no word for "no".
	finnish => sub { dialogue($_[0], "Tervetuloa\r\n", 'Nimi? ', 'Tunnussana? ', '', "[valikko]\$ ") },
	pin => sub { dialogue($_[0], '', '', 'Password: ', "Access denied\r\n", '# ') },
	shell => sub { syswrite $_[0], "BusyBox v1.35\r\n/ # "; line_of($_[0]) },
	locked => sub { dialogue($_[0], '', 'login: ', 'Password: ', "The account is locked due to 3 failed logins.\r\n", '# ') },
	mute => sub { sleep 1 for 1 .. 30 },
	gone => sub { },
	slow => sub { dialogue($_[0], '', 'user login: ', 'Password: ', sub { sleep 1; "Login incorrect\r\n" }->(), "Last login failed 2 times\r\n\$ ") },
	expired => sub { dialogue($_[0], '', 'login: ', 'Password: ', "Login incorrect\r\n", 'New password: ') },
	# FTP of a server with too many guests, and of one that takes no name without TLS.
	busy => sub { syswrite $_[0], "421 There are too many connections from your internet address.\r\n" },
	ftps => sub {
		syswrite $_[0], "220 hello\r\n";
		while (defined(my $l = line_of($_[0]))) {
			syswrite $_[0], $l =~ /^AUTH/ ? "502 not here\r\n" : "530 Non-anonymous sessions must use encryption.\r\n";
		}
	},
	# MQTT of a broker that knows only version 5: 0 for the right pair, 0x86 otherwise.
	mqtt5 => sub {
		my ($s) = @_;
		sysread($s, my $in, 4096) or return;
		return syswrite $s, "\x20\x02\0\x01" if ord(substr $in, 8, 1) != 5;
		my $right = $in =~ /\0\x05\Q$account\E\0\x08\Q$secret\E$/;
		syswrite $s, "\x20\x03\0" . ($right ? "\0" : "\x86") . "\0";
		sysread($s, $in, 10);
	},
	rtsp => sub {
		my ($s, $kind) = @_;
		my $in = '';
		while (hears($s, 20)) {
			sysread($s, $in, 4096, length $in) or return;
			while ($in =~ s/^(.*?)\r\n\r\n//s) {
				my ($head) = ($1);
				my ($method, $url) = $head =~ /^(\S+) (\S+)/;
				my ($cseq) = $head =~ /^CSeq: *(\d+)/mi;
				my ($auth) = $head =~ /^Authorization: *([^\r\n]*)/mi;
				my $ok = 0;
				if (($kind // '') eq 'digest' && ($auth // '') =~ /^Digest/) {
					my %p = parameters($auth);
					$ok = $p{response} eq md5_hex(md5_hex("$account:cam:$secret") . ':77:' . md5_hex("$method:$p{uri}")) && $p{uri} eq $url;
				} elsif (($kind // '') eq 'basic') {
					$ok = ($auth // '') eq 'Basic ' . encode_base64("$account:$secret", '');
				} elsif (($kind // '') eq 'open') {
					$ok = 1;
				}
				my $challenge = ($kind // '') eq 'digest' ? 'Digest realm="cam", nonce="77"' : 'Basic realm="cam"';
				syswrite $s, $ok ? "RTSP/1.0 200 OK\r\nCSeq: $cseq\r\nContent-Type: application/sdp\r\nContent-Length: 5\r\n\r\nv=0\r\n"
					: "RTSP/1.0 401 Unauthorized\r\nCSeq: $cseq\r\nWWW-Authenticate: $challenge\r\n\r\n";
			}
		}
	},
);

# ---- all of it ----

sub web {
	my ($client, $p) = @_;
	my $r = request_of($client) or return;
	$r->{port} = $p->{port};
	note(@$r{qw(port method target body)});
	syswrite $client, $web{$p->{manner}}->($r, @{ $p->{arguments} });
}

# SNMPv2c GetResponse to whoever names the community; others hear nothing.
sub snmp {
	my ($in) = @_;
	return $in =~ s/^(\x30.\x02\x01\x01\x04\x08)right-pw\xa0/$1right-pw\xa2/s ? $in : undef;
}

serve(map {
	my ($port, $manner, @arguments) = /^(\d+)=(\w+)(?:,(.*))?$/ ? ($1, $2, split /,/, $3 // '') : die "login.pl: $_?\n";
	my $line = $lines{$manner};
	die "login.pl: no manner $manner\n" unless $line or $web{$manner} or $manner eq 'snmp';
	$manner eq 'snmp' ? { port => $port, udp => 1, do => \&snmp }
		: $line ? { port => $port, fork => 1, do => sub { $line->($_[0], @arguments) } }
		: { port => $port, manner => $manner, arguments => \@arguments, do => \&web };
} @ARGV);
