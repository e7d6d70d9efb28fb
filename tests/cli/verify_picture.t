#!/bin/bash
# hoshi verify with pictures of labels: every kind, photos as bad cameras take them, what is no label,
# what is damaged, and that nothing outside the file is looked at.
# shellcheck source-path=SCRIPTDIR/../e2e source=lib.sh
. "$(dirname "$0")/../e2e/lib.sh"

need_built tests/tools/statement_make tests/tools/label_photo
"$built/tests/tools/statement_make" "$tmp" --no-pictures || bail_out "cannot make statements"
"$built/tests/tools/label_photo" "$tmp" || bail_out "cannot make pictures"
cd "$tmp" || exit 1

genuine() { # FILE NAME
	hoshi verify "$1" -k keys.json --lang en
	is "$rc $err" '0 ' "$2: exit code 0 and nothing on stderr"
	like "$out" 'genuine and was made by Label Scheme Office: registration number HSH-1-2026-000123' "$2: says so"
}

# ---- labels as they are downloaded ----

for kind in png svg pdf; do
	genuine s1.$kind "compact label as $kind"
	genuine s2.$kind "full label as $kind"
	hoshi verify plain.$kind -k keys.json --lang en
	refused 'the code holds no statement: the label can only be looked up, at https://label.example.jp/L/HSH-1-2026-000123$' \
		"plain label as $kind"
	hoshi verify tampered.$kind -k keys.json --lang en
	is "$rc" 1 "tampered label as $kind: exit code 1"
	like "$out" '^Not verified. Do not believe what it says' "tampered label as $kind: not verified"
	unlike "$out" 'HSH-1' "tampered label as $kind: nothing of it is repeated"
done
hoshi verify s1.png -k keys.json --json
printf '%s' "$out" >answer.json
# shellcheck disable=SC2016 # Perl
is "$(query answer.json '$d->{verdict}, $d->{checks}{address}{outcome}' | tr '\n' ' ')" 'genuine holds ' \
	"the address is checked too"
# What the bytes are decides, not the name.
cp s1.png label.txt
genuine label.txt "a picture under another name"

# Words in whatever font, and filters, which want threads: neither stops the child.
sed 's|</desc>|</desc><filter id="f"><feGaussianBlur stdDeviation="400"/></filter><g filter="url(#f)"><rect width="9000" height="9000" fill="#ccc"/></g><text x="9000" y="9000" font-size="900" font-family="Times">ラベル label</text>|' \
	s1.svg >shadow.svg
genuine shadow.svg "an SVG with a shadow and words"

# ---- photos ----

missed=''
photos=0
for photo in s1-*.jpg s2-*.jpg; do
	photos=$((photos + 1))
	hoshi verify "$photo" -k keys.json --lang en
	[ "$rc" = 0 ] || missed+="$photo "
done
is "$photos photos, missed: $missed" '30 photos, missed: ' "photos turned, tilted, blurred, noisy, pale and shaded are read"

# ---- several codes ----

genuine same.png "one label twice, its plain address and a shop's code"
hoshi verify two.png -k keys.json --lang en
refused '2 label codes.*label.example.jp/L/HSH-1-2026-000123 \(210\), label.example.jp/L/HSH-1-2026-000999 \(0\)$' "two labels"
hoshi verify both.png -k keys.json --lang en
refused '2 label codes' "two statements of one label"
hoshi verify shop.png -k keys.json --lang en
refused "the code is not the address of a label: 'https://shop.example/x'$" "another code"
genuine many.png "as many codes as there may be"
hoshi verify too-many.png -k keys.json --lang en
refused 'more than 16 different codes' "one code more"
genuine pages.pdf "as many pages as there may be, the label on the last"
hoshi verify too-many-pages.pdf -k keys.json --lang en
refused '33 pages, and at most 32' "one page more"

# ---- no code ----

for file in empty.png empty.jpg; do
	hoshi verify $file -k keys.json --lang en
	refused "^hoshi: '$file': no QR code can be read in the picture$|no QR code can be read in the picture$" "$file"
done
hoshi verify empty.png -k keys.json --lang ja
like "$err" '画像の中に読み取れる二次元コードがありません$' "in Japanese"
unlike "$err" 'QR code' "and in Japanese alone"

# ---- damaged ----

# Every length would take hours: the decoders' unit tests have them all.
for kind in png svg pdf jpg; do
	file=s1.$kind
	[ $kind != jpg ] || file=s1-straight.jpg
	size=$(stat -c %s $file)
	wrong=''
	for part in 12 100 $((size / 3)) $((size / 2)) $((size - 200)) $((size - 9)); do
		head -c "$part" $file >cut.$kind
		hoshi verify cut.$kind -k keys.json --lang en
		[ "$rc" = 2 ] && grep -q 'damaged or cut short' <<<"$err" || wrong+="$part: $rc $err; "
	done
	is "$wrong" '' "$kind: damaged or cut short, wherever it is cut"
done
{
	printf '\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x75\x31\0\0\0\1\x8\0\0\0\0\0\0\0\0'
	printf '\0\0\0\0IEND\xae\x42\x60\x82'
} >wide.png
hoshi verify wide.png -k keys.json --lang en
refused '30001 x 1 pixels' "too wide"
{ cat s1.png && head -c $((32 * 1024 * 1024 - $(stat -c %s s1.png))) /dev/zero; } >full.png
genuine full.png "a file of 32 MiB"
printf '\0' >>full.png
hoshi verify full.png -k keys.json --lang en
is "$rc" 2 "one byte more is refused"
head -c 2000 /dev/zero >zeros
hoshi verify zeros -k keys.json --lang en
refused 'neither a picture .PNG, JPEG, SVG, PDF., a dated answer nor a proof' "a file that is none of it"

# What phones and browsers save too.
while read -r name magic; do
	{ printf '%b' "$magic"; head -c 9000 /dev/zero; } >"other.$name"
	hoshi verify "other.$name" -k keys.json --lang en
	refused "'other.$name' is a picture in $name, which is not read here: save it as JPEG or PNG$" "$name"
done <<'END'
HEIC \0\0\0\x18ftypheic
AVIF \0\0\0\x18ftypavif
WebP RIFF\x24\x23\0\0WEBP
GIF GIF89a
TIFF II*\0
BMP BM
END
hoshi verify other.HEIC -k keys.json --lang ja
like "$err" 'HEIC形式の画像で、ここでは読めません。JPEGかPNGで保存し直してください$' "in Japanese"

# ---- nothing else is looked at ----

cp s1.png secret.png
cat >refers.svg <<END
<?xml version="1.0"?>
<!DOCTYPE svg [<!ENTITY x SYSTEM "file://$tmp/secret.png">]>
<?xml-stylesheet href="http://127.0.0.1:9/style.css"?>
<svg xmlns="http://www.w3.org/2000/svg" xmlns:xi="http://www.w3.org/2001/XInclude" width="500" height="500">
<image href="file://$tmp/secret.png" width="500" height="500"/>
<image href="secret.png" width="500" height="500"/>
<image href="http://127.0.0.1:9/s1.png" width="500" height="500"/>
<style>@import url("http://127.0.0.1:9/x.css"); @font-face { src: url("file://$tmp/secret.png"); }</style>
<xi:include href="secret.png" parse="text"/><use href="secret.svg#a"/>
</svg>
END
hoshi verify refers.svg -k keys.json --lang en
is "$rc" 2 "an SVG that refers to a label shows none"
# A page whose picture's bytes are in another file (ISO 32000-1 7.11).
perl -e '
	my ($path) = @ARGV; my ($out, @at) = "%PDF-1.4\n";
	my @objects = ("<</Type/Catalog/Pages 2 0 R/OpenAction<</S/URI/URI(http://127.0.0.1:9/)>>>>",
		"<</Type/Pages/Kids[3 0 R]/Count 1>>",
		"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Contents 4 0 R/Resources<</XObject<</I 5 0 R>>/Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>",
		"<</Length 74>>\nstream\nBT /F1 20 Tf 10 10 Td (a font that is not here) Tj ET\n200 0 0 200 0 0 cm /I Do\nendstream",
		"<</Type/XObject/Subtype/Image/Width 10/Height 10/BitsPerComponent 8/ColorSpace/DeviceGray/F($path)/FFilter/DCTDecode/Length 0>>\nstream\n\nendstream");
	for my $i (0 .. $#objects) { $at[$i] = length $out; $out .= ($i + 1) . " 0 obj\n$objects[$i]\nendobj\n"; }
	my $xref = length $out;
	$out .= "xref\n0 6\n0000000000 65535 f \n" . join("", map { sprintf "%010d 00000 n \n", $_ } @at);
	print $out, "trailer<</Size 6/Root 1 0 R>>\nstartxref\n$xref\n%%EOF\n";
' "$tmp/secret.png" >refers.pdf
hoshi verify refers.pdf -k keys.json --lang en
refused 'no QR code' "a PDF that refers to a picture shows none"
if command -v strace >/dev/null; then
	for file in refers.svg refers.pdf s1.svg s1.pdf s1.png s1-straight.jpg; do
		strace -f -qq -e trace=network,open,openat,execve -o trace "$HOSHI" verify "$file" -k keys.json >/dev/null 2>&1
		like @trace 'openat' "$file: the calls were seen"
		unlike @trace 'AF_INET|connect\(|secret' "$file: no connection, no other file"
	done
else
	ok 0 "nothing else is looked at # SKIP no strace"
fi
done_testing
