#!/bin/sh
# Runs the archive as a machine without any JDK would: an empty environment, no folder of JDKs, and the
# unpacked folder read-only under a path with spaces. `./mvnw -Pdist verify` runs it.
# Full isolation needs bubblewrap (`bwrap`); without it only the environment is emptied.
set -eu
version=$1
root=$(cd "$(dirname "$0")/../../../.." && pwd)
archive=$(ls "$root"/cli/target/loom-"$version"-*.tar.gz)
check=$root/cli/target/check
chmod -R u+w "$check" 2>/dev/null || true
rm -rf "$check"
mkdir -p "$check/un packed" "$check/home" "$check/work/src"
tar -C "$check/un packed" -xzf "$archive"
chmod -R a-w "$check/un packed"
loom="$check/un packed/$(basename "$archive" .tar.gz)/bin/loom"
echo '// TODO: round to cents' >"$check/work/src/price.js"

isolated() {
  if command -v bwrap >/dev/null 2>&1; then
    set -- bwrap --ro-bind / / --dev /dev --proc /proc --tmpfs /tmp --tmpfs /usr/lib/jvm \
      --tmpfs "$HOME" --ro-bind "$check/un packed" "$check/un packed" \
      --bind "$check/home" "$check/home" --bind "$check/work" "$check/work" --chdir "$check/work" "$@"
  else
    echo "check-archive: no bwrap here, so JDKs of this machine stay visible." >&2
  fi
  (cd "$check/work" && exec env -i HOME="$check/home" PATH=/usr/bin:/bin "$@")
}
expect() { # TEXT FILE
  grep -qF "$1" "$2" || { echo "check-archive: no \"$1\" in:" >&2; cat "$2" >&2; exit 1; }
}

# Prints the relative links of a page, without their anchors.
links() { # PAGE
  grep -o '](.[^)]*)' "$1" | sed -e 's/^](//' -e 's/)$//' -e 's/#.*//' | grep -v -e '^$' -e '^[a-z]*:' || true
}
top=$(dirname "$(dirname "$loom")")
for page in "$top"/*.md "$top"/docs/*.md; do
  links "$page" | while read -r link; do
    [ -e "$(dirname "$page")/$link" ] || { echo "check-archive: ${page#"$top"/} links to $link, which the archive lacks." >&2; exit 1; }
  done
done

out=$check/out
isolated "$loom" --version >"$out" 2>&1
expect "loom $version" "$out"
isolated "$loom" demo >"$out" 2>&1
expect "4 of 4 subtasks" "$out"
isolated "$loom" run "Take stock of this folder: count the source files by type, find every TODO and FIXME, and write what you found to STOCK.md" >"$out" 2>&1
expect "3 of 3 subtasks" "$out"
expect "round to cents" "$check/work/STOCK.md"
isolated "$loom" doctor >"$out" 2>&1
isolated "$loom" stop >"$out" 2>&1
expect "has ended" "$out"
if command -v bwrap >/dev/null 2>&1 && isolated sh -c 'java -version' >/dev/null 2>&1; then
  echo "check-archive: a Java was still on the PATH." >&2
  exit 1
fi
echo "check-archive: $(basename "$archive") runs without a JDK; $(du -m "$archive" | cut -f1) MB packed, $(du -sm "$check/un packed" | cut -f1) MB unpacked."
