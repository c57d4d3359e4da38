# What the recipes of this folder share. A recipe is run with
#   NAME     the image's name, as manifests write it
#   ARCHIVE  the file to write the image to
#   CACHE    a folder that is kept
# It fills the folder $root, says with `config` how a container of it is run, and ends with `save`.
set -eu

buildah() {
  command buildah --root "$CACHE/buildah" --runroot "$CACHE/buildah-run" --storage-driver overlay "$@"
}

container=$(buildah from scratch)
trap 'buildah rm "$container" >/dev/null' EXIT
root=$(buildah mount "$container")

# The smallest Debian, with these packages (separated by commas).
debian() {
  debootstrap --variant=minbase --include="$1" trixie "$root"
  # no service may start while packages are installed
  printf '#!/bin/sh\nexit 101\n' > "$root/usr/sbin/policy-rc.d"
  chmod 755 "$root/usr/sbin/policy-rc.d"
}

config() {
  buildah config "$@" "$container"
}

save() {
  rm -rf "$root"/var/cache/apt/* "$root"/var/lib/apt/lists/*
  buildah commit --quiet "$container" "docker-archive:$ARCHIVE:$NAME"
}
