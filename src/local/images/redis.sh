# Redis from its Debian package, run as the official image does: user redis (999), group redis (1000). It has the
# version of Debian, whatever the image's name says.
. "$(dirname "$0")/image.sh"

debian redis-server
chroot "$root" usermod --uid 999 redis
chroot "$root" groupmod --gid 1000 redis

config --user 999:1000 --workingdir /data --env PATH=/usr/local/bin:/usr/bin:/bin --entrypoint '["redis-server"]'
save
