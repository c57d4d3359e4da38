# Odoo 19 from its Debian package, run as the official image does: user odoo (100), group odoo (101). It is the first
# release of Odoo 19, whatever day the image's name says.
. "$(dirname "$0")/image.sh"

debian ca-certificates

# The package is in sid alone; what it depends on comes from the stable release, whose Python it supports. The lists of
# sid are valid for a week, and a mirror may be older.
apt="$root/etc/apt"
sed 's/^deb /deb [check-valid-until=no] /; s/trixie/sid/' "$apt/sources.list" > "$apt/sources.list.d/sid.list"
printf '%s\n' 'APT::Default-Release "trixie";' 'Acquire::Languages "none";' > "$apt/apt.conf.d/release"
chroot "$root" groupadd --system --gid 101 odoo
chroot "$root" useradd --system --uid 100 --gid odoo --home-dir /var/lib/odoo odoo
chroot "$root" apt-get update
DEBIAN_FRONTEND=noninteractive chroot "$root" apt-get install --yes --no-install-recommends odoo-19/sid

config --user 100:101 --env PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
  --entrypoint '["odoo"]'
save
