#!/usr/bin/env bash
# Makes what a release has besides its archives, from the archives in a folder: SHA256SUMS, the installer, and the
# manifests for Homebrew, Scoop and winget.
#   .github/packaging/release.sh FOLDER VERSION RID...
# Every RID named must have its archive there. A manifest is made when all archives that it names are there.
# RELEASE_URL is where the files will be found, HOMEPAGE the project's page; without them they point at FOLDER itself.
set -euo pipefail
templates=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

die() { printf 'release.sh: %s\n' "$*" >&2; exit 1; }

[[ $# -ge 3 ]] || die 'usage: .github/packaging/release.sh FOLDER VERSION RID...'
folder=$(cd "$1" && pwd) version=$2
shift 2
url=${RELEASE_URL:-file://$folder} homepage=${HOMEPAGE:-file://$folder}
cd "$folder"

archive() {
  case $1 in
    win-*) echo "pollecho-$version-$1.zip" ;;
    *) echo "pollecho-$version-$1.tar.gz" ;;
  esac
}

# The sums take the place of their names in the templates.
fill=(-e "s|@VERSION@|$version|g" -e "s|@URL@|$url|g" -e "s|@HOMEPAGE@|$homepage|g")
for rid in "$@"; do
  [[ -f $(archive "$rid") ]] || die "there is no $(archive "$rid") in $folder"
  sum=$(sha256sum "$(archive "$rid")")
  fill+=(-e "s|@SHA256:$rid@|${sum%% *}|g")
done

# Makes a file from a template, or says why not.
make_from() {
  sed "${fill[@]}" "$templates/$1" >"$1.new"
  if missing=$(grep -o '@SHA256:[^@]*@' "$1.new"); then
    printf 'release.sh: %s is left out, for lack of %s\n' "$1" "$(tr '\n' ' ' <<<"$missing")" >&2
    rm "$1.new"
  else
    mv "$1.new" "$1"
  fi
}

mkdir -p winget
make_from install.sh
make_from pollecho.rb
# Scoop takes the app's name from the file's, so a scoop.json would be taken for Scoop itself:
# https://github.com/ScoopInstaller/Scoop/issues/5808
make_from pollecho.json
for manifest in "$templates"/winget/*.yaml; do make_from "winget/${manifest##*/}"; done
if [[ -f winget/pollecho.pollecho.installer.yaml ]]; then
  # Assets of a release have no folders.
  mv winget/*.yaml .
fi
rm -rf winget

# Of every file but itself, so that nothing in a release goes unchecked.
rm -f SHA256SUMS
sums=$(find . -maxdepth 1 -type f | sed 's|^\./||' | LC_ALL=C sort | xargs sha256sum)
printf '%s\n' "$sums" | tee SHA256SUMS
