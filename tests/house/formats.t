#!/usr/bin/perl
# docs/formats describes all of each format: every member and every fixed value of a schema stands in
# its page as code, and so does every reason that coverage can give.
use strict;
use warnings;
use utf8;
use open qw(:std :encoding(UTF-8));
use Test::More;
use JSON::PP;

use FindBin;
chdir "$FindBin::Bin/../.." or die "cannot find the source: $!\n";

sub read_text {
	my ($path) = @_;
	open my $file, '<', $path or return '';
	local $/;
	return <$file> // '';
}

# Members and fixed texts of a schema, wherever they stand in it.
sub names_in {
	my ($node, $names, $skip) = @_;
	if (ref $node eq 'ARRAY') {
		names_in($_, $names, $skip) for @$node;
	} elsif (ref $node eq 'HASH') {
		for my $key (keys %$node) {
			next if $skip && $key =~ $skip;
			if ($key eq 'properties' && ref $node->{properties} eq 'HASH') {
				$names->{$_} = 1 for keys %{ $node->{properties} };
			}
			if ($key eq 'enum') {
				$names->{$_} = 1 for grep { !ref } @{ $node->{enum} };
			}
			$names->{ $node->{const} } = 1 if $key eq 'const' && !ref $node->{const};
			names_in($node->{$key}, $names, $skip);
		}
	}
}

# Only what stands as code: `x`, and blocks fenced or indented.
sub code_in {
	my ($text) = @_;
	my @code = $text =~ /```\w*\n(.*?)```/gs;
	$text =~ s/```.*?```//gs;
	push @code, $text =~ /`([^`]+)`/g, $text =~ /^ {4}(.*)$/mg;
	return join "\n", @code;
}

my @formats = (
	[ 'run',         'run' ],
	[ 'pack',        'pack', qr/^match_/ ],	# kinds and members of observations: run.md
	[ 'parameters',  'pack' ],
	[ 'declaration', 'declaration' ],
	[ 'answers',     'answers' ],
	[ 'login_recipe', 'login-recipe' ],
	[ 'application', 'application' ],
	[ 'registry',    'registry' ],
	[ 'procurement', 'procure' ],
	[ 'product_list', 'product-list' ],
	[ 'product_columns', 'product-list' ],
	[ 'key_set', 'keys' ],
	[ 'recognitions', 'recognition' ],
	[ 'passwords', 'passwords' ],
	[ 'diff', 'diff' ],
);
for (@formats) {
	my ($schema, $page, $skip) = @$_;
	my $document = decode_json(do { open my $f, '<:raw', "catalogue/schema/$schema.schema.json" or die; local $/; <$f> });
	my %names;
	names_in($document, \%names, $skip);
	# The kinds that a matcher may name are those of run.md.
	delete @names{ @{ $document->{'$defs'}{matcher}{properties}{kind}{enum} } } if $page eq 'pack' && $document->{'$defs'};

	my $code = code_in(read_text("docs/formats/$page.md"));
	my @missing = grep { $code !~ /(?<![\w.-])\Q$_\E(?![\w-])/ } sort keys %names;
	is("@missing", '', "$page.md: all of $schema.schema.json");
}

my $code = code_in(read_text('docs/formats/run.md'));
my ($table) = read_text('src/run/coverage.c') =~ /reasons\[\] = \{\n(.*?)^\};/ms;
my @reasons = ($table // '') =~ /\{ "(\w+)",/g;
cmp_ok(scalar @reasons, '>', 10, 'coverage has reasons');
my @missing = grep { $code !~ /\b$_\b/ } @reasons;
is("@missing", '', 'run.md: every reason of coverage');

my @probes = read_text('src/probe/probe_table.c') =~ /^\t\{ "(\w+)",/mg;
cmp_ok(scalar @probes, '>', 5, 'there are probes');
@missing = grep { $code !~ /\b$_\b/ } @probes;
is("@missing", '', 'run.md: every probe');
done_testing();
