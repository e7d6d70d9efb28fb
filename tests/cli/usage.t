#!/bin/bash
# The command line itself: help, languages, and what is said when it is used wrongly.
# shellcheck source-path=SCRIPTDIR/../e2e source=lib.sh
. "$(dirname "$0")/../e2e/lib.sh"

commands='init assess answer judge report diff pack passwords criteria serve admin procure log'

misused() { # PATTERN ARGUMENT...
	local pattern=$1

	shift
	hoshi "$@"
	is "$rc:$out" 2: "hoshi $*: exit code 2, nothing on stdout"
	like "$err" "^hoshi: .*($pattern).*; see 'hoshi .*--help'\$" "hoshi $*: one line that says what is wrong"
	is "$(grep -c '' "$tmp/stderr")" 1 "hoshi $*: it is one line"
}

hoshi
is "$rc:$out" 2: "hoshi alone: exit code 2, nothing on stdout"
like "$err" 'assess' "hoshi alone: lists the commands"
hoshi --help
is "$rc:$err" 0: "hoshi --help: exit code 0"
for command in $commands; do
	like "$out" "^  $command +[a-z]" "hoshi --help names '$command'"
done
hoshi --version
is "$rc" 0 "hoshi --version: exit code 0"
like "$out" '^hoshi [0-9]+\.[0-9]+\.[0-9]+$' "hoshi --version: name and number"

for command in $commands; do
	hoshi "$command" --help
	is "$rc:$err" 0: "hoshi $command --help: exit code 0"
	like "$out" "^Usage: hoshi $command " "hoshi $command --help: usage in English"
	like "$out" '--lang ja\|en' "hoshi $command --help: the options of all commands"
	is "$(japanese)" 0 "hoshi $command --help: no Japanese"
	hoshi "$command" --help --lang ja
	like "$out" "^使い方: hoshi $command " "hoshi $command --help --lang ja: usage in Japanese"
	is "$(grep -c -- '--' <<<"$out")" "$(hoshi "$command" --help && grep -c -- '--' <<<"$out")" \
		"hoshi $command --help: the same options in both languages"
done

locale() { # TITLE VARIABLE...
	local title=$1

	shift
	environment=(-u LC_ALL "$@")
	hoshi criteria --help
	environment=()
	like "$out" "$wanted" "$title"
}
wanted='^使い方'
locale "the locale chooses Japanese" LC_ALL=ja_JP.UTF-8
locale "LC_MESSAGES comes before LANG" LC_MESSAGES=ja_JP.UTF-8 LANG=en_GB.UTF-8
locale "an empty variable is none" LC_ALL= LANG=ja_JP.UTF-8
wanted='^Usage'
locale "LC_ALL comes first" LC_ALL=en_GB.UTF-8 LC_MESSAGES=ja_JP.UTF-8 LANG=ja_JP.UTF-8
locale "any other locale is English" LC_ALL=fr_FR.UTF-8
locale "no locale at all is English" -u LC_MESSAGES -u LANG
environment=(LC_ALL=ja_JP.UTF-8)
hoshi criteria --help --lang en
like "$out" '^Usage' "--lang comes before the locale"
environment=()

misused "there is no command 'asses'" asses
misused "unknown option '--nonsense'" --nonsense
misused "unknown option '--nonsense'" judge --nonsense x.run
misused "unknown option '-x'" judge -x x.run
misused "unknown option '--par=f'" judge --par=f x.run
misused "option --pack needs a value" judge x.run --pack
misused "option --pack needs a value" judge x.run --pack=
misused "option --json takes no value" judge x.run --json=yes
misused 'something is missing' judge
misused 'something is missing' report
misused 'something is missing' pack
misused 'something is missing' answer
misused 'something is missing' criteria
misused 'too many arguments' judge a.run b.run
misused 'too many arguments' assess 10.0.0.1 10.0.0.2
misused "--lang is 'ja' or 'en', not 'fr'" criteria list --lang fr
misused 'something is missing' judge -- # "--" ends the options
misused "there is no command '\\\\x1b\\[31m" $'\e[31mred'

hoshi judge -- -x.run
is "$rc" 2 "after -- an argument may begin with a dash"
like "$err" "'?-x.run/run.json" "after -- an argument may begin with a dash: it is taken for a run"

# Nothing is lost in silence when nobody can read it.
for arguments in --version --help 'criteria list' 'criteria --help'; do
	# shellcheck disable=SC2086 # words
	"$HOSHI" $arguments >/dev/full 2>"$tmp/stderr"
	is "$?" 2 "hoshi $arguments on a full disk: exit code 2"
	like "@$tmp/stderr" '^hoshi: cannot write' "hoshi $arguments on a full disk: says so"
done

done_testing
