#!/usr/bin/env bash
# Tests for Windows what can be tested on Linux: the AOT compile without a warning, the unit tests, and the end-to-end
# tests against the Windows program, under Wine.
#   tests/on-wine.sh
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=tests/lib.sh
source tests/lib.sh

PATH=$PATH:/usr/lib/wine
needs wine64 wine64
wine=$(command -v wine64)
unset DISPLAY
# .NET suspends threads to collect garbage and to replace code by faster code, which Wine does not always allow: neither
# happens here (the first collection would come after 4 GiB).
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

leave_out=() only=()
if [[ $("$wine" --version) == wine-[89].* ]]; then
  step 'this Wine may lose the thread of a test that skips itself (Wine 10 does not): classes with such tests are left out'
  # Then the run never ends. Skipped are tests of what Windows has not, and of what Wine does in its own way, as a reset that
  # reads as an end. SilentAddress skips the test that asks for one, and TemporarySocket too: this Wine has no unix sockets.
  while read -r file; do
    file=${file##*/}
    leave_out+=(-class- "*.${file%.cs}")
  done < <(grep -rlE 'Assert\.Skip|new SilentAddress|TemporarySocket' tests/pollecho.Tests --include='*Tests.cs')
  # Of the contract this test skips itself where a strategy does not scale.
  for name in Adaptive Spin Yield Sleep Select; do
    leave_out+=(-method- "*.${name}StrategyTests.Beside_2000_silent_sockets_*")
  done
  # Classes that share a file with others.
  leave_out+=(-class- '*EpollStrategyTests' -class- '*KqueueStrategyTests' -class- '*OverUnixTests')
  # The method left out starts a shell.
  only=(-class '*.BinaryTests' -class '*.BadInputTests' -method- '*.An_argument_that_is_not_text_is_refused')
fi

# A run that hangs is ended; without a report it counts as a failure.
run_on_wine() {
  count_tests "tests/$1" timeout "$2" "$wine" "artifacts/windows/$1/$1.exe" -noColor -parallelMode none -result-trx "$report" "${@:3}"
}
run_on_wine pollecho.Tests 600 ${leave_out[@]+"${leave_out[@]}"}
POLLECHO_BINARY=$("$wine" winepath -w "$PWD/artifacts/windows/pollecho/pollecho.exe" | tr -d '\r')
export POLLECHO_BINARY
run_on_wine pollecho.EndToEnd 1200 ${only[@]+"${only[@]}"}

# Otherwise Wine's own processes stay, with everything they inherited.
wineserver64 -k || true
conclude
