#!/bin/bash
# Printed codes are read back: from each kind of label as PNG, as SVG in a browser and as PDF on
# paper, and from pictures that were shrunk, blurred, turned and spoiled.  The text of a PDF can be
# searched.  LABEL_KEEP: where to leave the pictures.
set -u
cd "$(dirname "$0")/../.." || exit 1
build=${B:-build/release}
n=0

for program in zbarimg pdftoppm pdftotext pdfinfo chromium; do
	if ! command -v "$program" >/dev/null; then
		echo "1..0 # SKIP $program is not installed"
		exit 0
	fi
done

is() { # is GOT WANT WHAT
	n=$((n + 1))
	if [ "$1" = "$2" ]; then
		echo "ok $n - $3"
	else
		echo "not ok $n - $3"
		printf '%s\n%s\n' "got: $1" "want: $2" | head -40 | while IFS= read -r line; do echo "# $line"; done
	fi
}

# The codes in a picture, sorted; zbarimg asks D-Bus for nothing in particular and complains.
codes() {
	zbarimg -q --raw -S*.disable -Sqrcode.enable "$@" 2>/dev/null | sort
}

if [ -n "${LABEL_KEEP:-}" ]; then
	work=$LABEL_KEEP
	mkdir -p "$work"
else
	work=$(mktemp -d)
	trap 'rm -rf "$work"' EXIT
fi
make --no-print-directory -s ${B:+B="$B"} "$build/tests/tools/label_draw" >&2
"$build/tests/tools/label_draw" "$work"
is $? 0 "all kinds are drawn"
is "$(find "$work" -name '*-[1-4]*.???' ! -name 'bad-*' ! -name 'near-*' | wc -l)" 216 "three formats of 72 kinds"

url=HTTPS://LABEL.EXAMPLE.JP/L/HSH-1-2026-00012

# ---- PNG: each kind at the usual resolution, and the spoiled ones ----

wrong=
for picture in "$work"/*.png; do
	level=${picture%.png} # near-* too
	level=${level%-specimen}
	[ "$(codes "$picture")" = "$url${level##*-}" ] || wrong="$wrong ${picture##*/}"
done
is "$wrong" '' "every PNG is read"
wrong=
for picture in "$work"/bad-*.pgm; do
	level=${picture##*/bad-*-both-}
	level=${level%%-*}
	[ "$(codes "$picture")" = "$url$level" ] || wrong="$wrong ${picture##*/}"
done
is "$wrong" '' "so are 30 that were shrunk, blurred, turned and spoiled"

# ---- PDF: on paper of its size, in print and on a coarse screen ----

wrong=
for resolution in 300 150; do
	for label in wide-both-1 wide-ja-2-specimen tall-en-3 tall-both-4-specimen small-both-1 small-en-4-specimen; do
		level=${label%-specimen}
		pdftoppm -r $resolution -gray "$work/$label.pdf" "$work/paper-$label-$resolution"
		[ "$(codes "$work/paper-$label-$resolution"*.pgm)" = "$url${level##*-}" ] ||
			wrong="$wrong $label@$resolution"
	done
done
is "$wrong" '' "PDFs are read from paper"
text=$(pdftotext "$work/wide-both-1.pdf" - 2>/dev/null)
missing=
for word in セキュリティラベル制度 'Security Labelling Scheme' 'Level 1 of 4' HSH-1-2026-000123 登録番号 2026-11-21 \
	2028-11-20 2030-03-31 製造者による自己適合宣言 'Self-declared by the maker' 'no guarantee of security'; do
	grep -qF "$word" <<<"$text" || missing="$missing $word"
done
is "$missing" '' "the text of a PDF can be searched"
is "$(pdftotext "$work/small-both-1-specimen.pdf" - 2>/dev/null | grep -oF '見本 SPECIMEN')" '見本 SPECIMEN' "a specimen says so in text too"
is "$(pdfinfo "$work/tall-ja-3.pdf" 2>/dev/null | sed -n 's/^Title: *//p')" \
	"セキュリティラベル制度 レベル 3（4段階） HSH-1-2026-000123" "a PDF has a title"
is "$(pdffonts "$work/wide-both-1.pdf" 2>/dev/null | awk 'NR > 2 { print $(NF - 4), $(NF - 2) }' | sort -u)" \
	"yes yes" "its fonts are in it, and know their characters"

# ---- SVG: in a browser, all on one page ----

shot() { # shot NAME PAGE WIDTH HEIGHT SCALE
	timeout 120 chromium --headless --no-sandbox --disable-gpu --hide-scrollbars --user-data-dir="$work/profile" \
		--force-device-scale-factor="$5" --window-size="$3,$4" --screenshot="$work/$1.png" "file://$work/$2" \
		>/dev/null 2>&1
}

work=$(cd "$work" && pwd)
for label in wide-both-1 wide-ja-2-specimen tall-en-3 tall-both-4-specimen small-both-1 small-en-4-specimen; do
	level=${label%-specimen}
	shot "screen-$label" "$label.svg" 400 600 2
	is "$(codes "$work/screen-$label.png")" "$url${level##*-}" "$label.svg is read from a screen"
done
echo "<body style='margin:0'><img style='width:300px' src='code.svg'>" >"$work/code.html"
shot screen-code code.html 320 320 1
is "$(codes "$work/screen-code.png")" "https://label.example.jp/L/HSH-1-2026-000120" "the code alone is read"
rm -rf "$work/profile"
echo "1..$n"
