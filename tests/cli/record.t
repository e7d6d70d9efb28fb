#!/bin/bash
# Runs that are broken or were tampered with: truncated, huge, of wrong types, with evidence changed or
# gone.  Every command says in one line what is wrong and where, and exits with 2.
# shellcheck source-path=SCRIPTDIR/../e2e source=lib.sh disable=SC2016 # Perl
. "$(dirname "$0")/../e2e/lib.sh"

cd "$tmp" || exit 1
run=$tmp/sample.run
printf 'person: {name: A, role: B}\nanswers: {q14.power: {answer: yes}}\n' >answers.yaml

every_command() { # PATTERN NAME
	local before

	before=$(find "$run" -ls 2>/dev/null | sort)
	for command in judge report pack 'answer --from answers.yaml'; do
		# shellcheck disable=SC2086 # words
		hoshi $command "$run"
		refused "$1" "$2, $command"
		is "$out" '' "$2, $command: nothing on stdout"
	done
	is "$(find "$run" -ls 2>/dev/null | sort)" "$before" "$2: nothing was changed"
	rm -f sample.hoshi
}

begin() {
	rm -rf "$run"
	sample_run "$run" "${1:-}"
}

# ---- it can be opened -----------------------------------------------------------------------

begin
hoshi judge "$run" --lang en
is "$rc:$err" 3: "a sound run can be judged: a person has to decide"
like "$out" 'No failure found under jc-star-1 2026.1' "and says so"
sound_run "$run" "judged"
for command in 'report' 'report -f html' 'report -f json' 'pack' 'judge' 'answer --from answers.yaml'; do
	# shellcheck disable=SC2086 # words
	hoshi $command "$run/"
	unlike "$rc:$err" '^2|//' "$command: a slash at the end does no harm"
done

# ---- run.json -------------------------------------------------------------------------------

rm -rf "$run"
every_command "cannot open '$run/run.json'" "no such run"
mkdir "$run"
every_command "cannot open '$run/run.json'" "an empty folder"
rm -rf "$run"
echo text >"$run"
every_command "cannot open '$run/run.json'" "a file in place of the folder"
begin
size=$(stat -c %s "$run/run.json")
for bytes in 0 1 100 1000 $((size - 3)); do
	begin
	truncate -s "$bytes" "$run/run.json"
	every_command 'run.json:[0-9]+:[0-9]+: ' "run.json cut off after $bytes bytes"
done
begin
truncate -s 65M "$run/run.json"
every_command 'larger than' "run.json of 65 MB"
begin
truncate -s 20G "$run/run.json"
every_command 'larger than' "run.json of 20 GB"
begin
head -c "$size" /dev/urandom >"$run/run.json"
every_command 'run.json:' "run.json of random bytes"
begin
head -c 500000 /dev/zero | tr '\0' '[' >"$run/run.json"
every_command 'nested' "run.json nested without end"
begin
sed -i 's/"gentle"/"gen\xfftle"/' "$run/run.json"
every_command 'run.json:[0-9]+:[0-9]+: .*byte 0xff' "run.json with a byte that is no UTF-8"
begin
sed -i '0,/"state"/s/"state"/"state": "complete", "state"/' "$run/run.json"
every_command 'run.json:[0-9]+:[0-9]+: duplicate' "run.json with a key twice"
begin
rm "$run/run.json"
mkfifo "$run/run.json"
every_command 'not a regular file' "run.json that is a pipe"

# Every member of the wrong type, and what is inside them: the place is named.
while IFS='|' read -r pointer edit; do
	begin "$edit"
	hoshi judge "$run"
	refused "run.json: $pointer: " "wrong: $edit"
done <<-'END'
	/format|$d->{format} = 'hoshi-pack'
	/version|$d->{version} = 2
	/version|$d->{version} = '1'
	/|delete $d->{verdicts}
	/more|$d->{more} = 1
	/|$d = []
	/tool|$d->{tool} = 'hoshi'
	/id|$d->{id} = 7
	/target|$d->{target} = []
	/target/vantage|$d->{target}{vantage} = 'moon'
	/started|$d->{started} = 'yesterday'
	/state|$d->{state} = 'done'
	/pace|$d->{pace} = 'turbo'
	/pack/sha256|$d->{pack}{sha256} = 'ff'
	/declaration|$d->{declaration} = 'none'
	/probes|$d->{probes} = {}
	/observations|$d->{observations} = undef
	/observations/2|$d->{observations}[2] = 'text'
	/observations/2/port|$d->{observations}[2]{port} = '80'
	/observations/2/port|$d->{observations}[2]{port} = 65536
	/observations/2/tls|$d->{observations}[2]{tls} = 0
	/observations/2/kind|$d->{observations}[2]{kind} = 'gossip'
	/observations/2/evidence/0|$d->{observations}[2]{evidence} = ['../../etc/passwd']
	/coverage/0/state|$d->{coverage}[0]{state} = 'fine'
	/coverage/0|$d->{coverage}[0]{reason} = 'budget'
	/answers|$d->{answers} = 'yes'
	/parameters/0|$d->{parameters} = [1]
	/verdicts/0|$d->{verdicts} = [{}]
	/evidence/0/sha256|$d->{evidence}[0]{sha256} = 'x'
	/evidence/0/bytes|$d->{evidence}[0]{bytes} = -1
END
begin '$d->{declaration}{product}{model} = []'
hoshi judge "$run"
refused 'declaration in run.json: product/model: ' "a declaration of wrong types inside it"
begin '$d->{declaration} = undef; $d->{observations} = []; $d->{coverage} = []'
hoshi judge "$run"
is "$rc" 3 "a run without declaration and observations is undecided"
sound_run "$run" "without declaration"
begin '$_->{id} = "o1" for @{$d->{observations}}'
hoshi judge "$run"
like "$rc" '^[23]$' "ids that stand for several observations end in a plain exit code"

# ---- evidence and MANIFEST ------------------------------------------------------------------

changed() { # NAME COMMAND...: after it report and pack refuse, naming the file
	local name=$1 pattern=$2

	shift 2
	begin
	"$HOSHI" judge "$run" >/dev/null 2>&1
	piece=$(cd "$run" && find evidence -type f)
	(cd "$run" && "$@")
	for command in report 'report -f html' 'pack --evidence'; do
		# shellcheck disable=SC2086 # words
		hoshi $command "$run"
		refused "${pattern/PIECE/$piece}" "$name, $command"
	done
	[ ! -e sample.hoshi ]
	ok $? "$name: no file was packed"
	rm -f sample.hoshi
}
# shellcheck disable=SC2317 # called through "changed"
touch_piece() { printf x | dd of="$(find evidence -type f)" bs=1 seek=5 conv=notrunc status=none; }
# shellcheck disable=SC2317
cut_piece() { truncate -s 10 "$(find evidence -type f)"; }
# shellcheck disable=SC2317
lose_piece() { rm "$(find evidence -type f)"; }
# shellcheck disable=SC2317
blow_up_piece() { truncate -s 100M "$(find evidence -type f)"; }
# shellcheck disable=SC2317
link_piece() { ln -sf /etc/hostname "$(find evidence -type f)"; }
changed "evidence changed by one byte" "PIECE' was changed" touch_piece
changed "evidence cut off" "PIECE' was changed" cut_piece
changed "evidence gone" "cannot open '.*PIECE'" lose_piece
changed "evidence blown up" "PIECE' is larger than" blow_up_piece
changed "evidence replaced by a link" "PIECE' was changed" link_piece
changed "a verdict changed by hand" "run.json' was changed" sed -i 's/"needs_human"/"pass"/' run.json
changed "MANIFEST gone" "MANIFEST'" rm MANIFEST
changed "MANIFEST cut off" 'MANIFEST ends in the middle of a line' truncate -s -1 MANIFEST
changed "MANIFEST of something else" 'MANIFEST: ' sed -i '$a hello' MANIFEST
changed "MANIFEST that leads outside" 'lies outside' \
	sed -i "\$a $(printf 'x%.0s' {1..64})  ../../../etc/passwd" MANIFEST
changed "MANIFEST of 20 MB" 'larger than' truncate -s 20M MANIFEST

# A piece that MANIFEST does not speak of is as good as changed, and MANIFEST speaks of nothing else.
changed "evidence taken out of MANIFEST" 'MANIFEST' sed -i '/evidence/d' MANIFEST
changed "a file that is not of the run put into MANIFEST" 'MANIFEST' \
	sh -c 'echo x >more && sha256sum more >>MANIFEST'
changed "MANIFEST without a line" 'MANIFEST' sh -c ': >MANIFEST'

# Judging again does not cover up what was done to the evidence.
begin
"$HOSHI" judge "$run" >/dev/null 2>&1
(cd "$run" && touch_piece)
"$HOSHI" judge "$run" >/dev/null 2>&1
hoshi report "$run"
refused "evidence/.*' was changed" "evidence changed, judged again"

done_testing
