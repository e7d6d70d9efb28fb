#!/usr/bin/perl
#
# A real sshd with an account "admin", password "right-pw", and what stands in its way:
#
#     ssh.pl PORT=MANNER[,ARGUMENT]
#
#     plain           as it comes
#     once            closes after each wrong password (MaxAuthTries 1)
#     anyone          any password opens "admin" (pam_permit)
#     grows           each wrong password is answered a little later than the one before, up to 1.5 s
#     startups        drops new connections at random while others log in (MaxStartups 1:80:3)
#     questions       keyboard-interactive alone
#     hang,kexinit    nothing more after its KEXINIT
#     hang,login      nothing more after the keys are agreed
#     hang,password   nothing more after a password
#     cut,asked       the connection ends where keyboard-interactive would ask
#     cut,answered    the connection ends when that is answered
#     cut,sometimes   every third connection ends when a password comes
#
# The last six are a relay before it.  Everything it needs of /etc and /run is put over the system's, or that of the folder which
# SSH_ROOT names, in the mount namespace that "ip netns exec" has made.
#
use strict;
use warnings;
use FindBin;
use IO::Select;
use lib $FindBin::Bin;
use Server;
use Socket;
use Time::HiRes qw(sleep);

use constant { BEHIND => 2222, PATIENCE => 120 };

my ($port, $manner, $argument) = "@ARGV" =~ /^(\d+)=(\w+)(?:,(\w+))?$/ or die "ssh.pl PORT=MANNER[,ARGUMENT]\n";
die "this would change the machine's own files\n" if readlink '/proc/self/ns/mnt' eq readlink '/proc/1/ns/mnt';

# ---- the daemon ----

sub mounted { system('mount', @_) == 0 or die "cannot mount @_\n" }

if (my $root = $ENV{SSH_ROOT}) {
	mounted('--bind', $root, $root);
	mounted('-o', 'remount,bind,ro', $root);
	chroot $root and chdir '/' or die "$root: $!\n";
}
mounted('-t', 'tmpfs', 'tmpfs', '/run');
my $dir = '/run/test';
mkdir $_, 0755 for '/run/sshd', $dir;
my $relayed = $manner eq 'hang' || $manner eq 'cut';
my $asks = $manner eq 'questions' || $manner eq 'cut' && $argument ne 'sometimes';

sub put {
	my ($name, $text, $mode) = @_;
	open my $out, '>', "$dir/$name" or die "$name: $!\n";
	print $out $text;
	close $out;
	chmod $mode // 0644, "$dir/$name";
}

# What the answers wait for, told by a file's length.
put('wait', "#!/bin/sh\nn=\$(wc -c <$dir/count)\n[ \$n -ge 6 ] || printf x >>$dir/count\nsleep \$((n / 4)).\$((n % 4 * 25))\n", 0755);
put('count', '');
# So long that the relay knows a question by its size.
put('words', 'Please identify yourself. ' x 60 . "\n");
my $auth = $manner eq 'anyone' ? "auth required pam_permit.so\n"
	: $manner eq 'grows' ? "auth [success=2 default=ignore] pam_unix.so nodelay\nauth optional pam_exec.so quiet $dir/wait\n" .
		"auth requisite pam_deny.so\nauth required pam_permit.so\n"
	: ($asks ? "auth optional pam_echo.so file=$dir/words\n" : '') . "auth required pam_unix.so nodelay\n";
mkdir "$dir/pam.d";
put('pam.d/sshd', $auth . "account required pam_permit.so\nsession required pam_permit.so\n");
put('passwd', join '', map { "$_\n" } 'root:x:0:0:root:/root:/bin/sh', 'sshd:x:102:65534::/run/sshd:/usr/sbin/nologin', 'admin:x:1000:1000::/:/bin/sh',
	'nobody:x:65534:65534::/:/usr/sbin/nologin');
put('shadow', join('', map { "$_:19000:0:99999:7:::\n" } 'root:*', 'sshd:*', 'admin:' . crypt('right-pw', '$5$hoshi$'), 'nobody:*'), 0640);
put('config', join '', map { "$_\n" } $relayed ? ('ListenAddress 127.0.0.1', 'Port ' . BEHIND) : ("ListenAddress 0.0.0.0", "Port $port"),
	"HostKey $dir/key", 'PidFile /run/sshd.pid', 'UsePAM yes', 'UseDNS no', 'StrictModes no', 'PrintMotd no',
	'PubkeyAuthentication no', 'PasswordAuthentication ' . ($asks ? 'no' : 'yes'), 'KbdInteractiveAuthentication ' . ($asks ? 'yes' : 'no'),
	'MaxAuthTries ' . ($manner eq 'once' ? 1 : 6), 'MaxStartups ' . ($manner eq 'startups' ? '1:80:3' : '100'));
system('ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-f', "$dir/key") == 0 or die "no host key\n";
mounted('--bind', "$dir/$_", "/etc/$_") for qw(passwd shadow pam.d);
my $sshd = fork // die "fork: $!\n";
exec '/usr/sbin/sshd', '-D', '-e', '-f', "$dir/config" or exit 1 if $sshd == 0;
for (1 .. 200) {
	last if -e '/run/sshd.pid';
	sleep 0.05;
}
die "sshd does not start\n" unless -e '/run/sshd.pid';

# ---- the relay ----

# The type of each packet as long as they are plain (RFC 4253 6); undef: not whole yet.
sub next_packet {
	my ($in) = @_;
	return if length $$in < 6;
	my ($length, undef, $type) = unpack 'NCC', $$in;
	return if length $$in < 4 + $length;
	return (substr($$in, 0, 4 + $length, ''), $type);
}

# Forward what the server says until it has sent a packet of that type; what follows is not passed on.
sub plain_until {
	my ($client, $server, $last) = @_;
	my ($in, $greeted) = ('', 0);
	my $both = IO::Select->new($client, $server);
	for (;;) {
		my @ready = $both->can_read(PATIENCE) or exit;
		for my $from (@ready) {
			sysread $from, my $data, 65536 or exit;
			if ($from == $client) { syswrite $server, $data; next }
			$in .= $data;
			if (!$greeted) {
				$in =~ s/^(.*?\n)// or next;
				syswrite $client, $1;
				$greeted = 1;
			}
			while (my ($packet, $type) = next_packet(\$in)) {
				syswrite $client, $packet;
				return $in if $type == $last;
			}
		}
	}
}

# What is said is secret now: whose turn it is, and how much the server says in it, is not.
sub relay_ssh {
	my ($client, $n) = @_;
	socket my $server, AF_INET, SOCK_STREAM, 0 or exit;
	connect $server, pack_sockaddr_in(BEHIND, INADDR_LOOPBACK) or exit;
	my $rest = plain_until($client, $server, $manner eq 'hang' && $argument eq 'kexinit' ? 20 : 21);
	my $hung = $manner eq 'hang' && $argument ne 'password';
	my $both = IO::Select->new($client, $server);
	my ($turns, $said, $asked) = (0, length $rest, 0);
	syswrite $client, $rest unless $hung;
	for (;;) {
		my @ready = $both->can_read(PATIENCE) or exit;
		for my $from (@ready) {
			sysread $from, my $data, 65536 or exit;
			next if $hung;
			if ($from == $client) {
				exit if $asked;
				$turns++ if $said > 0;
				$said = 0;
				# The method "none" is shorter.
				my $password = $turns >= 2 && length $data > 76;
				exit if $argument eq 'sometimes' and $password and $n % 3 == 0;
				$hung = $argument eq 'password' && $password;
				syswrite $server, $data;
				next;
			}
			$said += length $data;
			if ($turns >= 2 and $said > 800) {
				exit if $argument eq 'asked';
				$asked = 1;
			}
			syswrite $client, $data;
		}
	}
}

if ($relayed) {
	serve({ port => $port, fork => 1, do => sub { relay_ssh($_[0], $_[2]) } });
}
print "ready\n";
waitpid $sshd, 0;
