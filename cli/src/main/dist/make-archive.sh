#!/bin/sh
# Makes cli/target/loom-VERSION-OS-ARCH.tar.gz: the command with its own Java runtime and AOT cache.
# `./mvnw -Pdist package` runs it after the jars are in cli/target/loom.
set -eu
version=$1
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../../../.." && pwd)
target=$root/cli/target
jdk=$("$root/.mvn/find-jdk")
os=$(uname -s)
arch=$(uname -m)
name=loom-$version-$(echo "$os" | tr '[:upper:]' '[:lower:]')-$arch
image=$target/$name
rm -rf "$image" "$image.tar.gz"
mkdir -p "$image/bin" "$image/lib"

# The modules that the jars use. java.desktop is here for java.beans, which SnakeYAML and Jackson call;
# its native libraries are left out.
"$jdk/bin/jlink" --output "$image/runtime" --vm server --compress zip-6 --strip-java-debug-attributes \
  --no-header-files --no-man-pages --generate-cds-archive --include-locales=en \
  --exclude-files '/java.desktop/lib/**' --add-modules \
  java.base,java.desktop,java.logging,java.management,java.naming,java.net.http,java.sql,jdk.crypto.ec,jdk.localedata,jdk.management,jdk.naming.dns,jdk.net,jdk.unsupported,jdk.zipfs
rm -f "$image/runtime/lib/server/classes_nocoops.jsa"

cp -p "$target"/loom/*.jar "$here/launch.sh" "$image/lib/"
# The SQLite driver carries its library for 20 platforms; one is needed.
sqlite=$(ls "$image"/lib/sqlite-jdbc-*.jar)
mkdir "$image/sqlite"
(cd "$image/sqlite" && "$jdk/bin/jar" xf "$sqlite" &&
  find org/sqlite/native -type f ! -path "org/sqlite/native/$os/$arch/*" -delete &&
  "$jdk/bin/jar" cfm "$sqlite" META-INF/MANIFEST.MF .)
rm -rf "$image/sqlite"

cp -p "$here/loom" "$image/bin/loom"
chmod 755 "$image/bin/loom"
for page in LICENSE CHANGELOG.md SECURITY.md docs conf; do
  [ ! -e "$root/$page" ] || cp -Rp "$root/$page" "$image/"
done
# The pages lose the links to what only a checkout has. check-archive.sh verifies that none is left.
sed -e '/^| \[Examples\]/d' -e '/^| \[ARCHITECTURE\.md\]/d' \
  -e 's/^| \[CONTRIBUTING\.md\].*/| [CHANGELOG.md](CHANGELOG.md) | what changed |/' "$root/README.md" >"$image/README.md"
sed -e 's/Whole programs are in \[examples\]([^)]*)\. //' "$root/docs/embedding.md" >"$image/docs/embedding.md"

# The cache holds the times of the jars and the runtime, which tar keeps; nothing may change after it.
. "$here/launch.sh"
if ! train "$image/runtime" "$image/lib" "$image/lib/loom.aot"; then
  echo "make-archive: the training run made no AOT cache." >&2
  exit 1
fi
tar -C "$target" --owner=0 --group=0 -czf "$image.tar.gz" "$name"
echo "$image.tar.gz"
