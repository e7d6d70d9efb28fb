#!/bin/sh
# tools/modules.sh FROM TO: the npm modules of FROM/package-lock.json, in TO/node_modules, once for
# each lock file.  Tests that share a folder may ask at the same time: one installs, others wait.
set -eu

from=$1 to=$2
mkdir -p "$to"
exec 9>"$to/modules.lock"
flock 9
if cmp -s "$from/package-lock.json" "$to/installed.json"; then
	exit 0
fi
cp "$from/package.json" "$from/package-lock.json" "$to/"
(cd "$to" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error 9>&-) >&2
cp "$from/package-lock.json" "$to/installed.json"
