#!/bin/sh
# The quick static checks find nothing in the source, and each still finds what it is there for: in
# a small tree made here, with one fault planted for each rule.
set -u

cd "$(dirname "$0")/../.." || exit 1
root=$PWD
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
number=0

ok() { # STATUS NAME
	number=$((number + 1))
	if [ "$1" = 0 ]; then
		echo "ok $number - $2"
	else
		echo "not ok $number - $2"
	fi
}

clean() { # TOOL
	if ! command -v "${2:-true}" >/dev/null; then
		number=$((number + 1))
		echo "ok $number - $1 # skip $2 is not installed"
		return
	fi
	"tools/$1.sh" >"$work/out" 2>&1
	ok $? "tools/$1.sh finds nothing"
	sed 's/^/# /' "$work/out" | head -n 50
}

clean layers
clean headers
clean names
clean banned
clean format clang-format-14

# ---- planted faults ----

tree=$work/tree
mkdir -p "$tree/src/base" "$tree/src/wire" "$tree/src/net" "$tree/tests" "$tree/fuzz" "$tree/lab" "$tree/catalogue"
cp -R tools mk .clang-format "$tree/"
cp -R lab/devices lab/lab "$tree/lab/"
cp src/base/base.h "$tree/src/base/"
cat >"$tree/Makefile" <<'END'
OBJ := $(patsubst %.c,build/release/%.o,$(wildcard src/*/*.c))
all: $(OBJ)
build/release/%.o: %.c
	@mkdir -p $(@D)
	@gcc -Isrc -w -c -o $@ $<
END
# shellcheck disable=SC2016 # backquotes are Markdown's
printf '| `src/%s/` | what | %s |\n' base - wire base net base >"$tree/ARCHITECTURE.md"

put() { # FILE < text
	cat >"$tree/src/$1"
}

# TOOL PATTERN NAME: the tool fails and its output fits; then the tree is put back.
finds() {
	"$tree/tools/$1.sh" >"$work/out" 2>&1
	[ $? = 1 ] && grep -qE "$2" "$work/out"
	found=$?
	ok $found "$1: $3"
	[ $found = 0 ] || sed 's/^/# /' "$work/out"
	sound
}

sound() {
	rm -rf "$tree/src/base" "$tree/src/wire" "$tree/src/net" "$tree/build"
	mkdir -p "$tree/src/base" "$tree/src/wire" "$tree/src/net"
	cp "$root/src/base/base.h" "$tree/src/base/"
	put base/hex.h <<'END'
#pragma once

#include "base/base.h"

int hex_digit(int c);
END
	put base/hex.c <<'END'
#include "base/hex.h"

int hex_digit(int c)
{
	return c - '0';
}
END
	put net/main.c <<'END'
#include "base/hex.h"

static int use(void)
{
	return hex_digit('1');
}

int main(void)
{
	return use();
}
END
}

sound
for tool in layers headers names banned format; do
	if [ "$tool" = format ] && ! command -v clang-format-14 >/dev/null; then
		continue
	fi
	"$tree/tools/$tool.sh" >"$work/out" 2>&1
	ok $? "$tool: a sound tree passes"
	sed 's/^/# /' "$work/out"
done

put base/hex.c <<'END'
#include "wire/ftp.h"
END
finds layers '^src/base/hex.c:1: .*base/ may not use wire/' 'an include upwards'

put net/dial.c <<'END'
#include "wire/ftp.h"
END
finds layers '^src/net/dial.c:1: .*net/ may not use wire/' 'an include that the list does not allow'

put wire/ftp.c <<'END'

#include "ftp.h"
END
finds layers '^src/wire/ftp.c:2: ' 'an include without its module'

mkdir "$tree/src/extra"
"$tree/tools/layers.sh" >"$work/out" 2>&1
ok "$(($? != 1))" 'layers: a folder that is not in the list'
rmdir "$tree/src/extra"

put wire/ftp.h <<'END'
#pragma once

int ftp_code(struct bytes text);
END
finds headers '^src/wire/ftp.h:3:' 'a header that does not compile alone'

put wire/ftp.h <<'END'
#include "base/base.h"
END
finds headers '^src/wire/ftp.h:1: no #pragma once' 'a header without #pragma once'

put wire/ftp.c <<'END'
int code(void)
{
	return 1;
}
END
finds names '^src/wire/ftp.c:1: code is exported, but not called ftp_' 'a name that is not its file'

put wire/ftp.c <<'END'
int ftp_code(void)
{
	return 1;
}
END
finds names '^src/wire/ftp.c:1: ftp_code is exported, but in no header' 'a name in no header'

sed -i 's/hex_digit(.1.)/0/' "$tree/src/net/main.c"
finds names '^src/base/hex.c:3: hex_digit is exported, but no other file uses it' 'a function that nobody uses'

cp "$tree/src/base/hex.c" "$tree/src/net/hex.c"
finds names '^src/net/hex.c:1: another file' 'two files of a name'

for call in 'strcpy(a, b)' 'x = atoi(s)' 'sprintf (a, b)' 'gets(a)' 'system("ls")'; do
	printf '#include "base/hex.h"\n%s;\n' "$call" | put wire/ftp.c
	finds banned '^src/wire/ftp.c:2: this function is refused' "$call"
done
printf 'void *p = malloc(3);\n' | put wire/ftp.c
finds banned '^src/wire/ftp.c:1: raw allocation' 'malloc'
printf '/* strcpy(a, b) */\nconst char *t = "gets(x)";\n' | put wire/ftp.c
"$tree/tools/banned.sh" >"$work/out" 2>&1
ok $? 'banned: comments and texts may speak of them'
printf 'typedef struct { int x; } ftp;\n' | put wire/ftp.c
finds banned '^src/wire/ftp.c:1: structs' 'a typedef'
printf 'int x; // x\n' | put wire/ftp.c
finds banned '^src/wire/ftp.c:1: comments' 'a comment of C++'
network=$(sed -n 's/^readonly NETWORK=\([0-9.]*\).*/\1/p' lab/lab)
printf 'const char *t = "%s.11";\n' "$network" | put wire/ftp.c
finds banned '^src/wire/ftp.c:1: this is known from the lab' 'an address of the lab'
port=$(sed -n 's/^\(44[0-9][0-9]\) .*/\1/p' lab/devices/*/services | head -n 1)
printf 'int x = %s;\n' "$port" | put wire/ftp.c
finds banned '^src/wire/ftp.c:1: this is the number' 'a port of the lab'

if command -v clang-format-14 >/dev/null; then
	printf 'int   x;\n' | put wire/ftp.c
	finds format '^src/wire/ftp.c:1: not as' 'a layout of its own'
	printf 'int   x;\n' | put wire/ftp.c
	"$tree/tools/format.sh" --fix >"$work/out" 2>&1
	[ "$(cat "$tree/src/wire/ftp.c")" = 'int x;' ]
	ok $? 'format: --fix lays it out'
fi
echo "1..$number"
