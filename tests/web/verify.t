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
find "$data/trust/log" -mindepth 1 -delete
mkdir "$data/trust/log/status"
NODE_PATH=$web/node_modules node "$top/tests/web/verify.js" "$port" "$data/trust/log" "$HOSHI" "$web/verify"
is $? 0 "codes are verified in a browser"
node "$top/tests/web/verify_agree.js" "$HOSHI" "$top/src/web/static" "$tmp/agree" "http://127.0.0.1:$port" >"$tmp/agree.out"
is $? 0 "the script says what the program says: $(head -n 1 "$tmp/agree.out" | cut -d- -f2-)"
grep -A20 '^not ok\|^Bail' "$tmp/agree.out" | diag
unlike "@$serve_log" 'signal|error' "and nothing went wrong in the server"
serve_stop
done_testing
