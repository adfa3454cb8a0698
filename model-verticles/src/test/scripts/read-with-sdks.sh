#!/bin/sh
# Tests the strict servers of the provider tests with the official npm clients of OpenAI, Anthropic and Ollama.
# Fails if a client decodes anything but the scripted response. Needs node >= 20 and npm, so it is not part of
# ./mvnw verify. The clients, pinned in package.json beside this file, are installed under target/.
# usage: model-verticles/src/test/scripts/read-with-sdks.sh
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../../../.." && pwd)
work=$root/model-verticles/target/sdk-readers
servers=
cleanup() {
  for own in $servers; do kill "$own" 2>/dev/null || true; done
  wait
}
trap cleanup EXIT
trap 'exit 130' INT TERM
mkdir -p "$work"
cp "$here/package.json" "$here/read-with-sdks.mjs" "$work"
(cd "$work" && npm install --ignore-scripts --no-audit --no-fund --loglevel=error)
java_home=$("$root/.mvn/find-jdk")
# Compiles the tests without running them.
(cd "$root" && ./mvnw -q -B -DskipTests -Dspotless.check.skip=true -pl cli -am package)
rm -f "$work/urls"
mkfifo "$work/urls"
"$java_home/bin/java" -Xlog:disable -Xlog:all=error:stderr --enable-native-access=ALL-UNNAMED \
  --sun-misc-unsafe-memory-access=allow \
  -cp "$root/model-verticles/target/test-classes:$root/cli/target/loom/*" dev.loom.models.StrictServers 0 0 0 0 \
  >"$work/urls" 2>"$work/servers.log" &
servers=$!
exec 3<"$work/urls"
read -r urls <&3 || {
  echo "read-with-sdks.sh: the strict servers did not start:" >&2
  cat "$work/servers.log" >&2
  exit 1
}
# shellcheck disable=SC2086
(cd "$work" && node read-with-sdks.mjs $urls)
