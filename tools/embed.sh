#!/bin/sh
# Writes an assembly file that holds the files named as arguments and a table of them
# (src/base/embedded.c reads it).  .incbin copies the bytes as they are: no escaping, no limits.
set -eu

echo '	.section .rodata'
number=0
for file; do
	printf 'name_%d:\n\t.string "%s"\n' "$number" "$file"
	printf '\t.balign 16\ndata_%d:\n\t.incbin "%s"\nend_%d:\n\t.byte 0\n' "$number" "$file" "$number"
	number=$((number + 1))
done

# Pointers in a position-independent program are filled in by the loader, then made read-only.
printf '\t.section .data.rel.ro,"aw"\n\t.balign 8\n\t.globl embedded_table\nembedded_table:\n'
i=0
while [ "$i" -lt "$number" ]; do
	printf '\t.quad name_%d, data_%d, end_%d - data_%d\n' "$i" "$i" "$i" "$i"
	i=$((i + 1))
done
printf '\t.quad 0, 0, 0\n\t.section .note.GNU-stack,"",%%progbits\n'
