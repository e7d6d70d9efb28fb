#!/usr/bin/perl
#
# Ours, not a real product: HTTP Basic at /, on connections that are kept, with a memory of their own; and
# FTP beside it.
#
#     keeping.pl LOG [one] PORT=HABIT[,N]/ACCOUNT:PASSWORD[,ACCOUNT:PASSWORD]...
#
#     fair      each request is judged for itself
#     closes    after N answers, with "Connection: close" on the last
#     drops     without a word at the Nth wrong password
#     sulks     after N wrong passwords refuses whatever follows on the connection
#     sticky    who was let in once is let in with whatever follows on the connection
#     ftp       no HTTP: an FTP login
#
# With "one" there is one connection at a time in all; others wait until it is closed.
#
# LOG gets a line for each login: port, connection, account:password, what it was told.
#
use strict;
use warnings;
use IO::Select;
use MIME::Base64;
use Socket;

my $one = @ARGV > 1 && $ARGV[1] eq 'one' ? splice @ARGV, 1, 1 : '';
$| = 1;
$SIG{PIPE} = 'IGNORE';
$SIG{CHLD} = 'IGNORE' unless $one;
my ($log_path, @sites) = @ARGV;
open my $log, '>>', $log_path or die "$log_path: $!";
select((select($log), $| = 1)[0]);

# The next request of a connection: its path and pair; nothing at the end.
sub request_of {
	my ($s, $rest) = @_;
	until ($$rest =~ /\r\n\r\n/) {
		return if length $$rest > 1 << 16;
		sysread $s, $$rest, 4096, length $$rest or return;
	}
	$$rest =~ s/^(.*?\r\n\r\n)//s;
	my $head = $1;
	my ($path) = $head =~ m{^\w+ (\S+) HTTP/1} or return;
	return ($path, $head =~ /^Authorization: Basic (\S+)/mi ? decode_base64($1) : undef);
}

sub answer {
	my ($status, $body, @fields) = @_;
	return join "\r\n", "HTTP/1.1 $status", 'Content-Type: text/html', 'Content-Length: ' . length $body, @fields, '', $body;
}

sub serve {
	my ($s, $port, $connection, $habit, $n, %right) = @_;
	my ($rest, $answers, $wrong, $known) = ('', 0, 0, 0);
	while (my ($path, $pair) = request_of($s, \$rest)) {
		my $last = $habit eq 'closes' && ++$answers >= $n;
		my @close = $last ? 'Connection: close' : ();
		my $in = defined $pair && ($right{$pair} && !($habit eq 'sulks' && $wrong >= $n) || $habit eq 'sticky' && $known);
		if (defined $pair) {
			$in ? $known++ : $wrong++;
			print $log "$port $connection $pair ", $in ? 'yes' : 'no', "\n";
			return if !$in and $habit eq 'drops' and $wrong >= $n;
		}
		syswrite $s, $path ne '/' ? answer('404 Not Found', '<title>none</title>', @close)
			: $in ? answer('200 OK', '<title>Home</title><p>inside</p>', @close)
			:       answer('401 Unauthorized', '<title>401</title>', 'WWW-Authenticate: Basic realm="x"', @close);
		return if $last;
	}
}

sub serve_ftp {
	my ($s, $port, $connection, undef, undef, %right) = @_;
	my $name = '';
	syswrite $s, "220 ready\r\n";
	while (defined(my $line = <$s>)) {
		my ($word, $rest) = $line =~ /^(\w+) ?([^\r\n]*)/ or return;
		my $in = uc $word eq 'PASS' && $right{"$name:$rest"};
		print $log "$port $connection $name:$rest ", $in ? 'yes' : 'no', "\n" if uc $word eq 'PASS';
		$name = $rest if uc $word eq 'USER';
		syswrite $s, ({ USER => '331 password', PASS => $in ? '230 in' : '530 no', QUIT => '221 bye' }->{ uc $word } // '502 no') . "\r\n";
		return if uc $word eq 'QUIT';
	}
}

my %site;
for (@sites) {
	my ($port, $habit, $n, $right) = m{^(\d+)=(\w+)(?:,(\d+))?/(.+)$} or die "what is '$_'?\n";
	socket my $s, PF_INET, SOCK_STREAM, 0 or die "socket: $!";
	setsockopt $s, SOL_SOCKET, SO_REUSEADDR, 1;
	bind $s, sockaddr_in($port, INADDR_ANY) or die "port $port: $!";
	listen $s, 128 or die "port $port: $!";
	$site{ fileno $s } = [$s, $port, $habit, $n // 0, map { $_ => 1 } split /,/, $right];
}
print "ready\n";
my ($all, $connections, $parent) = (IO::Select->new(map { $_->[0] } values %site), 0, $$);
for (;;) {
	for my $listener ($all->can_read(1)) {
		my (undef, $port, @how) = @{ $site{ fileno $listener } };
		accept my $s, $listener or next;
		$connections++;
		if (my $pid = fork) {
			waitpid $pid, 0 if $one;
			next;
		}
		$SIG{ALRM} = sub { exit if getppid != $parent; alarm 1 };
		alarm 1;
		$how[0] eq 'ftp' ? serve_ftp($s, $port, $connections, @how) : serve($s, $port, $connections, @how);
		exit 0;
	}
}
