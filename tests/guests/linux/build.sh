#!/bin/sh
# Builds the Linux programs into bin/, byte for byte the same wherever the sources are; --check compares with bin/.
# Needs gcc-12-sh4-linux-gnu, gcc-12-plugin-dev-sh4-linux-gnu, binutils-sh4-linux-gnu and g++.
set -eu
cd "$(dirname "$0")"
export LC_ALL=C
cross=sh4-linux-gnu
gcc=$cross-gcc-12
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
out=bin
if [ "${1:-}" = --check ]; then out=$work/bin; fi
mkdir -p "$out"

g++ -O1 -fPIC -shared -fno-rtti -I"$($gcc -print-file-name=plugin)/include" -o "$work/plugin.so" ../plugin.cc

flags="-m4 -ml -O2 -std=gnu11 -Wall -Wextra -Werror -Wno-infinite-recursion -Wno-unused-but-set-variable
	-ffreestanding -fno-builtin -fno-stack-protector -fno-pic -fno-pie -fno-common -fno-math-errno -fno-optimize-sibling-calls -fno-delete-null-pointer-checks
	-fno-tree-loop-distribute-patterns -fno-asynchronous-unwind-tables -fno-ident -ffile-prefix-map=$work=."

compile() { # SOURCE
	# shellcheck disable=SC2086
	$gcc -fplugin="$work/plugin.so" $flags -c "$1" -o "$work/${1%.*}.o"
}

compile start.S
compile libc.c
for source in *.c; do
	name=${source%.c}
	if [ "$name" = libc ]; then continue; fi
	compile "$source"
	$gcc -m4 -ml -nostdlib -static -Wl,--build-id=none,-z,noexecstack,-z,max-page-size=4096 \
		"$work/start.o" "$work/$name.o" "$work/libc.o" -lgcc -o "$work/$name.elf"
	$cross-strip --strip-debug --discard-locals -R .comment -o "$out/$name.elf" "$work/$name.elf"
	chmod 755 "$out/$name.elf"
done

if [ "$out" != bin ]; then
	diff -r bin "$out" && echo "linux/bin/ is what the sources build"
fi
