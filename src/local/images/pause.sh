# The container that holds a pod's network, with the init program that Debian has for it.
. "$(dirname "$0")/image.sh"

package=$(mktemp -d)
(cd "$package" && apt-get download catatonit && dpkg-deb --extract ./*.deb .)
install -m 755 "$package/usr/bin/catatonit" "$root/pause"
rm -rf "$package"
config --user 65535:65535 --entrypoint '["/pause", "-P"]'
save
