#!/usr/bin/env bash
# Prints what a changelog says of a version, for the notes of its release.
#   .github/packaging/notes.sh CHANGELOG.md VERSION
set -euo pipefail

notes=$(awk -v version="$2" '/^## / { inside = $2 == version || $2 == "[" version "]"; next } inside' "$1")
# Blank lines alone are no notes.
if [[ $notes != *[![:space:]]* ]]; then
  printf 'notes.sh: %s says nothing of %s; move what is under "Unreleased" there to "## %s"\n' "$1" "$2" "$2" >&2
  exit 1
fi
printf '%s\n' "$notes" | sed '/./,$!d'
