#!/usr/bin/env bash
# Tries a binary: starts it as a server, sends ten messages with its client, stops the server, and shows what both printed.
#   tests/demo.sh BINARY
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=tests/lib.sh
source tests/lib.sh

binary=$1 server='' port='' client_status=0 server_status=0
cleanup() {
  if [[ -n $server ]]; then
    kill -KILL "$server" 2>/dev/null || true
    wait "$server" 2>/dev/null || true
  fi
  rm -rf "$scratch"
}
trap cleanup EXIT

# Tries a condition ten times a second for ten seconds.
eventually() {
  local tries=0
  until "$@"; do
    if ((++tries == 100)); then return 1; fi
    sleep 0.1
  done
}

# Sets port. Reading fails on a line that is still being written, so half a port is never taken.
listening() {
  local line
  while IFS= read -r line; do
    case $line in
      *'listening on '*)
        port=${line#*listening on }
        port=${port%%[, ]*}
        port=${port##*:}
        return
        ;;
    esac
  done <"$scratch/server"
  kill -0 "$server" 2>/dev/null || die "the server ended before it listened; it printed: $(cat "$scratch/server")"
  return 1
}

gone() { ! kill -0 "$server" 2>/dev/null; }

step 'starting a server on a free port'
: >"$scratch/server"
"$binary" server --port 0 >"$scratch/server" 2>&1 &
server=$!
eventually listening || die "the server did not listen within 10 s; it printed: $(cat "$scratch/server")"
step "sending ten messages to port $port"
"$binary" client --count 10 --port "$port" >"$scratch/client" 2>&1 || client_status=$?
step 'stopping the server'
kill -TERM "$server" 2>/dev/null || true
eventually gone || die "the server did not end within 10 s of SIGTERM; it printed: $(cat "$scratch/server")"
wait "$server" || server_status=$?
server=''
printf -- '--- pollecho server --port 0\n%s\n' "$(cat "$scratch/server")"
printf -- '--- pollecho client --count 10 --port %s\n%s\n' "$port" "$(cat "$scratch/client")"
if ((client_status != 0)); then die "the client failed with exit code $client_status"; fi
if ((server_status != 0)); then die "the server failed with exit code $server_status"; fi
