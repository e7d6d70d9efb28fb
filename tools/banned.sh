#!/bin/sh
# What a look at the text can find: functions that are refused (base/base.h refuses them by name
# too), raw allocation outside base/mem.c, types and comments against the style, and anything in the
# program that it could only know from the lab it is tested in.  Prints FILE:LINE and why.
set -eu

cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Lines of standard input, "FILE:LINE:text", become problems.
report() {
	sed "s|^\([^:]*:[0-9]*\):.*|\1: $1|" | tee -a "$work/problems"
}

c_files() {
	find "$@" -name '*.[ch]' | sort
}

# Code without comments and text constants, with its line numbers.
code() {
	for file; do
		perl -0777 -pe '
			s{("(?:\\.|[^"\\\n])*"|\x27(?:\\.|[^\x27\\\n])*\x27)|(/\*.*?\*/)|(//[^\n]*)}
			 {my $t = $&; defined $1 ? ($t =~ s/(?<=.).(?=.)/_/gr) : ($t =~ tr/\n//cdr)}gse;
		' "$file" | grep -n '' | sed "s|^|$file:|"
	done
}

# shellcheck disable=SC2046 # file names without blanks
code $(c_files src | grep -v '^src/base/base\.h$') >"$work/code"

refused='strcpy|strcat|strncpy|strncat|stpcpy|sprintf|vsprintf|gets|scanf|sscanf|fscanf|atoi|atol|atoll|atof'
refused="$refused|strtok|gmtime|localtime|ctime|asctime|rand|srand|random|system|popen|tmpnam|mktemp|alloca"
refused="$refused|strdup|strndup|asprintf|vasprintf|longjmp|setjmp|pthread_create|gethostbyname|inet_addr"
refused="$refused|inet_ntoa|strtol|strtoul|strtoll|strtoull|strtod"
grep -E "(^|[^A-Za-z0-9_.>])($refused)[[:space:]]*\(" "$work/code" |
	grep -vE '^src/base/mem\.c:.*vasprintf|^src/probe/side_by_side\.c:.*pthread_create' |
	report "this function is refused (CONTRIBUTING.md)"
grep -E '(^|[^A-Za-z0-9_.>])(malloc|calloc|realloc|reallocarray|aligned_alloc|memalign)[[:space:]]*\(' "$work/code" |
	grep -vE '^src/base/mem\.c:' | report "raw allocation belongs in base/mem.c alone"
grep -E 'BASE_ALLOWS_MALLOC|# *undef' "$work/code" |
	grep -vE '^src/base/mem\.c:' | report "nobody else lifts the list of refused functions"
grep -E '^[^:]*:[0-9]*:[[:space:]]*typedef (const )?(struct|enum|union)' "$work/code" |
	report "structs and enums keep their tag, no typedef"
grep -E '# *pragma (GCC|clang) (diagnostic|optimize)|__attribute__\(\(packed' "$work/code" |
	report "no silenced warnings, no packed structs"
# shellcheck disable=SC2046
grep -nE '(^|[;{}[:space:]])//' $(c_files src tests fuzz) |
	grep -vE '^[^:]*:[0-9]*:.*("[^"]*//|https?://)' | report "comments are /* */"
# shellcheck disable=SC2046
grep -nE '\b(TODO|FIXME|XXX|HACK)\b' $(c_files src tests fuzz) | report "no bare TODO: do it, or file it"

# ---- what only the lab knows ----

network=$(sed -n 's/^readonly NETWORK=\([0-9.]*\).*/\1/p' lab/lab)
{
	echo "$network"
	# Names of two words; one of one word may be in any dictionary.
	basename -a lab/devices/*-*
	sed 's/^[0-9]* *//' lab/devices/*/address | tr ' ' '\n'
	sed -n 's/.*echo \([^ ]*:[^ ]*\) | chpasswd.*/\1/p' lab/devices/*/setup
	sed -n 's/^  \(model\|name\): *//p' lab/devices/*/declaration.yaml
	echo hoshi-lab
} | grep . | sort -u >"$work/names"
# Of the reports' assets and the catalogue too: neither may be fitted to what is tested with it.
find src catalogue -type f | sort | xargs grep -nwFf "$work/names" | report "this is known from the lab alone"

# Ports beyond the common and registered ones; "RFC 9001" is no port.
ports=$(sed -n 's/^\([0-9]\{4,5\}\) .*/\1/p' lab/devices/*/services | grep -vxE '1883|1900|2222|3610|3702|5353|5357|5683|5684|8080|8081|8443|8883' | paste -sd'|')
# shellcheck disable=SC2046
[ -z "$ports" ] || grep -nwE "$ports" $(c_files src) | grep -vE "RFC ($ports)" |
	report "this is the number of a port of the lab"
[ ! -s "$work/problems" ]
