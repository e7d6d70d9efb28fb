#!/bin/bash
# What ends at a label by another way than the plain one, over HTTP, pressed to its end: the third
# party's levels (evaluation body, report, two officers), the route for products that comply with the
# PSTI Act, papers that came by mail, a provisional number, and the fees of the day of receipt.  The
# day is the test's own (servers/clock_shift.c).
# shellcheck source-path=SCRIPTDIR source=serve.sh disable=SC1091,SC2154
. "$(dirname "$0")/serve.sh"
# shellcheck source=serve_people.sh
. "$(dirname "$0")/serve_people.sh"

command -v node >/dev/null || skip_all "node is not installed"
shift_clock

# The hour in Tokyo, from now on.
clock() { # YYYY-MM-DDThh:mm
	node -e '
		const fs = require("fs"), b = Buffer.alloc(8), fd = fs.openSync(process.argv[1], "r+");
		b.writeBigInt64LE(BigInt(Math.floor((Date.parse(process.argv[2] + ":00+09:00") - Date.now()) / 1000)));
		fs.writeSync(fd, b);
	' "$tmp/shift" "$1"
}

status=0
run() { # PART HOUR
	rm -rf "$data"
	clock "$2"
	found_registry
	cat >"$tmp/settings"
	[ ! -s "$tmp/settings" ] || cp "$tmp/settings" "$data/registry.json"
	serve_start --fronts 1
	node "$here/certify.js" "$1" "$port" "$data" "$token" >"$tmp/$1.tap" || status=1
	# One plan for all parts.
	grep -v '^1\.\.' "$tmp/$1.tap" | sed -E "s/^(not )?ok [0-9]+ - /\1ok - $1: /"
	count=$((count + $(grep -cE '^(not )?ok ' "$tmp/$1.tap")))
	serve_stop
	[ -s "$serve_log" ] && diag <"$serve_log"
	trust "$1"
}
count=0

# What a command says goes to $tmp/said; its last line is the diagnosis.
says() { # WHAT COMMAND...
	local what=$1

	shift
	count=$((count + 1))
	if "$@" >"$tmp/said" 2>&1; then
		echo "ok - $what"
	else
		echo "not ok - $what"
		tail -1 "$tmp/said" | diag
		status=1
	fi
}

# What the public files say of all that: the log is whole, the registry can be made again from it, and
# the statement of each label verifies with the key file and the status list alone.
trust() { # PART
	local log=$data/trust/log number state statement labels=0 wrong=
	local ago

	ago=$(node -e 'console.log(Number(require("fs").readFileSync(process.argv[1]).readBigInt64LE()))' "$tmp/shift")
	says "$1: the log is sound" "$HOSHI" log check "$log" --keys "$log/keys.json"
	says "$1: made again it is the same" "$HOSHI" log rebuild "$log" --keys "$log/keys.json" --data "$data"
	while IFS='|' read -r number state statement; do
		labels=$((labels + 1))
		base64 -d <<<"$statement" >"$tmp/statement"
		env LD_PRELOAD="$preload" "$HOSHI" verify "$tmp/statement" --keys "$log/keys.json" --status-list "$log/status/0" --json >"$tmp/verified" 2>&1
		if ! grep -q "\"status\": \"$state\"" "$tmp/verified" || ! grep -q "\"number\": \"$number\"" "$tmp/verified"; then
			wrong="$wrong $number:$state:$ago"
		fi
	done < <(sqlite3 "$data/registry.db" "SELECT number, status, statement FROM label")
	says "$1: statements and status of $labels labels$wrong" test "$labels" -gt 0 -a -z "$wrong"
}

# Level 4 is opened a day after the test begins, level 3 has criteria that this program has no pack of.
run levels 2026-06-30T23:20 <<'END2'
{ "levels": {
	"3": { "open_from": "2026-01-01", "packs": [ { "id": "specimen-3", "editions": [ "2026.1" ], "criteria": "SPECIMEN-CR-03",
		"first": "2026-01-01", "source": "HOSHI", "official": false } ] },
	"4": { "open_from": "2026-07-01" } } }
END2
run ways 2026-07-15T10:00 </dev/null
run end 2025-09-30T23:40 </dev/null
echo "1..$count"
exit "$status"
