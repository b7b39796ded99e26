#!/usr/bin/env bash
# Writes the software bill of materials, which lists what is linked into the binary, as CycloneDX JSON.
#   .github/packaging/sbom.sh FILE VERSION RID
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
# shellcheck source=tests/lib.sh
source tests/lib.sh

step "listing what is in the binary: $1"
dotnet restore src/pollecho -r "$3" -p:Configuration=Release -v quiet --artifacts-path artifacts/sbom
jq --arg rid "$3" --arg version "$2" -f .github/packaging/sbom.jq artifacts/sbom/obj/pollecho/project.assets.json >"$1"
