#!/bin/sh
# Builds GNU sim for SH from Debian's gdb-source into a folder, by default artifacts/gnu-sim, where the benchmark
# "interpreter" looks for it. Needs apt-get, dpkg-deb, xz, a C and a C++ compiler and make; a few minutes.
# Usage: tests/SiloSim.Benchmarks/gnu-sim.sh [FOLDER]
set -eu
folder=${1:-$(dirname "$0")/../../artifacts/gnu-sim}
mkdir -p "$folder"
folder=$(cd "$folder" && pwd)
work=$(mktemp -d "$folder/build.XXXXXX")
trap 'rm -rf "$work"' EXIT
cd "$work"
apt-get download gdb-source
dpkg-deb -x gdb-source_*.deb package
tar -xJf package/usr/src/gdb.tar.xz
mkdir build
cd build
../gdb/configure --target=sh-elf --enable-sim --disable-gdb --disable-gdbserver --disable-ld --disable-gas \
	--disable-binutils --disable-gprof --disable-nls --disable-werror MAKEINFO=true CFLAGS='-O2' CXXFLAGS='-O2' > configure.log
make MAKEINFO=true all-sim > make.log 2>&1 || { tail make.log >&2; exit 1; }
cp sim/sh/run "$folder/run"
echo "$folder/run"
