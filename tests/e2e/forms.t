#!/bin/bash
# Hostile forms, over HTTP: what is missing, too long, wrongly encoded, hidden, markup, a formula, or a
# file that is not what it says.  Each is refused in a clear sentence with nothing lost of what was
# typed, or shown everywhere as the text it is.
# shellcheck source-path=SCRIPTDIR source=serve.sh disable=SC1091,SC2154
. "$(dirname "$0")/serve.sh"
# shellcheck source=serve_people.sh
. "$(dirname "$0")/serve_people.sh"

command -v node >/dev/null || skip_all "node is not installed"
"$HOSHI" pack "$top/tests/web/fixture.run" -o "$tmp/sound.hoshi" >/dev/null || bail_out "no pack to begin with"
shift_clock
found_registry
serve_start --fronts 1
node "$top/tests/e2e/forms.js" "$port" "$data" "$token" "$tmp/sound.hoshi"
status=$?
serve_stop
[ -s "$serve_log" ] && diag <"$serve_log"
exit "$status"
