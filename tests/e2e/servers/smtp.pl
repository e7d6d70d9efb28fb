#!/usr/bin/perl
#
# Ours, not a real product: a mail server whose manner depends on who the mail is for.
#
#     smtp.pl FOLDER ADDRESS:PORT
#
#     refuse@...  550 at RCPT           content@...  554 after the text
#     later@...   451 at RCPT           slow@...     a second passes before the last 250
#     hang@...    never answers RCPT    gone@...     closes the connection at DATA
#
# Mail that it took is in FOLDER/N, as it came; FOLDER/log has a line for each command.
#
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use Server;
use Time::HiRes qw(sleep);

$SIG{CHLD} = 'IGNORE';
my ($folder, $where) = @ARGV;
$ENV{LOG} = "$folder/log";
my ($address, $port) = $where =~ /^(.*):(\d+)$/;
my $listen = listen_at($port, $address);
print $listen->sockport, "\n";

while (my $client = $listen->accept) {
	next if fork;
	mail_from($client);
	exit;
}

sub mail_from {
	my ($s) = @_;
	my ($to, $from) = ('', '');
	my $say = sub { note('>', @_); print $s "@_\r\n"; $s->flush };

	$say->('220 mail.example ESMTP');
	while (defined(my $line = <$s>)) {
		$line =~ s/\r?\n$//;
		note('<', $line);
		if ($line =~ /^(?:EHLO|HELO)/i) { $say->('250 mail.example') }
		elsif ($line =~ /^MAIL FROM:<(.*?)>/i) { $from = $1; $say->('250 fine') }
		elsif ($line =~ /^RCPT TO:<(.*?)>/i) {
			$to = $1;
			if ($to =~ /^refuse/) { $say->('550 5.1.1 no such mailbox here') }
			elsif ($to =~ /^later/) { $say->('451 4.7.1 greylisted, come back') }
			elsif ($to =~ /^hang/) { sleep 1000 }
			else { $say->('250 fine') }
		}
		elsif ($line =~ /^DATA/i) {
			return close $s if $to =~ /^gone/;
			$say->('354 go on');
			my $text = '';
			while (defined(my $l = <$s>)) {
				last if $l eq ".\r\n";
				$l =~ s/^\.\./\./;
				$text .= $l;
			}
			if ($to =~ /^content/) { $say->('554 5.6.0 this text is not liked'); next }
			my $n = 1;
			$n++ while -e "$folder/$n";
			open my $out, '>', "$folder/$n" or die;
			print $out "X-From: $from\r\nX-To: $to\r\n$text";
			close $out;
			note('taken', $n);
			sleep 1.2 if $to =~ /^slow/;
			$say->('250 taken');
		}
		elsif ($line =~ /^RSET/i) { $say->('250 fine') }
		elsif ($line =~ /^QUIT/i) { $say->('221 bye'); return close $s }
		else { $say->('502 what?') }
	}
}
