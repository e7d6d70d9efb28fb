#!/usr/bin/perl
#
# Ours, not a real product: TCP services that are no web servers, one manner per port.
#
#     raw.pl PORT=MANNER...
#
# Each client has a process of its own, so that one that hangs does not hold up the others.
#
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use Server;

# Colour, window title, NUL, bytes that are no UTF-8, overlong and surrogate forms, right-to-left
# override, C1 controls, markup.
my $garbage = "\e[31mred\e]0;owned\a\0\r\n\xff\xfe\xc0\xaf\xe0\x80\xaf\xed\xa0\x80" .
	"\xe2\x80\xae\x85\x9b\b\x7f<script>alert(1)</script>\t'\"%s%n\r\n";

# Until the other side has gone.
sub stay {
	my ($socket) = @_;
	1 while defined hear($socket, 600);
}

# Wait for a TLS hello (or anything), then say this.
sub after_hello {
	my ($socket, $text) = @_;
	defined hear($socket, 10) or return;
	syswrite($socket, $text);
	hear($socket, 1);
}

# The first packet of SSH (RFC 4253 6 and 7.1), as a server of today would send it.
sub kexinit {
	my $payload = "\x14" . 'c' x 16;
	$payload .= pack 'N/a*', $_ for 'curve25519-sha256', 'ssh-ed25519', ('aes128-ctr') x 2,
		('hmac-sha2-256') x 2, ('none') x 2, '', '';
	$payload .= "\0" x 5;
	my $padding = 8 - (5 + length $payload) % 8;
	$padding += 8 if $padding < 4;
	return pack('NC', 1 + length($payload) + $padding, $padding) . $payload . "\0" x $padding;
}

sub mqtt {
	my ($socket, $connack, $suback) = @_;
	my $connect = hear($socket, 20);
	return unless defined $connect and ord($connect) == 0x10;
	syswrite($socket, $connack) or return;
	my $subscribe = hear($socket, 20);
	return unless defined $subscribe and ord($subscribe) == 0x82;
	my $id = substr $subscribe, 2, 2;
	syswrite($socket, "\x90\x03$id$suback");
	# A retained message: topic "a/b", payload "hello".
	syswrite($socket, "\x31\x0a\x00\x03a/bhello") if ord($suback) <= 2;
	hear($socket, 5);
}

my %manner = (
	silent => sub { stay($_[0]) },
	flood => sub { my $piece = 'A' x 65536; 1 while syswrite($_[0], $piece) },
	drip => sub {
		my $text = "HTTP/1.1 200 OK\r\nX-Slow: ";
		for (my $i = 0; syswrite($_[0], $i < length $text ? substr $text, $i, 1 : 'a'); $i++) {
			sleep 1;
		}
	},
	# At once, so that a service which talks first is slow too.
	ftpdrip => sub {
		my $text = '220-' . 'slow ' x 1000;
		for my $byte (split //, $text) {
			syswrite($_[0], $byte) or return;
			sleep 1;
		}
	},
	reset => \&reset_at_close,
	close => sub { },
	garbage => sub { syswrite($_[0], $garbage); hear($_[0], 1) },
	ssh_nasty => sub {
		syswrite($_[0], "SSH-2.0-\e[31mred\xff\xfe\r\n");
		hear($_[0], 5);
		syswrite($_[0], "\x00\x00\x00\x0c\x0a\x14" . "\xff" x 10);
		hear($_[0], 5);
	},
	ssh_flood => sub {
		syswrite($_[0], "SSH-2.0-flood\r\n") or return;
		my $piece = "\x00\x00\x80\x00\x04\x14" . 'k' x 32766;
		1 while syswrite($_[0], $piece);
	},
	ssh_silent => sub { syswrite($_[0], "SSH-2.0-quiet\r\n"); stay($_[0]) },

	# Names its algorithms, then nothing more.
	ssh_hang => sub {
		syswrite($_[0], "SSH-2.0-hang\r\n" . kexinit());
		hear($_[0], 60) while 1;
	},

	# ---- TLS that is broken ----
	# A record that promises more than comes.
	tls_cut => sub { after_hello($_[0], "\x16\x03\x03\x00\x7a\x02\x00\x00\x76\x03\x03" . 'r' x 20) },
	# A record longer than any may be.
	tls_long => sub { after_hello($_[0], "\x16\x03\x03\xff\xff" . 'x' x 65535) },
	# A ServerHello of nonsense inside a record that is well formed.
	tls_nonsense => sub { after_hello($_[0], "\x16\x03\x03\x00\x08\x02\x00\x00\x04\xff\xff\xff\xff") },
	# Records without end.
	tls_flood => sub {
		defined hear($_[0], 10) or return;
		my $piece = "\x16\x03\x03\x40\x00" . "\x0b\x00\x3f\xfc" . 'c' x 16380;
		1 while syswrite($_[0], $piece);
	},
	# Says hello, then nothing.
	tls_hang => sub {
		defined hear($_[0], 10) or return;
		syswrite($_[0], "\x16\x03\x03\x00\x2a\x02\x00\x00\x26\x03\x03" . 'r' x 32 . "\x00\xc0\x2f\x00");
		stay($_[0]);
	},
	tls_alert => sub { after_hello($_[0], "\x15\x03\x03\x00\x02\x02\x28") },

	# ---- services that let anybody in, or do not ----
	telnet_shell => sub {
		talk($_[0], "\xff\xfd\x01\xff\xfb\x03BusyBox v1.36\r\n# ", [qr/./, "\r\n# "]);
	},
	telnet_login => sub { talk($_[0], "\xff\xfd\x01device login: ", [qr/./, "Password: "]) },
	telnet_mute => sub { talk($_[0], "\xff\xfd\x01\xff\xfb\x03", [qr/^$/, '']) },
	ftp_anonymous => sub {
		talk($_[0], "220 device FTP\r\n", [qr/^USER anonymous/, "331 your address, please\r\n"],
			[qr/^USER/, "331 password, please\r\n"], [qr/^PASS/, "230 welcome\r\n"],
			[qr/^QUIT/, "221 bye\r\n"], [qr/./, "502 no\r\n"]);
	},
	ftp_closed => sub {
		talk($_[0], "220-device\r\n220 FTP\r\n", [qr/^USER anonymous/, "530 no guests\r\n"],
			[qr/^USER/, "331 password, please\r\n"], [qr/./, "502 no\r\n"]);
	},
	mqtt_open => sub { mqtt($_[0], "\x20\x02\x00\x00", "\x00") },
	mqtt_no_topic => sub { mqtt($_[0], "\x20\x02\x00\x00", "\x80") },
	mqtt_closed => sub { mqtt($_[0], "\x20\x02\x00\x05", "\x80") },
	mqtt_broken => sub {
		defined hear($_[0], 20) or return;
		syswrite($_[0], "\x20\xff\xff\xff\xff\x01");
		hear($_[0], 2);
	},
);

serve(map {
	my ($port, $name) = split /=/;
	my $run = $manner{$name} or die "no manner '$name'\n";
	# A client that hangs up silently must not keep us for ever.
	{ port => $port, fork => 1, do => sub { alarm 150; $run->($_[0]) } };
} @ARGV);
