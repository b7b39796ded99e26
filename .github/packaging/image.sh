#!/usr/bin/env bash
# Makes the container image, for amd64 and arm64, from the static binaries in the archives in a folder. The same archives
# make the same image, byte for byte.
#   .github/packaging/image.sh FOLDER VERSION DESTINATION...
# A DESTINATION is one of buildah's: oci:FOLDER, oci-archive:FILE, docker://REGISTRY/NAME:TAG. A registry wants a login
# before: buildah login. HOMEPAGE, if set, is the project's page, for a label.
set -euo pipefail
folder=$(cd "$1" && pwd) version=$2
shift 2
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
# shellcheck source=tests/lib.sh
source tests/lib.sh

needs buildah buildah
# Buildah makes folders that their owner may not write to.
trap 'chmod -R u+w "$scratch"; rm -rf "$scratch"' EXIT
# Nothing is run in the image while it is made, and nothing of it is to stay in the storage of this machine.
export BUILDAH_ISOLATION=chroot
buildah() { command buildah --root "$scratch/root" --runroot "$scratch/run" --storage-driver vfs "$@"; }

labels=(--label "org.opencontainers.image.version=$version")
if commit=$(git rev-parse HEAD 2>/dev/null); then labels+=(--label "org.opencontainers.image.revision=$commit"); fi
if [[ -n ${HOMEPAGE-} ]]; then labels+=(--label "org.opencontainers.image.source=$HOMEPAGE"); fi
time=$(git log -1 --format=%ct 2>/dev/null) || time=0

mkdir "$scratch/context"
for platform in amd64:x64 arm64:arm64; do
  name=pollecho-$version-linux-${platform#*:}-static
  [[ -f $folder/$name.tar.gz ]] || die "there is no $name.tar.gz in $folder; to make it: ./build.sh pack linux-${platform#*:}-static"
  tar -xzf "$folder/$name.tar.gz" -C "$scratch/context" "$name/pollecho"
  buildah build -q --manifest pollecho --arch "${platform%:*}" --timestamp "$time" "${labels[@]}" \
    --build-arg "BINARY=$name/pollecho" -f Dockerfile "$scratch/context" >/dev/null
done
for destination in "$@"; do buildah manifest push -q --all --format oci pollecho "$destination"; done
