#!/usr/bin/env bash
# Runs the end-to-end tests of this machine against the arm64 binary, under qemu: struct epoll_event has another layout there.
# The static binary is only tried.
#   tests/on-arm64.sh BINARY STATIC
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=tests/lib.sh
source tests/lib.sh

# The tests start one program: a script in place of the binary starts it under qemu.
mkdir -p artifacts/qemu
export POLLECHO_BINARY=$PWD/artifacts/qemu/pollecho
for emulated in "$2" "$1"; do
  printf '#!/bin/sh\nexec qemu-aarch64-static -L /usr/aarch64-linux-gnu "%s" "$@"\n' "$emulated" >"$POLLECHO_BINARY"
  chmod +x "$POLLECHO_BINARY"
  tests/demo.sh "$POLLECHO_BINARY"
done

dotnet build tests/pollecho.EndToEnd -c Release --nologo -v quiet
run_tests tests/pollecho.EndToEnd
conclude
