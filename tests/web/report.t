#!/bin/sh
# The HTML report in a real browser: inert, accessible, readable on a phone and on paper, in both
# languages.  HOSHI_RUNS: run folders to look at besides the one made by hand.  What was seen is
# left in build/web: screenshots at 360 px, the summary as printed, the PDF.
set -eu
cd "$(dirname "$0")/../.."

hoshi=${HOSHI:-build/release/hoshi}
web=build/web

for program in node npm chromium; do
	if ! command -v "$program" >/dev/null; then
		echo "1..0 # SKIP $program is not installed"
		exit 0
	fi
done

mkdir -p "$web"
tools/modules.sh tests/web "$web"

# The same run with logins whose protection against guessing was measured.
rm -rf "$web/guess.run"
cp -R tests/web/fixture.run "$web/guess.run"
node tests/web/guess_make.js "$web/guess.run/run.json"
"$hoshi" judge "$web/guess.run" >"$web/guess.out" 2>&1 || [ $? -eq 1 ] || { sed 's/^/# /' "$web/guess.out"; exit 1; }

# shellcheck disable=SC2086 # a list
set -- tests/web/fixture.run "$web/guess.run" ${HOSHI_RUNS:-}
pages=
for run; do
	for language in ja en; do
		page=$web/$(basename "$run" .run)-$language.html
		"$hoshi" report "$run" -f html --lang "$language" -o "$page"
		pages="$pages $page"
	done
done

# shellcheck disable=SC2086 # a list
NODE_PATH=$web/node_modules exec node tests/web/report.js $pages
