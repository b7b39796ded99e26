#!/usr/bin/env bash
# Pushes the packages of the .NET tool: first those for each system, last the one that points at them, so that nobody can
# get it before what it needs. What is there already is passed over, so a push that failed half-way can be repeated.
#   .github/packaging/push.sh FOLDER VERSION SOURCE
# SOURCE is a feed's address or a folder. NUGET_API_KEY is the key to it, if it needs one.
set -euo pipefail

die() { printf 'push.sh: %s\n' "$*" >&2; exit 1; }

[[ $# == 3 ]] || die 'usage: .github/packaging/push.sh FOLDER VERSION SOURCE'
pointer=$1/pollecho.$2.nupkg
[[ -f $pointer ]] || die "there is no $pointer; nothing was pushed"
for package in "$1"/pollecho.[a-z]*."$2".nupkg "$pointer"; do
  dotnet nuget push "$package" --source "$3" ${NUGET_API_KEY:+--api-key "$NUGET_API_KEY"} --skip-duplicate
done
