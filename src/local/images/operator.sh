# The operator from the Dockerfile of the documentation. Its base image cannot be pulled here: a Debian with the Java
# that runs the build takes its name.
. "$(dirname "$0")/image.sh"

base=$(sed -n 's/^FROM //p' Dockerfile)
if ! buildah inspect --type image "$base" >/dev/null 2>&1; then
  debian ca-certificates
  mkdir -p "$root/opt/java"
  cp -r "$JAVA_HOME" "$root/opt/java/openjdk"
  rm -rf "$root/opt/java/openjdk/jmods" "$root/opt/java/openjdk/lib/src.zip"
  config --env JAVA_HOME=/opt/java/openjdk --env PATH=/opt/java/openjdk/bin:/usr/local/bin:/usr/bin:/bin
  buildah commit --quiet "$container" "$base"
fi
buildah build --pull-never --tag "$NAME" --file Dockerfile target
buildah push --quiet "$NAME" "docker-archive:$ARCHIVE:$NAME"
