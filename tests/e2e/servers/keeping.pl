#!/usr/bin/perl
#
# Ours, not a real product: HTTP Basic at /, on connections that are kept, with a memory of their own; and
# FTP beside it.
#
#     keeping.pl [one] PORT=HABIT[,N]/ACCOUNT:PASSWORD[,ACCOUNT:PASSWORD]...
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
use FindBin;
use lib $FindBin::Bin;
use Server;

use constant PATIENCE => 600;    # seconds

my $one = @ARGV && $ARGV[0] eq 'one' ? shift : '';

sub serve_web {
	my ($s, $p, $connection) = @_;
	my ($port, $habit, $n, %right) = (@$p{qw(port habit n)}, %{ $p->{right} });
	my ($rest, $answers, $wrong, $known) = ('', 0, 0, 0);
	while (my $r = request_of($s, PATIENCE, \$rest)) {
		my $pair = $r->{pair};
		my $last = $habit eq 'closes' && ++$answers >= $n;
		my $say = $last ? \&answer : \&kept_answer;
		my $in = defined $pair && ($right{$pair} && !($habit eq 'sulks' && $wrong >= $n) || $habit eq 'sticky' && $known);
		if (defined $pair) {
			$in ? $known++ : $wrong++;
			note($port, $connection, $pair, $in ? 'yes' : 'no');
			return if !$in and $habit eq 'drops' and $wrong >= $n;
		}
		syswrite $s, $r->{path} ne '/' ? $say->('404 Not Found', '<title>none</title>')
			: $in ? $say->('200 OK', '<title>Home</title><p>inside</p>')
			:       $say->('401 Unauthorized', '<title>401</title>', 'WWW-Authenticate' => 'Basic realm="x"');
		return if $last;
	}
}

sub serve_ftp {
	my ($s, $p, $connection) = @_;
	my $name = '';
	syswrite $s, "220 ready\r\n";
	while (defined(my $line = <$s>)) {
		my ($word, $rest) = $line =~ /^(\w+) ?([^\r\n]*)/ or return;
		my $in = uc $word eq 'PASS' && $p->{right}{"$name:$rest"};
		note($p->{port}, $connection, "$name:$rest", $in ? 'yes' : 'no') if uc $word eq 'PASS';
		$name = $rest if uc $word eq 'USER';
		syswrite $s, ({ USER => '331 password', PASS => $in ? '230 in' : '530 no', QUIT => '221 bye' }->{ uc $word } // '502 no') . "\r\n";
		return if uc $word eq 'QUIT';
	}
}

my @places;
for (@ARGV) {
	my ($port, $habit, $n, $right) = m{^(\d+)=(\w+)(?:,(\d+))?/(.+)$} or die "what is '$_'?\n";
	push @places, { port => $port, habit => $habit, n => $n // 0, right => { map { $_ => 1 } split /,/, $right }, fork => !$one,
		do => $habit eq 'ftp' ? \&serve_ftp : \&serve_web };
}
serve(@places);
