#!/bin/bash
# The registry's pages side by side with nginx serving the same bytes from a file: the product page and
# its JSON, keep-alive, interleaved runs of wrk in one go, medians.  And once without the cache.
#
#     bench/serve.sh [FOLDER]      FOLDER holds a registry of bench/registry_fill, made if it is empty
#
# RUNS (5) and SECONDS_EACH (5) set how long; LABELS (1000) how large.  Times are only printed, with
# "holds" or "does not hold" against the targets of the project.
set -euo pipefail
cd "$(dirname "$0")/.."

runs=${RUNS:-5}
seconds=${SECONDS_EACH:-5}
work=$(mktemp -d)
folder=${1:-$work/registry}
hoshi_port=18080 nginx_port=18081
pids=()

finish() {
	for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
	wait 2>/dev/null || true
	rm -rf "$work"
}
trap finish EXIT

for tool in wrk nginx; do
	command -v $tool >/dev/null || { echo "bench: $tool is not installed, left out"; exit 0; }
done
make -s all build/release/bench/registry_fill build/release/bench/product_page
[ -e "$folder/registry.db" ] || build/release/bench/registry_fill "$folder" "${LABELS:-1000}" >/dev/null

build/release/hoshi serve --data "$folder" --listen 127.0.0.1:$hoshi_port --per-address 1000 >"$work/out" 2>"$work/err" &
pids+=($!)
for ((i = 0; i < 100; i++)); do
	! grep -qs listening "$work/out" || break
	sleep 0.1
done

# One file for each, under the name that is asked for.
page=/L/S1-2026-00001
json=/v1/labels/S1-2026-00001
mkdir -p "$work/www/L" "$work/www/v1/labels"
curl -sS -H 'Accept-Language: ja' -o "$work/www$page" "http://127.0.0.1:$hoshi_port$page"
curl -sS -o "$work/www$json" "http://127.0.0.1:$hoshi_port$json"
chmod -R a+rX "$work"
cat >"$work/nginx.conf" <<-END
	worker_processes auto;
	daemon off;
	pid $work/nginx.pid;
	error_log $work/nginx.err;
	events { worker_connections 1024; }
	http {
		access_log off;
		keepalive_requests 100000000;
		open_file_cache max=100;
		sendfile on;
		server {
			listen 127.0.0.1:$nginx_port reuseport;
			root $work/www;
			default_type text/html;
		}
	}
END
nginx -c "$work/nginx.conf" 2>/dev/null &
pids+=($!)
sleep 1

cat >"$work/report.lua" <<-'END'
	done = function(summary, latency)
		io.write(string.format("RESULT %.0f %.3f %d\n", summary.requests / summary.duration * 1e6,
			latency:percentile(99) / 1000, summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.timeout))
	end
END
ask() { # PORT PATH: "requests-per-second p99-ms errors"
	wrk -t1 -c32 -d"${seconds}s" -H 'Accept-Language: ja' -s "$work/report.lua" "http://127.0.0.1:$1$2" | sed -n 's/^RESULT //p'
}
median() { sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }

printf '%-14s %10s %10s %6s %-22s %8s %8s %6s %s\n' "" "hoshi /s" "nginx /s" ratio target "p99 ms" "nginx" ratio target
for what in "$page" "$json"; do
	rm -f "$work"/{hoshi,nginx}.txt
	for ((run = 0; run < runs; run++)); do
		ask $hoshi_port "$what" >>"$work/hoshi.txt"
		ask $nginx_port "$what" >>"$work/nginx.txt"
	done
	errors=$(cat "$work"/{hoshi,nginx}.txt | awk '{ n += $3 } END { print n }')
	awk -v what="$what" -v a="$(cut -d' ' -f1 "$work/hoshi.txt" | median)" -v b="$(cut -d' ' -f1 "$work/nginx.txt" | median)" \
		-v p="$(cut -d' ' -f2 "$work/hoshi.txt" | median)" -v q="$(cut -d' ' -f2 "$work/nginx.txt" | median)" -v e="$errors" 'BEGIN {
		sub(/\/[^\/]*$/, "", what)
		printf "%-14s %10d %10d %6.2f >= 0.90 %-14s %8.2f %8.2f %6.2f <= 1.50 %s%s\n", what, a, b, a / b,
			(a / b >= 0.9 ? "holds" : "does not hold"), p, q, p / q, (p / q <= 1.5 ? "holds" : "does not hold"),
			(e ? "  (" e " errors)" : "") }'
done
# What is kept goes by the languages that are asked for, among others: no two of these requests are alike.
cat >"$work/uncached.lua" <<-'END'
	local n = 0
	request = function()
		n = n + 1
		wrk.headers["Accept-Language"] = string.format("ja;q=0.9, x-%d", n)
		return wrk.format()
	end
END
cat "$work/report.lua" >>"$work/uncached.lua"
echo "without the cache, over HTTP (4 connections):"
for what in "$page" "$json"; do
	wrk -t1 -c4 -d"${seconds}s" -s "$work/uncached.lua" "http://127.0.0.1:$hoshi_port$what" |
		awk -v what="$what" '/^RESULT/ { sub(/\/[^\/]*$/, "", what)
			printf "%-14s %10d                   >= 3000 %-14s p99 %.2f ms%s\n", what, $2, ($2 >= 3000 ? "holds" : "does not hold"), $3, ($4 ? "  (" $4 " errors)" : "") }'
done
echo "without the cache (the handler alone, one process):"
build/release/bench/product_page "$folder" 2>/dev/null || true
