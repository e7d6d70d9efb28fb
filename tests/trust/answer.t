#!/bin/sh
# A reader that is not ours but for its hundred lines, written from docs/formats/answer.md, verifies
# dated answers about several moments and comes to the same conclusions as hoshi verify.  Modules
# are installed below build/.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
build=${B:-build/release}
modules=$root/build/tests-trust
hoshi=${HOSHI:-$root/$build/hoshi}
case $hoshi in /*) ;; *) hoshi=$PWD/$hoshi ;; esac
first=HSH-1-2026-000123
second=HSH-1-2026-000124

for program in node npm; do
	if ! command -v "$program" >/dev/null; then
		echo "1..0 # SKIP $program is not installed"
		exit 0
	fi
done
make -C "$root" --no-print-directory -s ${B:+B="$B"} all "$build/tests/tools/answer_make" >&2 || {
	echo "Bail out! cannot build answer_make"
	exit 1
}
"$root/tools/modules.sh" "$here" "$modules"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
tool=$root/$build/tests/tools/answer_make
"$tool" "$work"
now=$(date +%s)
ago() { echo $((now - $1 * 86400)); }
"$tool" "$work" "$first" - nc-100 >"$work/now"
"$tool" "$work" "$first" "$(ago 180)" - >"$work/suspended"
"$tool" "$work" "$first" "$(ago 120)" NC-300 >"$work/not-covered-yet"
"$tool" "$work" "$first" "$(ago 50)" ＮＣ－３００ >"$work/added"
"$tool" "$work" "$first" "$(ago 310)" - >"$work/not-issued"
"$tool" "$work" "$second" "$(ago 10)" ZZ-9 >"$work/other"
NODE_PATH=$modules/node_modules node "$here/answer.js" "$work" "$modules/node_modules" "$hoshi" \
	now suspended not-covered-yet added not-issued other
