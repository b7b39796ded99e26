#!/usr/bin/env bash
# Builds, tries, tests and packs pollecho on Linux and macOS; build.ps1 does the same on Windows.
# Kept to what bash 3.2 knows, the bash of macOS.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

# English, because the test summary is parsed. Invariant, because the SDK aborts where libicu is missing.
export DOTNET_CLI_UI_LANGUAGE=en DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1

server='' scratch=$(mktemp -d)
cleanup() {
  if [[ -n $server ]]; then
    kill -KILL "$server" 2>/dev/null || true
    wait "$server" 2>/dev/null || true
  fi
  rm -rf "$scratch"
}
trap cleanup EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# A source archive has no tags, and the build may run where git is not: then nothing tells the version.
git rev-parse HEAD >/dev/null 2>&1 || export MinVerVersionOverride=0.0.0-dev

step() { printf '==> %s\n' "$*" >&2; }
die() { printf 'build.sh: %s\n' "$*" >&2; exit 1; }

usage() {
  cat <<END
usage: ./build.sh VERB
  demo           publish the native binary, start a server, run ten round trips against it
  test           format check, build, unit tests, end-to-end tests against the native binary
  soak           the long tests: crowds, floods, bad networks, hours' worth of messages; takes an hour or so,
                 POLLECHO_SOAK_SECONDS=10 shortens the longest part: a minute and then 240 s for each way of waiting
  publish [RID]  the native binary to artifacts/RID/ (this machine: $rid)
  pack [RID]     publish, try it as demo does, then archive it to artifacts/dist/
  bench          publish, build other echo servers and compare them, in under half an hour (--quick: two minutes); Linux
  format         put the source into the project's format
  help           this text
END
}

this_rid() {
  local os arch
  case $(uname -s) in
    Linux) case $(ldd --version 2>&1 || true) in *musl*) os=linux-musl ;; *) os=linux ;; esac ;;
    Darwin) os=osx ;;
    *) die "this system is not known here; on Windows run build.ps1" ;;
  esac
  case $(uname -m) in
    x86_64 | amd64) arch=x64 ;;
    aarch64 | arm64) arch=arm64 ;;
    *) die "native AOT is not tried on $(uname -m)" ;;
  esac
  echo "$os-$arch"
}

need_dotnet() {
  local found
  found=$(dotnet --version 2>/dev/null) || found='none that fits global.json'
  case $found in
    [1-9][0-9].*) ;;
    *) die "needs the .NET 10 SDK (found: $found); get it at https://dotnet.microsoft.com/download/dotnet/10.0" ;;
  esac
}

# A trial link, because a compiler may be there without the C library's files.
can_link() {
  local compiler
  if [[ $(uname -s) == Darwin ]]; then
    xcode-select -p >/dev/null 2>&1
    return
  fi
  : >"$scratch/trial.log"
  # The order, the linker and the libraries are those the publish uses.
  compiler=$(command -v clang || command -v gcc) || return 1
  command -v objcopy >/dev/null || return 1
  echo 'int main(void) { return 0; }' |
    "$compiler" -x c - -o "$scratch/trial" -fuse-ld=bfd -lm -lrt -ldl 2>"$scratch/trial.log"
}

need_linker() {
  if can_link; then return; fi
  step 'native AOT needs a C linker: gcc or clang with binutils and the C library headers; none works here'
  local sudo='sudo ' install='install gcc with the package manager of this system'
  if [[ $(id -u) == 0 ]]; then sudo=''; fi
  if [[ $(uname -s) == Darwin ]]; then
    install='run: xcode-select --install'
  elif command -v apt-get >/dev/null; then
    install="${sudo}apt-get update; ${sudo}apt-get install -y --no-install-recommends gcc libc6-dev"
    if [[ -z $sudo ]] || sudo -n true 2>/dev/null; then
      step "running: $install"
      bash -c "${install//sudo/sudo -n}" </dev/null >"$scratch/apt" 2>&1 || die "it failed: $(tail -n 3 "$scratch/apt")"
      can_link || die "still no working linker. $(cat "$scratch/trial.log")"
      return
    fi
    install="run: $install"
  elif command -v dnf >/dev/null; then
    install="run: ${sudo}dnf install -y gcc"
  elif command -v apk >/dev/null; then
    install="run: ${sudo}apk add build-base"
  elif command -v pacman >/dev/null; then
    install="run: ${sudo}pacman -S --needed gcc"
  fi
  die "to get one, $install"
}

# Sets binary. Returns rather than exits on failure, so that test can go on to its last line.
publish() {
  step "publishing the native binary for $1 to artifacts/$1/"
  dotnet publish src/pollecho -c Release -r "$1" -o "artifacts/$1" --nologo -v quiet || return 1
  binary=$PWD/artifacts/$1/pollecho
  printf '%s, %s bytes\n' "$binary" "$(($(wc -c <"$binary")))"
}

# Tries a condition ten times a second for ten seconds.
eventually() {
  local tries=0
  until "$@"; do
    if ((++tries == 100)); then return 1; fi
    sleep 0.1
  done
}

# Sets port. A line still being written fails the read, so half a port is never taken.
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
  kill -0 "$server" 2>/dev/null || die "the server ended before it listened; it said: $(cat "$scratch/server")"
  return 1
}

gone() { ! kill -0 "$1" 2>/dev/null; }

# Starts $binary as a server, runs its client against it, and stops it.
try_out() {
  local port client_status=0 server_status=0
  step 'starting a server on a free port'
  : >"$scratch/server"
  "$binary" server --port 0 >"$scratch/server" 2>&1 &
  server=$!
  eventually listening || die "the server did not say within 10 s where it listens; it said: $(cat "$scratch/server")"
  step "sending ten messages to port $port"
  "$binary" client --count 10 --port "$port" >"$scratch/client" 2>&1 || client_status=$?
  step 'stopping the server'
  kill -TERM "$server" 2>/dev/null || true
  eventually gone "$server" || die "the server did not end within 10 s of SIGTERM; it said: $(cat "$scratch/server")"
  wait "$server" || server_status=$?
  server=''
  printf -- '--- pollecho server --port 0\n%s\n' "$(cat "$scratch/server")"
  printf -- '--- pollecho client --count 10 --port %s\n%s\n' "$port" "$(cat "$scratch/client")"
  if ((client_status != 0)); then die "the client failed with exit code $client_status"; fi
  if ((server_status != 0)); then die "the server failed with exit code $server_status"; fi
}

# Adds one project's figures to passed, failed and skipped; what follows the project goes to the test program.
run_tests() {
  local status=0 p f s
  step "testing $1"
  dotnet test --project "$1" -c Release --no-build "${@:2}" 2>&1 | tee "$scratch/tests" || status=$?
  # Only what follows the last summary heading counts: a test may print lines that look the same.
  read -r p f s < <(awk '
    /^Test run summary:/ { seen = 1; p = f = s = 0 }
    seen && $1 == "succeeded:" { p = $2 }
    seen && $1 == "failed:" { f = $2 }
    seen && $1 == "skipped:" { s = $2 }
    END { print p + 0, f + 0, s + 0 }' "$scratch/tests")
  if ((p + f == 0)); then
    step "$1: no test ran, which counts as one failure"
    f=1
  elif ((status != 0 && f == 0)); then
    step "$1: the run ended with exit code $status, which counts as one failure"
    f=1
  fi
  passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + s))
}

run_all_tests() {
  local passed=0 failed=0 skipped=0 format=good total
  step 'checking the format'
  dotnet format pollecho.sln --verify-no-changes || format=bad
  step 'building'
  dotnet build pollecho.sln -c Release --nologo -v quiet
  run_tests tests/pollecho.Tests
  if publish "$rid"; then
    export POLLECHO_BINARY=$binary
    run_tests tests/pollecho.EndToEnd
  else
    step 'the publish failed, so tests/pollecho.EndToEnd did not run, which counts as one failure'
    failed=$((failed + 1))
  fi
  if [[ $format == bad ]]; then step 'the format check failed; ./build.sh format puts it right'; fi
  total="$passed passed, $failed failed"
  if ((skipped > 0)); then total="$total, $skipped skipped"; fi
  printf '%s\n' "$total"
  [[ $failed == 0 && $format == good ]]
}

# One test at a time, as many measure.
run_soak() {
  local passed=0 failed=0 skipped=0 long='--filter-trait Soak=yes --explicit on --parallel none --show-live-output on'
  publish "$rid"
  step 'building'
  dotnet build pollecho.sln -c Release --nologo -v quiet
  export POLLECHO_BINARY=$binary POLLECHO_SOAK=1
  # shellcheck disable=SC2086 # options, to be split
  run_tests tests/pollecho.Tests $long
  # shellcheck disable=SC2086
  run_tests tests/pollecho.EndToEnd $long
  printf '%s passed, %s failed, %s skipped\n' "$passed" "$failed" "$skipped"
  [[ $failed == 0 ]]
}

# The archive is named by the version the binary itself tells.
pack() {
  publish "$1"
  try_out
  local version name
  version=$("$binary" --version | grep -oE '[0-9]+\.[0-9]+\.[0-9]+[-.0-9A-Za-z]*' | head -n 1) || die "$binary --version tells no version"
  name=pollecho-$version-$1
  step "packing artifacts/dist/$name.tar.gz"
  mkdir -p artifacts/dist "$scratch/$name"
  cp "$binary" LICENSE README.md "$scratch/$name"
  # COPYFILE_DISABLE keeps the tar of macOS from adding ._ files.
  COPYFILE_DISABLE=1 tar -czf "artifacts/dist/$name.tar.gz" -C "$scratch" "$name"
}

# What is compared and how: tests/bench/README.md.
bench() {
  [[ $(uname -s) == Linux ]] || die 'the benchmarks need Linux: their load generator waits by epoll'
  command -v python3 >/dev/null || die 'the benchmarks need python3'
  publish "$rid"
  step 'building the other servers'
  tests/bench/build.sh
  step 'measuring'
  tests/bench/suite.py "$@"
}

rid=$(this_rid)
case ${1-} in
  demo) need_dotnet; need_linker; publish "$rid"; try_out ;;
  test) need_dotnet; need_linker; run_all_tests ;;
  soak) need_dotnet; need_linker; run_soak ;;
  publish) need_dotnet; need_linker; publish "${2-$rid}" ;;
  pack) need_dotnet; need_linker; pack "${2-$rid}" ;;
  bench) need_dotnet; need_linker; shift; bench "$@" ;;
  format) need_dotnet; step 'formatting'; dotnet format pollecho.sln ;;
  help | -h | --help) usage ;;
  *) usage >&2; exit 2 ;;
esac
