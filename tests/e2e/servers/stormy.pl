#!/usr/bin/perl
#
# Ours, not a real product: places to log in on devices that make the examination hard.  The web's are
# HTTP Basic at /, for account "admin" and password "right-pw", unless said otherwise.
#
#     stormy.pl PORT=MANNER[,ARGUMENT]...
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
use FindBin;
use IO::Select;
use lib $FindBin::Bin;
use Server;
use Time::HiRes qw(alarm time sleep);

use constant { LOCK => 25, DRIP => 1 };

my (%wrong, %until, $logins);
my $taken = 0;

# ---- the web ----

my @realm = ('WWW-Authenticate' => 'Basic realm="device"');
sub refusal { return answer('401 Unauthorized', '<html><title>401</title>who are you?</html>', @realm) }
sub form { return html('Login', '<form method=post action="/login"><input name=username><input type=password name=password></form>') }

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
		return $how eq 'hidden' ? undef : answer('403 Forbidden', html('Locked', 'The account is locked. Ask your administrator.'));
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
	note($port, $r->{address}, $r->{account}, $instead ? 'held' : $right ? 'right' : 'wrong');
	return $instead if $instead;
	my $key = "$port " . (($arguments[1] // '') eq 'address' ? $r->{address} : $r->{account});
	if ($right) {
		delete $wrong{$key} if $manner eq 'reset';
		return answer('200 OK', html('Home', 'inside'));
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
	redirect => sub { return answer('302 Found', '', Location => "http://portal.example/login?from=$_[0]{target}") },
	consent => sub { return answer('200 OK', html('Free Wi-Fi', '<p>Please agree to our terms to go on.</p><form method=post action="/agree">' .
		"<input type=hidden name=from value=\"$_[0]{target}\"><input type=checkbox name=ok><button>Agree</button></form>")) },
	login => sub { return answer('200 OK', form()) },
	basic => sub { return answer('401 Unauthorized', 'log in to the network', 'WWW-Authenticate' => 'Basic realm="network"') },
);

my %anything = (
	basic => sub { return defined $_[0]{pair} ? answer('200 OK', html('Home', 'welcome')) : refusal() },
	form => sub { return $_[0]{method} eq 'POST' ? answer('302 Found', '', Location => '/home', 'Set-Cookie' => 'session=' . int rand 1e9) : answer('200 OK', form()) },
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

my @places;

# The whole device, as if its power was cut.
sub reboot {
	my ($seconds, $how) = @_;
	note('reboot');
	system 'ip link set eth0 down' if $how eq 'off';
	close_place($_) for @places;
	sleep $seconds;
	system 'ip link set eth0 up' if $how eq 'off';
	open_place($_) for @places;
	(%wrong, %until) = ();
	$logins = $taken = 0;
}

# What to say to a client, if anything.
sub answer_to {
	my ($s, $p) = @_;
	my ($manner, @arguments) = ($p->{manner}, @{$p->{arguments}});
	my $address = $s->peerhost or return;
	my $r = request_of($s, 3) or return;
	@$r{qw(port address)} = ($p->{port}, $address);
	return answer('200 OK', html('Start', 'hello')) if $manner eq 'plain';
	return $portal{$arguments[0]}->($r) if $manner eq 'portal';
	return $anything{$arguments[0]}->($r) if $manner eq 'anything';
	if ($manner eq 'drip') {
		return $arguments[0] eq 'form' ? answer('200 OK', form()) : refusal()
			if $arguments[0] eq 'form' ? $r->{method} eq 'GET' : !defined $r->{pair};
		syswrite $s, "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html>";
		drip($s, '<p>wait</p>');
		return;
	}
	# Only what was a login wears the device out.
	$p->{spent}++ if defined $r->{pair};
	return basic($r, $manner, @arguments);
}

sub web {
	my ($s, $p) = @_;
	syswrite $s, answer_to($s, $p) // '';
}

# What counts clients has one process for all of them.
sub by_turns {
	my ($s, $p) = @_;
	my ($single, $crash, $reboot) = map { $p->{manner} eq $_ ? $p->{arguments} : undef } qw(single crash reboot);
	$taken++;
	if ($single) {
		close_place($p) if $single->[0] ne 'wait';
		sleep 0.05;
	}
	my $answer = answer_to($s, $p) // '';
	# Who has been answered comes again at once.
	open_place($p) if $single and $single->[0] eq 'refused';
	syswrite $s, $answer;
	close $s;
	if ($single and $single->[0] eq 'rests') {
		sleep 0.4;
		open_place($p);
	}
	if ($crash and $p->{spent} >= $crash->[0]) {
		close_place($p);
		$p->{spent} = 0;
		$SIG{ALRM} = sub { open_place($p) };
		alarm $crash->[1];
	}
	my ($tires) = grep { $_->{manner} eq 'tires' } @places;
	return reboot(@{$tires->{arguments}}[1, 2]) if $tires and $taken >= $tires->{arguments}[0];
	if ($reboot and $p->{spent} >= $reboot->[0]) {
		$p->{spent} = 0;
		reboot(@$reboot[1, 2]);
	}
}

for (@ARGV) {
	my ($port, $manner, @arguments) = /^(\d+)=(\w+)(?:,(.*))?$/ ? ($1, $2, split /,/, $3 // '') : die "what is '$_'?\n";
	my $line = @arguments ? $lines{"$arguments[0]_" . ($manner eq 'anything' ? 'any' : $manner)} : undef;
	# What takes its time has a process for each.
	my $fork = $line || $manner eq 'drip';
	push @places, { port => $port, manner => $manner, arguments => \@arguments, spent => 0, fork => $fork, do => $line // ($fork ? \&web : \&by_turns) };
}
serve(@places);
