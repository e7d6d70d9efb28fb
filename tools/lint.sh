#!/bin/sh
# Every static check there is, quick ones first: format, layers, headers, names, banned, shellcheck,
# cppcheck, gcc -fanalyzer, clang-tidy.  Prints nothing but problems (FILE:LINE: what) and exits
# with 1 when there are any.
#
# The slow ones are asked again only for files that changed: their answers are kept in build/lint
# under a hash of the file, the headers it includes, the flags and the tool's settings.
set -u

cd "$(dirname "$0")/.." || exit
unset MAKEFLAGS MFLAGS
cache=build/lint
mkdir -p "$cache"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

# A line about each tool while it runs, where somebody is watching.
step() {
	if [ -t 2 ]; then
		printf '\r\033[K%s' "${1:+lint: $1 ...}" >&2
	fi
}

quick() {
	step "$1"
	"tools/$1.sh" >>"$work/problems" 2>&1 || {
		# A tool that fails without a word would go unnoticed.
		[ -s "$work/problems" ] || echo "tools/$1.sh:1: failed" >>"$work/problems"
	}
}

shell_scripts() {
	find .ci lab tools tests fuzz bench -type f ! -path '*/node_modules/*' \
		-exec grep -lE -m 1 '^#!/(usr/)?bin/(env )?(ba)?sh' {} + | sort
}

# What a tool says about one file, from the cache if it was asked before.
cat >"$work/ask" <<'END'
file=$1 tool=$2 cache=$3 flags=$4
key=$({
	echo "$tool $flags"
	"$tool" --version | head -n 2
	[ "$tool" = gcc ] || cat .clang-tidy
	gcc $flags -MM "$file" | tr -d '\\' | tr ' ' '\n' | grep -E '^[a-z].*\.[ch]$' | xargs sha256sum
} | sha256sum | cut -c1-40)
kept=$cache/$tool-$key
[ -f "$kept" ] && exec cat "$kept"
case $tool in
gcc)
	gcc $flags -fdiagnostics-plain-output -fanalyzer -c -o /dev/null "$file" 2>&1
	;;
clang-tidy-14)
	clang-tidy-14 --quiet "$file" -- $flags 2>/dev/null
	;;
esac | sed -n "s|^$PWD/||; s/^\(src[^:]*:[0-9]*\):[0-9]*: \(warning\|error\): /\1: /p" | sort -u >"$kept.$$"
mv "$kept.$$" "$kept"
cat "$kept"
END

ask_all() {
	step "$1"
	find src -name '*.c' | sort |
		xargs -P "$(nproc)" -I{} sh "$work/ask" {} "$1" "$cache" "$2" >>"$work/problems"
}

for tool in format layers headers names banned; do
	quick "$tool"
done

step shellcheck
shell_scripts | xargs shellcheck --format=gcc >>"$work/problems"

# Off: knownConditionTrueFalse and unassignedVariable misfire in 2.10 on ?: and on arrays of zeros,
# unreadVariable does not see CLEANUP(), variableScope is an opinion.
step cppcheck
mkdir -p "$cache/cppcheck"
cppcheck --quiet -j "$(nproc)" --cppcheck-build-dir="$cache/cppcheck" --std=c11 -D_GNU_SOURCE -Isrc \
	--include=tools/cppcheck.h --enable=warning,performance,portability,style \
	--suppress=knownConditionTrueFalse --suppress=unassignedVariable --suppress=unreadVariable \
	--suppress=variableScope --suppress=missingIncludeSystem \
	--template='{file}:{line}: {message} [{id}]' src >>"$work/problems" 2>&1

# Off: -Wanalyzer-too-complex, which says that it gave up on a function and not that it is wrong.
# Of the warnings only the analyzer's: the others are the build's.  Without fortification, whose
# wrappers it does not know.
ask_all gcc "$(tools/flags.sh release | sed 's/ -W[^ ]*//g; s/-D_FORTIFY_SOURCE=[0-9]//')"
ask_all clang-tidy-14 "$(tools/flags.sh fuzz | sed 's/ -W[^ ]*//g; s/-f[no-]*sanitize[^ ]*//g')"
step ''
find "$cache" -type f -mtime +30 -delete

cat "$work/problems"
[ ! -s "$work/problems" ]
