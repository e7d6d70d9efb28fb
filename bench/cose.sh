#!/bin/sh
# Label statements a second against `openssl speed ecdsap256`, taking turns in one run, so that whatever
# else the machine does falls on both.  The best of each counts; ours reads CBOR, hashes and checks
# every member as well.  ROUNDS (3), SECONDS_EACH (3).
set -eu
cd "$(dirname "$0")/.."
build=${B:-build/release}
seconds=${SECONDS_EACH:-3}

make --no-print-directory -s ${B:+B="$B"} "$build/bench/cose" >&2
round=0
while [ "$round" -lt "${ROUNDS:-3}" ]; do
	"$build/bench/cose" "$seconds" | sed 's/^/ours /'
	openssl speed -seconds "$seconds" ecdsap256 2>/dev/null |
		awk '/nistp256/ { print "openssl sign", $(NF - 1); print "openssl verify", $NF }'
	round=$((round + 1))
done | awk '
	$3 > best[$1 " " $2] { best[$1 " " $2] = $3 }
	END {
		printf "%-8s %10s %10s %8s\n", "", "ours/s", "openssl/s", "ratio"
		split("sign verify", what, " ")
		for (i = 1; i <= 2; i++)
			printf "%-8s %10.0f %10.0f %8.2f\n", what[i], best["ours " what[i]], best["openssl " what[i]],
				best["ours " what[i]] / best["openssl " what[i]]
		ratio = best["ours verify"] / best["openssl verify"]
		printf "verifications: %.2f >= 0.80 %s\n", ratio, (ratio >= 0.8 ? "holds" : "does not hold")
	}'
