#!/bin/sh
# Measures start times: a bare JVM, `loom --version`, and `loom serve` to its first /health response.
# usage: bench/start.sh [RUNS, default 7]
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(dirname "$here")
runs=${1:-7}
java_home=$("$root/.mvn/find-jdk")
work=$(mktemp -d)
engine=
cleanup() {
  if [ -n "$engine" ]; then kill "$engine" 2>/dev/null || true; fi
  rm -rf "$work"
}
trap cleanup EXIT
trap 'exit 130' INT TERM

mkdir -p "$here/target/hello" "$work/here"
cat >"$here/target/hello/Hello.java" <<'JAVA'
final class Hello {
  public static void main(String[] arguments) {
    System.out.println("hello");
  }
}
JAVA
"$java_home/bin/javac" -d "$here/target/hello" "$here/target/hello/Hello.java"

nanos() { date +%s%N; }
hello() { "$java_home/bin/java" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -cp "$here/target/hello" Hello >/dev/null; }
version() { (cd "$work/here" && LOOM_HOME="$work/home" "$root/loom" --version >/dev/null); }
version_off() { LOOM_AOT=off version; }

# Starts an engine on a fresh home and sets $address to the printed address.
serve() {
  rm -rf "$work/home" "$work/out"
  mkfifo "$work/out"
  (cd "$work/here" && LOOM_HOME="$work/home" exec "$root/loom" serve --port 0 --set models.builtin.provider=builtin) \
    >"$work/out" 2>"$work/errors" &
  engine=$!
  exec 3<"$work/out"
  address=
  read -r line <&3 || true
  address=${line##* }
  if ! curl -fs "$address/health" >/dev/null; then
    echo "bench/start.sh: the engine did not start:" >&2
    cat "$work/errors" >&2
    exit 1
  fi
}
stop() {
  kill "$engine"
  wait "$engine" 2>/dev/null || true
  engine=
  exec 3<&-
}
serve_off() {
  LOOM_AOT=off
  export LOOM_AOT
  serve
  unset LOOM_AOT
}

# Runs a function and appends its nanoseconds to a file with its name.
measure() {
  before=$(nanos)
  "$1"
  after=$(nanos)
  echo $((after - before)) >>"$work/$1"
  if [ -n "$engine" ]; then
    before=$(nanos)
    curl -fs "$address/health" >/dev/null
    after=$(nanos)
    echo $((after - before)) >>"$work/curl"
    stop
  fi
}

# The first run of each is not counted: it builds, creates the AOT cache, and fills the page cache.
hello
version
version_off
serve && stop
# Alternating, so that load of the machine affects all of them.
for _ in $(seq "$runs"); do
  for what in hello version version_off serve serve_off; do measure "$what"; done
done

median() { sort -n "$work/$1" | awk '{ v[NR] = $1 } END { printf "%.1f", v[int((NR + 1) / 2)] / 1e6 }'; }
range() { sort -n "$work/$1" | awk 'NR == 1 { low = $1 } END { printf "%.0f - %.0f", low / 1e6, $1 / 1e6 }'; }
base=$(median hello)
row() { printf '%-36s %10s  %-14s %8s\n' "$2" "$(median "$1")" "$(range "$1")" "$(awk "BEGIN { printf \"%.1f\", $(median "$1") / $base }")"; }
printf '%-36s %10s  %-14s %8s\n' "median of $runs runs" ms "lowest-highest" "x bare"
row hello "bare JVM"
row version "loom --version"
row version_off "loom --version, LOOM_AOT=off"
row serve "loom serve to /health"
row serve_off "loom serve to /health, LOOM_AOT=off"
row curl "(one curl, contained in the two above)"
