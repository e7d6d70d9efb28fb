#!/usr/bin/perl
#
# Ours, not a real product: UDP services, one manner per port, some with a TCP side.
#
#     udp.pl ADDRESS STRANGER[,STRANGER...] PORT=MANNER[,HOW]...
#
# ADDRESS is the device's own, IPv4 or IPv6; STRANGER others that this machine has, for answers that do
# not come from the device.  HOW is "strange" (every answer comes from each STRANGER), "elsewhere" (from
# another port), "group" (only who speaks to the protocol's multicast group is heard), "crowd" (both heard,
# answered by each STRANGER); without it both the address and the group are heard and answered plainly.
#
use strict;
use warnings;
use FindBin;
use IO::Select;
use IO::Socket::IP;
use lib $FindBin::Bin;
use Server;
use Socket qw(:all);

my ($address, $strangers, @ports) = @ARGV;
my $v6 = $address =~ /:/;
my $any = $v6 ? '::' : '0.0.0.0';
my $host = $v6 ? "[$address]" : $address;
my @strange = map { IO::Socket::IP->new(Proto => 'udp', Type => SOCK_DGRAM, LocalHost => $_, LocalPort => 0) or die "$_: $@\n" } split /,/, $strangers;
my %groups = (1900 => ['239.255.255.250', 'ff02::c'], 3702 => ['239.255.255.250', 'ff02::c'], 3610 => ['224.0.23.0', 'ff02::1'],
	5353 => ['224.0.0.251', 'ff02::fb'], 5683 => ['224.0.1.187', 'ff02::fd']);

# A socket that hears PORT: of the device and of the protocol's group, or of the group alone.
sub hears {
	my ($port, $how) = @_;
	my $group = ($groups{$port} // [])->[$v6 ? 1 : 0];
	my $only = $how eq 'group' && $group;
	my $socket;
	socket $socket, $v6 ? AF_INET6 : AF_INET, SOCK_DGRAM, 0 or die "socket: $!\n";
	setsockopt $socket, SOL_SOCKET, SO_REUSEADDR, 1;
	open my $file, "<", "/sys/class/net/eth0/ifindex" or die "eth0: $!\n";
	chomp(my $index = <$file>);
	setsockopt $socket, IPPROTO_IPV6, IPV6_V6ONLY, 1 if $v6;
	bind $socket, $v6 ? pack_sockaddr_in6($port, inet_pton(AF_INET6, $only ? $group : $any), $only ? $index : 0)
		: pack_sockaddr_in($port, inet_aton($only ? $group : $any)) or die "$port: $!\n";
	setsockopt $socket, $v6 ? IPPROTO_IPV6 : IPPROTO_IP, $v6 ? IPV6_JOIN_GROUP : IP_ADD_MEMBERSHIP,
		$v6 ? inet_pton(AF_INET6, $group) . pack('I', $index) : inet_aton($group) . inet_aton($address) or die "$group: $!\n" if $group;
	return $socket;
}

# ---- ECHONET Lite: a node with an air conditioner, whose properties 80, B0 and B3 can be set ----

sub echonet {
	my ($in) = @_;
	return unless length $in >= 14 and substr($in, 0, 2) eq "\x10\x81" and ord(substr $in, 10, 1) == 0x62;
	my ($id, $from, $to) = (substr($in, 2, 2), substr($in, 4, 3), substr($in, 7, 3));
	my %has = $to eq "\x0e\xf0\x01"
		? (0x82, "\1\x0d\1\0", 0x8a, "\0\0\x77", 0xd6, "\1\1\x30\1", 0x9e, "\0", 0x9f, "\3\x82\x8a\xd6")
		: $to eq "\1\x30\1"
		? (0x82, "\0\0\x4a\0", 0x8a, "\0\0\x77", 0x8c, "HT-1\0\0\0\0\0\0\0\0",
			0x9e, "\3\x80\xb0\xb3", 0x9f, "\4\x80\xb0\xb3\x9e")
		: return;
	my ($answer, $all) = ('', 1);
	for my $code (map { ord substr $in, 12 + 2 * $_, 1 } 0 .. ord(substr $in, 11, 1) - 1) {
		my $data = $has{$code} // '';
		$all = 0 unless defined $has{$code};
		$answer .= pack 'CC/a', $code, $data;
	}
	return "\x10\x81$id$to$from" . ($all ? "\x72" : "\x52") . substr($in, 11, 1) . $answer;
}

# ---- SNMP ----

sub tlv { my ($tag, $body) = @_; return pack 'CC/a', $tag, $body if length $body < 128; return pack 'CCn/a', $tag, 0x82, $body }

sub snmp3 {
	my ($in) = @_;
	return unless $in =~ /^\x30.\x02\x01\x03\x30.(\x02.*?)\x02\x03/s;
	my ($number, $engine) = ($1, "\x80\0\x1f\x88\x80" . "hoshitest");
	my $security = tlv(0x30, tlv(4, $engine) . "\2\1\1\2\1\1\4\0\4\0\4\0");
	my $report = tlv(0xa8, "$number\2\1\0\2\1\0" . tlv(0x30, tlv(0x30, "\6\x0a\x2b\6\1\6\3\x0f\1\1\4\0\x41\1\1")));
	return tlv(0x30, "\2\1\3" . tlv(0x30, "$number\2\3\0\xff\xe3\4\1\0\2\1\3") . tlv(4, $security) .
		tlv(0x30, tlv(4, $engine) . "\4\0$report"));
}

sub snmp {
	my ($in) = @_;
	return snmp3($in) unless $in =~ /^\x30.\x02\x01([\0\1])\x04\x06public\xa0.(\x02.*?)\x02\x01\0\x02\x01\0\x30/s;
	return tlv(0x30, "\2\1$1\4\6public" . tlv(0xa2, "$2\2\1\0\2\1\0" .
		tlv(0x30, tlv(0x30, "\6\x08\x2b\6\1\2\1\1\1\0" . tlv(4, "Linux HT-1 5.10")))));
}

# ---- the others ----

sub name { return join('', map { pack 'C/a', $_ } split /\./, $_[0]) . "\0" }

sub mdns {
	my ($in) = @_;
	return if length $in < 12 or unpack('x2n', $in) & 0x8000;
	my ($id, $question) = (substr($in, 0, 2), substr $in, 12);
	my $ptr = sub { my ($owner, $target) = @_; return name($owner) . pack 'nnNn/a', 12, 1, 10, name($target) };
	my $head = sub { return $id . pack 'n5', 0x8400, 0, $_[0], 0, 0 };
	return $head->(1) . $ptr->('_services._dns-sd._udp.local', '_http._tcp.local') if $question =~ /_services/;
	return $head->(2) . $ptr->('_http._tcp.local', 'cam._http._tcp.local') .
		name('cam._http._tcp.local') . pack('nnNn/a', 16, 0x8001, 10, pack 'C/a', 'model=OTHER-9') if $question =~ /_http/;
	return;
}

sub ssdp {
	return unless $_[0] =~ /^M-SEARCH \* /;
	return "HTTP/1.1 200 OK\r\nST: upnp:rootdevice\r\nUSN: uuid:1::upnp:rootdevice\r\nSERVER: Linux UPnP/1.1 ours/1\r\n" .
		"LOCATION: http://$host:49000/desc.xml\r\n\r\n";
}

sub wsd {
	return unless $_[0] =~ /Probe/;
	return '<e:Envelope xmlns:e="http://www.w3.org/2003/05/soap-envelope" xmlns:d="u"><e:Body><d:ProbeMatches><d:ProbeMatch>' .
		'<d:Types>dn:NetworkVideoTransmitter</d:Types><d:XAddrs>http://192.0.2.1/onvif/x ' .
		"http://$host:8000/onvif/device_service</d:XAddrs></d:ProbeMatch></d:ProbeMatches></e:Body></e:Envelope>";
}

my %manners = (
	silent => sub { return },
	echo => sub { return $_[0] },
	garbage => sub { return "\xff\xfe\0<script>\e[31m" . "\x80" x 40 },
	echonet => \&echonet, snmp => \&snmp, snmp3 => \&snmp3, mdns => \&mdns, ssdp => \&ssdp, wsd => \&wsd,
	ntp => sub { return "\x24\2\6\xec" . "\0" x 20 . substr($_[0], 40, 8) . "\0" x 16 },
	dns => sub { return substr($_[0], 0, 2) . "\x81\x85" . substr $_[0], 4 },
	coap => sub { my ($in) = @_; return if length $in < 8 or ord($in) >> 6 != 1;
		return "\x64\x45" . substr($in, 2, 6) . "\xff</light>;rt=\"x\"" },
	tftp => sub { return "\0\5\0\1File not found\0" },
	sip => sub { return "SIP/2.0 200 OK\r\nServer: ours\r\n\r\n" },
	netbios => sub { return substr($_[0], 0, 2) . "\x84\0\0\0\0\1\0\0\0\0\x20" . 'CK' . 'A' x 30 . "\0\0\x21\0\1\0\0\0\0" .
		pack 'n/a', "\1" . sprintf('%-15s', 'CAMERA') . "\0\4\0" . "\0" x 46 },
	bacnet => sub { return "\x81\x0a\0\x19\1\0\x30" . substr($_[0], 8, 1) .
		"\x0c\x0c\2\0\0\x2a\x19\x46\x3e\x75\5\0HT-1\x3f" },
);

sub serve_tcp {
	my ($port, $answer) = @_;
	my $listener = listen_at($port, $any);
	return if fork;
	while (my $client = $listener->accept) {
		my $r = request_of($client, 2) or next;
		syswrite $client, answer('200 OK', $answer->($r), 'Content-Type' => 'text/xml');
	}
	exit 0;
}

my $select = IO::Select->new;
my %manner_of;
my $elsewhere = IO::Socket::IP->new(Proto => 'udp', Type => SOCK_DGRAM, LocalHost => $address, LocalPort => 0) or die "$address: $@\n";
for (@ports) {
	my ($port, $manner, $how) = /^(\d+)=(\w+)(?:,(\w+))?$/ or die "$_?\n";
	my $socket = hears($port, $how // '');
	$select->add($socket);
	$manner_of{ fileno $socket } = [$manner, $how // ''];
	serve_tcp(49000, sub { return '<root><device><friendlyName>ours</friendlyName><manufacturer>Maker</manufacturer>' .
		'<modelName>Model HT-1</modelName><serviceList><service><serviceType>urn:x:service:WANIPConnection:1</serviceType></service>' .
		'</serviceList></device></root>' }) if $manner eq 'ssdp';
	serve_tcp(8000, sub { return $_[0]{method} eq 'POST' ? '<e:Envelope xmlns:e="u"><GetDeviceInformationResponse><Manufacturer>Maker</Manufacturer>' .
		'<Model>HT-1</Model></GetDeviceInformationResponse></e:Envelope>' : '<html>hello</html>' }) if $manner eq 'wsd';
}

# By its specification ECHONET Lite answers to 3610, whatever port asked.
sub answer_to {
	my ($manner, $from) = @_;
	return $from if $manner ne 'echonet';
	return $v6 ? pack_sockaddr_in6(3610, (unpack_sockaddr_in6($from))[1, 2]) : pack_sockaddr_in(3610, (unpack_sockaddr_in($from))[1]);
}

print "ready\n";
for (;;) {
	for my $socket ($select->can_read) {
		my $from = recv($socket, my $in, 65535, 0);
		next unless defined $from;
		my ($manner, $how) = @{$manner_of{ fileno $socket }};
		if ($manner eq 'flood') {
			send $socket, "flood $_", 0, $from for 1 .. 3000;
			next;
		}
		if ($manner eq 'strange_flood') {
			send $strange[0], "flood $_", 0, $from for 1 .. 3000;
			next;
		}
		my $answer = $manners{$manner}->($in) // next;
		send $_, $answer, 0, answer_to($manner, $from)
			for $how eq 'strange' || $how eq 'crowd' ? @strange : $how eq 'elsewhere' ? $elsewhere
				: $how eq 'group' ? $elsewhere : $socket;
	}
}
