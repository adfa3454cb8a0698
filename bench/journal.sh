#!/bin/sh
# Measures durable events per second of Loom's journal and of a C program with SQLite on the same disk.
# usage: bench/journal.sh [MILLIS of each window, default 1000] [DIRECTORY on the disk to measure]
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(dirname "$here")
millis=${1:-1000}
directory=${2:-$here/target}
java_home=$("$root/.mvn/find-jdk")
mkdir -p "$here/target"
(cd "$root" && ./mvnw -q -B -DskipTests -Dspotless.check.skip=true -pl cli,bench -am package)

program=$here/target/journal
if ! cc -O2 -o "$program" "$here/src/main/c/journal.c" -lsqlite3 2>"$here/target/cc.log"; then
  echo "C is not measured: the C compiler or the SQLite headers are missing (see bench/README.md);" \
    "the compiler output is in bench/target/cc.log." >&2
  program=
fi

# The same JVM flags and jars as `loom serve`.
# shellcheck disable=SC2086
exec "$java_home/bin/java" -Xlog:disable -Xlog:all=error:stderr -XX:+UseSerialGC \
  --sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED ${BENCH_JAVA_OPTIONS:-} \
  -cp "$here/target/classes:$root/cli/target/loom/*" dev.loom.bench.JournalBenchmark "$directory" "$millis" $program
