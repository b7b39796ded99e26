#!/bin/sh
# Installs pollecho for Linux or macOS: downloads the archive for this machine, checks its SHA-256 sum, and puts the
# program, its manual page and its completions under a folder. Nothing is installed until the sum matches and the
# program has run.
#   sh install.sh            into ~/.local
#   PREFIX=/usr/local sh install.sh
set -eu

version='@VERSION@'
url=${POLLECHO_URL:-'@URL@'}
prefix=${PREFIX:-$HOME/.local}

die() { printf 'install.sh: %s\n' "$*" >&2; exit 1; }

case $(uname -s) in
  Linux) os=linux ;;
  Darwin) os=osx ;;
  *) die "there is no archive for $(uname -s) here; on Windows take the zip, Scoop or winget" ;;
esac
case $(uname -m) in
  x86_64 | amd64) arch=x64 ;;
  aarch64 | arm64) arch=arm64 ;;
  *) die "there is no archive for $(uname -m); build it from the source" ;;
esac
hint='build it from the source'
# The ldd of musl names it, and fails.
case $os-$arch-$(ldd --version 2>&1 || true) in
  linux-*musl*) arch=$arch-static ;;
  linux-*) hint="take pollecho-$version-linux-$arch-static.tar.gz, which needs no library" ;;
esac
name=pollecho-$version-$os-$arch

if command -v curl >/dev/null; then
  fetch() { curl -fsSL -o "$2" "$1"; }
elif command -v wget >/dev/null; then
  fetch() { wget -q -O "$2" "$1"; }
else
  die 'needs curl or wget; install one of them'
fi
if command -v sha256sum >/dev/null; then
  sum() { sha256sum "$1" | cut -d ' ' -f 1; }
elif command -v shasum >/dev/null; then
  sum() { shasum -a 256 "$1" | cut -d ' ' -f 1; }
else
  die 'needs sha256sum or shasum to check the download; install one of them'
fi

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
fetch "$url/SHA256SUMS" "$scratch/SHA256SUMS" || die "cannot download $url/SHA256SUMS"
expected=$(awk -v file="$name.tar.gz" '$2 == file { print $1 }' "$scratch/SHA256SUMS")
[ -n "$expected" ] || die "there is no $name.tar.gz in $url/SHA256SUMS"
fetch "$url/$name.tar.gz" "$scratch/$name.tar.gz" || die "cannot download $url/$name.tar.gz"
found=$(sum "$scratch/$name.tar.gz")
[ "$found" = "$expected" ] || die "the SHA-256 sum of $name.tar.gz is $found, not $expected: nothing was installed; download it again"

tar -xzf "$scratch/$name.tar.gz" -C "$scratch"
# It may lack a C library that is new enough, or any.
status=0
said=$("$scratch/$name/pollecho" --version 2>&1) || status=$?
if [ "$status" != 0 ]; then
  case $said in *'ermission denied'*) hint='set TMPDIR to a folder from which programs may run' ;; esac
  said=$(printf '%s\n' "${said:-it ended with $status}" | head -n 1)
  die "the program in $name.tar.gz cannot run here ($said): nothing was installed; $hint"
fi
put() {
  mkdir -p "$prefix/${2%/*}"
  install -m "$3" "$scratch/$name/$1" "$prefix/$2"
}
put pollecho bin/pollecho 755
put pollecho.1 share/man/man1/pollecho.1 644
put completions/pollecho.bash share/bash-completion/completions/pollecho 644
put completions/_pollecho share/zsh/site-functions/_pollecho 644
put completions/pollecho.fish share/fish/vendor_completions.d/pollecho.fish 644
printf 'installed %s\n' "$said"
case :$PATH: in
  *:"$prefix/bin":*) ;;
  *) printf '%s is not on the PATH; add it to use pollecho\n' "$prefix/bin" ;;
esac
