#!/bin/bash
# Codes are verified in a real browser, without network after the page was loaded: sound ones, false
# ones of each kind, every status; on the page for that, on a product's page, in a saved copy.  And the
# script says the same as `hoshi verify` of more than a thousand statements, lists and addresses.
# Pictures at 360 and 1,200 px are left in build/web/verify.
# shellcheck source-path=SCRIPTDIR/../e2e source=../e2e/serve.sh disable=SC1091,SC2154 # variables of serve.sh
. "$(dirname "$0")/../e2e/serve.sh"

for program in node npm chromium; do
	command -v "$program" >/dev/null || skip_all "$program is not installed"
done
fill=${REGISTRY_FILL:-$top/build/release/bench/registry_fill}
[ -x "$fill" ] || make -C "$top" --no-print-directory -s "${fill#"$top/"}" >&2 || bail_out "cannot build $fill"
web=$top/build/web
"$top/tools/modules.sh" "$top/tests/web" "$web" || bail_out "cannot install playwright-core"
rm -rf "$web/verify"
mkdir -p "$web/verify" "$tmp/agree"

"$fill" "$data" 20 >"$tmp/fill.out" 2>&1 || { diag <"$tmp/fill.out"; bail_out "cannot fill the register"; }
serve_start --fronts 1
# What a signer would publish is the test's.
take_log
mkdir "$data/trust/log/status"
# What each of them found stands behind a "#" where it failed.
judge() { # NAME COMMAND...
	local what=$1 code

	shift
	"$@" >"$tmp/out"
	code=$?
	is "$code" 0 "$what: $(grep -c '^ok' "$tmp/out") checks passed"
	grep -A20 '^not ok\|^Bail' "$tmp/out" | diag
}
export NODE_PATH=$web/node_modules
judge "codes in a browser" node "$top/tests/web/verify.js" "$port" "$data/trust/log" "$HOSHI" "$web/verify"
judge "the script and the program" node "$top/tests/web/verify_agree.js" "$HOSHI" "$top/src/web/static" "$tmp/agree" "http://127.0.0.1:$port"
unlike "@$serve_log" 'signal|error' "and nothing went wrong in the server"
serve_stop
done_testing
