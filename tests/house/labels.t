#!/usr/bin/perl
# Whatever a probe calls its evidence has Japanese words in src/report/report_label.c, so that no page
# of a report mixes languages.  What follows a phrase that ends with a blank is a path or a name, or after
# a comma perhaps another phrase.
use strict;
use warnings;
use utf8;
use open qw(:std :encoding(UTF-8));
use Test::More;

use FindBin;
chdir "$FindBin::Bin/../.." or die "cannot find the source: $!\n";

sub read_text {
	my ($path) = @_;
	open my $file, '<', $path or die "$path: $!\n";
	local $/;
	return <$file>;
}

my %phrase = read_text('src/report/report_label.c') =~ /^\t\{ "([^"]*)", "([^"]*)" \},$/mg;
cmp_ok(scalar keys %phrase, '>', 30, 'the table was found');

# Spoken of in words of its own: a login, an attempt to guess; a request is the same in any language;
# what of TLS is found where it is said.
my $own = qr/^(?:login \(|attempts to guess \(|GET (?:%|$)|TLS, %)/;

my %said;
for my $path (glob 'src/probe/*.c') {
	my $text = read_text($path);
	# Literals that a line break cut in two.
	$text =~ s/"\s*\n\s*"//g;
	my @found = $text =~ /"port %u(?:\/udp)?: ([^"]+)"/g;
	push @found, map { /"([^"]+)"/g } $text =~ /\.whose\s*=([^;]*?)(?:,\s*\.|\s*\})/g;
	push @found, $text =~ /"([^"]+ \((?:control|right on purpose|another door|to look at what it may)\))"/g;
	push @found, map { /"([^"]+)"/g } $text =~ /\blabels\[\] = \{(.*?)\}/sg;
	push @found, map { "TLS, $_" } $text =~ /\b(?:offer|offer_first|old_version|weak_classes)\([^;]*?"([^"]+)"\)/g;
	push @found, map { "$_, " } $text =~ /access_site_observe\([^;"]*"([^"]+)"\)/g;
	push @found, $text =~ /access_ask_keep\([^;"]*"([^"]+)"/g;
	$said{$_} = $path for grep { !/$own/ && !/^%s/ } @found;
}
cmp_ok(scalar keys %said, '>', 40, 'labels were found');

sub is_known {
	my ($label) = @_;
	my ($begin) = $label =~ /^([^%]*)/;
	return 1 if $phrase{$begin};
	return !!grep { / $/ && $begin =~ /^\Q$_/ } keys %phrase;
}

ok(is_known($_), "$said{$_}: '$_' has Japanese words") for sort keys %said;
done_testing;
