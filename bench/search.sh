#!/bin/sh
# Search over 100,000 labels with 1,000,000 models (LABELS, MODELS): makes the database, minutes,
# unless FOLDER has one, and prints the times of QUERIES (1,000) of each kind as a table.
# With root it asks for the processor before others, as their turns would be counted with ours.
#
#     bench/search.sh [FOLDER]
set -eu
cd "$(dirname "$0")/.."

make -s build/release/bench/search
folder=${1:-}
if [ -z "$folder" ]; then
	folder=$(mktemp -d)
	trap 'rm -rf "$folder"' EXIT
fi
[ -d "$folder" ] || mkdir -m 700 "$folder"
[ -e "$folder/registry.db" ] ||
	build/release/bench/search "$folder" build "${LABELS:-100000}" "${MODELS:-1000000}"
du -m "$folder/registry.db" | awk '{ print $1 " MiB" }'
first=
[ "$(id -u)" != 0 ] || ! chrt -f 5 true 2>/dev/null || first='chrt -f 5'
$first build/release/bench/search "$folder" run "${QUERIES:-1000}"
