#!/bin/bash
# The registry in a real browser: a product goes from registration to a printed label, a renewal, a
# suspension and a revocation, as each role in turn, in Japanese and in English; then every page that
# links lead to, as everybody.  What was seen is left in build/web/registry: screenshots at 360 and
# 1,200 px, the product page and the label as printed.
# shellcheck source-path=SCRIPTDIR/../e2e source=../e2e/serve.sh disable=SC1091,SC2154
. "$(dirname "$0")/../e2e/serve.sh"
# shellcheck source=../e2e/serve_people.sh
. "$(dirname "$0")/../e2e/serve_people.sh"

for program in node npm chromium; do
	command -v "$program" >/dev/null || skip_all "$program is not installed"
done

web=$top/build/web
"$top/tools/modules.sh" "$top/tests/web" "$web" || bail_out "cannot install playwright-core"
rm -rf "$web/registry"
mkdir -p "$web/registry"
"$HOSHI" pack "$top/tests/web/fixture.run" -o "$tmp/sound.hoshi" >/dev/null || bail_out "no pack to begin with"

shift_clock
found_registry
# A label of today can be renewed today: the clock is nobody's to set.
echo '{ "renewal": { "window_days": 730 } }' >"$data/registry.json"
serve_start --fronts 1
NODE_PATH=$web/node_modules node "$top/tests/web/registry.js" "$port" "$data" "$token" "$tmp/sound.hoshi" "$web/registry"
status=$?
serve_stop
[ -s "$serve_log" ] && diag <"$serve_log"
exit "$status"
