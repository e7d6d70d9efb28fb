#!/usr/bin/perl
#
# Ours, not a real registry: serves dated answers (docs/formats/answer.md), well or badly, by the
# first part of the path.
#
#     answer.pl PORTFILE answer_make FOLDER
#
# /good      as it should be         /other     of another label
# /stale     of yesterday            /flip      a byte of it is another
# /page      a page in its place     /slow      never says anything
# /large     more than 4 MiB         /cut       ends in the middle
# /busy      503                     anything else: 404
#
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use Server;
use Time::Local qw(timegm);

my ($port_file, $tool, $folder) = @ARGV;
my $server = listen_at(0, '127.0.0.1');
open my $port, '>', "$port_file.new" or die "$port_file: $!";
print $port $server->sockport, "\n";
close $port;
rename "$port_file.new", $port_file or die "$port_file: $!";

sub reply {
	my ($status, $type, $body) = @_;
	return answer($status, $body, 'Content-Type' => $type);
}

sub problem {
	my ($status, $detail) = @_;
	return reply($status, 'application/problem+json', "{\"title\": \"no\", \"detail\": \"$detail\"}");
}

# The moment a day or a time stands for; "-" for now.
sub moment {
	my ($at) = @_;
	return '-' if !defined $at;
	if ($at =~ /^(\d{4})-(\d\d)-(\d\d)$/) {
		my $end = timegm(59, 59, 23, $3, $2 - 1, $1) - 9 * 3600;
		return $end > time ? '-' : $end;
	}
	return undef if $at !~ /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)([+-])(\d\d):(\d\d)$/;
	my $offset = ($8 * 60 + $9) * 60;
	return timegm($6, $5, $4, $3, $2 - 1, $1) - ($7 eq '+' ? $offset : -$offset);
}

sub made {
	my (@words) = @_;
	open my $pipe, '-|', $tool, $folder, @words or die "$tool: $!";
	binmode $pipe;
	local $/;
	my $answer = <$pipe>;
	close $pipe;
	return $? == 0 ? $answer : undef;
}

sub answer_to {
	my ($target) = @_;
	my ($kind, $number, $query) = $target =~ m{^/(\w+)/v1/labels/([^/?]+)/answer(?:\?(.*))?$}
		or return reply('404 Not Found', 'text/html', '<html>nothing</html>');
	my %asked = map { my ($k, $v) = split /=/, $_, 2; $v =~ s/%([0-9A-F]{2})/chr hex $1/ge; ($k, $v) }
		split /&/, $query // '';
	return reply('503 Service Unavailable', 'text/html', 'busy') if $kind eq 'busy';
	return reply('200 OK', 'text/html', '<html>welcome</html>') if $kind eq 'page';
	return reply('200 OK', 'application/cose', 'x' x (5 << 20)) if $kind eq 'large';
	my $at = moment($asked{at});
	return problem('400 Bad Request', 'at is no moment') if !defined $at;
	$number =~ s/3$/4/ if $kind eq 'other';
	$at = time - 86400 if $kind eq 'stale';
	my $answer = made($number, $at, $asked{model} // '-') // return problem('404 Not Found', 'no such label');
	substr($answer, 300, 1) ^= "\x01" if $kind eq 'flip';
	return substr(reply('200 OK', 'application/cose', $answer), 0, 900) if $kind eq 'cut';
	return reply('200 OK', 'application/cose', $answer);
}

my @kept;
while (my $client = $server->accept) {
	my $r = request_of($client) or next;
	note($r->{target});
	# Its socket stays open while others are served.
	push @kept, $client if $r->{target} =~ m{^/slow/};
	syswrite $client, answer_to($r->{target}) unless $r->{target} =~ m{^/slow/};
}
