#!/usr/bin/env bash
# Builds, tests and packs pollecho on Linux and macOS; build.ps1 does the same on Windows.
# Limited to bash 3.2, the bash of macOS.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
# shellcheck source=tests/lib.sh
source tests/lib.sh
# shellcheck source=tests/tools.sh
source tests/tools.sh

usage() {
  cat <<END
usage: ./build.sh VERB
  demo             publish the native binary, start a server, run ten round trips against it
  test             format and script checks, build, unit tests, end-to-end tests against the native binary;
                   installs the programs that they use, where it may
  test-windows     the AOT compile for win-x64, the unit and end-to-end tests under Wine (Wine 10 is best)
  test-arm64       the end-to-end tests against the linux-arm64 binary, under qemu
  soak             the long tests: crowds, floods, bad networks, a cluster, hours' worth of messages; an hour or so,
                   POLLECHO_SOAK_SECONDS=10 makes them short: a minute and then 10 s, not 240 s, for each way of waiting, and
                   fewer of the others
  publish [RID]    the native binary to artifacts/RID/ (this machine: $rid);
                   linux-x64-static and linux-arm64-static for one that needs no library
  pack [RID]       publish, try it as demo does, then archive it to artifacts/dist/, and make the package of the .NET tool
                   for that system
  release [RID...] the other files of a release, from the archives and packages in artifacts/dist/
  image [WHERE...] the container image for both architectures, from the static archives in artifacts/dist/, to artifacts/image/
                   or to a destination of buildah's, such as docker://REGISTRY/NAME:TAG; takes buildah
  bench            publish, build other echo servers and compare them, in under half an hour (--quick: two minutes); Linux;
                   installs their compilers and libraries, where it may
  format           put the source into the project's format
  help             this text
END
}

this_rid() {
  local os arch
  case $(uname -s) in
    Linux) case $(ldd --version 2>&1 || true) in *musl*) os=linux-musl ;; *) os=linux ;; esac ;;
    Darwin) os=osx ;;
    *) die "$(uname -s) is not supported; on Windows run build.ps1" ;;
  esac
  case $(uname -m) in
    x86_64 | amd64) arch=x64 ;;
    aarch64 | arm64) arch=arm64 ;;
    *) die "native AOT has not been tried on $(uname -m)" ;;
  esac
  echo "$os-$arch"
}

# publish RID [OPTION...]: sets binary. Returns rather than exits on failure, so that test gets to its last line.
publish() {
  step "publishing the native binary for $1 to artifacts/$1/"
  local options=()
  if [[ $1 == *-static ]]; then
    # The system's own linker cannot link the C library into a position-independent program. What is linked is compiled once
    # for both, so only the result needs a folder of its own.
    needs lld ld.lld
    options=(-p:StaticExecutable=true -p:LinkerFlavor=lld "-p:NativeOutputPath=$PWD/artifacts/bin/pollecho/release_$1/native/")
  fi
  if [[ $1 == linux-arm64* && $rid == linux-x64 ]]; then
    needs 'clang gcc-aarch64-linux-gnu libc6-dev-arm64-cross' clang aarch64-linux-gnu-gcc aarch64-linux-gnu-objcopy
    options+=("-p:CppCompilerAndLinker=$(newest clang)" -p:ObjCopyName=aarch64-linux-gnu-objcopy)
  fi
  dotnet publish src/pollecho -c Release -r "${1%-static}" -o "artifacts/$1" --nologo -v quiet \
    ${options[@]+"${options[@]}"} "${@:2}" || return 1
  binary=$PWD/artifacts/$1/pollecho
  printf '%s, %s bytes\n' "$binary" "$(($(wc -c <"$binary")))"
}

# The static binary beside it: what the container image and, on Linux, the .NET tool hold. Sets POLLECHO_STATIC.
publish_static() {
  [[ $rid == linux-x64 || $rid == linux-arm64 ]] || return 0
  if ! command -v ld.lld >/dev/null; then
    step 'there is no lld here, so the tests of the container image are skipped'
  elif publish "$rid-static"; then
    export POLLECHO_STATIC=$binary
  else
    add_failure 'the static binary cannot be published'
  fi
}

build() {
  step 'building'
  dotnet build pollecho.sln -c Release --nologo -v quiet
}

run_all_tests() {
  local format=good
  step 'checking the format'
  dotnet format pollecho.sln --verify-no-changes || format=bad
  build
  step 'compiling for macOS'
  dotnet build src/pollecho -c Release -r osx-arm64 -p:PublishAot=false --artifacts-path artifacts/macos --nologo -v quiet
  run_tests tests/pollecho.Tests
  if publish "$rid"; then
    export POLLECHO_BINARY=$binary
    publish_static
    run_tests tests/pollecho.EndToEnd
    run_tests tests/pollecho.Scripts
  else
    add_failure 'the publish failed, so tests/pollecho.EndToEnd and tests/pollecho.Scripts did not run'
  fi
  if [[ $format == bad ]]; then add_failure 'the format is wrong; ./build.sh format fixes it'; fi
  conclude
}

# One test at a time, because many of them measure.
run_soak() {
  local long=(--filter-trait Soak=yes --explicit on --parallel none --show-live-output on)
  publish "$rid"
  build
  export POLLECHO_BINARY=$binary POLLECHO_SOAK=1
  run_tests tests/pollecho.Tests "${long[@]}"
  run_tests tests/pollecho.EndToEnd "${long[@]}"
  conclude
}

test_arm64() {
  needs qemu-user-static qemu-aarch64-static
  local static
  publish linux-arm64-static
  static=$binary
  publish linux-arm64
  tests/on-arm64.sh "$binary" "$static"
}

pack() {
  # Paths of this machine are kept out of the binary; one compiled before for use here would pass for up to date.
  rm -rf "artifacts/obj/pollecho/release_${1%-static}"
  publish "$1" -p:ContinuousIntegrationBuild=true
  .github/packaging/pack.sh "$1" "$binary"
}

# The version of the archives in artifacts/dist/: they all have one, or what is made from them will miss one of them.
packed_version() {
  local archives
  archives=$(find artifacts/dist -name "pollecho-*-$1.tar.gz" -o -name "pollecho-*-$1.zip" 2>/dev/null) || true
  [[ -n $archives ]] || die "there is no archive for $1 in artifacts/dist; to make it: ./build.sh pack $1"
  [[ $archives != *$'\n'* ]] || die "artifacts/dist has archives of several versions for $1; delete those of the others"
  archives=${archives##*/pollecho-}
  echo "${archives%"-$1".*}"
}

# For the archives of the RIDs given.
release() {
  local version folder=artifacts/dist
  needs jq jq
  version=$(packed_version "$1")
  .github/packaging/sbom.sh "$folder/pollecho-$version.cdx.json" "$version" "$rid"
  .github/packaging/tool.sh "$folder" "$version"
  step "making what finds the archives: $folder/"
  .github/packaging/release.sh "$folder" "$version" "$@"
}

# To artifacts/image/, or to where buildah is to put it.
image() {
  local version where=("$@")
  if ((${#where[@]} == 0)); then
    # Buildah would add to what is there.
    rm -rf artifacts/image
    where=(oci:artifacts/image)
  fi
  version=$(packed_version linux-x64-static)
  step "making the container image: ${where[*]}"
  .github/packaging/image.sh artifacts/dist "$version" "${where[@]}"
}

# What is compared and how: tests/bench/README.md.
bench() {
  [[ $(uname -s) == Linux ]] || die 'the benchmarks need Linux: their load generator waits with epoll'
  command -v python3 >/dev/null || die 'the benchmarks need python3'
  get_packages 'some of the other servers are left out' missing_peers
  publish "$rid"
  step 'building the other servers'
  tests/bench/build.sh
  step 'measuring'
  tests/bench/suite.py "$@"
}

rid=$(this_rid)
case ${1-} in
  demo) need_dotnet; need_linker; publish "$rid"; tests/demo.sh "$binary" ;;
  test) need_dotnet; need_linker; get_tools; run_all_tests ;;
  test-windows) need_dotnet; tests/on-wine.sh ;;
  test-arm64) need_dotnet; test_arm64 ;;
  soak) need_dotnet; need_linker; get_tools "${cluster_tools[@]}"; run_soak ;;
  publish) need_dotnet; need_linker; publish "${2-$rid}" ;;
  pack) need_dotnet; need_linker; pack "${2-$rid}" ;;
  release) need_dotnet; shift; release "${@:-$rid}" ;;
  image) shift; image "$@" ;;
  bench) need_dotnet; need_linker; shift; bench "$@" ;;
  format) need_dotnet; step 'formatting'; dotnet format pollecho.sln ;;
  help | -h | --help) usage ;;
  *) usage >&2; exit 2 ;;
esac
