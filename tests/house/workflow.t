#!/usr/bin/perl
# docs/workflow.md is what the table of the workflow prints today, and the statuses of a label have the
# same words in catalogue/registry.json.
use strict;
use warnings;
use utf8;
use open qw(:std :encoding(UTF-8));
use Test::More;
use JSON::PP;

use FindBin;
chdir "$FindBin::Bin/../.." or die "cannot find the source: $!\n";
my $tool = $ENV{WORKFLOW_PRINT} // 'build/release/tests/tools/workflow_print';
delete @ENV{qw(MAKEFLAGS MFLAGS)};
if (!-x $tool) {
	system("make --no-print-directory -s $tool >&2") == 0 or BAIL_OUT("cannot build $tool");
}

sub read_text {
	my ($path) = @_;
	open my $file, '<', $path or return '';
	local $/;
	return <$file> // '';
}

my $printed = `$tool`;
is($?, 0, 'the table can be printed');
ok(read_text('docs/workflow.md') eq $printed, "docs/workflow.md is the table's ($tool >docs/workflow.md)");

my $statuses = JSON::PP->new->decode(read_text('catalogue/registry.json'))->{statuses};
my ($label) = $printed =~ /^## Label\n(.*?)(?=^## |\z)/ms;
my %printed = map { (split /`/, $_)[1] => $_ } grep { /^\| `\w+`(?: \(end\))? \| [^|`]+ \| [^|`]+ \|$/ } split /\n/, $label;
is(join(' ', sort keys %printed), join(' ', sort keys %$statuses), 'registry.json has the statuses of a label');
for my $name (sort keys %$statuses) {
	my (undef, undef, $ja, $en) = split /\s*\|\s*/, $printed{$name} // '';
	is($ja, $statuses->{$name}{ja}, "$name: the words in Japanese");
	is($en, $statuses->{$name}{en}, "$name: the words in English");
}

my %codes = map { $_ => 1 } grep { defined } map { read_text($_) =~ /(?:BLOCKS|BLOCKS_CHECK|NOTE)\(\s*"([a-z]\w+)"|(?:block|note)\([^"]*"(?:checklist", ")?([a-z]\w+)"|\.code = "([a-z]\w+)"/g }
	qw(src/workflow/form_check.c src/workflow/form_check_rows.c src/workflow/finding.c);
delete @codes{ grep { !length } keys %codes };
my @codes = sort keys %codes;
cmp_ok(scalar @codes, '>', 20, 'the form check has codes');
my $page = read_text('docs/formats/application.md');
is(join(' ', grep { $page !~ /`$_`/ } @codes), '', 'application.md: every code of the form check');
done_testing();
