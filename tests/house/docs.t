#!/usr/bin/perl
# What the documents tell people to type can be typed: make targets, hoshi commands with their
# options, files that are named, links between documents.  Declarations and answers shown as
# examples are read by the program.  The folder list of ARCHITECTURE.md is the build's, and the
# documents name nothing of the machine they were written on.  HOSHI names the program.
use strict;
use warnings;
use utf8;
use open qw(:std :encoding(UTF-8));
use Test::More;
use File::Temp;

use FindBin;
chdir "$FindBin::Bin/../.." or die "cannot find the source: $!\n";
my $hoshi = $ENV{HOSHI} // 'build/release/hoshi';
BAIL_OUT("there is no $hoshi: run make") unless -x $hoshi;

sub read_text {
	my ($path) = @_;
	open my $file, '<', $path or return '';
	local $/;
	return <$file> // '';
}

sub output_of {
	open my $pipe, '-|', @_ or die "$_[0]: $!\n";
	local $/;
	return <$pipe> // '';
}

my @documents = ('README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'SECURITY.md', 'lab/README.md',
	glob('docs/*.md'), glob('docs/formats/*.md'));
my @pages = glob 'man/*.1';
my %text = map { $_ => read_text($_) } @documents, @pages;

cmp_ok(scalar(split /\n/, $text{'README.md'}), '<', 120, 'README.md is short');

# ---- commands ----

my %targets = map { $_ => 1 } read_text('Makefile') =~ /^([a-z][a-z-]*):/mg;
$targets{$_} = 1 for map { read_text($_) =~ /^([a-z][a-z -]*):/mg } glob 'mk/*.mk';
for my $document (@documents) {
	my @used = $text{$document} =~ /(?:^|`)make ([a-z][a-z-]*)(?=[ `\n])/mg;
	my @unknown = grep { !$targets{$_} } @used;
	is("@unknown", '', "$document: make targets exist") if @used;
}

my %options;
for my $command (output_of($hoshi, '--lang', 'en', '--help') =~ /^  (\w+) {2,}/mg) {
	my $help = output_of($hoshi, $command, '--lang', 'en', '--help');
	$options{$command} = { map { $_ => 1 } $help =~ /^ {2,}(?:-\w, )?(--[\w-]+)/mg, $help =~ /^ {2}(-\w),/mg };
}
cmp_ok(scalar keys %options, '>', 3, 'the program lists commands');

# A line in a block of code or between backquotes, "\" at its end joined to the next.
sub command_lines {
	my ($text) = @_;
	$text =~ s/\\e?\n\s*/ /g;
	$text =~ s/\\\(dq/"/g;
	return ($text =~ /^(?:    |\$ |\.Dl \$ |sudo )?((?:hoshi) [a-z].*)$/mg, $text =~ /`(hoshi [a-z][^`\n]*)`/g);
}

for my $document (@documents, @pages) {
	my @wrong;
	for my $line (command_lines($text{$document})) {
		$line =~ s/"[^"]*"/X/g;
		$line =~ s/\s+#.*//;
		my (undef, $command, @words) = split ' ', $line;
		next unless $line =~ /^hoshi [a-z]+(?: |$)/;
		if (!$options{$command}) {
			push @wrong, "no command: $line";
			next;
		}
		for my $word (@words) {
			my ($option) = $word =~ /^(--?[a-z][\w-]*)/ or next;
			push @wrong, "no option $option: $line" unless $options{$command}{$option};
		}
	}
	is(join("\n", @wrong), '', "$document: hoshi is called as it can be");
}

# ---- files ----

for my $document (@documents) {
	my @named = $text{$document} =~ m{`((?:src|catalogue|lab|tests|fuzz|bench|man|docs|mk|tools)/[\w./*-]*[\w*/]|[A-Z]+(?:\.md)?)`}g;
	# ID and NAME stand for something; the LICENSE of a document is a file too, EXIT STATUS is not.
	my @missing = grep { my @found = glob $_; !-e ($found[0] // '') }
		grep { m{[/.]} && !m{\b(?:ID|NAME)\b} } @named;
	is("@missing", '', "$document: the files it names are there");
	my @private = $text{$document} =~ m{((?<![\w.])/(?:work|home|root|tmp|farm)/\S*|https?://[^ )`>]*(?:debian\.org|npmjs|pypi|crates\.io)\S*)}g;
	is("@private", '', "$document: names no place on somebody's machine and no registry");
}

# ---- examples ----

my $folder = File::Temp->newdir;
my $number = 0;
sub example_file {
	my ($content) = @_;
	my $path = "$folder/" . $number++ . '.yaml';
	open my $file, '>', $path or die;
	print $file $content;
	close $file or die;
	return $path;
}

# A public address without an authorisation is refused, but only after the declaration was read.
my $declarations = 0;
for my $document (@documents) {
	for my $block ($text{$document} =~ /^```yaml\n(.*?)^```/msg) {
		next unless $block =~ /^declaration: 1$/m;
		$block =~ s/^authorization:.*\n(?: .*\n)*//m;
		local $ENV{CAMERA_PASSWORD} = 'x';
		my $path = example_file($block);
		my $said = output_of('sh', '-c', "'$hoshi' assess 192.0.2.1 --lang en -d '$path' -o '$folder/no.run' 2>&1");
		like($said, qr/public address/, "$document: the declaration shown can be read");
		$declarations++;
	}
}
cmp_ok($declarations, '>', 1, 'documents show declarations');

my $fixture = 'tests/web/fixture.run';
SKIP: {
	skip 'no run to answer', 1 unless -d $fixture;
	my $answers = 0;
	for my $document (@documents, @pages) {
		for my $block ($text{$document} =~ /^(person: .*\nanswers:\n(?:  .*\n)+)/mg) {
			system('cp', '-R', $fixture, "$folder/$number.run") == 0 or die;
			my $run = "$folder/$number.run";
			my $path = example_file($block);
			my $said = output_of('sh', '-c', "'$hoshi' answer '$run' --lang en --from '$path' 2>&1; echo code \$?");
			like($said, qr/^answers recorded: [1-9].*^code [013]$/ms, "$document: the answers shown can be given");
			$answers++;
		}
	}
	cmp_ok($answers, '>', 1, 'documents show answers');
	my ($block) = $text{'docs/formats/pack.md'} =~ /^```yaml\n(.*?)^```/ms;
	system('cp', '-R', $fixture, "$folder/judged.run") == 0 or die;
	my $path = example_file($block);
	my $said = output_of('sh', '-c', "'$hoshi' judge '$folder/judged.run' --lang en --parameters '$path' 2>&1; echo code \$?");
	like($said, qr/^code [013]$/m, 'docs/formats/pack.md: the parameters shown can be loaded');
}

# ---- the folder list ----

my @listed = $text{'ARCHITECTURE.md'} =~ m{^\| `src/(\w+)/` \|}mg;
my @there = sort map { m{src/(\w+)/} } glob 'src/*/';
is_deeply([ sort @listed ], \@there, 'ARCHITECTURE.md lists the folders of src/');
my ($modules) = read_text('Makefile') =~ /^MODULES := (.*)$/m;
is("@listed", "$modules cli", 'ARCHITECTURE.md and the Makefile have the same order');
my @others = sort map { s{/$}{}r } grep { !m{^(?:src|build)/$} } glob '*/';
my @unlisted = grep { $text{'ARCHITECTURE.md'} !~ /^\|[^|]*`$_\/`/m } @others;
is("@unlisted", '', 'ARCHITECTURE.md lists the other folders');
done_testing();
