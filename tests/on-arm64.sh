#!/usr/bin/env bash
# Runs the end-to-end tests of this machine against the arm64 binary, under qemu: struct epoll_event has another layout there.
#   tests/on-arm64.sh BINARY
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=tests/lib.sh
source tests/lib.sh

# The tests start one program: a script in place of the binary starts it under qemu.
mkdir -p artifacts/qemu
export POLLECHO_BINARY=$PWD/artifacts/qemu/pollecho
printf '#!/bin/sh\nexec qemu-aarch64-static -L /usr/aarch64-linux-gnu "%s" "$@"\n' "$1" >"$POLLECHO_BINARY"
chmod +x "$POLLECHO_BINARY"
tests/demo.sh "$POLLECHO_BINARY"

dotnet build tests/pollecho.EndToEnd -c Release --nologo -v quiet
run_tests tests/pollecho.EndToEnd
conclude
