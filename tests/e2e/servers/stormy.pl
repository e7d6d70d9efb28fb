#!/usr/bin/perl
#
# Ours, not a real product: places to log in on devices that make the examination hard.  The web's are
# HTTP Basic at /, for account "admin" and password "right-pw", unless said otherwise.
#
#     stormy.pl LOG PORT=MANNER[,ARGUMENT]...
#
#     reset,N[,hidden]     N wrong ones in a row shut the account for 25 s; a right one begins anew
#     forever,N,HOW        N wrong ones shut for good: "words" or "hidden" the account, "address" the address
#     ban,N,HOW            N wrong ones, and a rule shuts this port to the address: "reject" for 25 s, "drop" for 60 s
#     reboot,N,SECONDS,HOW after N logins the whole device is away: "closed" refuses, "off" is not there;
#                          then it knows of nothing
#     tires,N,SECONDS,HOW  the same after N connections to any of its ports, whatever was asked
#     crash,N,SECONDS      after N logins this port is closed for a while, others are not
#     single,HOW           one connection at a time: others "wait" or are "refused", with "rests" for 0.4 s more
#     portal,HOW           whatever is asked, by anybody: "redirect", "consent", "login", "basic"
#     anything,HOW         any name and password will do: "basic", "form", "telnet", "ftp", "mqtt"
#     drip,HOW             a byte a second: "basic", "form", "telnet", "telnet_login", "ftp", "ftp_login", "ssh"
#     plain                a page
#
# LOG gets a line for each login: port, address, account, outcome.
#
use strict;
use warnings;
use IO::Select;
use MIME::Base64;
use Socket;
use Time::HiRes qw(time sleep);

use constant { LOCK => 25, DRIP => 1 };

$| = 1;
$SIG{CHLD} = $SIG{PIPE} = 'IGNORE';
my ($log_path, @sites) = @ARGV;
open my $log, '>>', $log_path or die "$log_path: $!";
select((select($log), $| = 1)[0]);
my (%wrong, %until, $logins);
my $taken = 0;

# ---- the web ----

sub answer {
	my ($status, $body, @fields) = @_;
	return join "\r\n", "HTTP/1.1 $status", @fields, 'Content-Type: text/html', 'Content-Length: ' . length $body,
		'Connection: close', '', $body;
}

my $realm = 'WWW-Authenticate: Basic realm="device"';
sub refusal { return answer('401 Unauthorized', '<html><title>401</title>who are you?</html>', $realm) }
sub page { return '<html><head><title>' . $_[0] . '</title></head><body>' . $_[1] . '</body></html>' }
sub form { return page('Login', '<form method=post action="/login"><input name=username><input type=password name=password></form>') }

sub request_of {
	my ($s) = @_;
	my ($in, $wanted) = ('', undef);
	until (defined $wanted and length $in >= $wanted) {
		return unless IO::Select->new($s)->can_read(3) and sysread $s, $in, 65536, length $in;
		$wanted = index($in, "\r\n\r\n") + 4 + ($in =~ /^Content-Length: *(\d+)/mi ? $1 : 0) if !defined $wanted and $in =~ /\r\n\r\n/;
	}
	my ($method, $target) = $in =~ /^(\S+) (\S+)/ or return;
	my ($token) = $in =~ /^Authorization: Basic (\S+)/mi;
	return { method => $method, target => $target, pair => defined $token ? decode_base64($token) : undef };
}

# What a login at a Basic door comes to: undef for "look at the password", or an answer.
my %guard = (
	reset => sub {
		my ($r, $n, $hidden) = @_;
		my $key = "$r->{port} $r->{account}";
		return if ($until{$key} // 0) < time;
		$r->{shut} = 1;
		return $hidden ? undef : answer('429 Too Many Requests', 'too many');
	},
	forever => sub {
		my ($r, $n, $how) = @_;
		return if ($wrong{"$r->{port} " . ($how eq 'address' ? $r->{address} : $r->{account})} // 0) < $n;
		$r->{shut} = 1;
		return $how eq 'hidden' ? undef : answer('403 Forbidden', page('Locked', 'The account is locked. Ask your administrator.'));
	},
);

# By a firewall, as fail2ban does.
sub ban {
	my ($r, $how) = @_;
	%wrong = ();
	system "nft -f - <<'END'\ntable ip ban {\nchain in {\ntype filter hook input priority 0\n" .
		"ip saddr $r->{address} tcp dport $r->{port} ct state new $how\n}\n}\nEND";
	return if fork;
	sleep($how eq 'drop' ? 60 : LOCK);
	exec 'nft', 'delete', 'table', 'ip', 'ban';
}

sub basic {
	my ($r, $manner, @arguments) = @_;
	my ($port, $pair) = @$r{qw(port pair)};
	return $r->{target} eq '/' ? refusal() : answer('404 Not Found', 'no') unless defined $pair;
	($r->{account}) = $pair =~ /^([^:]*)/;
	$logins++;
	my $instead = $guard{$manner} ? $guard{$manner}->($r, @arguments) : undef;
	my $right = $pair eq 'admin:right-pw' && !$r->{shut};
	print $log join(' ', $port, $r->{address}, $r->{account}, $instead ? 'held' : $right ? 'right' : 'wrong'), "\n";
	return $instead if $instead;
	my $key = "$port " . (($arguments[1] // '') eq 'address' ? $r->{address} : $r->{account});
	if ($right) {
		delete $wrong{$key} if $manner eq 'reset';
		return answer('200 OK', page('Home', 'inside'));
	}
	$wrong{$key}++ unless $r->{shut};
	ban($r, $arguments[1]) if $manner eq 'ban' and $wrong{$key} >= $arguments[0];
	if ($manner eq 'reset' and ($wrong{$key} // 0) >= $arguments[0]) {
		$until{$key} = time + LOCK;
		delete $wrong{$key};
	}
	return refusal();
}

my %portal = (
	redirect => sub { return answer('302 Found', '', "Location: http://portal.example/login?from=$_[0]{target}") },
	consent => sub { return answer('200 OK', page('Free Wi-Fi', '<p>Please agree to our terms to go on.</p><form method=post action="/agree">' .
		"<input type=hidden name=from value=\"$_[0]{target}\"><input type=checkbox name=ok><button>Agree</button></form>")) },
	login => sub { return answer('200 OK', form()) },
	basic => sub { return answer('401 Unauthorized', 'log in to the network', 'WWW-Authenticate: Basic realm="network"') },
);

my %anything = (
	basic => sub { return defined $_[0]{pair} ? answer('200 OK', page('Home', 'welcome')) : refusal() },
	form => sub { return $_[0]{method} eq 'POST' ? answer('302 Found', '', 'Location: /home', 'Set-Cookie: session=' . int rand 1e9) : answer('200 OK', form()) },
);

# ---- lines ----

sub line_of {
	my ($s) = @_;
	my $in = '';
	while (IO::Select->new($s)->can_read(60)) {
		sysread($s, my $byte, 1) or return;
		if ($byte eq "\xff") { sysread($s, my $rest, 2); next }
		return $in if $byte eq "\n";
		$in .= $byte if $byte ne "\r" and $byte ne "\0";
	}
	return;
}

sub drip {
	my ($s, $text) = @_;
	for my $byte (split //, $text x 1000) {
		defined syswrite $s, $byte or return;
		sleep DRIP;
	}
}

my %lines = (
	telnet_any => sub {
		my ($s) = @_;
		syswrite $s, "device login: ";
		my $name = line_of($s) // return;
		syswrite $s, "$name\r\nPassword: ";
		line_of($s) // return;
		syswrite $s, "\r\nBusyBox v1.35\r\n/ # ";
		while (defined(my $l = line_of($s))) { syswrite $s, "$l\r\n/ # " }
	},
	ftp_any => sub {
		my ($s) = @_;
		syswrite $s, "220 hello\r\n";
		while (defined(my $l = line_of($s))) { syswrite $s, $l =~ /^USER/i ? "331 password\r\n" : $l =~ /^PASS/i ? "230 welcome\r\n" : "200 fine\r\n" }
	},
	mqtt_any => sub { my ($s) = @_; sysread($s, my $in, 4096) or return; syswrite $s, "\x20\x02\0\0"; sysread $s, $in, 4096 },
	telnet_drip => sub { drip($_[0], 'Welcome to this very slow device. ') },
	telnet_login_drip => sub {
		my ($s) = @_;
		syswrite $s, "device login: ";
		my $name = line_of($s) // return;
		syswrite $s, "$name\r\nPassword: ";
		line_of($s) // return;
		drip($s, 'checking ');
	},
	ftp_drip => sub { drip($_[0], '220-welcome ') },
	ftp_login_drip => sub {
		my ($s) = @_;
		syswrite $s, "220 hello\r\n";
		while (defined(my $l = line_of($s))) { $l =~ /^PASS/i ? drip($s, '530-') : syswrite $s, $l =~ /^USER/i ? "331 password\r\n" : "502 no\r\n" }
	},
	# Lines before the name, for ever (RFC 4253 4.2 allows them).
	ssh_drip => sub { drip($_[0], sprintf("%x\r\n", rand 2**32)) },
);

# ---- all of it ----

my (@places, $listeners);

sub open_place {
	my ($p) = @_;
	socket my $socket, AF_INET, SOCK_STREAM, 0 or die "socket: $!\n";
	setsockopt $socket, SOL_SOCKET, SO_REUSEADDR, 1;
	bind $socket, pack_sockaddr_in($p->{port}, INADDR_ANY) and listen $socket, 64 or die "port $p->{port}: $!\n";
	$p->{socket} = $socket;
	$listeners->add($socket);
}

sub close_place {
	my ($p) = @_;
	$listeners->remove($p->{socket});
	close $p->{socket};
}

# The whole device, as if its power was cut.
sub reboot {
	my ($seconds, $how) = @_;
	print $log "reboot\n";
	system 'ip link set eth0 down' if $how eq 'off';
	close_place($_) for @places;
	sleep $seconds;
	system 'ip link set eth0 up' if $how eq 'off';
	open_place($_) for @places;
	(%wrong, %until) = ();
	$logins = $taken = 0;
}

sub web {
	my ($s, $p) = @_;
	my ($manner, @arguments) = ($p->{manner}, @{$p->{arguments}});
	my (undef, $from) = unpack_sockaddr_in(getpeername $s // return) or return;
	my $r = request_of($s) or return;
	@$r{qw(port address)} = ($p->{port}, inet_ntoa($from));
	return syswrite $s, answer('200 OK', page('Start', 'hello')) if $manner eq 'plain';
	return syswrite $s, $portal{$arguments[0]}->($r) if $manner eq 'portal';
	return syswrite $s, $anything{$arguments[0]}->($r) if $manner eq 'anything';
	if ($manner eq 'drip') {
		return syswrite $s, $arguments[0] eq 'form' ? answer('200 OK', form()) : refusal()
			if $arguments[0] eq 'form' ? $r->{method} eq 'GET' : !defined $r->{pair};
		syswrite $s, "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html>";
		return drip($s, '<p>wait</p>');
	}
	syswrite $s, basic($r, $manner, @arguments);
	# Only what was a login wears the device out.
	return unless defined $r->{pair};
	$p->{spent}++;
}

$listeners = IO::Select->new;
for (@sites) {
	my ($port, $manner, @arguments) = /^(\d+)=(\w+)(?:,(.*))?$/ ? ($1, $2, split /,/, $3 // '') : die "what is '$_'?\n";
	my $line = @arguments ? $lines{"$arguments[0]_" . ($manner eq 'anything' ? 'any' : $manner)} : undef;
	push @places, { port => $port, manner => $manner, arguments => \@arguments, line => $line, spent => 0 };
	open_place($places[-1]);
}
print "ready\n";
my $parent = $$;
my @back;
for (;;) {
	for my $b (grep { $_->[0] <= time } @back) { open_place($b->[1]); $b->[1]{spent} = 0 }
	@back = grep { $_->[0] > time } @back;
	my @ready = $listeners->can_read(0.2) or next;
	for my $p (grep { my $p = $_; grep { $_ == $p->{socket} } @ready } @places) {
		accept my $s, $p->{socket} or next;
		# What takes its time has a process for each; what counts has one for all.
		if ($p->{line} or $p->{manner} eq 'drip') {
			next if fork;
			$SIG{ALRM} = sub { exit if getppid != $parent; alarm 1 };
			alarm 1;
			$p->{line} ? $p->{line}->($s) : web($s, $p);
			exit 0;
		}
		$taken++;
		if ($p->{manner} eq 'single') {
			close_place($p) if $p->{arguments}[0] ne 'wait';
			sleep 0.05;
		}
		web($s, $p);
		close $s;
		sleep 0.4 if $p->{manner} eq 'single' and $p->{arguments}[0] eq 'rests';
		open_place($p) if $p->{manner} eq 'single' and $p->{arguments}[0] ne 'wait';
		if ($p->{manner} eq 'crash' and $p->{spent} >= $p->{arguments}[0]) {
			close_place($p);
			push @back, [time + $p->{arguments}[1], $p];
		}
		my ($tires) = grep { $_->{manner} eq 'tires' } @places;
		if ($tires and $taken >= $tires->{arguments}[0]) {
			reboot(@{$tires->{arguments}}[1, 2]);
			last;
		}
		if ($p->{manner} eq 'reboot' and $p->{spent} >= $p->{arguments}[0]) {
			$p->{spent} = 0;
			reboot(@{$p->{arguments}}[1, 2]);
			last;
		}
	}
}
