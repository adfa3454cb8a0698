#!/bin/sh
# Measures the latency that the engine adds to a model's tokens, from the socket of the model to the socket of an event
# stream client, compared with a pass-through proxy of the same library in the same run. Needs Node.js.
# usage: bench/token-latency.sh
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(dirname "$here")
work=$(mktemp -d)
engine=
proxy=
cleanup() {
  for own in $engine $proxy; do kill "$own" 2>/dev/null || true; done
  wait
  rm -rf "$work"
}
trap cleanup EXIT
trap 'exit 130' INT TERM
mkdir "$work/here"
java_home=$("$root/.mvn/find-jdk")
(cd "$root" && ./mvnw -q -B -DskipTests -Dspotless.check.skip=true -pl cli,bench -am package)
"$root/loom" --version >/dev/null

port=$(node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => {
  console.log(s.address().port); s.close(); })')
mkfifo "$work/engine-out" "$work/proxy-out"
(cd "$work/here" && LOOM_HOME="$work/home" exec "$root/loom" serve --port 0 \
  --set models.bench.provider=openai_compatible --set "models.bench.base_url=http://127.0.0.1:$port/v1" \
  --set models.bench.model=fake --set models.bench.roles=planner,executor,verifier,extractor \
  --set model_calls.parallel_max=600 --set execution.max_parallel_tasks=600) \
  >"$work/engine-out" 2>"$work/engine.log" &
engine=$!
exec 3<"$work/engine-out"
read -r line <&3 || {
  echo "bench/token-latency.sh: the engine did not start:" >&2
  cat "$work/engine.log" >&2
  exit 1
}
"$java_home/bin/java" -Xlog:disable -Xlog:all=error:stderr -XX:+UseSerialGC --enable-native-access=ALL-UNNAMED \
  --sun-misc-unsafe-memory-access=allow \
  -cp "$here/target/classes:$root/cli/target/loom/*" dev.loom.bench.PassThroughProxy "$port" \
  >"$work/proxy-out" 2>"$work/proxy.log" &
proxy=$!
exec 4<"$work/proxy-out"
read -r proxy_address <&4 || {
  echo "bench/token-latency.sh: the proxy did not start:" >&2
  cat "$work/proxy.log" >&2
  exit 1
}
node "$here/token-latency.mjs" "$port" "${line##* }" "$proxy_address"
