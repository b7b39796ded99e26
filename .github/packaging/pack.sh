#!/usr/bin/env bash
# Packs a published binary into artifacts/dist/: an archive with the manual page, the completions and, for Linux, systemd's
# unit, one with its symbols, and the package of the .NET tool for this system. Tries the binary first.
#   .github/packaging/pack.sh RID BINARY
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
# shellcheck source=tests/lib.sh
source tests/lib.sh

rid=$1 binary=$2
# The newest glibc that a packed binary may need. RHEL 9 has it; Ubuntu 22.04 and Debian 12 have a newer one.
newest_glibc=2.34

# Checks that the binary runs on systems older than this one: it needs the glibc of the newest symbol it is linked with.
check_glibc() {
  local needed
  # GLIBC_ABI_*, which newer linkers ask for, are sorted last. Unlike objdump, readelf reads files for any processor.
  needed=$(readelf -W --version-info "$binary" | grep -oE 'GLIBC_[0-9A-Z_.]+' | sort -uV | tail -n 1)
  [[ $(printf '%s\n' "$needed" "GLIBC_$newest_glibc" | sort -V | tail -n 1) == "GLIBC_$newest_glibc" ]] ||
    die "the binary needs $needed, and no more than GLIBC_$newest_glibc is allowed; build it on an older system, or see what needs it: readelf -W --dyn-syms $binary"
}

# An archive whose bytes depend on its files alone, not on when and by whom it was made.
archive() {
  local owner=(--uid 0 --gid 0 --uname '' --gname '') time
  case $(tar --version) in *GNU*) owner=(--owner=0 --group=0 --numeric-owner) ;; esac
  time=$(TZ=UTC git log -1 --format=%cd --date=format-local:%Y%m%d%H%M.%S 2>/dev/null) || time=198001010000
  step "packing artifacts/dist/$1.tar.gz"
  find "$scratch/$1" -exec env TZ=UTC touch -h -t "$time" {} +
  # COPYFILE_DISABLE keeps the tar of macOS from adding ._ files.
  (cd "$scratch" && find "$1" ! -type d | LC_ALL=C sort) |
    COPYFILE_DISABLE=1 tar --format ustar "${owner[@]}" -cf - -C "$scratch" -T - | gzip -n9 >"artifacts/dist/$1.tar.gz"
}

case $rid in
  *-static | linux-musl-*) ;;
  linux-*) check_glibc ;;
esac
tests/demo.sh "$binary"
version=$("$binary" --version | grep -oE '[0-9]+\.[0-9]+\.[0-9]+[-.0-9A-Za-z]*' | head -n 1) ||
  die "$binary --version prints no version"
name=pollecho-$version-$rid
mkdir -p artifacts/dist "$scratch/$name/completions" "$scratch/$name-symbols"
cp "$binary" LICENSE README.md CHANGELOG.md "$scratch/$name"
"$binary" man >"$scratch/$name/pollecho.1"
for shell in bash fish; do "$binary" completion "$shell" >"$scratch/$name/completions/pollecho.$shell"; done
"$binary" completion zsh >"$scratch/$name/completions/_pollecho"
"$binary" completion powershell >"$scratch/$name/completions/pollecho.ps1"
case $rid in linux-*) cp .github/packaging/pollecho.service "$scratch/$name" ;; esac
archive "$name"
for symbols in "$binary.dbg" "$binary.dSYM"; do
  if [[ -e $symbols ]]; then cp -R "$symbols" "$scratch/$name-symbols"; fi
done
archive "$name-symbols"

# The tool's binaries for Linux are the static ones, because musl systems take the packages of linux-x64 and linux-arm64
# where there is none of their own: https://learn.microsoft.com/dotnet/core/rid-catalog
case $rid in
  linux-*-static | osx-* | win-*)
    step "packing the .NET tool for ${rid%-static}"
    dotnet pack src/pollecho -c Release -r "${rid%-static}" --no-build "-p:ToolBinary=$binary" -o artifacts/dist --nologo -v quiet
    ;;
esac
