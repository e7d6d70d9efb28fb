#!/bin/sh
# A file includes its own module and what the folder list of ARCHITECTURE.md lets it use, which can
# only be modules above its own; and it names a file of ours as "module/file.h".
set -eu

cd "$(dirname "$0")/.."
# Rows "| `src/NAME/` | what | may use |": the order, and after it what each may use.
# shellcheck disable=SC2016 # the backquotes are Markdown's
rows=$(sed -n 's/^| `src\/\([a-z0-9_]*\)\/` |[^|]*|\([^|]*\)|$/\1:\2/p' ARCHITECTURE.md)
order=$(echo "$rows" | cut -d: -f1)
folders=$(cd src && printf '%s\n' */ | tr -d /)

if [ "$(echo "$order" | sort)" != "$(echo "$folders" | sort)" ]; then
	echo "ARCHITECTURE.md:1: the folder list is not the folders of src/:" "$(
		printf '%s\n' "$order" "$folders" | sort | uniq -u | tr '\n' ' ')"
	exit 1
fi

# shellcheck disable=SC2016 # $0 is awk's
find src -name '*.[ch]' | sort | xargs awk -v rows="$rows" '
BEGIN {
	n = split(rows, row, "\n")
	for (i = 1; i <= n; i++) {
		split(row[i], part, ":")
		rank[part[1]] = i
		use[part[1]] = " " part[2] " "
		gsub(/[,;.]/, " ", use[part[1]])
	}
}
# "base, run", "all above", "all above but judge"
function allowed(from, to) {
	if (from == to)
		return 1
	if (rank[to] > rank[from])
		return 0
	if (use[from] ~ / all above /)
		return use[from] !~ (" but .* ?" to " ")
	return use[from] ~ (" " to " ")
}
/^[ \t]*#[ \t]*include[ \t]*"/ {
	split(FILENAME, at, "/")
	target = $0
	sub(/^[^"]*"/, "", target)
	sub(/".*/, "", target)
	n = split(target, part, "/")
	if (n != 2 || !(part[1] in rank))
		problem("\"" target "\" is not \"module/file.h\"")
	else if (!allowed(at[2], part[1]))
		problem(at[2] "/ may not use " part[1] "/ (ARCHITECTURE.md): \"" target "\"")
}
function problem(text) {
	printf "%s:%d: %s\n", FILENAME, FNR, text
	found = 1
}
END { exit found }' || exit 1
