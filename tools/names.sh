#!/bin/sh
# Names say where to look: file names are unique in src/, and what x.c exports is called x or x_*
# and declared in a header.  What is exported is used by another file, or the tests get at a part
# through it that the file itself uses; anything else should be static or gone.
#
# Reads the objects of the release build, which it makes first.
set -eu

cd "$(dirname "$0")/.."
unset MAKEFLAGS MFLAGS
build=${B:-build/release}
make --no-print-directory -s ${B:+B="$B"} all >&2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
status=0

problem() {
	echo "$1: $2"
	status=1
}

# SYMBOL reasons: exported although nothing in src/ outside its own file uses it.
#   main          the C library calls it
#   log_*         a family: that nobody warns today is no reason to take log_warn away
#   base          a layer that is whole: the reader to a writer, the width between two others
#   tlog          the proving side of what a reader verifies
#   wire          the other side of a codec, with which tests and fuzz targets play the device
#   crypto, label the other half of what the program reads or writes
is_listed() {
	case $1 in
	main | log_error | log_warn | log_info | log_debug) true ;;
	cursor_u64 | fd_read_full | hex_decode | json_write_file | time_parse_date) true ;;
	log_read_root | log_read_consistency | merkle_check_consistency | note_key_format) true ;;
	ssh_packet_encode | ssh_kexinit_encode | security_txt_find | tls_version_find | tls_alert_name) true ;;
	cbor_write_bool | cbor_write_null) true ;;
	public_key_spki | public_key_spki_write | key_set_write) true ;;
	*) false ;;
	esac
}

for twice in $(find src -name '*.[ch]' | sed 's|.*/||' | sort | uniq -d); do
	find src -name "$twice" | while read -r file; do
		echo "$file:1: another file is called $twice too"
	done
	status=1
done

objects=$(find src -name '*.c' | sort | sed "s|\(.*\)\.c$|$build/\1.o|")
# In text and data alike: tables of commands are exported too.
# shellcheck disable=SC2086 # a list of files
nm -A -g --defined-only $objects |
	sed -n "s|^$build/\(.*\)\.o:.* \([^ ]*\)$|\2 \1.c|p" >"$work/defined"
# shellcheck disable=SC2086
nm -A -u $objects | sed 's/.* //' >"$work/wanted"
sort -u "$work/wanted" >"$work/used"
sort "$work/defined" >"$work/exported"
find src -name '*.h' -exec cat {} + >"$work/headers"
find tests fuzz \( -name '*.c' -o -name '*.h' \) -exec cat {} + >"$work/tests"

line_of() {
	grep -nw -m 1 "$2" "$1" | cut -d: -f1
}

while read -r symbol file; do
	stem=$(basename "$file" .c)
	case $symbol in
	"$stem" | "$stem"_*) ;;
	main) [ "$stem" = main ] || problem "$file:1" "main belongs in main.c" ;;
	*) problem "$file:$(line_of "$file" "$symbol")" "$symbol is exported, but not called ${stem}_*" ;;
	esac
	[ "$symbol" = main ] || grep -qw "$symbol" "$work/headers" ||
		problem "$file:$(line_of "$file" "$symbol")" "$symbol is exported, but in no header"
done <"$work/exported"

join -v 1 "$work/exported" "$work/used" >"$work/unused"
while read -r symbol file; do
	is_listed "$symbol" && continue
	if ! grep -qw "$symbol" "$work/tests"; then
		problem "$file:$(line_of "$file" "$symbol")" "$symbol is exported, but no other file uses it"
	elif [ "$(grep -cw "$symbol" "$file")" -lt 2 ]; then
		problem "$file:$(line_of "$file" "$symbol")" "only tests use $symbol"
	fi
done <"$work/unused"
exit $status
