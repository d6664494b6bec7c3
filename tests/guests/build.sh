#!/bin/sh
# Builds every guest into bin/, byte for byte the same wherever the sources are. With --check it builds elsewhere and
# compares with bin/. Needs gcc-12-sh4-linux-gnu, gcc-12-plugin-dev-sh4-linux-gnu, binutils-sh4-linux-gnu and g++.
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

g++ -O1 -fPIC -shared -fno-rtti -I"$($gcc -print-file-name=plugin)/include" -o "$work/plugin.so" plugin.cc

# No FPU text, nothing of a hosted environment, no paths.
flags="-m4a-nofpu -ml -O2 -std=gnu11 -Wall -Wextra -Werror -Iinclude
	-ffreestanding -fno-builtin -fno-stack-protector -fno-pic -fno-pie -fno-common
	-fno-tree-loop-distribute-patterns -fno-asynchronous-unwind-tables -fno-ident -ffile-prefix-map=$work=."
traced="-pg -falign-functions=2"

compile() { # NAME SOURCE FLAGS...
	name=$1 source=$2
	shift 2
	# shellcheck disable=SC2086
	$gcc -fplugin="$work/plugin.so" $flags "$@" -c "$source" -o "$work/$name.o"
}

script=bare.ld
link() { # GUEST OBJECT...
	guest=$1
	shift
	objects=
	for object in start "$@"; do objects="$objects $work/$object.o"; done
	# shellcheck disable=SC2086
	$cross-ld -EL -static -T $script --build-id=none --no-warn-rwx-segments --orphan-handling=error \
		-z max-page-size=4096 -z noexecstack $objects -o "$work/$guest.elf"
	$cross-strip --strip-debug --discard-locals -R .comment -o "$out/$guest.elf" "$work/$guest.elf"
	chmod 644 "$out/$guest.elf"
	# The assembler refuses FPU instructions for this architecture; the linker widens it if an object has any.
	if ! $cross-readelf -h "$out/$guest.elf" | grep -q 'Flags:.*sh4a-nofpu$'; then
		echo "$guest.elf is not SH-4A without FPU" >&2
		exit 1
	fi
}

for source in start vectors interrupt-vectors mmu-vectors mcount words divide; do compile $source $source.S; done
for source in tracer hello crash hang lock selfmodify interrupts mmu; do compile $source $source.c; done
for way in illegal unaligned nowhere; do
	compile here-$way crash-here.S -D"$(echo $way | tr a-z A-Z)"
done
compile trace-main trace/main.c
compile trace-plain trace/functions.c -DPLAIN
compile trace-functions trace/functions.c $traced -fno-toplevel-reorder
compile crash-nmi crash-nmi.c $traced
compile spin spin.c $traced
compile replay-sites replay/replay.S
compile explore-check explore/check.S
compile explore-tas-lock explore/lock.S
compile explore-tas-lock-no-barrier explore/lock.S -DNO_BARRIER
compile explore-movli-counter explore/add.S
compile explore-lost-update explore/add.S -DPLAIN
compile explore-dekker explore/dekker.S
compile explore-dekker-no-barrier explore/dekker.S -DNO_BARRIER
compile explore-nmi-enter-exit explore/nmi.S
compile explore-nmi-enter-exit-no-retry explore/nmi.S -DNO_RETRY

# The litmus tests: a guest each, with and without SYNCO between the accesses of a thread.
litmus="sb mp lb 2+2w corr iriw tas tas-neighbour movco movco-aba"
fenced="sb mp lb 2+2w corr iriw"
for test in $litmus; do compile litmus-$test litmus/litmus.c -DTEST_$(echo $test | tr a-z+- A-Z__); done
for test in $fenced; do compile litmus-$test+synco litmus/litmus.c -DTEST_$(echo $test | tr a-z+- A-Z__) -DSYNCO; done

link hello hello divide
for way in illegal unaligned nowhere; do link crash-$way crash here-$way; done
link crash-nmi crash-nmi tracer vectors mcount words
link hang hang
link lock lock
link selfmodify selfmodify
link interrupts interrupts interrupt-vectors
link mmu mmu-vectors mmu
link spin spin tracer vectors mcount
mkdir -p "$out/explore" "$work/explore"
for guest in tas-lock tas-lock-no-barrier movli-counter lost-update; do
	link explore/$guest explore-$guest explore-check
done
mkdir -p "$out/litmus" "$work/litmus"
for test in $litmus; do link litmus/$test litmus-$test; done
for test in $fenced; do link litmus/$test+synco litmus-$test+synco; done
for guest in dekker dekker-no-barrier; do link explore/$guest explore-$guest; done
for guest in nmi-enter-exit nmi-enter-exit-no-retry; do link explore/$guest explore-$guest words; done
link trace trace-main trace-functions trace-plain tracer vectors mcount words
script=replay/replay.ld
link replay replay-sites vectors words
script=bare.ld

# The known answer comes from the host's compiler, which shares no back end with the guests'.
cc -O1 -w -DKNOWN_ANSWER -DPLAIN trace/functions.c -o "$work/known-answer"
"$work/known-answer" > /dev/null || { echo "WORK_KNOWN_ANSWER is wrong" >&2; exit 1; }

# No half of a word that a site may hold when it is on is a half of what it holds when it is off.
check_halves() { # GUEST
	$cross-nm "$out/$1.elf" | awk -v guest="$1" '
		$3 == "mcount" || $3 == "ftrace_caller" { call[$3] = $1 }
		$3 == "ftrace_stub" { stub = $1 }
		$3 == "function_trace_call" { tracer = $1 }
		END {
			for (name in call) print call[name] > "'"$work"'/calls"
			if (substr(stub, 1, 4) == substr(tracer, 1, 4) || substr(stub, 5) == substr(tracer, 5)) {
				print guest ".elf: ftrace_stub and function_trace_call share a half" > "/dev/stderr"
				exit 1
			}
		}'
	mcount=$($cross-nm "$out/$1.elf" | awk '$3 == "mcount" { print $1 }')
	# A site is a disassembled literal of that value; objdump -s gives the bytes, little-endian.
	$cross-objdump -s -j .text.traced "$out/$1.elf" | awk -v word="$(echo "$mcount" |
		sed 's/\(..\)\(..\)\(..\)\(..\)/\4\3\2\1/')" -v calls="$work/calls" -v guest="$1" '
		function number(text,  i, n) {
			for (i = 1; i <= length(text); i++)
				n = n * 16 + index("0123456789abcdef", substr(text, i, 1)) - 1
			return n
		}
		BEGIN { while ((getline line < calls) > 0) { low[substr(line, 5)]; high[substr(line, 1, 4)] } }
		/^ [0-9a-f]+ / {
			for (i = 2; i <= 5; i++)
				if ($i == word) {
					nop = sprintf("%08x", number($1) + (i - 2) * 4 + 4)
					sites++
					if (substr(nop, 1, 4) in high || substr(nop, 1, 4) in low ||
					    substr(nop, 5) in high || substr(nop, 5) in low) {
						print guest ".elf: the site before " nop " shares a half" > "/dev/stderr"
						bad = 1
					}
				}
		}
		END {
			if (sites == 0) { print guest ".elf has no call sites" > "/dev/stderr"; bad = 1 }
			exit bad
		}'
}
for guest in trace crash-nmi spin; do check_halves $guest; done

# The programs of the benchmark: the same text with the system calls of Linux (qemu-sh4, exec) and of GNU sim.
bench="-m4 -ml -O2 -std=gnu11 -Wall -Wextra -Werror
	-ffreestanding -fno-builtin -fno-stack-protector -fno-pic -fno-pie -fno-common -ffunction-sections
	-fno-tree-loop-distribute-patterns -fno-asynchronous-unwind-tables -fno-ident -ffile-prefix-map=$work=."
mkdir -p "$out/bench"
for convention in LINUX GDBSIM; do
	# shellcheck disable=SC2086
	$gcc $bench -D$convention -c bench/start.S -o "$work/bench-$convention.o"
done
for program in main nothing bytes fib matmul fir vm mix records; do
	# shellcheck disable=SC2086
	$gcc -fplugin="$work/plugin.so" $bench -c bench/$program.c -o "$work/bench-$program.o"
	[ $program != main ] || continue
	for convention in LINUX GDBSIM; do
		guest=$out/bench/$program-$(echo $convention | tr A-Z a-z).elf
		# shellcheck disable=SC2086
		$cross-ld -EL -static -T bench/bench.ld --build-id=none --no-warn-rwx-segments -z noexecstack -z max-page-size=4096 \
			"$work/bench-$convention.o" "$work/bench-main.o" "$work/bench-$program.o" \
			"$($gcc -m4 -ml -print-libgcc-file-name)" -o "$guest"
		$cross-strip --strip-debug --discard-locals -R .comment "$guest"
		chmod 755 "$guest"
	done
done

if [ "$out" != bin ]; then
	diff -r bin "$out" && echo "bin/ is what the sources build"
fi
