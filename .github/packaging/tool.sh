#!/usr/bin/env bash
# Makes the package that goes by the name of the .NET tool, in a folder that has the packages for each system: it points
# at them.
#   .github/packaging/tool.sh FOLDER VERSION
# It is left out where one of them is missing: it would promise a system that there is no package for.
set -euo pipefail
folder=$(cd "$1" && pwd) version=$2
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
# shellcheck source=tests/lib.sh
source tests/lib.sh

rids=$(dotnet msbuild src/pollecho -getProperty:ToolPackageRuntimeIdentifiers)
for rid in ${rids//;/ }; do
  package=pollecho.$rid.$version.nupkg
  if [[ ! -f $folder/$package ]]; then
    step "pollecho.$version.nupkg is left out, for lack of $package"
    exit
  fi
done
step "packing the .NET tool: $folder/pollecho.$version.nupkg"
# Restores, and compiles nothing.
dotnet pack src/pollecho -c Release -p:NoBuild=true "-p:MinVerVersionOverride=$version" -o "$folder" --nologo -v quiet
