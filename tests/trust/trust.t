#!/bin/sh
# Programs that are not ours judge what the signer makes: @auth0/cose and cose-js verify statements
# and status lists and refuse tampered ones, cborg reads the claims, jsqr, zxing and zbar read the
# codes back after bad print, blur and rotation.  Modules are installed below build/.
# TRUST_KEEP: where to leave what was made.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
build=${B:-build/release}
modules=$root/build/tests-trust

for program in node npm zbarimg; do
	if ! command -v "$program" >/dev/null; then
		echo "1..0 # SKIP $program is not installed"
		exit 0
	fi
done
make -C "$root" --no-print-directory -s ${B:+B="$B"} "$build/tests/tools/statement_make" >&2 || {
	echo "Bail out! cannot build statement_make"
	exit 1
}
"$root/tools/modules.sh" "$here" "$modules"
if [ -n "${TRUST_KEEP:-}" ]; then
	work=$TRUST_KEEP
	mkdir -p "$work"
else
	work=$(mktemp -d)
	trap 'rm -rf "$work"' EXIT
fi
"$root/$build/tests/tools/statement_make" "$work"
NODE_PATH=$modules/node_modules node "$here/trust.js" "$work" "$modules/node_modules"
